"""The report as files: CSV for a spreadsheet, JSON for a program. Both hold exact sums in đồng."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Final

from services.transparency.domain import FundYear
from services.transparency.views.answers import ReportOut
from services.transparency.views.other import Other
from services.transparency.views.report import Report
from services.transparency.words import BASES, NAMELESS, WORK_TYPES
from shared.money import rate
from shared.web.trade import USES

COLUMNS: Final = (
    "table", "code", "name", "target", "actual", "percent", "opening", "received", "reversed", "used", "carried_over",
    "paid_by_others", "quantity", "measure", "value", "basis", "at_least", "pledged", "kept", "outstanding",
)  # fmt: skip
"""Of ``table``: 1 and 2 as on paper, 3 uses, 4 houses, "other" and "pledges", which are in no sum of money."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Say = Callable[[str], str]
Row = dict[str, object]


def as_csv(report: Report, say: Say) -> bytes:
    """One row for each line of the tables and their totals; UTF-8 with a mark, so that spreadsheets read it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for table in (_units, _funds, _uses, _houses, _other, _pledges):
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in table(report, say))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _units(report: Report, say: Say) -> Iterator[Row]:
    for unit in report.units:
        row = _unit(unit.name or say(NAMELESS), unit.target, unit.actual)
        yield row | {"code": unit.code, "percent": unit.percent, "paid_by_others": unit.paid_by_others or None}
    total = report.units_total
    if total.people_gifts:
        yield _unit(say("Cá nhân và khoản không qua đơn vị"), None, total.people_actual)
    if total.waiting_gifts:
        yield _unit(say("Đơn vị đang cập nhật"), None, total.waiting_actual)
    yield _unit(say("Tổng cộng"), total.target, total.actual)


def _unit(name: str, target: int | None, actual: int) -> Row:
    percent = rate(actual, target) if target else None
    return {"table": 1, "name": name, "target": target, "actual": actual, "percent": percent}


def _funds(report: Report, say: Say) -> Iterator[Row]:
    for line in report.lines:
        name = line.fund.name if line.fund else say("Quỹ đang cập nhật")
        yield _fund(name, line.year) | {"code": line.fund.code if line.fund else None}
    yield _fund(say("Tổng cộng"), report.total)


def _fund(name: str, year: FundYear) -> Row:
    sums = {"opening": year.opening, "received": year.received, "reversed": year.reversed, "used": year.used}
    return {"table": 2, "name": name, **sums, "carried_over": year.closing}


def _uses(report: Report, say: Say) -> Iterator[Row]:
    for part in report.uses:
        yield {"table": 3, "code": part.key, "name": say(USES[part.key]), "used": part.amount}


def _houses(report: Report, say: Say) -> Iterator[Row]:
    for row in report.housing:
        name = say(WORK_TYPES[row.work_type]) if row.work_type else say("đang cập nhật")
        counted = {"quantity": row.finished, "measure": say("nhà"), "used": row.paid}
        yield {"table": 4, "code": row.work_type, "name": name, **counted}


def _other(report: Report, say: Say) -> Iterator[Row]:
    for row in _other_rows(report.other, say):
        yield {"table": "other", **row}


def _other_rows(other: Other, say: Say) -> Iterator[Row]:
    sums = other.sums
    for thing in other.things:
        value = {"value": thing.value, "basis": say(BASES[thing.basis])} if thing.basis else {}
        yield {
            "code": "in_kind", "name": thing.item, "quantity": _thousandths(thing.quantity), "measure": thing.measure,
            "at_least": thing.at_least, **value,
        }  # fmt: skip
    if sums.days:
        days = {"quantity": _thousandths(sums.days), "measure": say("ngày công"), "at_least": sums.days_at_least}
        yield {"code": "labour_days", "name": say("Ngày công"), **days}
    if sums.supports:
        name = say("Hỗ trợ trực tiếp")
        told = {"value": sums.supported, "basis": say("theo đơn vị báo"), "at_least": sums.supported_at_least}
        yield {"code": "direct_support", "name": name, "quantity": sums.supports, "measure": say("khoản"), **told}
        for code, houses in (("new_build", sums.new_builds), ("repair", sums.repairs)):
            if houses:
                houses_name = f"{name}: {say(WORK_TYPES[code])}"
                yield {"code": "direct_support", "name": houses_name, "quantity": houses, "measure": say("nhà")}
    if sums.care_months:
        name = say("Phụng dưỡng hằng tháng")
        yield {
            "code": "care", "name": name, "quantity": sums.care_months, "measure": say("tháng"),
            "value": sums.care_amount,
        }  # fmt: skip
        yield {"code": "care", "name": name, "quantity": sums.cared_for, "measure": say("người")}


def _pledges(report: Report, say: Say) -> Iterator[Row]:
    for line in report.promised:
        sums = {"pledged": line.promised.pledged, "kept": line.promised.kept, "outstanding": line.promised.outstanding}
        yield {"table": "pledges", "name": line.name, **sums}


def _thousandths(value: int) -> str:
    """12345500 → "12345.5", as programs write it."""
    whole, rest = divmod(abs(value), 1000)
    decimals = f".{rest:03d}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{whole}{decimals}"


def _cell(value: object) -> object:
    """A value as a cell: nothing for None and False, and no text that a spreadsheet takes for a formula."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def as_json(report: Report) -> bytes:
    """What the API answers."""
    return ReportOut.of(report, report.status).model_dump_json(indent=2).encode()
