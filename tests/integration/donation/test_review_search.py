"""Searching the review queue, also in lines too long for its index; the database folds as the program does."""

from datetime import date
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.donation.domain.unit_name import phrase_of
from services.donation.store import review
from tests.integration.donation.conftest import Donation
from tests.integration.donation.lines import account, add, waiting

WORDS = ("den", "on", "Đền", "ƠN", "may an", "an-phat", "QUYDENON", "MBVCB.12.7", "zq", "x", "Nguyễn", "1")
SOUGHT = ("den on", "on den", "may an phat", "an", "z", "zq", "q", "denon", "12 7", "nguyen x", "khong co ai", "ĐỀN-ƠN")
LONG = "ﷺ" * 100
"""Folded it has more letters than an entry of an index."""
LETTERS = "aàảÁđĐðÐƠơƯừeéßñżſPяривет中文ΣςªºIİ²½ﬁＡ\u0301\u0328\u00ad\u200b\ufeff09 .,;:-–_/\\'%“”…\t\n"


def found_by_hand(lines: list[tuple[str, str]], q: str) -> list[str]:
    """The ids of the lines whose words hold the phrase; one of a letter or two where a word begins."""
    phrase = phrase_of(q)
    return [
        bank_id for bank_id, memo in lines
        if (phrase if len(phrase) > 2 else f" {phrase}") in f" {phrase_of(memo)} "
    ]  # fmt: skip


async def test_a_search_finds_the_lines_that_hold_the_words_page_by_page(donation: Donation) -> None:
    a, b = await account(donation), await account(donation, "2000")
    lines = [(f"L{n:02d}", " ".join(WORDS[(n * step + n // 12) % 12] for step in (1, 5, 7))) for n in range(60)]
    lines += [(f"L{n}", f"{LONG} den on {n}") for n in (60, 61)]
    for bank_id, memo in lines[::3]:
        lines[lines.index((bank_id, memo))] = (bank_id, f"{memo} {LONG}")
    await add(donation, a, *({"bank_id": bank_id, "credit": 1, "memo": memo} for bank_id, memo in lines))
    await add(donation, b, {"bank_id": "L", "credit": 1, "memo": "den on"})
    for q in SOUGHT:
        expected = found_by_hand(lines, q)
        assert await waiting(donation, a, f"&q={q}") == expected[:50], q
        assert await waiting(donation, a, f"&q={q}&limit=4") == expected[:4], q
        assert await waiting(donation, a, f"&q={q}&day=2024-07-20") == expected[:50], q
        assert await waiting(donation, a, f"&q={q}&day=2024-07-19") == [], q
        assert await waiting(donation, a, f"&q={q}&day=2024-07-21") == [], q
        if expected[4:]:
            page = await donation.read(f"/review?account_id={a}&q={q}&limit=4", by="clerk")
            after = f"&limit=4&after={page['next']}"
            assert await waiting(donation, a, f"&q={q}{after}") == expected[4:8], q


async def test_a_search_is_answered_out_of_its_indexes_alone(donation: Donation) -> None:
    """Open lines lie far apart in the table, so reading them there takes many times as long."""
    a = await account(donation)
    await add(donation, a, *({"bank_id": f"L{n}", "credit": 1, "memo": "ung ho"} for n in range(300)))
    await donation.admin("vacuum analyze bank_line")
    plan = await donation.admin(
        f"explain (costs off) {review._HOLDING}", UUID(a), date.min, "", date.max, 50, "den on"
    )  # fmt: skip
    scans = [line.strip() for (line,) in plan if "Scan using" in line]
    assert scans == [
        "->  Index Only Scan using bank_line_search on bank_line",
        "->  Index Scan using bank_line_search_long on bank_line bank_line_1",
    ]


async def test_what_is_no_word_finds_nothing(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L", "credit": 1, "memo": "a % b"})
    assert await waiting(donation, a, "&q=%25") == []
    assert await waiting(donation, a, "&q=_") == []
    assert await waiting(donation, a, "&q=%20") == ["L"]


async def test_a_line_that_is_decided_is_found_no_more_and_again_when_it_comes_back(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L", "credit": 1, "memo": "NGUYỄN VĂN AN"})
    aside = {"account_id": a, "bank_ids": ["L"]}
    await donation.done("/review/set-asides", aside | {"reason": "Lãi"})
    assert await waiting(donation, a, "&q=nguyen") == []
    await donation.done("/review/set-asides/take-back", aside, by="accountant")
    assert await waiting(donation, a, "&q=nguyen") == ["L"]


async def test_the_database_folds_memos_as_the_program_does(donation: Donation) -> None:
    memos: list[str] = []

    @settings(max_examples=500, database=None, derandomize=True)
    @given(
        st.text(st.one_of(st.sampled_from(LETTERS), st.characters(max_codepoint=0x17F, min_codepoint=1)), max_size=12)
    )
    def remember(memo: str) -> None:
        memos.append(memo)

    remember()
    rows = await donation.admin("select memo, folded_words(memo) from unnest($1::text[]) as m (memo)", memos)
    for memo, folded in rows:
        assert folded == f" {phrase_of(memo)} ".replace("  ", " "), repr(memo)
