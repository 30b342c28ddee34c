"""Folding: what looks alike to a Vietnamese reader compares alike."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import fold, join, order_of

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
vietnamese = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " 0Aa-.", max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Văn Đức", "nguyen van duc"),
        ("NGUYEN VAN DUC", "nguyen van duc"),
        ("  Quỹ\u00a0 Đền ơn\tđáp\nnghĩa ", "quy den on dap nghia"),
        ("Ðặng Thị Ánh", "dang thi anh"),  # the capital Eth that looks like Đ
        ("hoà bình / hòa bình", "hoa binh / hoa binh"),
        ("Ｎｇｕｙễｎ ﬁ №", "nguyen fi no"),
        ("Xã\u200b Tam\ufeff Quan\u00ad", "xa tam quan"),
        ("Straße", "strasse"),
        ("Привет", "привет"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_vietnamese_letter_folds_to_its_base() -> None:
    assert set(fold(VIETNAMESE + VIETNAMESE.upper())) == set("aeiouyd")


@given(st.text() | vietnamese)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text() | vietnamese, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_every_normal_form_folds_alike(text: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, text)) == fold(text)  # type: ignore[arg-type] # one of the four forms


@given(vietnamese)
def test_case_and_accents_do_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(fold(text))
    assert fold(text).isascii()


@given(vietnamese)
def test_the_quick_and_the_long_way_agree(text: str) -> None:
    plain = fold(text)
    assert fold(f"{plain} привет") == f"{plain} привет".strip()


def test_joined() -> None:
    assert join("Nguyễn-Văn A. 12/QĐ_x") == "nguyenvana12qdx"
    assert join("NGUYENVANA12QDX") == join("nguyễn văn a 12 QĐ x")


@pytest.mark.parametrize(
    "names",
    [
        ["Huyện Tam Dương", "Huyện Tam Đảo"],
        ["An", "Ăn", "Ân", "Bình", "Dung", "Đào", "Em", "Êm", "Ôn", "Ơn", "Tu", "Từ", "Xuân"],
        ["ma", "mà", "mạ", "mai"],
        ["Khu phố 2", "Khu phố 10"],
        ["N9", "N10", "N100"],
        ["Thôn Đông", "Thôn Đồng", "Thôn Đồng Quân"],
    ],
)
def test_names_are_in_the_order_of_a_vietnamese_dictionary(names: list[str]) -> None:
    assert sorted({*names}, key=order_of) == names


@given(st.text(max_size=30), st.text(max_size=30))
def test_two_names_are_never_one(one: str, other: str) -> None:
    if order_of(one) == order_of(other):
        assert unicodedata.normalize("NFC", one).casefold() == unicodedata.normalize("NFC", other).casefold()
