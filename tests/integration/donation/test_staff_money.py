"""Money at the counter and from paper lists, through the staff pages."""

import asyncio
from uuid import uuid4

from tests.integration.donation.conftest import Donation
from tests.integration.donation.staff import Staff, faults_of, fields_of, led


async def test_a_receipt_is_taken_and_shown(donation: Donation) -> None:
    unit, campaign = await donation.unit(name="Trường THCS Tân Lập", code="THCS"), await donation.campaign()
    cashier = Staff(donation, "cashier")
    form = await cashier.filled("/counter", {})
    assert form["received_on"] == "28/07/2024"
    typed = {"amount": "1.500.000 đ", "unit": "truong thcs", "payer_name": "Trần Thị Hoa", "reason": "Ủng hộ",
             "received_on": "20/7", "campaign_id": campaign}  # fmt: skip
    where = await cashier.done("/counter", typed)
    page = await cashier.page(where)
    for words in ("Phiếu thu số TM01/1/2024", "1.500.000 đ", "Một triệu năm trăm nghìn đồng",
                  "Trường THCS Tân Lập (THCS)", "Trần Thị Hoa", "20/07/2024", "Đợt 27/7"):  # fmt: skip
        assert words in page
    gift = await donation.read(where.partition("?")[0], by="cashier")
    assert (gift["amount"], gift["unit_id"], gift["campaign_id"], gift["channel"]) == (
        1_500_000,
        unit,
        campaign,
        "cash",
    )
    assert "TM01/1/2024" in await cashier.page("/counter"), "what was taken last"
    assert led(await cashier.get("/gifts?number=tm01/1/2024")) == where.partition("?")[0]
    assert "Không có phiếu thu" in await cashier.page("/gifts?number=TM01/9/2024")


async def test_a_double_click_and_a_reload_record_once(donation: Donation) -> None:
    cashier = Staff(donation, "cashier")
    form = await cashier.filled("/counter", {"amount": "500000", "received_on": "20/07/2024"})
    first, second = await asyncio.gather(cashier.post("/counter", form), cashier.post("/counter", form))
    again = await cashier.post("/counter", form)
    assert led(first) == led(second) == led(again)
    assert len((await donation.read("/gifts?fund_id=00000000-0000-0000-0000-000000000001"))["items"]) == 1
    other = await cashier.post("/counter", form | {"amount": "600000"})
    assert other.status_code == 422
    assert "đã được ghi một lần" in faults_of(other)[""]
    fresh = fields_of(other)
    assert fresh["key"] != form["key"]
    assert fresh["amount"] == "600000"
    assert led(await cashier.post("/counter", fresh)) != led(first), "what is meant as one more is one more"


async def test_a_second_click_waits_for_the_first(donation: Donation) -> None:
    cashier = Staff(donation, "cashier")
    form = await cashier.filled("/counter", {"amount": "500000", "received_on": "20/07/2024"})
    async with donation.database.transaction() as first:
        asked = f"cashier-1\nPOST /staff/donation/counter\n{form['key']}"
        await first.execute("select pg_advisory_xact_lock(hashtextextended($1, 7))", asked)
        second = asyncio.create_task(cashier.post("/counter", form))
        done, _ = await asyncio.wait({second}, timeout=0.4)
        assert not done, "it waits while the first is being recorded"
    assert led(await second).startswith("/gifts/")


WRONG = [
    ("amount", "", "Hãy nhập số tiền"),
    ("amount", "5 triệu", "Số tiền chỉ gồm chữ số"),
    ("amount", "1,5", "Hãy bỏ phần sau dấu phẩy"),
    ("amount", "-500.000", "không được âm"),
    ("amount", "0", "Số tiền"),
    ("amount", "99.999.999.999.999.999", "không được quá"),
    ("unit", "khong co", "Gõ một phần tên hoặc mã"),
    ("unit", "binh xuyen", "Có 2 đơn vị như vậy"),
    ("received_on", "31/02/2024", "ví dụ 27/07/2026"),
    ("received_on", "hôm qua", "ví dụ 27/07/2026"),
    ("received_on", "29/07/2024", "29/07/2024"),
    ("received_on", "", "Ngày nhận còn thiếu"),
    ("campaign_id", str(uuid4()), "đợt"),
    ("campaign_id", "x", "Đợt vận động đã chọn không có trong danh sách"),
    ("channel", "gold", "Hình thức đã chọn không có trong danh sách"),
    ("purpose", "fun", "Chỉ dùng cho đã chọn không có trong danh sách"),
    ("payer_name", "x" * 301, "Người nộp tiền dài quá 300 ký tự"),
    ("payer_address", "x" * 501, "Địa chỉ dài quá 500 ký tự"),
    ("reason", "a\tb", "Lý do có ký tự không in được"),
]


async def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(donation: Donation) -> None:
    await donation.unit(name="Trường Tiểu học Bình Xuyên", code="TH-BX")
    await donation.unit(name="Trường Mầm non Bình Xuyên", code="MN-BX")
    cashier = Staff(donation, "cashier")
    good = await cashier.filled("/counter", {"amount": "500.000", "payer_name": "Lê Bình", "received_on": "20/07/2024"})
    before = await donation.rows()
    for name, typed, said in WRONG:
        answer = await cashier.post("/counter", good | {name: typed})
        assert answer.status_code == 422, (name, typed)
        faults = faults_of(answer)
        assert said in faults[name], (name, typed, faults)
        assert f'id="e-{name}"' in answer.text or f'id="f-{name}"' in answer.text
        kept = fields_of(answer)
        if name != "purpose":
            assert {n: kept.get(n) for n in ("payer_name", "amount") if n != name} == {
                n: good[n] for n in ("payer_name", "amount") if n != name
            }
        if name not in ("campaign_id", "channel", "purpose"):
            assert kept[name] == typed, "what was typed stays"
    assert await donation.rows() == before
    both = faults_of(await cashier.post("/counter", good | {"amount": "x", "received_on": "x", "unit": "x"}))
    assert list(both) == ["amount", "unit", "received_on"], "all at once, in the order of the fields"
    english = faults_of(await Staff(donation, "cashier", "en").post("/counter", good | {"received_on": ""}))
    assert english["received_on"] == "Day received is missing; fill it in."


async def test_one_of_several_units_is_chosen(donation: Donation) -> None:
    first = await donation.unit(name="Trường Tiểu học Bình Xuyên", code="TH-BX")
    await donation.unit(name="Trường Mầm non Bình Xuyên", code="MN-BX")
    cashier = Staff(donation, "cashier")
    answer = await cashier.send("/counter", {"amount": "500000", "unit": "Bình Xuyên", "received_on": "20/07/2024"})
    assert 'name="unit-pick" value="TH-BX"' in answer.text
    where = led(await cashier.post("/counter", fields_of(answer) | {"unit-pick": "TH-BX"}))
    assert (await donation.read(where.partition("?")[0]))["unit_id"] == first
    for typed in ("th-bx", "Trường Tiểu học Bình Xuyên (TH-BX)", "TRUONG TIEU HOC BINH XUYEN", "tieu hoc"):
        where = await cashier.done("/counter", {"amount": "1000", "unit": typed, "received_on": "20/07/2024"})
        assert (await donation.read(where.partition("?")[0]))["unit_id"] == first, typed


async def test_a_receipt_is_printed_once_as_the_original(donation: Donation) -> None:
    gift = (await donation.gift())["gift_id"]
    cashier = Staff(donation, "cashier")
    for words in ("In phiếu thu", "In bản sao"):
        assert words in await cashier.page(f"/gifts/{gift}")
        where = led(await cashier.press(f"/gifts/{gift}", f"/gifts/{gift}/prints"))
        pdf = await cashier.get(where)
        assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert [each["nth"] for each in (await donation.read(f"/gifts/{gift}/prints"))["items"]] == [1, 2]


async def test_a_wrong_receipt_is_voided_refunded_or_corrected(donation: Donation) -> None:
    accountant = Staff(donation, "accountant")
    gifts = [(await donation.gift(payer_name="Lê Bình"))["gift_id"] for _ in range(3)]
    assert "không phục hồi được" in await accountant.page(f"/gifts/{gifts[0]}/void"), "what is final is said before"
    missing = await accountant.send(f"/gifts/{gifts[0]}/void", {"reason": " "})
    assert faults_of(missing) == {"reason": "Lý do còn thiếu; hãy nhập vào."}
    await accountant.done(f"/gifts/{gifts[0]}/void", {"reason": "Ghi nhầm"})
    assert "Đã huỷ phiếu" in await accountant.page(f"/gifts/{gifts[0]}")
    again = await accountant.send(f"/gifts/{gifts[0]}/void", {"reason": "Ghi nhầm"})
    assert again.status_code == 422
    assert faults_of(again)[""]
    page = f"/gifts/{gifts[1]}/reversal"
    assert "hoàn trả hay ghi lại" in faults_of(await accountant.send(page, {"reason": "Trả lại"}))["kind"]
    late = await accountant.send(page, {"kind": "refund", "reason": "Trả lại", "reversed_on": "19/07/2024"})
    assert faults_of(late)["reversed_on"]
    await accountant.done(page, {"kind": "refund", "reason": "Trả lại", "reversed_on": "28/07/2024"})
    await accountant.done(
        f"/gifts/{gifts[2]}/reversal?kind=correction", {"kind": "correction", "reason": "Sai số tiền"}
    )
    again_typed = await accountant.filled(f"/counter?corrects={gifts[2]}", {})
    assert (again_typed["payer_name"], again_typed["amount"]) == ("Lê Bình", "200.000")
    where = await accountant.done(f"/counter?corrects={gifts[2]}", {"amount": "250.000", "received_on": "28/07/2024"})
    assert (await donation.read(where.partition("?")[0]))["corrects_gift_id"] == gifts[2]
    assert "Thay bằng" in await accountant.page(f"/gifts/{gifts[2]}")


async def test_a_paper_list_is_recorded_whole_or_not_at_all(donation: Donation) -> None:
    await donation.unit(name="Trường THCS Tân Lập", code="THCS")
    clerk = Staff(donation, "clerk")
    typed = {
        "control_count": "2", "control_total": "700.000", "received_on": "20/07/2024",
        "line-0-payer_name": "Lê Bình", "line-0-amount": "200.000",
        "line-3-unit": "THCS", "line-3-amount": "500000",
    }  # fmt: skip
    form = await clerk.filled("/batches/new", typed)
    before = await donation.rows()
    differs = await clerk.post("/batches/new", form | {"control_total": "800.000"})
    assert "chênh 0 dòng, -100.000 đ" in faults_of(differs)["control_total"]
    kept = fields_of(differs)
    assert (kept["line-1-unit"], kept["line-1-amount"]) == ("THCS", "500000"), "the lines stay, closed up"
    bad = await clerk.post("/batches/new", form | {"line-3-amount": "x", "line-0-amount": "", "received_on": "1/13"})
    assert faults_of(bad).keys() == {"line-0-amount", "line-1-amount", "received_on"}
    assert faults_of(bad)["line-1-amount"].startswith("Dòng 2: ")
    later = await clerk.post("/batches/new", form | {"line-0-payer_name": "x" * 301})
    assert faults_of(later).keys() == {"line-0-payer_name"}
    nothing = await clerk.send("/batches/new", {"control_count": "1", "control_total": "1"})
    assert "chưa có dòng nào" in faults_of(nothing)["line"]
    more = await clerk.post("/batches/new", form | {"more": "line"})
    assert more.status_code == 200
    assert 'name="line-19-amount"' in more.text
    assert fields_of(more)["line-1-unit"] == "THCS"
    assert await donation.rows() == before
    where = led(await clerk.post("/batches/new", form))
    assert led(await clerk.post("/batches/new", form)) == where, "sent twice, recorded once"
    page = await clerk.page(where)
    assert "2 dòng, 700.000 đ; phiếu 1 đến 2 quyển TM01" in page
    assert "TM01/1–2" in await clerk.page("/batches")


async def test_the_words_of_an_amount_come_from_the_server(donation: Donation) -> None:
    cashier = Staff(donation, "cashier")
    assert (await cashier.get("/counter/words?amount=1500000")).text == "1.500.000\nMột triệu năm trăm nghìn đồng"
    assert (await cashier.get("/counter/words?amount=x")).text == ""
