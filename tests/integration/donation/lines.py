"""Accounts and lines of the bank, for tests of what becomes of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.integration.donation.conftest import FUND, Donation


async def account(donation: Donation, number: str = "0011001932418", **changes: object) -> str:
    """A registered account's id."""
    body = {
        "fund_id": str(FUND), "kind": "bank", "bank_bin": "970436", "bank_name": "Vietcombank", "number": number,
        "holder": "QUY DEN ON DAP NGHIA XA A", "opened_on": "2024-01-02",
    } | changes  # fmt: skip
    return str((await donation.done("/accounts", body, by="admin"))["account_id"])


async def add(donation: Donation, account_id: str, *lines: dict[str, Any]) -> None:
    """Lines as an import leaves them: credits in review, unless they say otherwise."""
    for line in lines:
        row: dict[str, Any] = {
            "day": "2024-07-20",
            "credit": 0,
            "debit": 0,
            "balance": None,
            "memo": "",
            "hints": None,
        } | line
        await donation.admin(
            """insert into bank_line (account_id, bank_id, fund_id, day, credit, debit, balance, memo, state, hints,
                                      source)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'statement')""",
            account_id, row["bank_id"], FUND, date.fromisoformat(str(row["day"])), row["credit"], row["debit"],
            row["balance"], row["memo"], "debit" if row["debit"] else "review", row["hints"],
        )  # fmt: skip


async def state(donation: Donation, account_id: str) -> dict[str, tuple[str, str | None]]:
    """State and way of every line of an account."""
    rows = await donation.admin("select bank_id, state, how from bank_line where account_id = $1", account_id)
    return {row[0]: (row[1], row[2]) for row in rows}


async def waiting(donation: Donation, account_id: str, query: str = "") -> list[str]:
    """The ids of the lines in review, in their order."""
    page = await donation.read(f"/review?account_id={account_id}{query}", by="clerk")
    return [line["bank_id"] for line in page["items"]]


def decision(account_id: str, bank_ids: Sequence[str], *gifts: dict[str, Any], **more: object) -> dict[str, Any]:
    """The body of a decision; without gifts: one walk-in gift of all that is open."""
    return {"account_id": account_id, "bank_ids": list(bank_ids), "gifts": list(gifts) or [{}], **more}
