"""What the routes of the review queue, of rules and of the bank's callback take."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.donation.api.forms import Address, Day, EarmarkForm, Form, Name, Sum, SumOrZero, Words
from services.donation.domain.deciding import Part
from services.donation.domain.gift import Earmark, Payer
from shared.contracts.envelope import MAX_AMOUNT

BankId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^\P{C}*$")]
BankIds = Annotated[list[BankId], Field(min_length=1, max_length=200)]


class PartForm(Form):
    """A gift that lines become; without an amount all that is open of them. The payer's words are private."""

    amount: Sum | None = None
    unit_id: UUID | None = None
    campaign_id: UUID | None = None
    earmark: EarmarkForm | None = None
    payer_name: Name | None = None
    payer_address: Address | None = None
    reason: Words | None = None
    name_consent: Annotated[bool, Field(strict=True)] = False

    def part(self) -> Part:
        """Raises Refused when the earmark names nothing."""
        payer = None
        if self.payer_name or self.payer_address or self.reason or self.name_consent:
            payer = Payer(self.payer_name, self.payer_address, self.reason, self.name_consent)
        earmark = None if self.earmark is None else Earmark.of(self.earmark.kind, self.earmark.ref)
        return Part(self.amount, self.unit_id, self.campaign_id, earmark, payer)


class RuleForm(Form):
    """Words by which lines like this one are known from now on."""

    phrase: Words


class DecisionForm(Form):
    """Lines that are one gift, or a line that is many. ``received_on``: only for lines of a year that is closed."""

    account_id: UUID
    bank_ids: BankIds
    gifts: Annotated[list[PartForm], Field(min_length=1, max_length=200)]
    rule: RuleForm | None = None
    received_on: Day | None = None


class SetAsideForm(Form):
    """Lines that are no gifts, and why: interest, a transfer that came back."""

    account_id: UUID
    bank_ids: BankIds
    reason: Words


class TakeBackForm(Form):
    """Lines that were set aside and are to be decided again."""

    account_id: UUID
    bank_ids: BankIds


class TransactionForm(Form):
    """A line as the bank tells it, with the balance after it if it has one."""

    bank_id: BankId
    day: Day
    credit: SumOrZero = 0
    debit: SumOrZero = 0
    balance: Annotated[int | None, Field(strict=True, ge=-MAX_AMOUNT, le=MAX_AMOUNT)] = None
    memo: Annotated[str, StringConstraints(max_length=1000)] = ""


class CallbackForm(Form):
    """What a bank tells of one account."""

    transactions: Annotated[list[TransactionForm], Field(min_length=1, max_length=200)]
