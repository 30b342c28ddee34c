"""What is kept beside an Idempotency-Key holds no private word, and a request sent again is answered all the same."""

import json
from typing import Any

import asyncpg

from shared.migrate import migrations_of
from tests.integration.donation import statements
from tests.integration.donation.conftest import FUND, Donation
from tests.integration.donation.lines import account, add, decision

WORD = "Bùi Thị Kín"
"""Stands wherever a request takes a private word."""


async def kept(donation: Donation) -> list[tuple[str, str]]:
    rows = await donation.admin("select route, convert_from(body, 'utf8') as body from idempotency")
    return [(row["route"], row["body"]) for row in rows]


async def test_a_registered_unit_is_shown_again_from_its_row(donation: Donation) -> None:
    body = {"fund_id": str(FUND), "code": "CN-9", "name": WORD, "kind": "person"}
    first = await donation.post("/units", body, by="admin", key="once")
    again = await donation.post("/units", body, by="admin", key="once")
    assert (again.status_code, again.json()) == (201, first.json())
    assert first.json()["name"] == WORD
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert await kept(donation) == [("POST /api/donation/units", f'{{"id":"{first.json()["unit_id"]}"}}')]
    assert (await donation.admin("select count(*) from unit"))[0][0] == 1


async def test_an_import_is_shown_again_as_it_stands_now(donation: Donation) -> None:
    where = await account(donation)
    sent: dict[str, Any] = {"key": "once", "name": f"{WORD}.csv"}
    first = await statements.upload(donation, where, b"a file", **sent)
    again = await statements.upload(donation, where, b"a file", **sent, language="en")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["import_id"] == again.json()["import_id"]
    assert again.json()["file_name"] == f"{WORD}.csv"
    assert not [body for _, body in await kept(donation) if WORD in body]


async def test_no_answer_keeps_a_private_word(donation: Donation) -> None:
    unit, campaign, where = await donation.unit(), await donation.campaign(), await account(donation)
    double, person = await donation.unit("TH-02"), await donation.unit("CN-1", kind="person", name=WORD)
    payer = {"payer_name": WORD, "payer_address": WORD, "reason": WORD}
    made = await donation.gift(**payer, members=[{"name": WORD}], on_behalf_of={"name": WORD})
    line = {"amount": 5, **payer}
    listed = {"control_count": 1, "control_total": 5, "received_on": "2024-07-20", "channel": "cash"}
    await donation.done("/batches", {"fund_id": str(FUND), "lines": [line], **listed})
    thing = {"item": "gạo", "quantity": 1, "measure": "tạ"}
    given = {"fund_id": str(FUND), "given_on": "2024-07-20", "in_kind": thing, "giver_name": WORD, "note": WORD}
    contribution = (await donation.done("/contributions", given))["contribution_id"]
    undone = {"kind": "void", "reason": WORD}
    await donation.done(f"/contributions/{contribution}/reversal", undone, by="accountant")
    promise = {"fund_id": str(FUND), "campaign_id": campaign, "amount": 9, "due_on": "2024-07-20", "note": WORD}
    pledge = (await donation.done("/pledges", promise | {"person": {"name": WORD, "address": WORD}}))["pledge_id"]
    await donation.done(f"/pledges/{pledge}/cancel", {"reason": WORD}, by="accountant")
    await donation.done(f"/units/{person}/consents", {"given": True, "on": "2024-07-20", "how": WORD}, by="admin")
    await donation.done(f"/units/{double}/merge", {"into_unit_id": unit, "reason": WORD}, by="admin")
    await donation.done(f"/gifts/{made['gift_id']}/reversal", undone | {"kind": "refund"}, by="accountant")
    await add(donation, where, {"bank_id": "L1", "credit": 5, "memo": WORD}, {"bank_id": "L2", "credit": 6})
    ruled = decision(where, ["L1"], {"unit_id": unit}, rule={"phrase": WORD})
    rule = (await donation.done("/review/decisions", ruled))["rule"]["rule_id"]
    aside = {"account_id": where, "bank_ids": ["L2"], "reason": WORD}
    await donation.done("/review/set-asides", aside)
    await donation.done(f"/rules/{rule}/retire", {})
    routes = {route.split("/")[3] for route, _ in await kept(donation)}
    assert routes >= {"units", "gifts", "batches", "contributions", "pledges", "review", "rules"}
    assert not [route for route, body in await kept(donation) if WORD in body]


async def test_answers_of_before_lose_their_words(donation: Donation) -> None:
    """The migration, on answers as they were kept whole."""
    id_ = "018f0000-0000-7000-8000-000000000001"
    whole = {
        "units": "unit_id", "imports": "import_id", "imports/x/mapping": "import_id", "gifts": "gift_id",
    }  # fmt: skip
    for path, name in whole.items():
        await donation.admin(
            """insert into idempotency (actor, route, key, request_hash, status, body)
               values ('a', $1, 'k', '', 201, convert_to($2, 'utf8'))""",
            f"POST /api/donation/{path}", json.dumps({name: id_, "name": WORD}),
        )  # fmt: skip
    mended = next(each for each in migrations_of("donation") if each.name.endswith("kept_answers.sql"))
    conn = await asyncpg.connect(donation.server.owner_url)
    await conn.execute(mended.sql)
    await conn.close()
    bodies = {route.removeprefix("POST /api/donation/"): json.loads(body) for route, body in await kept(donation)}
    assert bodies == {path: {"id": id_} for path in ("units", "imports", "imports/x/mapping")} | {
        "gifts": {"gift_id": id_, "name": WORD}
    }
