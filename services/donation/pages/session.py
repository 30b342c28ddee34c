"""Who has signed in: a staff token kept in a cookie that no script can read, and the proof that a form is of theirs.

There is no store of sessions: the token says who it is and until when. It is signed, and verified with each request.
"""

import hashlib
import hmac
from datetime import datetime
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from shared.access import Actor, NotSignedIn, TokenVerifier

COOKIE: Final = "staff"
FUND_COOKIE: Final = "staff_fund"
PATH: Final = "/staff"
MAX_TOKEN: Final = 3800
"""What fits into a cookie."""


class Session(NamedTuple):
    """Somebody who has signed in until ``expires_at``. ``csrf`` is what each form of theirs holds."""

    actor: Actor
    expires_at: datetime
    csrf: str


def session_of(request: Request) -> Session | None:
    """The session of a request; None without a cookie. Raises NotSignedIn for one that is not valid any more."""
    token = request.cookies.get(COOKIE)
    return session_with(request.app.state.verifier, token) if token else None


def session_with(verifier: TokenVerifier, token: str) -> Session:
    """The session that a token opens. Raises NotSignedIn."""
    if len(token) > MAX_TOKEN:
        raise NotSignedIn(
            vi="Thẻ này dài quá, trình duyệt không giữ được. Hãy xin thẻ cho ít quỹ hơn.",
            en="This token is too long for a browser to keep. Ask for one for fewer funds.",
        )
    actor = verifier.verify(token)
    return Session(actor, verifier.expires_at(token), _csrf(token))


def _csrf(token: str) -> str:
    """Only who has the cookie can make it, and the cookie is never shown to a page."""
    return hmac.new(token.encode(), b"staff form", hashlib.sha256).hexdigest()


def is_own(request: Request) -> bool:
    """Whether a form was sent by a page of this site, as far as the browser says."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


def is_secure(request: Request, public_url: str) -> bool:
    """Whether the browser talks to us, or to what stands before us, over TLS."""
    return request.url.scheme == "https" or public_url.startswith("https:")


def keep(response: Response, name: str, value: str, *, until: datetime, secure: bool) -> None:
    """Have the browser keep a value for the staff pages alone."""
    response.set_cookie(name, value, expires=until, path=PATH, httponly=True, samesite="strict", secure=secure)


def forget(response: Response, *, secure: bool) -> None:
    """Have the browser forget who it was."""
    for name in (COOKIE, FUND_COOKIE):
        response.delete_cookie(name, path=PATH, httponly=True, samesite="strict", secure=secure)
