"""Units, campaigns, pledges, books and payment codes through the staff pages; and every page in both languages."""

import re

from tests.integration.donation.conftest import FUND, HOUSE, Donation
from tests.integration.donation.staff import Staff, faults_of, fields_of, led, text_of


async def test_a_unit_is_added_and_found_without_accents(donation: Donation) -> None:
    admin = Staff(donation, "admin")
    wrong = await admin.send("/units/new", {"name": "", "code": "có dấu", "parent": "x", "name_consent_on": "32/1"})
    assert faults_of(wrong).keys() == {"name", "code", "kind", "parent", "name_consent_on"}
    assert fields_of(wrong)["code"] == "có dấu"
    where = await admin.done("/units/new", {"name": "Trường Tiểu học Bình Xuyên", "code": "TH-BX", "kind": "school"})
    assert "Đã thêm" in await admin.page(where)
    taken = await admin.send("/units/new", {"name": "Khác", "code": "th-bx", "kind": "school"})
    assert "đã dùng trong quỹ" in faults_of(taken)["code"]
    person = await admin.send("/units/new", {"name": "A", "code": "A", "kind": "person", "official_code": "0101"})
    assert faults_of(person).keys() == {"official_code"}
    for words in ("binh xuyen", "BÌNH", "th-bx"):
        assert "Trường Tiểu học Bình Xuyên" in await Staff(donation, "auditor").page(f"/units?q={words}")
    assert "Không có đơn vị nào như vậy" in await admin.page("/units?q=song+lo")


async def test_a_list_of_units_goes_on_and_stays_small(donation: Donation) -> None:
    await donation.admin(
        """insert into unit (unit_id, fund_id, code, kind, name, registered_by, registered_at)
           select gen_random_uuid(), $1, 'U-' || n, 'school',
                  'Trường Trung học cơ sở Đồng Tâm số ' || lpad(n::text, 4, '0'), 'x', now()
           from generate_series(1, 1200) n""",
        FUND,
    )
    auditor = Staff(donation, "auditor")
    seen, path = [], "/units"
    while path:
        page = await auditor.get(path)
        assert len(page.content) < 100_000
        seen += re.findall(r"số (\d{4})", page.text)
        following = re.search(r'rel="next" href="[^"]*?/staff/donation([^"]+)"', page.text)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"{n:04}" for n in range(1, 1201)]
    cashier = Staff(donation, "cashier")
    assert len((await cashier.get("/counter")).content) < 100_000
    gift = await cashier.done("/counter", {"amount": "1000", "unit": "dong tam so 1199", "received_on": "20/07/2024"})
    assert "số 1199 (U-1199)" in await cashier.page(gift), "a unit that is not in the list is found all the same"


async def test_a_campaign_runs_from_its_opening_to_its_end(donation: Donation) -> None:
    first = await donation.unit(name="Đoàn Đại Nghĩa", code="Z")
    second = await donation.unit(name="Ấp Bắc", code="A2")
    admin = Staff(donation, "admin")
    typed = {"name": "Đợt 27/7", "code": "27-7", "opens_on": "28/06/2024", "closes_on": "27/08/2024"}
    wrong = await admin.send("/campaigns/new", typed | {"closes_on": "1/6/2024", "year": "năm nay"})
    assert faults_of(wrong).keys() == {"year"}
    backwards = await admin.send("/campaigns/new", typed | {"closes_on": "01/06/2024"})
    assert faults_of(backwards).keys() == {"closes_on"}
    where = await admin.done("/campaigns/new", typed)
    nobody = await admin.send(f"{where}/target", {"unit": "", "amount": "x"})
    assert faults_of(nobody).keys() == {"unit", "amount"}
    await admin.done(f"{where}/target", {"unit": "Z", "amount": "10.000.000", "set_by_level": "commune"})
    await donation.gift(unit_id=first, campaign_id=where.rpartition("/")[2], amount=11_870_000)
    await donation.gift(unit_id=second, campaign_id=where.rpartition("/")[2], amount=1_000)
    page = await admin.page(where)
    assert "Chỉ tiêu 10.000.000 đ, đã nhận 11.871.000 đ, đạt 118,7 %" in page.replace("\u00a0", " ")
    assert page.index("Ấp Bắc") < page.index("Đoàn Đại Nghĩa"), "by name, whatever they gave"
    assert re.search(r"Ấp Bắc — 1\.000 0 —", page), "a target of 0 shows a dash"
    for words in ("chưa nộp gì", "chưa ủng hộ"):
        assert words not in page
    assert faults_of(await admin.send(f"{where}/extension", {"closes_on": "01/08/2024", "reason": "x"})).keys() == {
        "closes_on"
    }
    await admin.done(f"{where}/extension", {"closes_on": "30/09/2024", "reason": "Bão"})
    assert faults_of(await admin.send(f"{where}/closing", {"reason": ""})).keys() == {"reason"}
    await admin.done(f"{where}/closing", {"reason": "Đủ rồi"})
    assert "đã đóng sớm" in await admin.page(where)


async def test_a_pledge_is_recorded_kept_reminded_and_cancelled(donation: Donation) -> None:
    await donation.unit(name="Trạm Y tế", code="TYT")
    campaign = await donation.campaign()
    clerk, accountant = Staff(donation, "clerk"), Staff(donation, "accountant")
    wrong = await clerk.send("/pledges/new", {"unit": "TYT", "person_name": "A", "amount": "", "due_on": ""})
    assert faults_of(wrong).keys() == {"amount", "due_on"}
    both = await clerk.send("/pledges/new", {"unit": "TYT", "person_name": "A", "amount": "1", "due_on": "20/7"})
    assert faults_of(both).keys() == {"person_name"}
    typed = {"unit": "tram y te", "amount": "5.000.000", "due_on": "20/07/2024", "campaign_id": campaign}
    where = await clerk.done("/pledges/new", typed)
    person = await clerk.done("/pledges/new", {"person_name": "Lê Bình", "amount": "1.000", "due_on": "20/07/2024"})
    assert "Lê Bình" in await clerk.page(person)
    counter = f"/counter?pledge={where.rpartition('/')[2]}"
    assert (await clerk.filled(counter, {}))["unit"] == "Trạm Y tế (TYT)"
    await clerk.done(counter, {"amount": "2.000.000", "received_on": "20/07/2024"})
    assert "Đăng ký 5.000.000 đ, đã nộp 2.000.000 đ. Quá hạn" in await clerk.page(where)
    late = await clerk.page("/pledges/overdue")
    assert "Còn 3.000.000 đ" in late
    assert "Lê Bình" not in late, "a person is never late"
    assert "1 đăng ký ủng hộ quá hạn, còn 3.000.000 đ" in await clerk.page("")
    letters = led(await clerk.press("/pledges/overdue", f"/campaigns/{campaign}/reminders"))
    assert "1 thư nhắc" in await clerk.page(letters)
    pdf = await clerk.get(f"{letters}/letters.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    again = await clerk.press(where, f"{where}/reminders")
    assert again.status_code == 409
    assert "hôm nay" in text_of(again)
    assert faults_of(await accountant.send(f"{where}/cancel", {"reason": ""})).keys() == {"reason"}
    await accountant.done(f"{where}/cancel", {"reason": "Không còn khả năng"})
    assert "Đã huỷ" in await clerk.page(where)
    assert "Trạm Y tế" in await clerk.page(f"/pledges?campaign={campaign}")


async def test_books_are_proved_printed_and_closed(donation: Donation) -> None:
    for _ in range(3):
        await donation.gift(received_on="2023-07-20")
    auditor, cashier, accountant = (Staff(donation, by) for by in ("auditor", "cashier", "accountant"))
    assert "Sổ năm 2023 chưa khoá" in await accountant.page("")
    assert "TM01 Tiền mặt cashier-1 Đủ số 3" in await auditor.page("/books?year=2023")
    book = f"/books/{FUND}/2023/TM01"
    assert f"{book}/listing.pdf" in (await auditor.get("/books?year=2023")).text
    assert "Số 1 đến 3, không thiếu số nào." in await auditor.page(book)
    assert (await auditor.get(f"{book}/listing.pdf")).headers["content-type"] == "application/pdf"
    wrong = await cashier.send(f"{book}/prints", {"first": "0", "last": "x"})
    assert faults_of(wrong).keys() == {"last"}
    outside = await cashier.send(f"{book}/prints", {"first": "1", "last": "9"})
    assert outside.status_code == 422
    pdf = await cashier.get(await cashier.done(f"{book}/prints", {"first": "2", "last": "3"}))
    assert pdf.headers["content-type"] == "application/pdf"
    early = await accountant.send("/books/close?year=2024", {})
    assert "2024" in " ".join(faults_of(early).values())
    assert "không mở lại được" in await accountant.page("/books/close?year=2023"), "what is final is said before"
    await accountant.done("/books/close?year=2023", {})
    assert "Đã khoá sổ" in await auditor.page("/books?year=2023")
    late = await cashier.send("/counter", {"amount": "1000", "received_on": "20/07/2023"})
    assert "2023" in faults_of(late)["received_on"]


async def test_codes_are_issued_shown_and_revoked(donation: Donation) -> None:
    unit, campaign = await donation.unit(name="Trường THCS", code="THCS"), await donation.campaign()
    admin, accountant = Staff(donation, "admin"), Staff(donation, "accountant")
    typed = {"bank_name": "Vietcombank", "bank_bin": "970436", "number": "0011 0023 4567 8", "holder": "QUY DEN ON",
             "opened_on": "02/01/2024"}  # fmt: skip
    wrong = await admin.send("/accounts/new", typed | {"number": "x", "holder": "", "bank_bin": "97"})
    assert faults_of(wrong).keys() == {"number", "holder", "bank_bin"}
    await admin.done("/accounts/new", typed)
    where = await accountant.done("/codes/new", {"unit": "THCS", "whom": "one"})
    page = await accountant.page(where)
    assert "Vietcombank" in page
    assert (await accountant.get(f"{where}/qr.svg")).headers["content-type"].startswith("image/svg")
    assert (await accountant.get(f"{where}/poster.pdf")).headers["content-type"] == "application/pdf"
    await donation.done(f"/campaigns/{campaign}/targets/{unit}", {"amount": 5}, by="accountant", method="PUT")
    none = await accountant.send("/codes/new", {"whom": "all", "campaign_id": ""})
    assert faults_of(none).keys() == {"campaign_id"}
    listed = await accountant.done("/codes/new", {"whom": "all", "campaign_id": campaign})
    assert "Đợt 27/7" in await accountant.page(listed)
    code = where.rpartition("/")[2]
    assert led(await accountant.get(f"/codes?code={code.lower()}")) == where
    assert (await accountant.get(f"/codes?code={code[:-1]}A")).status_code in (404, 422)
    await accountant.press(where, f"{where}/revoke")
    assert "Mã này không đưa cho người ủng hộ nữa" in await accountant.page(where)


async def test_every_page_speaks_english_too(donation: Donation) -> None:
    unit = await donation.unit(name="Unit A", code="A")
    campaign = await donation.campaign(name="Campaign")
    await donation.done(f"/campaigns/{campaign}/targets/{unit}", {"amount": 5}, by="accountant", method="PUT")
    gift = (await donation.gift(unit_id=unit, campaign_id=campaign, earmark={"kind": "house", "ref": str(HOUSE)}))[
        "gift_id"
    ]
    paths = ("", "/gifts", f"/gifts/{gift}?new=1", f"/units/{unit}", "/units", "/campaigns", f"/campaigns/{campaign}",
             "/pledges", "/pledges/overdue", "/books", f"/books/{FUND}/2024/TM01", "/codes", "/batches",
             "/statements", "/others", "/care", "/care/beneficiaries", "/accounts")  # fmt: skip
    forms = ("/counter", "/counter/detailed", "/batches/new", "/pledges/new", "/review", "/rules", "/aside",
             "/care/new", f"/books/{FUND}/2024/TM01/prints", "/others/new/in-kind", "/others/new/labour",
             "/others/new/direct", "/care/beneficiaries/new")  # fmt: skip
    letters = re.compile(r"[ăâđêôơưĂÂÊÔƠƯạảấầẩậắằặẹẻẽếềểệịỉọỏốồổộớờởợụủứừửựỳỷỹ]")
    for by, addresses in (("auditor", paths), ("cashier", forms)):
        for path in addresses:
            page = (await Staff(donation, by, "en").get(path)).text
            assert '<html lang="en">' in page
            main = page.partition("<main")[2]
            main = re.sub(r'<datalist.*?</datalist>|<small lang="vi">.*?</small>', "", main, flags=re.DOTALL)
            left = [word for word in text_of_html(main) if letters.search(word)]
            assert left == [], path
    assert 'href="?lang=vi"' in (await Staff(donation, "auditor", "en").get("")).text


def text_of_html(source: str) -> list[str]:
    return re.sub(r"<[^>]+>", " ", source).replace("đồng", "").replace("Đồng", "").replace("đ", "").split()
