"""A paper list: it agrees with itself before anything is posted, and it is posted whole or not at all."""

import asyncio
from typing import Any
from uuid import uuid4

from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation


def paper(lines: list[Any], **changes: object) -> dict[str, Any]:
    """A list whose control numbers are right, unless they are changed."""
    total = sum(line.get("amount", 0) for line in lines if isinstance(line, dict) and type(line.get("amount")) is int)
    body = {
        "fund_id": str(FUND), "channel": "cash", "received_on": "2024-07-20", "control_count": len(lines),
        "control_total": max(total, 1), "lines": lines,
    }  # fmt: skip
    return body | changes


def lines(count: int) -> list[dict[str, Any]]:
    return [{"amount": 10_000 + n, "payer_name": f"Người {n}"} for n in range(1, count + 1)]


async def problem(donation: Donation, body: dict[str, Any], language: str = "vi") -> dict[str, Any]:
    before = await donation.rows()
    answer = await donation.send("POST", "/batches", body, by="cashier", language=language)
    assert answer.status_code == 422, answer.text
    assert await donation.rows() == before, "a refusal changed something"
    found: dict[str, Any] = answer.json()
    return found


async def test_a_list_is_one_block_of_receipts_in_the_cashiers_book(donation: Donation) -> None:
    unit_id, campaign_id = await donation.unit(), await donation.campaign()
    await donation.gift()
    body = paper([*lines(3), {"amount": 5, "unit_id": unit_id}], campaign_id=campaign_id)
    key = str(uuid4())
    made = (await donation.post("/batches", body, key=key)).json()
    assert (made["lines"], made["total"]) == (4, 30_011)
    assert (made["book"], made["first_number"], made["last_number"]) == ("TM01", 2, 5)
    assert (await donation.post("/batches", body, key=key)).json() == made, "sent again, posted once"

    shown = await donation.read(f"/batches/{made['batch_id']}")
    assert shown["batch"] == made
    assert [(line["n"], line["number"], line["amount"]) for line in shown["items"]] == [
        (1, 2, 10_001), (2, 3, 10_002), (3, 4, 10_003), (4, 5, 5),
    ]  # fmt: skip
    assert [line["unit_id"] for line in shown["items"]] == [None, None, None, unit_id]
    page = await donation.read(f"/batches/{made['batch_id']}?limit=3")
    rest = await donation.read(f"/batches/{made['batch_id']}?limit=3&after={page['next']}")
    assert page["items"] + rest["items"] == shown["items"]
    assert (await donation.read(f"/batches?fund_id={FUND}"))["items"] == [made]
    told = await donation.told("donation.received.v1")
    assert [event["receipt"]["number"] for event in told] == [1, 2, 3, 4, 5]
    assert {event["campaign_id"] for event in told[1:]} == {campaign_id}
    detail = await donation.read(f"/gifts/{shown['items'][0]['gift_id']}")
    assert detail["payer"]["name"] == "Người 1"


async def test_two_thousand_lines_at_once(donation: Donation) -> None:
    long = [line | {"payer_address": "Thôn Đồng Quân, xã Đạo Trù, tỉnh Phú Thọ"} for line in lines(2000)]
    made = await donation.done("/batches", paper(long))
    assert (made["lines"], made["first_number"], made["last_number"]) == (2000, 1, 2000)
    assert (await donation.refused("/batches", paper(lines(2001))))[1:] == ("invalid", "lines")


async def test_count_and_total_must_agree_before_anything_is_posted(donation: Donation) -> None:
    off = await problem(donation, paper(lines(3), control_total=30_000))
    assert (off["code"], off["errors"][0]["field"]) == ("control_differs", "control_total")
    assert off["detail"] == (
        "Danh sách ghi 3 dòng, 30.000 đ; đã nhập 3 dòng, 30.006 đ; chênh 0 dòng, 6 đ. Chưa ghi gì cả. "
        "Hãy so từng dòng với bản giấy, sửa rồi gửi lại."
    )
    both = await problem(donation, paper(lines(3), control_count=4, control_total=40_010), "en")
    assert both["errors"][0]["field"] == "control_count"
    assert both["detail"] == (
        "The list says 4 lines, 40.010 đ; entered are 3, 30.006 đ; the difference is -1 lines, -10.004 đ. "
        "Nothing was posted. Compare line by line with the paper and send it again."
    )


async def test_every_bad_line_is_named_by_its_number(donation: Donation) -> None:
    stranger = await donation.unit("X-1", fund_id=str(OTHER_FUND))
    bad = paper([
        {"amount": 1}, {"amount": 0}, {"amount": 2, "unit_id": str(uuid4())}, {"amount": 3, "unit_id": stranger},
        {"amount": 4, "earmark": {"kind": "house", "ref": str(uuid4())}}, {"amount": 5, "name_consent": True},
        {"amount": 10**15 + 1},
    ])  # fmt: skip
    told = await problem(donation, bad)
    assert told["code"] == "lines_refused"
    assert told["detail"] == "6 dòng chưa hợp lệ: 2, 3, 4, 5, 6, 7. Chưa ghi gì cả. Hãy sửa rồi gửi lại cả danh sách."
    assert [each["field"] for each in told["errors"]] == [
        "lines.1.amount", "lines.2.unit_id", "lines.3.unit_id", "lines.4.earmark.ref", "lines.5.payer_name",
        "lines.6.amount",
    ]  # fmt: skip
    assert told["errors"][0]["detail"].startswith("Dòng 2: Số tiền phải lớn hơn 0 đồng.")
    assert (await problem(donation, bad, "en"))["errors"][1]["detail"].startswith("Line 3: There is no such unit.")


async def test_lines_that_can_not_be_read_are_named_too(donation: Donation) -> None:
    told = await problem(donation, paper([
        {"amount": 1}, {"amount": "1.000"}, {}, "dòng", {"amount": 1.5}, {"amount": 1, "unit_id": "x"},
        {"amount": 1, "phone": "0"}, {"amount": 1, "payer_name": " "}, {"amount": 1, "name_consent": 1},
        {"amount": 1, "payer_address": "a\nb"}, {"amount": 1, "reason": "x" * 1001},
        {"amount": 1, "earmark": {"kind": "purpose", "ref": "parties"}}, {"amount": True},
    ]))  # fmt: skip
    assert [each["field"] for each in told["errors"]] == [
        "lines.1.amount", "lines.2.amount", "lines.3", "lines.4.amount", "lines.5.unit_id", "lines.6.phone",
        "lines.7.payer_name", "lines.8.name_consent", "lines.9.payer_address", "lines.10.reason",
        "lines.11.earmark.ref", "lines.12.amount",
    ]  # fmt: skip
    assert told["errors"][0]["detail"].startswith("Dòng 2: Trường amount phải là số nguyên")
    many = await problem(donation, paper([*[{"amount": -1}] * 70, {"amount": 100}]))
    assert len(many["errors"]) == 50
    assert many["detail"].startswith("70 dòng chưa hợp lệ: 1, 2, ")


async def test_a_fault_of_the_list_is_told_once(donation: Donation) -> None:
    await donation.hear_year_closed(2022)
    two = lines(2)
    refused: list[tuple[dict[str, Any], tuple[str, str]]] = [
        ({"received_on": "2024-07-29"}, ("date_in_future", "received_on")),
        ({"received_on": "2022-07-29"}, ("year_closed", "received_on")),
        ({"received_on": "20/07/2024"}, ("invalid", "received_on")),
        ({"campaign_id": str(uuid4())}, ("campaign_unknown", "campaign_id")),
        ({"campaign_id": "x"}, ("invalid", "campaign_id")),
        ({"fund_id": str(uuid4())}, ("fund_unknown", "fund_id")),
        ({"channel": "gold"}, ("invalid", "channel")),
        ({"control_count": 0}, ("invalid", "control_count")),
        ({"control_count": "2"}, ("invalid", "control_count")),
        ({"control_total": 0}, ("invalid", "control_total")),
        ({"control_total": 1.5}, ("invalid", "control_total")),
        ({"lines": []}, ("invalid", "lines")),
        ({"lines": {}}, ("invalid", "lines")),
        ({"note": "x"}, ("invalid", "note")),
    ]
    for changes, expected in refused:
        assert (await donation.refused("/batches", paper(two) | changes))[1:] == expected, changes


async def test_who_may_enter_and_see_a_list(donation: Donation) -> None:
    for by in ("admin", "auditor"):
        assert (await donation.refused("/batches", paper(lines(1)), by=by))[:2] == (403, "wrong_role")
    assert (await donation.refused("/batches", paper(lines(1)), by="stranger"))[0] == 403
    made = await donation.done("/batches", paper(lines(1)), by="clerk")
    for path in (f"/batches/{made['batch_id']}", f"/batches/{uuid4()}"):
        answer = await donation.get(path, by="stranger")
        assert (answer.status_code, answer.json()["code"]) == (404, "batch_unknown")


async def test_lists_and_gifts_of_one_cashier_share_the_book_without_a_gap(donation: Donation) -> None:
    await asyncio.gather(
        *(donation.done("/batches", paper(lines(25))) for _ in range(4)), *(donation.gift() for _ in range(20))
    )
    shown = await donation.read(f"/batches?fund_id={FUND}")
    assert all(each["last_number"] - each["first_number"] == 24 for each in shown["items"])
    book = await donation.read(f"/books/{FUND}/2024/TM01?limit=200")
    assert [line["number"] for line in book["items"]] == list(range(1, 121))
    assert book["book"]["complete"]
