"""Accounts and payment codes over HTTP: issuing, finding, revoking; and every refusal."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from services.donation.domain.payment_code import find_codes, is_code, make_code
from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation


def account(**changes: object) -> dict[str, Any]:
    """The body of an account that is accepted as it is."""
    body = {
        "fund_id": str(FUND), "kind": "bank", "bank_bin": "970436", "bank_name": "Vietcombank",
        "number": "0011001932418", "holder": "QUY DEN ON DAP NGHIA XA A", "opened_on": "2024-01-02",
    } | changes  # fmt: skip
    return {name: value for name, value in body.items() if value is not ...}


async def registered(donation: Donation, **changes: object) -> str:
    """An account's id."""
    return str((await donation.done("/accounts", account(**changes), by="admin"))["account_id"])


async def issued(donation: Donation, account_id: str, **meaning: object) -> dict[str, Any]:
    """A payment code."""
    return await donation.done("/payment-codes", {"account_id": account_id, **meaning}, by="admin")


async def all_rows(donation: Donation) -> list[int]:
    return list((await donation.admin("select (select count(*) from account), (select count(*) from payment_code)"))[0])


async def test_an_account_is_registered_shown_and_listed(donation: Donation) -> None:
    made = await donation.done("/accounts", account(number="0011 0019-32418"), by="admin")
    assert made == {"account_id": made["account_id"], **account(), "closed_on": None}
    assert await donation.read(f"/accounts/{made['account_id']}") == made
    treasury = await donation.done(
        "/accounts", account(kind="treasury", bank_bin=..., number="3713.0.9058942", bank_name="KBNN A"), by="admin"
    )
    assert (treasury["bank_bin"], treasury["number"]) == (None, "371309058942")
    first = await donation.read(f"/accounts?fund_id={FUND}&limit=1")
    second = await donation.read(f"/accounts?fund_id={FUND}&limit=1&after={first['next']}")
    assert (first["items"], second) == ([made], {"items": [treasury], "next": None})


async def test_account_refusals(donation: Donation) -> None:
    await registered(donation)
    before = await all_rows(donation)
    refused: list[tuple[dict[str, object], tuple[int, str, str]]] = [
        ({}, (409, "account_taken", "number")),
        ({"number": "0011 0019 32418", "fund_id": str(OTHER_FUND)}, (409, "account_taken", "number")),
        ({"number": "123"}, (422, "invalid", "number")),
        ({"number": "1" * 20}, (422, "invalid", "number")),
        ({"number": "1234ắ"}, (422, "invalid", "number")),
        ({"number": 12345}, (422, "invalid", "number")),
        ({"number": ...}, (422, "invalid", "number")),
        ({"number": "1000", "bank_bin": "97043"}, (422, "invalid", "bank_bin")),
        ({"number": "1000", "bank_bin": "9704360"}, (422, "invalid", "bank_bin")),
        ({"number": "1000", "bank_bin": 970436}, (422, "invalid", "bank_bin")),
        ({"number": "1000", "bank_bin": None}, (422, "bank_bin_missing", "bank_bin")),
        ({"number": "1000", "kind": "wallet"}, (422, "invalid", "kind")),
        ({"number": "1000", "bank_name": " "}, (422, "invalid", "bank_name")),
        ({"number": "1000", "bank_name": "x" * 61}, (422, "invalid", "bank_name")),
        ({"number": "1000", "holder": ""}, (422, "invalid", "holder")),
        ({"number": "1000", "holder": "x" * 141}, (422, "invalid", "holder")),
        ({"number": "1000", "opened_on": "2024-07-29"}, (422, "date_in_future", "opened_on")),
        ({"number": "1000", "opened_on": "02/01/2024"}, (422, "invalid", "opened_on")),
        ({"number": "1000", "fund_id": str(uuid4())}, (422, "fund_unknown", "fund_id")),
        ({"number": "1000", "fund_id": "x"}, (422, "invalid", "fund_id")),
        ({"number": "1000", "note": "x"}, (422, "invalid", "note")),
    ]  # fmt: skip
    for changes, expected in refused:
        assert await donation.refused("/accounts", account(**changes), by="admin") == expected, changes
    assert await all_rows(donation) == before
    assert (await donation.get(f"/accounts/{uuid4()}")).json()["code"] == "account_unknown"
    assert (await donation.get("/accounts/x")).status_code == 422
    assert (await donation.get("/accounts")).json()["errors"][0]["field"] == "fund_id"


async def test_an_account_is_closed_once(donation: Donation) -> None:
    account_id = await registered(donation)
    path = f"/accounts/{account_id}/close"
    refused = [
        ("2024-01-01", (422, "account_closed_before_opened", "closed_on")),
        ("2024-07-29", (422, "date_in_future", "closed_on")),
        ("2024-02-30", (422, "invalid", "closed_on")),
        (None, (422, "invalid", "closed_on")),
    ]
    for day, expected in refused:
        assert await donation.refused(path, {"closed_on": day}, by="admin") == expected
    closed = await donation.done(path, {"closed_on": "2024-07-28"}, by="admin")
    assert closed["closed_on"] == "2024-07-28"
    assert (await donation.read(f"/accounts?fund_id={FUND}"))["items"] == [closed]
    again = await donation.refused(path, {"closed_on": "2024-07-28"}, by="admin")
    assert again == (409, "account_already_closed", "account_id")
    unknown = await donation.refused(f"/accounts/{uuid4()}/close", {"closed_on": "2024-07-28"}, by="admin")
    assert unknown == (404, "account_unknown", "account_id")


async def test_one_meaning_has_one_code_however_often_it_is_asked_for(donation: Donation) -> None:
    account_id, other = await registered(donation), await registered(donation, number="999900001111")
    campaign_id, unit_id = await donation.campaign(), await donation.unit()
    meanings: list[tuple[str, dict[str, object]]] = [
        (account_id, {}),
        (account_id, {"campaign_id": campaign_id}),
        (account_id, {"unit_id": unit_id}),
        (account_id, {"campaign_id": campaign_id, "unit_id": unit_id}),
        (other, {"campaign_id": campaign_id, "unit_id": unit_id}),
    ]
    made = [await issued(donation, to, **meaning) for to, meaning in meanings]
    assert [await issued(donation, to, **meaning) for to, meaning in meanings] == made
    assert len({code["code"] for code in made}) == len(made)
    assert made[3] == {
        "code": made[3]["code"], "printed": made[3]["printed"], "fund_id": str(FUND), "account_id": account_id,
        "campaign_id": campaign_id, "unit_id": unit_id, "issued_by": "admin-1", "issued_at": "2024-07-27T18:30:00Z",
        "revoked_at": None,
    }  # fmt: skip
    assert all(is_code(code["code"]) for code in made)
    for code in made:
        for typed in (code["code"], code["printed"], code["code"].lower(), code["printed"].replace(" ", "-")):
            assert await donation.read(f"/payment-codes/{typed}") == code
        assert find_codes(f"ung ho {code['printed']} NGUYEN").codes == (code["code"],)


async def test_many_who_ask_at_once_get_the_same_code(donation: Donation) -> None:
    account_id = await registered(donation)
    made = await asyncio.gather(*(issued(donation, account_id) for _ in range(8)))
    assert len({code["code"] for code in made}) == 1


async def test_all_units_of_a_campaign_get_codes_at_once(donation: Donation) -> None:
    account_id, campaign_id = await registered(donation), await donation.campaign()
    units = [await donation.unit(f"T-{n}") for n in range(4)]
    await donation.unit("WITHOUT-TARGET")
    for unit_id in units:
        await donation.done(f"/campaigns/{campaign_id}/targets/{unit_id}", {"amount": 1}, by="admin", method="PUT")
    earlier = await issued(donation, account_id, campaign_id=campaign_id, unit_id=units[2])
    body = {"account_id": account_id, "campaign_id": campaign_id}
    assert await donation.done("/payment-codes/batch", body, by="admin") == body | {"units": 4, "issued": 3}
    assert await donation.done("/payment-codes/batch", body, by="accountant") == body | {"units": 4, "issued": 0}
    await issued(donation, account_id)
    listed = await donation.read(f"/payment-codes?fund_id={FUND}&campaign_id={campaign_id}&limit=3")
    rest = await donation.read(f"/payment-codes?fund_id={FUND}&campaign_id={campaign_id}&after={listed['next']}")
    codes = listed["items"] + rest["items"]
    assert sorted(code["unit_id"] for code in codes) == sorted(units)
    assert earlier in codes
    assert len((await donation.read(f"/payment-codes?fund_id={FUND}"))["items"]) == 5


async def test_two_batches_at_once_give_each_unit_one_code(donation: Donation) -> None:
    account_id, campaign_id = await registered(donation), await donation.campaign()
    for n in range(3):
        path = f"/campaigns/{campaign_id}/targets/{await donation.unit(f'T-{n}')}"
        await donation.done(path, {"amount": 1}, by="admin", method="PUT")
    body = {"account_id": account_id, "campaign_id": campaign_id}
    made = await asyncio.gather(*(donation.done("/payment-codes/batch", body, by="admin") for _ in range(4)))
    assert sum(batch["issued"] for batch in made) == 3
    assert len((await donation.read(f"/payment-codes?fund_id={FUND}"))["items"]) == 3


async def test_a_revoked_code_means_what_it_meant_and_is_followed_by_another(donation: Donation) -> None:
    account_id, unit_id = await registered(donation), await donation.unit()
    code = await issued(donation, account_id, unit_id=unit_id)
    revoked = await donation.done(f"/payment-codes/{code['code']}/revoke", {}, by="accountant")
    assert revoked == code | {"revoked_at": "2024-07-27T18:30:00Z"}
    assert await donation.done(f"/payment-codes/{code['code']}/revoke", {}, by="admin") == revoked
    assert await donation.read(f"/payment-codes/{code['code']}") == revoked
    following = await issued(donation, account_id, unit_id=unit_id)
    assert following["code"] != code["code"]
    assert following["revoked_at"] is None


async def test_code_refusals(donation: Donation) -> None:
    account_id = await registered(donation)
    closed = await registered(donation, number="2000")
    await donation.done(f"/accounts/{closed}/close", {"closed_on": "2024-07-28"}, by="admin")
    theirs = await donation.unit(fund_id=str(OTHER_FUND)), await donation.campaign(fund_id=str(OTHER_FUND))
    old = await donation.campaign("OLD", year=2023, opens_on="2023-06-28", closes_on="2023-07-27")
    before = await all_rows(donation)
    refused: list[tuple[dict[str, object], tuple[int, str, str]]] = [
        ({"account_id": str(uuid4())}, (422, "account_unknown", "account_id")),
        ({"account_id": "x"}, (422, "invalid", "account_id")),
        ({}, (422, "invalid", "account_id")),
        ({"account_id": closed}, (409, "account_closed", "account_id")),
        ({"account_id": account_id, "campaign_id": str(uuid4())}, (422, "campaign_unknown", "campaign_id")),
        ({"account_id": account_id, "campaign_id": "x"}, (422, "invalid", "campaign_id")),
        ({"account_id": account_id, "campaign_id": theirs[1]}, (422, "campaign_of_other_fund", "campaign_id")),
        ({"account_id": account_id, "campaign_id": old}, (422, "campaign_without_new_codes", "campaign_id")),
    ]
    one: list[tuple[dict[str, object], tuple[int, str, str]]] = [
        ({"account_id": account_id, "unit_id": str(uuid4())}, (422, "unit_unknown", "unit_id")),
        ({"account_id": account_id, "unit_id": "x"}, (422, "invalid", "unit_id")),
        ({"account_id": account_id, "unit_id": theirs[0]}, (422, "unit_of_other_fund", "unit_id")),
        ({"account_id": account_id, "note": "x"}, (422, "invalid", "note")),
    ]
    for body, expected in [*refused, *one]:
        assert await donation.refused("/payment-codes", body, by="admin") == expected, body
    campaign_id = await donation.campaign()
    for body, expected in refused:
        batch = {"campaign_id": campaign_id} | body
        assert await donation.refused("/payment-codes/batch", batch, by="admin") == expected, batch
    missing = await donation.refused("/payment-codes/batch", {"account_id": account_id}, by="admin")
    assert missing == (422, "invalid", "campaign_id")
    assert await all_rows(donation) == before


async def test_a_mistyped_code_is_refused_with_the_one_that_may_be_meant(donation: Donation) -> None:
    code = (await issued(donation, await registered(donation)))["code"]
    swapped = code[:4] + code[5] + code[4] + code[6:] if code[4] != code[5] else code[:3] + code[4] + code[3] + code[5:]
    never = make_code(5_000_000)
    for path in ("", "/qr.png", "/qr.svg", "/poster.pdf"):
        answer = (await donation.get(f"/payment-codes/{swapped}{path}")).json()
        assert (answer["code"], answer["errors"][0]["field"]) == ("code_mistyped", "code")
        assert f"Có thể là mã {code}." in answer["detail"]
        assert (await donation.get(f"/payment-codes/hello{path}")).json()["code"] == "code_mistyped"
        assert (await donation.get(f"/payment-codes/{never}{path}")).json()["code"] == "code_unknown"
    for text, expected in ((swapped, (422, "code_mistyped", "code")), (never, (404, "code_unknown", "code"))):
        assert await donation.refused(f"/payment-codes/{text}/revoke", {}, by="admin") == expected
    assert (await donation.get("/payment-codes")).json()["errors"][0]["field"] == "fund_id"
    assert (await donation.get(f"/payment-codes?fund_id={FUND}&campaign_id=x")).status_code == 422
    assert (await donation.get(f"/payment-codes?fund_id={FUND}&after=x")).json()["code"] == "bad_cursor"


async def test_who_may_do_what(donation: Donation) -> None:
    account_id, campaign_id = await registered(donation), await donation.campaign()
    code = (await issued(donation, account_id))["code"]
    batch = {"account_id": account_id, "campaign_id": campaign_id}
    for by in ("clerk", "cashier", "accountant", "auditor"):
        assert (await donation.refused("/accounts", account(), by=by))[:2] == (403, "wrong_role")
        path = f"/accounts/{account_id}/close"
        assert (await donation.refused(path, {"closed_on": "2024-07-28"}, by=by))[:2] == (403, "wrong_role")
    for by, expected in (("clerk", "wrong_role"), ("cashier", "wrong_role"), ("auditor", "wrong_role"),
                         ("stranger", "other_fund")):  # fmt: skip
        assert (await donation.refused("/payment-codes", {"account_id": account_id}, by=by))[:2] == (403, expected)
        assert (await donation.refused("/payment-codes/batch", batch, by=by))[:2] == (403, expected)
        assert (await donation.refused(f"/payment-codes/{code}/revoke", {}, by=by))[:2] == (403, expected)
    assert (await donation.refused("/accounts", account(), by="stranger"))[:2] == (403, "other_fund")
    close = await donation.refused(f"/accounts/{account_id}/close", {"closed_on": "2024-07-28"}, by="stranger")
    assert close[:2] == (403, "other_fund")
    paths = [f"/accounts?fund_id={FUND}", f"/accounts/{account_id}", f"/payment-codes?fund_id={FUND}"]
    paths += [f"/payment-codes/{code}{part}" for part in ("", "/qr.png", "/qr.svg", "/poster.pdf")]
    for path in paths:
        assert (await donation.get(path, by="stranger")).json()["code"] == "other_fund"
        assert (await donation.client.get(f"/api/donation{path}")).status_code == 401
        assert (await donation.get(path, by="clerk")).status_code == 200


@pytest.mark.parametrize("path", ["/accounts", "/payment-codes", "/payment-codes/batch"])
async def test_each_post_is_done_once_for_its_key(donation: Donation, path: str) -> None:
    campaign_id = await donation.campaign()
    body: dict[str, object] = account(number="777788889999")
    if path != "/accounts":
        body = {"account_id": await registered(donation), "campaign_id": campaign_id}
    first = await donation.post(path, body, by="admin", key="k")
    second = await donation.post(path, body, by="admin", key="k")
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"


async def test_what_a_code_leads_to_is_told_unless_it_is_a_persons(donation: Donation) -> None:
    where, campaign, school = await registered(donation), await donation.campaign(), await donation.unit()
    person = await donation.unit("CN-1", kind="person", name="Bùi Thị Kín")
    purposes: list[dict[str, object]] = [{"campaign_id": campaign, "unit_id": school}, {"unit_id": person}, {}, {}]
    codes = [(await issued(donation, where, **purpose))["code"] for purpose in purposes]
    assert codes[2] == codes[3]
    whole = {"fund_id": str(FUND), "campaign_id": None, "unit_id": None}
    assert await donation.told("payment_code.issued.v1") == [
        whole | {"code": codes[0]} | purposes[0],
        whole | {"code": codes[2]},
    ]
