"""Ids that come more than once: the same line again, or a conflict. For millions of lines in eight bytes each."""

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from operator import eq

from services.donation.domain.statement import refusals
from services.donation.domain.statement.layout import Role
from services.donation.domain.statement.line import Line, Lines
from services.donation.domain.statement.lines import Reader

BUCKETS = 256
AT_ONCE = 100_000
"""Lines that are compared in one look at the file."""


class IdHashes:
    """Hashes of the ids seen, spread over buckets so that only one bucket at a time is ever made a set."""

    def __init__(self) -> None:
        self._buckets = [array("q") for _ in range(BUCKETS)]

    def add(self, ids: Iterable[str]) -> None:
        """Takes in ids."""
        buckets = self._buckets
        for value in map(hash, ids):
            buckets[value % BUCKETS].append(value)

    def repeated(self) -> list[int]:
        """The hashes that were added more than once: of repeated ids, or by a rare chance of two different ones."""
        found: list[int] = []
        for bucket in self._buckets:
            if len(set(bucket)) < len(bucket):
                values = sorted(bucket)
                found += {value for value, following in pairwise(values) if value == following}
        return found


def repeats_before(lines: Lines, last: Line | None, reader: Reader) -> list[bool] | None:
    """Which lines repeat the line right before them (``last`` before the first); None when none does.

    Raises IdConflict.
    """
    ids = lines.bank_ids
    same = list(map(eq, chain(("" if last is None else last.bank_id,), ids), ids))
    if True not in same:
        return None
    for index in (index for index, is_same in enumerate(same) if is_same):
        first = lines.line(index - 1) if index else last
        if first is not None:
            check_same(first, lines.line(index), reader)
    return same


def far_repeats(blocks: Iterable[Lines], hashes: Iterable[int], reader: Reader) -> Iterator[Line]:
    """Of the lines whose ids have one of these hashes, those that repeat an earlier one. Raises IdConflict."""
    wanted = frozenset(hashes)
    first: dict[str, Line] = {}
    for lines in blocks:
        for index, value in enumerate(map(hash, lines.bank_ids)):
            if value in wanted:
                line = lines.line(index)
                known = first.setdefault(line.bank_id, line)
                if known is not line:
                    check_same(known, line, reader)
                    yield line


def check_same(first: Line, second: Line, reader: Reader) -> None:
    """Raises IdConflict unless two lines of one id are the same line."""
    pairs: dict[Role, tuple[object, object]] = {
        "day": ((first.day, first.time), (second.day, second.time)),
        "credit": (first.credit, second.credit),
        "debit": (first.debit, second.debit),
        "balance": (first.balance, second.balance),
        "memo": (first.memo, second.memo),
    }
    differing = [reader.place(role, second.row) for role, (one, other) in pairs.items() if one != other]
    if differing:
        raise refusals.id_conflict(first, second, reader.place("bank_id", second.row), differing)
