"""Decisions, phrases, likeness and signatures, apart from any database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.domain.bank_line import HeldLine, ToldLine, check_same, check_told
from services.donation.domain.callback import check_signature, signature
from services.donation.domain.deciding import Part, divide
from services.donation.domain.likeness import Decided, similar, telling_words
from services.donation.domain.rules import folded_phrase
from services.donation.domain.unit_name import holds, phrase_of
from shared.errors import Refused

NOW = datetime(2024, 7, 27, 18, 30, tzinfo=UTC)
DAY = date(2024, 7, 20)


def line(bank_id: str, open_: int, credit: int) -> HeldLine:
    return HeldLine(bank_id, UUID(int=1), DAY, credit, open_, "", "review", None, None)


def part(amount: int | None) -> Part:
    return Part(amount, None, None)


SUMS = st.lists(st.integers(1, 10**12), min_size=1, max_size=8)


@given(SUMS, st.integers(0, 5), st.booleans())
def test_parts_and_shares_sum_to_what_is_open(opens: list[int], taken: int, late: bool) -> None:
    lines = [line(f"L{n}", open_, open_ + taken) for n, open_ in enumerate(opens)]
    division = divide(lines, [part(None)], late=late)
    assert division.amounts == [sum(opens)]
    whole = len(lines) == 1 and not taken and not late
    assert (division.state == "gift") == whole == (division.shares == [])
    assert sum(share.amount for share in division.shares) == (0 if whole else sum(opens))
    split = divide([line("L", sum(opens), sum(opens))], [part(amount) for amount in opens])
    assert split.amounts == opens
    if len(opens) > 1:
        assert [share.amount for share in split.shares] == opens


@given(SUMS, st.integers(-(10**6), 10**6).filter(bool))
def test_no_other_sum_is_taken(opens: list[int], off: int) -> None:
    lines = [line(f"L{n}", open_, open_) for n, open_ in enumerate(opens)]
    with pytest.raises(Refused, match=r"lines_differ|amount_not_positive"):
        divide(lines, [part(sum(opens) + off)])


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_memo_holds_its_own_words_and_no_parts_of_words(before: str, after: str) -> None:
    phrase = folded_phrase("Nguyễn-Văn  ẤN")
    assert phrase == "nguyen van an"
    assert holds(f"{before} NGUYEN.VAN_AN {after}", phrase)
    assert not holds("xnguyen van an", phrase)
    assert not holds("nguyen van ann", phrase)
    assert phrase_of(phrase_of(before)) == phrase_of(before)


def test_lines_look_alike_by_the_payers_words() -> None:
    decided = [Decided(n, memo, UUID(int=1), None, None) for n, memo in (
        ("1", "MBVCB.123.CTY MAY AN PHAT.CT tu 9"), ("2", "CTY MAY AN PHU ung ho"), ("3", "ung ho quy den on"),
        ("4", "LE THI BON"),
    )]  # fmt: skip
    paired = [(telling_words(each.memo), each) for each in decided]
    assert [each.bank_id for each in similar("cty may an phat 27/7 ung ho quy den on", paired)] == ["1", "2"]
    assert similar("ung ho quy den on", paired) == []


def test_a_signature_is_of_one_body_one_time_and_one_secret() -> None:
    at = int(NOW.timestamp())
    header = signature("s" * 32, at, b"body")
    check_signature(header, ["x", "s" * 32], b"body", NOW)
    check_signature(header, ["s" * 32], b"body", NOW + timedelta(minutes=5))
    for wrong, secrets, body, now, code in (
        (header, ["x"], b"body", NOW, "signature_wrong"), (header, [], b"body", NOW, "signature_wrong"),
        (header, ["s" * 32], b"bodY", NOW, "signature_wrong"), ("", ["s" * 32], b"body", NOW, "signature_wrong"),
        (header.replace(f"t={at}", f"t={at + 1}"), ["s" * 32], b"body", NOW, "signature_wrong"),
        (header, ["s" * 32], b"body", NOW + timedelta(seconds=301), "signature_stale"),
        (header, ["s" * 32], b"body", NOW - timedelta(seconds=301), "signature_stale"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=code):
            check_signature(wrong, secrets, body, now)


def test_one_amount_above_nothing() -> None:
    told = ToldLine("L", DAY, 5, 0, None, "a b")
    for credit, debit in ((0, 0), (5, 5), (5, -5), (-5, 0)):
        with pytest.raises(Refused, match="line_needs_one_amount"):
            check_told(told._replace(credit=credit, debit=debit), DAY)
    with pytest.raises(Refused, match="date_in_future"):
        check_told(told, DAY - timedelta(days=1))
    check_same(told, told._replace(balance=9, memo="A-b"))
    for changes in ({"credit": 6}, {"day": DAY - timedelta(days=1)}, {"memo": "ac"}):
        with pytest.raises(Refused, match="callback_conflict"):
            check_same(told, told._replace(**changes))
