"""The report as files: CSV for a spreadsheet, JSON for a program. Both hold exact sums in đồng."""

import csv
import io
from collections.abc import Callable, Sequence

from services.transparency.domain import FundYear
from services.transparency.views.answers import ReportOut
from services.transparency.views.report import Report
from services.transparency.words import NAMELESS
from shared.money import rate

COLUMNS = (
    "table", "code", "name", "target", "actual", "percent", "opening", "received", "reversed", "used", "carried_over",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(report: Report, say: Callable[[str], str]) -> bytes:
    """One row for each line of the two tables, and their totals; UTF-8 with a mark, so that spreadsheets read it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for unit in report.units:
        writer.writerow(_unit_row(unit.code, unit.name or say(NAMELESS), unit.target, unit.actual))
    total = report.units_total
    if total.people_gifts:
        writer.writerow(_unit_row("", say("Cá nhân và khoản không qua đơn vị"), None, total.people_actual))
    if total.waiting_gifts:
        writer.writerow(_unit_row("", say("Đơn vị đang cập nhật"), None, total.waiting_actual))
    writer.writerow(_unit_row("", say("Tổng cộng"), total.target, total.actual))
    for line in report.lines:
        name = line.fund.name if line.fund else say("Quỹ đang cập nhật")
        writer.writerow(_fund_row(line.fund.code if line.fund else "", name, line.year))
    writer.writerow(_fund_row("", say("Tổng cộng"), report.total))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _unit_row(code: str, name: str, target: int | None, actual: int) -> Sequence[object]:
    percent = rate(actual, target) if target else None
    return ["1", _plain(code), _plain(name), _or_empty(target), actual, _or_empty(percent), "", "", "", "", ""]


def _fund_row(code: str, name: str, year: FundYear) -> Sequence[object]:
    sums = [year.opening, year.received, year.reversed, year.used, year.closing]
    return ["2", _plain(code), _plain(name), "", "", "", *sums]


def _or_empty(value: object) -> object:
    return "" if value is None else value


def _plain(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_json(report: Report) -> bytes:
    """What the API answers."""
    return ReportOut.of(report, report.status).model_dump_json(indent=2).encode()
