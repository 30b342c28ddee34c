"""The report that the system computed, compared twice: with the figures it was told, and with what was printed.

A difference from the first is a fault of the system. A difference from the second is an error on paper.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.story.api import Api, StoryError
from deploy.story.fixture import Fixture
from deploy.story.paper import PaperError, paper_errors
from shared.money import rate

REPORT = "/api/transparency/report"
Report = Mapping[str, Any]
"""What the transparency service answers."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A computed figure that is not what the story's own figures make it."""

    what: str
    expected: object
    computed: object


@dataclass(frozen=True, slots=True)
class Result:
    """``report`` is what the transparency service answered; ``differences`` is empty when all of it is right."""

    report: Report
    differences: Sequence[Difference]
    paper_errors: Sequence[PaperError]

    @property
    def right(self) -> bool:
        """Whether every computed figure is what it has to be."""
        return not self.differences


async def compare(api: Api, fixture: Fixture) -> Result:
    """Wait until the public report says what was played, or for as long as hearing may take, and compare."""
    last: list[Result] = []

    async def attempt() -> Result | None:
        report = await api.find(f"{REPORT}/{fixture.story.year}")
        if report is None:
            return None
        last[:] = [Result(report, list(differences(report, fixture)), paper_errors(fixture.published))]
        return last[0] if last[0].right else None

    try:
        return await api.wait("the public report", attempt)
    except StoryError:
        if not last:
            raise
        return last[0]


def differences(report: Report, fixture: Fixture) -> Iterator[Difference]:
    """Every figure of the report that the story's own figures contradict."""
    expected, computed = _expected(fixture), _computed(report, fixture)
    for what in sorted(expected.keys() | computed.keys()):
        if expected.get(what) != computed.get(what):
            yield Difference(what, expected.get(what), computed.get(what))


def _expected(fixture: Fixture) -> dict[str, object]:
    published = fixture.published
    found: dict[str, object] = {"state of the year": "closed", "waiting": 0}
    units = [(unit.unit, unit.target, unit.actual) for unit in published.units]
    units.append(("all units", sum(unit[1] for unit in units), sum(unit[2] for unit in units)))
    for name, target, actual in units:
        found |= {f"{name}, target": target, f"{name}, received": actual, f"{name}, %": str(rate(actual, target))}
    for line in published.funds:
        found |= {
            f"{line.fund}, opening": line.opening,
            f"{line.fund}, received": line.received,
            f"{line.fund}, used": line.used,
            f"{line.fund}, carried over": line.carried_over,
        }
    for housing in published.housing:
        found |= {f"{housing.work_type}, houses": housing.houses, f"{housing.work_type}, paid": housing.total}
    return found


def _computed(report: Report, fixture: Fixture) -> dict[str, object]:
    keys = {fund.code: fund.fund for fund in fixture.story.funds}
    found: dict[str, object] = {
        "state of the year": report["state"],
        "waiting": sum(report["status"]["waiting"].values()),
    }
    for unit in (*report["units"], {**report["units_total"], "name": "all units"}):
        name = unit["name"]
        found |= {f"{name}, target": unit["target"], f"{name}, received": unit["actual"], f"{name}, %": unit["percent"]}
    for line in report["lines"]:
        name = keys[line["fund"]["code"]] if line["fund"] else "a fund not heard of"
        year = line["year"]
        found |= {
            f"{name}, opening": year["opening"],
            f"{name}, received": year["received"] - year["reversed"],
            f"{name}, used": year["used"],
            f"{name}, carried over": year["closing"],
        }
    for housing in report["housing"]:
        name = housing["work_type"]
        found |= {f"{name}, houses": housing["finished"], f"{name}, paid": housing["paid"]}
    return found
