"""From gift to purpose and back: the movements of lots, summed for each lot in each purpose."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.transparency.store import save_lots as save
from shared.contracts.fund_allocation import LotsMoved
from shared.db import Connection
from shared.errors import Refused
from shared.inbox import Incoming

SIGNS: Final[Mapping[tuple[str, str | None], save.Change]] = {
    ("reserved", None): save.Change(+1, 0, 0),
    ("released", None): save.Change(-1, 0, 0),
    ("disbursed", None): save.Change(-1, +1, 0),
    ("spent", None): save.Change(0, +1, 0),
    ("substituted_out", "reserved"): save.Change(-1, 0, +1),
    ("substituted_in", "reserved"): save.Change(+1, 0, 0),
    ("substituted_out", "used"): save.Change(0, -1, +1),
    ("substituted_in", "used"): save.Change(0, +1, 0),
}
"""What one đồng of a movement does to (reserved, used, replaced)."""


async def moved(conn: Connection, events: Sequence[Incoming[LotsMoved]]) -> None:
    """Add the movements up and apply them; a lot whose gift is unknown is moved too, and counted as waiting.

    Raises Refused for a movement that is not one of SIGNS: the event is then quarantined.
    """
    changes: dict[tuple[UUID, UUID], save.Change] = {}
    purposes: dict[UUID, save.PurposeChange] = {}
    for event in events:
        m = event.data
        sign = _sign_of(m)
        total = 0
        for lot in m.lots:
            key, amount = (m.purpose_id, lot.lot_id), lot.amount
            had = changes.get(key, save.Change(0, 0, 0))
            changes[key] = save.Change(
                had.reserved + sign.reserved * amount,
                had.used + sign.used * amount,
                had.replaced + sign.replaced * amount,
            )
            total += amount
        before = purposes.get(m.purpose_id)
        reserved, used = (before.reserved, before.used) if before else (0, 0)
        purposes[m.purpose_id] = save.PurposeChange(
            m.purpose_id, m.house_id, m.fund_id, m.use, reserved + sign.reserved * total, used + sign.used * total
        )
    await save.move_purposes(conn, list(purposes.values()))
    await save.move_lots(conn, changes)
    await save.remember_unknown_lots(conn, sorted({lot_id for _, lot_id in changes}))


def _sign_of(m: LotsMoved) -> save.Change:
    sign = SIGNS.get((m.movement, m.stage if m.movement.startswith("substituted") else None))
    if sign is None:
        raise Refused(
            "movement_unclear",
            vi=f"Không rõ biến động “{m.movement}” ở khâu “{m.stage}”. Hãy kiểm tra dịch vụ phân bổ quỹ.",
            en=f"A movement {m.movement!r} at the stage {m.stage!r} means nothing. Check the fund-allocation service.",
        )
    return sign
