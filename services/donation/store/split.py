"""The parts of split gifts, and which gift replaces which."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.gift import Earmark, GiftPart, NewGift
from services.donation.domain.split import Corrected
from shared.db import Connection


class Corrections(NamedTuple):
    """The reversed gift that a gift replaces, and the gifts that replace it."""

    corrects: UUID | None
    corrected_by: list[UUID]


async def add_parts(conn: Connection, gifts: Sequence[NewGift]) -> None:
    """Write the parts of gifts that were just written."""
    rows = [
        (part.part_id, gift.gift_id, n, part.amount, *(part.earmark or (None, None)))
        for gift in gifts
        for n, part in enumerate(gift.parts, 1)
    ]
    if rows:
        await conn.execute(
            """insert into gift_part (part_id, gift_id, n, amount, earmark_kind, earmark_ref)
               select * from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bigint[], $5::text[], $6::text[])""",
            *(list(column) for column in zip(*rows, strict=True)),
        )


async def add_corrections(conn: Connection, gifts: Sequence[NewGift]) -> None:
    """Write which reversed gifts these replace."""
    rows = [(gift.gift_id, gift.corrects_gift_id) for gift in gifts if gift.corrects_gift_id is not None]
    if rows:
        await conn.execute(
            """insert into gift_correction (gift_id, corrects_gift_id) select * from unnest($1::uuid[], $2::uuid[])""",
            [gift_id for gift_id, _ in rows], [corrected for _, corrected in rows],
        )  # fmt: skip


async def corrected(conn: Connection, gift_ids: Collection[UUID]) -> dict[UUID, Corrected]:
    """Those of the gifts that are known."""
    rows = await conn.fetch(
        """select g.gift_id, g.fund_id, r.gift_id is not null from gift g left join reversal r using (gift_id)
           where g.gift_id = any($1::uuid[])""",
        list(gift_ids),
    )
    return {row[0]: Corrected(row[1], row[2]) for row in rows}


async def parts_of(conn: Connection, gift_id: UUID) -> list[GiftPart]:
    """The parts of a gift in their order; none when it is not split."""
    rows = await conn.fetch(
        "select part_id, amount, earmark_kind, earmark_ref from gift_part where gift_id = $1 order by n", gift_id
    )
    return [GiftPart(row[0], row[1], None if row[2] is None else Earmark(row[2], row[3])) for row in rows]


async def corrections_of(conn: Connection, gift_id: UUID) -> Corrections:
    """What a gift replaces and is replaced by."""
    rows = await conn.fetch(
        """select gift_id, corrects_gift_id from gift_correction where gift_id = $1 or corrects_gift_id = $1
           order by gift_id""",
        gift_id,
    )
    replaced = [row[1] for row in rows if row[0] == gift_id]
    return Corrections(replaced[0] if replaced else None, [row[0] for row in rows if row[1] == gift_id])
