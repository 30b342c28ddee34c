"""A form as it is declared: its inputs said once, by which they are shown, read, and told of when they are wrong.

``body_of`` gives what was typed as the body of the API's own form, which checks it; nothing is decided here.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from services.donation.domain.gift import FIRST_DAY, LAST_DAY
from services.donation.pages.sheet import Sheet
from services.donation.pages.units_typed import Register, unit_typed

Kind = Literal["text", "money", "number", "quantity", "day", "month", "unit", "select", "radios", "tick", "hidden"]
LENGTHS: Final[Mapping[Kind, int]] = {"money": 40, "number": 9, "quantity": 20, "day": 10, "month": 7}
DAY_HINT: Final = "Ngày/tháng/năm, ví dụ 27/07/2026."
PRIVATE_HINT: Final = "Chỉ người của Quỹ đọc được."
SUM_HINT: Final = "Đồng, ví dụ 500.000."
_QUANTITY = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]{1,3}))?")
_MONTH = re.compile(r"(\d{1,2})[/. -](\d{4})")


class Field(NamedTuple):
    """An input. Its label is that of ``name`` in the words. ``to``: the API's field, dotted, where it differs; ``hint``
    and the words of ``options`` (by value) and ``notes`` are Vietnamese; ``nothing``: what choosing none is called.

    A select without ``options`` is given its choices by the page.
    """

    name: str
    kind: Kind = "text"
    to: str = ""
    hint: str = ""
    optional: bool = False
    longest: int = 300
    options: Mapping[str, str] | None = None
    notes: Mapping[str, str] | None = None
    nothing: str = ""
    word: str = ""
    focus: bool = False

    @property
    def field(self) -> str:
        """The API's name of it."""
        return self.to or self.name

    @property
    def max(self) -> int:
        """How many letters fit in."""
        return LENGTHS.get(self.kind, self.longest)


class Rows(NamedTuple):
    """A table to be filled in; its inputs are called name-0-cell. ``to``: the API's list; ``ready``: empty rows that
    stand ready, at most ``most``."""

    name: str
    title: str
    cells: Sequence[Field]
    to: str
    ready: int = 5
    most: int = 100

    @property
    def sums(self) -> bool:
        """Whether its last cell is a sum of money, so that the script can add them up."""
        return self.cells[-1].kind == "money"

    def shown(self, sheet: Sheet) -> int:
        """How many rows the form shows."""
        asked = sheet.text(f"{self.name}-rows")
        typed = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
        return min(self.most, max(self.ready, typed))


class Group(NamedTuple):
    """Inputs that few need, folded away below a line that says what they are; open when one of them is used. What
    stands in those of ``usual`` without anybody's doing opens nothing; ``tells``: the input whose text is seen anyway.
    """

    title: str
    fields: Sequence[Field | Rows]
    usual: Mapping[str, str | None] = MappingProxyType({})
    tells: str = ""

    def used(self, sheet: Sheet) -> bool:
        """Whether something of it was typed or is wrong."""
        for part in self.fields:
            names = [name for name in sheet.typed if name == part.name or name.startswith(f"{part.name}-")]
            if any(self._typed(sheet, name) for name in names):
                return True
            if any(fault.name == part.name or fault.name.startswith(f"{part.name}-") for fault in sheet.faults):
                return True
        return False

    def _typed(self, sheet: Sheet, name: str) -> bool:
        text = sheet.text(name)
        if not text or name.endswith("-rows"):
            return False
        return name not in self.usual or self.usual[name] not in (None, text)


Item: TypeAlias = Field | Rows | Group


class Form(NamedTuple):
    """``title``: what it is for; ``send``: its one button; ``final``: what will be final once it is pressed."""

    title: str
    items: Sequence[Item]
    send: str
    final: str = ""

    @property
    def parts(self) -> Iterator[Field | Rows]:
        """Its inputs and tables, those of groups among them."""
        for item in self.items:
            if isinstance(item, Group):
                yield from item.fields
            else:
                yield item

    @property
    def fields(self) -> Iterator[Field]:
        """Every input and every cell."""
        for part in self.parts:
            if isinstance(part, Rows):
                yield from part.cells
            else:
                yield part

    @property
    def has_rows(self) -> bool:
        """Whether there is a table to fill in."""
        return any(isinstance(part, Rows) for part in self.parts)

    def has(self, kind: Kind) -> bool:
        """Whether one of its inputs is of a kind."""
        return any(field.kind == kind for field in self.fields)

    @property
    def words(self) -> Iterator[str]:
        """Every Vietnamese word of it: for the test that none is left without English."""
        yield from filter(None, (self.title, self.send, self.final))
        yield from (item.title for item in self.items if isinstance(item, Group))
        yield from (part.title for part in self.parts if isinstance(part, Rows))
        for field in self.fields:
            yield from filter(None, (field.hint, field.nothing, field.word))
            yield from (word for value, word in (field.options or {}).items() if value.upper() != word)
            yield from (field.notes or {}).values()


def more_rows(sheet: Sheet, form: Form) -> bool:
    """Whether what was asked for is more empty rows; then they are there."""
    name = sheet.text("more")
    for part in form.parts:
        if isinstance(part, Rows) and part.name == name:
            filled = close_up(sheet, part)
            sheet.typed[f"{name}-rows"] = str(min(part.most, max(part.shown(sheet), filled) + 10))
            sheet.typed.pop("more")
            return True
    return False


def body_of(sheet: Sheet, form: Form, known: Register | None = None) -> dict[str, Any]:
    """What was typed as the API's body, without what was left empty; what can't be read is noted on the sheet."""
    body: dict[str, Any] = {}
    inputs: dict[str, str] = {"fund_id": ""}
    for part in form.parts:
        if isinstance(part, Rows):
            filled = close_up(sheet, part)
            listed = []
            for n in range(filled):
                row: dict[str, Any] = {}
                for cell in part.cells:
                    name = f"{part.name}-{n}-{cell.name}"
                    inputs[f"{part.to}.{n}.{cell.field}"] = name
                    _put(row, cell, value_of(sheet, cell, name, known))
                inputs[f"{part.to}.{n}"] = f"{part.name}-{n}-{part.cells[0].name}"
                listed.append(row)
            if listed:
                body[part.to] = listed
            inputs.setdefault(part.to, part.name)
        else:
            inputs[part.field] = part.name if part.kind != "hidden" else ""  # nobody sees what is said beside it
            inputs.setdefault(part.field.rpartition(".")[0] or part.field, part.name)
            _put(body, part, value_of(sheet, part, part.name, known))
    sheet.inputs = inputs
    return body


def value_of(sheet: Sheet, field: Field, name: str, known: Register | None = None) -> object:
    """The value of an input, as the API takes it; None when there is none, or it can't be read."""
    if field.kind == "unit":
        if known is None:
            raise LookupError("a field of a unit without the units")
        return unit_typed(sheet, known, name, optional=field.optional)
    if field.optional and not sheet.text(name):
        return None
    if field.options is not None:
        return sheet.chosen(name, field.options)
    return _READERS.get(field.kind, Sheet.words)(sheet, name)


def close_up(sheet: Sheet, rows: Rows) -> int:
    """Move the rows that are filled in together, so that line 3 is the third row; how many they are."""
    typed: list[dict[str, str]] = []
    names = [cell.name for cell in rows.cells]
    names += [f"{cell.name}-pick" for cell in rows.cells if cell.kind == "unit"]
    for n in range(rows.shown(sheet)):
        row = {name: sheet.typed.pop(f"{rows.name}-{n}-{name}", "").strip() for name in names}
        if any(row.values()):
            typed.append(row)
    for n, row in enumerate(typed):
        sheet.typed |= {f"{rows.name}-{n}-{name}": value for name, value in row.items()}
    return len(typed)


def _put(body: dict[str, Any], field: Field, value: object) -> None:
    """At its place, dotted. What must be filled has its place even when empty, so that what is missing is said."""
    *above, last = field.field.split(".")
    if value is None and (field.optional or not above):
        return
    for name in above:
        body = body.setdefault(name, {})
    if value is not None:
        body[last] = value


def _quantity(sheet: Sheet, name: str) -> str | None:
    """1.250,5 as "1250.5"."""
    found = _QUANTITY.fullmatch(sheet.text(name))
    whole = found[1].replace(".", "") if found else ""
    if found is None or len(whole) > 12 or not (whole + (found[2] or "")).strip("0"):
        sheet.wrong(
            name, "phải là số lớn hơn 0, phần lẻ sau dấu phẩy và nhiều nhất 3 chữ số, ví dụ 12 hoặc 1,5.",
            "must be a number more than 0, with at most 3 decimals after a comma, such as 12 or 1,5.",
        )  # fmt: skip
        return None
    return f"{whole}.{found[2]}" if found[2] else whole


def _month(sheet: Sheet, name: str) -> str | None:
    """7/2026 as "2026-07"."""
    found = _MONTH.fullmatch(sheet.text(name))
    try:
        if found is None:
            raise ValueError(name)
        first = date(int(found[2]), int(found[1]), 1)
        if not FIRST_DAY <= first <= LAST_DAY:
            raise ValueError(name)
        return f"{first:%Y-%m}"
    except ValueError:
        sheet.wrong(
            name, "phải là tháng có thật, viết tháng/năm, ví dụ 07/2026.",
            "must be a real month, written month/year, such as 07/2026.",
        )  # fmt: skip
        return None


def _tick(sheet: Sheet, name: str) -> bool | None:
    return sheet.ticked(name) or None


_READERS: Final[Mapping[Kind, Callable[[Sheet, str], object]]] = {
    "money": Sheet.amount, "number": Sheet.whole, "day": Sheet.day, "quantity": _quantity, "month": _month,
    "tick": _tick,
}  # fmt: skip
