"""Routes for the few places where a request must cost as little as possible, and still stand in OpenAPI.

A hot route gets the raw request and answers with a finished response; dependencies, parameter solving and response
models of the framework are left out, which are more than half of the cost of a small request. OpenAPI still says what
goes in and what comes out. The path has no parameters::

    @hot(router, "/api/donation/gifts", body=GiftIn, reply=GiftOut, status=201)
    async def give(request: Request) -> Response:
        actor = actor_of(request, "clerk", "cashier")
        gift = await parse(request, GiftIn)
        …
        return json_response(201, b'…')
"""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request

from shared.errors import Refused
from shared.http.edge import Endpoint
from shared.http.idempotency import DOCUMENTED
from shared.http.problems import NOT_STORABLE

M = TypeVar("M", bound=BaseModel)


class HotRoute(APIRoute):
    """A route documented like any other; the edge answers its requests with ``raw`` before they get to a router."""

    @property
    def raw(self) -> Endpoint:
        """The function that takes the raw request."""
        endpoint: Endpoint = self.endpoint.raw  # type: ignore[attr-defined] # set by hot()
        return endpoint


def hot(
    router: APIRouter,
    path: str,
    *,
    body: type[BaseModel],
    reply: type[BaseModel],
    status: int = 200,
) -> Callable[[Endpoint], Endpoint]:
    """Register a POST route that reads the raw request and wants an Idempotency-Key: see the module's example."""

    def register(raw: Endpoint) -> Endpoint:
        async def documented(**_: Any) -> None:
            """Never called: the edge calls ``raw``."""

        documented.__name__ = raw.__name__
        documented.__doc__ = raw.__doc__
        documented.__signature__ = inspect.Signature(  # type: ignore[attr-defined] # read by the framework
            [inspect.Parameter("body", inspect.Parameter.KEYWORD_ONLY, annotation=body)]
        )
        documented.raw = raw  # type: ignore[attr-defined] # read by HotRoute.raw
        router.add_api_route(
            path,
            documented,
            methods=["POST"],
            response_model=reply,
            status_code=status,
            openapi_extra=DOCUMENTED,
            route_class_override=HotRoute,
        )
        return raw

    return register


async def parse(request: Request, model: type[M]) -> M:
    """The body as a model, read from its bytes without a detour over dicts.

    Raises pydantic.ValidationError, which is answered with 422 (400 for malformed JSON), and HTTPException (415).
    """
    content_type = request.headers.get("content-type", "application/json")
    if not content_type.startswith("application/json"):
        raise HTTPException(415)
    body = await request.body()
    if b"\\u0000" in body:
        raise Refused("not_storable", vi=NOT_STORABLE.vi, en=NOT_STORABLE.en)
    return model.model_validate_json(body)
