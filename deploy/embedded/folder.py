"""The data folder (``var/``): one run at a time, its secrets and keys, and what a run says of itself."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.embedded.errors import LaunchError


class DataFolder:
    """``path`` is made when something is first written to it. Raises LaunchError when it isn't ours to write."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.postgres = self.path / "postgres"
        self.kafka = self.path / "kafka"
        self.logs = self.path / "logs"
        self._lock = self.path / "lock"
        self._state = self.path / "run.json"
        self._secrets = self.path / "secrets.json"
        self._signing_key = self.path / "keys" / "staff.jwk"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other run off the folder. The kernel lets go when we end, however that happens."""
        self._make()
        with self._lock.open("a+", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip()
                raise LaunchError(
                    f"{self.path} is in use by another `denon` (process {holder or 'unknown'}): stop that one, "
                    "or choose another folder with --data."
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            try:
                yield
            finally:
                lock.truncate(0)

    def is_locked(self) -> bool:
        """Whether a run has the folder now."""
        try:
            with self._lock.open(encoding="ascii") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False

    @contextmanager
    def announced(self, environment: dict[str, str]) -> Iterator[None]:
        """Let other commands find the run: the environment of its services, for the folder's owner alone."""
        _write_private(self._state, json.dumps(environment))
        try:
            yield
        finally:
            self._state.unlink(missing_ok=True)

    def running(self) -> dict[str, str]:
        """The environment of the services that run on this folder now; empty when none does."""
        if not self.is_locked() or not self._state.exists():
            return {}
        environment: dict[str, str] = json.loads(self._state.read_text(encoding="utf-8"))
        return environment

    def password(self, role: str) -> str:
        """A database role's password, made at random when it is first asked for."""
        self._make()
        known: dict[str, Any] = {}
        if self._secrets.exists():
            known = json.loads(self._secrets.read_text(encoding="utf-8"))
        if role not in known:
            known[role] = secrets.token_urlsafe(24)
            _write_private(self._secrets, json.dumps(known, indent=1))
        return str(known[role])

    def signing_key(self) -> str:
        """The private key, a JWK in JSON, that signs staff tokens; made when it is first asked for."""
        if not self._signing_key.exists():
            from shared.access import new_signing_key

            self._make()
            self._signing_key.parent.mkdir(mode=0o700, exist_ok=True)
            _write_private(self._signing_key, new_signing_key())
        return self._signing_key.read_text(encoding="utf-8")

    def _make(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            # Others may pass through, for the account that PostgreSQL runs under when we are root; they can't look.
            self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        except PermissionError:
            raise LaunchError(
                f"{self.path} belongs to someone else: run as its owner, or choose another folder with --data."
            ) from None


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
