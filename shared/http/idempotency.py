"""A request that moves money is done once, however often it is sent: its key and answer are stored in its transaction.

Routes that write one request at a time use ``once``. A route that commits many requests together asks ``recall`` for
the whole batch, and stores the answers with ``remember`` in the same transaction.
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from shared.access import Actor
from shared.db import Connection, Database, announce
from shared.errors import Refused
from shared.outbox import Outgoing, append, rows_of

MAX_KEY = 120
REPLAYED = "idempotency-replayed"
DOCUMENTED: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY},
            "description": "A value of its own for each entry; the same one when it is sent again.",
        }
    ]
}
"""``openapi_extra`` of a route that uses ``once``."""


class Reply(NamedTuple):
    """What a command answers: an HTTP status and its JSON, as a model, a struct or a dict."""

    status: int
    body: BaseModel | msgspec.Struct | dict[str, Any]


class Ask(NamedTuple):
    """One request as the table knows it. ``route`` is "POST /api/…" with its real path.

    ``request_hash`` is the SHA-256 of query and body. Hashable and equal when all four are.
    """

    actor: str
    route: str
    key: str
    request_hash: bytes


class Answer(NamedTuple):
    """The stored answer to an Ask: status and JSON bytes, to be sent again as they are."""

    status: int
    body: bytes


def encode(body: BaseModel | msgspec.Struct | dict[str, Any]) -> bytes:
    """The JSON bytes of a reply."""
    return body.model_dump_json().encode() if isinstance(body, BaseModel) else msgspec.json.encode(body)


def json_response(status: int, body: bytes, *, replayed: bool = False) -> Response:
    """A finished JSON response; ``replayed`` marks one that is sent again."""
    headers = {"cache-control": "no-store"}
    if replayed:
        headers[REPLAYED] = "true"
    return Response(body, status, headers, "application/json")


async def ask_of(request: Request, actor: Actor) -> Ask:
    """The Ask of a request. Raises Refused (400) without a usable Idempotency-Key."""
    return ask_for(request, actor, await request.body())


def ask_for(request: Request, actor: Actor, body: bytes) -> Ask:
    """The Ask of a request of which ``body`` is the body, or the digest of one that was too long to be kept in memory.

    Raises Refused (400) without a usable Idempotency-Key.
    """
    key = request.headers.get("idempotency-key", "")
    if not key:
        raise Refused(
            "idempotency_key_missing",
            vi="Thiếu tiêu đề Idempotency-Key. Hãy gửi kèm một mã riêng cho mỗi lần ghi, và dùng lại mã đó khi gửi "
            "lại.",
            en="The header Idempotency-Key is missing. Send a value of its own with each entry, and the same one when "
            "you send it again.",
            status=400,
        )
    if len(key) > MAX_KEY or not key.isascii() or not key.isprintable():
        raise Refused(
            "idempotency_key_unusable",
            vi=f"Idempotency-Key phải có từ 1 đến {MAX_KEY} ký tự ASCII in được; dùng một UUID là tốt nhất.",
            en=f"An Idempotency-Key has 1 to {MAX_KEY} printable ASCII characters; a UUID is best.",
            status=400,
        )
    digest = hashlib.sha256(request.scope["query_string"])
    digest.update(b"\0")
    digest.update(body)
    return Ask(actor.id, f"{request.method} {request.scope['path']}", key, digest.digest())


def other_body() -> Refused:
    """The refusal of a key that was used for another request."""
    return Refused(
        "idempotency_key_reused",
        vi="Idempotency-Key này đã dùng cho một yêu cầu có nội dung khác. Hãy dùng mã mới cho yêu cầu mới.",
        en="This Idempotency-Key was used for a request with other content. Use a new key for a new request.",
    )


def still_running() -> Refused:
    """The refusal of a key whose first request has not ended."""
    return Refused(
        "idempotency_key_running",
        vi="Yêu cầu cùng Idempotency-Key này đang được xử lý. Hãy đợi một chút rồi gửi lại để nhận kết quả.",
        en="A request with this Idempotency-Key is still running. Wait a moment and send it again for its result.",
        status=409,
    )


async def once(
    database: Database, request: Request, actor: Actor, command: Callable[[Connection], Awaitable[Reply]]
) -> Response:
    """``once_for`` a request whose body is in memory, as a response."""
    answer, replayed = await once_for(database, await ask_of(request, actor), command)
    return json_response(answer.status, answer.body, replayed=replayed)


async def once_shown(
    database: Database,
    request: Request,
    actor: Actor,
    status: int,
    command: Callable[[Connection], Awaitable[UUID]],
    show: Callable[[Connection, UUID], Awaitable[BaseModel]],
) -> Response:
    """``once`` for an answer with words that may not be kept beside its key: only the id that ``command`` gives is.

    ``show`` makes the answer from the row as it is now, the first time and whenever the request is sent again.
    """

    async def run(conn: Connection) -> Reply:
        return Reply(status, {"id": str(await command(conn))})

    kept, replayed = await once_for(database, await ask_of(request, actor), run)
    async with database.connection() as conn:
        shown = await show(conn, kept_id(kept))
    return json_response(kept.status, encode(shown), replayed=replayed)


def kept_id(answer: Answer) -> UUID:
    """The id that is kept in place of an answer."""
    return UUID(msgspec.json.decode(answer.body)["id"])


async def once_for(
    database: Database, ask: Ask, command: Callable[[Connection], Awaitable[Reply]]
) -> tuple[Answer, bool]:
    """Run ``command`` in one transaction, or answer again what it answered the first time; and whether it was there.

    A refused or failed command stores nothing: the same key may be sent again. Raises Refused: 400 without a key, 422
    for a key used with other content, 409 while the first request runs; and whatever the command raises.
    """
    async with database.transaction() as conn:
        # Two statements: the second must see what the holder of the lock before us has committed.
        if not await conn.fetchval(_LOCK, f"{ask.actor}\n{ask.route}\n{ask.key}"):
            raise still_running()
        row = await conn.fetchrow(_FIND, ask.actor, ask.route, ask.key)
        if row is not None:
            if row["request_hash"] != ask.request_hash:
                raise other_body()
            return Answer(row["status"], row["body"]), True
        reply = await command(conn)
        answer = Answer(reply.status, encode(reply.body))
        await remember(conn, [(ask, answer)])
    return answer, False


async def recall(conn: Connection, asks: Sequence[Ask]) -> list[Answer | Refused | None]:
    """For each Ask, in order: the stored Answer, a refusal (the key was used with other content), or None when new."""
    found = {
        row["position"]: row
        for row in await conn.fetch(_FIND_MANY, [a.actor for a in asks], [a.route for a in asks], [a.key for a in asks])
    }
    known: list[Answer | Refused | None] = []
    for position, ask in enumerate(asks, 1):
        row = found.get(position)
        if row is None:
            known.append(None)
        elif row["request_hash"] != ask.request_hash:
            known.append(other_body())
        else:
            known.append(Answer(row["status"], row["body"]))
    return known


async def remember(conn: Connection, answered: Iterable[tuple[Ask, Answer]]) -> None:
    """Store answers. Raises asyncpg.UniqueViolationError when another process stored one of the keys first."""
    rows = [(*ask, *answer) for ask, answer in answered]
    if rows:
        await conn.execute(_STORE, *(list(column) for column in zip(*rows, strict=True)))


async def conclude(
    conn: Connection, events: Sequence[Outgoing], answered: Sequence[tuple[Ask, Answer]], *, at: datetime
) -> None:
    """What ``outbox.append`` and ``remember`` do, in one round trip: the last step of a batch of requests.

    Raises asyncpg.UniqueViolationError as ``remember`` does.
    """
    if not events or not answered:
        await append(conn, events, at=at)
        await remember(conn, answered)
        return
    announce()
    said = list(map(list, zip(*rows_of(events, at), strict=True)))[:6]
    known = map(list, zip(*((*ask, *answer) for ask, answer in answered), strict=True))
    await conn.execute(_CONCLUDE, *said, at, *known)


_LOCK = "select pg_try_advisory_xact_lock(hashtextextended($1, 7))"
_FIND = "select request_hash, status, body from idempotency where actor = $1 and route = $2 and key = $3"
_FIND_MANY = """
    select asked.position, i.request_hash, i.status, i.body
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as asked (actor, route, key, position)
    join idempotency i on i.actor = asked.actor and i.route = asked.route and i.key = asked.key
"""
_STORE = """
    insert into idempotency (actor, route, key, request_hash, status, body)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::integer[], $6::bytea[])
"""
_CONCLUDE = """
    with said as (
        insert into outbox (subject, type, data, correlation_id, causation_id, traceparent, occurred_at)
        select e.subject, e.type, e.data, e.correlation_id, e.causation_id, e.traceparent, $7
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
          with ordinality as e (subject, type, data, correlation_id, causation_id, traceparent, n)
        order by n
    )
    insert into idempotency (actor, route, key, request_hash, status, body)
    select * from unnest($8::text[], $9::text[], $10::text[], $11::bytea[], $12::integer[], $13::bytea[])
"""
