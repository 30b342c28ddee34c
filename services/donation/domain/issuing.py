"""What a payment code stands for, and when one may be issued or shown to givers."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.donation.domain import refusals, vietqr
from services.donation.domain.account import Account
from services.donation.domain.register import Campaign, Unit


class Purpose(NamedTuple):
    """What money under a code is for: a fund's account, a campaign or none, a unit or a walk-in (None)."""

    fund_id: UUID
    account_id: UUID
    campaign_id: UUID | None
    unit_id: UUID | None


class PaymentCode(NamedTuple):
    """An issued code. It means what it meant also after it was revoked: money may still come with it."""

    code: str
    purpose: Purpose
    issued_by: str
    issued_at: datetime
    revoked_at: datetime | None


def check_issue(account: Account, campaign: Campaign | None, unit: Unit | None, today: date) -> None:
    """Raises Refused: a closed account, a campaign that is over, a campaign or unit of another fund."""
    if account.closed_on is not None:
        raise refusals.account_closed(account.closed_on)
    if campaign is not None:
        if campaign.fund_id != account.fund_id:
            raise refusals.campaign_of_other_fund()
        if campaign.last_day < today:
            raise refusals.campaign_without_new_codes(campaign.last_day)
    if unit is not None and unit.fund_id != account.fund_id:
        raise refusals.unit_of_other_fund()


def qr_payload(code: PaymentCode, account: Account, amount: int | None) -> str:
    """What the code's VietQR says. Raises Refused: revoked, a closed account, one without a BIN, the amount."""
    check_shown(code, account)
    if account.bank_bin is None:
        raise refusals.account_without_bin()
    return vietqr.payload(account.bank_bin, account.number, code.code, amount)


def check_shown(code: PaymentCode, account: Account) -> None:
    """Whether givers may still be told to pay with the code. Raises Refused."""
    if code.revoked_at is not None:
        raise refusals.code_revoked()
    if account.closed_on is not None:
        raise refusals.account_closed(account.closed_on)
