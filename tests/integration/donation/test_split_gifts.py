"""One receipt, several parts; and a gift that names the one it replaces."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.integration.donation.conftest import FUND, HOUSE, OTHER_FUND, OTHER_HOUSE, Donation, gift

HARDSHIP = {"kind": "purpose", "ref": "hardship"}
HOUSED = {"kind": "house", "ref": str(HOUSE)}


def split(*parts: dict[str, Any], **changes: object) -> dict[str, Any]:
    return gift(amount=sum(part["amount"] for part in parts), parts=list(parts), **changes)


async def test_a_split_gift_is_one_receipt_and_one_event(donation: Donation) -> None:
    body = split({"amount": 120_000, "earmark": HOUSED}, {"amount": 50_000, "earmark": HARDSHIP}, {"amount": 30_000})
    made = await donation.done("/gifts", body)
    assert (made["amount"], made["receipt"]) == (200_000, {"year": 2024, "book": "TM01", "number": 1})
    shown = await donation.read(f"/gifts/{made['gift_id']}")
    assert [(part["amount"], part["earmark"]) for part in shown["parts"]] == [
        (120_000, HOUSED), (50_000, HARDSHIP), (30_000, None),
    ]  # fmt: skip
    assert shown["earmark"] is None
    assert await donation.told("donation.received.v1") == []
    (told,) = await donation.told("donation.received_in_parts.v1")
    assert told["parts"] == [
        {"part_id": part["part_id"], "amount": part["amount"], "earmark": part["earmark"]} for part in shown["parts"]
    ]
    assert (told["gift_id"], told["amount"], told["receipt"]) == (made["gift_id"], 200_000, made["receipt"])
    year = await donation.read(f"/books?fund_id={FUND}&year=2024")
    assert (year["gifts"], year["received"], year["books"][0]["complete"]) == (1, 200_000, True)


async def test_a_reversal_takes_back_all_parts(donation: Donation) -> None:
    made = await donation.done("/gifts", split({"amount": 1, "earmark": HARDSHIP}, {"amount": 2}))
    shown = await donation.read(f"/gifts/{made['gift_id']}")
    await donation.done(f"/gifts/{made['gift_id']}/void", {"reason": "Ghi nhầm"}, by="accountant")
    (told,) = await donation.told("donation.reversed.v1")
    assert told["amount"] == 3
    assert told["parts"] == [{"part_id": part["part_id"], "amount": part["amount"]} for part in shown["parts"]]


async def test_split_and_plain_gifts_of_one_moment_are_each_told_once(donation: Donation) -> None:
    bodies = [gift(amount=n + 1) if n % 2 else split({"amount": n + 1}, {"amount": 1, "earmark": HARDSHIP})
              for n in range(40)]  # fmt: skip
    bodies[7] = split({"amount": 5}, {"amount": 5})
    answers = await asyncio.gather(*(donation.post("/gifts", body) for body in bodies))
    refused = [answer.json() for answer in answers if answer.status_code != 201]
    assert [(each["code"], each["errors"][0]["field"]) for each in refused] == [("part_repeated", "parts.1")]
    assert len(await donation.told("donation.received.v1")) == 19
    assert len(await donation.told("donation.received_in_parts.v1")) == 20
    numbers = sorted(answer.json()["receipt"]["number"] for answer in answers if answer.status_code == 201)
    assert numbers == list(range(1, 40))


REFUSED: list[tuple[dict[str, Any], tuple[str, str]]] = [
    (gift(amount=100, parts=[{"amount": 60}, {"amount": 30, "earmark": HARDSHIP}]), ("parts_differ", "parts")),
    (split({"amount": 1}, {"amount": 2, "earmark": HARDSHIP}, earmark=HARDSHIP), ("earmark_and_parts", "earmark")),
    (split({"amount": 1, "earmark": HARDSHIP}, {"amount": 2, "earmark": HARDSHIP}), ("part_repeated", "parts.1")),
    (split({"amount": 1}), ("invalid", "parts")),
    (gift(parts=[{"amount": 1}] * 21), ("invalid", "parts")),
    (gift(parts=[]), ("invalid", "parts")),
    (gift(parts="x"), ("invalid", "parts")),
    (split({"amount": 0}, {"amount": 2, "earmark": HARDSHIP}), ("invalid", "parts.0.amount")),
    (split({"amount": -1}, {"amount": 2, "earmark": HARDSHIP}), ("invalid", "parts.0.amount")),
    (gift(amount=3, parts=[{"amount": 1.0}, {"amount": 2}]), ("invalid", "parts.0.amount")),
    (split({"amount": 1, "purpose": "x"}, {"amount": 2}), ("invalid", "parts.0.purpose")),
    (split({"amount": 1, "earmark": {"kind": "purpose", "ref": "parties"}}, {"amount": 2}),
     ("earmark_not_a_use", "parts.0.earmark.ref")),
    (split({"amount": 1}, {"amount": 2, "earmark": {"kind": "house", "ref": "nhà 1"}}),
     ("earmark_not_an_id", "parts.1.earmark.ref")),
    (split({"amount": 1}, {"amount": 2, "earmark": {"kind": "house", "ref": str(uuid4())}}),
     ("house_unknown", "parts.1.earmark.ref")),
    (split({"amount": 1}, {"amount": 2, "earmark": {"kind": "house", "ref": str(OTHER_HOUSE)}}),
     ("house_of_other_fund", "parts.1.earmark.ref")),
    (split({"amount": 1}, {"amount": 2, "earmark": {"kind": "campaign", "ref": str(uuid4())}}),
     ("earmark_of_other_campaign", "parts.1.earmark.ref")),
    (gift(corrects_gift_id="x"), ("invalid", "corrects_gift_id")),
    (gift(corrects_gift_id=str(uuid4())), ("corrected_unknown", "corrects_gift_id")),
]  # fmt: skip


async def test_what_is_refused_of_parts_and_links(donation: Donation) -> None:
    for body, (code, field) in REFUSED:
        assert (await donation.refused("/gifts", body))[1:] == (code, field), body


async def test_the_refused_sum_is_told_with_both_numbers_and_the_difference(donation: Donation) -> None:
    answer = await donation.post("/gifts", REFUSED[0][0])
    assert answer.json()["detail"] == (
        "Các phần cộng lại là 90 đ, còn khoản ủng hộ là 100 đ, chênh 10 đ. Hãy sửa cho bằng nhau."
    )


async def test_a_correction_can_be_followed_both_ways(donation: Donation) -> None:
    wrong = await donation.gift(amount=10_000_000, received_on="2023-05-05")
    link = {"corrects_gift_id": wrong["gift_id"]}
    assert (await donation.refused("/gifts", gift(**link)))[:2] == (409, "corrected_not_reversed")
    await donation.hear_year_closed(2023)
    assert (await donation.refused("/gifts", gift(received_on="2023-05-05")))[1] == "year_closed"
    english = await donation.send("POST", "/gifts", gift(received_on="2023-05-05"), by="cashier", language="en")
    assert english.json()["detail"] == (
        "The books of 2023 are closed. Date it in an open year, refer back to the old entry and say why."
    )
    reason = {"kind": "correction", "reason": "Hoàn lại 3 triệu"}
    await donation.done(f"/gifts/{wrong['gift_id']}/reversal", reason, by="accountant")
    right = await donation.gift(amount=7_000_000, **link)

    assert (await donation.read(f"/gifts/{right['gift_id']}"))["corrects_gift_id"] == wrong["gift_id"]
    old = await donation.read(f"/gifts/{wrong['gift_id']}")
    assert (old["status"], old["corrected_by"]) == ("correction", [right["gift_id"]])
    rows = await donation.admin("select type, subject, data from outbox order by position desc limit 2")
    assert [row["type"] for row in rows] == ["donation.corrects.v1", "donation.received.v1"], "the link after its gift"
    assert {row["subject"] for row in rows} == {right["gift_id"]}
    told = json.loads(rows[0]["data"])
    assert told == {"gift_id": right["gift_id"], "fund_id": str(FUND), **link}


async def test_a_gift_replaces_none_of_another_fund(donation: Donation) -> None:
    made = await donation.gift()
    await donation.done(f"/gifts/{made['gift_id']}/void", {"reason": "Ghi nhầm quỹ"}, by="accountant")
    body = gift(fund_id=str(OTHER_FUND), corrects_gift_id=made["gift_id"])
    assert await donation.refused("/gifts", body) == (422, "corrected_unknown", "corrects_gift_id")


async def test_the_database_too_wants_parts_that_are_the_gift(donation: Donation) -> None:
    made = await donation.gift()
    conn = await asyncpg.connect(donation.server.url)
    try:
        for amounts in ([199_999], [100_000, 99_999], [200_000], [200_000, 1]):
            rows = [(uuid4(), UUID(made["gift_id"]), n, amount) for n, amount in enumerate(amounts, 1)]
            with pytest.raises(asyncpg.CheckViolationError, match="parts that are not the gift"):
                await conn.execute(
                    """insert into gift_part (part_id, gift_id, n, amount)
                       select * from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bigint[])""",
                    *map(list, zip(*rows, strict=True)),
                )
        for table in ("gift_part", "gift_correction", "batch", "batch_line", "contribution", "sponsorship"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(f"delete from {table}")  # noqa: S608 - the names above
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await conn.execute("insert into gift_correction values ($1, $2)", UUID(made["gift_id"]), uuid4())
    finally:
        await conn.close()
