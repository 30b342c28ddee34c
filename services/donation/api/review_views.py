"""What the routes of the review queue and of rules give. Memos and phrases are private: for staff who take gifts."""

import json
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from services.donation.api.views import RecordedView, View
from services.donation.commands.gifts import Recorded
from services.donation.commands.review import Decision, Waiting
from services.donation.domain.bank_line import State


class SimilarView(View):
    bank_id: str
    gift_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None


class ReturnedView(View):
    gift_id: UUID
    kind: str
    reversed_on: date


class OpenLineView(View):
    account_id: UUID
    bank_id: str
    fund_id: UUID
    day: date
    credit: int
    open: int
    memo: str
    source: str
    hints: list[dict[str, Any]]
    returned: list[ReturnedView]
    similar: list[SimilarView]

    @classmethod
    def of(cls, waiting: Waiting) -> Self:
        line = waiting.line
        return cls(
            **line._asdict() | {"hints": json.loads(line.hints or "[]")},
            returned=[ReturnedView.model_validate(gift) for gift in waiting.returned],
            similar=[SimilarView.model_validate(decided) for decided in waiting.similar],
        )


class AppliedView(View):
    """How far a rule has come through the lines that waited; ``applied_at`` null: it is still at work."""

    rule_id: UUID
    met: int
    applied: int
    refused: int
    applied_at: datetime | None


class WordlessRuleView(AppliedView):
    """Kept beside its Idempotency-Key, so without the phrase, which may name a person."""

    account_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    made_by: str
    made_at: datetime
    retired_by: str | None
    retired_at: datetime | None


class RuleView(WordlessRuleView):
    phrase: str


class DecisionView(View):
    account_id: UUID
    bank_ids: list[str]
    state: State
    gifts: list[RecordedView]
    rule: AppliedView | None

    @classmethod
    def of(cls, decision: Decision) -> Self:
        return cls(
            account_id=decision.account_id,
            bank_ids=decision.bank_ids,
            state=decision.state,
            gifts=[_recorded(recorded) for recorded in decision.gifts],
            rule=decision.rule and AppliedView.model_validate(decision.rule),
        )


class CountView(View):
    account_id: UUID
    lines: int


def _recorded(recorded: Recorded) -> RecordedView:
    gift = recorded.gift
    return RecordedView.model_validate(
        {**{name: getattr(gift, name) for name in ("gift_id", "fund_id", "amount", "received_on")},
         "receipt": recorded.receipt._asdict()}
    )  # fmt: skip
