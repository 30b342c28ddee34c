"""Printing over HTTP: the first print is the receipt, later ones are copies, however many ask at the same moment."""

import asyncio
import re
from datetime import date
from itertools import repeat
from typing import Any
from uuid import uuid4

import pytest

from services.donation.api import papers as routes
from services.donation.commands.gifts import record_gifts
from services.donation.documents import press
from services.donation.domain.gift import NewGift, Payer
from services.donation.domain.receipts import MOST
from shared.ids import uuid7
from shared.trace import Trace
from tests.integration.donation.conftest import FUND, HOUSE, NOW, OTHER_FUND, Donation
from tests.support.papers import Paper, papers

BOOK = f"/books/{FUND}/2024/TM01"


async def fetched(donation: Donation, path: str, *, by: str = "cashier", pictures: bool = False) -> list[Paper]:
    """The pages of a PDF that must be there."""
    answer = await donation.get(path, by=by)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch(r'inline; filename="[A-Za-z0-9._-]+\.pdf"', answer.headers["content-disposition"])
    return papers(answer.content, pictures=pictures)


async def printed(donation: Donation, gift_id: str, **form: Any) -> list[Paper]:
    """A print of one receipt and its pages."""
    run = await donation.done(f"/gifts/{gift_id}/prints", form)
    return await fetched(donation, run["pdf"].removeprefix("/api/donation"))


async def many(donation: Donation, count: int) -> None:
    """Gifts in one book, as an import writes them."""
    payer = Payer("Nguyễn Thị Ánh", "Thôn 3", None, False)
    batch = [
        NewGift(uuid7(), FUND, None, None, "cash", n + 1, date(2024, 5, 5), "c-1", None, payer) for n in range(count)
    ]
    async with donation.database.transaction() as conn:
        await record_gifts(conn, batch, at=NOW, traces=repeat(Trace("t"), count))


async def test_a_receipt_says_what_was_given(donation: Donation) -> None:
    unit, campaign = await donation.unit(), await donation.campaign()
    letterhead = {"unit": "Ban quản lý Quỹ Q-1", "address": "Số 1 phố Đền Ơn", "form_code": None}
    assert await donation.done(f"/funds/{FUND}/letterhead", letterhead, by="admin", method="PUT") == letterhead
    made = await donation.gift(
        unit_id=unit, campaign_id=campaign, payer_name="Nguyễn Thị Ánh", payer_address="Thôn 3", amount=1_005_000,
        earmark={"kind": "house", "ref": str(HOUSE)},
    )  # fmt: skip
    run = await donation.done(f"/gifts/{made['gift_id']}/prints", {"format": "a5"})
    assert run == {
        "print_id": run["print_id"], "fund_id": str(FUND), "year": 2024, "book": "TM01", "first": 1, "last": 1,
        "format": "a5", "sheets": 3, "pdf": f"/api/donation/prints/{run['print_id']}.pdf",
    }  # fmt: skip
    pages = await fetched(donation, f"/prints/{run['print_id']}.pdf", pictures=True)
    assert [(page.width, page.height) for page in pages] == [(210, 148)] * 3
    for number, page in enumerate(pages, 1):
        for words in (
            f"Liên {number}:", "BAN QUẢN LÝ QUỸ Q-1", "Cấp xã – Q-1", "Số 1 phố Đền Ơn", "Ngày 20 tháng 07 năm 2024",
            "Họ và tên người nộp tiền: Nguyễn Thị Ánh", "Đơn vị: Trường tiểu học A", "Địa chỉ: Thôn 3",
            "Lý do nộp: Ủng hộ Quỹ Q-1 – Đợt 27/7", "Dành riêng cho: nhà NH-3", "1.005.000 đ",
            "Một triệu không trăm linh năm nghìn đồng",
        ):  # fmt: skip
            assert words in page.text, words
        assert page.codes == [f"http://127.0.0.1:8000/gifts/{made['gift_id']}"]


async def test_the_first_print_is_the_receipt_and_later_ones_are_copies(donation: Donation) -> None:
    gift_id = (await donation.gift())["gift_id"]
    key = str(uuid4())
    first = await donation.post(f"/gifts/{gift_id}/prints", {"sheets": 2}, key=key)
    again = await donation.post(f"/gifts/{gift_id}/prints", {"sheets": 2}, key=key)
    assert (first.status_code, first.json()) == (201, again.json()), "the answer was lost: it is the same print"
    path = f"/prints/{first.json()['print_id']}.pdf"
    original = await donation.get(path, by="cashier")
    assert (await donation.get(path, by="clerk")).content == original.content, "fetching it twice copies nothing"
    assert [("BẢN SAO" in page.text) for page in papers(original.content)] == [False, False]
    (page,) = await printed(donation, gift_id, format="a4", sheets=1)
    assert "BẢN SAO – lần 1" in page.text
    assert "In ngày 28/07/2024" in page.text
    donation.now = NOW.replace(day=30)
    assert "BẢN SAO – lần 2" in (await printed(donation, gift_id))[0].text
    assert papers((await donation.get(path, by="cashier")).content) == papers(original.content), (
        "and stays the original"
    )
    listed = (await donation.read(f"/gifts/{gift_id}/prints"))["items"]
    assert [(p["nth"], p["format"], p["sheets"], p["printed_by"], p["printed_at"]) for p in listed] == [
        (1, "a5", 2, "cashier-1", "2024-07-27T18:30:00Z"), (2, "a4", 1, "cashier-1", "2024-07-27T18:30:00Z"),
        (3, "a5", 3, "cashier-1", "2024-07-30T18:30:00Z"),
    ]  # fmt: skip


async def test_whoever_prints_at_the_same_moment_there_is_one_original(donation: Donation) -> None:
    made = [await donation.gift() for _ in range(3)]

    async def one(n: int) -> int:
        by = ("clerk", "cashier", "accountant")[n % 3]
        if n % 2:
            answer = await donation.post(f"{BOOK}/prints", {"first": 1, "last": 3}, by=by)
        else:
            answer = await donation.post(f"/gifts/{made[n % 3]['gift_id']}/prints", {}, by=by)
        return answer.status_code

    assert set(await asyncio.gather(*map(one, range(24)))) == {201}
    rows = await donation.admin(
        "select gift_id, array_agg(nth order by nth) as nth from receipt_print group by gift_id"
    )
    assert len(rows) == 3
    assert all(row["nth"] == list(range(1, len(row["nth"]) + 1)) for row in rows)
    assert sum(len(row["nth"]) for row in rows) == 12 * 3 + 12


async def test_a_void_receipt_keeps_its_number_and_says_so(donation: Donation) -> None:
    made = [await donation.gift(amount=n * 1000) for n in (1, 2, 3)]
    run = await donation.done(f"/gifts/{made[1]['gift_id']}/prints", {})
    await donation.done(f"/gifts/{made[1]['gift_id']}/void", {"reason": "viết nhầm"}, by="accountant")
    for page in await fetched(donation, f"/prints/{run['print_id']}.pdf"):
        assert all(words in page.text for words in ("ĐÃ HUỶ", "Ngày 28/07/2024", "Số: 2", "TM01", "2.000 đ"))
        assert "viết nhầm" not in page.text
    run = await donation.done(f"{BOOK}/prints", {"first": 1, "last": 3, "sheets": 1})
    pages = await fetched(donation, f"/prints/{run['print_id']}.pdf")
    assert [("ĐÃ HUỶ" in page.text, "BẢN SAO" in page.text) for page in pages] == [
        (False, False), (True, True), (False, False),
    ]  # fmt: skip
    assert [page.text.split("Số: ")[1][0] for page in pages] == ["1", "2", "3"]


async def test_a_range_is_printed_in_order(donation: Donation, monkeypatch: pytest.MonkeyPatch) -> None:
    await many(donation, 60)
    run = await donation.done(f"{BOOK}/prints", {"first": 3, "last": 57, "format": "a4", "sheets": 2})
    answer = await donation.get(f"/prints/{run['print_id']}.pdf", by="accountant")
    pages = papers(answer.content)
    found = [re.search(r"Liên (\d):.*Số: (\d+) .*Số tiền: (\d+) đ", page.text) for page in pages]
    assert [match and match.groups() for match in found] == [
        (str(sheet), str(number), str(number)) for number in range(3, 58) for sheet in (1, 2)
    ]
    assert all("Nguyễn Thị Ánh" in page.text and page.height == 297 for page in pages)


async def test_a_thousand_are_one_print_and_more_are_refused(donation: Donation) -> None:
    await many(donation, MOST + 1)
    form = {"first": 1, "last": MOST + 1}
    assert await donation.refused(f"{BOOK}/prints", form) == (422, "receipts_too_many", "last")
    assert (await donation.get(f"{BOOK}/listing.pdf")).json()["code"] == "receipts_too_many"
    await donation.done(f"{BOOK}/prints", {"first": 2, "last": MOST + 1, "sheets": 1})
    printed = "select count(*), min(number), max(number) from receipt_print join gift using (gift_id) where nth = 1"
    assert tuple((await donation.admin(printed))[0]) == (MOST, 2, MOST + 1)


async def test_what_is_refused_prints_nothing(donation: Donation) -> None:
    gift_id = (await donation.gift())["gift_id"]
    outside = (422, "receipts_outside_book", "last")
    cases: list[tuple[str, dict[str, Any], tuple[int, str, str]]] = [
        (f"{BOOK}/prints", {"first": 1, "last": 2}, outside),
        (f"{BOOK}/prints", {"first": 0, "last": 1}, outside),
        (f"{BOOK}/prints", {"first": 2, "last": 1}, outside),
        (f"{BOOK}/prints", {"first": -(2**70), "last": 2**70}, outside),
        (f"{BOOK}9/prints", {"first": 1, "last": 1}, (404, "book_unknown", "book")),
        (f"{BOOK}/prints", {"first": "1", "last": 1}, (422, "invalid", "first")),
        (f"/gifts/{uuid4()}/prints", {}, (404, "gift_unknown", "gift_id")),
        (f"/gifts/{gift_id}/prints", {"sheets": 4}, (422, "invalid", "sheets")),
        (f"/gifts/{gift_id}/prints", {"format": "a3"}, (422, "invalid", "format")),
        (f"/gifts/{gift_id}/prints", {"nth": 1}, (422, "invalid", "nth")),
    ]
    for path, form, expected in cases:
        assert await donation.refused(path, form) == expected, (path, form)
    for by in ("admin", "auditor"):
        assert (await donation.refused(f"/gifts/{gift_id}/prints", {}, by=by))[:2] == (403, "wrong_role")
        assert (await donation.refused(f"{BOOK}/prints", {"first": 1, "last": 1}, by=by))[:2] == (403, "wrong_role")
    assert (await donation.refused(f"/gifts/{gift_id}/prints", {}, by="stranger"))[:2] == (404, "gift_unknown")
    assert (await donation.refused(f"{BOOK}/prints", {"first": 1, "last": 1}, by="stranger"))[:2] == (403, "other_fund")


async def test_who_may_fetch_a_print(donation: Donation) -> None:
    run = await donation.done(f"/gifts/{(await donation.gift(payer_name='Bà Ánh'))['gift_id']}/prints", {})
    path = f"/prints/{run['print_id']}.pdf"
    assert (await donation.get(path, by="auditor")).json()["code"] == "wrong_role"
    for by, at in (("stranger", path), ("cashier", f"/prints/{uuid4()}.pdf")):
        answer = await donation.get(at, by=by)
        assert (answer.status_code, answer.json()["code"]) == (404, "print_unknown")
        assert answer.json()["detail"] != (await donation.get(at, by=by, language="en")).json()["detail"]
    assert (await donation.get(f"/gifts/{uuid4()}/prints")).json()["code"] == "gift_unknown"
    private = await donation.admin(
        "select count(*) from idempotency where position('Ánh' in convert_from(body, 'utf8')) > 0"
    )
    assert private[0][0] == 0


async def test_prints_are_never_changed(donation: Donation) -> None:
    await donation.done(f"/gifts/{(await donation.gift())['gift_id']}/prints", {})
    async with donation.database.connection() as conn:
        for table in ("print_run", "receipt_print"):
            for statement in ("delete from", "truncate"):
                with pytest.raises(Exception, match="permission denied"):
                    await conn.execute(f"{statement} {table}")
        with pytest.raises(Exception, match="permission denied"):
            await conn.execute("update receipt_print set nth = 2")
        with pytest.raises(Exception, match="receipt_print_pkey"):
            await conn.execute("insert into receipt_print select gift_id, 1, print_id from receipt_print")


async def test_a_press_too_busy_says_come_again(donation: Donation, monkeypatch: pytest.MonkeyPatch) -> None:
    await donation.gift()
    gift_id = (await donation.gift())["gift_id"]
    one = await donation.done(f"/gifts/{gift_id}/prints", {})
    two = await donation.done(f"{BOOK}/prints", {"first": 1, "last": 2})
    monkeypatch.setattr(press, "SECONDS", 0)
    monkeypatch.setattr(press, "LONG_SECONDS", 0)
    for run in (one, two):
        answer = await donation.get(run["pdf"].removeprefix("/api/donation"), by="cashier")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"]


async def test_a_letterhead_is_set_by_admins_of_the_fund(donation: Donation) -> None:
    path = f"/funds/{FUND}/letterhead"
    assert await donation.read(path) == {"unit": None, "address": None, "form_code": None}
    form = {"unit": "Ban A", "address": "Số 1"}
    await donation.done(path, form, by="admin", method="PUT")
    await donation.done(path, {"form_code": "Mẫu 01"}, by="admin", method="PUT")
    assert await donation.read(path) == {"unit": None, "address": None, "form_code": "Mẫu 01"}
    assert (await donation.refused(path, form, by="cashier", method="PUT"))[:2] == (403, "wrong_role")
    assert (await donation.refused(path, form, by="stranger", method="PUT"))[:2] == (403, "other_fund")
    for wrong, field in (({"unit": "x" * 151}, "unit"), ({"address": "a\nb"}, "address"), ({"x": "y"}, "x")):
        assert await donation.refused(path, wrong, by="admin", method="PUT") == (422, "invalid", field)
    unknown = await donation.refused(f"/funds/{uuid4()}/letterhead", form, by="admin", method="PUT")
    assert unknown == (422, "fund_unknown", "fund_id")
    assert (await donation.get(path, by="stranger")).status_code == 403


async def test_a_books_listing_proves_its_numbers(donation: Donation) -> None:
    unit = await donation.unit()
    made = [await donation.gift(amount=n * 1000, unit_id=unit if n == 4 else ...) for n in range(1, 6)]
    await donation.done(f"/gifts/{made[1]['gift_id']}/void", {"reason": "x"}, by="accountant")
    refund = {"kind": "refund", "reason": "x"}
    await donation.done(f"/gifts/{made[2]['gift_id']}/reversal", refund, by="accountant")
    listing = await donation.read(BOOK)
    assert listing["proof"] == {
        "first": 1, "last": 5, "receipts": 5, "received": 15_000, "voided": 1, "voided_amount": 2_000, "taken_back": 1,
        "taken_back_amount": 3_000,
    }  # fmt: skip
    assert [line["status"] for line in listing["items"]] == ["valid", "void", "refund", "valid", "valid"]
    (page,) = await fetched(donation, f"{BOOK}/listing.pdf", by="auditor")
    for words in (
        "Số đầu – số cuối 1 – 5", "không thiếu số nào", "15.000 đ", "1 phiếu, 2.000 đ", "Còn hiệu lực 10.000 đ",
        "số phiếu liên tục, đầy đủ", "4 20/07/2024 Trường tiểu học A 4.000", "Huỷ 28/07/2024",
    ):  # fmt: skip
        assert words in page.text, words
    (page,) = await fetched(donation, f"{BOOK}/listing.pdf?from=2&to=4", by="auditor")
    assert "Phiếu số 2 đến số 4" in page.text
    assert "Số đầu – số cuối 1 – 5" in page.text, "the proof is of the whole book"
    assert "các phiếu trên 4.000" in page.text
    await donation.admin("delete from gift where number = 4")
    (page,) = await fetched(donation, f"{BOOK}/listing.pdf", by="auditor")
    assert "1 (số 4)" in page.text
    assert "đầy đủ" not in page.text
    for path, code in (
        (f"{BOOK}/listing.pdf?from=0", "receipts_outside_book"), (f"{BOOK}/listing.pdf?to=9", "receipts_outside_book"),
        (f"{BOOK}9/listing.pdf", "book_unknown"), (f"/books/{OTHER_FUND}/2024/TM01/listing.pdf", "book_unknown"),
    ):  # fmt: skip
        assert (await donation.get(path)).json()["code"] == code
    assert (await donation.get(f"{BOOK}/listing.pdf", by="stranger")).status_code == 403


async def test_the_second_page_of_a_listing_counts_nothing_again(donation: Donation) -> None:
    for _ in range(2):
        await donation.gift()
    first = await donation.read(f"{BOOK}?limit=1")
    assert (await donation.read(f"{BOOK}?limit=1&after={first['next']}"))["proof"] is None


async def test_a_units_year_on_one_paper(donation: Donation, monkeypatch: pytest.MonkeyPatch) -> None:
    unit, other = await donation.unit(), await donation.unit("U-2")
    campaign = await donation.campaign()
    await donation.gift(unit_id=unit, amount=1_000_000, received_on="2024-06-30", campaign_id=campaign)
    await donation.gift(unit_id=unit, amount=500_000, received_on="2024-02-01", channel="bank_transfer")
    wrong = await donation.gift(unit_id=unit, amount=7_000, received_on="2024-03-01")
    await donation.done(f"/gifts/{wrong['gift_id']}/void", {"reason": "x"}, by="accountant")
    await donation.gift(unit_id=unit, amount=9_999, received_on="2023-02-01")
    await donation.gift(unit_id=other, amount=8_888)
    (page,) = await fetched(donation, f"/units/{unit}/summary.pdf?year=2024", by="clerk")
    for words in (
        "Trường tiểu học A (TH-01)", "01/02/2024 CK01/1/2024 — Chuyển khoản 500.000",
        "01/03/2024 TM01/2/2024 — Tiền mặt 7.000 Huỷ 28/07/2024 30/06/2024 TM01/1/2024 Đợt 27/7 Tiền mặt 1.000.000",
        "còn hiệu lực 1.500.000", "Một triệu năm trăm nghìn đồng",
    ):  # fmt: skip
        assert words in page.text, words
    assert "9.999" not in page.text
    assert "8.888" not in page.text
    monkeypatch.setattr(routes, "MOST", 2)
    answer = await donation.get(f"/units/{unit}/summary.pdf?year=2024")
    assert (answer.status_code, answer.json()["code"]) == (422, "summary_too_long")
    assert (await donation.get(f"/units/{uuid4()}/summary.pdf?year=2024")).json()["code"] == "unit_unknown"
    assert (await donation.get(f"/units/{unit}/summary.pdf?year=2024", by="stranger")).status_code == 403
    assert (await donation.get(f"/units/{unit}/summary.pdf?year=1")).json()["code"] == "invalid"


async def test_a_fund_heard_of_before_has_a_head_all_the_same(donation: Donation) -> None:
    await donation.admin("update fund set level = null, locality = null")
    (page, *_) = await printed(donation, (await donation.gift())["gift_id"])
    assert "QUỸ Q-1 Địa chỉ:" in page.text


async def test_the_address_on_papers_is_a_setting(donation: Donation) -> None:
    from shared.settings import ServiceSettings

    for wrong in ("quy.vn", "https://quy.vn/", "ftp://quy.vn", "https://quy vn"):
        with pytest.raises(ValueError, match="public_url"):
            ServiceSettings.for_service("donation", database_url="x", public_url=wrong)
    assert ServiceSettings.for_service("donation", database_url="x", public_url="https://quy.vn/a").public_url
