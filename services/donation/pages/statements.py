"""Bank statements: sending one, following how it is worked on, and showing its columns when they are not known."""

from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple, get_args
from uuid import UUID

from starlette.responses import Response

from services.donation.api.forms import Form
from services.donation.commands import imports as commands
from services.donation.commands import uploads
from services.donation.commands.accounts import known_account
from services.donation.commands.desk import Desk
from services.donation.domain.statement import Preview
from services.donation.domain.statement.amounts import Numbers
from services.donation.domain.statement.days import DayOrder
from services.donation.domain.statement.layout import NEEDED, ROLE_NAMES, Role
from services.donation.domain.statement_import import StatementImport
from services.donation.pages.sheet import Sheet, Wrong
from services.donation.pages.upload import Incoming
from services.donation.pages.visit import Visit, to
from services.donation.store import accounts, imports
from services.donation.words import COLUMNS
from shared.db import Connection
from shared.errors import Refused
from shared.http import Sentence
from shared.money import percent

ROWS: Final = 50
UPLOAD_PAGE: Final = to("/statements/new")


class UploadForm(Form):
    """The account whose statement it is."""

    account_id: UUID


async def statement_list(visit: Visit, sheet: Sheet) -> Response:
    """The files that were received, newest first."""
    after = visit.after(UUID)
    async with visit.office.database.connection() as conn:
        rows = await imports.imports(conn, visit.fund_id, after=after[0] if after else None, limit=ROWS + 1)
    following = visit.following(rows[ROWS - 1].import_id) if len(rows) > ROWS else ""
    return visit.page("statements.html", sheet=sheet, jobs=rows[:ROWS], following=following)


async def new_statement(visit: Visit, sheet: Sheet) -> Response:
    """The form that takes a file."""
    async with visit.office.database.connection() as conn:
        known = await accounts.accounts(conn, visit.fund_id, after=None, limit=100)
    usable = [(account.account_id, f"{account.bank_name} {account.number}") for account in known]
    return visit.page("statement_new.html", sheet=sheet, accounts=usable)


async def take_statement(visit: Visit, sheet: Sheet) -> Response:
    """Take the file in; it is safe on the disk when this answers. One without a byte is refused by the import."""
    incoming: Incoming = visit.request.state.incoming
    form = sheet.read(UploadForm, {"account_id": sheet.words("account_id")})
    name = _name_of(incoming.file_name)
    if not name:
        sheet.refuse("file", Sentence("Hãy chọn tệp sao kê của ngân hàng.", "Choose the bank's statement file."))
        sheet.check()
    try:
        async with visit.office.database.connection() as conn:
            account = await known_account(conn, visit.actor, form.account_id)
    except Refused as refused:
        sheet.refuse("account_id", Sentence(refused.vi, refused.en))
        raise Wrong from refused
    at = visit.importing
    upload = await uploads.receive(incoming.pieces(), at.uploads, visit.office.new_id())
    sheet.typed["digest"] = upload.digest.hex()

    async def record(conn: Connection, desk: Desk) -> str:
        job = await commands.take_in(conn, desk, account, name, upload, at.uploads)
        return f"/statements/{job.import_id}"

    try:
        return await visit.once(sheet, record)
    finally:
        upload.path.unlink(missing_ok=True)  # it has another name now, unless it was not wanted
        at.wake()


def _name_of(typed: str) -> str:
    """The last part of a file's name, without what can't be shown."""
    name = PurePosixPath(typed.replace("\\", "/")).name
    return "".join(letter for letter in name if letter.isprintable())[:255]


async def statement(visit: Visit, sheet: Sheet) -> Response:
    """How far a file has come, and what became of its lines."""
    async with visit.office.database.connection() as conn:
        job = await commands.known_import(conn, visit.actor, visit.id("import_id"))
        account = await known_account(conn, visit.actor, job.account_id)
    counts = job.counts
    share = percent(counts.without_a_hand, counts.without_a_hand + counts.reviews)
    first = _first_look(visit, job)
    return visit.page(
        "statement.html", sheet=sheet, job=job, account=account, share=share, pace=_pace(first, job),
        next_look=visit.here(seen=f"{first[0]}.{first[1]}") if first else visit.here(),
        seconds=round((job.changed_at - job.created_at).total_seconds()),
    )  # fmt: skip


class Pace(NamedTuple):
    """How fast lines are written: in a second, and how many seconds are left."""

    rate: int
    left: int


def _first_look(visit: Visit, job: StatementImport) -> tuple[int, int] | None:
    """How many lines were written, and when in milliseconds, as the page saw it first; its address remembers it. None
    as long as nothing is written."""
    written, _, at = visit.query("seen", 60).partition(".")
    if written.isdecimal() and at.isdecimal():
        return int(written), int(at)
    if job.state != "writing" or not job.counts.written:
        return None
    return job.counts.written, _milliseconds(job)


def _pace(first: tuple[int, int] | None, job: StatementImport) -> Pace | None:
    if first is None or job.state != "writing":
        return None
    lines, milliseconds = job.counts.written - first[0], _milliseconds(job) - first[1]
    if lines <= 0 or milliseconds <= 0:
        return None
    return Pace(lines * 1000 // milliseconds, -(-(job.rows - job.counts.written) * milliseconds // (lines * 1000)))


def _milliseconds(job: StatementImport) -> int:
    return round(job.changed_at.timestamp() * 1000)


async def mapping(visit: Visit, sheet: Sheet) -> Response:
    """The first rows of a file, and which column is what."""
    async with visit.office.database.connection() as conn:
        job = await commands.known_import(conn, visit.actor, visit.id("import_id"))
        if job.state != "needs_mapping":
            return visit.go(f"/statements/{job.import_id}")
        shown = await _shown(conn, visit)
    if not sheet.typed:
        layout = shown.layout
        sheet.typed |= {f"column-{role}": str(column) for role, column in layout.columns.used().items()}
        sheet.typed |= {"day_order": layout.days, "numbers": layout.numbers}
    width = _width(shown)
    names = [*shown.header, *[""] * (width - len(shown.header))]
    columns = [(str(n), f"{n + 1}. {name}") for n, name in enumerate(names)]
    roles = [(role, COLUMNS[role], role in NEEDED) for role in ROLE_NAMES]
    shown = shown._replace(header=names)
    return visit.page("mapping.html", sheet=sheet, job=job, shown=shown, columns=columns, roles=roles)


async def take_mapping(visit: Visit, sheet: Sheet) -> Response:
    """Read the file so, now and the next time."""
    import_id = visit.id("import_id")
    async with visit.office.database.connection() as conn:
        await commands.known_import(conn, visit.actor, import_id)
        shown = await _shown(conn, visit)
    columns = _columns(visit, sheet, _width(shown))
    days, numbers = sheet.chosen("day_order", get_args(DayOrder)), sheet.chosen("numbers", get_args(Numbers))
    sheet.check()
    layout: dict[str, Any] = shown.layout.to_json() | {"columns": columns}
    layout |= {name: value for name, value in (("days", days), ("numbers", numbers)) if value is not None}

    async def record(conn: Connection, desk: Desk) -> str:
        await commands.confirm_mapping(conn, desk, import_id, layout, visit.importing.uploads)
        return f"/statements/{import_id}"

    try:
        return await visit.once(sheet, record)
    finally:
        visit.importing.wake()


def _columns(visit: Visit, sheet: Sheet, width: int) -> dict[Role, int | None]:
    """By what it holds, the column that was shown: what is needed has one, and none has two meanings."""
    found: dict[Role, int | None] = {}
    for role in ROLE_NAMES:
        name, word = f"column-{role}", _word(visit, role)
        text = sheet.text(name)
        found[role] = int(text) if text in map(str, range(width)) else None
        other = next((each for each in found if each != role and found[each] == found[role]), None)
        if text and found[role] is None:
            sheet.refuse(name, Sentence(f"{word.vi}: tệp không có cột này; hãy chọn lại.",
                                        f"{word.en}: the file has no such column; choose again."))  # fmt: skip
        elif role in NEEDED and not text:
            sheet.refuse(name, Sentence(f"{word.vi}: hãy chỉ cột của tệp.", f"{word.en}: choose a column of the file."))
        elif text and other is not None:
            same = _word(visit, other)
            sheet.refuse(name, Sentence(f"{word.vi}: cột này đã chỉ cho {same.vi}; hãy chọn cột khác.",
                                        f"{word.en}: this column is {same.en} already; choose another."))  # fmt: skip
    return found


def _word(visit: Visit, role: Role) -> Sentence:
    return Sentence(COLUMNS[role], visit.pages.catalog.text(COLUMNS[role], "en"))


def _width(shown: Preview) -> int:
    """How many columns the file has, as far as it is shown."""
    return max([len(shown.header), *(len(row.cells) for row in shown.rows)])


async def _shown(conn: Connection, visit: Visit) -> Preview:
    desk = visit.office.desk(visit.actor)
    return await commands.preview_import(conn, desk, visit.id("import_id"), visit.importing.uploads)
