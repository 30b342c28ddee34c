"""The public HTTP API as the story's staff use it: one key for each act, and bounded waiting for what must be heard."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx

from shared.access import Role

HEARD_SECONDS = 60.0
"""How long a service may take to hear of something: a broker that has just started needs its time."""
FIRST_PAUSE_SECONDS = 0.01
LONGEST_PAUSE_SECONDS = 0.25

T = TypeVar("T")


class StoryError(Exception):
    """The story can't go on. The message is a full sentence with what the service said."""


class Api:
    """``tokens`` has one for each role; ``done`` is called after every act, with its group."""

    def __init__(
        self, client: httpx.AsyncClient, tokens: Mapping[Role, str], done: Callable[[str], None] = lambda group: None
    ) -> None:
        self._client = client
        self._headers = {role: {"authorization": f"Bearer {token}", "accept-language": "en"}
                         for role, token in tokens.items()}  # fmt: skip
        self.done = done

    async def post(
        self, role: Role, path: str, key: str, body: Mapping[str, Any], *, until_heard: str = ""
    ) -> dict[str, Any]:
        """Do something once: the same ``key`` again gives the same answer and changes nothing.

        A refusal with the code ``until_heard`` says that the service has not heard yet of what another one said; then
        it is asked again. Raises StoryError for every other refusal, and when it takes too long.
        """
        headers = {**self._headers[role], "idempotency-key": key}

        async def attempt() -> dict[str, Any] | None:
            answer = await self._client.post(path, json=body, headers=headers)
            if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE or (until_heard and _code(answer) == until_heard):
                return None
            return _json(answer)

        return await self.wait(f"POST {path} ({key}) to be more than '{until_heard or 'busy'}'", attempt)

    async def put(self, role: Role, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Set something. Raises StoryError."""
        return _json(await self._client.put(path, json=body, headers=self._headers[role]))

    async def get(self, path: str, **params: str | int) -> dict[str, Any]:
        """Read something, as the auditor. Raises StoryError."""
        return _json(await self._client.get(path, params=params, headers=self._headers["auditor"]))

    async def find(self, path: str) -> dict[str, Any] | None:
        """Read something that may not be there yet. Raises StoryError."""
        answer = await self._client.get(path)
        return None if answer.status_code == httpx.codes.NOT_FOUND else _json(answer)

    async def every(self, path: str, **params: str | int) -> list[dict[str, Any]]:
        """All rows of a list, page after page. Raises StoryError."""
        rows: list[dict[str, Any]] = []
        page = await self.get(path, limit=200, **params)
        rows += page["items"]
        while page["next"]:
            page = await self.get(path, limit=200, after=page["next"], **params)
            rows += page["items"]
        return rows

    async def wait(self, what: str, attempt: Callable[[], Awaitable[T | None]]) -> T:
        """Ask until the answer is something. Raises StoryError after HEARD_SECONDS, saying ``what`` was waited for."""
        deadline, pause = time.monotonic() + HEARD_SECONDS, FIRST_PAUSE_SECONDS
        while (found := await attempt()) is None:
            if time.monotonic() > deadline:
                raise StoryError(f"Waited {HEARD_SECONDS:.0f} seconds in vain for {what}.")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
        return found


def _json(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise StoryError(
            f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}: {answer.text}"
        )
    content: dict[str, Any] = answer.json()
    return content


def _code(answer: httpx.Response) -> str:
    return str(answer.json().get("code", "")) if answer.is_error else ""
