"""Who may be named: every word about it is kept, and a name that was taken back is told at once."""

from typing import Any
from uuid import uuid4

from tests.integration.donation.conftest import FUND, Donation

NAME = "Nguyễn Văn A"


def said(given: bool, on: str = "2024-07-20", how: str = "Giấy có chữ ký, lưu ở văn phòng") -> dict[str, object]:
    return {"given": given, "on": on, "how": how}


async def person(donation: Donation, code: str = "CN-1", **changes: object) -> str:
    return await donation.unit(code, kind="person", name=NAME, **changes)


async def changes(donation: Donation) -> list[tuple[str, Any]]:
    return [(event["unit_id"], event["name"]) for event in await donation.told("unit.changed.v1")]


async def test_consent_given_and_taken_back(donation: Donation) -> None:
    unit_id = await person(donation)
    await donation.gift(unit_id=unit_id)
    made = await donation.done(f"/units/{unit_id}/consents", said(True), by="clerk")
    assert made == {"unit_id": unit_id, "given": True, "on": "2024-07-20"}, "how it was said is private"
    await donation.gift(unit_id=unit_id)
    await donation.done(f"/units/{unit_id}/consents", said(True, "2024-07-21"), by="clerk")
    await donation.done(f"/units/{unit_id}/consents", said(False, "2024-07-22", "Gọi điện"), by="accountant")
    await donation.gift(unit_id=unit_id)
    assert await changes(donation) == [(unit_id, NAME), (unit_id, None)], "the same again is no news"
    assert await donation.told("unit.changed.v1") == [
        {"unit_id": unit_id, "fund_id": str(FUND), "code": "CN-1", "kind": "person", "name": name}
        for name in (NAME, None)
    ]
    received = await donation.told("donation.received.v1")
    assert [event["display_name"] for event in received] == [None, NAME, None]
    assert (await donation.read(f"/units/{unit_id}"))["name_consent_on"] is None
    items = (await donation.read(f"/units/{unit_id}/consents"))["items"]
    assert [(i["given"], i["on"], i["how"], i["recorded_by"]) for i in items] == [
        (True, "2024-07-20", "Giấy có chữ ký, lưu ở văn phòng", "clerk-1"),
        (True, "2024-07-21", "Giấy có chữ ký, lưu ở văn phòng", "clerk-1"),
        (False, "2024-07-22", "Gọi điện", "accountant-1"),
    ]


async def test_consent_with_the_registration_is_recorded_too(donation: Donation) -> None:
    unit_id = await person(donation, name_consent_on="2024-07-01")
    assert (await donation.read(f"/units/{unit_id}"))["name_consent_on"] == "2024-07-01"
    items = (await donation.read(f"/units/{unit_id}/consents"))["items"]
    assert [(i["given"], i["on"], i["recorded_by"]) for i in items] == [(True, "2024-07-01", "admin-1")]


async def test_consent_refusals(donation: Donation) -> None:
    unit_id, school = await person(donation), await donation.unit()
    refused = [
        (school, said(True), (422, "consent_not_needed", "name_consent_on")),
        (unit_id, said(False), (409, "consent_not_there", "given")),
        (unit_id, said(True, "2024-07-29"), (422, "date_in_future", "on")),
        (str(uuid4()), said(True), (404, "unit_unknown", "unit_id")),
        (unit_id, said(True) | {"how": " "}, (422, "invalid", "how")),
        (unit_id, said(True) | {"given": 1}, (422, "invalid", "given")),
    ]
    for unit, body, expected in refused:
        assert await donation.refused(f"/units/{unit}/consents", body, by="clerk") == expected
    for by in ("cashier", "auditor"):
        assert (await donation.refused(f"/units/{unit_id}/consents", said(True), by=by))[:2] == (403, "wrong_role")
    assert (await donation.refused(f"/units/{unit_id}/consents", said(True), by="stranger"))[1] == "other_fund"
    assert (await donation.get(f"/units/{unit_id}/consents", by="admin")).status_code == 403
    assert (await donation.get(f"/units/{unit_id}/consents", by="stranger")).status_code == 403


async def test_a_withdrawal_holds_for_every_code_of_the_person(donation: Donation) -> None:
    head = await person(donation, name_consent_on="2024-07-01")
    double = await person(donation, "CN-2", name_consent_on="2024-07-01")
    body = {"into_unit_id": head, "reason": "Cùng một người"}
    await donation.done(f"/units/{double}/merge", body, by="admin")
    assert await changes(donation) == [], "both said yes"
    merged = (422, "unit_merged", "unit_id")
    assert await donation.refused(f"/units/{double}/consents", said(False), by="clerk") == merged
    await donation.done(f"/units/{head}/consents", said(False), by="clerk")
    assert sorted(await changes(donation)) == sorted([(head, None), (double, None)])
    assert (await donation.read(f"/units/{double}"))["name_consent_on"] is None


async def test_the_latest_word_holds_when_two_codes_turn_out_to_be_one_person(donation: Donation) -> None:
    named = await person(donation, name_consent_on="2024-07-01")
    withdrew = await person(donation, "CN-2", name_consent_on="2024-07-01")
    await donation.done(f"/units/{withdrew}/consents", said(False), by="clerk")
    await donation.done(f"/units/{withdrew}/merge", {"into_unit_id": named, "reason": "Cùng người"}, by="admin")
    assert await changes(donation) == [(withdrew, None), (named, None)]
    assert (await donation.read(f"/units/{named}"))["name_consent_on"] is None


async def test_a_walk_ins_name_is_taken_back_with_the_gift(donation: Donation) -> None:
    named = await donation.gift(payer_name="Trần Thị B", name_consent=True)
    body = {"on": "2024-07-27", "how": "Gọi điện"}
    path = f"/gifts/{named['gift_id']}/name-withdrawal"
    assert await donation.done(path, body, by="clerk") == {"gift_id": named["gift_id"], "on": "2024-07-27"}
    assert await donation.told("donation.unnamed.v1") == [{"gift_id": named["gift_id"], "fund_id": str(FUND)}]
    shown = await donation.read(f"/gifts/{named['gift_id']}")
    assert (shown["display_name"], shown["payer"]["name"]) == (None, "Trần Thị B")
    listed = (await donation.read(f"/gifts?fund_id={FUND}"))["items"]
    assert [item["display_name"] for item in listed] == [None]
    assert await donation.refused(path, body, by="clerk") == (409, "name_not_shown", "gift_id")


async def test_name_withdrawal_refusals(donation: Donation) -> None:
    body = {"on": "2024-07-27", "how": "Gọi điện"}
    nameless = await donation.gift(payer_name="Trần Thị B")
    school = await donation.gift(unit_id=await donation.unit())
    named = await donation.gift(payer_name="Trần Thị B", name_consent=True)
    refused = [
        (nameless["gift_id"], body, (409, "name_not_shown", "gift_id")),
        (school["gift_id"], body, (409, "name_not_shown", "gift_id")),
        (str(uuid4()), body, (404, "gift_unknown", "gift_id")),
        (named["gift_id"], body | {"on": "2024-07-29"}, (422, "date_in_future", "on")),
    ]
    for gift_id, sent, expected in refused:
        assert await donation.refused(f"/gifts/{gift_id}/name-withdrawal", sent, by="clerk") == expected
    path = f"/gifts/{named['gift_id']}/name-withdrawal"
    assert (await donation.refused(path, body, by="stranger"))[:2] == (404, "gift_unknown")
    assert (await donation.refused(path, body, by="cashier"))[:2] == (403, "wrong_role")
