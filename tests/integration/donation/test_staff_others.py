"""What is given otherwise than in cash, and monthly care, through the staff pages."""

import pytest

from tests.integration.donation.conftest import HOUSE, Donation
from tests.integration.donation.staff import Staff, faults_of, fields_of, led, text_of

IN_KIND = {
    "item": "Xi măng PCB40", "quantity": "1.250,5", "measure": "tấn", "unit": "thcs", "given_on": "20/07/2024",
    "valuation": "21.250.000", "basis": "invoice", "giver_name": "Lê Bình", "note": "Giao tại kho",
}  # fmt: skip
LABOUR = {"days": "140", "people": "35", "given_on": "20/7"}
DIRECT = {
    "support": "house", "description": "Xây nhà ở thôn 3", "value": "160.000.000", "began_on": "01/03/2024",
    "given_on": "20/07/2024", "house_id": str(HOUSE), "new_builds": "1",
}  # fmt: skip


CHOSEN = {"campaign_id", "house_id"}
"""What is not among the choices can't be chosen again."""


async def test_things_are_recorded_corrected_and_never_cash(donation: Donation) -> None:
    unit = await donation.unit(name="Trường THCS Tân Lập", code="THCS")
    clerk, accountant = Staff(donation, "clerk"), Staff(donation, "accountant")
    form = await clerk.filled("/others/new/in-kind", IN_KIND)
    first = led(await clerk.post("/others/new/in-kind", form))
    assert led(await clerk.post("/others/new/in-kind", form)) == first, "sent twice, recorded once"
    where = first.partition("?")[0]
    page = await clerk.page(first)
    for words in ("Đã ghi.", "Xi măng PCB40, 1.250,5 tấn", "21.250.000 đ (Hoá đơn)", "Lê Bình", "Giao tại kho"):
        assert words in page.replace("\u00a0", " ")
    kept = await donation.read(where.replace("/others", "/contributions"))
    assert (kept["unit_id"], kept["in_kind"]["quantity"], kept["in_kind"]["valuation"]["amount"]) == (
        unit, "1250.5", 21_250_000,
    )  # fmt: skip
    assert "thì kế toán huỷ" in await clerk.page("/others/new/in-kind"), "what is final is said before"
    back = f"{where}/reversal"
    nothing = await accountant.send(back, {"reversed_on": "x"})
    assert faults_of(nothing).keys() == {"taken_back_as", "reversed_on", "reason"}
    early = {"taken_back_as": "correction", "reversed_on": "19/07/2024", "reason": "Sai"}
    assert faults_of(await accountant.send(back, early)).keys() == {"reversed_on"}
    await accountant.done(back, early | {"reversed_on": "21/07/2024", "reason": "Sai số lượng"})
    again = await accountant.send(back, early | {"reversed_on": "21/07/2024"})
    assert "không làm lần nữa" in faults_of(again)[""]
    assert "Lý do: Sai số lượng" in await clerk.page(where)
    anew = f"/others/new/in-kind?corrects={where.rpartition('/')[2]}"
    begun = await clerk.filled(anew, {})
    assert {name: begun[name] for name in IN_KIND if name not in ("unit", "given_on")} == {
        name: text for name, text in IN_KIND.items() if name not in ("unit", "given_on")
    }
    right = (await clerk.done(anew, {"quantity": "12,5"})).partition("?")[0]
    assert "khoản ghi lại" in await clerk.page(where)
    assert "khoản đã thu hồi" in await clerk.page(right)
    listed = await Staff(donation, "auditor").page("/others?kind=in_kind")
    assert "12,5 tấn" in listed
    assert (await donation.read("/gifts?fund_id=00000000-0000-0000-0000-000000000001"))["items"] == []


async def test_labour_and_direct_support_are_listed_by_kind(donation: Donation) -> None:
    clerk = Staff(donation, "clerk")
    await clerk.done("/others/new/labour", LABOUR)
    direct = await clerk.done("/others/new/direct", DIRECT)
    assert "Xây nhà ở thôn 3" in await clerk.page(direct)
    page = await clerk.page("/others?kind=labour_days")
    assert "140 ngày công" in page
    assert "160.000.000" not in page
    assert "160.000.000" in await clerk.page("/others")
    assert (await clerk.get("/others/new/money")).status_code == 404
    begun = fields_of(await clerk.get(f"/others/new/direct?corrects={direct.partition('?')[0].rpartition('/')[2]}"))
    assert (begun["house_id"], begun["new_builds"], begun["value"]) == (str(HOUSE), "1", "160.000.000")


@pytest.mark.parametrize(
    ("path", "good", "wrong"),
    [
        ("in-kind", IN_KIND, [
            ({"item": ""}, "item", "Hiện vật còn thiếu"),
            ({"quantity": "1.5"}, "quantity", "phần lẻ sau dấu phẩy"),
            ({"quantity": "0"}, "quantity", "lớn hơn 0"),
            ({"measure": "x" * 41}, "measure", "dài quá 40"),
            ({"valuation": "5 triệu"}, "valuation", "chỉ gồm chữ số"),
            ({"valuation": ""}, "valuation", "còn thiếu"),
            ({"basis": ""}, "basis", "Căn cứ định giá còn thiếu"),
            ({"unit": "khong co"}, "unit", "Gõ một phần tên"),
            ({"given_on": "29/07/2024"}, "given_on", "29/07/2024"),
            ({"campaign_id": str(HOUSE)}, "campaign_id", "đợt"),
            ({"families": "nhiều"}, "families", "số nguyên"),
            ({"giver_name": "a\tb"}, "giver_name", "không in được"),
            ({"note": "x" * 1001}, "note", "dài quá 1.000"),
        ]),
        ("labour", LABOUR, [
            ({"days": "nửa"}, "days", "ví dụ 12 hoặc 1,5"),
            ({"people": "0"}, "people", "từ 1 trở lên"),
        ]),
        ("direct", DIRECT, [
            ({"support": ""}, "support", "còn thiếu"),
            ({"support": "care"}, "house_id", "Chỉ hỗ trợ làm nhà"),
            ({"support": "care", "house_id": ""}, "new_builds", "Chỉ hỗ trợ làm nhà"),
            ({"description": ""}, "description", "còn thiếu"),
            ({"value": ""}, "value", "Hãy nhập số tiền"),
            ({"began_on": "21/07/2024"}, "began_on", "sau ngày kết thúc"),
            ({"house_id": "00000000-0000-0000-0000-000000000004"}, "house_id", "quỹ"),
        ]),
    ],
    ids=["in kind", "labour", "direct"],
)  # fmt: skip
async def test_what_is_wrong_stands_at_its_field(
    donation: Donation, path: str, good: dict[str, str], wrong: list[tuple[dict[str, str], str, str]]
) -> None:
    await donation.unit(name="Trường THCS Tân Lập", code="THCS")
    clerk = Staff(donation, "clerk")
    form = await clerk.filled(f"/others/new/{path}", good)
    before = await donation.rows()
    for typed, name, said in wrong:
        answer = await clerk.post(f"/others/new/{path}", form | typed)
        assert answer.status_code == 422, typed
        assert said in faults_of(answer)[name], (typed, faults_of(answer))
        kept = fields_of(answer)
        assert all(kept[other] == text for other, text in (form | typed).items() if other in kept.keys() - CHOSEN), (
            typed
        )
    assert await donation.rows() == before


async def test_monthly_care_from_the_agreement_to_its_end(donation: Donation) -> None:
    await donation.unit(name="Trường THCS Tân Lập", code="THCS")
    clerk, accountant = Staff(donation, "clerk"), Staff(donation, "accountant")
    assert "Chưa có người được phụng dưỡng" in await clerk.page("/care/new")
    someone = {"code": "MVNAH-01", "category": "heroic_mother", "village": "Thôn 3, xã Tân Lập"}
    wrong = await clerk.send("/care/beneficiaries/new", {"code": "có dấu"})
    assert faults_of(wrong).keys() == {"code", "category", "village"}
    await clerk.done("/care/beneficiaries/new", someone)
    assert "đã dùng" in faults_of(await clerk.send("/care/beneficiaries/new", someone))["code"]
    listed = (await clerk.page("/care/beneficiaries")).casefold()
    assert "mvnah-01" in listed
    assert "mẹ việt nam anh hùng thôn 3, xã tân lập" in listed
    nothing = await clerk.send("/care/new", {"first_month": "13/2024"})
    assert faults_of(nothing).keys() == {"beneficiary_id", "unit_id", "monthly_amount", "first_month"} - {"unit_id"} | {
        "unit"
    }
    form = fields_of(await clerk.get("/care/new"))
    beneficiary = (await donation.read("/beneficiaries?fund_id=00000000-0000-0000-0000-000000000001"))["items"][0]
    typed = form | {
        "beneficiary_id": beneficiary["beneficiary_id"], "unit": "THCS", "monthly_amount": "1.000.000",
        "first_month": "1/2024",
    }  # fmt: skip
    care = led(await clerk.post("/care/new", typed)).partition("?")[0]
    twice = await clerk.send("/care/new", {name: text for name, text in typed.items() if name != "key"})
    assert faults_of(twice).keys() == {"unit"}, "the same unit cares already"
    page = await clerk.page(care)
    assert "Thiếu 6 tháng" in page
    pay = f"{care}/payments"
    begun = await clerk.filled(pay, {})
    assert (begun["from_month"], begun["month_amount"]) == ("01/2024", "1.000.000"), "what is missing is proposed"
    for bad, name, said in (
        ({"from_month": "tháng 1"}, "from_month", "viết tháng/năm"),
        ({"from_month": "12/2023"}, "from_month", "12/2023"),
        ({"to_month": "12/2023"}, "to_month", "từ tháng đầu"),
        ({"to_month": "12/2026"}, "to_month", "nhiều nhất 24 tháng"),
        ({"month_amount": "x"}, "month_amount", "chỉ gồm chữ số"),
        ({"paid_on": "29/07/2024"}, "paid_on", "29/07/2024"),
    ):
        assert said in faults_of(await clerk.send(pay, bad))[name], bad
    await clerk.done(pay, {"from_month": "01/2024", "to_month": "03/2024"})
    await clerk.done(pay, {"from_month": "05/2024"})
    assert "05/2024" in faults_of(await clerk.send(pay, {"from_month": "05/2024"}))["from_month"], "paid already"
    page = await clerk.page(care)
    assert "Đã nộp 4 tháng, 4.000.000 đ. Thiếu 2 tháng" in page.replace("\u00a0", " ")
    assert "01 đã nộp 02 đã nộp 03 đã nộp 04 thiếu 05 đã nộp 06 thiếu" in page
    assert "4 / 6" in await Staff(donation, "auditor").page("/care")
    payment = (await donation.read(care.replace("/care", "/sponsorships")))["payments"][0]["payment_id"]
    void = f"{pay}/{payment}/void"
    assert "Tháng này lại thành chưa nộp" in await accountant.page(void)
    assert faults_of(await accountant.send(void, {})).keys() == {"reason"}
    await accountant.done(void, {"reason": "Ghi nhầm"})
    assert (await accountant.send(void, {"reason": "Ghi nhầm"})).status_code == 422
    assert "01 thiếu" in await clerk.page(care)
    end = f"{care}/end"
    assert faults_of(await clerk.send(end, {"last_month": "04/2024", "reason": ""})).keys() == {"reason"}
    assert faults_of(await clerk.send(end, {"last_month": "04/2024", "reason": "x"})).keys() == {"last_month"}
    await clerk.done(end, {"last_month": "06/2024", "reason": "Mẹ đã mất"})
    assert "Tháng cuối 06/2024" in await clerk.page(care)
    assert "06/2024" in text_of(await clerk.send(end, {"last_month": "07/2024", "reason": "x"}))
