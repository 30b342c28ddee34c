"""Gifts over HTTP: what is recorded and told, and every refusal above the database."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from uuid import UUID, uuid4

import asyncpg
import pytest
import structlog

from services.donation.commands import gifts as commands
from services.donation.commands.group_commit import GroupCommit
from shared import log
from tests.integration.donation.conftest import FUND, HOUSE, OTHER_FUND, OTHER_HOUSE, TOKENS, Donation, gift, running
from tests.support.databases import Clones


async def test_a_gift_gets_a_receipt_and_is_told(donation: Donation) -> None:
    unit_id, campaign_id = await donation.unit(), await donation.campaign()
    body = gift(unit_id=unit_id, campaign_id=campaign_id, channel="bank_transfer", amount=5_000_000_000)
    response = await donation.post("/gifts", body)
    assert response.status_code == 201
    made = response.json()
    receipt = {"year": 2024, "book": "CK01", "number": 1}
    assert made == {
        "gift_id": made["gift_id"], "fund_id": str(FUND), "amount": 5_000_000_000, "received_on": "2024-07-20",
        "receipt": receipt,
    }  # fmt: skip
    assert await donation.told("donation.received.v1") == [
        {
            "gift_id": made["gift_id"], "fund_id": str(FUND), "unit_id": unit_id, "campaign_id": campaign_id,
            "channel": "bank_transfer", "amount": 5_000_000_000, "received_on": "2024-07-20", "receipt": receipt,
            "earmark": None, "display_name": "Trường tiểu học A",
        }
    ]  # fmt: skip
    shown = await donation.read(f"/gifts/{made['gift_id']}")
    assert shown == {
        "gift_id": made["gift_id"], "fund_id": str(FUND), "unit_id": unit_id, "campaign_id": campaign_id,
        "channel": "bank_transfer", "amount": 5_000_000_000, "received_on": "2024-07-20", "receipt": receipt,
        "earmark": None, "display_name": "Trường tiểu học A", "status": "valid", "recorded_by": "cashier-1",
        "recorded_at": "2024-07-27T18:30:00Z", "amount_in_words": "Năm tỷ đồng", "payer": None, "reversal": None,
        "parts": [], "corrects_gift_id": None, "corrected_by": [],
        "members": [], "on_behalf_of": None, "pledge_id": None,
    }  # fmt: skip


async def test_the_trace_of_the_request_travels_with_the_event(donation: Donation) -> None:
    headers = {"x-request-id": "counter-7"}
    donation.client.headers.update(headers)
    await donation.gift()
    assert [row[0] for row in await donation.admin("select correlation_id from outbox")] == ["counter-7"]


@pytest.mark.parametrize(
    "earmark", [{"kind": "purpose", "ref": "housing"}, {"kind": "house", "ref": str(HOUSE)}, {"kind": "campaign"}]
)
async def test_an_earmark_is_told(donation: Donation, earmark: dict[str, str]) -> None:
    campaign_id = await donation.campaign()
    earmark = {"ref": campaign_id} | earmark
    made = await donation.gift(
        campaign_id=campaign_id,
        earmark={**earmark, "ref": earmark["ref"].upper()} if earmark["kind"] != "purpose" else earmark,
    )
    assert (await donation.told("donation.received.v1"))[0]["earmark"] == earmark
    assert (await donation.read(f"/gifts/{made['gift_id']}"))["earmark"] == earmark


async def test_each_cashier_and_channel_has_a_book(donation: Donation) -> None:
    receipts = [
        (await donation.gift(by=by, channel=channel, received_on=day))["receipt"]
        for by, channel, day in (
            ("cashier", "cash", "2024-07-01"),
            ("cashier", "cash", "2024-01-01"),
            ("clerk", "cash", "2024-07-01"),
            ("cashier", "bank_transfer", "2024-07-01"),
            ("cashier", "cash", "2023-12-31"),
            ("cashier", "cash", "2024-07-02"),
        )
    ]
    assert [(r["year"], r["book"], r["number"]) for r in receipts] == [
        (2024, "TM01", 1), (2024, "TM01", 2), (2024, "TM02", 1), (2024, "CK01", 1), (2023, "TM01", 1),
        (2024, "TM01", 3),
    ]  # fmt: skip


async def test_private_words_stay_here(
    donation: Donation, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    words = {"payer_name": "Trần Thị Kín", "payer_address": "12 Ngõ Kín", "reason": "Theo di nguyện của bà Kín"}
    made = await donation.gift(**words)
    await donation.done(f"/gifts/{made['gift_id']}/void", {"reason": "Ghi nhầm tên bà Kín"}, by="accountant")
    assert (await donation.read(f"/gifts/{made['gift_id']}"))["payer"] == {
        "name": "Trần Thị Kín", "address": "12 Ngõ Kín", "reason": "Theo di nguyện của bà Kín", "name_consent": False,
    }  # fmt: skip
    await donation.refused("/gifts", gift(**words, amount=0))
    public = await donation.admin(
        "select data from outbox union all select convert_from(body, 'utf8') from idempotency"
    )
    captured = capfd.readouterr()
    listing = (await donation.get(f"/gifts?fund_id={FUND}")).text
    for text in (*(row[0] for row in public), caplog.text, captured.out, captured.err, listing):
        assert "Kín" not in text
        assert "K\\u00edn" not in text


async def test_a_walk_in_is_named_only_with_consent(donation: Donation) -> None:
    await donation.gift(payer_name="Lê Văn B")
    await donation.gift(payer_name="Lê Văn B", name_consent=True)
    unit_id = await donation.unit()
    await donation.gift(unit_id=unit_id, payer_name="Lê Văn B", name_consent=True)
    names = [event["display_name"] for event in await donation.told("donation.received.v1")]
    assert names == [None, "Lê Văn B", "Trường tiểu học A"], "the unit gave, whoever brought the money"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0", "amount_not_positive"), ("-1", "amount_not_positive"), ("-0", "amount_not_positive"),
        (str(10**15 + 1), "amount_too_large"), (str(10**30), "amount_too_large"),
        ("1.5", "invalid"), ("1.0", "invalid"),
        ("1e3", "invalid"), ("1E3", "invalid"), ('"100"', "invalid"), ("true", "invalid"), ("null", "invalid"),
        ("[1]", "invalid"), ("{}", "invalid"),
    ],
)  # fmt: skip
async def test_amounts_are_whole_dong(donation: Donation, amount: str, code: str) -> None:
    body = json.dumps(gift(amount="AMOUNT")).replace('"AMOUNT"', amount).encode()
    assert await donation.refused("/gifts", body) == (422, code, "amount")


@pytest.mark.parametrize("amount", [1, 10**15])
async def test_the_smallest_and_the_largest_gift(donation: Donation, amount: int) -> None:
    assert (await donation.gift(amount=amount))["amount"] == amount


@pytest.mark.parametrize(
    "body", [b"{", b"", b"01", b'{"amount": NaN}', b'{"amount": 01}', '{"fund_id": "ủng hộ'.encode("utf-16")]
)
async def test_what_is_not_json_is_refused(donation: Donation, body: bytes) -> None:
    status, code, _ = await donation.refused("/gifts", body)
    assert (status, code) in ((400, "malformed_json"), (422, "invalid"))


async def test_gift_refusals(donation: Donation) -> None:
    campaign_id = await donation.campaign()
    elsewhere = await donation.unit(fund_id=str(OTHER_FUND))
    other_campaign = await donation.campaign(fund_id=str(OTHER_FUND))
    for_campaign: dict[str, object] = {"earmark": {"kind": "campaign", "ref": await donation.campaign("D-2")}}
    await donation.hear_year_closed(2022)
    unknown = str(uuid4())
    refused: list[tuple[dict[str, object], tuple[int, str, str]]] = [
        ({"fund_id": unknown}, (422, "fund_unknown", "fund_id")),
        ({"fund_id": ...}, (422, "invalid", "fund_id")),
        ({"unit_id": unknown}, (422, "unit_unknown", "unit_id")),
        ({"unit_id": elsewhere}, (422, "unit_of_other_fund", "unit_id")),
        ({"unit_id": "TH-01"}, (422, "invalid", "unit_id")),
        ({"campaign_id": unknown}, (422, "campaign_unknown", "campaign_id")),
        ({"campaign_id": other_campaign}, (422, "campaign_of_other_fund", "campaign_id")),
        ({"campaign_id": campaign_id, "received_on": "2024-06-27"}, (422, "campaign_not_open", "received_on")),
        ({"received_on": "2024-07-29"}, (422, "date_in_future", "received_on")),
        ({"received_on": "2022-12-31"}, (422, "year_closed", "received_on")),
        ({"received_on": "2024-02-30"}, (422, "invalid", "received_on")),
        ({"received_on": "20240220"}, (422, "invalid", "received_on")),
        ({"received_on": 19000}, (422, "invalid", "received_on")),
        ({"received_on": "1944-12-31"}, (422, "invalid", "received_on")),
        ({"channel": "card"}, (422, "invalid", "channel")),
        ({"earmark": {"kind": "house", "ref": unknown}}, (422, "house_unknown", "earmark.ref")),
        ({"earmark": {"kind": "house", "ref": str(OTHER_HOUSE)}}, (422, "house_of_other_fund", "earmark.ref")),
        ({"earmark": {"kind": "house", "ref": "nhà bà A"}}, (422, "earmark_not_an_id", "earmark.ref")),
        ({"earmark": {"kind": "purpose", "ref": "salaries"}}, (422, "earmark_not_a_use", "earmark.ref")),
        (for_campaign, (422, "earmark_of_other_campaign", "earmark.ref")),
        (for_campaign | {"campaign_id": campaign_id}, (422, "earmark_of_other_campaign", "earmark.ref")),
        ({"earmark": {"kind": "wish", "ref": "x"}}, (422, "invalid", "earmark.kind")),
        ({"name_consent": True}, (422, "consent_without_name", "payer_name")),
        ({"name_consent": "yes", "payer_name": "A"}, (422, "invalid", "name_consent")),
        ({"payer_name": "a\x07"}, (422, "invalid", "payer_name")),
        ({"payer_name": "a\x00"}, (422, "not_storable", "")),
        ({"note": "x"}, (422, "invalid", "note")),
    ]  # fmt: skip
    for changes, expected in refused:
        assert await donation.refused("/gifts", gift(**changes)) == expected


async def test_the_day_is_the_day_in_vietnam(donation: Donation) -> None:
    await donation.gift(received_on="2024-07-28")


async def test_late_money_is_still_the_campaigns_until_its_year_ends(donation: Donation) -> None:
    campaign_id = await donation.campaign("OLD", year=2023, opens_on="2023-06-28", closes_on="2023-07-27")
    winter = await donation.campaign("TET", year=2023, opens_on="2023-12-20", closes_on="2024-02-10")
    await donation.gift(campaign_id=campaign_id, received_on="2023-06-28")
    await donation.gift(campaign_id=campaign_id, received_on="2023-12-31")
    late = gift(campaign_id=campaign_id, received_on="2024-01-01")
    assert await donation.refused("/gifts", late) == (422, "campaign_over", "received_on")
    await donation.gift(campaign_id=winter, received_on="2024-02-10")
    assert (await donation.refused("/gifts", gift(campaign_id=winter, received_on="2024-02-11")))[1] == "campaign_over"


async def test_who_may_take_a_gift(donation: Donation) -> None:
    for by in ("clerk", "cashier", "accountant"):
        await donation.gift(by=by)
    for by in ("admin", "auditor"):
        assert (await donation.refused("/gifts", gift(), by=by))[:2] == (403, "wrong_role")
    assert (await donation.refused("/gifts", gift(), by="stranger"))[:2] == (403, "other_fund")
    response = await donation.client.post("/api/donation/gifts", json=gift())
    assert response.status_code == 401


async def test_who_may_read_gifts(donation: Donation) -> None:
    made = await donation.gift(payer_name="A")
    for by in ("clerk", "cashier", "accountant", "auditor"):
        await donation.read(f"/gifts/{made['gift_id']}", by=by)
    assert (await donation.get(f"/gifts/{made['gift_id']}", by="admin")).status_code == 403
    assert (await donation.get(f"/gifts/{made['gift_id']}", by="stranger")).json()["code"] == "gift_unknown"
    assert (await donation.get(f"/gifts/{uuid4()}")).json()["code"] == "gift_unknown"
    assert (await donation.get(f"/gifts?fund_id={FUND}", by="stranger")).status_code == 403


async def test_gifts_are_listed_newest_first_page_by_page(donation: Donation) -> None:
    made = [(await donation.gift())["gift_id"] for _ in range(5)]
    await donation.gift(fund_id=str(OTHER_FUND))
    seen: list[str] = []
    after = ""
    while True:
        page = await donation.read(f"/gifts?fund_id={FUND}&limit=2{after}")
        seen += [item["gift_id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == made[::-1]
    assert (await donation.get(f"/gifts?fund_id={FUND}&after=x")).json()["code"] == "bad_cursor"


async def test_the_same_key_gives_the_same_answer_once(donation: Donation) -> None:
    first = await donation.post("/gifts", gift(), key="k1")
    again = await donation.post("/gifts", gift(), key="k1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len(await donation.told("donation.received.v1")) == 1


async def test_the_same_key_with_another_body_is_refused(donation: Donation) -> None:
    await donation.post("/gifts", gift(), key="k1")
    other = await donation.post("/gifts", gift(amount=1), key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    colleague = await donation.post("/gifts", gift(amount=1), key="k1", by="clerk")
    assert colleague.status_code == 201, "keys are each person's own"


async def test_a_gift_needs_a_key(donation: Donation) -> None:
    headers = {"authorization": f"Bearer {TOKENS['cashier']}"}
    response = await donation.client.post("/api/donation/gifts", json=gift(), headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_missing")
    assert (await donation.rows())["last_number"] == 0


async def test_the_same_key_at_the_same_time_is_answered_once(donation: Donation) -> None:
    await donation.gift()  # the book is open
    answers = await asyncio.gather(*(donation.post("/gifts", gift(), key="k1") for _ in range(8)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 201
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"idempotency_key_running"}
    assert set(codes) <= {201, 409}
    assert len(await donation.told("donation.received.v1")) == 2


async def test_a_refused_gift_may_be_mended_under_its_key(donation: Donation) -> None:
    refused = await donation.post("/gifts", gift(amount=0), key="k1")
    assert refused.status_code == 422
    assert (await donation.post("/gifts", gift(), key="k1")).status_code == 201


async def test_refusals_leave_their_neighbours_alone(donation: Donation) -> None:
    """Requests that are committed together: the refused ones take no number and change nothing."""
    await donation.gift()
    bodies = [gift(amount=n if n % 3 else 0, payer_name=f"P{n}") for n in range(1, 61)]
    answers = await asyncio.gather(*(donation.post("/gifts", body) for body in bodies))
    assert [answer.status_code for answer in answers] == [201 if n % 3 else 422 for n in range(1, 61)]
    numbers = sorted(answer.json()["receipt"]["number"] for answer in answers if answer.status_code == 201)
    assert numbers == list(range(2, 42))
    for body, answer in zip(bodies, answers, strict=True):
        if answer.status_code == 201:
            assert answer.json()["amount"] == body["amount"], "everyone gets their own answer"
            shown = await donation.read(f"/gifts/{UUID(answer.json()['gift_id'])}")
            assert shown["payer"]["name"] == body["payer_name"]


async def test_when_too_many_wait_the_next_is_told_to_come_back(
    service_database: Clones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with Retry-After at once; those who wait are served, and the same key serves the one who came back."""
    limits = GroupCommit.__init__.__kwdefaults__
    assert limits is not None
    monkeypatch.setitem(limits, "writers", 1)
    monkeypatch.setitem(limits, "queue", 3)
    async with running(await service_database("donation")) as donation:
        await donation.gift()
        lock = await asyncpg.connect(donation.server.superuser_url)
        await lock.execute("begin")
        await lock.execute("select from book for update")
        first = asyncio.create_task(donation.post("/gifts", gift()))
        await donation.blocked("for share of y")
        others = {asyncio.create_task(donation.post("/gifts", gift(), key=key)): key for key in "abcd"}
        [turned_away], served = await asyncio.wait(others, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        answer = turned_away.result()
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert int(answer.headers["retry-after"]) > 0
        await lock.close()
        assert [(await task).status_code for task in (first, *served)] == [201] * 4
        again = await donation.post("/gifts", gift(), key=others[turned_away])
        assert again.json()["receipt"]["number"] == 6


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What is logged, as the running service logs it."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    stream = io.StringIO()
    log.configure(level="debug", pretty=False, stream=stream)
    structlog.configure(cache_logger_on_first_use=False)
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    structlog.reset_defaults()


async def test_not_even_an_unforeseen_error_tells_private_words(
    donation: Donation, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO
) -> None:
    """The error of a constraint, met through a mistake of ours, quotes the row."""
    monkeypatch.setattr(commands, "check_gift", lambda *_: None)
    body = gift(payer_name="Trần Thị Kín", amount=-5, reason="vì bà Kín", name_consent=True)
    response = await donation.post("/gifts", body)
    assert (response.status_code, response.json()["title"]) == (500, "Lỗi của hệ thống")
    assert "CheckViolationError" in logged.getvalue()
    for text in (logged.getvalue(), response.text):
        assert "Kín" not in text
        assert "K\\u00edn" not in text
    assert (await donation.gift())["receipt"]["number"] == 1, "the failed one took no number"
