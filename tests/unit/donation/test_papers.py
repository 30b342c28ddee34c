"""What is printed on slips and lists, read from the PDF as a person reads it, and in its picture."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.documents.press import Typesetter, printable
from services.donation.documents.receipt import receipt
from services.donation.documents.tables import listing, summary
from services.donation.domain.gift import BookKey
from services.donation.domain.receipts import PrintRun
from services.donation.store.books import Book
from services.donation.store.papers import Given, Head, Line, Proof, Slip
from tests.support.papers import Paper, papers

URL = "https://quy.example.vn"
BOOK = BookKey(UUID(int=1), 2024, "TM01")
TODAY = date(2024, 7, 28)
HEAD = Head("Quỹ Đền ơn đáp nghĩa tỉnh A", "province", "Tỉnh A", None, "Số 2 đường Nguyễn Trãi", None)
NO_HEAD = Head("Quỹ Đền ơn đáp nghĩa xã B", None, None, None, None, None)
SLIP = Slip(
    12, 1, UUID("0190f3c2-7b1a-7000-8000-0123456789ab"), "cash", 4_190_119_000, date(2024, 7, 5),
    "Nguyễn Thị Ánh Nguyệt", "Thôn 3, xã Tân Lập", None, "Trường THCS Tân Lập", "Đợt vận động 27/7",
    None, None, None, None, None,
)  # fmt: skip
VIETNAMESE = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def printed(
    typesetter: Typesetter, *, head: Head = HEAD, paper: Any = "a5", sheets: int = 1, pictures: bool = False,
    **changes: Any,
) -> list[Paper]:  # fmt: skip
    run = PrintRun(UUID(int=7), BOOK, 12, 12, paper, sheets, "cashier-1", datetime(2024, 7, 27, 18, tzinfo=UTC))
    return papers(typesetter.compile(receipt(run, head, [SLIP._replace(**changes)], URL)), pictures=pictures)


@pytest.mark.parametrize(("paper", "size"), [("a5", (210, 148)), ("a4", (210, 297))])
def test_a_slip_says_everything(typesetter: Typesetter, paper: str, size: tuple[int, int]) -> None:
    (page,) = printed(typesetter, paper=paper, pictures=True)
    assert page[:2] == size
    for words in (
        "QUỸ ĐỀN ƠN ĐÁP NGHĨA TỈNH A", "Cấp tỉnh – Tỉnh A", "Địa chỉ: Số 2 đường Nguyễn Trãi", "PHIẾU THU",
        "Ngày 05 tháng 07 năm 2024", "Quyển số: TM01", "Số: 12", "Nợ:", "Có:",
        "Họ và tên người nộp tiền: Nguyễn Thị Ánh Nguyệt", "Đơn vị: Trường THCS Tân Lập", "Địa chỉ: Thôn 3, xã Tân Lập",
        "Lý do nộp: Ủng hộ Quỹ Đền ơn đáp nghĩa tỉnh A – Đợt vận động 27/7", "Số tiền: 4.190.119.000 đ",
        "Hình thức: Tiền mặt",
        "Viết bằng chữ: Bốn tỷ một trăm chín mươi triệu một trăm mười chín nghìn đồng", "Kèm theo:", "chứng từ gốc.",
        "Thủ trưởng đơn vị", "Kế toán trưởng", "Người nộp tiền", "Người lập phiếu", "Thủ quỹ", "(Ký, họ tên)",
        "Phiếu TM01/12/2024",
    ):  # fmt: skip
        assert words in page.text
    for words in ("BẢN SAO", "ĐÃ HUỶ", "Mẫu số", "Dành riêng cho", "hoàn trả"):
        assert words not in page.text
    assert page.codes == [f"{URL}/gifts/{SLIP.gift_id}"]
    assert f"{URL}/gifts/{SLIP.gift_id}" in page.text


def test_three_sheets_are_three_pages(typesetter: Typesetter) -> None:
    pages = printed(typesetter, sheets=3, pictures=True)
    assert [page.text.split("Liên ")[1][:2] for page in pages] == ["1:", "2:", "3:"]
    assert all("Số: 12" in page.text and page.codes == pages[0].codes for page in pages)
    assert "Giao người nộp tiền" in pages[1].text


def test_what_nobody_said_is_left_to_be_filled_in(typesetter: Typesetter) -> None:
    (page,) = printed(typesetter, head=NO_HEAD, payer_name=None, payer_address=None, unit_name=None, campaign_name=None)
    assert "QUỸ ĐỀN ƠN ĐÁP NGHĨA XÃ B" in page.text
    assert "Họ và tên người nộp tiền:" in page.lines
    assert page.lines.count("Địa chỉ:") == 2
    assert "Đơn vị:" not in page.text
    assert "Lý do nộp: Ủng hộ Quỹ Đền ơn đáp nghĩa xã B" in page.lines
    assert "None" not in page.text


def test_a_unit_stands_for_the_payer_it_did_not_name(typesetter: Typesetter) -> None:
    (page,) = printed(typesetter, payer_name=None)
    assert "Họ và tên người nộp tiền: Trường THCS Tân Lập" in page.text
    assert "Đơn vị:" not in page.text


def test_the_staffs_own_head_and_form_code(typesetter: Typesetter) -> None:
    head = HEAD._replace(unit="Ban quản lý Quỹ", form_code="Mẫu số 01 - TT")
    (page,) = printed(typesetter, head=head, reason="Ủng hộ Tết", channel="bank_transfer")
    for words in ("BAN QUẢN LÝ QUỸ", "Mẫu số 01 - TT", "Lý do nộp: Ủng hộ Tết", "Hình thức: Chuyển khoản"):
        assert words in page.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"earmark_kind": "house", "earmark_ref": "x", "house_code": "NH-12"}, "Dành riêng cho: nhà NH-12"),
        ({"earmark_kind": "purpose", "earmark_ref": "housing"}, "Dành riêng cho: xây dựng, sửa chữa nhà ở"),
        ({"earmark_kind": "campaign", "earmark_ref": "x"}, "Dành riêng cho: Đợt vận động 27/7"),
        ({"reversed_as": "refund", "reversed_on": TODAY}, "Khoản này đã được hoàn trả ngày 28/07/2024."),
        ({"reversed_as": "correction", "reversed_on": TODAY}, "điều chỉnh bằng bút toán đảo ngày 28/07/2024."),
    ],
)
def test_what_is_special_is_said(typesetter: Typesetter, changes: dict[str, Any], words: str) -> None:
    (page,) = printed(typesetter, **changes)
    assert words in page.text


@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_a_void_slip_keeps_its_number_and_says_so_on_every_sheet(typesetter: Typesetter, paper: str) -> None:
    pages = printed(typesetter, paper=paper, sheets=3, reversed_as="void", reversed_on=TODAY, pictures=True)
    assert len(pages) == 3
    for page in pages:
        assert all(words in page.text for words in ("Quyển số: TM01", "Số: 12", "ĐÃ HUỶ", "Ngày 28/07/2024"))
        assert page.codes == [f"{URL}/gifts/{SLIP.gift_id}"], "the stamp leaves the code readable"


def test_a_copy_says_the_how_manieth_and_when(typesetter: Typesetter) -> None:
    (page,) = printed(typesetter, nth=3)
    assert "BẢN SAO – lần 2" in page.text
    assert "In ngày 28/07/2024" in page.text, "the day in Vietnam"


@pytest.mark.parametrize(
    "text",
    [
        "#set text(red) #panic() #read(\"/etc/passwd\") $x^2$ \\ ] [ } { ` * _ @ref <lab> // /* \\u{41} ~ --- ... 'q'",
        "Hà Nội; 'OR 1=1 -- <script>alert(1)</script> &amp; %d {} {0}",
        VIETNAMESE,
        VIETNAMESE.upper(),
        "Кириллица Ελληνικά",
    ],
)
@pytest.mark.parametrize("field", ["payer_name", "payer_address", "reason", "unit_name", "campaign_name"])
def test_what_a_person_typed_is_printed_as_it_is(typesetter: Typesetter, field: str, text: str) -> None:
    changes: dict[str, Any] = {field: text}
    (page,) = printed(typesetter, **changes)
    assert text.replace(" ", "") in page.text.replace(" ", "")
    assert "PHIẾU THU" in page.text
    assert "Thủ quỹ" in page.text


@pytest.mark.parametrize(
    "text", ["😀🏠👩‍👩‍👧", "שלום עולם", "مرحبا بالعالم", "中文字", "ไทย", "a\u0301\u0323" * 40, "\ufffd", "\ue000"]
)
def test_what_has_no_letters_here_breaks_nothing(typesetter: Typesetter, text: str) -> None:
    (page,) = printed(typesetter, payer_name=f"Trước {text} sau", pictures=True)
    assert "Trước" in page.text
    assert "Số: 12" in page.text
    assert page.codes


def test_marks_of_direction_turn_nothing_round(typesetter: Typesetter) -> None:
    (page,) = printed(typesetter, payer_name="Nguyễn \u202eVăn\u2066 An\u200f")
    assert "Nguyễn Văn An" in page.text


@pytest.mark.parametrize("paper", ["a5", "a4"])
@pytest.mark.parametrize("letter", ["W", "Ẩ ", "x"])
def test_the_longest_texts_stay_on_their_page(typesetter: Typesetter, paper: str, letter: str) -> None:
    def of(length: int) -> str:
        return (letter * length)[:length].strip()

    head = Head(of(100), "province", of(100), of(150), of(200), of(150))
    (page,) = printed(
        typesetter, head=head, paper=paper, payer_name=of(300), payer_address=of(500), reason=of(1000),
        unit_name=of(300), amount=999_999_999_999_999, nth=9, reversed_as="refund", reversed_on=TODAY, pictures=True,
    )  # fmt: skip
    assert page.text.endswith("In ngày 28/07/2024")
    typed = sum(len(of(length).replace(" ", "")) for length in (300, 500, 1000, 300, 150, 200, 150))
    assert page.text.upper().count(letter.strip().upper()) >= typed, "nothing runs over the edge"
    assert page.codes == [f"{URL}/gifts/{SLIP.gift_id}"]


@given(st.text(max_size=200))
def test_printable_keeps_every_visible_letter(text: str) -> None:
    shown = printable(text)
    assert "".join(shown.replace("\u200b", "").split()) == "".join(
        letter for letter in "".join(text.replace("\u200b", "").split()) if letter not in MARKS
    )
    assert all(len(word) <= 24 for part in shown.split() for word in part.split("\u200b"))
    assert printable(shown).replace("\u200b", "") == shown.replace("\u200b", "")


MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def line(number: int, status: str = "valid") -> Line:
    giver = ("Trường A", None)[number % 2]
    return Line(number, date(2024, 7, 5), number * 1000, giver, status, None if status == "valid" else TODAY)


def test_a_listing_proves_that_the_numbers_are_complete(typesetter: Typesetter) -> None:
    lines = [line(1), line(2, "void"), line(3, "refund"), line(4)]
    book = Book("TM01", "cash", "cashier-1", 4, 4, 10_000, True)
    proof = Proof(1, 4, 4, 10_000, 1, 2_000, 1, 3_000)
    (page,) = papers(typesetter.compile(listing(HEAD, BOOK, book, proof, [], lines, TODAY)))
    for words in (
        "BẢNG KÊ PHIẾU THU", "Quyển số TM01, năm 2024 – tiền mặt", "Phiếu số 1 đến số 4", "Số đầu – số cuối 1 – 4",
        "Số phiếu đã lập 4", "không thiếu số nào", "Tổng số tiền đã ghi 10.000 đ", "1 phiếu, 2.000 đ",
        "1 phiếu, 3.000 đ",
        "Còn hiệu lực 5.000 đ", "Kết luận: số phiếu liên tục, đầy đủ.", "1 05/07/2024 Nhà hảo tâm 1.000",
        "2 05/07/2024 Trường A 2.000 Huỷ 28/07/2024", "3.000 Hoàn trả 28/07/2024", "4 05/07/2024 Trường A 4.000",
        "Cộng số còn hiệu lực của các phiếu trên 5.000", "Trang 1/1", "Ngày 28 tháng 07 năm 2024",
    ):  # fmt: skip
        assert words in page.text


def test_a_listing_names_what_is_missing(typesetter: Typesetter) -> None:
    book = Book("TM01", "cash", "cashier-1", 4, 2, 5_000, False)
    proof = Proof(1, 4, 2, 5_000, 0, 0, 0, 0)
    (page,) = papers(typesetter.compile(listing(HEAD, BOOK, book, proof, [2, 3], [line(1), line(4)], TODAY)))
    assert "2 (số 2, 3)" in page.text
    assert "thiếu số phiếu" in page.text
    assert "đầy đủ" not in page.text


def test_a_long_listing_repeats_its_head_and_counts_its_pages(typesetter: Typesetter) -> None:
    book = Book("TM01", "cash", "cashier-1", 1000, 1000, 500_500_000, True)
    proof = Proof(1, 1000, 1000, 500_500_000, 0, 0, 0, 0)
    pages = papers(typesetter.compile(listing(HEAD, BOOK, book, proof, [], [line(n) for n in range(1, 1001)], TODAY)))
    assert [page.text.count(f"Trang {n}/{len(pages)}") for n, page in enumerate(pages, 1)] == [1] * len(pages)
    assert all("Số tiền Ghi chú" in page.text for page in pages[:-1])
    assert sum(page.text.count("05/07/2024") for page in pages) == 1000


def test_a_summary_sums_what_is_valid(typesetter: Typesetter) -> None:
    gifts = [
        Given(date(2024, 1, 5), "CK01", 3, "bank_transfer", "Đợt #1", 1_250_000, "valid", None),
        Given(date(2024, 2, 5), "TM02", 6, "cash", None, 9_000_000, "void", TODAY),
        Given(date(2024, 3, 5), "TM02", 7, "cash", None, 750_000, "valid", None),
    ]
    (page,) = papers(typesetter.compile(summary(HEAD, "Công ty $A$", "DN-1", 2024, gifts, TODAY)))
    for words in (
        "BẢNG TỔNG HỢP TIỀN ỦNG HỘ", "Năm 2024", "Công ty $A$ (DN-1)", "CK01/3/2024 Đợt #1 Chuyển khoản 1.250.000",
        "TM02/6/2024 — Tiền mặt 9.000.000 Huỷ 28/07/2024", "Cộng số còn hiệu lực 2.000.000",
        "Viết bằng chữ: Hai triệu đồng",
    ):  # fmt: skip
        assert words in page.text


def test_a_summary_of_nothing(typesetter: Typesetter) -> None:
    (page,) = papers(typesetter.compile(summary(HEAD, "A", "A", 2024, [], TODAY)))
    assert "Không có phiếu nào." in page.text
    assert "Không đồng" in page.text
