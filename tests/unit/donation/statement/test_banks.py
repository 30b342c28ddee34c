"""Whatever lines the five banks write, in text or as a workbook, are read back as they were."""

import io
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.donation.domain.statement import START, Layout, Line, Lines, check, delimited, detect, read
from shared.contracts.envelope import MAX_AMOUNT
from tests.support.statements import BANKS, SHAPES, Booked, as_csv, as_xlsx, statement, table

TODAY = date(2026, 8, 1)
BALANCED = {"vietcombank", "agribank", "mbbank"}
TIMED = {"vietinbank": "%H:%M:%S", "bidv": "%H:%M:%S", "mbbank": "%H:%M"}
HEADER_ROW = {"vietcombank": 4, "vietinbank": 1, "agribank": 2, "bidv": 1, "mbbank": 3}

# any character that a CSV can carry: not NUL, no half characters, no lone carriage return
memos = st.text(
    alphabet=st.one_of(
        st.sampled_from(" \n\",;\t|'0123456789ABCđĐễ.-"),
        st.characters(codec="utf-8", exclude_characters="\0\r"),
    ),
    max_size=60,
)
amounts = st.integers(1, 10**12) | st.sampled_from([1, 999, 1000, 7_000, 200_000, MAX_AMOUNT // 10**3])
days = st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2026-07-31")).map(
    lambda at: at.replace(microsecond=0)
)


@st.composite
def booked(draw: st.DrawFn) -> list[Booked]:
    ids = draw(st.lists(st.integers(1, 10**17).map(str), min_size=1, max_size=12, unique=True))
    lines = []
    for bank_id in ids:
        amount, is_debit = draw(amounts), draw(st.booleans())
        lines.append(Booked(bank_id, draw(days), 0 if is_debit else amount, amount if is_debit else 0, draw(memos)))
    return lines


def all_lines(file: bytes, layout: Layout | None = None, **options: Any) -> list[Line]:
    opened = io.BytesIO(file)
    return flat(list(read(opened, layout or detect(opened), today=TODAY, **options)))


def agree(bank: str, found: list[Line], lines: list[Booked]) -> None:
    balance = 1_000_000_000
    assert len(found) == len(lines)
    for number, (line, wanted) in enumerate(zip(found, lines, strict=True), HEADER_ROW[bank] + 1):
        balance += wanted.credit - wanted.debit
        at = wanted.at.replace(second=0) if bank == "mbbank" else wanted.at
        assert line == Line(
            number,
            wanted.bank_id,
            wanted.at.date(),
            at.time() if bank in TIMED else None,
            wanted.credit,
            wanted.debit,
            balance if bank in BALANCED else None,
            wanted.memo,
        )


@pytest.mark.parametrize("bank", BANKS)
@given(lines=booked())
def test_text(bank: str, lines: list[Booked]) -> None:
    file = statement(bank, lines)
    agree(bank, all_lines(file), lines)
    summary = check(io.BytesIO(file), detect(io.BytesIO(file)), today=TODAY)
    assert (summary.lines, summary.repeated) == (len(lines), 0)
    assert summary.credit_sum == sum(line.credit for line in lines)
    assert summary.debit_sum == sum(line.debit for line in lines)
    assert summary.credits == sum(line.credit > 0 for line in lines)
    assert summary.debits == sum(line.debit > 0 for line in lines)
    assert (summary.first_day, summary.last_day) == (
        min(line.at for line in lines).date(),
        max(line.at for line in lines).date(),
    )
    assert summary.totals == (SHAPES[bank].total is not None)
    if bank in BALANCED:
        assert summary.opening_balance == 1_000_000_000
        assert summary.closing_balance == 1_000_000_000 + summary.credit_sum - summary.debit_sum


@pytest.mark.parametrize("bank", BANKS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@given(lines=booked(), block=st.integers(20, 2000))
@settings(max_examples=30)
def test_any_block_size_and_encoding(bank: str, encoding: str, lines: list[Booked], block: int) -> None:
    file = as_csv(table(bank, lines), encoding, SHAPES[bank].delimiter)
    layout = detect(io.BytesIO(file))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK", block)
        chunks = list(read(io.BytesIO(file), layout, today=TODAY))
        agree(bank, flat(chunks), lines)
        check_resuming(file, layout, chunks)


def check_resuming(file: bytes, layout: Layout, chunks: list[Lines]) -> None:
    """From the end of any chunk the rest follows, and the sums are those of all."""
    for number, chunk in enumerate(chunks, 1):
        rest = list(read(io.BytesIO(file), layout, today=TODAY, start=chunk.end))
        assert flat(rest) == flat(chunks[number:])
        assert [chunk, *rest][-1].end == chunks[-1].end


def flat(chunks: list[Lines]) -> list[Line]:
    return [chunk.line(index) for chunk in chunks for index in range(len(chunk.rows))]


@pytest.mark.parametrize("inline", [True, False], ids=["inline", "shared"])
@pytest.mark.parametrize("bank", BANKS)
def test_workbook_of_text(bank: str, inline: bool) -> None:
    lines = some_lines(60)
    rows = ([str(cell) for cell in row] for row in table(bank, lines))
    agree(bank, all_lines(as_xlsx(rows, inline=inline)), lines)


@pytest.mark.parametrize("date_1904", [True, False], ids=["from 1904", "from 1900"])
@pytest.mark.parametrize("bank", BANKS)
def test_workbook_of_numbers_and_dates(bank: str, date_1904: bool) -> None:
    lines = some_lines(60)
    file = as_xlsx(typed(bank, lines), date_1904=date_1904)
    found = all_lines(file)
    agree(bank, [line._replace(time=line.time if bank in TIMED else None) for line in found], lines)
    assert check(io.BytesIO(file), detect(io.BytesIO(file)), today=TODAY).lines == 60


def test_a_workbook_goes_on_at_its_row() -> None:
    lines = some_lines(5000)
    file = as_xlsx(table("bidv", lines))
    layout = detect(io.BytesIO(file))
    chunks = list(read(io.BytesIO(file), layout, today=TODAY))
    assert len(chunks) > 1
    check_resuming(file, layout, chunks)
    assert chunks[-1].end.lines == 5000
    assert chunks[-1].end.credit == sum(line.credit for line in lines)
    assert chunks[-1].end.offset == chunks[-1].total


def typed(bank: str, lines: list[Booked]) -> list[list[object]]:
    """The rows with real numbers and dates in the columns that hold such."""
    layout = detect(io.BytesIO(statement(bank, lines)))
    columns = layout.columns
    rows = list(table(bank, lines))
    balance = 1_000_000_000
    for number, line in enumerate(lines, HEADER_ROW[bank]):
        balance += line.credit - line.debit
        row = rows[number]
        at = line.at.replace(second=0) if bank == "mbbank" else line.at
        row[columns.day or 0] = at if bank in TIMED else datetime.combine(at.date(), time())
        row[columns.credit or 0] = line.credit or ""
        row[columns.debit or 0] = line.debit or ""
        if columns.balance is not None:
            row[columns.balance] = balance
    return rows


def some_lines(count: int) -> list[Booked]:
    return [
        Booked(
            f"FT{number:08d}",
            datetime.combine(date(2026, 7, 1 + number % 27), time(number % 24, number % 60, number % 59)),
            0 if number % 7 == 0 else 1000 * number + 7,
            500 * number + 1 if number % 7 == 0 else 0,
            ["ung ho", "", "Ủng hộ Quỹ", "hai\ndòng", '"ngoặc" & <dấu>'][number % 5],
        )
        for number in range(1, count + 1)
    ]


def test_halves_of_two_characters_are_no_line_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """In UTF-16 a line end's two bytes may also be the second of one character and the first of the next."""
    lines = [line._replace(memo="\u0a05\u0100\u000a\u0a00") for line in some_lines(4)]
    for encoding, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        file = mark + as_csv(table("bidv", lines), encoding, ";")
        for block in range(20, 80):
            monkeypatch.setattr(delimited, "BLOCK", block)
            agree("bidv", all_lines(file), lines)


def test_nothing_is_read_from_the_end() -> None:
    file = statement("bidv", some_lines(3))
    layout = detect(io.BytesIO(file))
    (chunk,) = read(io.BytesIO(file), layout, today=TODAY, start=START)
    assert list(read(io.BytesIO(file), layout, today=TODAY, start=chunk.end)) == []
    assert chunk.end == check(io.BytesIO(file), layout, today=TODAY).end
