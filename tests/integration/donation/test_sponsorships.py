"""Monthly care for a beneficiary: promised by one or two units, paid month by month, gaps for the staff only."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation


async def mother(donation: Donation, code: str = "MVN-01", **changes: object) -> str:
    body = {"fund_id": str(FUND), "code": code, "category": "heroic_mother", "village": "Thôn 3"} | changes
    return str((await donation.done("/beneficiaries", body, by="clerk"))["beneficiary_id"])


async def agreed(donation: Donation, beneficiary_id: str, unit_id: str, **changes: object) -> dict[str, Any]:
    body = {
        "beneficiary_id": beneficiary_id, "unit_id": unit_id, "monthly_amount": 700_000, "first_month": "2024-01",
    } | changes  # fmt: skip
    return await donation.done("/sponsorships", body, by="clerk")


def paid(*months: str, **changes: object) -> dict[str, Any]:
    return {"months": list(months), "amount": 700_000, "paid_on": "2024-06-30"} | changes


async def test_months_paid_and_the_gaps_between_them(donation: Donation) -> None:
    unit_id, beneficiary_id = await donation.unit(), await mother(donation)
    made = await agreed(donation, beneficiary_id, unit_id)
    assert (made["months_due"], made["gaps"]) == (6, [f"2024-0{n}" for n in range(1, 7)]), "July is not over"
    path = f"/sponsorships/{made['sponsorship_id']}"
    await donation.done(f"{path}/payments", paid("2024-01", "2024-02", "2024-05"), by="cashier")
    shown = await donation.done(f"{path}/payments", paid("2024-08", amount=500_000), by="cashier")
    assert shown["months_paid"] == ["2024-01", "2024-02", "2024-05", "2024-08"]
    assert shown["gaps"] == ["2024-03", "2024-04", "2024-06"]
    assert shown["paid_amount"] == 2_600_000
    assert (await donation.read(f"/sponsorships?fund_id={FUND}"))["items"][0] == {
        name: value for name, value in shown.items() if name != "payments"
    }
    (told,) = await donation.told("sponsorship.agreed.v1")
    assert told == {
        "sponsorship_id": made["sponsorship_id"], "fund_id": str(FUND), "unit_id": unit_id,
        "beneficiary_id": beneficiary_id, "beneficiary_code": "MVN-01", "category": "heroic_mother",
        "village": "Thôn 3", "monthly_amount": 700_000, "first_month": "2024-01-01",
    }  # fmt: skip
    told_months = [(event["month"], event["amount"]) for event in await donation.told("sponsorship.paid.v1")]
    assert told_months == [
        ("2024-01-01", 700_000), ("2024-02-01", 700_000), ("2024-05-01", 700_000), ("2024-08-01", 500_000),
    ]  # fmt: skip
    year = await donation.read(f"/books?fund_id={FUND}&year=2024")
    assert (year["gifts"], year["received"]) == (0, 0), "not the fund's cash"


async def test_gaps_are_for_the_staff_of_the_fund(donation: Donation) -> None:
    made = await agreed(donation, await mother(donation), await donation.unit())
    assert (await donation.get(f"/sponsorships?fund_id={FUND}", by="admin")).status_code == 403
    assert (await donation.get(f"/sponsorships?fund_id={FUND}", by="stranger")).status_code == 403
    answer = await donation.get(f"/sponsorships/{made['sponsorship_id']}", by="stranger")
    assert (answer.status_code, answer.json()["code"]) == (404, "sponsorship_unknown")
    assert not any("gap" in str(event) for event in await donation.told())


async def test_a_mother_is_cared_for_by_one_or_two_units(donation: Donation) -> None:
    beneficiary_id = await mother(donation)
    units = [await donation.unit(f"DV-{n}") for n in range(4)]
    body = {"beneficiary_id": beneficiary_id, "monthly_amount": 700_000, "first_month": "2024-01"}
    answers = await asyncio.gather(
        *(donation.post("/sponsorships", body | {"unit_id": unit}, by="clerk") for unit in units)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409]
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (refused["code"], refused["errors"][0]["field"]) == ("sponsored_by_two", "beneficiary_id")
    held = next(answer.json() for answer in answers if answer.status_code == 201)
    again = body | {"unit_id": held["unit_id"]}
    assert await donation.refused("/sponsorships", again, by="clerk") == (409, "sponsors_already", "unit_id")

    end = {"last_month": "2024-06", "reason": "Đơn vị sáp nhập"}
    ended = await donation.done(f"/sponsorships/{held['sponsorship_id']}/end", end, by="clerk")
    assert (ended["last_month"], ended["months_due"]) == ("2024-06", 6)
    (told,) = await donation.told("sponsorship.ended.v1")
    assert told["last_month"] == "2024-06-01"
    assert "sáp nhập" not in str(told)
    assert (await donation.refused("/sponsorships", again, by="clerk"))[1] == "sponsors_already", "until June"
    await agreed(donation, beneficiary_id, held["unit_id"], first_month="2024-07", monthly_amount=1_000_000)


async def test_a_month_is_paid_once_whoever_is_first(donation: Donation) -> None:
    made = await agreed(donation, await mother(donation), await donation.unit())
    path = f"/sponsorships/{made['sponsorship_id']}/payments"
    answers = await asyncio.gather(*(donation.post(path, paid("2024-03")) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert await donation.refused(path, paid("2024-02", "2024-03")) == (409, "month_paid", "months")
    detail = (await donation.post(path, paid("2024-03"))).json()["detail"]
    assert detail == "Tháng 03/2024 đã đóng rồi. Hãy chọn tháng khác; nếu lần trước ghi nhầm, huỷ lần đó trước."


async def test_a_payment_by_mistake_is_voided_and_paid_again(donation: Donation) -> None:
    made = await agreed(donation, await mother(donation), await donation.unit())
    path = f"/sponsorships/{made['sponsorship_id']}/payments"
    wrong = (await donation.done(path, paid("2024-03", amount=7_000_000)))["payments"][0]
    void = f"{path}/{wrong['payment_id']}/void"
    shown = await donation.done(void, {"reason": "Thừa số không"}, by="accountant")
    assert (shown["paid_amount"], shown["payments"][0]["voided"]) == (0, True)
    assert "2024-03" in shown["gaps"]
    shown = await donation.done(path, paid("2024-03"))
    assert [(each["amount"], each["voided"]) for each in shown["payments"]] == [(7_000_000, True), (700_000, False)]
    assert (await donation.refused(path, paid("2024-03")))[1] == "month_paid"
    assert await donation.refused(void, {"reason": "x"}, by="accountant") == (409, "payment_voided", "payment_id")
    unknown = f"{path}/{uuid4()}/void"
    assert await donation.refused(unknown, {"reason": "x"}, by="accountant") == (404, "payment_unknown", "payment_id")
    assert (await donation.refused(void, {"reason": "x"}, by="cashier"))[1] == "wrong_role"
    (told,) = await donation.told("sponsorship.payment_voided.v1")
    assert told == {
        "payment_id": wrong["payment_id"], "sponsorship_id": made["sponsorship_id"], "voided_on": "2024-07-28",
    }  # fmt: skip


async def test_what_is_refused(donation: Donation) -> None:
    unit_id, beneficiary_id = await donation.unit(), await mother(donation)
    stranger = await donation.unit("X-1", fund_id=str(OTHER_FUND))
    made = await agreed(donation, beneficiary_id, unit_id)
    await donation.hear_year_closed(2023)
    path = f"/sponsorships/{made['sponsorship_id']}"
    await donation.done(f"{path}/payments", paid("2024-06"))
    new = {"beneficiary_id": beneficiary_id, "unit_id": unit_id, "monthly_amount": 1, "first_month": "2024-01"}
    person = {"fund_id": str(FUND), "code": "M-2", "category": "heroic_mother", "village": "Thôn 1"}
    refused: list[tuple[str, dict[str, Any], tuple[str, str]]] = [
        ("/beneficiaries", person | {"code": "mvn-01"}, ("code_taken", "code")),
        ("/beneficiaries", person | {"code": "Bà Nguyễn Thị A"}, ("invalid", "code")),
        ("/beneficiaries", person | {"category": "poor"}, ("invalid", "category")),
        ("/beneficiaries", person | {"village": " "}, ("invalid", "village")),
        ("/beneficiaries", person | {"name": "Bà A"}, ("invalid", "name")),
        ("/beneficiaries", person | {"fund_id": str(uuid4())}, ("fund_unknown", "fund_id")),
        ("/sponsorships", new | {"beneficiary_id": str(uuid4())}, ("beneficiary_unknown", "beneficiary_id")),
        ("/sponsorships", new | {"unit_id": str(uuid4())}, ("unit_unknown", "unit_id")),
        ("/sponsorships", new | {"unit_id": stranger}, ("unit_of_other_fund", "unit_id")),
        ("/sponsorships", new | {"monthly_amount": 0}, ("invalid", "monthly_amount")),
        ("/sponsorships", new | {"monthly_amount": 0.5}, ("invalid", "monthly_amount")),
        *(("/sponsorships", new | {"first_month": month}, ("invalid", "first_month"))
          for month in ("2024-13", "2024-1", "01/2024", "2024-01-01", 202401, "1944-01")),
        (f"/sponsorships/{uuid4()}/payments", paid("2024-01"), ("sponsorship_unknown", "sponsorship_id")),
        (f"{path}/payments", paid("2023-12"), ("month_outside", "months")),
        (f"{path}/payments", paid("2024-01", "2024-01"), ("month_twice", "months")),
        (f"{path}/payments", paid("2024-01", paid_on="2024-07-29"), ("date_in_future", "paid_on")),
        (f"{path}/payments", paid("2024-01", paid_on="2023-12-29"), ("year_closed", "paid_on")),
        (f"{path}/payments", paid("2024-01", amount=0), ("invalid", "amount")),
        (f"{path}/payments", paid(), ("invalid", "months")),
        (f"{path}/payments", paid("x"), ("invalid", "months.0")),
        (f"{path}/payments", paid("2024-01", months="2024-01"), ("invalid", "months")),
        (f"{path}/end", {"last_month": "2023-12", "reason": "x"}, ("ends_before_start", "last_month")),
        (f"{path}/end", {"last_month": "2024-05", "reason": "x"}, ("ends_before_paid", "last_month")),
        (f"{path}/end", {"last_month": "2024-06"}, ("invalid", "reason")),
        (f"{path}/end", {"last_month": "hè", "reason": "x"}, ("invalid", "last_month")),
        (f"/sponsorships/{uuid4()}/end", {"last_month": "2024-06", "reason": "x"},
         ("sponsorship_unknown", "sponsorship_id")),
    ]  # fmt: skip
    for where, body, expected in refused:
        assert (await donation.refused(where, body))[1:] == expected, (where, body)
    await donation.done(f"{path}/end", {"last_month": "2024-06", "reason": "Mẹ đã mất"}, by="clerk")
    assert (await donation.refused(f"{path}/end", {"last_month": "2024-07", "reason": "x"}))[1:] == (
        "sponsorship_ended", "sponsorship_id",
    )  # fmt: skip
    assert (await donation.refused(f"{path}/payments", paid("2024-07")))[1:] == ("month_outside", "months")
    assert (await donation.refused("/beneficiaries", person, by="stranger"))[0] == 403
    for by in ("admin", "auditor"):
        assert (await donation.refused("/sponsorships", new, by=by))[:2] == (403, "wrong_role")


async def test_the_database_too_allows_two_units_and_one_payment_of_a_month(donation: Donation) -> None:
    beneficiary_id = UUID(await mother(donation))
    units = [UUID(await donation.unit(f"DV-{n}")) for n in range(3)]
    first = await agreed(donation, str(beneficiary_id), str(units[0]))
    await donation.done(f"/sponsorships/{first['sponsorship_id']}/payments", paid("2024-01"))
    conn = await asyncpg.connect(donation.server.url)
    insert = """insert into sponsorship (sponsorship_id, fund_id, beneficiary_id, unit_id, monthly_amount, first_month,
                                         recorded_by, recorded_at)
                values (gen_random_uuid(), $1, $2, $3, 1, '2024-01-01', 'me', now())"""
    try:
        with pytest.raises(asyncpg.CheckViolationError, match="two units"):
            await conn.execute(insert, FUND, beneficiary_id, units[0])
        await conn.execute(insert, FUND, beneficiary_id, units[1])
        with pytest.raises(asyncpg.CheckViolationError, match="two units"):
            await conn.execute(insert, FUND, beneficiary_id, units[2])
        with pytest.raises(asyncpg.UniqueViolationError):
            await conn.execute(
                """insert into sponsorship_payment
                   select gen_random_uuid(), sponsorship_id, fund_id, year, month, attempt, 5, paid_on, 'me', now()
                   from sponsorship_payment"""
            )
    finally:
        await conn.close()


async def test_beneficiaries_are_listed_by_code(donation: Donation) -> None:
    for code in ("b-2", "A-1", "C-3"):
        await mother(donation, code)
    first = await donation.read(f"/beneficiaries?fund_id={FUND}&limit=2")
    rest = await donation.read(f"/beneficiaries?fund_id={FUND}&after={first['next']}")
    assert [each["code"] for each in first["items"] + rest["items"]] == ["A-1", "b-2", "C-3"]
