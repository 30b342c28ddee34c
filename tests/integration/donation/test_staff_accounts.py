"""Accounts, their proof, lines set aside, the letterhead, and how fast a statement goes, through the staff pages."""

from datetime import timedelta
from uuid import UUID

from tests.integration.donation.conftest import FUND, Donation
from tests.integration.donation.lines import account, add, decision
from tests.integration.donation.staff import Staff, faults_of, led, text_of


async def test_an_account_is_registered_and_closed(donation: Donation) -> None:
    admin = Staff(donation, "admin")
    assert "Quỹ chưa có tài khoản nào" in await admin.page("/accounts")
    typed = {"bank_name": "Agribank", "bank_bin": "970405", "number": "0022 0023", "holder": "QUY DEN ON",
             "opened_on": "02/01/2024"}  # fmt: skip
    for wrong, name in (({"bank_bin": ""}, "bank_bin"), ({"opened_on": "29/07/2024"}, "opened_on"),
                        ({"opened_on": ""}, "opened_on"), ({"bank_name": ""}, "bank_name")):  # fmt: skip
        assert faults_of(await admin.send("/accounts/new", typed | wrong)).keys() == {name}, wrong
    where = (await admin.done("/accounts/new", typed)).partition("?")[0]
    assert (await admin.send("/accounts/new", typed)).status_code == 422, "its number is taken"
    close = f"{where}/close"
    for day, said in (
        ("01/01/2024", "02/01/2024"),
        ("29/07/2024", "29/07/2024"),
        ("x", "27/07/2026"),
        ("", "còn thiếu"),
    ):
        assert said in faults_of(await admin.send(close, {"closed_on": day}))["closed_on"], day
    await admin.done(close, {"closed_on": "20/07/2024"})
    assert "Ngày đóng 20/07/2024" in await admin.page(where)
    assert "Đã đóng 20/07/2024" in await Staff(donation, "clerk").page("/accounts")
    assert (await admin.send(close, {"closed_on": "21/07/2024"})).status_code == 422
    assert (await Staff(donation, "stranger").get(where)).status_code in (403, 404)


async def test_an_account_is_proved_by_day_or_what_differs_is_listed(donation: Donation) -> None:
    account_id = await account(donation)
    await add(
        donation, account_id,
        {"bank_id": "A1", "credit": 500_000, "balance": 1_500_000, "memo": "UNG HO"},
        {"bank_id": "A2", "credit": 12_345, "balance": 1_512_345, "memo": "LAI TIEN GUI"},
        {"bank_id": "A3", "debit": 200_000, "balance": 1_312_345, "memo": "CHI"},
    )  # fmt: skip
    clerk, accountant = Staff(donation, "clerk"), Staff(donation, "accountant")
    proof = f"/accounts/{account_id}/proof"
    page = (await clerk.page(f"{proof}?day=20/07/2024")).replace("\u00a0", " ")
    for words in ("Chưa cân chênh 512.345 đ", "Số dư đầu ngân hàng nêu 1.000.000 1.000.000", "+ 512.345 2 dòng",
                  "− 200.000 1 dòng", "Số dư cuối 1.312.345 800.000", "Số dư ngân hàng nêu 1.312.345",
                  "Chờ xử lý, chưa thành khoản ủng hộ A1 20/07/2024 500.000"):  # fmt: skip
        assert words in page, words
    await donation.done("/review/decisions", decision(account_id, ["A1"]), by="clerk")
    await donation.done(
        "/review/set-asides", {"account_id": account_id, "bank_ids": ["A2"], "reason": "Lãi tiền gửi"}, by="clerk"
    )
    page = (await clerk.page(f"{proof}?day=1/7/2024&last_day=28/07/2024")).replace("\u00a0", " ")
    assert "Để riêng, không phải ủng hộ A2 20/07/2024 12.345" in page
    assert "Cân" in await clerk.page(f"{proof}?day=19/07/2024"), "a day without lines"
    for query, name in (("day=x", "day"), ("day=20/07/2024&last_day=x", "last_day"),
                        ("day=20/07/2024&last_day=1/7/2024", "last_day")):  # fmt: skip
        answer = await clerk.get(f"{proof}?{query}")
        assert answer.status_code == 422, query
        assert f'id="e-{name}"' in answer.text
    shares = await accountant.page(f"/accounts/{account_id}?year=2024")
    assert "07/2024 0 0 0 0 1 0 1 0,0 %" in shares, "one by hand, one set aside, none by itself"
    assert "chưa có dòng tiền vào" in await accountant.page(f"/accounts/{account_id}?year=2023")
    at = f"account={account_id}"
    assert "LAI TIEN GUI A2 Lãi tiền gửi clerk-1 12.345" in await clerk.page(f"/aside?{at}")
    assert "không có dòng nào" in await clerk.page(f"/aside?{at}&year=2023")
    assert led(await accountant.get(f"/aside/back?{at}")).endswith("&none=1")
    chosen = f"/aside/back?{at}&line=A2"
    assert (await clerk.get(chosen)).status_code == 403, "only the accountant takes back"
    assert "LAI TIEN GUI" in await accountant.page(chosen)
    assert led(await accountant.send(chosen, {})) == f"/review?{at}"
    assert "LAI TIEN GUI" in await clerk.page(f"/review?{at}")
    late = await accountant.send(f"/aside/back?{at}&line=A1", {})
    assert late.status_code == 422, "a line that is a gift is not set aside"


async def test_a_rule_is_ended_on_its_page(donation: Donation) -> None:
    account_id = await account(donation)
    await account(donation, number="00220023456")
    await add(donation, account_id, {"bank_id": "A1", "credit": 500_000, "memo": "TRUONG TAN LAP UNG HO"})
    await donation.done(
        "/review/decisions", decision(account_id, ["A1"], rule={"phrase": "truong tan lap"}), by="clerk"
    )
    clerk = Staff(donation, "clerk")
    (rule,) = (await donation.read(f"/rules?account_id={account_id}", by="clerk"))["items"]
    page = f"/rules?account={account_id}"
    assert "truong tan lap Khách vãng lai" in await clerk.page(page)
    assert led(await clerk.press(page, f"/rules/{rule['rule_id']}/retire")) == page
    assert "Đã bỏ" in await clerk.page(page)


async def test_the_letterhead_stands_on_what_is_printed_next(donation: Donation) -> None:
    admin = Staff(donation, "admin")
    typed = {"head_unit": "UBND xã Tân Lập", "head_address": "Thôn 3", "form_code": ""}
    for name, most in (("head_unit", 150), ("head_address", 200), ("form_code", 150)):
        wrong = await admin.send("/letterhead", typed | {name: "x" * 201})
        assert f"dài quá {most} ký tự" in faults_of(wrong)[name]
    assert "đầu giấy mới" in await admin.page(await admin.done("/letterhead", typed))
    assert await donation.read(f"/funds/{FUND}/letterhead") == {
        "unit": "UBND xã Tân Lập", "address": "Thôn 3", "form_code": None,
    }  # fmt: skip
    assert (await admin.filled("/letterhead", {}))["head_unit"] == "UBND xã Tân Lập"


async def test_a_statement_tells_how_fast_it_goes(donation: Donation) -> None:
    account_id = await account(donation)
    job = UUID(int=77)
    await donation.admin(
        """insert into statement_import (import_id, account_id, fund_id, file_name, file_hash, file_bytes, state, rows,
                                         written, by_code, reviews, conflicts, created_by, created_at, changed_at)
           values ($1, $2, $3, 'sao kê.csv', sha256(''), 1, 'writing', 300000, 10000, 9000, 1000,
                   '[{"vi": "a"}, {"vi": "b"}]', 'x', $4, $4)""",
        job, account_id, FUND, donation.now,
    )  # fmt: skip
    accountant = Staff(donation, "accountant")
    path = f"/statements/{job}"
    first = await accountant.get(path)
    assert "10.000 trên 300.000 dòng" in text_of(first)
    assert "mỗi giây" not in text_of(first), "nothing to compare with yet"
    seen = f"{path}?seen=10000.{round(donation.now.timestamp() * 1000)}"
    assert f'data-next="/staff/donation{seen}"' in first.text
    assert f'content="3; url=/staff/donation{seen}"' in first.text, "without scripts too"
    await donation.admin(
        "update statement_import set written = 30000, changed_at = $2 where import_id = $1", job,
        donation.now + timedelta(seconds=2),
    )  # fmt: skip
    then = await accountant.get(seen)
    assert "30.000 trên 300.000 dòng ; 10.000 dòng mỗi giây; còn khoảng 27 giây" in text_of(then)
    assert f'data-next="/staff/donation{seen}"' in then.text, "measured from the first look on"
    assert "Nhận ra người nộp 9.000" in text_of(then)
    assert "Không ghi vì trái nội dung đã có 2" in text_of(then)
    for nonsense in ("x", "30000.1", "1.x", f"99999999.{10**15}"):
        assert (await accountant.get(f"{path}?seen={nonsense}")).status_code == 200
    await donation.admin("update statement_import set state = 'done', written = 300000 where import_id = $1", job)
    assert "300.000 dòng, sau 2 giây." in await accountant.page(seen)
