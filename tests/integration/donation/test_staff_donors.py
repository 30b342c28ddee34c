"""Units among each other, who may be named, gifts of several parts and people, through the staff pages."""

from tests.integration.donation.conftest import HOUSE, Donation
from tests.integration.donation.staff import Staff, faults_of, fields_of, led, text_of


async def test_a_unit_is_placed_renamed_and_its_path_is_shown(donation: Donation) -> None:
    await donation.unit(name="Sở Giáo dục", code="SGD", kind="state_agency")
    office = await donation.unit(name="Phòng Giáo dục", code="PGD", kind="state_agency")
    school = await donation.unit(name="Trường THCS Tân Lập", code="THCS", official_code="0101234567")
    await donation.gift(unit_id=school, amount=700_000)
    admin = Staff(donation, "admin")
    place = f"/units/{school}/place"
    assert (await admin.filled(place, {}))["official_code"] == "0101234567"
    for typed, name, said in (
        ({"parent": "khong co"}, "parent", "Gõ một phần tên"),
        ({"parent": "THCS"}, "parent", "nằm dưới chính đơn vị này"),
        ({"official_code": "!"}, "official_code", "từ 3 đến 20 chữ số"),
        ({"not_asked": "rich"}, "not_asked", "không có trong danh sách"),
    ):
        assert said in faults_of(await admin.send(place, typed))[name], typed
    await admin.done(place, {"parent": "PGD", "not_asked": "students"})
    await admin.done(f"/units/{office}/place", {"parent": "so giao duc"})
    page = await admin.page(f"/units/{school}")
    assert "Sở Giáo dục › Phòng Giáo dục" in page
    assert "Học sinh, sinh viên" in page
    assert "Trường THCS Tân Lập" in await admin.page(f"/units/{office}")
    name = f"/units/{school}/name"
    assert "Phiếu thu cũ giữ nguyên tên" in await admin.page(name)
    wrong = await admin.send(name, {"name": "", "code": "có dấu", "reason": ""})
    assert faults_of(wrong).keys() == {"name", "code", "reason"}
    assert "đã dùng" in faults_of(await admin.send(name, {"name": "X", "code": "pgd", "reason": "x"}))["code"]
    new = await admin.done(name, {"name": "Trường THCS Tân Lập A", "code": "THCS-A", "reason": "Quyết định đổi tên"})
    page = await admin.page(new)
    for words in ("Trường THCS Tân Lập A", "0101234567", "Sở Giáo dục › Phòng Giáo dục", "700.000 đ", "Mã đã gộp THCS"):
        assert words in page.replace("\u00a0", " ")
    assert (await admin.send(name, {"name": "Y", "code": "Y", "reason": "x"})).status_code == 422, "renamed once"


async def test_what_a_merge_moves_is_shown_before_it_is_done(donation: Donation) -> None:
    head = await donation.unit(name="Trường Tiểu học Bình Xuyên", code="TH-BX")
    double = await donation.unit(name="Truong Tieu hoc Binh Xuyen", code="TH-BX2")
    below = await donation.unit(name="Lớp 5A", code="L5A", parent_id=double)
    person = await donation.unit(name="Lê Bình", code="CN", kind="person")
    for amount in (1_000_000, 250_000):
        await donation.gift(unit_id=double, amount=amount)
    admin = Staff(donation, "admin")
    merge = f"/units/{double}/merge"
    for typed, name, said in (
        ({"into": "", "reason": "x"}, "into", "Hãy chọn đơn vị được giữ lại"),
        ({"into": "TH-BX2", "reason": "x"}, "into", "vào chính nó"),
        ({"into": "CN", "reason": "x"}, "into", "Cá nhân và tổ chức"),
        ({"into": "L5A", "reason": "x"}, "into", "đang nằm dưới"),
        ({"into": "TH-BX", "reason": ""}, "reason", "còn thiếu"),
    ):
        assert said in faults_of(await admin.send(merge, typed))[name], typed
    before = await donation.rows()
    shown = await admin.send(merge, {"into": "th-bx", "reason": "Ghi trùng"})
    assert shown.status_code == 200
    page = text_of(shown).replace("\u00a0", " ")
    for words in ("Truong Tieu hoc Binh Xuyen (TH-BX2) sẽ đi tiếp dưới Trường Tiểu học Bình Xuyên (TH-BX)",
                  "Khoản ủng hộ còn hiệu lực, 1.250.000 đ 2", "Lớp 5A", "Gộp rồi không tách ra được"):  # fmt: skip
        assert words in page
    assert await donation.rows() == before, "nothing is merged by looking"
    where = led(await admin.post(merge, fields_of(shown)))
    assert where == f"/units/{head}?merged=TH-BX2"
    page = (await admin.page(where)).replace("\u00a0", " ")
    assert "Đã gộp mã TH-BX2 vào đây" in page
    assert "2 khoản, 1.250.000 đ" in page
    assert "Bình Xuyên" in await admin.page(f"/units/{below}")
    assert "đã gộp vào" in " ".join(faults_of(await admin.send(merge, {"into": "TH-BX", "reason": "x"})).values())
    assert "Cá nhân" in await admin.page(f"/units/{person}")


async def test_consent_is_a_history_and_a_gifts_name_can_be_withdrawn(donation: Donation) -> None:
    person = await donation.unit(name="Lê Bình", code="CN", kind="person", name_consent_on="2024-03-01")
    gift = (await donation.gift(payer_name="Trần Thị Hoa", name_consent=True))["gift_id"]
    clerk = Staff(donation, "clerk")
    path = f"/units/{person}/consents"
    page = await clerk.page(path)
    assert "Đang được nêu tên" in page
    assert "Ghi khi đăng ký đơn vị" in page
    assert "Ghi khi đăng ký" not in await Staff(donation, "admin").page(path), "how it was said is private"
    wrong = await clerk.send(path, {"said_on": "x", "how": ""})
    assert faults_of(wrong).keys() == {"given", "said_on", "how"}
    later = {"given": "no", "said_on": "29/07/2024", "how": "Gọi điện"}
    assert faults_of(await clerk.send(path, later)).keys() == {"said_on"}
    await clerk.done(path, later | {"said_on": "28/07/2024"})
    page = await clerk.page(path)
    assert "Rút lại Gọi điện" in page
    assert "Không nêu tên" in page
    again = await clerk.send(path, later | {"said_on": "28/07/2024"})
    assert "Không cần làm gì" in faults_of(again)["given"]
    school = await donation.unit()
    nobody = await clerk.send(f"/units/{school}/consents", {"given": "yes", "said_on": "28/07/2024", "how": "x"})
    assert nobody.status_code == 422
    withdrawal = f"/gifts/{gift}/name-withdrawal"
    assert withdrawal in (await clerk.get(f"/gifts/{gift}")).text
    assert faults_of(await clerk.send(withdrawal, {"said_on": "", "how": ""})).keys() == {"said_on", "how"}
    await clerk.done(withdrawal, {"how": "Gọi điện"})
    assert withdrawal not in (await clerk.get(f"/gifts/{gift}")).text
    assert (await donation.read(f"/gifts/{gift}"))["display_name"] is None
    assert (await clerk.send(withdrawal, {"how": "Gọi điện"})).status_code == 422


async def test_a_gift_is_split_paid_for_members_and_given_in_anothers_name(donation: Donation) -> None:
    office = await donation.unit(name="Phòng Giáo dục", code="PGD", kind="state_agency")
    school = await donation.unit(name="Trường THCS Tân Lập", code="THCS", parent_id=office)
    await donation.unit(name="Trạm Y tế", code="TYT")
    campaign = await donation.campaign()
    cashier = Staff(donation, "cashier")
    assert "/counter/detailed" in (await cashier.get("/counter")).text
    path = "/counter/detailed"
    good = await cashier.filled(path, {
        "amount": "2.000.000", "unit": "PGD", "received_on": "20/07/2024", "campaign_id": campaign,
        "part-0-purpose": str(HOUSE), "part-0-amount": "500.000", "part-2-purpose": "housing",
        "part-2-amount": "1.500.000", "member-0-unit": "THCS", "member-0-amount": "1.200.000",
        "member-4-member_name": "Lê Bình", "member-4-amount": "800.000", "behalf_name": "Gia đình ông Hoà",
    })  # fmt: skip
    before = await donation.rows()
    for typed, name, said in (
        ({"part-2-amount": "1.400.000"}, "part", "1.900.000"),
        ({"part-2-amount": "x"}, "part-1-amount", "Dòng 2: Số tiền chỉ gồm chữ số"),
        ({"part-2-amount": "", "part-2-purpose": ""}, "part", "ít nhất 2 mục"),
        ({"part-2-purpose": str(HOUSE)}, "part-1-purpose", "Dòng 2:"),
        ({"part-0-purpose": "00000000-0000-0000-0000-000000000004"}, "part-0-purpose", "Dòng 1:"),
        ({"part-2-purpose": "fun"}, "part-1-purpose", "không có trong danh sách"),
        ({"member-4-amount": "700.000"}, "member", "1.900.000"),
        ({"member-4-amount": ""}, "member", ""),
        ({"member-0-unit": "TYT"}, "member", "TYT"),
        ({"member-0-unit": "khong co"}, "member-0-unit", "Dòng 1: Không có đơn vị nào"),
        ({"member-0-member_name": "Ai đó"}, "member", ""),
        ({"behalf_unit": "THCS"}, "behalf_unit", ""),
        ({"unit": "x y z"}, "unit", "Gõ một phần tên"),
        ({"amount": ""}, "amount", "Hãy nhập số tiền"),
    ):
        answer = await cashier.post(path, good | typed)
        assert answer.status_code == 422, typed
        faults = faults_of(answer)
        assert name in faults, (typed, faults)
        assert said in faults[name], (typed, faults)
        kept = fields_of(answer)
        assert kept["behalf_name"] == "Gia đình ông Hoà", "what was typed stays"
        assert kept["member-1-amount"] == typed.get("member-4-amount", "800.000"), "rows are closed up"
    more = await cashier.post(path, good | {"more": "member"})
    assert more.status_code == 200
    assert 'name="member-14-unit"' in more.text
    assert fields_of(more)["part-2-amount"] == "1.500.000"
    assert await donation.rows() == before
    where = led(await cashier.post(path, good))
    page = (await cashier.page(where)).replace("\u00a0", " ")
    for words in ("Xây mới, sửa chữa nhà tình nghĩa 1.500.000", "Một nhà tình nghĩa 500.000",
                  "Trường THCS Tân Lập (THCS) 1.200.000", "Lê Bình 800.000", "Đứng tên Gia đình ông Hoà"):  # fmt: skip
        assert words in page, words
    gift = await donation.read(where.partition("?")[0])
    assert [part["amount"] for part in gift["parts"]] == [500_000, 1_500_000]
    assert (await donation.read(f"/units/{school}/giving?year=2024"))["paid_by_others"] == 1_200_000
    own = await cashier.done("/counter", {"amount": "1.000", "received_on": "20/07/2024", "purpose": "campaign",
                                          "campaign_id": campaign})  # fmt: skip
    assert "Đợt vận động của khoản này" in await cashier.page(own)


async def test_a_pledge_comes_in_parts(donation: Donation) -> None:
    unit = await donation.unit(name="Trạm Y tế", code="TYT")
    await donation.campaign()
    clerk = Staff(donation, "clerk")
    typed = {"unit": "TYT", "amount": "5.000.000", "due-0-due_on": "20/07/2024", "due-0-amount": "2.000.000",
             "due-1-due_on": "15/08/2024", "due-1-amount": "3.000.000"}  # fmt: skip
    for wrong, name in (
        ({"due-1-amount": "2.000.000"}, "due"),
        ({"due-1-due_on": "20/7"}, "due"),
        ({"due-1-due_on": ""}, "due-1-due_on"),
        ({"due_on": "20/07/2024"}, "due_on"),
    ):
        assert faults_of(await clerk.send("/pledges/new", typed | wrong)).keys() == {name}, wrong
    where = await clerk.done("/pledges/new", typed)
    page = (await clerk.page(where)).replace("\u00a0", " ")
    assert "20/07/2024: 2.000.000 đ Hạn nộp 15/08/2024: 3.000.000 đ" in page
    assert "Trạm Y tế" in await clerk.page(f"/pledges?unit={unit}")
    assert "Chưa có đăng ký nào" in await clerk.page(f"/pledges?unit={await donation.unit('B')}")
