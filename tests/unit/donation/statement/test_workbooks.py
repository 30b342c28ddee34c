"""What workbooks may look like inside, and strings that are kept outside memory."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest

from services.donation.domain.statement import check, detect, preview
from services.donation.domain.statement import strings as shared_strings
from services.donation.domain.statement.strings import Strings
from shared.errors import Refused

TODAY = date(2026, 8, 1)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = "<x:row>" + "".join(
    f'<x:c t="inlineStr"><x:is><x:t>{name}</x:t></x:is></x:c>'
    for name in ("Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Mô tả")
)


def workbook(rows: str, target: str = "worksheets/s.xml") -> io.BytesIO:
    """With prefixed tags and without references, as some programs write it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<x:workbook xmlns:x="{MAIN}" xmlns:r="{REL}"><x:sheets><x:sheet name="S" r:id="a"/></x:sheets>'
            "</x:workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="a" Type="{REL}/worksheet" Target="{target}"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/s.xml",
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{HEAD}</x:row>{rows}</x:sheetData></x:worksheet>',
        )
    return file


LINE = (
    '<x:c t="str"><x:f>TEXT(A1)</x:f><x:v>2026-07-01 08:00:00</x:v></x:c><x:c><x:v>123456789012345</x:v></x:c>'
    '<x:c/><x:c><x:f>1+1</x:f><x:v>2E5</x:v></x:c>'
    '<x:c t="inlineStr"><x:is><x:r><x:t>ung </x:t></x:r><x:r><x:t>h&#7897;_x000A_&amp; qu&lt;</x:t></x:r></x:is></x:c>'
)  # fmt: skip


@pytest.mark.parametrize("target", ["worksheets/s.xml", "/xl/worksheets/s.xml"])
def test_prefixes_formulas_runs_and_escapes(target: str) -> None:
    file = workbook(f"<x:row>{LINE}</x:row>", target)
    shown = preview(file, today=TODAY)
    line = shown.rows[1].line
    assert line is not None
    assert (line.row, line.bank_id, line.credit, line.memo) == (2, "123456789012345", 200_000, "ung hộ\n& qu<")


def test_rows_that_are_not_written_count() -> None:
    without_id = '<x:c r="D12"><x:v>5</x:v></x:c><x:c r="E12"><x:v>6</x:v></x:c>'
    file = workbook(f'<x:row r="7">{LINE}</x:row><x:row r="9"/><x:row r="12">{without_id}</x:row>')
    with pytest.raises(Refused) as caught:
        check(file, detect(file), today=TODAY)
    assert caught.value.code == "id_missing"
    assert caught.value.vi.startswith("Dòng 12, cột B (Số tham chiếu)")


def test_truth_and_errors_are_words() -> None:
    for cell in ('<x:c t="b"><x:v>1</x:v></x:c>', '<x:c t="e"><x:v>#REF!</x:v></x:c>'):
        file = workbook(f"<x:row>{LINE.replace('<x:c><x:f>1+1</x:f><x:v>2E5</x:v></x:c>', cell)}</x:row>")
        with pytest.raises(Refused, match="amount_letters"):
            check(file, detect(file), today=TODAY)


def parts(count: int, piece: int) -> Iterator[bytes]:
    inner = "".join(f"<si><t>chuỗi {n}</t><rPh><t>đọc</t></rPh></si>" for n in range(count))
    data = f"<sst>{inner}</sst>".encode()
    return (data[begin : begin + piece] for begin in range(0, len(data), piece))


@pytest.mark.parametrize("count", [0, 1, shared_strings.GROUP, 10 * shared_strings.GROUP + 7])
@pytest.mark.parametrize("piece", [100, 100_000])
def test_strings_in_any_order(count: int, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_strings, "GROUPS_HELD", 2)
    monkeypatch.setattr(shared_strings, "IN_MEMORY", 1000)
    strings = Strings(parts(count, piece), "xl/sharedStrings.xml")
    try:
        for order in (range(count), reversed(range(count)), range(0, count, 97)):
            for index in order:
                assert strings.get(index) == f"chuỗi {index}"
        for index in (count, count + 5000, -1):
            with pytest.raises(Refused, match="workbook_damaged"):
                strings.get(index)
    finally:
        strings.close()


def test_strings_are_read_as_far_as_they_are_asked_for() -> None:
    pieces = iter(parts(5000, 1000))
    strings = Strings(pieces, "xl/sharedStrings.xml")
    assert strings.get(3) == "chuỗi 3"
    assert len(list(pieces)) > 100
    strings.close()
