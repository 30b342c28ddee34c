"""The computed report printed beside the published one, with what is wrong on paper marked."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.story.fixture import Fixture
from deploy.story.paper import LABELS, PaperError
from deploy.story.report import Result
from shared.money import format_in_unit, format_number

MARK = "[bold red]✗[/]"


def show(result: Result, fixture: Fixture, console: Console, *, seconds: float) -> None:
    """Print both tables and the houses, then what is wrong on paper, and (which must not be) in our figures."""
    console.print()
    console.print(_table_1(result, fixture))
    console.print(_table_2(result, fixture))
    for housing in result.report["housing"]:
        kind = "new builds" if housing["work_type"] == "new_build" else "repairs"
        console.print(f"{housing['finished']} {kind} for {_thousand(housing['paid'])} thousand đồng")
    console.print()
    _errors(result.paper_errors, console)
    if result.right:
        console.print(f"[bold green]Every computed figure is right.[/] Played in {seconds:.1f} s.")
        return
    console.print("[bold red]Computed figures that are not right:[/]")
    for difference in result.differences:
        console.print(f"  {difference.what}: {difference.computed}, expected {difference.expected}", soft_wrap=True)


def _table_1(result: Result, fixture: Fixture) -> Table:
    table = Table(title="Table 1. Units (thousand đồng)", title_justify="left")
    for column in ("Unit", "Target", "Received", "%", "% on paper"):
        table.add_column(column, justify="left" if column == "Unit" else "right")
    table.add_column("")
    wrong = _lines(result.paper_errors)
    computed = {unit["name"]: unit for unit in result.report["units"]}
    for line in fixture.published.units:
        unit = computed.get(line.unit)
        if unit is not None:
            table.add_row(line.unit, *_unit(unit), str(line.printed_percent), MARK if line.unit in wrong else "")
    table.add_section()
    total = result.report["units_total"]
    table.add_row("Total", *_unit(total), str(fixture.published.printed_total.printed_percent), "")
    return table


def _unit(unit: Mapping[str, Any]) -> Sequence[str]:
    percent = "—" if unit["percent"] is None else str(unit["percent"]).replace(".", ",")
    return _thousand(unit["target"] or 0), _thousand(unit["actual"]), percent


def _table_2(result: Result, fixture: Fixture) -> Table:
    table = Table(title="Table 2. Funds; Districts: with their communes (thousand đồng)", title_justify="left")
    for column in ("Fund", "Opening", "Received", "Used", "Carried over", "on paper"):
        table.add_column(column, justify="left" if column == "Fund" else "right")
    table.add_column("")
    wrong = _lines(result.paper_errors)
    computed = {line["fund"]["code"]: line["year"] for line in result.report["lines"] if line["fund"]}
    codes = {fund.fund: fund.code for fund in fixture.story.funds}
    for line in fixture.published.funds:
        year = computed.get(codes[line.fund])
        if year is not None:
            table.add_row(
                LABELS[line.fund],
                _thousand(year["opening"]),
                _thousand(year["received"] - year["reversed"]),
                _thousand(year["used"]),
                _thousand(year["closing"]),
                _thousand(line.printed_carried_over),
                MARK if line.fund in wrong else "",
            )
    return table


def _errors(errors: Sequence[PaperError], console: Console) -> None:
    console.print(f"{format_number(len(errors))} errors in the published report, which a computed one can't have:")
    for error in errors:
        console.print(f"  {MARK} {error.says}", soft_wrap=True)
    console.print()


def _lines(errors: Sequence[PaperError]) -> set[str]:
    return {line for error in errors for line in error.lines}


def _thousand(amount: int) -> str:
    return format_in_unit(amount, "thousand")
