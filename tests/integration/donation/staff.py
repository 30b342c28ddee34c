"""A browser without scripts: reads the staff pages and sends their forms as they are, with what a test types."""

import dataclasses
import html
import re
from collections.abc import Mapping

import httpx

from tests.integration.donation.conftest import TOKENS, Donation

ROOT = "/staff/donation"
_INPUT = re.compile(r'<(?:input|button)[^>]*\bname="([^"]+)"[^>]*>')
_SELECT = re.compile(r'<select[^>]*\bname="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)


@dataclasses.dataclass
class Staff:
    """Somebody with a token of TOKENS at the running service."""

    donation: Donation
    by: str
    language: str = "vi"

    @property
    def cookie(self) -> str:
        return f"staff={TOKENS[self.by]}; lang={self.language}"

    async def get(self, path: str) -> httpx.Response:
        return await self.donation.client.get(ROOT + path, headers={"cookie": self.cookie})

    async def page(self, path: str) -> str:
        """A page that must be there: its text without marks."""
        response = await self.get(path)
        assert response.status_code == 200, (path, response.status_code, text_of(response))
        assert len(response.content) < 100_000
        return text_of(response)

    async def post(
        self, path: str, typed: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """A form as it is, proof and key included in ``typed``."""
        sent = {"cookie": self.cookie, "sec-fetch-site": "same-origin", "origin": "http://test"} | dict(headers or {})
        return await self.donation.client.post(ROOT + path, data=dict(typed), headers=sent)

    async def filled(self, path: str, typed: Mapping[str, str]) -> dict[str, str]:
        """The form of a page, filled in."""
        response = await self.get(path)
        assert response.status_code == 200, (path, response.status_code, text_of(response))
        return fields_of(response) | dict(typed)

    async def send(self, path: str, typed: Mapping[str, str]) -> httpx.Response:
        """Open a form, fill it in, send it."""
        return await self.post(path, await self.filled(path, typed))

    async def press(self, page: str, path: str) -> httpx.Response:
        """Press the button of a page that posts to ``path``."""
        response = await self.get(page)
        found = re.search(rf'<form[^>]*action="{re.escape(ROOT + path)}"[^>]*>(.*?)</form>', response.text, re.DOTALL)
        assert found, f"{page} has no button for {path}"
        return await self.post(path, fields_of(found[1]))

    async def done(self, path: str, typed: Mapping[str, str]) -> str:
        """A form that must be taken; the address, below ROOT, where it leads."""
        return led(await self.send(path, typed))


def led(response: httpx.Response) -> str:
    """Where a form that was taken leads."""
    assert response.status_code == 303, (response.status_code, text_of(response))
    return response.headers["location"].removeprefix(ROOT)


def fields_of(page: httpx.Response | str) -> dict[str, str]:
    """What the inputs of a page hold: as a browser would send them, without buttons, boxes and circles that are off."""
    source = page if isinstance(page, str) else page.text.partition("<main")[2]
    fields = {}
    for found in _INPUT.finditer(source):
        tag = found[0]
        if tag.startswith("<button") or (re.search(r'type="(radio|checkbox)"', tag) and " checked" not in tag):
            continue
        value = re.search(r'\bvalue="([^"]*)"', tag)
        fields[found[1]] = html.unescape(value[1]) if value else ""
    for found in _SELECT.finditer(source):
        chosen = re.search(r'<option value="([^"]*)" selected', found[2]) or re.search(
            r'<option value="([^"]*)"', found[2]
        )
        fields[found[1]] = html.unescape(chosen[1]) if chosen else ""
    return fields


def text_of(page: httpx.Response) -> str:
    """What is read on a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def faults_of(page: httpx.Response) -> dict[str, str]:
    """What a form says is wrong, by input; "" for the form as a whole."""
    box = re.search(r'<div class="faults".*?</div>', page.text, re.DOTALL)
    assert box, text_of(page)
    faults = {}
    for item in re.findall(r"<li>(.*?)</li>", box[0], re.DOTALL):
        link = re.search(r'href="#f-([^"]+)"', item)
        faults[link[1] if link else ""] = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", item)).split())
        if link:
            assert f'id="f-{link[1]}"' in page.text, "the link leads to its field"
    return faults
