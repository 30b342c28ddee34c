"""The year's report as page, CSV and JSON: one and the same."""

import csv
import io
import json
from datetime import date

import httpx

from services.transparency.store.find_status import waiting
from services.transparency.views.snapshot import snapshot
from shared.contracts import Contract
from shared.contracts import donation as d
from shared.contracts import fund_allocation as f
from shared.db import Database
from tests.integration.transparency.events import apply
from tests.integration.transparency.test_pages import text_of
from tests.integration.transparency.world import World


async def test_both_tables_are_computed_and_the_sums_written_out(story: World, reader: httpx.AsyncClient) -> None:
    text = text_of(await reader.get("/report/2019"))
    assert "Đã khoá sổ Năm 2019 đã khoá sổ ngày 15/01/2020; sổ cái của Quỹ cho đúng các số dưới đây." in text
    assert "ĐVT: nghìn đồng" in text
    assert "Huyện Sông Lô 250.000 456.901 182,8 %" in text, "not the 135 % that was printed"
    assert "Tổng cộng 4.150.000 4.190.119 101,0 %" in text
    assert "Quỹ các huyện, xã 3.994.799 3.457.201 2.724.802 4.727.198" in text, "not the 4.719.162 that was printed"
    assert "Tổng cộng 4.202.835 4.190.119 2.778.652 5.614.302" in text
    assert "4.202.835.000 + 4.190.119.000 − 2.778.652.000 = 5.614.302.000 đ" in text
    assert "Xây mới 15 576.000 Sửa chữa 15 251.100 Tổng cộng 30 827.100" in text


async def test_the_closed_receipt_books_are_all_here(
    story: World, database: Database, reader: httpx.AsyncClient
) -> None:
    closed = next(e for e in story.donation if isinstance(e, d.BooksClosed) and e.fund_id == story.funds[0])
    text = text_of(await reader.get("/report/2019"))
    assert "Quỹ tỉnh Vĩnh Phúc: sổ phiếu thu đã khoá với 12 phiếu, 732.918.000 đ; ở đây có đủ." in text
    assert closed.gifts == 12
    local = next(e for e in story.donation if isinstance(e, d.BooksClosed) and e.fund_id != story.funds[0])
    more = local.model_copy(update={"year": 2020, "gifts": 10**6})
    await apply(database, [more])
    assert "ở đây còn thiếu, đang chờ cập nhật." in text_of(await reader.get("/report/2020"))


async def test_the_unit_of_the_tables_can_be_chosen(story: World, reader: httpx.AsyncClient) -> None:
    assert "4.150.000.000 4.190.119.000" in text_of(await reader.get("/report/2019?unit=dong"))
    assert "4.150 4.190 101,0 %" in text_of(await reader.get("/report/2019?unit=million"))


async def test_a_year_that_is_not_closed_is_provisional(story: World, reader: httpx.AsyncClient) -> None:
    text = text_of(await reader.get("/report/2020"))
    assert "Tạm tính Năm 2020 chưa khoá sổ. Số liệu đến 14:15 31/07/2020." in text
    assert "Đã nhận là 3.270.400.000 đ trừ 3.700.000 đ hoàn lại, huỷ phiếu trong năm." in text
    assert (await reader.get("/report")).headers["location"] == "/report/2020"


async def test_a_closing_of_other_sums_is_shown(story: World, database: Database, reader: httpx.AsyncClient) -> None:
    late = next(e for e in story.donation if isinstance(e, d.DonationReceived))
    more = late.model_copy(update={"gift_id": story.funds[0], "amount": 8_036_000})
    await apply(database, [more])
    text = text_of(await reader.get("/report/2019"))
    assert "Chưa khớp sổ cái" in text
    assert "sổ cái khoá với 4.727.198.000 đ; tính ở đây là 4.735.234.000 đ, chênh 8.036.000 đ." in text
    report = (await reader.get("/api/transparency/report/2019")).json()
    assert report["state"] == "differs"


async def test_one_fund_alone(story: World, reader: httpx.AsyncClient) -> None:
    text = text_of(await reader.get(f"/report/2019?fund={story.funds[0]}"))
    assert "Quỹ tỉnh Vĩnh Phúc 208.036 732.918 53.850 887.104" in text
    assert "Huyện Yên Lạc" not in text


async def test_the_csv_adds_up(story: World, reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/report/2019.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="denon-2019.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf"), "the mark by which spreadsheets know UTF-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    for table, columns in (
        ("1", ("target", "actual")),
        ("2", ("opening", "received", "reversed", "used", "carried_over")),
    ):
        *parts, total = [row for row in rows if row["table"] == table]
        for column in columns:
            assert sum(int(row[column] or 0) for row in parts) == int(total[column]), (table, column)
    assert {row["percent"] for row in rows if row["name"] == "Huyện Sông Lô"} == {"182.8"}


async def test_a_spreadsheet_takes_no_name_for_a_formula(
    story: World, database: Database, reader: httpx.AsyncClient
) -> None:
    unit = next(e for e in story.donation if isinstance(e, d.UnitRegistered))
    await apply(database, [unit.model_copy(update={"name": '=HYPERLINK("http://x")'})])
    answer = await reader.get("/report/2019.csv")
    assert "\"'=HYPERLINK" in answer.text


async def test_the_json_is_what_the_api_says(story: World, reader: httpx.AsyncClient) -> None:
    file = json.loads((await reader.get("/report/2019.json")).content)
    api = (await reader.get("/api/transparency/report/2019")).json()
    assert file == api
    assert api["state"] == "closed"
    assert api["total"]["closing"] == 5_614_302_000
    assert [unit["percent"] for unit in api["units"] if unit["name"] == "Huyện Sông Lô"] == ["182.8"]


async def test_what_was_reversed_in_the_next_year_leaves_the_closed_year_as_it_is(
    story: World, database: Database, reader: httpx.AsyncClient
) -> None:
    before = (await reader.get("/api/transparency/report/2019")).json()
    gift = next(e for e in story.donation if isinstance(e, d.DonationReceived) and e.received_on.year == 2019)
    back = d.DonationReversed(
        gift_id=gift.gift_id, fund_id=gift.fund_id, unit_id=gift.unit_id, campaign_id=gift.campaign_id,
        amount=gift.amount, received_on=gift.received_on, reversed_on=date(2020, 3, 1), kind="refund",
    )  # fmt: skip
    await apply(database, [back])
    after = (await reader.get("/api/transparency/report/2019")).json()
    assert {**after, "status": None} == {**before, "status": None}
    next_year = (await reader.get("/api/transparency/report/2020")).json()
    assert next_year["total"]["reversed"] == 3_700_000 + gift.amount


async def test_many_units_are_summed_on_the_page_and_listed_in_the_file(
    story: World, database: Database, reader: httpx.AsyncClient
) -> None:
    unit = next(e for e in story.donation if isinstance(e, d.UnitRegistered))
    target = next(e for e in story.donation if isinstance(e, d.TargetSet))
    gift = next(e for e in story.donation if isinstance(e, d.DonationReceived))
    many: list[Contract] = []
    for number in range(300):
        id_ = story.new_id()
        many += [
            unit.model_copy(update={"unit_id": id_, "name": f"Thôn {number}", "code": f"T{number}"}),
            target.model_copy(update={"unit_id": id_, "amount": 1_000_000}),
            gift.model_copy(update={"unit_id": id_, "gift_id": story.new_id(), "amount": 5}),
        ]
    await apply(database, many)
    page = await reader.get("/report/2019")
    assert "310 đơn vị; danh sách đầy đủ ở trang Đơn vị và trong tệp tải về" in text_of(page)
    assert len(page.content) < 100_000
    assert (await reader.get("/report/2019.csv")).text.count("\r\n1,") == 311
    listed = await reader.get("/units?year=2019")
    assert "Thôn 2 " in text_of(listed)
    assert len(listed.content) < 100_000


async def test_instalments_that_await_their_trace_are_told(database: Database, story: World) -> None:
    paid = next(e for e in story.fund_allocation if isinstance(e, f.InstalmentPaid))
    await apply(database, [paid.model_copy(update={"instalment_id": story.new_id(), "amount": 5})])
    async with snapshot(database) as conn:
        assert (await waiting(conn)).untraced_amount == 5
