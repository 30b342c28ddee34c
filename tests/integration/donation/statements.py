"""Statements brought in as staff and the worker bring them in, on a running service."""

from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx

from services.donation.commands.import_worker import ImportWork
from services.donation.commands.import_writing import Pace
from services.donation.commands.importing import Importer
from shared.ids import uuid7
from tests.integration.donation.conftest import FUND, TOKENS, Donation

PACE = Pace(chunk=2_000, backlog=10**9)
"""No relay runs in these tests: nobody has to be waited for."""


async def account(donation: Donation, **changes: object) -> str:
    """A registered account's id."""
    body = {
        "fund_id": str(FUND), "kind": "bank", "bank_bin": "970436", "bank_name": "Vietcombank",
        "number": "0011002345678", "holder": "Quỹ Đền ơn đáp nghĩa", "opened_on": "2024-01-02",
    } | changes  # fmt: skip
    return str((await donation.done("/accounts", body, by="admin"))["account_id"])


async def upload(
    donation: Donation, account_id: str, content: bytes, *, by: str = "accountant", key: str | None = None,
    name: str = "sao kê.csv", language: str = "vi",
) -> httpx.Response:  # fmt: skip
    """The answer to a file that is sent in."""
    return await donation.client.post(
        f"/api/donation/imports?account_id={account_id}&file_name={quote(name)}",
        content=content,
        headers={
            "authorization": f"Bearer {TOKENS[by]}", "idempotency-key": str(uuid4()) if key is None else key,
            "content-type": "application/octet-stream", "accept-language": language,
        },
    )  # fmt: skip


def importer(donation: Donation, uploads: Path, pace: Pace = PACE) -> Importer:
    """What the worker process runs, in this process and with the service's clock."""
    return Importer(donation.database, uploads, lambda: donation.now, uuid7, pace=pace)


def import_work(donation: Donation) -> ImportWork:
    """What the service itself runs in the background, which a test has to start."""
    owners = (getattr(run, "__self__", None) for run in donation.service._background)
    return next(owner for owner in owners if isinstance(owner, ImportWork))


async def bring_in(donation: Donation, uploads: Path, account_id: str, path: Path) -> dict[str, Any]:
    """Upload a file and have it worked on; what is told of it then."""
    answer = await upload(donation, account_id, path.read_bytes())
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "received"
    assert await importer(donation, uploads).work()
    return await donation.read(f"/imports/{answer.json()['import_id']}")


async def lines(donation: Donation, account_id: str) -> list[Any]:
    """Every line of an account, by its id."""
    return await donation.admin("select * from bank_line where account_id = $1 order by bank_id", UUID(account_id))
