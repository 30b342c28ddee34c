"""The staff pages in a real browser: a receipt by keyboard alone, with scripts and without; wide, narrow, dark."""

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Error, Page, async_playwright

from services.donation.pages import PAGES
from services.donation.service import Settings, build
from shared.access import new_signing_key, public_key_of, sign_token
from shared.clock import utc_now
from shared.host import Dispatcher
from tests.support.databases import Clones, Templates

pytestmark = pytest.mark.asyncio(loop_scope="module")

FLAGS = ["--no-sandbox", "--disable-background-networking"]
FUND = UUID(int=1)
ROOT = "/staff/donation"
PHONE, DESK = 360, 1280


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counter(
    templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Browser, str, str]]:
    """A browser, the address of a running service with a fund and some units, and a token for all of its tasks."""
    key = new_signing_key()
    token = sign_token(
        key, actor_id="thuquy-1", roles=["cashier", "accountant", "admin"], funds=[FUND],
        now=utc_now() - timedelta(seconds=5), ttl=timedelta(hours=1),
    )  # fmt: skip
    async with Clones(templates) as clones:
        database = await clones("donation")
        settings = Settings.for_service(
            "donation", database_url=database.url, token_public_key=public_key_of(key),
            uploads=Path(tmp_path_factory.mktemp("uploads")),
        )  # fmt: skip
        service = build(settings)
        await service.database.open()
        async with service.database.transaction() as conn:
            await conn.execute("insert into fund (fund_id, code, name) values ($1, 'TL', 'Quỹ xã Tân Lập')", FUND)
            await conn.execute(
                """insert into unit (unit_id, fund_id, code, kind, name, registered_by, registered_at)
                   select gen_random_uuid(), $1, 'U' || n, 'school', name, 'x', now()
                   from unnest($2::text[]) with ordinality as u (name, n)""",
                FUND, ["Trường Tiểu học Bình Xuyên", "Trường THCS Tân Lập", "Trạm Y tế xã Tân Lập"],
            )  # fmt: skip
        async with _served(Dispatcher([service])) as base, async_playwright() as playwright:
            try:
                browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            except Error as error:
                pytest.skip(f"no browser here: {error.message.splitlines()[0]}")
            yield browser, base, token
            await browser.close()
        await service.database.close()


@contextlib.asynccontextmanager
async def _served(app: Dispatcher) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listener.close()


@contextlib.asynccontextmanager
async def _signed_in(
    counter: tuple[Browser, str, str], *, scripts: bool = True, width: int = DESK, dark: bool = False
) -> AsyncIterator[tuple[Page, str, list[str]]]:
    """A page of somebody who signed in as a person does, and what the browser complained about."""
    browser, base, token = counter
    context = await browser.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        await page.goto(f"{base}{ROOT}/counter")
        await page.get_by_label("Thẻ truy cập").fill(token)
        await page.get_by_role("button", name="Đăng nhập").click()
        await page.wait_for_url(f"{base}{ROOT}/counter")
        yield page, base + ROOT, complaints
    finally:
        await context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
async def test_a_receipt_is_taken_by_keyboard_alone(counter: tuple[Browser, str, str], scripts: bool) -> None:
    async with _signed_in(counter, scripts=scripts) as (page, base, complaints):
        started = perf_counter()
        keyboard = page.keyboard
        await keyboard.type("1500000", delay=10)  # the amount has the focus
        if scripts:
            assert await page.input_value("#f-amount") == "1.500.000"
            await page.get_by_text("Một triệu năm trăm nghìn đồng").wait_for()
        await keyboard.press("Tab")
        await keyboard.type("tieu hoc binh", delay=10)
        await keyboard.press("Tab")
        await keyboard.type("Trần Thị Hoa")
        await keyboard.press("Tab")
        await keyboard.type("Ủng hộ Quỹ")
        await keyboard.press("Enter")
        await page.wait_for_url(f"{base}/gifts/*")
        assert perf_counter() - started < 20
        text = " ".join((await page.inner_text("main")).split())
        for words in ("Đã ghi. Phiếu thu số TM01/", "1.500.000 đ", "Trường Tiểu học Bình Xuyên (U1)", "Trần Thị Hoa"):
            assert words in text
        if scripts:
            assert await page.evaluate("document.activeElement.textContent") == "In phiếu thu", (
                "printing is one key away"
            )
        assert complaints == []


async def test_rows_of_a_list_grow_and_sum_while_it_is_typed(counter: tuple[Browser, str, str]) -> None:
    async with _signed_in(counter) as (page, base, complaints):
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
        await page.wait_for_url(f"{base}/batches/*new=1")
        assert complaints == []


@pytest.mark.parametrize(("width", "dark"), [(PHONE, True), (DESK, False)], ids=["phone, dark", "desk, light"])
async def test_every_page_fits_stands_out_and_can_be_hit(
    counter: tuple[Browser, str, str], width: int, dark: bool
) -> None:
    """Nothing is wider than the page, text has a contrast of 7:1, and what leads on is high enough for a thumb."""
    async with _signed_in(counter, width=width, dark=dark) as (page, base, _):
        for path in sorted(
            path for path, each in PAGES.items() if each.show and "{" not in path and "choose" not in path
        ):
            if path.startswith(("/review/", "/counter/")):
                continue
            await page.goto(base + path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert await page.evaluate(_WEAK) == [], path
            assert await page.evaluate(_SMALL) == [], path


_WEAK = """() => {
  const rgb = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = c => { const [r, g, b] = rgb(c).slice(0, 3).map(v => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    const v = rgb(c); if (v.length < 4 || v[3] > 0) return c; } return 'rgb(255,255,255)'; };
  return [...document.querySelectorAll('p, li, td, th, a, h1, h2, dt, dd, small, caption, label, legend, button')]
    .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => { const a = light(getComputedStyle(e).color), b = light(ground(e));
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.tagName + e.textContent.trim().slice(0, 30)]; })
    .filter(([ratio]) => ratio < 7).map(([ratio, what]) => ratio.toFixed(1) + ' ' + what);
}"""

_SMALL = """() => [...document.querySelectorAll(
    'nav a, button, select, input:not([type=hidden], [type=radio], [type=checkbox]), .button, label.tick, summary')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
  .map(e => Math.round(e.getBoundingClientRect().height) + ' ' + e.outerHTML.slice(0, 60))"""
