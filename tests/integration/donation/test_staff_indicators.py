"""Pairs of numbers through the staff pages."""

from tests.integration.donation.conftest import FUND, Donation
from tests.integration.donation.staff import Staff, faults_of, fields_of, text_of

GOOD = {
    "year": "2024", "meaning": "result_of_plan", "subject": "Nhà tình nghĩa xây mới", "counted": "17", "base": "10",
}  # fmt: skip


async def test_a_pair_is_reported_and_reported_again(donation: Donation) -> None:
    accountant, clerk = Staff(donation, "accountant"), Staff(donation, "clerk")
    assert "Chưa có cặp số nào cho năm 2024" in await clerk.page("/indicators")
    assert 'href="/staff/donation/indicators"' in (await clerk.get("/others")).text
    where = await accountant.done("/indicators/new", GOOD)
    assert where == "/indicators?year=2024&new=1"
    assert "Nhà tình nghĩa xây mới Thực hiện / kế hoạch 17/10 170,0 %" in " ".join(
        (await accountant.page(where)).split()
    ).replace("\u00a0", " ")
    again = f"/indicators/new?year=2024&meaning=result_of_plan&name={GOOD['subject']}"
    form = fields_of(await accountant.get(again))
    assert {name: form[name] for name in ("year", "meaning", "subject")} == {
        name: GOOD[name] for name in ("year", "meaning", "subject")
    }, "what is reported anew stands ready"
    await accountant.done(again, {"counted": "19", "base": "10"})
    page = await clerk.page("/indicators?year=2024")
    assert "19/10" in page
    assert "17/10" not in page, "the later pair takes the place of the one before"
    assert "Ghi số mới" not in page, "who may not report it is shown no way to"
    assert [item["text"] for item in (await donation.read(f"/indicators?fund_id={FUND}&year=2024"))["items"]] == [
        "19/10"
    ]
    assert "Chưa có cặp số nào cho năm 2023" in await clerk.page("/indicators?year=2023")


async def test_what_is_wrong_stands_at_its_field(donation: Donation) -> None:
    admin = Staff(donation, "admin")
    form = await admin.filled("/indicators/new", GOOD)
    before = await donation.rows()
    for typed, name, said in (
        ({"year": "2025"}, "year", "Năm 2025 chưa bắt đầu"),
        ({"year": "1944"}, "year", "1945"),
        ({"year": "năm nay"}, "year", "số nguyên"),
        ({"year": ""}, "year", "Năm phải là số nguyên"),
        ({"meaning": ""}, "meaning", "Nghĩa của hai số còn thiếu"),
        ({"meaning": "other"}, "meaning", "Nghĩa của hai số"),
        ({"subject": ""}, "subject", "Việc được đếm còn thiếu"),
        ({"subject": "a" * 301}, "subject", "300"),
        ({"counted": "mười bảy"}, "counted", "số nguyên"),
        ({"counted": "-1"}, "counted", "số nguyên"),
        ({"base": ""}, "base", "Trên tổng số phải là số nguyên"),
        ({"meaning": "done_of_eligible"}, "counted", "Số đã làm không thể lớn hơn"),
        ({"meaning": "cared_of_living"}, "counted", "Số được phụng dưỡng không thể lớn hơn"),
    ):
        answer = await admin.post("/indicators/new", form | typed)
        assert answer.status_code == 422, typed
        assert said in faults_of(answer)[name], (typed, faults_of(answer))
        assert fields_of(answer).get("base") == (form | typed)["base"], "what was typed is kept"
    assert await donation.rows() == before


async def test_the_same_form_twice_is_one_report(donation: Donation) -> None:
    accountant = Staff(donation, "accountant")
    form = await accountant.filled("/indicators/new", GOOD)
    for _ in range(2):
        assert (await accountant.post("/indicators/new", form)).status_code == 303
    assert (await donation.rows())["indicator"] == 1
    other = await accountant.post("/indicators/new", form | {"counted": "18"})
    assert "đã được ghi một lần" in text_of(other)
