"""An application made of the shared pieces alone, with a route for each thing that can happen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from shared import access
from shared.access import Actor, Role, TokenVerifier
from shared.clock import utc_now
from shared.errors import Refused
from shared.http import Page, Paging, Readiness, application, hot, json_response, paging, parse

KEY = access.new_signing_key()


class GiftIn(BaseModel, extra="forbid"):
    amount: Annotated[int, Field(strict=True, ge=1, le=10**15)]
    received_on: date
    unit_id: UUID
    channel: Literal["cash", "bank_transfer"]
    note: str = ""


class GiftOut(BaseModel):
    amount: int
    by: str


def token(*roles: Role, actor_id: str = "thu-quy-1") -> dict[str, str]:
    """The header of a signed-in request."""
    signed = access.sign_token(KEY, actor_id=actor_id, roles=roles, funds=None, now=utc_now(), ttl=timedelta(hours=1))
    return {"authorization": f"Bearer {signed}"}


def routes() -> APIRouter:
    router = APIRouter()

    @router.post("/api/donation/slow", status_code=201)
    async def slow(gift: GiftIn, actor: Annotated[Actor, Depends(access.require("clerk", "cashier"))]) -> GiftOut:
        """By the framework's way."""
        return GiftOut(amount=gift.amount, by=actor.id)

    @hot(router, "/api/donation/hot", body=GiftIn, reply=GiftOut, status=201)
    async def quick(request: Request) -> Response:
        """By the hot way."""
        actor = access.actor_of(request, "clerk", "cashier")
        gift = await parse(request, GiftIn)
        return json_response(201, GiftOut(amount=gift.amount, by=actor.id).model_dump_json().encode())

    @router.get("/api/donation/rows")
    async def rows(page: Annotated[Paging, Depends(paging)]) -> Page[int]:
        after = page.after(int)
        start = after[0] + 1 if after else 0
        return page.page(list(range(start, 10))[: page.limit + 1], show=lambda row: row, key=lambda row: (row,))

    @router.get("/api/donation/gifts/{gift_id}")
    async def gift(gift_id: UUID) -> None:
        raise Refused("gift_unknown", vi="Không có phiếu này.", en="There is no such receipt.", status=404)

    @router.get("/api/donation/boom")
    async def boom() -> None:
        raise RuntimeError("what is inside must stay inside")

    @router.get("/api/donation/late")
    async def late() -> None:
        async with asyncio.timeout(0):
            await asyncio.Event().wait()

    return router


class State:
    """What the application says of its readiness."""

    readiness = Readiness(True, {"database": "ok"})


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def app(state: State) -> FastAPI:
    async def ready() -> Readiness:
        return state.readiness

    verifier = TokenVerifier(access.public_key_of(KEY))
    return application("donation", prefix="/api/donation", verifier=verifier, routers=[routes()], ready=ready)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


def client_of(app: Callable[..., Awaitable[Any]]) -> httpx.AsyncClient:
    """A client that speaks to an application in this process."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://den-on")
