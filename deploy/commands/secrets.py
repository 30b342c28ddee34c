"""The secrets of a system in containers: made once, each in the folder of the one container that may read it."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from deploy.embedded.databases import owner_of
from deploy.services import SERVICES

DENON_USER = 10001
POSTGRES_USER = 999
"""The users that run in our image and in PostgreSQL's."""
SUPERUSER_URL = "POSTGRES_SUPERUSER_URL"


def write_secrets(folder: Path, *, database_host: str, console: Console) -> None:
    """Write what is missing under ``folder``: one file for each secret, named as its environment variable.

    ``postgres/`` and ``signing/`` are for the server and for signing tokens, ``jobs/`` for migrations, one folder for
    each service. What is there stays, so a second run changes nothing. Needs to be root, to hand the files over.
    """
    from shared.access import new_signing_key, public_key_of

    made: list[str] = []

    def keep(name: str, value: str, user: int = DENON_USER) -> str:
        file = folder / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
            with os.fdopen(descriptor, "w", encoding="utf-8") as out:
                out.write(value)
            os.chown(file, user, user)
            made.append(name)
        return file.read_text(encoding="utf-8")

    def url(role: str, password: str, database: str) -> str:
        return f"postgresql://{role}:{password}@{database_host}/{database}"

    superuser = keep("postgres/password", secrets.token_urlsafe(24), POSTGRES_USER)
    keep(f"jobs/{SUPERUSER_URL}", url("postgres", superuser, "postgres"))
    public_key = public_key_of(keep("signing/signing.json", new_signing_key()))
    for service in SERVICES:
        variable = f"{service.upper()}_DATABASE_URL"
        runtime = keep(f"{service}/{variable}", url(service, secrets.token_urlsafe(24), service))
        keep(f"{service}/TOKEN_PUBLIC_KEY", public_key)
        keep(f"jobs/{variable}", runtime)
        owner = owner_of(service)
        keep(f"jobs/{service.upper()}_OWNER_DATABASE_URL", url(owner, secrets.token_urlsafe(24), service))
    console.print(f"Made: {', '.join(made)}" if made else "All secrets are there.", soft_wrap=True)


def take_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that lie as files in the folder that DENON_SECRETS names; those of the environment go first."""
    folder = environ.get("DENON_SECRETS", "")
    if not folder or not Path(folder).is_dir():
        return {}
    files = [file for file in Path(folder).iterdir() if file.is_file() and file.name.isupper()]
    return {file.name: file.read_text(encoding="utf-8").strip() for file in files if file.name not in environ}
