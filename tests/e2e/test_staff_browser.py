"""The staff pages in a real browser: one walk through a day's work by keyboard, then every page wide and narrow, light
and dark; and a receipt without scripts."""

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, Page

from services.donation.pages import PAGES
from services.donation.service import Settings, build
from shared.access import new_signing_key, public_key_of, sign_token
from shared.clock import local_day, utc_now
from shared.host import Dispatcher
from tests.support.browser import DESK, FLAWS, PHONE, served
from tests.support.databases import Clones, Templates

pytestmark = pytest.mark.asyncio(loop_scope="session")

FUND = UUID(int=1)
ROOT = "/staff/donation"
UNITS = ["Trường Tiểu học Bình Xuyên", "Trường THCS Tân Lập", "Trạm Y tế xã Tân Lập", "Trạm Y tế Tân Lập (ghi trùng)"]


@dataclass
class Office:
    """A running service with a fund and some units, and somebody who may do all of its tasks."""

    browser: Browser
    base: str
    token: str
    made: dict[str, str] = field(default_factory=dict)
    """Ids by the names that addresses have for them."""

    async def post(self, client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What is made behind the pages, through the API."""
        headers = {"authorization": f"Bearer {self.token}", "idempotency-key": str(uuid4())}
        answer = await client.post(f"/api/donation{path}", json=body, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        told: dict[str, Any] = answer.json()
        return told


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(
    templates: Templates, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    key = new_signing_key()
    token = sign_token(
        key, actor_id="thuquy-1", roles=["cashier", "accountant", "admin"], funds=[FUND],
        now=utc_now() - timedelta(seconds=5), ttl=timedelta(hours=1),
    )  # fmt: skip
    async with Clones(templates) as clones:
        database = await clones("donation")
        settings = Settings.for_service(
            "donation", database_url=database.url, token_public_key=public_key_of(key),
            uploads=tmp_path_factory.mktemp("uploads"),
        )  # fmt: skip
        service = build(settings)
        await service.database.open()
        async with service.database.transaction() as conn:
            await conn.execute("insert into fund (fund_id, code, name) values ($1, 'TL', 'Quỹ xã Tân Lập')", FUND)
            rows = await conn.fetch(
                """insert into unit (unit_id, fund_id, code, kind, name, registered_by, registered_at)
                   select gen_random_uuid(), $1, 'U' || n, 'school', name, 'x', now()
                   from unnest($2::text[]) with ordinality as u (name, n) returning unit_id""",
                FUND, UNITS,
            )  # fmt: skip
        async with served(Dispatcher([service])) as base, httpx.AsyncClient(base_url=base) as client:
            office = Office(browser, base, token)
            await _fill(office, client, [str(row[0]) for row in rows])
            yield office
        await service.database.close()


async def _fill(office: Office, client: httpx.AsyncClient, units: list[str]) -> None:
    """One of each kind of thing that the walk does not make itself."""
    today = local_day(utc_now())
    fund, day = {"fund_id": str(FUND)}, today.isoformat()
    made = office.made
    made["unit_id"] = units[0]
    campaign = await office.post(client, "/campaigns", fund | {
        "code": "D", "name": "Đợt 27/7", "year": today.year, "opens_on": f"{today.year}-01-01",
        "closes_on": f"{today.year}-12-31"})  # fmt: skip
    made["campaign_id"] = campaign["campaign_id"]
    pledge = await office.post(client, "/pledges", fund | {
        "campaign_id": made["campaign_id"], "unit_id": units[1], "amount": 5_000_000, "due_on": day})  # fmt: skip
    made["pledge_id"] = pledge["pledge_id"]
    account = await office.post(client, "/accounts", fund | {
        "kind": "bank", "bank_bin": "970436", "bank_name": "Vietcombank", "number": "0011001932418",
        "holder": "QUY DEN ON DAP NGHIA", "opened_on": day})  # fmt: skip
    made["account_id"] = account["account_id"]
    code = await office.post(client, "/payment-codes", {"account_id": made["account_id"], "unit_id": units[1]})
    made["code"] = code["code"]
    made |= {"fund_id": str(FUND), "year:int": str(today.year), "book": "TM01", "kind": "direct"}


@contextlib.asynccontextmanager
async def _signed_in(office: Office, *, scripts: bool = True) -> AsyncIterator[tuple[Page, str]]:
    """A page of somebody who signed in as a person does; the browser may complain of nothing."""
    context = await office.browser.new_context(
        java_script_enabled=scripts, viewport={"width": DESK, "height": 800}, color_scheme="light"
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    base = office.base + ROOT
    try:
        await page.goto(f"{base}/counter")
        await page.get_by_label("Thẻ truy cập").fill(office.token)
        await page.get_by_role("button", name="Đăng nhập").click()
        await page.wait_for_url(f"{base}/counter")
        yield page, base
    finally:
        await context.close()
    assert [told for told in complaints if "422" not in told] == []


async def _lands(page: Page, address: str) -> None:
    try:
        await page.wait_for_url(address, timeout=10_000)
    except Error:
        pytest.fail(f"not at {address} but at {page.url}: {await page.inner_text('main')}")


async def _take(page: Page, base: str, *, scripts: bool) -> None:
    """A receipt by keyboard alone."""
    started = perf_counter()
    keyboard = page.keyboard
    await page.locator("#f-amount:focus").wait_for()
    await keyboard.type("1500000")
    if scripts:
        assert await page.input_value("#f-amount") == "1.500.000"
        await page.get_by_text("Một triệu năm trăm nghìn đồng").wait_for()
    for text in ("tieu hoc binh", "Trần Thị Hoa", "Ủng hộ Quỹ"):
        await keyboard.press("Tab")
        await keyboard.type(text)
    await keyboard.press("Enter")
    await _lands(page, f"{base}/gifts/*")
    assert perf_counter() - started < 20
    text = " ".join((await page.inner_text("main")).split())
    for words in ("Đã ghi. Phiếu thu số TM01/", "1.500.000 đ", "Trường Tiểu học Bình Xuyên (U1)", "Trần Thị Hoa"):
        assert words in text


async def test_a_receipt_is_taken_by_keyboard_without_scripts(office: Office) -> None:
    async with _signed_in(office, scripts=False) as (page, base):
        await _take(page, base, scripts=False)


async def test_a_days_work_and_then_every_page_fits_stands_out_and_can_be_hit(office: Office) -> None:
    """Nothing is wider than the page, text has a contrast of 7:1, what leads on is high enough for a thumb, and every
    input has a name."""
    async with _signed_in(office) as (page, base):
        await _take(page, base, scripts=True)
        assert await page.evaluate("document.activeElement.textContent") == "In phiếu thu", "printing is one key away"
        office.made["gift_id"] = _id_in(page.url)
        await _enter_a_list(page, base)
        office.made["batch_id"] = _id_in(page.url)
        office.made["contribution_id"] = await _record_things(page, base)
        office.made |= await _agree_care(page, base)
        await _merge_after_a_look(page, base)
        await _look_at_every_page(page, base, office.made)


async def _enter_a_list(page: Page, base: str) -> None:
    await page.goto(f"{base}/batches/new")
    await page.fill("#f-control_count", "2")
    await page.fill("#f-control_total", "700000")
    await page.fill("#f-line-0-amount", "200000")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.name") == "line-1-amount", "Enter goes down"
    await page.keyboard.type("500000")
    assert await page.inner_text("[data-count]") == "2"
    assert await page.inner_text("[data-total]") == "700.000"
    await page.fill("#f-line-9-payer_name", "x")
    assert await page.locator("#f-line-10-amount").count() == 1, "a new row as soon as the last is begun"
    await page.fill("#f-line-9-payer_name", "")
    await page.get_by_role("button", name="Ghi cả danh sách").click()
    await _lands(page, f"{base}/batches/*new=1")


async def _record_things(page: Page, base: str) -> str:
    """By keyboard, with a mistake on the way: the faults have the focus, each leads to its field."""
    await page.goto(f"{base}/others/new/in-kind")
    await page.locator("#f-item:focus").wait_for()
    for text in ("Xi măng", "1.5", "tấn", "thcs"):
        await page.keyboard.type(text)
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.locator("#faults:focus").wait_for()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "f-quantity", "a fault leads to its field"
    await page.fill("#f-quantity", "1,5")
    await page.press("#f-quantity", "Enter")
    await _lands(page, f"{base}/others/*new=1*")
    assert "Xi măng, 1,5 tấn" in await page.inner_text("main")
    return _id_in(page.url)


async def _agree_care(page: Page, base: str) -> dict[str, str]:
    await page.goto(f"{base}/care/beneficiaries/new")
    await page.fill("#f-code", "MVNAH-01")
    await page.select_option("#f-category", "heroic_mother")
    await page.fill("#f-village", "Thôn 3")
    await page.press("#f-village", "Enter")
    await page.get_by_role("link", name="MVNAH-01").click()
    await page.fill("#f-unit", "u2")
    await page.fill("#f-monthly_amount", "1000000")
    await page.fill("#f-first_month", "1/2024")
    await page.press("#f-first_month", "Enter")
    await _lands(page, f"{base}/care/*new=1")
    care = _id_in(page.url)
    await page.get_by_role("link", name="Ghi tháng đã nộp").click()
    assert await page.input_value("#f-from_month") == "01/2024", "what is missing is proposed"
    await page.press("#f-from_month", "Enter")
    await _lands(page, f"{base}/care/{care}")
    address = await page.get_by_role("link", name="Huỷ tháng này").get_attribute("href")
    assert address is not None
    return {"sponsorship_id": care, "payment_id": address.split("/")[-2]}


async def _merge_after_a_look(page: Page, base: str) -> None:
    await page.goto(f"{base}/units?q=ghi+trung")
    await page.get_by_role("link", name="ghi trùng").click()
    await page.get_by_role("link", name="Gộp vào đơn vị khác").click()
    await page.fill("#f-into", "u3")
    await page.fill("#f-reason", "Ghi trùng")
    await page.press("#f-reason", "Enter")
    await page.get_by_text("Những gì sẽ chuyển").wait_for()
    await page.set_viewport_size({"width": PHONE, "height": 800})
    assert await page.evaluate(FLAWS) == []
    await page.set_viewport_size({"width": DESK, "height": 800})
    await page.get_by_role("button", name="Gộp").click()
    await page.get_by_text("Đã gộp mã U4 vào đây").wait_for()


async def _look_at_every_page(page: Page, base: str, made: dict[str, str]) -> None:
    looked, views = 0, [(DESK, "light"), (PHONE, "dark")]
    for path, each in PAGES.items():
        if not each.show or path.endswith((".pdf", ".svg", "/words", "/choose")) or path in UNREACHED:
            continue
        address = re.sub(r"{([\w:]+)}", lambda found: made[found[1]], path)
        response = await page.goto(base + address)
        assert response is not None
        assert response.status == 200, address
        for width, scheme in views:
            if page.viewport_size != {"width": width, "height": 800}:
                await page.set_viewport_size({"width": width, "height": 800})
                await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert await page.evaluate(FLAWS) == [], (address, width)
        await page.emulate_media(media="print")
        assert await page.evaluate(PRINTED) == [], f"{address} on paper"
        await page.emulate_media(media="screen")
        views.reverse()  # the next page is opened as this one was seen last: turning takes longer than looking
        looked += 1
    assert looked >= 60


PRINTED = """() => [
  ...[...document.querySelectorAll('button, .button, nav, .back, .skip')]
    .filter(e => e.offsetParent).map(e => e.outerHTML),
  ...[...document.querySelectorAll('main form.sheet, main form.lines')]
    .filter(e => !e.offsetParent).map(e => 'not printed: ' + e.className),
]"""
"""What stands on paper though it can't be pressed there, and what was typed or listed and does not."""

UNREACHED = {
    "/review/decide", "/review/aside", "/aside/back", "/gifts/{gift_id}/refund-debit", "/reminders/{reminder_id}",
    "/statements/{import_id}", "/statements/{import_id}/mapping",
}  # fmt: skip
"""Pages of lines and files, of which there are none here; tests without a browser open them."""


def _id_in(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
