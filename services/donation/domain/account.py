"""The accounts into which a fund's money comes: at banks, and at the State Treasury."""

from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from services.donation.domain import refusals

AccountKind = Literal["bank", "treasury"]


class Account(NamedTuple):
    """An account of one fund. ``bank_bin``: the six digits that NAPAS gave the bank; the State Treasury may have none,
    then no VietQR leads there. ``closed_on``: the last day on which money may come in, or None."""

    account_id: UUID
    fund_id: UUID
    kind: AccountKind
    bank_bin: str | None
    bank_name: str
    number: str
    holder: str
    opened_on: date
    closed_on: date | None


def check_account(account: Account, today: date) -> None:
    """Raises Refused: a bank without its BIN, or a day to come."""
    if account.kind == "bank" and account.bank_bin is None:
        raise refusals.bank_bin_missing()
    if account.opened_on > today:
        raise refusals.date_in_future("opened_on", account.opened_on, today)


def check_closing(account: Account, closed_on: date, today: date) -> None:
    """Raises Refused: closed already, before it was opened, or a day to come."""
    if account.closed_on is not None:
        raise refusals.account_already_closed(account.closed_on)
    if closed_on < account.opened_on:
        raise refusals.account_closed_before_opened(account.opened_on)
    if closed_on > today:
        raise refusals.date_in_future("closed_on", closed_on, today)
