"""What the routes of the review queue and of rules give. Memos and phrases are private: for staff who take gifts."""

import json
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from services.donation.api.views import RecordedView, View
from services.donation.commands.gifts import Recorded
from services.donation.commands.review import Decision, Waiting
from services.donation.commands.rules import Made
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


class RetiredRuleView(View):
    """Kept beside its Idempotency-Key, so without the phrase, which may name a person."""

    rule_id: UUID
    account_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    made_by: str
    made_at: datetime
    retired_by: str | None
    retired_at: datetime | None


class RuleView(RetiredRuleView):
    phrase: str


class MadeView(View):
    rule_id: UUID
    applied: int
    refused: int

    @classmethod
    def of(cls, made: Made) -> Self:
        return cls(rule_id=made.rule.rule_id, applied=made.applied, refused=made.refused)


class DecisionView(View):
    account_id: UUID
    bank_ids: list[str]
    state: State
    gifts: list[RecordedView]
    rule: MadeView | None

    @classmethod
    def of(cls, decision: Decision) -> Self:
        return cls(
            account_id=decision.account_id,
            bank_ids=decision.bank_ids,
            state=decision.state,
            gifts=[_recorded(recorded) for recorded in decision.gifts],
            rule=decision.rule and MadeView.of(decision.rule),
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
