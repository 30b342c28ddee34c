"""What is wrong on paper: every figure that the published report could have computed, computed again by one rule."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from deploy.story.fixture import Published
from shared.money import format_number, percent

Kind = Literal["unbalanced", "wrong", "rounding"]


class PaperError(NamedTuple):
    """An error of the published report: its kind, the lines in which it stands, and what is wrong in one sentence."""

    kind: Kind
    lines: Sequence[str]
    says: str


class _Percent(NamedTuple):
    line: str
    exact: str
    down: int
    nearest: int
    printed: int


LABELS = {"province": "Province", "district_and_commune": "Districts"}
"""How the lines of table 2 are called."""


def paper_errors(published: Published) -> list[PaperError]:
    """The errors of the published report, table 2 first."""
    return [*_unbalanced(published), *_wrong(published), *_rounding(published)]


def _unbalanced(published: Published) -> Iterator[PaperError]:
    for line in published.funds:
        missing = line.carried_over - line.printed_carried_over
        if missing:
            yield PaperError(
                "unbalanced",
                [line.fund],
                f"Table 2, {LABELS[line.fund]}: {_thousand(line.opening)} + {_thousand(line.received)} - "
                f"{_thousand(line.used)} = {_thousand(line.carried_over)}, printed "
                f"{_thousand(line.printed_carried_over)}: {_thousand(missing)} thousand đồng unexplained.",
            )


def _wrong(published: Published) -> Iterator[PaperError]:
    for line in _percents(published):
        if line.printed not in (line.down, line.nearest):
            yield PaperError("wrong", [line.line], f"{line.line} is at {line.exact}, printed {line.printed}.")


def _rounding(published: Published) -> Iterator[PaperError]:
    split = [line for line in _percents(published) if line.down != line.nearest]
    cut = [line for line in split if line.printed == line.down]
    up = [line for line in split if line.printed == line.nearest]
    if cut and up:
        yield PaperError(
            "rounding",
            [line.line for line in cut],
            f"Percentages are rounded inconsistently: cut off are {_list(cut)}, but rounded up are {_list(up)}.",
        )


def _percents(published: Published) -> list[_Percent]:
    total = published.printed_total
    lines = [(unit.unit, unit.actual, unit.target, unit.printed_percent) for unit in published.units]
    lines.append(("the total", total.actual, total.target, total.printed_percent))
    return [
        _Percent(
            name, percent(actual, target), 100 * actual // target, (200 * actual + target) // (2 * target), printed
        )
        for name, actual, target, printed in lines
    ]


def _list(lines: Sequence[_Percent]) -> str:
    return ", ".join(f"{line.line} ({line.exact} printed {line.printed})" for line in lines)


def _thousand(amount: int) -> str:
    return format_number(amount // 1000)
