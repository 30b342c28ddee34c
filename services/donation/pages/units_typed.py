"""The unit that somebody typed into a field: its label, its code, or enough of its name, with accents or without."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.donation.pages.sheet import Sheet
from services.donation.store.find_units import Found, find_units
from shared.db import Connection
from shared.http import Sentence
from shared.text import fold

SUGGESTED: Final = 250
"""Units in the list below a field; others are found all the same."""
ALL: Final = 100_000
SHOWN: Final = 8


class Register:
    """The units of a fund, looked through without asking the database again."""

    def __init__(self, units: Sequence[Found]) -> None:
        self._units = [(fold(unit.name), unit) for unit in units]
        self._codes: Mapping[str, Found] = {unit.code.upper(): unit for unit in units}

    def candidates(self, text: str) -> list[Found]:
        """The units that may be meant: one, when the code or the whole name is theirs; else all that have the words."""
        code = text.rpartition("(")[2].removesuffix(")") if text.endswith(")") else text
        for known in (text, code):
            if (unit := self._codes.get(known.strip().upper())) is not None:
                return [unit]
        words = fold(text)
        whole = [unit for name, unit in self._units if name == words]
        return whole or [unit for name, unit in self._units if words in name]


async def register_of(conn: Connection, fund_id: UUID) -> Register:
    """All units of a fund that are in use."""
    return Register(await find_units(conn, fund_id, limit=ALL))


def unit_typed(sheet: Sheet, register: Register, name: str = "unit", *, optional: bool = True) -> UUID | None:
    """The unit of a field; None when nothing was typed or, with a fault, when it is not clear which one is meant.
    ``optional``: whether the field may be left empty."""
    text = sheet.text(f"{name}-pick") or sheet.text(name)
    if not text:
        return None
    found = register.candidates(text)
    if len(found) == 1:
        return found[0].unit_id
    if not found:
        sheet.refuse(
            name,
            Sentence(
                "Không có đơn vị nào như vậy trong quỹ này. Gõ một phần tên hoặc mã"
                + ("; không phải đơn vị của Quỹ thì bỏ trống." if optional else "; chưa có thì nhờ quản trị thêm."),
                "This fund has no such unit. Type a part of its name or its code"
                + ("; leave it empty for anybody else." if optional else "; ask the administrator to add a new one."),
            ),
        )
        return None
    sheet.typed.pop(f"{name}-pick", None)
    sheet.choices[name] = found[:SHOWN]
    sheet.refuse(
        name,
        Sentence(
            f"Có {len(found)} đơn vị như vậy. Hãy chọn một, hoặc gõ mã của đơn vị.",
            f"There are {len(found)} such units. Choose one, or type its code.",
        ),
    )
    return None
