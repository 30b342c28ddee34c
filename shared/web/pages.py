"""Pages made on the server: one template environment for a site, and how a page is sent."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from shared import money
from shared.clock import VIETNAM, local_day
from shared.http.etag import etag_of, not_modified
from shared.http.language import Language, Sentence
from shared.web import charts, sankey
from shared.web.assets import Assets
from shared.web.catalog import Catalog
from shared.web.words import ENGLISH

HERE = Path(__file__).parent
LANGUAGE_COOKIE = "lang"
_YEAR_SECONDS = 31_536_000


def format_day(day: date) -> str:
    """27/07/2026; of an instant, the day it is in Vietnam."""
    return f"{local_day(day) if isinstance(day, datetime) else day:%d/%m/%Y}"


def format_instant(instant: datetime) -> str:
    """14:05 27/07/2026, in Vietnam."""
    return f"{instant.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def language_of_page(request: Request) -> Language:
    """What the reader chose (?lang=, then the cookie). A browser's own wish counts for nothing: most in the villages
    are set to English by whoever sold the phone."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return "en" if chosen == "en" else "vi"


class Pages:
    """The pages of one site. ``templates`` and ``static`` of the service come before those shared by all."""

    def __init__(
        self,
        *,
        templates: Path,
        static: Sequence[Path] = (),
        english: Mapping[str, str],
        site: Mapping[str, Any],
        root: str = "",
    ) -> None:
        """``english``: the service's catalog, Vietnamese to English. ``site``: what every template may use, such as
        ``nav`` (pairs of address and Vietnamese label) and ``site_name``. ``root``: the address below which it all is,
        "" for all addresses."""
        self.assets = Assets([HERE / "static", *static], prefix=f"{root}/static")
        self.catalog = Catalog(ENGLISH, english)
        self.environments: Mapping[Language, jinja2.Environment] = {
            language: self._environment(templates, site, language) for language in ("vi", "en")
        }

    def _environment(self, templates: Path, site: Mapping[str, Any], language: Language) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader([templates, HERE / "templates"]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

        def translate(text: str, /, **places: Any) -> Markup:
            found = Markup(self.catalog.text(text, language))  # noqa: S704 - ours: literals of templates and catalog
            return found.format(**places) if places else found

        environment.globals.update(site)
        environment.globals.update(_=translate, language=language, asset=self.assets.url)
        environment.globals.update(charts.for_templates(), flow=sankey.flow)
        environment.filters.update(
            dong=money.format_dong,
            number=money.format_number,
            in_unit=money.format_in_unit,
            in_words=money.amount_in_words,
            day=format_day,
            instant=format_instant,
        )
        environment.globals.update(percent=money.percent, unit_name=lambda unit: translate(money.UNIT_NAME[unit]))
        return environment

    def render(self, scope: Scope, language: Language, template: str, context: Mapping[str, Any]) -> str:
        """The HTML of a page."""
        query = [(name, value) for name, value in parse_qsl(scope["query_string"].decode("latin-1")) if name != "lang"]
        address = {
            "path": scope["path"],
            "in_vietnamese": "?" + urlencode([*query, ("lang", "vi")]),
            "in_english": "?" + urlencode([*query, ("lang", "en")]),
        }
        return self.environments[language].get_template(template).render({**address, **context})

    def respond(
        self, request: Request, template: str, context: Mapping[str, Any], *, status: int = 200, version: str = ""
    ) -> Response:
        """A page as a response. With ``version``, what the data of the page is known by, it is answered with 304 when
        the reader has it already."""
        language = language_of_page(request)
        headers = {"vary": "Cookie", "content-language": language, "cache-control": "no-cache"}
        if version:
            headers["etag"] = etag_of(version, language, str(request.url.query), self.assets.url("site.css"))
            if (unchanged := not_modified(request, headers["etag"])) is not None:
                return unchanged
        response = HTMLResponse(self.render(request.scope, language, template, context), status, headers)
        if "lang" in request.query_params:
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR_SECONDS, httponly=True, samesite="lax")
        return response

    def error(self, scope: Scope, status: int, title: Sentence, detail: Sentence) -> Response:
        """The page for what went wrong: what, why, and the next step."""
        language = language_of_page(Request(scope))
        context = {"status": status, "title": getattr(title, language), "detail": getattr(detail, language)}
        headers = {"content-language": language, "vary": "Cookie, Accept", "cache-control": "no-store"}
        return HTMLResponse(self.render(scope, language, "problem.html", context), status, headers)
