"""Pages: languages, caches, escapes, and an error page for browsers."""

import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import jinja2
import pytest
import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shared import access
from shared.access import TokenVerifier
from shared.http import Readiness, application
from shared.web import Pages, texts_of
from shared.web.words import ENGLISH

TEMPLATE = """{% extends "base.html" %}{% import "pieces.html" as pieces with context %}{% block main %}
<h1>{{ _("Xin chào {name}", name=name) }}</h1>{{ pieces.figure(_("Đã nhận"), 4190119000|dong) }}
{{ pieces.as_of(at) }}{{ pieces.badge("done", _("Đã bàn giao")) }}{{ pieces.pager("?a=1", "?b=2") }}
{{ pieces.stages("Các bước", [("Khởi công", "done", "03/03/2019"), ("Móng", "now", ""), ("Bàn giao", "later", "")]) }}
{{ pieces.empty() }}{{ at|day }} {{ 1500|in_unit("thousand") }} {{ unit_name("thousand") }} {{ percent(2847, 2400) }}
<table>{{ pieces.caption("Thu", "million") }}</table>{{ 5|in_words }}{% endblock %}"""
AT = datetime(2026, 7, 27, 18, 5, tzinfo=UTC)


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    (tmp_path / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "typo.html").write_text("{{ nowhere }}", encoding="utf-8")
    return Pages(
        templates=tmp_path,
        english={"Xin chào {name}": "Hello {name}", "Đã nhận": "Received", "Quỹ": "Fund"},
        site={"site_name": "Quỹ", "nav": [("/", "Trang chủ"), ("/units", "Đơn vị")]},
    )


@pytest.fixture
def client(pages: Pages) -> httpx.AsyncClient:
    router = APIRouter()

    @router.get("/units/{name}")
    async def page(request: Request, name: str) -> Response:
        return pages.respond(request, "page.html", {"name": name, "at": AT}, version="v1")

    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError("inside")

    async def ready() -> Readiness:
        return Readiness(True, {})

    app = application(
        "transparency",
        prefix="/api/transparency",
        verifier=TokenVerifier(access.public_key_of(access.new_signing_key())),
        routers=[router],
        ready=ready,
        error_page=pages.error,
    )
    app.router.routes.append(pages.assets.route())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://den-on")


async def test_a_page_is_vietnamese_whatever_the_browser_wants(client: httpx.AsyncClient) -> None:
    answer = await client.get("/units/a", headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert '<html lang="vi">' in answer.text
    for words in (
        "Xin chào a",
        "4.190.119.000 đ",
        "01:05 28/07/2026",
        "2 nghìn đồng",
        "118,6 %",
        "Năm đồng",
    ):
        assert words in answer.text, words
    assert answer.text.count("28/07/2026") == 2, "the day of an instant is the day in Vietnam"
    assert re.search(r'<a href="/units" aria-current="page">Đơn vị', answer.text)
    assert not re.search(r'<a href="/" aria-current', answer.text)


async def test_the_reader_can_change_the_language_and_it_stays(client: httpx.AsyncClient) -> None:
    answer = await client.get("/units/a?q=x&lang=en&page=2")
    assert "Hello a" in answer.text
    assert "Received" in answer.text
    assert 'href="?q=x&amp;page=2&amp;lang=vi"' in answer.text
    assert "lang=en" in answer.headers["set-cookie"]
    client.cookies.set("lang", "en")
    later = await client.get("/units/a")
    assert "Hello a" in later.text
    assert "set-cookie" not in later.headers
    assert later.headers["vary"] == "Cookie"
    assert "Xin chào" in (await client.get("/units/a?lang=vi")).text


async def test_words_of_users_stay_words(client: httpx.AsyncClient) -> None:
    answer = await client.get("/units/<script>alert(1)<script>?lang=en&x=%22><script>")
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_a_page_that_has_not_changed_is_not_sent_again(client: httpx.AsyncClient) -> None:
    etag = (await client.get("/units/a")).headers["etag"]
    again = await client.get("/units/a", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/units/a?lang=en", headers={"if-none-match": etag})).status_code == 200


def test_a_page_is_light_and_asks_no_one_else(pages: Pages) -> None:
    scope = {"path": "/", "query_string": b""}
    html = pages.render(scope, "vi", "page.html", {"name": "a", "at": AT})
    assert len(html) < 20_000
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert "https://" not in html
    assert "<script" not in html
    assert "style=" not in html


def test_a_misspelt_name_in_a_template_is_an_error(pages: Pages) -> None:
    with pytest.raises(jinja2.UndefinedError):
        pages.render({"path": "/", "query_string": b""}, "vi", "typo.html", {})


@pytest.mark.parametrize("template", ["base.html", "pieces.html", "problem.html"])
def test_every_text_of_the_shared_templates_has_its_english(pages: Pages, template: str) -> None:
    assert {text for text in texts_of(pages.environments["vi"], template) if text not in ENGLISH} == set()


def test_english_has_the_same_places_as_vietnamese() -> None:
    for vietnamese, english in ENGLISH.items():
        assert re.findall(r"\{\w+\}", vietnamese) == re.findall(r"\{\w+\}", english)


async def test_files_are_named_by_their_content_and_kept_for_ever(client: httpx.AsyncClient, pages: Pages) -> None:
    url = pages.assets.url("site.css")
    assert re.fullmatch(r"/static/site\.[0-9a-f]{8}\.css", url)
    answer = await client.get(url)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "--ink" in answer.text
    assert answer.headers["content-encoding"] == "gzip"
    plain = await client.get(url, headers={"accept-encoding": "identity"})
    assert plain.text == answer.text
    assert "content-encoding" not in plain.headers
    unchanged = await client.get(url, headers={"if-none-match": answer.headers["etag"]})
    assert unchanged.status_code == 304
    assert (await client.get("/static/site.css")).status_code == 404
    assert (await client.get("/static/../pages.py")).status_code == 404
    assert (await client.get(pages.assets.url("mark.svg"))).headers["content-type"] == "image/svg+xml"


def test_sheets_of_a_service_follow_the_shared_ones(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "own.css").write_text(".own {}")
    (tmp_path / "map.js").write_text("1;")
    pages = Pages(templates=tmp_path, static=[tmp_path], english={}, site={})
    sheet = pages.assets.content("site.css").decode()
    assert sheet.index("--ink") < sheet.index(".own {}")
    assert pages.assets.content("map.js") == b"1;"
    with pytest.raises(KeyError):
        pages.assets.url("nowhere.js")


async def test_a_browser_gets_a_page_for_what_goes_wrong(client: httpx.AsyncClient) -> None:
    for path, status, words in (("/nowhere", 404, "Không tìm thấy"), ("/broken", 500, "Lỗi của hệ thống")):
        with structlog.testing.capture_logs():
            answer = await client.get(path, headers={"accept": "text/html,application/xhtml+xml"})
            for_programs = await client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert words in answer.text
        assert "inside" not in answer.text
        assert 'href="/"' in answer.text
        assert for_programs.headers["content-type"] == "application/problem+json"
