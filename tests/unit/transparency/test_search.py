"""What is typed into the search box."""

import pytest

from services.transparency.views.gifts import like_pattern, receipt_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("15", (15, None, None)),
        ("000015", (15, None, None)),
        ("15/2019", (15, 2019, None)),
        ("TM01/15/2019", (15, 2019, "tm01")),
        ("tm01 15", (15, None, "tm01")),
        ("Phiếu thu số 15, quyển TM01", (15, None, "tm01")),
        ("phiếu thu số 15", (15, None, None)),
        ("Số 15 năm 2019", (15, 2019, None)),
    ],
)
def test_a_receipt_is_read_as_people_write_it(typed: str, meant: object) -> None:
    assert receipt_of(typed) == meant


@pytest.mark.parametrize("typed", ["Huyện Tam Đảo", "Khu phố 5", "Xóm 3 thôn 7", "a", "", "1 2 3 4", "19-8", "½"])
def test_what_is_no_receipt_may_be_a_name(typed: str) -> None:
    assert receipt_of(typed) is None


def test_wildcards_are_plain_characters() -> None:
    assert like_pattern("100% Đ_a\\") == "%100\\% d\\_a\\\\%"
