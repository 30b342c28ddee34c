"""What this service hears, event type → what it does with a whole batch of them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.fund_allocation.commands.reversals import place_waiting
from services.fund_allocation.commands.support import end_houses
from services.fund_allocation.domain.lots import UNEARMARKED, earmark_key
from services.fund_allocation.domain.refusals import books
from services.fund_allocation.domain.years import Totals
from services.fund_allocation.store import funds, lots, requests, reversals, split
from services.fund_allocation.store.lots import LotsAlike, Received
from services.fund_allocation.store.requests import Ended
from services.fund_allocation.store.reversals import Reversed
from services.fund_allocation.store.split import ReceivedParts
from shared.clock import Clock
from shared.contracts import Contract
from shared.contracts.donation import (
    BooksClosed,
    DonationReceived,
    DonationReceivedInParts,
    DonationReversed,
    DonationsReceived,
)
from shared.contracts.housing_project import (
    HouseApplied,
    HouseCancelled,
    HouseSettled,
    HouseStageReached,
    SupportRequested,
)
from shared.db import Connection
from shared.inbox import Handlers, Incoming
from shared.trace import Trace

_INCOME = {"cash": "income_cash", "bank_transfer": "income_bank_transfer"}
_CERTIFICATE = {"foundation": "foundation", "frame_wall": "frame_wall", "handed_over": "completion"}


def handlers(clock: Clock) -> Handlers:
    """The handlers in causal order: money before what is paid from it, a house before its end."""
    heard = _Heard(clock)
    return {
        DonationReceived: heard.gifts,
        DonationsReceived: heard.many_gifts,
        DonationReceivedInParts: heard.gifts_in_parts,
        DonationReversed: heard.reversals,
        BooksClosed: heard.books_closed,
        HouseApplied: heard.houses,
        SupportRequested: heard.requests,
        HouseStageReached: heard.stages,
        HouseSettled: heard.settlements,
        HouseCancelled: heard.cancellations,
    }


class _Heard:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def gifts(self, conn: Connection, events: Sequence[Incoming[DonationReceived]]) -> None:
        at = self._clock()
        data = [event.data for event in events]
        fund_ids = [gift.fund_id for gift in data]
        received = Received(
            gift_ids=[gift.gift_id for gift in data],
            fund_ids=fund_ids,
            amounts=[gift.amount for gift in data],
            days=[gift.received_on for gift in data],
            incomes=[_INCOME[gift.channel] for gift in data],
            earmarks=[earmark_key(gift.earmark) if gift.earmark else UNEARMARKED for gift in data],
        )
        await lots.add_gifts(conn, received, at=at)
        await place_waiting(conn, set(fund_ids), _caused_by(events[-1]), at=at)

    async def many_gifts(self, conn: Connection, events: Sequence[Incoming[DonationsReceived]]) -> None:
        at = self._clock()
        alike = [
            LotsAlike(
                event.data.fund_id, some.received_on, _INCOME[event.data.channel], UNEARMARKED,
                [(gift.gift_id, gift.amount) for gift in some.gifts],
            )
            for event in events
            for some in event.data.alike
        ]  # fmt: skip
        await lots.copy_gifts(conn, alike, at=at)
        await place_waiting(conn, {event.data.fund_id for event in events}, _caused_by(events[-1]), at=at)

    async def gifts_in_parts(self, conn: Connection, events: Sequence[Incoming[DonationReceivedInParts]]) -> None:
        at = self._clock()
        data = [event.data for event in events]
        if any(sum(part.amount for part in gift.parts) != gift.amount for gift in data):
            raise books.parts_differ()
        parts = [(gift, part) for gift in data for part in gift.parts]
        received = ReceivedParts(
            gift_ids=[gift.gift_id for gift, _ in parts],
            part_ids=[part.part_id for _, part in parts],
            fund_ids=[gift.fund_id for gift, _ in parts],
            amounts=[part.amount for _, part in parts],
            days=[gift.received_on for gift, _ in parts],
            incomes=[_INCOME[gift.channel] for gift, _ in parts],
            earmarks=[earmark_key(part.earmark) for _, part in parts],
        )
        await split.add_gifts(conn, received, at=at)
        await place_waiting(conn, set(received.fund_ids), _caused_by(events[-1]), at=at)

    async def reversals(self, conn: Connection, events: Sequence[Incoming[DonationReversed]]) -> None:
        data = [event.data for event in events]
        taken = [(item, *lot) for item in data for lot in _lots_of(item)]
        taken_back = Reversed(
            gift_ids=[lot_id for _, lot_id, _ in taken],
            fund_ids=[item.fund_id for item, _, _ in taken],
            amounts=[amount for _, _, amount in taken],
            kinds=[item.kind for item, _, _ in taken],
            days=[item.reversed_on for item, _, _ in taken],
        )
        fund_ids = set(taken_back.fund_ids)
        await funds.lock_many(conn, fund_ids)
        await split.know_parts(conn, [(part.part_id, item.gift_id) for item in data for part in item.parts or ()])
        await reversals.add(conn, taken_back)
        if await reversals.differ_from_gifts(conn, taken_back.gift_ids):
            raise books.reversal_differs()
        if await reversals.in_closed_year(conn, taken_back.gift_ids):
            raise books.reversal_too_late()
        await place_waiting(conn, fund_ids, _caused_by(events[-1]), at=self._clock())

    async def books_closed(self, conn: Connection, events: Sequence[Incoming[BooksClosed]]) -> None:
        latest = {
            (e.data.fund_id, e.data.year): Totals(e.data.gifts, e.data.received, e.data.reversals, e.data.reversed)
            for e in events
        }
        await funds.hear_books_closed(conn, [(*key, totals) for key, totals in latest.items()])

    async def houses(self, conn: Connection, events: Sequence[Incoming[HouseApplied]]) -> None:
        rows = [
            (h.house_id, h.house_code, h.household_id, h.household_code, h.category, h.village, h.commune, h.work_type,
             h.programme, h.fund_id, h.applied_on)
            for h in (event.data for event in events)
        ]  # fmt: skip
        await requests.hear_houses(conn, rows)

    async def requests(self, conn: Connection, events: Sequence[Incoming[SupportRequested]]) -> None:
        rows = [
            (r.request_id, r.house_id, r.household_id, r.fund_id, r.programme, r.work_type, r.amount, r.estimated_cost,
             r.requested_on, r.requested_by)
            for r in (event.data for event in events)
        ]  # fmt: skip
        await requests.hear_requests(conn, rows)

    async def stages(self, conn: Connection, events: Sequence[Incoming[HouseStageReached]]) -> None:
        certificates: list[tuple[UUID, UUID, str, date]] = [
            (stage.certificate_id, stage.house_id, _CERTIFICATE[stage.stage], stage.on)
            for stage in (event.data for event in events)
            if stage.certificate_id is not None and stage.stage in _CERTIFICATE
        ]
        if certificates:
            await requests.hear_certificates(conn, certificates)

    async def settlements(self, conn: Connection, events: Sequence[Incoming[HouseSettled]]) -> None:
        ended = [(Ended(e.data.house_id, "settlement", e.data.settled_on), _caused_by(e)) for e in events]
        await end_houses(conn, ended, at=self._clock())

    async def cancellations(self, conn: Connection, events: Sequence[Incoming[HouseCancelled]]) -> None:
        ended = [(Ended(e.data.house_id, "cancellation", e.data.cancelled_on), _caused_by(e)) for e in events]
        await end_houses(conn, ended, at=self._clock())


def _lots_of(reversal: DonationReversed) -> list[tuple[UUID, int]]:
    """What is taken back: the gift, or the lot of each of its parts."""
    return [(part.part_id, part.amount) for part in reversal.parts or ()] or [(reversal.gift_id, reversal.amount)]


def _caused_by(event: Incoming[Contract]) -> Trace:
    return Trace(event.trace.correlation_id, f"{event.source}/{event.position}", event.trace.traceparent)
