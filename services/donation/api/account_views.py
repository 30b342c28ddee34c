"""What the routes of accounts and payment codes give."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from services.donation.api.views import View
from services.donation.domain.account import AccountKind
from services.donation.domain.issuing import PaymentCode
from services.donation.domain.payment_code import grouped


class AccountView(View):
    account_id: UUID
    fund_id: UUID
    kind: AccountKind
    bank_bin: str | None
    bank_name: str
    number: str
    holder: str
    opened_on: date
    closed_on: date | None


class CodeView(View):
    code: str
    printed: str
    fund_id: UUID
    account_id: UUID
    campaign_id: UUID | None
    unit_id: UUID | None
    issued_by: str
    issued_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, issued: PaymentCode) -> Self:
        return cls(
            code=issued.code,
            printed=grouped(issued.code),
            issued_by=issued.issued_by,
            issued_at=issued.issued_at,
            revoked_at=issued.revoked_at,
            **issued.purpose._asdict(),
        )


class BatchView(View):
    account_id: UUID
    campaign_id: UUID
    units: int
    issued: int
