"""Who paid for whom, promises, payment codes and campaigns in public; and what stands beside a unit's name."""

import csv
import io
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.contracts import Contract
from shared.contracts import contribution as c
from shared.contracts import donation as d
from shared.contracts import fund_allocation as f
from shared.contracts import pledge as p
from shared.db import Database
from tests.integration.transparency.events import apply, apply_in_batches
from tests.integration.transparency.test_pages import text_of

FUND, CAMPAIGN, SECTOR, SCHOOL, CLASS, QUIET, PERSON = (UUID(int=n) for n in range(1, 8))
PLEDGES = UUID(int=31), UUID(int=32), UUID(int=33)
CODE, WALK_IN_CODE = "DN7K2M4P9QRS", "DN00000000ZZ"
DAY = date(2020, 7, 1)
API = "/api/transparency"


def unit(unit_id: UUID, code: str, name: str | None, kind: d.UnitKind = "school") -> d.UnitRegistered:
    return d.UnitRegistered(unit_id=unit_id, fund_id=FUND, code=code, kind=kind, name=name)


def gift(n: int, unit_id: UUID | None, amount: int, *, campaign: UUID | None = CAMPAIGN) -> d.DonationReceived:
    return d.DonationReceived(
        gift_id=UUID(int=100 + n), fund_id=FUND, unit_id=unit_id, campaign_id=campaign, channel="cash", amount=amount,
        received_on=DAY, receipt=d.Receipt(year=2020, book="TM01", number=n),
    )  # fmt: skip


def taken_back(given: d.DonationReceived) -> d.DonationReversed:
    return d.DonationReversed(
        gift_id=given.gift_id, fund_id=FUND, unit_id=given.unit_id, campaign_id=given.campaign_id, amount=given.amount,
        received_on=DAY, reversed_on=DAY, kind="void",
    )  # fmt: skip


def pledge(n: int, amount: int) -> p.PledgeRecorded:
    return p.PledgeRecorded(
        pledge_id=PLEDGES[n], fund_id=FUND, campaign_id=CAMPAIGN, unit_id=QUIET, amount=amount, due_on=DAY,
        display_name="Trường Vắng",
    )  # fmt: skip


def kept(n: int, given: d.DonationReceived) -> p.PledgeKept:
    return p.PledgeKept(
        pledge_id=PLEDGES[n], gift_id=given.gift_id, fund_id=FUND, campaign_id=CAMPAIGN, amount=given.amount
    )


PAID = gift(1, SECTOR, 100)
WALK_IN = gift(2, None, 7)
OF_PERSON = gift(3, PERSON, 5)


def town() -> list[Contract]:
    """A sector that paid for a school and a class, a school that is quiet, and a person without consent."""
    targets = [
        d.TargetSet(campaign_id=CAMPAIGN, unit_id=id_, fund_id=FUND, year=2020, amount=amount)
        for id_, amount in ((SECTOR, 80), (SCHOOL, 0), (QUIET, 40))
    ]
    return [
        f.FundOpened(fund_id=FUND, code="Q", name="Quỹ xã", level="commune", locality="Xã A"),
        unit(SECTOR, "PGD", "Phòng Giáo dục", "state_agency"), unit(SCHOOL, "TH", "Trường Tiểu học"),
        unit(CLASS, "LOP", "Lớp Một"), unit(QUIET, "VANG", "Trường Vắng"),
        unit(PERSON, "NGUYEN-THI-KIN", None, "person"),
        d.CampaignOpened(
            campaign_id=CAMPAIGN, fund_id=FUND, code="C", name="Đợt 27/7", year=2020, opens_on=DAY, closes_on=DAY,
            suggested_level="Một ngày lương",
        ),
        *targets, PAID, WALK_IN, OF_PERSON,
        d.DonationPaidFor(
            gift_id=PAID.gift_id, fund_id=FUND, unit_id=SECTOR,
            members=(d.PaidFor(unit_id=SCHOOL, amount=60), d.PaidFor(unit_id=CLASS, amount=None)),
        ),
        pledge(0, 90), pledge(1, 50), pledge(2, 1000), kept(0, PAID), kept(1, WALK_IN),
        p.PledgeCancelled(pledge_id=PLEDGES[2], fund_id=FUND, campaign_id=CAMPAIGN, unit_id=QUIET, amount=1000),
        d.PaymentCodeIssued(code=CODE, fund_id=FUND, campaign_id=CAMPAIGN, unit_id=SECTOR),
        d.PaymentCodeIssued(code=WALK_IN_CODE, fund_id=FUND, campaign_id=None, unit_id=None),
    ]  # fmt: skip


async def answer(reader: httpx.AsyncClient, path: str, **asked: object) -> dict[str, Any]:
    found = await reader.get(f"{API}{path}", params={name: str(value) for name, value in asked.items()})
    assert found.status_code == 200, found.text
    told: dict[str, Any] = found.json()
    return told


@pytest.mark.parametrize("backwards", [False, True])
async def test_what_was_paid_for_a_unit_is_told_and_counted_once(
    database: Database, reader: httpx.AsyncClient, backwards: bool
) -> None:
    events = town()[::-1] if backwards else town()
    await apply_in_batches(database, [[event] for event in events] if backwards else [events])
    units = await answer(reader, "/units", year=2020)
    assert [(u["name"], u["target"], u["actual"], u["percent"], u["paid_by_others"], u["paid_for"])
            for u in units["items"]] == [
        ("Lớp Một", None, 0, None, 0, 1), ("Phòng Giáo dục", 80, 100, "125.0", 0, 0),
        ("Trường Tiểu học", 0, 0, None, 60, 1), ("Trường Vắng", 40, 0, "0.0", 0, 0),
    ]  # fmt: skip
    assert units["total"]["actual"] == 112
    page = text_of(await reader.get("/units?year=2020"))
    assert "Trường Tiểu học — 0 — 60" in page
    assert "Lớp Một — 0 — không ghi riêng" in page
    school = text_of(await reader.get(f"/units/{SCHOOL}"))
    assert "Năm 2020, đơn vị khác đã nộp thay cho đơn vị này." in school
    assert "Phòng Giáo dục 01/07/2020 60" in school
    paid = text_of(await reader.get(f"/gifts/{PAID.gift_id}"))
    assert "Trường Tiểu học 60 Lớp Một không ghi riêng Phần khác của khoản này 40" in paid
    assert "Khoản này thực hiện một đăng ký ủng hộ" in paid
    await apply(database, [taken_back(PAID)])
    left = [(u["name"], u["actual"], u["paid_for"]) for u in (await answer(reader, "/units", year=2020))["items"]]
    assert left == [("Phòng Giáo dục", 0, 0), ("Trường Tiểu học", 0, 0), ("Trường Vắng", 0, 0)]
    assert (await reader.get(f"/units/{CLASS}")).status_code == 404, "it was never part of anything"
    assert "/units/" not in (await reader.get(f"/gifts/{PAID.gift_id}")).text, "no link to a page that is not there"


async def test_promises_are_sums_and_no_money(database: Database, reader: httpx.AsyncClient) -> None:
    await apply(database, town())
    detail = await answer(reader, f"/campaigns/{CAMPAIGN}")
    assert detail["promised"] == {"pledges": 2, "pledged": 140, "fulfilled": 1, "kept": 97, "outstanding": 43}
    assert (detail["campaign"]["actual"], detail["campaign"]["target"], detail["campaign"]["percent"]) == (
        112, 120, "93.3",
    )  # fmt: skip
    page = text_of(await reader.get(f"/campaigns/{CAMPAIGN}"))
    assert "Đã nhận 112 đ trên chỉ tiêu 120 đ, đạt 93,3 %." in page
    assert "Đã đăng ký 140 đ; đã nộp theo đăng ký 97 đ; còn sẽ nộp 43 đ." in page
    assert "Một ngày lương" in page
    report = text_of(await reader.get("/report/2020?unit=dong"))
    assert "Đợt 27/7 140 97 43" in report
    assert "Đợt 27/7" in text_of(await reader.get("/campaigns"))
    await apply(database, [taken_back(PAID)])
    assert (await answer(reader, f"/campaigns/{CAMPAIGN}"))["promised"]["kept"] == 7, "what is taken back keeps nothing"


async def test_a_unit_that_gave_nothing_stands_by_its_name_in_the_published_form_and_its_promise_nowhere(
    database: Database, reader: httpx.AsyncClient
) -> None:
    await apply(database, town())
    quiet = text_of(await reader.get(f"/units/{QUIET}"))
    assert "Năm 2020, đơn vị có chỉ tiêu 40 đ." in quiet
    assert "1.000" not in quiet, "what it promised, and took back"
    for path in ("/", "/gifts", f"/campaigns/{CAMPAIGN}", f"{API}/campaigns/{CAMPAIGN}"):
        found = await reader.get(path)
        assert found.status_code == 200, path
        assert "Vắng" not in found.text, path
        assert str(QUIET) not in found.text, path
    for order in ("percent", "actual", "-actual"):
        asked = await reader.get(f"{API}/units", params={"year": "2020", "sort": order})
        assert asked.status_code == 422 or asked.json()["items"][-1]["name"] == "Trường Vắng", (
            "by name, whatever is asked"
        )
    assert (await reader.get(f"/units/{PERSON}")).status_code == 404
    total = (await answer(reader, "/units", year=2020))["total"]
    assert (total["units"], total["target"]) == (4, 120)


async def test_a_payment_code_leads_to_the_gifts_it_stands_for(database: Database, reader: httpx.AsyncClient) -> None:
    await apply(database, town())
    for typed in (CODE, "dn7k 2m4p 9qrs", "DN7K-2M4P-9QRS"):
        page = await reader.get("/gifts", params={"q": typed})
        assert page.status_code == 307, typed
        assert page.headers["location"] == f"/gifts?unit={SECTOR}&campaign={CAMPAIGN}&fund={FUND}"
        assert [item["amount"] for item in (await answer(reader, "/gifts", q=typed))["items"]] == [100]
    walk_in = await reader.get("/gifts", params={"q": WALK_IN_CODE})
    assert walk_in.headers["location"] == f"/gifts?unit=none&fund={FUND}"
    assert [item["amount"] for item in (await answer(reader, "/gifts", q=WALK_IN_CODE))["items"]] == [7]
    for part in (CODE[:-1], CODE + "X", "DN7K2M4P9QRT"):
        assert (await answer(reader, "/gifts", q=part))["items"] == [], "only the whole code"
        assert (await reader.get("/gifts", params={"q": part})).status_code == 200


async def test_a_person_without_consent_is_tied_to_nothing(database: Database, reader: httpx.AsyncClient) -> None:
    await apply(database, town())
    shown = await answer(reader, f"/gifts/{OF_PERSON.gift_id}")
    assert (shown["gift"]["giver"], shown["gift"]["unit_id"]) == (None, None)
    for path in ("/gifts", f"/gifts/{OF_PERSON.gift_id}", "/gifts?q=nguyen-thi-kin", "/report/2020.csv"):
        assert "KIN" not in (await reader.get(path)).text.replace('value="nguyen-thi-kin"', ""), path
    assert (await answer(reader, "/gifts", q="NGUYEN-THI-KIN"))["items"] == [], "a code may be a name"


async def test_other_contributions_of_a_campaign_and_a_unit(database: Database, reader: httpx.AsyncClient) -> None:
    rice = c.ContributionRecorded(
        contribution_id=UUID(int=50), fund_id=FUND, unit_id=QUIET, campaign_id=CAMPAIGN, kind="in_kind", given_on=DAY,
        item="=gạo nếp", quantity_thousandths=12_500, measure="tạ", value=9_000_000, basis="invoice", at_least=True,
    )  # fmt: skip
    days = c.ContributionRecorded(
        contribution_id=UUID(int=51), fund_id=FUND, unit_id=QUIET, campaign_id=None, kind="labour_days", given_on=DAY,
        quantity_thousandths=30_000,
    )  # fmt: skip
    built = c.ContributionRecorded(
        contribution_id=UUID(int=52), fund_id=FUND, unit_id=None, campaign_id=None, kind="direct_support", given_on=DAY,
        support="house", value=50_000_000, new_builds=1,
    )  # fmt: skip
    await apply(database, [*town(), rice, days, built])
    campaign = await answer(reader, f"/campaigns/{CAMPAIGN}")
    assert (campaign["other"]["sums"]["valued"], campaign["other"]["sums"]["days"]) == (9_000_000, 0)
    assert campaign["campaign"]["actual"] == 112, "never added to the cash"
    unit_page = text_of(await reader.get(f"/units/{QUIET}"))
    assert "Đơn vị đã đóng góp hiện vật, ngày công" in unit_page
    assert "ít nhất 12,5 tạ 9.000.000 theo hoá đơn" in unit_page
    assert "30 ngày" in unit_page
    content = (await reader.get("/report/2020.csv")).content.decode("utf-8-sig")
    every = list(csv.DictReader(io.StringIO(content)))
    assert {row["name"]: (row["actual"], row["percent"], row["paid_by_others"]) for row in every[:4]} == {
        "Lớp Một": ("0", "", ""), "Phòng Giáo dục": ("100", "125.0", ""), "Trường Tiểu học": ("0", "", "60"),
        "Trường Vắng": ("0", "0.0", ""),
    }  # fmt: skip
    rows = [row for row in every if row["table"] in ("other", "pledges")]
    said = [{name: value for name, value in row.items() if value} for row in rows]
    assert said == [
        {"table": "other", "code": "in_kind", "name": "'=gạo nếp", "quantity": "12.5", "measure": "tạ",
         "value": "9000000", "basis": "theo hoá đơn", "at_least": "yes"},
        {"table": "other", "code": "labour_days", "name": "Ngày công", "quantity": "30", "measure": "ngày công"},
        {"table": "other", "code": "direct_support", "name": "Hỗ trợ trực tiếp", "quantity": "1", "measure": "khoản",
         "value": "50000000", "basis": "theo đơn vị báo"},
        {"table": "other", "code": "direct_support", "name": "Hỗ trợ trực tiếp: Xây mới", "quantity": "1",
         "measure": "nhà"},
        {"table": "pledges", "name": "Đợt 27/7", "pledged": "140", "kept": "97", "outstanding": "43"},
    ]  # fmt: skip
    told = (await answer(reader, "/report/2020"))["other"]["sums"]
    assert (told["valued"], told["days"], told["supported"], told["new_builds"]) == (9_000_000, 30_000, 50_000_000, 1)


async def test_a_merged_unit_is_one_with_its_head(database: Database, reader: httpx.AsyncClient) -> None:
    await apply(database, [*town(), d.UnitMerged(unit_id=SCHOOL, into_unit_id=CLASS, fund_id=FUND)])
    moved = await reader.get(f"/en/units/{SCHOOL}")
    assert (moved.status_code, moved.headers["location"]) == (307, f"/en/units/{CLASS}")
    [line] = [item for item in (await answer(reader, "/units", year=2020))["items"] if item["unit_id"] == str(CLASS)]
    assert (line["paid_by_others"], line["paid_for"]) == (60, 2)


@pytest.mark.parametrize("path", ["/campaigns", f"/campaigns/{CAMPAIGN}", f"/units/{SCHOOL}", f"/gifts/{PAID.gift_id}"])
async def test_the_pages_of_giving_speak_english(database: Database, reader: httpx.AsyncClient, path: str) -> None:
    await apply(database, town())
    english = text_of(await reader.get(f"/en{path}"))
    assert not [word for word in ("Đơn vị", "đăng ký", "nộp thay", "Khoản", "Mức") if word in english]


async def test_unknown_campaigns_are_told_so(database: Database, reader: httpx.AsyncClient) -> None:
    assert "Chưa có đợt vận động nào." in text_of(await reader.get("/campaigns"))
    for path in (f"/campaigns/{CAMPAIGN}", "/campaigns/x", "/units/x"):
        page = await reader.get(path)
        assert page.status_code == 404
        assert "Hãy" in text_of(page)


@pytest.mark.parametrize(("path", "current"), [("/en", 1), ("/en/units", 1), ("/en/campaigns", 0), ("/units/{}", 1)])
async def test_one_page_at_most_is_marked_in_the_head(
    database: Database, reader: httpx.AsyncClient, path: str, current: int
) -> None:
    await apply(database, town())
    head = (await reader.get(path.format(SECTOR))).text.split("<main")[0]
    assert head.count('aria-current="page"') == current
