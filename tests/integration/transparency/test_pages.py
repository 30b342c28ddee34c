"""The public pages as a reader gets them, over a real read model."""

import re
from html import unescape

import asyncpg
import httpx
import pytest

from services.transparency.store import find_gifts
from services.transparency.views.snapshot import snapshot
from shared.contracts import donation as d
from shared.db import Database
from tests.integration.transparency.events import apply
from tests.integration.transparency.public import public_app
from tests.integration.transparency.world import World, world
from tests.support.databases import ServiceDatabase, Templates

PAGES = ("/", "/units", "/houses", "/gifts", "/expenditures", "/report/2019", "/check", "/campaigns")
MAX_PAGE = 100_000
"""Bytes."""


def text_of(page: httpx.Response) -> str:
    """The words of a page as a reader sees them, in one line, with plain spaces."""
    main = page.text.split("<body>")[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split()).replace(" .", ".").replace(" ,", ",")


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_speaks_both_languages(path: str, story: World, reader: httpx.AsyncClient) -> None:
    vietnamese = await reader.get(path)
    english = await reader.get("/en" + path if path != "/" else "/en")
    assert (vietnamese.status_code, english.status_code) == (200, 200)
    assert '<html lang="vi">' in vietnamese.text
    assert '<html lang="en">' in english.text
    assert "Số liệu đến 14:1" in text_of(vietnamese)
    assert "Figures as of 14:1" in text_of(english)
    assert not re.search(r"Đơn vị|Khoản ủng hộ|Nhà tình nghĩa|Báo cáo", text_of(english).replace("Tiếng Việt", ""))
    other = re.search(r'<a href="([^"]+)" lang="en"', vietnamese.text)
    assert other is not None
    assert other[1] == ("/en" + path if path != "/" else "/en")
    assert "set-cookie" not in vietnamese.headers
    for page in (vietnamese, english):
        navigation = page.text.partition('<nav aria-label="')[2].partition("</nav>")[0]
        in_menu = path != "/campaigns"  # it is reached from home and from the units
        assert navigation.count('aria-current="page"') == in_menu


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_light_and_needs_no_script(path: str, story: World, reader: httpx.AsyncClient) -> None:
    page = await reader.get(path)
    assert len(page.content) < MAX_PAGE
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page.text), "no third party"
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_the_answer_comes_first(story: World, reader: httpx.AsyncClient) -> None:
    page = text_of(await reader.get("/?year=2019"))
    assert (
        "Năm 2019, Quỹ đã nhận 4.190.119.000 đ, đã chi 2.778.652.000 đ. "
        "Cùng với 4.202.835.000 đ năm trước chuyển sang, cuối năm còn 5.614.302.000 đ." in page
    )
    assert "Đã bàn giao 30 nhà (xây mới 15, sửa chữa 15); đang làm 3 nhà." in page
    now = text_of(await reader.get("/"))
    assert "Năm 2019: 4.190.119.000 đ; năm nay bằng 78,0 %" in now
    assert "90.000.000 đ đã có quyết định hỗ trợ, chờ chi" in now


async def test_units_show_target_result_and_rate_by_name(story: World, reader: httpx.AsyncClient) -> None:
    page = await reader.get("/units?year=2019")
    rows = [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page.text, re.DOTALL)]
    names = [row.split("|")[3] for row in rows if row.startswith("|||")]
    assert names == [
        "Ban quản lý Quỹ tỉnh", "Huyện Bình Xuyên", "Huyện Lập Thạch", "Huyện Sông Lô", "Huyện Tam Dương",
        "Huyện Tam Đảo", "Huyện Vĩnh Tường", "Huyện Yên Lạc", "Thành phố Phúc Yên", "Thành phố Vĩnh Yên",
    ]  # fmt: skip
    text = text_of(page)
    assert "Huyện Sông Lô 250.000.000 456.901.000 182,8 %" in text
    assert "Huyện Vĩnh Tường 600.000.000 0 0,0 %" in text
    assert "Tổng cộng 4.150.000.000 4.190.119.000 101,0 %" in text


async def test_people_are_one_line_without_names(story: World, reader: httpx.AsyncClient) -> None:
    text = text_of(await reader.get("/units?year=2020"))
    assert "Cá nhân và khoản không qua đơn vị — 2.006.700.000 —" in text
    assert "CN001" not in text


async def test_a_gift_leads_to_its_houses_and_a_house_to_its_gifts(
    story: World, database: Database, reader: httpx.AsyncClient
) -> None:
    async with database.connection() as conn:
        row = await conn.fetchrow(
            """select t.lot_id, p.house_id, t.used from lot_trace t join purpose p using (purpose_id)
               join gift g on g.gift_id = t.lot_id where p.house_id is not null and t.used > 0 limit 1"""
        )
    assert row is not None
    gift = await reader.get(f"/gifts/{row['lot_id']}")
    house = await reader.get(f"/houses/{row['house_id']}")
    assert f"/houses/{row['house_id']}" in gift.text
    assert f"/gifts/{row['lot_id']}" in house.text
    figure = f"{row['used']:,}".replace(",", ".")
    assert figure in text_of(gift)
    assert figure in text_of(house)


async def test_a_house_is_found_by_its_code_however_it_is_typed(story: World, reader: httpx.AsyncClient) -> None:
    for code in ("N001", "n001"):
        text = text_of(await reader.get(f"/houses/{code}"))
        assert "Quỹ đã chi 38.400.000 đ trong số 38.400.000 đ được quyết định hỗ trợ." in text
        assert "Thân nhân liệt sĩ" in text
        assert "Ngoài ra có 24 ngày công đóng góp, không quy ra tiền." in text


async def test_a_house_under_way_says_where_it_stands(story: World, reader: httpx.AsyncClient) -> None:
    page = await reader.get("/houses/N031")
    assert re.search(r'<li class="now" aria-current="step">.*?Bàn giao', page.text, re.DOTALL)
    assert "Quỹ sẽ chi theo tiến độ 18.000.000 đ" in text_of(page)
    cancelled = text_of(await reader.get("/houses/N035"))
    assert "Hồ sơ đã huỷ ngày" in cancelled


async def test_a_name_is_shown_with_consent_only(story: World, reader: httpx.AsyncClient) -> None:
    person = next(e for e in story.donation if isinstance(e, d.UnitRegistered) and e.kind == "person")
    theirs = next(e for e in story.donation if isinstance(e, d.DonationReceived) and e.unit_id == person.unit_id)
    assert "Người ủng hộ Nhà hảo tâm" in text_of(await reader.get(f"/gifts/{theirs.gift_id}"))
    assert "Nguyễn Thị Hoà <b>" in text_of(await reader.get("/gifts?year=2020"))


async def test_consent_taken_back_hides_the_name_everywhere(
    story: World, database: Database, reader: httpx.AsyncClient
) -> None:
    person = next(e for e in story.donation if isinstance(e, d.UnitRegistered) and e.kind == "person")
    receipt = d.Receipt(year=2020, book="TM09", number=1)
    gift = next(e for e in story.donation if isinstance(e, d.DonationReceived))
    named = gift.model_copy(
        update={
            "gift_id": person.fund_id,
            "unit_id": person.unit_id,
            "display_name": "Trần Văn Tín",
            "receipt": receipt,
        }
    )
    await apply(database, [person.model_copy(update={"name": "Trần Văn Tín"}), named])
    assert "Trần Văn Tín" in text_of(await reader.get("/gifts?q=tran van tin"))
    await apply(database, [person])
    for path in ("/gifts?q=TM09/1/2020", f"/gifts/{named.gift_id}"):
        text = text_of(await reader.get(path))
        assert "Trần Văn Tín" not in text
        assert "Nhà hảo tâm" in text


async def test_what_people_wrote_is_escaped(story: World, reader: httpx.AsyncClient) -> None:
    page = await reader.get('/gifts?q="><script>alert(1)</script>')
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "Nguyễn Thị Hoà &lt;b&gt;" in (await reader.get("/gifts?year=2020")).text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("TM01/1/2020", "1 khoản, tổng 5.000.000 đ."),
        ("phiếu thu số 1, quyển TM01, năm 2020", "1 khoản, tổng 5.000.000 đ."),
        ("binh xuyen", "16 khoản, tổng 555.025.000 đ."),
        ("BÌNH XUYÊN", "16 khoản, tổng 555.025.000 đ."),
        ("tam", "32 khoản, tổng 1.261.997.000 đ."),
        ("%", "0 khoản, tổng 0 đ."),
        ("khong co ai", "0 khoản, tổng 0 đ."),
    ],
)
async def test_the_search_box(typed: str, found: str, story: World, reader: httpx.AsyncClient) -> None:
    text = text_of(await reader.get("/gifts", params={"q": typed}))
    assert found in text
    if found.startswith("0"):
        assert "Không thấy ở đây không có nghĩa là không ủng hộ." in text


async def test_the_sum_of_a_list_is_over_all_its_pages(story: World, reader: httpx.AsyncClient) -> None:
    gifts = [e for e in story.donation if isinstance(e, d.DonationReceived)]
    for query, wanted in (
        ("year=2019", [g for g in gifts if g.received_on.year == 2019]),
        ("channel=cash", [g for g in gifts if g.channel == "cash"]),
        ("unit=none", [g for g in gifts if g.unit_id is None]),
        (f"unit={gifts[0].unit_id}&year=2019", [
            g for g in gifts if g.unit_id == gifts[0].unit_id and g.received_on.year == 2019]),
        (f"fund={story.funds[0]}", [g for g in gifts if g.fund_id == story.funds[0]]),
        (f"campaign={gifts[0].campaign_id}", [g for g in gifts if g.campaign_id == gifts[0].campaign_id]),
    ):  # fmt: skip
        text = text_of(await reader.get(f"/gifts?{query}"))
        total = f"{sum(g.amount for g in wanted):,}".replace(",", ".")
        assert f"{len(wanted)} khoản, tổng {total} đ." in text, query


async def test_no_link_leads_nowhere(database: Database, reader: httpx.AsyncClient) -> None:
    """From the front page, every link of every page, each in both languages."""
    await apply(database, world(gifts_per_unit=1).all())
    seen: set[str] = set()
    ahead = ["/"]
    while ahead:
        address = ahead.pop()
        page = await reader.get(address)
        assert page.status_code in (200, 307), address
        if page.status_code == 307:
            ahead.append(page.headers["location"])
        elif page.headers["content-type"].startswith("text/html"):
            for href in re.findall(r'(?:href|action)="([^"]*)"', page.text):
                path, _, anchor = unescape(href).partition("#")
                if not path or path == address:
                    assert not anchor or f'id="{anchor}"' in page.text, f"{address}: #{anchor}"
                elif path not in seen:
                    seen.add(path)
                    ahead.append(path)
    assert len(seen) > 300


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "Địa chỉ này không có trang nào"),
        ("/en/nowhere", 404, "There is no page at this address"),
        ("/houses/N999", 404, "Chưa có nhà nào mang mã này"),
        ("/gifts/not-an-id", 404, "Chưa có khoản ủng hộ nào mang mã này"),
        ("/gifts/00000000-0000-0000-0000-00000000dead", 404, "Chưa có khoản ủng hộ nào"),
        ("/expenditures/x", 404, "Chưa có khoản chi nào mang mã này"),
        ("/report/1999", 404, "Năm này chưa có số liệu nào"),
        ("/units?campaign=00000000-0000-0000-0000-00000000dead", 404, "Không có đợt vận động"),
        ("/gifts?year=20x9", 400, "Năm phải có bốn chữ số"),
        ("/gifts?year=２０１９", 400, "Năm phải có bốn chữ số"),
        ("/gifts?fund=1", 400, "Mã trong địa chỉ không đúng"),
        ("/gifts?channel=gold", 400, "Lựa chọn này không có"),
        ("/gifts?after=abc", 400, "Dấu trang (after) không đúng"),
        ("/en/houses?phase=flying", 400, "There is no such option"),
        ("/report/2019?unit=tael", 400, "Lựa chọn này không có"),
    ],
)
async def test_what_is_wrong_has_a_page_with_the_next_step(
    path: str, status: int, words: str, story: World, reader: httpx.AsyncClient
) -> None:
    page = await reader.get(path, headers={"accept": "text/html"})
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    assert words in text_of(page)
    assert page.headers["cache-control"] == "no-store"
    assert re.search(r'class="button" href="/(en)?"', page.text)


async def test_a_slash_too_many_is_forgiven(story: World, reader: httpx.AsyncClient) -> None:
    assert (await reader.get("/units/")).headers["location"] == "/units"
    assert (await reader.get("/en/")).headers["location"] == "/en"


async def test_before_the_first_event_every_page_says_so(reader: httpx.AsyncClient) -> None:
    for path in ("/", "/units", "/houses", "/gifts", "/expenditures", "/check"):
        page = await reader.get(path)
        assert page.status_code == 200, path
        assert "Chưa có" in text_of(page) or "chưa" in text_of(page) or "Không" in text_of(page), path
    assert "Quỹ chưa ghi nhận khoản nào" in text_of(await reader.get("/"))
    assert (await reader.get("/report")).status_code == 404


async def test_late_figures_say_so(story: World, database: Database) -> None:
    transport = httpx.ASGITransport(public_app(database, late=True))
    async with httpx.AsyncClient(transport=transport, base_url="http://den-on") as reader:
        assert "Số liệu chưa cập nhật kịp: đang tính đến 14:15 31/07/2020." in text_of(await reader.get("/"))


async def test_what_waits_stands_in_the_foot(database: Database, reader: httpx.AsyncClient) -> None:
    await apply(database, world(gifts_per_unit=1).fund_allocation)
    text = text_of(await reader.get("/"))
    assert "Đang chờ đối chiếu, chưa mất gì:" in text
    assert re.search(r"\d+ khoản đã phân bổ mà chưa thấy khoản ủng hộ", text)
    assert "quyết định hỗ trợ chưa thấy hồ sơ nhà" in text


async def test_without_its_database_the_site_says_when_to_come_back(
    story: World, read_model: ServiceDatabase, templates: Templates, reader: httpx.AsyncClient
) -> None:
    conn = await asyncpg.connect(templates.superuser_url)
    try:
        await conn.execute(f"alter database {read_model.name} allow_connections false")
        await conn.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", read_model.name)
        page = await reader.get("/")
    finally:
        await conn.execute(f"alter database {read_model.name} allow_connections true")
        await conn.close()
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert "Số liệu không mất; hãy thử lại sau ít phút." in text_of(page)
    assert (await reader.get("/")).status_code == 200


async def test_a_reader_who_has_the_page_is_told_so(
    story: World, database: Database, reader: httpx.AsyncClient
) -> None:
    first = await reader.get("/")
    again = await reader.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await apply(database, world(seed=2, gifts_per_unit=1).donation[:1])
    changed = await reader.get("/", headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


async def test_a_page_is_one_snapshot(story: World, database: Database, read_model: ServiceDatabase) -> None:
    """What is committed while a page is made is in none of its figures."""
    async with snapshot(database) as conn:
        before = await find_gifts.total(conn, find_gifts.Cut())
        other = await asyncpg.connect(read_model.superuser_url)
        await other.execute("update received_total set amount = amount + 1")
        await other.close()
        assert await find_gifts.total(conn, find_gifts.Cut()) == before
