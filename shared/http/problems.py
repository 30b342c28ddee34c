"""Errors as problem+json (RFC 9457), in Vietnamese or English, without anything from inside."""

import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, NamedTuple

import asyncpg
import structlog
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from shared.errors import Refused
from shared.http.language import Sentence, language_of
from shared.http.sentences import sentence_of
from shared.trace import current_trace

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]

ErrorPage = Callable[[Scope, int, Sentence, Sentence], Response]
"""Makes the page for a status out of its title and detail."""

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "2"


class Fault(NamedTuple):
    """One input at fault: the field, dotted as in the request, and what to do about it."""

    field: str
    detail: Sentence


TITLES: Mapping[int, Sentence] = {
    400: Sentence("Yêu cầu không đọc được", "The request can't be read"),
    401: Sentence("Cần đăng nhập", "Sign in first"),
    403: Sentence("Không được phép", "Not allowed"),
    404: Sentence("Không tìm thấy", "Not found"),
    405: Sentence("Không dùng được cách gọi này", "This method can't be used here"),
    409: Sentence("Chưa thể thực hiện lúc này", "In conflict with the present state"),
    412: Sentence("Dữ liệu đã thay đổi", "The data has changed"),
    413: Sentence("Nội dung quá lớn", "The content is too large"),
    415: Sentence("Định dạng không được hỗ trợ", "This format is not supported"),
    422: Sentence("Không thể thực hiện", "This can't be done"),
    500: Sentence("Lỗi của hệ thống", "An error of ours"),
    503: Sentence("Tạm thời chưa phục vụ được", "Not available for a moment"),
}
DETAILS: Mapping[int, Sentence] = {
    400: Sentence("Hãy kiểm tra lại yêu cầu rồi gửi lại.", "Check the request and send it again."),
    401: Sentence("Hãy đăng nhập rồi gửi lại.", "Sign in and send it again."),
    403: Sentence("Tài khoản này không có quyền làm việc đó.", "This account may not do that."),
    404: Sentence(
        "Địa chỉ này không có gì. Hãy kiểm tra lại đường dẫn.", "There is nothing at this address. Check it."
    ),
    405: Sentence(
        "Địa chỉ này có, nhưng không nhận phương thức vừa gọi; xem tiêu đề Allow.",
        "This address exists but does not take this method; see the Allow header.",
    ),
    413: Sentence(
        "Nội dung vượt quá giới hạn của địa chỉ này. Hãy chia nhỏ rồi gửi nhiều lần.",
        "The content is over the limit of this address. Split it and send it in parts.",
    ),
    415: Sentence("Hãy gửi nội dung dạng application/json.", "Send the content as application/json."),
    500: Sentence(
        "Lỗi đã được ghi lại và không có gì bị thay đổi dở dang. Hãy thử lại; nếu vẫn lỗi, báo cho quản trị mã của "
        "yêu cầu này.",
        "The error has been recorded and nothing is half done. Try again; if it persists, tell the administrator this "
        "request's id.",
    ),
    503: Sentence(
        "Hệ thống đang bận hoặc đang khởi động lại. Hãy gửi lại sau ít giây với cùng Idempotency-Key.",
        "The system is busy or restarting. Send it again in a few seconds with the same Idempotency-Key.",
    ),
}
INVALID = Sentence("Dữ liệu gửi lên chưa hợp lệ.", "The data sent is not valid.")


def problem(
    scope: Scope,
    status: int,
    *,
    code: str | None = None,
    detail: Sentence | None = None,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem+json response. ``code`` is the slug of the rule; without one the status speaks for itself.

    A browser gets the error page of an application that has one instead.
    """
    language = language_of(scope)
    title = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    detail = detail or DETAILS.get(status, title)
    error_page: ErrorPage | None = getattr(scope["app"].state, "error_page", None) if "app" in scope else None
    if error_page is not None and _wants_page(scope):
        response = error_page(scope, status, title, detail)
        response.headers.update(headers or {})
        return response
    content: dict[str, object] = {
        "type": f"urn:denon:problem:{code}" if code else "about:blank",
        "title": getattr(title, language),
        "status": status,
        "detail": getattr(detail, language),
        "instance": scope["path"],
    }
    if code:
        content["code"] = code
    if faults:
        content["errors"] = [{"field": f.field, "detail": getattr(f.detail, language)} for f in faults]
    trace = current_trace.get(None)
    if trace is not None:
        content["correlation_id"] = trace.correlation_id
    return Response(
        json.dumps(content, ensure_ascii=False).encode(),
        status,
        {"content-language": language, "vary": "Accept-Language", **(headers or {})},
        MEDIA_TYPE,
    )


def _wants_page(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


async def refused(request: Request, error: Refused) -> Response:
    """A rule said no."""
    sentence = Sentence(error.vi, error.en)
    faults = [Fault(each.field, Sentence(each.vi, each.en)) for each in error.faults or [error] if each.field]
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return problem(request.scope, error.status, code=error.code, detail=sentence, faults=faults, headers=headers)


async def invalid(request: Request, error: RequestValidationError | ValidationError) -> Response:
    """The body, the query or the path does not have the shape that is asked for."""
    faults = [Fault(*sentence_of(item)) for item in error.errors()]
    if any(item["type"] == "json_invalid" for item in error.errors()):
        return problem(request.scope, 400, code="malformed_json", detail=faults[0].detail, faults=faults)
    detail = faults[0].detail if len(faults) == 1 else INVALID
    return problem(request.scope, 422, code="invalid", detail=detail, faults=faults)


async def http_error(request: Request, error: HTTPException) -> Response:
    """What the framework refuses: unknown address, wrong method."""
    return problem(request.scope, error.status_code, headers=error.headers)


async def not_storable(request: Request, error: Exception) -> Response:
    """Text that PostgreSQL can't hold."""
    return problem(request.scope, 422, code="not_storable", detail=NOT_STORABLE)


NOT_STORABLE = Sentence(
    "Văn bản có ký tự không lưu được (ký tự rỗng U+0000). Hãy xoá ký tự đó rồi gửi lại.",
    "The text has a character that can't be stored (U+0000). Remove it and send it again.",
)


async def unavailable(request: Request, error: Exception) -> Response:
    """The database is away, too slow, or has no connection left: nothing is wrong with the request."""
    structlog.get_logger("http").warning("unavailable", error=type(error).__name__, path=request.url.path)
    return problem(request.scope, 503, code="unavailable", headers={"Retry-After": RETRY_AFTER_SECONDS})


_PASSING: tuple[type[Exception], ...] = (
    TimeoutError,  # no free connection, or no answer in time
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,  # shutdown, restart, statement timeout
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,  # deadlock, serialisation
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InterfaceError,  # a connection that was closed under us
)

HANDLERS: Mapping[type[Exception], Handler] = {
    Refused: refused,
    RequestValidationError: invalid,
    ValidationError: invalid,
    HTTPException: http_error,
    asyncpg.CharacterNotInRepertoireError: not_storable,
    **dict.fromkeys(_PASSING, unavailable),
}
"""Which error is told how; any other is a 500 by the middleware."""
