"""The public pages in a real browser: wide and narrow, light and dark, by keyboard and on paper."""

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import product

import asyncpg
import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page

from deploy.embedded.databases import ensure_database
from shared.db import Database
from tests.integration.transparency.events import apply
from tests.integration.transparency.public import public_app
from tests.integration.transparency.test_giving import town
from tests.integration.transparency.world import world
from tests.support.browser import DESK, PHONE, WEAK, served
from tests.support.databases import Templates, address

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATHS = (
    "/", "/?year=2019", "/units?year=2019", "/units", "/houses", "/houses?phase=building", "/houses/N001",
    "/houses/N031", "/houses/N035", "/gifts", "/gifts?q=khong", "/gifts?q=tam", "/gifts/{gift}", "/gifts/{reversed}",
    "/gifts/{opening}", "/expenditures?year=2019", "/expenditures/{payment}", "/report/2019", "/report/2020?unit=dong",
    "/check", "/nowhere", "/campaigns", "/campaigns/{campaign}", "/units?campaign={campaign}", "/units/{unit}",
    "/units/{paid_for}", "/gifts/{for_others}",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """A browser, a site to read, and ids of something of each kind."""

    browser: Browser
    base: str
    ids: dict[str, str]

    def address(self, path: str, *, english: bool = False) -> str:
        """The address of one of PATHS."""
        path = path.format(**self.ids)
        return self.base + (f"/en{path}".removesuffix("/") if english else path)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reading(templates: Templates, browser: Browser) -> AsyncIterator[Reading]:
    """The story's two years, published and open in a browser."""
    conn = await asyncpg.connect(templates.superuser_url)
    name = templates.next_name("transparency")
    await ensure_database(conn, "transparency", name=name, template=await templates.template_of("transparency"))
    await conn.close()
    database = Database(address(templates.superuser_url, name, "transparency"), application_name="test")
    await database.open()
    await apply(database, [*world().all(), *town()])
    async with database.connection() as conn:
        row = await conn.fetchrow(
            """select (select t.lot_id::text from lot_trace t join gift g on g.gift_id = t.lot_id
                       group by t.lot_id order by count(*) desc limit 1) as gift,
                      (select gift_id::text from reversal where kind = 'correction') as reversed,
                      (select lot_id::text from opening_balance order by amount desc limit 1) as opening,
                      (select payment_id::text from payment where use = 'hardship' limit 1) as payment,
                      (select campaign_id::text from pledge limit 1) as campaign,
                      (select unit_id::text from unit where code = 'DV00') as unit,
                      (select unit_id::text from gift_member order by n limit 1) as paid_for,
                      (select gift_id::text from gift_member order by n limit 1) as for_others"""
        )
    assert row is not None
    async with served(public_app(database)) as base:
        yield Reading(browser, base, dict(row))
    await database.close()


@contextlib.asynccontextmanager
async def _page(
    reading: Reading, *, width: int = DESK, dark: bool = False, complaints: list[str] | None = None
) -> AsyncIterator[Page]:
    context = await reading.browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", java_script_enabled=True
    )
    page = await context.new_page()

    heard = complaints if complaints is not None else []

    def hear(message: ConsoleMessage) -> None:
        if "404 (Not Found)" not in message.text:
            heard.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))
    try:
        yield page
    finally:
        await context.close()


async def test_every_page_fits_and_nothing_complains(reading: Reading) -> None:
    """Each page once, as it is wide and narrow, light and dark."""
    complaints: list[str] = []
    async with _page(reading, complaints=complaints) as page:
        for path, english in product(PATHS, (False, True)):
            await page.goto(reading.address(path, english=english))
            for width, scheme in ((DESK, "dark"), (PHONE, "dark"), (PHONE, "light"), (DESK, "light")):
                await page.set_viewport_size({"width": width, "height": 800})
                await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                wide = await page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{path} is {wide} wide"
                cut = await page.evaluate(
                    """[...document.querySelectorAll('.num, .figure-value, .figure')]
                       .filter(e => e.clientWidth && !e.closest('thead') && e.scrollWidth > e.clientWidth + 1)
                       .map(e => e.textContent.trim())"""
                )
                assert cut == [], f"{path}: figures are cut off"
    assert complaints == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_words_stand_out_from_their_ground(dark: bool, reading: Reading) -> None:
    """Contrast of at least 7:1 for running text and links."""
    async with _page(reading, dark=dark) as page:
        for path in ("/", "/houses", "/report/2019"):
            await page.goto(reading.address(path))
            weak = await page.evaluate(WEAK)
            assert weak == [], path


async def test_everything_can_be_reached_by_keyboard_and_the_focus_is_seen(reading: Reading) -> None:
    async with _page(reading) as page:
        for path in ("/", "/gifts", "/houses", "/report/2019"):
            await page.goto(reading.address(path))
            await page.keyboard.press("Tab")
            assert await page.evaluate("document.activeElement.getAttribute('href')") == "#main", "skip link first"
            stops = await page.evaluate("document.querySelectorAll('a[href], button, input, select, summary').length")
            seen = set()
            for _ in range(min(stops, 30)):
                await page.keyboard.press("Tab")
                outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", await page.evaluate("document.activeElement.outerHTML")
                seen.add(await page.evaluate("document.activeElement.outerHTML"))
            assert len(seen) >= min(stops - 1, 20)


async def test_a_thumb_can_hit_every_link_of_a_list(reading: Reading) -> None:
    """On a phone the links and buttons that lead on are at least 40 px high (44 with their row's edge)."""
    async with _page(reading, width=PHONE) as page:
        for path in ("/", "/units?year=2019", "/houses", "/gifts", "/report/2019"):
            await page.goto(reading.address(path))
            small = await page.evaluate(
                """[...document.querySelectorAll('a.tap, nav a, button, select, input[type=search], .button')]
                   .filter(e => e.offsetParent && e.getBoundingClientRect().height < 40)
                   .map(e => Math.round(e.getBoundingClientRect().height) + ' ' + e.textContent.trim())"""
            )
            assert small == [], path


async def test_forms_work_without_script(reading: Reading) -> None:
    context = await reading.browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 800})
    page = await context.new_page()
    await page.goto(reading.address("/gifts"))
    await page.get_by_role("searchbox").fill("sông lô")
    await page.get_by_role("button", name="Tìm").click()
    assert "12 khoản, tổng 456.901.000 đ" in (await page.inner_text("main")).replace("\u00a0", " ")
    await page.get_by_label("Hình thức").select_option("cash")
    await page.get_by_role("button", name="Xem").click()
    assert "q=s%C3%B4ng+l%C3%B4" in page.url, "the facet keeps what was searched for"
    assert "channel=cash" in page.url
    await page.get_by_role("link", name="English").click()
    assert "/en/gifts?" in page.url
    assert "channel=cash" in page.url, "the language keeps what was chosen"
    await page.get_by_role("link", name="Gratitude houses").click()
    assert page.url.endswith("/en/houses")
    await context.close()


async def test_the_report_prints_as_a_report(reading: Reading) -> None:
    async with _page(reading) as page:
        await page.goto(reading.address("/report/2019"))
        await page.emulate_media(media="print")
        shown = await page.inner_text("body")
        for words in ("Độc lập – Tự do – Hạnh phúc", "Người lập", "Kế toán trưởng", "Trưởng ban", "ĐVT: nghìn đồng"):
            assert words in shown
        for words in ("Trang chủ", "Tải về", "English"):
            assert words not in shown
        sheet = await page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 2
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12]", sheet), "A4"
