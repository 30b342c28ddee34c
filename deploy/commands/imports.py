"""``denon import``: bank statements are uploaded, watched until their last line, and summed up."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import typer
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from deploy.embedded.errors import LaunchError

PIECE = 1 << 20
LOOK_SECONDS = 0.2
STILL_SECONDS = 600.0
"""So long nothing may move before the program stops looking: another import is in front, or the service is away."""
LIFE = timedelta(hours=12)
PATH = "/api/donation/imports"


def import_statements(
    files: Sequence[Path],
    *,
    account: UUID,
    url: str,
    token: str | None,
    data: Path,
    mapping: Path | None,
    as_json: bool,
    console: Console,
) -> bool:
    """Bring files into an account, one after the other; whether all of all of them was taken.

    Raises LaunchError when the service can't be reached or doesn't take the file at all.
    """
    for file in files:
        if not file.is_file():
            raise LaunchError(f"{file} is no file.")
    layout = None if mapping is None else _mapping(mapping)
    headers = {"authorization": f"Bearer {token or _token(data)}", "accept-language": "en"}
    with httpx.Client(base_url=url, headers=headers, timeout=httpx.Timeout(60, write=600)) as client:
        told: list[dict[str, Any]] = []
        try:
            for file in files:
                one = _Import(client, file, account, layout, console, show=not as_json)
                told.append(one.run())
        finally:  # also when a file is not taken at all: what was done before it is told
            ok = len(told) == len(files) and all(it["state"] == "done" and not it["conflicts"] for it in told)
            if as_json:
                typer.echo(json.dumps({"ok": ok, "imports": told}, ensure_ascii=False, indent=1))
    return ok


class _Import:
    """One file on its way."""

    def __init__(
        self, client: httpx.Client, file: Path, account: UUID, layout: Any | None, console: Console, *, show: bool
    ) -> None:
        self._client = client
        self._file = file
        self._account = account
        self._layout = layout
        self._console = console
        self._show = show
        self._progress = _Bar(
            TextColumn("{task.description}"), BarColumn(bar_width=None), TextColumn("{task.percentage:.0f} %"),
            TimeRemainingColumn(), TextColumn("left"),
            console=console, expand=True, disable=not show or not console.is_terminal,
        )  # fmt: skip

    def run(self) -> dict[str, Any]:
        """Upload, watch, and tell: what the service says of the import, with the time that it took."""
        started = time.monotonic()
        with self._progress:
            told = self._watch(self._upload())
        if told["state"] == "needs_mapping":
            told = self._confirmed(told)
            with self._progress:
                told = self._watch(told)
        seconds = time.monotonic() - started
        told |= {
            "file": str(self._file),
            "seconds": round(seconds, 1),
            "rows_per_second": round(told["rows"] / seconds),
        }
        if self._show:
            self._tell(told)
        return told

    def _upload(self) -> dict[str, Any]:
        size = self._file.stat().st_size
        task = self._progress.add_task(f"{self._file.name}: upload", total=size, told="")

        def pieces() -> Iterator[bytes]:
            with self._file.open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece
                    self._progress.update(task, advance=len(piece))

        try:
            answer = _send(
                self._client, "POST", PATH,
                params={"account_id": str(self._account), "file_name": self._file.name[-255:]},
                content=pieces(),
                headers={"idempotency-key": str(uuid4()), "content-length": str(size)},
            )  # fmt: skip
        except LaunchError as error:
            raise LaunchError(f"{self._file.name}: {error}") from error
        self._progress.remove_task(task)
        return answer

    def _watch(self, told: dict[str, Any]) -> dict[str, Any]:
        """Look until the import has come to an end, or waits for a person. Raises LaunchError when nothing moves."""
        task = self._progress.add_task(self._file.name, total=None, told="")
        began = moved = time.monotonic()
        while told["state"] in ("received", "checking", "writing"):
            time.sleep(LOOK_SECONDS)
            before, told = told, _send(self._client, "GET", f"{PATH}/{told['import_id']}")
            if told != before:
                moved = time.monotonic()
            elif time.monotonic() - moved > STILL_SECONDS:
                raise LaunchError(
                    f"{self._file.name}: nothing has moved for {STILL_SECONDS:.0f} seconds. Nothing is lost: import "
                    f"{told['import_id']} goes on by itself when its turn comes. Look at it on the statements' page."
                )
            if told["state"] == "checking":
                began = time.monotonic()
            rate = told["written"] / max(time.monotonic() - began, 0.001)
            self._progress.update(
                task, description=f"{self._file.name}: {told['state']}", total=told["rows"] or None,
                completed=told["written"],
                told=f"{told['written']:,} of {told['rows']:,} rows, {rate:,.0f}/s, matched "
                f"{sum(told['matched'].values()):,}, to review {told['reviews']:,}, refused {len(told['conflicts']):,}",
            )  # fmt: skip
        self._progress.remove_task(task)
        return told

    def _confirmed(self, told: dict[str, Any]) -> dict[str, Any]:
        """Confirm how the file is read: as the mapping says that was given, or as a person sees and agrees to."""
        path, layout = f"{PATH}/{told['import_id']}", self._layout
        if layout is None:
            preview = _send(self._client, "GET", f"{path}/preview")
            layout = preview["layout"]
            if not self._show or not self._console.is_terminal or not sys.stdin.isatty():
                raise LaunchError(
                    f"{self._file.name} is of no known bank: give its columns with --mapping FILE. Proposed: "
                    + json.dumps(layout, ensure_ascii=False)
                )
            self._show_preview(preview)
            if not typer.confirm("Are these the right columns?"):
                self._console.print("Save this, correct it, and give it with --mapping FILE:", soft_wrap=True)
                self._console.print_json(json.dumps(layout, ensure_ascii=False))
                return told
        return _send(
            self._client, "POST", f"{path}/mapping", json={"layout": layout},
            headers={"idempotency-key": str(uuid4())},
        )  # fmt: skip

    def _show_preview(self, preview: dict[str, Any]) -> None:
        roles = {column: role for role, column in preview["layout"]["columns"].items() if column is not None}
        table = Table(title=f"{self._file.name}: how it would be read")
        table.add_column("row", justify="right")
        for column, header in enumerate(preview["header"]):
            table.add_column(escape(header) + (f"\n[bold green]{roles[column]}[/]" if column in roles else ""))
        for row in preview["rows"]:
            if row["line"] or row["problem"]:
                table.add_row(
                    str(row["row"]),
                    *map(escape, row["cells"][: len(preview["header"])]),
                    style="red" * bool(row["problem"]),
                )
        self._console.print(table)
        for text in [warning["detail"] for warning in preview["warnings"]]:
            self._console.print(f"[yellow]{text}[/]", soft_wrap=True)
        for text in {row["problem"] for row in preview["rows"] if row["problem"]}:
            self._console.print(f"[red]{text}[/]", soft_wrap=True)

    def _tell(self, told: dict[str, Any]) -> None:
        if told["refusal"] is not None:
            self._tell_refusal(told["refusal"], f"[red]{escape(self._file.name)}[/]: ")
            return
        matched = told["matched"]
        received = told["without_a_hand"] + told["reviews"]
        share = f"{told['without_a_hand'] / received:.1%}" if received else "—"
        self._console.print(
            f"[bold]{escape(self._file.name)}[/]: {told['state']}, {told['rows']:,} rows in {told['seconds']} s "
            f"({told['rows_per_second']:,}/s). By code {matched['code']:,}, by rule {matched['rule']:,}, by name "
            f"{matched['unit']:,}, walk-ins {told['walk_ins']:,}, to review {told['reviews']:,}, known "
            f"{told['known']:,}, no money in {told['debits']:,}. Without a hand: {share}.",
            soft_wrap=True,
        )  # fmt: skip
        for conflict in told["conflicts"]:
            self._tell_refusal(conflict, "")

    def _tell_refusal(self, refusal: dict[str, Any], of: str) -> None:
        """What is wrong, and both contents when it is one id that has two."""
        self._console.print(of + escape(refusal["detail"]), soft_wrap=True)
        for content in filter(None, (refusal["first"], refusal["second"])):
            row = f"line {content['row']}" if content.get("row") else "known"
            self._console.print(
                escape(
                    f"  {row}: {content['bank_id']}, {content['day']}, credit {content['credit']:,}, "
                    f"debit {content['debit']:,}, {content['memo']}"
                ),
                soft_wrap=True,
            )


class _Bar(Progress):
    """A bar for each task, with what was counted on a line of its own: both fit into 80 columns."""

    def get_renderables(self) -> Iterable[RenderableType]:
        yield self.make_tasks_table(self.tasks)
        yield from (task.fields["told"] for task in self.tasks if task.fields["told"])


def _send(client: httpx.Client, method: str, path: str, **given: Any) -> dict[str, Any]:
    """The JSON of an answer. Raises LaunchError."""
    try:
        answer = client.request(method, path, **given)
    except httpx.HTTPError as error:
        raise LaunchError(f"{client.base_url} can't be reached: {error}. Is `denon run` running there?") from error
    try:
        content: dict[str, Any] = answer.json()
    except ValueError:
        content = {}
    if answer.is_error:
        raise LaunchError(str(content.get("detail") or f"{path} answered {answer.status_code}."))
    return content


def _token(data: Path) -> str:
    from deploy.commands.jobs import token

    return token(
        data=data, key=None, roles=["accountant"], actor="console", funds=[], hours=LIFE.total_seconds() / 3600
    )


def _mapping(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise LaunchError(f"{path} is not JSON: {error}") from error
