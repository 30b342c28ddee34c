"""What a bank tells by itself: signed, in time, once; the same path as a line of a statement."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.donation.domain.callback import HEADER, signature
from tests.integration.donation.conftest import NOW, Donation
from tests.integration.donation.lines import account, add, decision, state, waiting
from tests.integration.donation.test_payment_codes import issued

MEMO = "PHAM THI SAU ung ho quy"


def told(**changes: object) -> dict[str, Any]:
    """A transaction that is taken as it is."""
    return {"bank_id": "FT1", "day": "2024-07-20", "credit": 200_000, "memo": MEMO} | changes


async def secret(donation: Donation, account_id: str) -> str:
    made = await donation.done(f"/accounts/{account_id}/callback-secrets", {}, by="admin")
    return str(made["secret"])


async def tell(
    donation: Donation,
    account_id: str,
    key: str,
    *transactions: dict[str, Any],
    body: bytes | None = None,
    signed: bytes | None = None,
    late: int = 0,
    language: str = "vi",
) -> httpx.Response:
    """What the bank's request is answered; ``signed``: other bytes than those that are sent."""
    content = json.dumps({"transactions": transactions}).encode() if body is None else body
    at = int(donation.now.timestamp()) - late
    headers = {
        HEADER: signature(key, at, content if signed is None else signed), "content-type": "application/json",
        "accept-language": language,
    }  # fmt: skip
    return await donation.client.post(f"/api/donation/bank-callbacks/{account_id}", content=content, headers=headers)


async def test_a_told_line_becomes_a_gift_at_once(donation: Donation) -> None:
    a, unit, campaign = await account(donation), await donation.unit(), await donation.campaign()
    key = await secret(donation, a)
    code = (await issued(donation, a, unit_id=unit, campaign_id=campaign))["code"]
    other = (await issued(donation, a, unit_id=unit))["code"]
    wrong = code[:5] + ("B" if code[5] != "B" else "C") + code[6:]
    await add(donation, a, {"bank_id": "R", "credit": 1, "memo": "HTX TAM HOP gop"})
    await donation.done("/review/decisions", decision(a, ["R"], {"unit_id": unit}, rule={"phrase": "tam hop"}))
    answer = await tell(
        donation, a, key,
        told(bank_id="1", memo=f"abc{code.lower()}xyz"), told(bank_id="2", memo="htx tam-hop"), told(bank_id="3"),
        told(bank_id="4", memo=f"{wrong} an"), told(bank_id="5", memo=f"{code} {other}"),
        told(bank_id="6", credit=0, debit=5), told(bank_id="7", memo=f"{code} a", day="2024-06-01"),
    )  # fmt: skip
    assert (answer.status_code, answer.json()) == (200, {"gifts": 3, "review": 3, "debits": 1, "known": 0})
    assert await state(donation, a) == {
        "R": ("gift", "staff"), "1": ("gift", "code"), "2": ("gift", "rule"), "3": ("gift", "walk_in"),
        "4": ("review", None), "5": ("review", None), "6": ("debit", None), "7": ("review", None),
    }  # fmt: skip
    rows = await donation.admin(
        """select g.unit_id::text, g.campaign_id::text, g.channel, g.book from gift g join bank_line l using (gift_id)
           where l.source = 'callback' order by l.bank_id"""
    )
    assert [tuple(row) for row in rows] == [
        (unit, campaign, "bank_transfer", "CK02"), (unit, None, "bank_transfer", "CK02"),
        (None, None, "bank_transfer", "CK02"),
    ]  # fmt: skip
    hints = {
        line["bank_id"]: line["hints"] for line in (await donation.read(f"/review?account_id={a}", by="clerk"))["items"]
    }
    assert hints == {
        "4": [{"why": "code_slip", "code": code, "unit_id": unit, "campaign_id": campaign}],
        "5": [{"why": "codes_differ", "code": code, "unit_id": unit, "campaign_id": campaign},
              {"why": "codes_differ", "code": other, "unit_id": unit}],
        "7": [{"why": "refused", "code": "campaign_not_open", "unit_id": unit, "campaign_id": campaign}],
    }  # fmt: skip


async def test_the_same_again_has_no_effect(donation: Donation) -> None:
    a = await account(donation)
    key = await secret(donation, a)
    await add(donation, a, {"bank_id": "S", "credit": 5, "balance": 9, "memo": "a\nb", "day": "2024-07-19"})
    assert (await tell(donation, a, key, told(), told())).json() == {"gifts": 1, "review": 0, "debits": 0, "known": 1}
    before = await donation.rows()
    again = await tell(
        donation, a, key, told(memo="PHAM  THI SAU ung-ho quy"),
        told(bank_id="S", credit=5, memo="a b", day="2024-07-19"),
    )  # fmt: skip
    assert (again.status_code, again.json()) == (200, {"gifts": 0, "review": 0, "debits": 0, "known": 2})
    assert await donation.rows() == before
    assert (await tell(donation, a, key, told(balance=77))).status_code == 200
    assert (await donation.admin("select balance from bank_line where bank_id = 'FT1'"))[0][0] == 77
    assert (await tell(donation, a, key, told(balance=78))).json()["code"] == "callback_conflict"
    other = await account(donation, "2000")
    theirs = await tell(donation, other, await secret(donation, other), told())
    assert theirs.json()["gifts"] == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"credit": 200_001}, "+200.001 đ"), ({"day": "2024-07-19"}, "19/07/2024"), ({"memo": "x"}, "cũng khác"),
        ({"credit": 0, "debit": 200_000}, "-200.000 đ"),
    ],
)  # fmt: skip
async def test_other_content_under_a_known_id_shows_both_and_writes_nothing(
    donation: Donation, changes: dict[str, Any], says: str
) -> None:
    a = await account(donation)
    key = await secret(donation, a)
    await tell(donation, a, key, told())
    before = await donation.rows()
    for body in ([told(bank_id="NEW"), told(**changes)], [told(bank_id="N"), told(bank_id="N", **changes)]):
        answer = await tell(donation, a, key, *body)
        assert (answer.status_code, answer.json()["code"]) == (409, "callback_conflict")
        assert "20/07/2024, +200.000 đ" in answer.json()["detail"]
        assert says in answer.json()["detail"]
        assert MEMO not in answer.text
        assert answer.json()["detail"] != (await tell(donation, a, key, *body, language="en")).json()["detail"]
    assert await donation.rows() == before


async def test_who_did_not_sign_is_refused_and_learns_nothing(donation: Donation) -> None:
    a, b = await account(donation), await account(donation, "2000")
    key, other = await secret(donation, a), await secret(donation, b)
    before = await donation.rows()
    unknown = str(uuid4())
    for answer in (
        await tell(donation, a, other, told()),
        await tell(donation, unknown, key, told()),
        await tell(donation, a, key, told(), signed=b"{}"),
        await tell(donation, a, key + "x", body=b"not json"),
        await donation.client.post(f"/api/donation/bank-callbacks/{a}", json={"transactions": [told()]}),
        await donation.client.post(f"/api/donation/bank-callbacks/{a}", json={}, headers={HEADER: "t=1,v1=zz"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "signature_wrong")
    for late in (301, -301):
        answer = await tell(donation, a, key, told(), late=late)
        assert (answer.status_code, answer.json()["code"]) == (401, "signature_stale")
    assert await donation.rows() == before
    for late in (300, -300):
        assert (await tell(donation, a, key, told(), late=late)).status_code == 200


async def test_bodies_that_are_refused(donation: Donation) -> None:
    a = await account(donation)
    key = await secret(donation, a)
    before = await donation.rows()
    large = await tell(donation, a, key, body=b" " * (64 * 1024 + 1))
    assert large.status_code == 413
    bodies: list[tuple[Sequence[dict[str, Any]], int, str]] = [
        ([], 422, "invalid"),
        ([told(credit=0)], 422, "line_needs_one_amount"),
        ([told(debit=1)], 422, "line_needs_one_amount"),
        ([told(credit="200000")], 422, "invalid"),
        ([told(credit=-1)], 422, "line_needs_one_amount"),
        ([told(debit=-1)], 422, "line_needs_one_amount"),
        ([told(bank_id="")], 422, "invalid"),
        ([told(bank_id="x" * 101)], 422, "invalid"),
        ([told(memo="x" * 1001)], 422, "invalid"),
        ([told(day="2024-07-29")], 422, "date_in_future"),
        ([told(day="20/07/2024")], 422, "invalid"),
        ([told(name="x")], 422, "invalid"),
        ([told(memo="a\x00")], 422, "not_storable"),
    ]
    for transactions, status, code in bodies:
        answer = await tell(donation, a, key, *transactions)
        assert (answer.status_code, answer.json()["code"]) == (status, code), transactions
        assert MEMO not in answer.text
    assert (await tell(donation, a, key, body=b"{")).json()["code"] == "malformed_json"
    assert await donation.rows() == before


async def test_secrets_are_shown_once_and_replaced_without_a_gap(donation: Donation) -> None:
    a = await account(donation)
    path = f"/accounts/{a}/callback-secrets"
    answers = [await donation.post(path, {}, by="admin", key="k") for _ in range(2)]
    first = answers[0].json()["secret"]
    assert len(first) >= 32
    assert answers[1].json() == answers[0].json() | {"secret": None}
    assert first not in str(await donation.admin("select convert_from(body, 'utf8') from idempotency"))
    second, third = await secret(donation, a), None
    for key in (first, second):
        assert (await tell(donation, a, key, told())).status_code == 200
    third = await secret(donation, a)
    assert [(await tell(donation, a, key, told())).status_code for key in (first, second, third)] == [401, 200, 200]
    donation.now = NOW + timedelta(minutes=1)
    assert await donation.done(f"{path}/retire", {}, by="admin") == {"account_id": a, "retired": 1}
    assert [(await tell(donation, a, key, told())).status_code for key in (first, second, third)] == [401, 401, 200]
    listed = await donation.read(path, by="admin")
    assert [(note["secret"], note["retired_at"] is None) for note in listed["items"]] == [
        (None, True), (None, False), (None, False),
    ]  # fmt: skip
    assert (await donation.refused(path, {}, by="accountant"))[1] == "wrong_role"
    assert (await donation.refused(path, {}, by="stranger"))[1] == "other_fund"
    assert (await donation.refused(f"{path}/retire", {}, by="stranger"))[1] == "other_fund"
    assert (await donation.get(path, by="stranger")).json()["code"] == "other_fund"
    assert (await donation.refused(f"/accounts/{uuid4()}/callback-secrets", {}, by="admin"))[1] == "account_unknown"


async def test_the_same_told_32_times_at_once_is_one_gift(donation: Donation) -> None:
    a = await account(donation)
    key = await secret(donation, a)
    answers = await asyncio.gather(*(tell(donation, a, key, told(), told(bank_id=f"FT{n % 4 + 2}")) for n in range(32)))
    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.json()["gifts"] for answer in answers) == 5
    assert (await donation.admin("select count(*) from gift"))[0][0] == 5


async def test_no_memo_gets_out(donation: Donation, capsys: pytest.CaptureFixture[str]) -> None:
    a = await account(donation)
    key = await secret(donation, a)
    answer = await tell(donation, a, key, told())
    assert MEMO not in answer.text
    assert MEMO not in json.dumps(await donation.told(), default=str)
    assert MEMO not in "".join(capsys.readouterr())
    assert await waiting(donation, a) == []
