"""Every answer of an application, right or wrong, in both languages."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI
from starlette.types import Message

from shared.http import Readiness
from tests.integration.http.conftest import State, token

UNIT = "01981f6e-7c00-7000-8000-000000000000"
GIFT = {"amount": 500_000, "received_on": "2026-07-27", "unit_id": UNIT, "channel": "cash"}
BOTH = pytest.mark.parametrize("path", ["/api/donation/slow", "/api/donation/hot"])


def _fields(answer: httpx.Response) -> dict[str, str]:
    return {item["field"]: item["detail"] for item in answer.json()["errors"]}


@BOTH
async def test_a_good_request_is_answered(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, json=GIFT, headers=token("cashier"))
    assert (answer.status_code, answer.json()) == (201, {"amount": 500_000, "by": "thu-quy-1"})


@BOTH
async def test_nothing_mutating_is_open(client: httpx.AsyncClient, path: str) -> None:
    for headers in ({}, {"authorization": "Basic YTpi"}, {"authorization": "Bearer x"}, {"authorization": "Bearer"}):
        answer = await client.post(path, json=GIFT, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.json()["code"] == "not_signed_in"
    answer = await client.post(path, json=GIFT, headers=token("auditor"))
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_role")
    assert "clerk, cashier" in answer.json()["detail"]


@BOTH
async def test_all_faults_are_told_at_once(client: httpx.AsyncClient, path: str) -> None:
    bad = {"amount": 1.5, "received_on": "30/02/2026", "unit_id": "x", "channel": "card", "colour": "red"}
    answer = await client.post(path, json=bad, headers=token("clerk"))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(_fields(answer)) == {"amount", "received_on", "unit_id", "channel", "colour"}
    assert answer.json()["detail"] == "Dữ liệu gửi lên chưa hợp lệ."
    english = await client.post(path, json=bad, headers={**token("clerk"), "accept-language": "en-GB,vi;q=0.5"})
    assert english.headers["content-language"] == "en"
    assert _fields(english)["channel"] == "channel must be one of: cash, bank_transfer."


@BOTH
@pytest.mark.parametrize(
    ("amount", "detail"),
    [
        (0, "Trường amount phải từ 1 trở lên."),
        (-5, "Trường amount phải từ 1 trở lên."),
        (10**15 + 1, "Trường amount không được quá 1.000.000.000.000.000."),
        (10**40, "Trường amount không được quá 1.000.000.000.000.000."),
    ],
)
async def test_an_amount_out_of_bounds(client: httpx.AsyncClient, path: str, amount: int, detail: str) -> None:
    answer = await client.post(path, json={**GIFT, "amount": amount}, headers=token("clerk"))
    assert (answer.status_code, answer.json()["detail"], _fields(answer)) == (422, detail, {"amount": detail})


@BOTH
@pytest.mark.parametrize("body", [b"", b"{", b'{"amount": 1,}', b"\xff\xfe{", b"nul"])
async def test_a_body_that_is_not_json(client: httpx.AsyncClient, path: str, body: bytes) -> None:
    headers = {**token("clerk"), "content-type": "application/json"}
    answer = await client.post(path, content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    if body:
        assert answer.status_code == 400


@BOTH
@pytest.mark.parametrize("body", [b"[]", b"1", b"null", b'"x"'])
async def test_json_that_is_not_an_object(client: httpx.AsyncClient, path: str, body: bytes) -> None:
    answer = await client.post(path, content=body, headers={**token("clerk"), "content-type": "application/json"})
    assert answer.status_code == 422
    assert set(_fields(answer)) == {""}


@BOTH
async def test_a_body_that_is_too_large(client: httpx.AsyncClient, path: str) -> None:
    headers = {**token("clerk"), "content-type": "application/json"}
    fits = json.dumps({**GIFT, "note": "x" * (256 * 1024 - 200)}).encode()
    assert (await client.post(path, content=fits, headers=headers)).status_code == 201
    large = b" " * (256 * 1024 + 1)
    assert (await client.post(path, content=large, headers=headers)).status_code == 413

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 65_536):
            yield large[start : start + 65_536]

    answer = await client.post(path, content=in_pieces(), headers=headers)
    assert "content-length" not in answer.request.headers
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


async def test_a_body_that_is_announced_as_too_large_is_not_even_read(app: FastAPI) -> None:
    async def never() -> Message:
        raise AssertionError("the body was read")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-length", b"262145")]
    for path in ("/api/donation/slow", "/api/donation/hot"):
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
        await app(scope, never, send)
    assert [message["status"] for message in sent if message["type"] == "http.response.start"] == [413, 413]


async def test_text_that_cannot_be_stored_is_refused_before_anything_reads_it(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/donation/hot", json={**GIFT, "note": "a\0b"}, headers=token("clerk"))
    assert (answer.status_code, answer.json()["code"]) == (422, "not_storable")
    for path in ("/api/donation/rows?after=%00", "/api/donation/gifts/%00"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (400, "not_storable")


async def test_the_hot_way_takes_json_only(client: httpx.AsyncClient) -> None:
    headers = {**token("clerk"), "content-type": "text/plain"}
    answer = await client.post("/api/donation/hot", content=json.dumps(GIFT).encode(), headers=headers)
    assert answer.status_code == 415


async def test_a_refusal_is_a_problem_with_its_status_and_code(client: httpx.AsyncClient) -> None:
    path = f"/api/donation/gifts/{UNIT}"
    answer = await client.get(path, headers={"x-request-id": "abc-1"})
    assert answer.status_code == 404
    assert answer.json() == {
        "type": "urn:denon:problem:gift_unknown",
        "title": "Không tìm thấy",
        "status": 404,
        "detail": "Không có phiếu này.",
        "instance": path,
        "code": "gift_unknown",
        "correlation_id": "abc-1",
    }
    assert _fields(await client.get("/api/donation/gifts/x")).keys() == {"gift_id"}


async def test_unknown_addresses_and_methods(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/donation/nothing")
    assert (answer.status_code, answer.json()["title"]) == (404, "Không tìm thấy")
    answer = await client.delete("/api/donation/slow")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_pages(client: httpx.AsyncClient) -> None:
    seen: list[int] = []
    after: str | None = ""
    while after is not None:
        page = (await client.get(f"/api/donation/rows?limit=3{after and '&after='}{after}")).json()
        seen, after = seen + page["items"], page["next"]
    assert seen == list(range(10))
    assert (await client.get("/api/donation/rows?after=zz")).status_code == 400
    for limit in ("0", "201", "x"):
        assert _fields(await client.get(f"/api/donation/rows?limit={limit}")).keys() == {"limit"}


async def test_an_error_nobody_foresaw_is_logged_and_not_shown(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logs:
        answer = await client.get("/api/donation/boom", headers={"x-request-id": "abc-2", "accept-language": "en"})
    assert answer.status_code == 500
    assert "inside must stay" not in answer.text
    assert answer.json()["correlation_id"] == answer.headers["x-request-id"] == "abc-2"
    assert answer.headers["x-content-type-options"] == "nosniff"
    (line,) = logs
    assert (line["event"], line["path"], line["error"]) == ("unhandled", "/api/donation/boom", "RuntimeError")


async def test_a_timeout_is_no_fault_of_the_request(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/donation/late")
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (503, "2", "unavailable")


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        ({"x-request-id": "abc.DEF:1-2_3"}, "abc.DEF:1-2_3"),
        ({"x-request-id": "x" * 64}, "x" * 64),
        ({"x-request-id": "x" * 65}, None),
        ({"x-request-id": "a b"}, None),
        ({"x-request-id": 'a","b":"'}, None),
        ({"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}, "a" * 32),
        ({"traceparent": f"00-{'0' * 32}-{'b' * 16}-01"}, None),
        ({"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "x-request-id": "mine"}, "mine"),
    ],
)
async def test_a_sane_request_id_is_kept(client: httpx.AsyncClient, sent: dict[str, str], answered: str | None) -> None:
    got = (await client.get("/api/donation/health/live", headers=sent)).headers["x-request-id"]
    if answered is None:
        assert len(got) == 32
        assert got not in sent.values()
    else:
        assert got == answered


async def test_every_answer_has_the_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/api/donation/health/live", "/api/donation/nothing", "/api/donation/boom"):
        with structlog.testing.capture_logs():
            headers = (await client.get(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


async def test_health_tells_the_reasons(client: httpx.AsyncClient, state: State) -> None:
    assert (await client.get("/api/donation/health/live")).status_code == 200
    assert (await client.get("/api/donation/health/ready")).json() == {"status": "ok", "checks": {"database": "ok"}}
    state.readiness = Readiness(False, {"database": "ok", "relay": "7 s behind"})
    answer = await client.get("/api/donation/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "checks": {"database": "ok", "relay": "7 s behind"}}
    assert (await client.get("/api/donation/health/live")).status_code == 200


def _count(text: str, *labels: str) -> float:
    lines = [line for line in text.splitlines() if line.startswith("denon_http_requests_total{")]
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if all(label in line for label in labels))


async def test_requests_are_counted(client: httpx.AsyncClient) -> None:
    before = (await client.get("/api/donation/metrics")).text
    await client.get("/api/donation/nothing")
    after = (await client.get("/api/donation/metrics")).text
    labels = ('service="donation"', 'method="GET"', 'status="404"')
    assert _count(after, *labels) == _count(before, *labels) + 1


async def test_openapi_tells_of_both_ways_alike(client: httpx.AsyncClient, app: FastAPI) -> None:
    answer = await client.get("/api/donation/openapi.json")
    document: dict[str, Any] = answer.json()
    slow, hot = (document["paths"][f"/api/donation/{name}"]["post"] for name in ("slow", "hot"))
    for part in ("requestBody", "responses", "security"):
        assert slow[part] == hot[part]
    assert slow["security"] == [{"token": []}]
    assert [item["name"] for item in hot["parameters"]] == ["Idempotency-Key"]
    assert "application/problem+json" in slow["responses"]["default"]["content"]
    assert "HTTPValidationError" not in answer.text
    assert not any("health" in path or "metrics" in path for path in document["paths"])
    assert (await client.get("/docs")).status_code == 404
    assert app.openapi() is app.openapi()


async def test_a_browser_gets_the_problem_where_there_are_no_pages(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/donation/nothing", headers={"accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"


async def test_words_sent_as_methods_do_not_make_labels(client: httpx.AsyncClient) -> None:
    for word in ("BREW", "STEEP", "POUR"):
        assert (await client.request(word, "/api/donation/slow")).status_code == 405
    metrics = (await client.get("/api/donation/metrics")).text
    assert _count(metrics, 'method="other"', 'status="405"') >= 3
    assert "BREW" not in metrics


async def test_the_hot_way_tells_what_nobody_foresaw_too(app: FastAPI, client: httpx.AsyncClient) -> None:
    del app.state.verifier
    with structlog.testing.capture_logs() as logs:
        answer = await client.post("/api/donation/hot", json=GIFT, headers=token("clerk"))
    assert answer.status_code == 500
    assert [line["event"] for line in logs] == ["unhandled"]
