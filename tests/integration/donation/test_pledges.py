"""Promises and what keeps them, what is late, and the letters about it."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation


def pledge(campaign: str, unit: str | None, **changes: object) -> dict[str, Any]:
    body = {"fund_id": str(FUND), "campaign_id": campaign, "unit_id": unit, "amount": 100, "due_on": "2024-07-20"}
    return {name: value for name, value in (body | changes).items() if value is not None}


async def promise(donation: Donation, campaign: str, unit: str | None, **changes: object) -> str:
    return str((await donation.done("/pledges", pledge(campaign, unit, **changes), by="clerk"))["pledge_id"])


async def stands(donation: Donation, pledge_id: str) -> tuple[str, int, int]:
    found = await donation.read(f"/pledges/{pledge_id}")
    return found["status"], found["given"], found["outstanding"]


async def test_a_promise_is_recorded_and_told(donation: Donation) -> None:
    campaign, unit = await donation.campaign(), await donation.unit()
    body = pledge(campaign, unit, amount=330_000_000, note="Cô Lan gọi điện", due_on="2024-08-30")
    made = await donation.done("/pledges", body, by="clerk")
    told = {
        "pledge_id": made["pledge_id"], "fund_id": str(FUND), "campaign_id": campaign, "unit_id": unit,
        "amount": 330_000_000, "due_on": "2024-08-30",
    }  # fmt: skip
    assert made == told, "the note is private"
    assert await donation.told("pledge.recorded.v1") == [told | {"display_name": "Trường tiểu học A"}]
    shown = await donation.read(f"/pledges/{made['pledge_id']}")
    assert shown == told | {
        "unit_code": "TH-01", "dues": [{"due_on": "2024-08-30", "amount": 330_000_000}], "given": 0, "gifts": 0,
        "outstanding": 330_000_000, "status": "open", "recorded_by": "clerk-1", "recorded_at": "2024-07-27T18:30:00Z",
        "reminded_at": None, "person": None, "note": "Cô Lan gọi điện", "cancel_reason": None,
    }  # fmt: skip
    assert await donation.told("donation.received.v1") == [], "never cash"


async def test_a_person_promises_without_being_named(donation: Donation) -> None:
    campaign = await donation.campaign()
    silent = await donation.unit("CN-1", kind="person", name="Lê Văn C")
    person = {"name": "Nguyễn Văn A", "address": "Thôn 3"}
    made = await promise(donation, campaign, None, person=person)
    await promise(donation, campaign, silent)
    assert [event["display_name"] for event in await donation.told("pledge.recorded.v1")] == [None, None]
    assert (await donation.read(f"/pledges/{made}"))["person"] == person
    assert (await donation.read(f"/pledges/overdue?fund_id={FUND}"))["items"] == [], "people are on no such list"
    assert await stands(donation, made) == ("open", 0, 100)
    for row in await donation.admin(
        """select data from outbox union all
           select convert_from(body, 'utf8') from idempotency where route like '%/pledges%'"""
    ):
        assert "Nguyễn" not in row[0]
        assert "Lê Văn" not in row[0]


async def test_gifts_keep_a_promise_and_taking_them_back_opens_it(donation: Donation) -> None:
    campaign, unit = await donation.campaign(), await donation.unit()
    made = await promise(donation, campaign, unit)
    assert await stands(donation, made) == ("overdue", 0, 100)
    first = await donation.gift(unit_id=unit, campaign_id=campaign, amount=40, pledge_id=made)
    assert await stands(donation, made) == ("overdue", 40, 60)
    second = await donation.gift(unit_id=unit, campaign_id=campaign, amount=205, pledge_id=made)
    assert await stands(donation, made) == ("fulfilled", 245, 0), "more than promised is shown as it is"
    assert (await donation.read(f"/gifts/{second['gift_id']}"))["pledge_id"] == made
    await donation.done(f"/gifts/{second['gift_id']}/void", {"reason": "x"}, by="accountant")
    assert await stands(donation, made) == ("overdue", 40, 60)
    assert (await donation.read(f"/pledges/{made}"))["gifts"] == 1
    await donation.gift(unit_id=unit, campaign_id=campaign, amount=60, pledge_id=made)
    await donation.done(f"/gifts/{first['gift_id']}/reversal", {"kind": "refund", "reason": "x"}, by="accountant")
    assert await stands(donation, made) == ("overdue", 60, 40)


async def test_parts_are_due_one_after_the_other(donation: Donation) -> None:
    campaign, unit = await donation.campaign(), await donation.unit()
    dues = [
        {"due_on": "2024-09-30", "amount": 50},
        {"due_on": "2024-07-01", "amount": 20},
        {"due_on": "2024-07-27", "amount": 30},
    ]
    made = await promise(donation, campaign, unit, due_on=None, dues=dues)
    shown = await donation.read(f"/pledges/{made}")
    assert (shown["due_on"], [due["amount"] for due in shown["dues"]]) == ("2024-09-30", [20, 30, 50])

    async def late() -> list[tuple[str, int, int]]:
        items = (await donation.read(f"/pledges/overdue?fund_id={FUND}&campaign_id={campaign}"))["items"]
        return [(item["due_on"], item["given"], item["overdue"]) for item in items]

    assert await late() == [("2024-07-01", 0, 50)]
    await donation.gift(unit_id=unit, campaign_id=campaign, amount=25, pledge_id=made)
    assert await late() == [("2024-07-27", 25, 25)]
    await donation.gift(unit_id=unit, campaign_id=campaign, amount=25, pledge_id=made)
    assert await late() == []
    assert await stands(donation, made) == ("partly", 50, 50)


async def test_cancelling_a_promise(donation: Donation) -> None:
    campaign, unit = await donation.campaign(), await donation.unit()
    made = await promise(donation, campaign, unit)
    await donation.gift(unit_id=unit, campaign_id=campaign, amount=40, pledge_id=made)
    body = {"reason": "Công ty giải thể, anh Nam báo"}
    done = await donation.done(f"/pledges/{made}/cancel", body, by="accountant")
    assert done == {"pledge_id": made, "amount": 100, "given": 40}
    assert await donation.told("pledge.cancelled.v1") == [
        {"pledge_id": made, "fund_id": str(FUND), "campaign_id": campaign, "unit_id": unit, "amount": 100}
    ]
    assert await stands(donation, made) == ("cancelled", 40, 0)
    assert (await donation.read(f"/pledges/{made}"))["cancel_reason"] == body["reason"]
    assert (await donation.read(f"/pledges/overdue?fund_id={FUND}"))["items"] == []
    assert (await donation.read(f"/campaigns/{campaign}/progress"))["pledged"] == 0
    again = (409, "pledge_cancelled_before", "pledge_id")
    assert await donation.refused(f"/pledges/{made}/cancel", body, by="accountant") == again
    assert await donation.refused(f"/pledges/{made}/reminders", {}) == again
    gift = {"fund_id": str(FUND), "unit_id": unit, "campaign_id": campaign, "channel": "cash", "amount": 60}
    named = gift | {"received_on": "2024-07-20", "pledge_id": made}
    assert await donation.refused("/gifts", named) == (409, "pledge_is_cancelled", "pledge_id")
    kept = await promise(donation, campaign, unit)
    await donation.gift(unit_id=unit, campaign_id=campaign, amount=100, pledge_id=kept)
    fulfilled = (409, "pledge_fulfilled", "pledge_id")
    assert await donation.refused(f"/pledges/{kept}/cancel", body, by="accountant") == fulfilled


async def test_pledge_refusals(donation: Donation) -> None:
    campaign, unit = await donation.campaign(), await donation.unit()
    person = {"name": "Nguyễn Văn A"}
    theirs = await donation.campaign(fund_id=str(OTHER_FUND))
    over = await donation.campaign("OLD", year=2023, opens_on="2023-06-28", closes_on="2023-07-27")
    due = {"due_on": "2024-07-20", "amount": 100}
    refused = [
        (pledge(campaign, unit, person=person), (422, "pledger_unclear", "person")),
        (pledge(campaign, None), (422, "pledger_unclear", "person")),
        (pledge(str(uuid4()), unit), (422, "campaign_unknown", "campaign_id")),
        (pledge(theirs, unit), (422, "campaign_of_other_fund", "campaign_id")),
        (pledge(over, unit), (422, "campaign_ended", "campaign_id")),
        (pledge(campaign, str(uuid4())), (422, "unit_unknown", "unit_id")),
        (pledge(campaign, unit, fund_id=str(uuid4())), (422, "fund_unknown", "fund_id")),
        (pledge(campaign, unit, due_on="2025-01-01"), (422, "due_outside_campaign", "due_on")),
        (pledge(campaign, unit, due_on=None), (422, "dues_unclear", "due_on")),
        (pledge(campaign, unit, dues=[due]), (422, "dues_unclear", "due_on")),
        (pledge(campaign, unit, due_on=None, dues=[due | {"amount": 99}]), (422, "dues_sum", "dues")),
        (
            pledge(campaign, unit, due_on=None, dues=[due | {"amount": 50}, due | {"amount": 50}]),
            (422, "dues_on_one_day", "dues"),
        ),
        (pledge(campaign, unit, due_on=None, dues=[due] * 25), (422, "invalid", "dues")),
        (pledge(campaign, unit, amount=0), (422, "pledge_not_positive", "amount")),
        (pledge(campaign, unit, amount=10**15 + 1), (422, "amount_too_large", "amount")),
    ]
    for body, expected in refused:
        assert await donation.refused("/pledges", body) == expected
    for by in ("auditor", "admin"):
        assert (await donation.refused("/pledges", pledge(campaign, unit), by=by))[:2] == (403, "wrong_role")
    assert (await donation.refused("/pledges", pledge(campaign, unit), by="stranger"))[1] == "other_fund"


async def test_pledges_are_for_staff_of_the_fund(donation: Donation) -> None:
    campaign, unit = await donation.campaign(), await donation.unit()
    made = await promise(donation, campaign, unit)
    assert (await donation.get(f"/pledges/{made}", by="stranger")).json()["code"] == "pledge_unknown"
    assert (await donation.get(f"/pledges/{uuid4()}")).status_code == 404
    for path in (f"/pledges?fund_id={FUND}", f"/pledges/overdue?fund_id={FUND}"):
        assert (await donation.get(path, by="stranger")).status_code == 403
        assert (await donation.get(path, by="admin")).status_code == 403
    cancel = f"/pledges/{made}/cancel"
    assert (await donation.refused(cancel, {"reason": "x"}, by="clerk"))[:2] == (403, "wrong_role")
    assert (await donation.refused(cancel, {"reason": "x"}, by="stranger"))[:2] == (404, "pledge_unknown")
    assert (await donation.refused(f"/pledges/{made}/reminders", {}, by="stranger"))[:2] == (404, "pledge_unknown")
    assert (await donation.refused(f"/campaigns/{campaign}/reminders", {}, by="stranger"))[:2] == (403, "other_fund")


async def test_lists_of_pledges_page_by_page(donation: Donation) -> None:
    campaign, other = await donation.campaign(), await donation.campaign("D-2")
    head, double, third = [await donation.unit(code) for code in ("A", "B", "C")]
    days = ("2024-07-20", "2024-07-01", "2024-07-20", "2024-07-28", "2024-12-01")
    made = [await promise(donation, campaign, head, due_on=day) for day in days]
    of_double = await promise(donation, other, double, due_on="2024-07-05")
    await donation.done(f"/units/{double}/merge", {"into_unit_id": head, "reason": "x"}, by="admin")

    async def pages(path: str) -> list[str]:
        first = await donation.read(f"{path}&limit=2")
        second = await donation.read(f"{path}&limit=50&after={first['next']}")
        assert second["next"] is None
        return [item["pledge_id"] for item in first["items"] + second["items"]]

    assert await pages(f"/pledges?fund_id={FUND}") == [of_double, *reversed(made)]
    assert await pages(f"/pledges?fund_id={FUND}&unit_id={double}") == [of_double, *reversed(made)]
    assert await pages(f"/pledges?fund_id={FUND}&campaign_id={campaign}") == made[::-1]
    assert (await donation.read(f"/pledges?fund_id={FUND}&unit_id={third}"))["items"] == []
    overdue = f"/pledges/overdue?fund_id={FUND}"
    assert await pages(overdue) == [made[1], of_double, made[0], made[2]], "by day; what is due today is not late"
    assert await pages(f"{overdue}&campaign_id={campaign}") == [made[1], made[0], made[2]]
    units = {(item["unit_code"]) for item in (await donation.read(overdue))["items"]}
    assert units == {"A"}, "a merged unit's promise goes on under its head's code"


async def test_a_letter_about_one_promise(donation: Donation) -> None:
    campaign = await donation.campaign()
    unit = await donation.unit(name='Công ty #set text(red) *A* $x$ \u202e"B" \\ @c')
    made = await promise(donation, campaign, unit)
    answer = await donation.done(f"/pledges/{made}/reminders", {}, by="clerk")
    pdf = f"/reminders/{answer['reminder_id']}/letters.pdf"
    assert answer == {
        "reminder_id": answer["reminder_id"], "letters": 1, "left": 0, "pdf": f"/api/donation{pdf}",
    }  # fmt: skip
    printed = await donation.get(pdf)
    assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
    assert printed.content.startswith(b"%PDF-")
    assert (await donation.read(f"/pledges/{made}"))["reminded_at"] == "2024-07-27T18:30:00Z"
    assert await donation.refused(f"/pledges/{made}/reminders", {}) == (409, "reminded_today", "pledge_id")
    assert (await donation.get(pdf, by="stranger")).json()["code"] == "reminder_unknown"
    assert (await donation.get(f"/reminders/{uuid4()}/letters.pdf")).status_code == 404


async def test_who_gets_no_letter(donation: Donation) -> None:
    campaign = await donation.campaign()
    veterans = await donation.unit("HT", not_asked="retired")
    person = await donation.unit("P", kind="person")
    in_time = await promise(donation, campaign, await donation.unit(), due_on="2024-07-28")
    of_veterans = await promise(donation, campaign, veterans)
    refused = [
        (await promise(donation, campaign, person), (422, "person_not_reminded", "pledge_id")),
        (await promise(donation, campaign, None, person={"name": "A"}), (422, "person_not_reminded", "pledge_id")),
        (of_veterans, (422, "unit_not_asked", "unit_id")),
        (in_time, (409, "pledge_not_overdue", "pledge_id")),
        (str(uuid4()), (404, "pledge_unknown", "pledge_id")),
    ]
    for pledge_id, expected in refused:
        assert await donation.refused(f"/pledges/{pledge_id}/reminders", {}) == expected
    assert (await donation.read(f"/pledges/overdue?fund_id={FUND}"))["items"] == []
    assert await stands(donation, of_veterans) == ("open", 0, 100)
    nobody = (409, "nobody_to_remind", "campaign_id")
    assert await donation.refused(f"/campaigns/{campaign}/reminders", {}) == nobody
    path = f"/campaigns/{uuid4()}/reminders"
    assert await donation.refused(path, {}) == (404, "campaign_unknown", "campaign_id")


async def test_letters_about_all_that_is_late_in_a_campaign(
    donation: Donation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.donation.commands.pledges.MAX_LETTERS", 2)
    campaign, other = await donation.campaign(), await donation.campaign("D-2")
    for n in range(3):
        await promise(donation, campaign, await donation.unit(f"A{n}"), due_on=f"2024-07-{20 - n}")
    await promise(donation, other, await donation.unit("B"))
    path = f"/campaigns/{campaign}/reminders"
    first = await donation.done(path, {}, by="clerk")
    second = await donation.done(path, {}, by="clerk")
    assert [(run["letters"], run["left"]) for run in (first, second)] == [(2, 1), (1, 0)]
    assert await donation.refused(path, {}) == (409, "nobody_to_remind", "campaign_id"), "one letter a day"
    printed = await donation.get(first["pdf"].removeprefix("/api/donation"))
    assert b"/Type/Pages/Count 2/" in printed.content
    rows = await donation.admin("select due_on::text, given, overdue from reminder_letter order by due_on")
    assert [tuple(row) for row in rows] == [(f"2024-07-{day}", 0, 100) for day in (18, 19, 20)]
    assert [event for event in await donation.told() if "reminder" in str(event)] == []
