"""Gifts in parts, gifts that replace another, and contributions beside cash: shown, and never in the money."""

import itertools
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import httpx

from services.transparency.store import find_other, find_status
from services.transparency.store.find_other import OtherCut, OtherSums, Things
from services.transparency.views.snapshot import snapshot
from shared.contracts import Contract
from shared.contracts import contribution as c
from shared.contracts import donation as d
from shared.contracts import fund_allocation as f
from shared.contracts import housing_project as h
from shared.db import Database
from tests.integration.transparency.events import apply, apply_in_batches

FUND, UNIT, GIFT, RIGHT, HOUSE, DECISION = (UUID(int=n) for n in range(1, 7))
PARTS = UUID(int=21), UUID(int=22)
DAY = date(2020, 5, 4)
NOTHING = OtherSums(0, 0, 0, False, 0, 0, False, 0, 0, 0, 0, 0)


def who() -> list[Contract]:
    return [
        f.FundOpened(fund_id=FUND, code="Q", name="Quỹ xã", level="commune", locality="Xã A"),
        d.UnitRegistered(unit_id=UNIT, fund_id=FUND, code="DV", kind="enterprise", name="Công ty Ánh Dương"),
        h.HouseApplied(
            house_id=HOUSE, house_code="N001", household_id=UUID(int=90), household_code="H1", category="war_invalid",
            village="Thôn 3", commune="Xã A", work_type="new_build", programme="NTN", fund_id=FUND, applied_on=DAY,
        ),
    ]  # fmt: skip


def in_parts() -> d.DonationReceivedInParts:
    house = d.GiftPart(part_id=PARTS[0], amount=30_000_000, earmark=d.Earmark(kind="house", ref=str(HOUSE)))
    hardship = d.GiftPart(part_id=PARTS[1], amount=20_000_000, earmark=d.Earmark(kind="purpose", ref="hardship"))
    return d.DonationReceivedInParts(
        gift_id=GIFT, fund_id=FUND, unit_id=UNIT, campaign_id=None, channel="cash", amount=50_000_000, received_on=DAY,
        receipt=d.Receipt(year=2020, book="TM01", number=7), parts=(house, hardship), display_name="Công ty Ánh Dương",
    )  # fmt: skip


def reserved() -> list[Contract]:
    return [
        f.SupportDecided(
            decision_id=DECISION, decision_number="QĐ-1", request_id=UUID(int=91), house_id=HOUSE, fund_id=FUND,
            work_type="new_build", amount=25_000_000, decided_on=DAY, above_norm=False,
        ),
        f.LotsMoved(
            movement="reserved", purpose_id=DECISION, house_id=HOUSE, fund_id=FUND, use="housing", on=DAY,
            lots=(f.LotAmount(lot_id=PARTS[0], amount=25_000_000),),
        ),
    ]  # fmt: skip


async def body(reader: httpx.AsyncClient, path: str) -> str:
    answer = await reader.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\xa0", " ")


async def test_a_split_gift_is_one_gift_and_its_lots_lead_to_it(database: Database, reader: httpx.AsyncClient) -> None:
    await apply(database, [*who(), in_parts(), *reserved()])
    async with snapshot(database) as conn:
        assert not (await find_status.waiting(conn)).anything
        assert await conn.fetchval("select count(*) from waiting_lot") == 0
    page = await body(reader, f"/gifts/{GIFT}")
    for text in ("Khoản ủng hộ 50.000.000 đ", "Các phần theo mục đích", "30.000.000", "Hỗ trợ hoàn cảnh khó khăn",
                 "25.000.000 đ</strong> đã dành sẵn", "25.000.000 đ</strong> chưa phân bổ"):  # fmt: skip
        assert text in page, text
    assert f"<code>{GIFT}</code>" in await body(reader, f"/gifts/{PARTS[1]}"), "a part's id leads to its gift"
    assert "Parts by purpose" in await body(reader, f"/en/gifts/{GIFT}")
    house = await body(reader, f"/houses/{HOUSE}")
    assert f'/gifts/{GIFT}"' in house
    assert "Công ty Ánh Dương" in house
    listed = (await reader.get("/api/transparency/gifts")).json()
    assert (listed["sum"]["gifts"], listed["sum"]["amount"]) == (1, 50_000_000)
    trace = (await reader.get(f"/api/transparency/gifts/{GIFT}")).json()
    assert [part["amount"] for part in trace["split"]] == [30_000_000, 20_000_000]
    assert (trace["free"], [part["reserved"] for part in trace["parts"]]) == (25_000_000, [25_000_000])
    detail = (await reader.get(f"/api/transparency/houses/{HOUSE}")).json()
    assert [(each["lot_id"], each["gift_id"], each["known"]) for each in detail["backers"]] == [
        (str(PARTS[0]), str(GIFT), True)
    ]


async def test_parts_may_move_before_their_gift_is_heard_of(database: Database, reader: httpx.AsyncClient) -> None:
    await apply_in_batches(database, [who(), reserved()])
    async with snapshot(database) as conn:
        waiting = await find_status.waiting(conn)
    assert (waiting.lots, waiting.lots_amount) == (1, 25_000_000)
    await apply(database, [in_parts()])
    async with snapshot(database) as conn:
        assert not (await find_status.waiting(conn)).anything
    assert "chưa phân bổ" in await body(reader, f"/gifts/{GIFT}")


async def test_a_correction_is_followed_both_ways(database: Database, reader: httpx.AsyncClient) -> None:
    wrong = in_parts()
    right = d.DonationReceived(
        gift_id=RIGHT, fund_id=FUND, unit_id=UNIT, campaign_id=None, channel="cash", amount=7_000_000,
        received_on=date(2020, 6, 1), receipt=d.Receipt(year=2020, book="TM01", number=8), display_name=None,
    )  # fmt: skip
    back = d.DonationReversed(
        gift_id=GIFT, fund_id=FUND, unit_id=UNIT, campaign_id=None, amount=50_000_000, received_on=DAY,
        reversed_on=date(2020, 6, 1), kind="correction",
        parts=tuple(d.PartAmount(part_id=part.part_id, amount=part.amount) for part in wrong.parts),
    )  # fmt: skip
    link = d.DonationCorrects(gift_id=RIGHT, fund_id=FUND, corrects_gift_id=GIFT)
    await apply_in_batches(database, [[*who(), link], [back, right], [wrong]])
    old, new = await body(reader, f"/gifts/{GIFT}"), await body(reader, f"/gifts/{RIGHT}")
    assert "Khoản này được thay bằng" in old
    assert f'/gifts/{RIGHT}"' in old
    assert "Khoản này thay cho" in new
    assert f'/gifts/{GIFT}"' in new
    assert "This gift replaces" in await body(reader, f"/en/gifts/{RIGHT}")
    total = (await reader.get("/api/transparency/gifts")).json()["sum"]
    assert (total["amount"], total["reversed_gifts"], total["reversed_amount"]) == (57_000_000, 1, 50_000_000)


def contributed(n: int, kind: c.ContributionKind, **more: object) -> Contract:
    fields: dict[str, object] = {
        "contribution_id": UUID(int=100 + n), "fund_id": FUND, "unit_id": UNIT, "campaign_id": None, "kind": kind,
        "given_on": DAY,
    }  # fmt: skip
    fields |= more
    return c.ContributionRecorded.model_validate(fields)


def everything() -> list[Contract]:
    """What one year holds beside cash, some of it taken back."""
    chairs = {"item": "Xe lăn", "measure": "chiếc"}
    invoice = {"value": 65_000_000, "basis": "invoice"}
    paid = [
        c.SponsorshipPaid(
            payment_id=UUID(int=200 + n), sponsorship_id=UUID(int=300), fund_id=FUND, unit_id=UNIT,
            beneficiary_id=UUID(int=310 + n // 3), month=date(2020, 1 + n, 1), amount=700_000, paid_on=DAY,
        )
        for n in range(4)
    ]  # fmt: skip
    return [
        contributed(1, "in_kind", quantity_thousandths=26_000, **chairs, **invoice),
        contributed(2, "in_kind", quantity_thousandths=4_500, item="xe lăn", measure="chiếc", unit_id=None),
        contributed(3, "in_kind", quantity_thousandths=9_000, **chairs, **invoice),
        contributed(4, "labour_days", quantity_thousandths=10_000_000, people=500, at_least=True),
        contributed(5, "direct_support", support="house", value=785_000_000, new_builds=15, repairs=2),
        contributed(6, "direct_support", given_on=date(2019, 5, 1), support="care", value=9_000_000),
        c.ContributionReversed(
            contribution_id=UUID(int=103), fund_id=FUND, unit_id=UNIT, kind="void", given_on=DAY, reversed_on=DAY
        ),
        c.ContributionReversed(
            contribution_id=UUID(int=106), fund_id=FUND, unit_id=UNIT, kind="correction", given_on=date(2019, 5, 1),
            reversed_on=DAY,
        ),
        *paid,
        c.SponsorshipPaymentVoided(payment_id=UUID(int=203), sponsorship_id=UUID(int=300), voided_on=DAY),
    ]  # fmt: skip


async def _sums(database: Database, year: int) -> OtherSums:
    async with snapshot(database) as conn:
        return await find_other.sums(conn, OtherCut(year, FUND))


async def _in_order(database: Database, batches: Sequence[Sequence[Contract]]) -> None:
    await apply_in_batches(database, batches)
    assert await _sums(database, 2020) == OtherSums(
        things=2, valued=65_000_000, days=10_000_000, days_at_least=True, supports=0, supported=776_000_000,
        supported_at_least=False, new_builds=15, repairs=2, care_months=3, care_amount=2_100_000, cared_for=1,
    )  # fmt: skip
    assert (await _sums(database, 2019)).supported == 9_000_000, "a year keeps what was told for it"
    assert await _sums(database, 2018) == NOTHING
    async with snapshot(database) as conn:
        assert await find_other.things(conn, OtherCut(2020)) == [
            Things("xe lăn", "chiếc", None, 4_500, 0, at_least=False),
            Things("Xe lăn", "chiếc", "invoice", 26_000, 65_000_000, at_least=False),
        ]
        units = await find_other.by_unit(conn, OtherCut(2020))
        assert [(line.name, line.sums.things) for line in units] == [("Công ty Ánh Dương", 1), (None, 1)]
        assert await find_other.anything(conn, 2019)
        assert not await find_other.anything(conn, 2018)


async def test_figures_are_those_of_the_events(database: Database) -> None:
    await _in_order(database, [who(), everything()])


async def test_figures_are_the_same_in_the_opposite_order(database: Database) -> None:
    await _in_order(database, [[event] for event in itertools.chain(reversed(everything()), who())])


async def test_they_stand_beside_the_money_and_not_in_it(database: Database, reader: httpx.AsyncClient) -> None:
    cash = d.DonationReceived(
        gift_id=RIGHT, fund_id=FUND, unit_id=UNIT, campaign_id=None, channel="cash", amount=60_000_000, received_on=DAY,
        receipt=d.Receipt(year=2020, book="TM01", number=1), display_name=None,
    )  # fmt: skip
    await apply(database, [*who(), cash])
    before = (await reader.get("/api/transparency/report/2020")).json()
    for path in ("/", "/report/2020", "/units?year=2020"):
        assert "other" not in await body(reader, path), "nothing to show, no block"
    await apply(database, everything())
    after = (await reader.get("/api/transparency/report/2020")).json()
    for name in ("units", "units_total", "lines", "total", "uses"):
        assert after[name] == before[name], name
    assert after["other"]["sums"]["supported"] == 776_000_000
    assert after["other"]["things"][1]["quantity"] == 26_000

    report = await body(reader, "/report/2020")
    for text in ("Đóng góp khác (không tính vào tiền quỹ)", "Xe lăn", "26 chiếc", "4,5 chiếc", "65.000.000",
                 "theo hoá đơn", "ít nhất 10.000 ngày", "1 người, 3 tháng", "2.100.000"):  # fmt: skip
        assert text in report, text
    english = await body(reader, "/en/report/2020")
    for text in ("Other contributions (not the fund", "at least 10.000 days", "people: 1, months: 3", "by invoice"):
        assert text in english, text
    units = await body(reader, "/units?year=2020")
    assert "Đóng góp khác theo đơn vị" in units
    assert "1 khoản<br><small>trị giá 65.000.000 đ</small>" in units
    assert "/report/2020#other" in await body(reader, "/")
