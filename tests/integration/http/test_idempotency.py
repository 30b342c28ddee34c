"""A request that moves money is done once, however often and however concurrently it is sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from shared import access
from shared.access import Actor, TokenVerifier
from shared.db import Connection, Database
from shared.errors import Refused
from shared.http import Answer, Ask, Readiness, Reply, application, ask_of, encode, once, recall, remember
from tests.integration.http.conftest import KEY, client_of, token
from tests.support.databases import Clones, ServiceDatabase

Count = Callable[[], Awaitable[int]]


class Work:
    """A command that counts how often it ran, and can be made to wait or to fail."""

    def __init__(self) -> None:
        self.runs = 0
        self.go = asyncio.Event()
        self.go.set()
        self.started = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, conn: Connection) -> Reply:
        self.runs += 1
        self.started.set()
        await self.go.wait()
        if self.error is not None:
            raise self.error
        return Reply(201, {"run": self.runs, "words": "Bốn tỷ đồng"})


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
async def clone(service_database: Clones) -> ServiceDatabase:
    return await service_database("donation")


@pytest.fixture
async def database(clone: ServiceDatabase) -> AsyncIterator[Database]:
    database = Database(clone.url, application_name="test", pool_size=4)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def app(database: Database, work: Work) -> FastAPI:
    router = APIRouter()

    @router.post("/api/donation/work/{name}")
    async def do(request: Request, name: str, actor: Annotated[Actor, Depends(access.require("cashier"))]) -> Response:
        return await once(database, request, actor, work)

    async def ready() -> Readiness:
        return Readiness(True, {})

    verifier = TokenVerifier(access.public_key_of(KEY))
    return application("donation", prefix="/api/donation", verifier=verifier, routers=[router], ready=ready)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


async def _send(
    client: httpx.AsyncClient, key: str | None = "k1", *, body: bytes = b'{"a":1}', path: str = "a", **who: str
) -> httpx.Response:
    headers = token("cashier", **who) | ({} if key is None else {"idempotency-key": key})
    return await client.post(f"/api/donation/work/{path}", content=body, headers=headers)


async def test_a_repeated_request_gets_the_same_answer_and_does_nothing(client: httpx.AsyncClient, work: Work) -> None:
    first, again = await _send(client), await _send(client)
    assert (first.status_code, first.json()) == (201, {"run": 1, "words": "Bốn tỷ đồng"})
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert work.runs == 1


async def test_another_body_or_query_with_the_same_key_is_refused(client: httpx.AsyncClient, work: Work) -> None:
    await _send(client)
    for answer in (await _send(client, body=b'{"a":2}'), await _send(client, path="a?dry=1")):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert work.runs == 1


async def test_a_key_belongs_to_an_actor_and_an_address(client: httpx.AsyncClient, work: Work) -> None:
    await _send(client)
    assert (await _send(client, actor_id="thu-quy-2")).status_code == 201
    assert (await _send(client, path="b")).status_code == 201
    assert work.runs == 3


@pytest.mark.parametrize("key", [None, "", "x" * 121, "khoá", "a\tb"])
async def test_a_request_without_a_usable_key_is_not_read(
    client: httpx.AsyncClient, work: Work, key: str | None
) -> None:
    headers = {name.encode(): value.encode() for name, value in token("cashier").items()}
    if key is not None:
        headers[b"idempotency-key"] = key.encode()
    answer = await client.post("/api/donation/work/a", content=b"{}", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["code"].startswith("idempotency_key_")
    assert work.runs == 0


async def test_the_same_request_while_the_first_runs_is_told_to_wait(client: httpx.AsyncClient, work: Work) -> None:
    work.go.clear()
    first = asyncio.create_task(_send(client))
    await work.started.wait()
    second = await _send(client)
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_key_running")
    work.go.set()
    assert (await first).status_code == 201
    assert (await _send(client)).headers["idempotency-replayed"] == "true"
    assert work.runs == 1


async def test_of_many_at_once_one_is_done(client: httpx.AsyncClient, work: Work) -> None:
    answers = await asyncio.gather(*(_send(client) for _ in range(20)))
    assert work.runs == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert [answer.status_code for answer in answers].count(201) >= 1


async def test_a_refused_or_failed_request_may_be_sent_again(client: httpx.AsyncClient, work: Work) -> None:
    work.error = Refused("above_balance", vi="Quỹ không đủ tiền.", en="Not enough money.")
    assert (await _send(client)).json()["code"] == "above_balance"
    work.error = TimeoutError()
    assert (await _send(client)).status_code == 503
    work.error = None
    answer = await _send(client)
    assert (answer.status_code, answer.json()["run"]) == (201, 3)
    assert "idempotency-replayed" not in answer.headers


async def test_the_answer_is_stored_in_the_commands_own_transaction(
    client: httpx.AsyncClient, clone: ServiceDatabase, work: Work
) -> None:
    await _send(client)
    conn = await asyncpg.connect(clone.superuser_url)
    try:
        rows = await conn.fetch(
            "select actor, route, key, status, octet_length(request_hash) as length from idempotency"
        )
        assert [tuple(row) for row in rows] == [("thu-quy-1", "POST /api/donation/work/a", "k1", 201, 32)]
        await conn.execute(
            "create function deny() returns trigger language plpgsql as 'begin raise exception ''no''; end'"
        )
        await conn.execute("create trigger deny before insert on idempotency execute function deny()")
    finally:
        await conn.close()
    assert (await _send(client, "k2")).status_code == 500
    assert work.runs == 2


def _ask(key: str, content: bytes = b"1") -> Ask:
    return Ask("thu-quy-1", "POST /api/donation/gifts", key, content * 32)


async def test_a_whole_batch_is_recalled_and_remembered_in_one_statement_each(database: Database) -> None:
    async with database.transaction() as conn:
        assert await recall(conn, [_ask("a"), _ask("b")]) == [None, None]
        await remember(conn, [(_ask("a"), Answer(201, b'{"n":1}')), (_ask("b"), Answer(201, b'{"n":2}'))])
    async with database.transaction() as conn:
        known = await recall(conn, [_ask("b"), _ask("c"), _ask("a", b"2"), _ask("a")])
        assert known[0] == Answer(201, b'{"n":2}')
        assert known[1] is None
        assert isinstance(known[2], Refused)
        assert known[3] == Answer(201, b'{"n":1}')
        await remember(conn, [])
        assert await recall(conn, []) == []


async def test_another_process_that_was_first_is_noticed(database: Database) -> None:
    async with database.transaction() as conn:
        await remember(conn, [(_ask("a"), Answer(201, b"{}"))])
    with pytest.raises(asyncpg.UniqueViolationError):
        async with database.transaction() as conn:
            await remember(conn, [(_ask("b"), Answer(201, b"{}")), (_ask("a"), Answer(201, b"{}"))])
    async with database.connection() as conn:
        assert await recall(conn, [_ask("b")]) == [None]


async def test_the_hash_covers_the_bytes_that_were_sent() -> None:
    def request(body: bytes, query: bytes = b"") -> Request:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        headers = [(b"idempotency-key", b"k")]
        scope = {"type": "http", "method": "POST", "path": "/x", "query_string": query, "headers": headers}
        return Request(scope, receive)

    actor = Actor("a", frozenset(), None)
    asks = [
        await ask_of(request(body, query), actor)
        for body, query in ((b"1", b""), (b"", b"1"), (b"1", b""), (b"2", b""))
    ]
    assert asks[0] == asks[2]
    assert len({ask.request_hash for ask in asks}) == 3


def test_every_kind_of_body_becomes_json() -> None:
    assert encode({"a": "Đền ơn", "n": 10**15}) == '{"a":"Đền ơn","n":1000000000000000}'.encode()


async def test_no_connection_left_is_told_as_busy(
    client: httpx.AsyncClient, database: Database, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.go.clear()
    running = [asyncio.create_task(_send(client, f"busy-{n}")) for n in range(4)]
    while work.runs < 4:
        await asyncio.sleep(0.005)
    monkeypatch.setattr("shared.db.ACQUIRE_SECONDS", 0.05)  # only now: those four may have had to connect first
    answer = await _send(client, "one-more")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "unavailable", "2")
    monkeypatch.undo()
    work.go.set()
    assert {(await task).status_code for task in running} == {201}
    assert (await _send(client, "one-more")).status_code == 201


async def test_a_lost_connection_is_told_as_unavailable(client: httpx.AsyncClient, clone: ServiceDatabase) -> None:
    assert (await _send(client)).status_code == 201
    conn = await asyncpg.connect(clone.superuser_url)
    try:
        await conn.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()",
            clone.name,
        )
    finally:
        await conn.close()
    answers = [await _send(client, f"after-{n}") for n in range(3)]
    assert {answer.status_code for answer in answers} <= {201, 503}
    assert answers[-1].status_code == 201
