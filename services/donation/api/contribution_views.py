"""What the API gives of gifts in kind, labour, direct support, monthly care and reported numbers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Self
from uuid import UUID

from services.donation.api.views import View
from services.donation.commands.contributions import TakenBack
from services.donation.domain.contribution import DirectSupport, InKind, LabourDays
from services.donation.domain.indicator import LABELS, Indicator, Meaning
from services.donation.domain.sponsorship import due, gaps
from services.donation.store.contributions import Private, ShownContribution
from services.donation.store.sponsorships import Payment, Shown
from shared.contracts.contribution import ContributionKind, Support, ValuationBasis
from shared.contracts.housing_project import Category


class ValuationView(View):
    amount: int
    basis: ValuationBasis


class InKindView(View):
    """The quantity is exact text: "26", "1.5"."""

    item: str
    quantity: Decimal
    measure: str
    valuation: ValuationView | None


class LabourView(View):
    days: Decimal
    people: int | None


class DirectSupportView(View):
    support: Support
    value: int
    began_on: date
    house_id: UUID | None
    new_builds: int | None
    repairs: int | None


class ContributionView(View):
    """An entry without what is private; one of the three kinds is there."""

    contribution_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    kind: ContributionKind
    given_on: date
    in_kind: InKindView | None
    labour_days: LabourView | None
    direct_support: DirectSupportView | None
    families: int | None
    at_least: bool
    corrects_id: UUID | None
    status: Literal["valid", "void", "correction"]
    recorded_by: str
    recorded_at: datetime

    @classmethod
    def of(cls, shown: ShownContribution) -> Self:
        given = shown.given
        return cls.model_validate(
            shown._asdict()
            | {
                "kind": given.kind,
                "in_kind": given if isinstance(given, InKind) else None,
                "labour_days": given if isinstance(given, LabourDays) else None,
                "direct_support": given if isinstance(given, DirectSupport) else None,
            }
        )


class ContributionReversalDetail(View):
    kind: Literal["void", "correction"]
    reversed_on: date
    reason: str


class ContributionDetail(ContributionView):
    """With what only those see who work with it."""

    description: str | None
    giver_name: str | None
    note: str | None
    reversal: ContributionReversalDetail | None
    corrected_by: list[UUID]

    @classmethod
    def with_private(cls, shown: ShownContribution, private: Private) -> Self:
        reversal = None
        if private.reversed_on is not None:
            reversal = {"kind": shown.status, "reversed_on": private.reversed_on, "reason": private.reversal_reason}
        return cls.model_validate(
            ContributionView.of(shown).model_dump()
            | {
                "description": shown.given.description if isinstance(shown.given, DirectSupport) else None,
                "giver_name": private.giver_name,
                "note": private.note,
                "reversal": reversal,
                "corrected_by": private.corrected_by,
            }
        )


class ContributionRecordedView(View):
    """Kept beside the Idempotency-Key, so without a private word."""

    contribution_id: UUID
    fund_id: UUID
    kind: ContributionKind
    given_on: date


class ContributionReversedView(View):
    contribution_id: UUID
    kind: Literal["void", "correction"]
    reversed_on: date

    @classmethod
    def of(cls, done: TakenBack) -> Self:
        return cls(contribution_id=done.entry.contribution_id, kind=done.kind, reversed_on=done.reversed_on)


class BeneficiaryView(View):
    beneficiary_id: UUID
    fund_id: UUID
    code: str
    category: Category
    village: str


class SponsorshipView(View):
    """A commitment as the fund's staff see it; months are written YYYY-MM. ``gaps``: due and not paid."""

    sponsorship_id: UUID
    fund_id: UUID
    beneficiary: BeneficiaryView
    unit_id: UUID
    unit_code: str
    monthly_amount: int
    first_month: str
    last_month: str | None
    months_due: int
    months_paid: list[str]
    paid_amount: int
    gaps: list[str]

    @classmethod
    def of(cls, shown: Shown, today: date) -> Self:
        s = shown.sponsorship
        return cls(
            sponsorship_id=s.sponsorship_id,
            fund_id=s.fund_id,
            beneficiary=BeneficiaryView.model_validate(shown.beneficiary),
            unit_id=s.unit_id,
            unit_code=shown.unit_code,
            monthly_amount=s.monthly_amount,
            first_month=_month(s.first_month),
            last_month=s.last_month and _month(s.last_month),
            months_due=len(due(s.first_month, s.last_month, today)),
            months_paid=[_month(month) for month in shown.paid],
            paid_amount=shown.paid_amount,
            gaps=[_month(month) for month in gaps(s.first_month, s.last_month, shown.paid, today)],
        )


class SponsorshipPaymentView(View):
    payment_id: UUID
    month: str
    amount: int
    paid_on: date
    voided: bool
    recorded_by: str

    @classmethod
    def of(cls, payment: Payment) -> Self:
        return cls.model_validate(payment._asdict() | {"month": _month(payment.month)})


class SponsorshipDetail(SponsorshipView):
    """With every payment, those recorded by mistake too."""

    payments: list[SponsorshipPaymentView]


class IndicatorView(View):
    """Two labelled numbers; ``text`` and ``percent`` are made of them and never typed."""

    indicator_id: UUID
    fund_id: UUID
    year: int
    meaning: Meaning
    name: str
    counted: int
    base: int
    count_label: str
    base_label: str
    text: str
    percent: str

    @classmethod
    def of(cls, indicator: Indicator) -> Self:
        count_label, base_label = LABELS[indicator.meaning]
        return cls(
            **indicator._asdict(),
            count_label=count_label,
            base_label=base_label,
            text=indicator.text,
            percent=indicator.percent,
        )


class IndicatorsView(View):
    items: list[IndicatorView]


def _month(month: date) -> str:
    return f"{month:%Y-%m}"
