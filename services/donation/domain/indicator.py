"""A reported pair of numbers, "x/y" in the press, stored as two labelled numbers so that it is printed one way only."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from shared.money import format_number, percent

Meaning = Literal["result_of_plan", "done_of_eligible", "cared_of_living"]

LABELS: Mapping[Meaning, tuple[str, str]] = {
    "result_of_plan": ("thực hiện", "kế hoạch"),
    "done_of_eligible": ("đã làm", "đủ điều kiện"),
    "cared_of_living": ("được phụng dưỡng", "còn sống"),
}
"""What the first and the second number count."""


class Indicator(NamedTuple):
    """``counted`` of ``base`` in a year; a later entry of the same fund, year, meaning and name takes its place."""

    indicator_id: UUID
    fund_id: UUID
    year: int
    meaning: Meaning
    name: str
    counted: int
    base: int

    @property
    def text(self) -> str:
        """4.509/4.500: always the count before the base."""
        return f"{format_number(self.counted)}/{format_number(self.base)}"

    @property
    def percent(self) -> str:
        """100,2 %; never clamped, "—" for a base of 0."""
        return percent(self.counted, self.base)


def check_indicator(indicator: Indicator, today: date) -> None:
    """Raises Refused: a year ahead; more done than eligible, or more cared for than living."""
    if indicator.year > today.year:
        raise refusals.year_ahead(indicator.year)
    if indicator.counted <= indicator.base or indicator.meaning == "result_of_plan":
        return
    if indicator.meaning == "done_of_eligible":
        raise refusals.count_above_base(
            "đã làm không thể lớn hơn số đủ điều kiện", "done can't be more than the number eligible"
        )
    raise refusals.count_above_base(
        "được phụng dưỡng không thể lớn hơn số còn sống", "cared for can't be more than the number living"
    )
