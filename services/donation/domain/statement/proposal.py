"""A mapping for a statement of no known bank: proposed from its words and its cells, to be confirmed by a person."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from services.donation.domain.statement.days import ORDERS, is_day
from services.donation.domain.statement.layout import HEADER_ROWS, Columns, Layout, Role, Row, folded
from services.donation.domain.statement.opening import Table, with_formats

OTHER = "other"
ENOUGH = 3
"""Roles that a row must name to be taken for the header."""
_AMOUNT = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+(?:[.,]00?)?|[1-9][0-9]{3,8}(?:[.,]00?)?")
_ID = re.compile(r"[A-Za-z0-9./_-]*[0-9][A-Za-z0-9./_-]{5,}")
_WORDS = re.compile(r"[^\W0-9_]+ [^\W0-9_]+")
_NAMES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("balance", re.compile(r"\bso du\b|\bbalance\b")),
    ("debit", re.compile(r"\b(?:ghi|ps|phat sinh|tien) no\b|debit|tien ra\b|withdraw|^no\b")),
    ("credit", re.compile(r"\b(?:ghi|ps|phat sinh|tien) co\b|credit|tien vao\b|deposit|^co\b")),
    (
        "bank_id",
        re.compile(
            r"\b(?:ma|so) (?:giao dich|gd|tham chieu|but toan|chung tu|ct)\b|"
            r"\b(?:ref|reference|transaction|trans|txn|doc|document)\W*(?:no|id|number|num|code)\b|\breference\b"
        ),
    ),
    ("day", re.compile(r"\bngay\b|date\b")),
    ("memo", re.compile(r"noi dung|dien giai|mo ta|descri|detail|remark|narrative|\bmemo\b")),
    ("credit", re.compile(r"so tien|amount")),
)


class Proposal(NamedTuple):
    """A layout, perhaps without some columns, for one of the ways to see the file. ``named``: by its header's words."""

    table: Table
    layout: Layout
    named: bool


def propose(tables: Sequence[Table]) -> Proposal:
    """The most likely layout: the header that names most roles, else what the columns hold."""
    best: tuple[int, Proposal] | None = None
    for table in tables:
        for number, row in enumerate(table.head[:HEADER_ROWS], 1):
            columns = _by_names(row)
            count = len(columns.used())
            if count >= ENOUGH and (best is None or count > best[0]):
                layout = Layout(OTHER, columns, folded(row), "dd/mm/yyyy", "1.234.567", table.delimiter, number)
                best = count, Proposal(table, with_formats(table, layout), named=True)
    if best is not None:
        return best[1]
    return max((_by_cells(table) for table in tables), key=lambda proposal: len(proposal.layout.columns.used()))


def _by_names(row: Row) -> Columns:
    cells = folded(row)
    used: dict[Role, int] = {}
    for role, pattern in _NAMES:
        place = next((i for i, cell in enumerate(cells) if i not in used.values() and pattern.search(cell)), None)
        if place is not None and role not in used:
            used[role] = place
    return Columns(**used)


def _by_cells(table: Table) -> Proposal:
    """Columns told by what the usual rows hold: days, amounts, ids that never repeat, long words."""
    widths = [len(row) for row in table.head if len(row) > 1]
    width = max(set(widths), key=widths.count, default=1)
    rows = [[str(cell).strip() for cell in row] for row in table.head if len(row) == width]
    columns = list(zip(*rows, strict=True))
    free = dict(enumerate(columns))
    used: dict[Role, int] = {}
    tests: tuple[tuple[Role, Callable[[Sequence[str]], float]], ...] = (
        ("day", _share(_looks_like_day)),
        ("bank_id", _distinct),
        ("credit", _share(_AMOUNT.fullmatch)),
        ("memo", _share(_WORDS.search)),
    )
    for role, score in tests:
        place = max(free, key=lambda place: score(free[place]), default=None)
        if place is not None and score(free[place]) > 0.5:
            used[role] = place
            del free[place]
    layout = Layout(OTHER, Columns(**used), (), "dd/mm/yyyy", "1.234.567", table.delimiter, 0)
    return Proposal(table, with_formats(table, layout), named=False)


def _share(test: Callable[[str], object]) -> Callable[[Sequence[str]], float]:
    """The part of a column's cells that pass."""
    return lambda cells: sum(bool(test(cell)) for cell in cells) / len(cells)


def _looks_like_day(cell: str) -> bool:
    text = cell.replace("T", " ", 1).partition(" ")[0]
    return any(is_day(text, order) for order in ORDERS)


def _distinct(cells: Sequence[str]) -> float:
    """Ids: long, with figures, no two alike."""
    return len({cell for cell in cells if _ID.fullmatch(cell) and not _looks_like_day(cell)}) / len(cells)
