"""Rows taken past the parser are those that the parser would have read, and nothing is taken that it would refuse."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.donation.domain.statement import package
from services.donation.domain.statement.delimited import Block
from services.donation.domain.statement.layout import Cell
from services.donation.domain.statement.package import unpack
from services.donation.domain.statement.source import identify
from services.donation.domain.statement.workbook import open_workbook, read_sheet
from services.donation.domain.statement.xml import Shortcut
from shared.errors import Refused
from tests.support.statements import as_xlsx

WIDTH = 4
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

words = st.text(st.sampled_from("aĐ 7ﷺ😀"), max_size=4)
texts = st.one_of(words, st.sampled_from(["a&amp;lt;b", "&quot;&apos;&gt;", "a\nb", "\t x ", "_x000D__x0041_"]))
odd_texts = st.sampled_from(
    ["&#7897;", "&#xE9;", "a\r\nb", "<!--</row>-->", "<![CDATA[a</row>]]>", "<?p </row>?>", ">", "&nbsp;", "&", "]]>",
     "\x01", "\ufffe"]
)  # fmt: skip
numbers = st.sampled_from(["0", "7", "20", "-5", "1.5", "2E5", "45000.25", "123456789012345678", ""])
odd_numbers = st.sampled_from(["x", " 3", "1e400", "1_0", "٣"])
RUNS = '<is><r><rPr><b/></rPr><t>{0}</t></r><r><t xml:space="preserve"> {0}</t></r></is>'


def seldom(usual: st.SearchStrategy[str], odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The odd ones seldom enough for most sheets to be read."""
    return st.integers(0, 40).flatmap(lambda n: odd if n == 40 else usual)


def cell(letter: str, number: int) -> st.SearchStrategy[str]:
    """A cell that most often is usual."""
    at = f'<c r="{letter}{number}"'
    usual = st.one_of(
        st.sampled_from("012").map((at + ' t="s"><v>{}</v></c>').format),
        st.sampled_from("012").map((at + ' s="3" t="s"><v>{}</v></c>').format),
        numbers.map((at + "><v>{}</v></c>").format),
        numbers.map((at + ' s="1" t="n"><v>{}</v></c>').format),
        texts.map((at + ' t="inlineStr"><is><t>{}</t></is></c>').format),
        texts.map((at + ' t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>').format),
        st.sampled_from([at + "/>", at + ' s="1"/>', at + ' s="1"></c>', at + ' t="b"><v>1</v></c>', at + ' t="s"/>']),
    )
    odd = st.one_of(
        st.sampled_from(["3", "7", "-1", "", "1_0", "x"]).map((at + ' t="s"><v>{}</v></c>').format),
        odd_numbers.map((at + "><v>{}</v></c>").format),
        odd_texts.map((at + ' t="inlineStr"><is><t>{}</t></is></c>').format),
        texts.map((at + f' t="inlineStr">{RUNS}</c>').format),
        texts.map((at + ' t="str"><f>A1&amp;B1</f><v>{}</v></c>').format),
        texts.map((at + ' t="str"><v>{}</v></c>').format),
        st.sampled_from(['<c t="s"><v>1</v></c>', '<c r="B"><v>1</v></c>', '<c r="b1"/>', "<c r='A1'><v>1</v></c>"]),
        st.sampled_from([at + ' t="e"><v>#REF!</v></c>', at + ' x:y="1"><v>1</v></c>', at + "><v/></c>", "<c/>"]),
    )
    return seldom(usual, odd)


@st.composite
def rows(draw: st.DrawFn) -> str:
    """Rows of a sheet; most follow one another."""
    found = []
    number = draw(st.integers(1, 3))
    for _ in range(draw(st.integers(1, 8))):
        letters = [letter for letter in "ABCD" if draw(st.integers(0, 3))]
        cells = "".join(draw(cell(letter, number)) for letter in letters + ["E"] * draw(seldom_one))
        usual = st.sampled_from([f'<row r="{number}" spans="1:7" ht="15">', f'<row r="{number}" spans="1:7">'])
        odd = st.sampled_from(["<row>", f'<row r="{number}" r="{number}">', f"<row ht='1' r=\"{number}\">"])
        after = draw(seldom(st.sampled_from(["", "\n "]), st.sampled_from(["<!-- -->", "<!--", "x", "<x/>"])))
        found.append(f"{draw(seldom(usual, odd))}{cells}</row>{after}")
        number += draw(seldom_one) + 1 - draw(seldom_one)
    return "".join(found)


seldom_one = st.integers(0, 40).map(lambda n: n == 40)


def strings() -> st.SearchStrategy[str]:
    """Shared strings, of one run or several."""
    usual = st.one_of(
        texts.map("<si><t>{}</t></si>".format),
        texts.map('<si><t xml:space="preserve">{}</t></si>'.format),
    )
    odd = st.one_of(
        odd_texts.map("<si><t>{}</t></si>".format),
        texts.map("<si><r><t>{0}</t></r><r><t>{0}</t></r><rPh><t>x</t></rPh></si>\n".format),
        st.sampled_from(["<si/>", "<si><t/></si>", '<si><t xml:space="default">a</t></si>']),
    )
    return st.lists(seldom(usual, odd), min_size=3, max_size=12).map("".join)


def workbook(sheet: str, shared: str, prefix: str = "") -> io.BytesIO:
    """A workbook with one sheet of these rows and these strings, its tags with a prefix."""

    def named(xml: str) -> str:
        for tag in ("row", "c", "v", "is", "t", "r", "f", "si", "rPh", "rPr", "b"):
            for mark in ("<", "</"):
                for after in (">", " ", "/>"):
                    xml = xml.replace(f"{mark}{tag}{after}", f"{mark}{prefix}{tag}{after}")
        return xml

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", '<workbook xmlns:r="x"><sheets><sheet name="S" r:id="a"/></sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="a" Type="{REL}/worksheet" Target="s.xml"/>'
            f'<Relationship Id="b" Type="{REL}/sharedStrings" Target="t.xml"/></Relationships>',
        )
        sheet = f"<{prefix}worksheet><{prefix}sheetData>{named(sheet)}</{prefix}sheetData></{prefix}worksheet>"
        archive.writestr("xl/s.xml", sheet.encode())
        archive.writestr("xl/t.xml", f"<{prefix}sst>{named(shared)}</{prefix}sst>".encode())
    return file


Read = list[tuple[int, list[Cell]]] | str


def read(file: io.BytesIO, width: int = WIDTH, first: int = 1) -> Read:
    """The rows with their numbers, or the code of the refusal."""
    try:
        book = open_workbook(unpack(identify(file)))
        blocks: list[Block] = list(read_sheet(book, book.sheets[0].part, width, first))
    except Refused as refused:
        return refused.code
    return [(number, row) for block in blocks for number, row in enumerate(block.rows, block.first)]


@contextmanager
def parsed_alone() -> Iterator[None]:
    """Nothing goes past the parser."""
    with patch.object(Shortcut, "takes", lambda *_: False):
        yield


def usual(first: int, last: int) -> str:
    """Rows as most programs write them."""
    return "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n % 3}</v></c><c r="C{n}"><v>{n}</v></c></row>'
        for n in range(first, last + 1)
    )


USUAL = usual(1, 8)
STRINGS = "<si><t>a</t></si><si><t>b&amp;</t></si><si><t>c</t></si>"


@settings(max_examples=100, deadline=None)
@given(rows(), strings(), st.sampled_from(["", "x:"]), st.integers(1, 6), st.sampled_from([60, 150, 10_000]))
@example(USUAL, STRINGS, "", 5, 60)
@example(f'{USUAL}<row r="9"><c r="C9" t="s"/></row>', STRINGS, "", 1, 150)
@example(USUAL, STRINGS, "x:", 1, 10_000)
def test_a_sheet_is_read_as_the_parser_alone_reads_it(
    sheet: str, shared: str, prefix: str, first: int, piece: int
) -> None:
    file = workbook(sheet, shared, prefix)
    with patch.object(package, "PIECE", piece):
        with parsed_alone():
            expected = read(file)
        assert read(file) == expected
        if not isinstance(expected, str):  # a file that was proved may be gone on with
            assert read(file, first=first) == [row for row in expected if row[0] >= first]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_sheet_is_refused_as_the_parser_alone_refuses_it(data: st.DataObject) -> None:
    whole = USUAL if data.draw(st.booleans()) else STRINGS
    at = data.draw(st.integers(0, len(whole)))
    instead = data.draw(
        st.sampled_from(["", "<", ">", "&", '"', "/", " ", "\0", "<!--", "<![CDATA[", "</row>", "<row>", "</si>"])
    )
    damaged = whole[:at] + instead + whole[at + data.draw(st.integers(0, 3)) :]
    file = workbook(damaged, STRINGS) if whole is USUAL else workbook(USUAL, damaged)
    with patch.object(package, "PIECE", data.draw(st.sampled_from([60, 10_000]))):
        found = read(file)
        with parsed_alone():
            assert found == read(file)


@pytest.mark.parametrize("inline", [False, True], ids=["shared", "inline"])
def test_rows_as_programs_write_them_are_taken_past_the_parser(inline: bool) -> None:
    cells = [(f"{n}&", "<x>", n, f" á{n % 7} ", 1.5) for n in range(1, 5_001)]
    taken = []
    takes = Shortcut.takes

    def counted(shortcut: Shortcut, piece: bytes) -> bool:
        taken.append(takes(shortcut, piece))
        return taken[-1]

    with patch.object(Shortcut, "takes", counted):
        found = read(io.BytesIO(as_xlsx(cells, inline=inline)), 5)
        assert found == list(enumerate([[a, b, c, f"á{c % 7}" if inline else d, e] for a, b, c, d, e in cells], 1))
    assert taken.count(True) >= 3
    assert taken.count(False) == 1, "the end of the sheet"


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="9"><c r="A9" t="s"><v>3</v></c></row>',
        '<row r="9"><c r="A9" t="s"><v>x</v></c></row>',
        '<row r="8"></row>',
        '<row r="1048577"></row>',
        '<row r="9" ht="1" ht="2"></row>',
        '<row r="9"><c r="A9" t="inlineStr"><is><t>a & b</t></is></c></row>',
        '<row r="9"><c r="A9" t="inlineStr"><is><t>a \x01 b</t></is></c></row>',
        f"<!-- {usual(9, 40)}",
        f"<![CDATA[ {usual(9, 40)}",
        f"</sheetData></worksheet>{' ' * 300_000}{usual(9, 40)}",
    ],
    ids=[
        "no such string",
        "no index",
        "row twice",
        "no such row",
        "attribute twice",
        "bare &",
        "control",
        "comment",
        "cdata",
        "after the end",
    ],
)
def test_what_a_sheet_may_not_hold_is_refused(sheet: str) -> None:
    sheet = USUAL + sheet
    for piece in (150, len("<worksheet><sheetData>" + sheet)):  # the second ends with the rows
        with patch.object(package, "PIECE", piece):
            assert read(workbook(sheet, STRINGS)) == "workbook_damaged"


def test_what_is_written_otherwise_is_read_by_the_parser() -> None:
    cells = [
        '<c r="A1" t="inlineStr"><is><t>a&#7897;</t></is></c>',
        '<c r="A2" t="inlineStr"><is><t>a\r\nb</t></is></c>',
        '<c r="A3"><f>1+1</f><v>2</v></c>',
        '<c r="A4" t="inlineStr"><is><t><![CDATA[</row>]]></t></is></c>',
        '<c r="A5"><v>1e2</v></c><!-- </row><row r="1"></row> -->',
        '<c r="A6"><v>&#49;</v></c>',
    ]
    sheet = "".join(f'<row r="{n}">{cell}</row>' for n, cell in enumerate(cells, 1))
    expected: list[list[Cell]] = [["aộ"], ["a\nb"], [2], ["</row>"], [100], [1]]
    assert read(workbook(sheet, STRINGS), 1) == list(enumerate(expected, 1))
