"""Lots and what holds their parts: which money a purpose may take, in which order, and how its moves are told."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from services.fund_allocation.domain.refusals import books
from shared.contracts import Contract
from shared.contracts.donation import Earmark
from shared.contracts.envelope import struct_of
from shared.contracts.fund_allocation import LotAmount, LotsMoved, Use

Stage = Literal["reserved", "used"]
Movement = Literal["reserved", "released", "disbursed", "spent", "substituted_out", "substituted_in"]

LOTS_IN_EVENT = 1000
UNEARMARKED = ""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_LotAmount = struct_of(LotAmount)


class Part(NamedTuple):
    """A part of one lot, in đồng."""

    lot_id: UUID
    amount: int


class Holding(NamedTuple):
    """What holds parts of lots: a decision (``reserved``), or an instalment or expenditure (``used``).

    ``purpose_id`` is the decision or the expenditure; ``holding_id`` is the instalment where there is one.
    """

    holding_id: UUID
    fund_id: UUID
    stage: Stage
    purpose_id: UUID
    instalment_id: UUID | None
    house_id: UUID | None
    use: Use
    campaign_id: UUID | None

    @property
    def earmarks(self) -> tuple[str, ...]:
        return spendable(self.use, self.house_id, self.campaign_id)


def of_decision(decision_id: UUID, fund_id: UUID, house_id: UUID, campaign_id: UUID | None) -> Holding:
    """What a support decision sets aside."""
    return Holding(decision_id, fund_id, "reserved", decision_id, None, house_id, "housing", campaign_id)


def of_instalment(instalment_id: UUID, decision: Holding) -> Holding:
    """What an instalment pays out of a decision."""
    return decision._replace(holding_id=instalment_id, stage="used", instalment_id=instalment_id)


def of_expenditure(expenditure_id: UUID, fund_id: UUID, use: Use, campaign_id: UUID | None) -> Holding:
    """What an expenditure spends."""
    return Holding(expenditure_id, fund_id, "used", expenditure_id, None, None, use, campaign_id)


def spendable(use: Use, house_id: UUID | None, campaign_id: UUID | None) -> tuple[str, ...]:
    """The earmarks whose money may go there, in the order in which it is taken: the narrowest promise first."""
    narrow = [f"house:{house_id}"] if house_id else []
    if campaign_id:
        narrow.append(f"campaign:{campaign_id}")
    return (*narrow, f"purpose:{use}", UNEARMARKED)


def earmark_key(earmark: Earmark | None) -> str:
    """An earmark as the lots keep it."""
    return f"{earmark.kind}:{earmark.ref.lower()}" if earmark else UNEARMARKED


def check_earmark(earmark: Earmark) -> None:
    """Raises Refused unless it names one of the six uses, or a campaign or house by its id."""
    if earmark.kind == "purpose":
        known = earmark.ref in get_args(Use)
    else:
        known = _UUID.fullmatch(earmark.ref.lower()) is not None
    if not known:
        raise books.unusable_earmark(earmark.kind)


def earmark_of(key: str) -> Earmark | None:
    """The earmark of a lot's key."""
    kind, _, ref = key.partition(":")
    return Earmark.model_validate({"kind": kind, "ref": ref}) if key else None


def moved(holding: Holding, movement: Movement, parts: Sequence[Part], *, on: date) -> list[Contract]:
    """The events that tell of a movement, in chunks of LOTS_IN_EVENT. Their subject is the holding's purpose."""
    stage = holding.stage if movement in ("substituted_out", "substituted_in") else None
    return [
        LotsMoved.Fast(
            movement=movement,
            stage=stage,
            purpose_id=holding.purpose_id,
            instalment_id=holding.instalment_id,
            house_id=holding.house_id,
            fund_id=holding.fund_id,
            use=holding.use,
            on=on,
            lots=tuple(
                _LotAmount(lot_id=part.lot_id, amount=part.amount) for part in parts[start : start + LOTS_IN_EVENT]
            ),
        )
        for start in range(0, len(parts), LOTS_IN_EVENT)
    ]
