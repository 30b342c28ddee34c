"""Units as a person looks for them: by code, or by name in any case and without accents."""

from typing import Final, NamedTuple
from uuid import UUID

from shared.contracts.donation import UnitKind
from shared.db import Connection
from shared.text import fold

_LETTERS: Final = (
    "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
    "ÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴĐ"
)
"""Every Vietnamese letter with a mark; names are kept in composed letters."""


class Found(NamedTuple):
    """A unit in use."""

    unit_id: UUID
    code: str
    name: str
    kind: UnitKind

    @property
    def label(self) -> str:
        """How it stands in a field: "Trường THCS Tân Lập (THCS)"."""
        return f"{self.name} ({self.code})"

    @property
    def folded(self) -> str:
        """The name as it is typed without accents."""
        return fold(self.name)


async def find_units(
    conn: Connection, fund_id: UUID, words: str = "", *, after: UUID | None = None, limit: int
) -> list[Found]:
    """Units of a fund by name, those after the one called ``after``; only those whose code or name has ``words`` in
    it."""
    rows = await conn.fetch(
        """select unit_id, code, name, kind from unit
           where fund_id = $1 and merged_into is null
             and ($2 = '' or strpos(lower(translate(name, $3, $4)), $2) > 0 or strpos(lower(code), $2) > 0)
             and ($5::uuid is null or (sort_key, unit_id) > (select sort_key, unit_id from unit where unit_id = $5))
           order by sort_key, unit_id limit $6""",
        fund_id, fold(words), _LETTERS, "".join(fold(letter) for letter in _LETTERS), after, limit,
    )  # fmt: skip
    return [Found(*row) for row in rows]


async def names_of(conn: Connection, unit_ids: list[UUID]) -> dict[UUID, Found]:
    """These units, merged ones among them."""
    rows = await conn.fetch("select unit_id, code, name, kind from unit where unit_id = any($1::uuid[])", unit_ids)
    return {row[0]: Found(*row) for row in rows}
