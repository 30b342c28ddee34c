"""Who is asking and what they may do: signed tokens of staff, verified without asking anyone.

A token is a JWT signed with Ed25519 (the fully specified name of EdDSA, RFC 9864); algorithm, issuer and audience are
exact. To verify a signature costs more than to answer a small request, so verified tokens are remembered until they
expire.
"""

import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from starlette.requests import Request

from shared.clock import Clock, utc_now
from shared.errors import Refused

Role = Literal["clerk", "cashier", "accountant", "approver", "project_officer", "auditor", "admin"]
ROLES: frozenset[Role] = frozenset(get_args(Role))

ISSUER = "denon"
AUDIENCE = "denon"
ALGORITHM = "Ed25519"
LEEWAY = timedelta(seconds=30)
"""How far the clocks of two machines may differ."""
MAX_LIFE = timedelta(days=366)
MAX_TOKEN = 8192


class NotSignedIn(Refused):
    """No token, or one that is not valid (401)."""

    def __init__(self, *, vi: str, en: str) -> None:
        super().__init__("not_signed_in", vi=vi, en=en, status=401)


class Actor(NamedTuple):
    """A member of staff. ``id`` is the opaque id of the account; ``funds`` is None for one who works for all funds."""

    id: str
    roles: frozenset[Role]
    funds: frozenset[UUID] | None

    def check_role(self, *roles: Role) -> None:
        """Raises Refused (403) unless the actor has one of the roles."""
        if self.roles.isdisjoint(roles):
            needed = ", ".join(roles)
            raise Refused(
                "wrong_role",
                vi=f"Việc này cần một trong các vai trò: {needed}. Hãy nhờ người có vai trò đó.",
                en=f"This needs one of the roles: {needed}. Ask somebody who has it.",
                status=403,
            )

    def check_fund(self, fund_id: UUID) -> None:
        """Raises Refused (403) when the fund is outside the actor's scope."""
        if self.funds is not None and fund_id not in self.funds:
            raise Refused(
                "other_fund",
                vi="Tài khoản này không được giao làm việc với quỹ đó. Hãy chọn quỹ thuộc phạm vi của mình.",
                en="This account does not work for that fund. Choose a fund within your scope.",
                field="fund_id",
                status=403,
            )

    def funds_shown(self, fund_id: UUID | None) -> list[UUID] | None:
        """The funds that a list may show: the one asked for, or all of the actor's; None for every fund.

        Raises Refused (403) when the one asked for is outside the actor's scope.
        """
        if fund_id is not None:
            self.check_fund(fund_id)
            return [fund_id]
        return None if self.funds is None else list(self.funds)


def new_signing_key() -> str:
    """A new private key as a JWK in JSON, with its key id."""
    key = OKPKey.generate_key("Ed25519")
    return json.dumps({**key.as_dict(private=True), "kid": key.thumbprint()})


def public_key_of(private_key: str) -> str:
    """The public half of a private JWK, as TOKEN_PUBLIC_KEY wants it."""
    key = _private(private_key)
    return json.dumps({**key.as_dict(private=False), "kid": key.thumbprint()})


def sign_token(
    private_key: str,
    *,
    actor_id: str,
    roles: Iterable[Role],
    funds: Iterable[UUID] | None,
    now: datetime,
    ttl: timedelta,
) -> str:
    """A token for one actor, valid from ``now`` for ``ttl``. ``private_key`` is a JWK in JSON."""
    key = _private(private_key)
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": actor_id,
        "iat": int(now.timestamp()),
        "nbf": int(now.timestamp()),
        "exp": int((now + ttl).timestamp()),
        "roles": sorted(roles),
    }
    if funds is not None:
        claims["funds"] = sorted(str(fund) for fund in funds)
    return jwt.encode({"alg": ALGORITHM, "kid": key.thumbprint()}, claims, key, algorithms=[ALGORITHM])


def _private(private_key: str) -> OKPKey:
    return OKPKey.import_key(json.loads(private_key))


class TokenVerifier:
    """Turns a token into an Actor; remembers up to ``capacity`` verified tokens, the least used leave first."""

    def __init__(self, public_key: str, *, clock: Clock = utc_now, capacity: int = 4096) -> None:
        """``public_key`` is one public JWK or a JWK set (two keys while one replaces the other), in JSON.

        Raises ValueError when it holds no Ed25519 key.
        """
        self._keys = _key_set(public_key)
        self._clock = clock
        self._capacity = capacity
        self._known: OrderedDict[str, tuple[float, Actor]] = OrderedDict()

    def verify(self, token: str) -> Actor:
        """Raises NotSignedIn for a token that is forged, expired, not yet valid or not meant for us."""
        now = self._clock().timestamp()
        known = self._known.get(token)
        if known is not None:
            expires, actor = known
            if now < expires:
                self._known.move_to_end(token)
                return actor
            del self._known[token]
        expires, actor = self._check(token, now)
        self._known[token] = (expires, actor)
        if len(self._known) > self._capacity:
            self._known.popitem(last=False)
        return actor

    def expires_at(self, token: str) -> datetime:
        """When a token ends. Raises NotSignedIn like ``verify``."""
        self.verify(token)
        return datetime.fromtimestamp(self._known[token][0], UTC)

    def _check(self, token: str, now: float) -> tuple[float, Actor]:
        if len(token) > MAX_TOKEN:
            raise _bad_token()
        try:
            decoded = jwt.decode(token, self._keys, algorithms=[ALGORITHM])
            if "kid" not in decoded.header:
                raise _bad_token()
            return _claims(decoded.claims, now)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _bad_token() from error


def _key_set(public_key: str) -> KeySet:
    try:
        data = json.loads(public_key)
        keys = [OKPKey.import_key(item) for item in data.get("keys", [data])]
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("TOKEN_PUBLIC_KEY must be a public JWK or a JWK set in JSON, of Ed25519 keys") from error
    if not keys or any(key.curve_name != "Ed25519" or key.is_private for key in keys):
        raise ValueError("TOKEN_PUBLIC_KEY must hold public Ed25519 keys, at least one")
    for key in keys:
        key.ensure_kid()
    return KeySet(list(keys))


def _claims(claims: dict[str, Any], now: float) -> tuple[float, Actor]:
    """The expiry and the actor in verified claims. Raises NotSignedIn, ValueError, KeyError or TypeError."""
    issued, not_before, expires = claims["iat"], claims["nbf"], claims["exp"]
    if not all(type(instant) is int for instant in (issued, not_before, expires)):
        raise TypeError("instants are whole seconds")
    if claims["iss"] != ISSUER or claims["aud"] != AUDIENCE:
        raise _bad_token()
    latest = now + LEEWAY.total_seconds()
    if issued > latest or not_before > latest or expires - issued > MAX_LIFE.total_seconds():
        raise _bad_token()
    if now >= expires:
        raise NotSignedIn(
            vi="Phiên làm việc đã hết hạn. Hãy đăng nhập lại để nhận thẻ mới.",
            en="The session has expired. Sign in again to get a new token.",
        )
    subject, roles, funds = claims["sub"], claims["roles"], claims.get("funds")
    if not isinstance(subject, str) or not 0 < len(subject) <= 40:
        raise ValueError("a subject has 1 to 40 characters")
    if not isinstance(roles, list) or not ROLES.issuperset(roles):
        raise ValueError("unknown role")
    scope = None if funds is None else frozenset(UUID(fund) for fund in funds)
    return float(expires), Actor(subject, frozenset(roles), scope)


def _bad_token() -> NotSignedIn:
    return NotSignedIn(
        vi="Thẻ truy cập không hợp lệ. Hãy đăng nhập lại để nhận thẻ mới.",
        en="The access token is not valid. Sign in again to get a new one.",
    )


def actor_of(request: Request, *roles: Role) -> Actor:
    """The actor of a request, for hot routes that call it themselves; any of ``roles`` will do, none means any actor.

    Raises NotSignedIn (401) without a valid token and Refused (403) with the wrong role.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn(
            vi="Cần đăng nhập: gửi thẻ truy cập trong tiêu đề Authorization: Bearer.",
            en="Sign in first: send an access token in the header Authorization: Bearer.",
        )
    verifier: TokenVerifier = request.app.state.verifier
    actor = verifier.verify(token.strip())
    if roles:
        actor.check_role(*roles)
    return actor


def require(*roles: Role) -> Callable[[Request], Awaitable[Actor]]:
    """A FastAPI dependency that gives the Actor: ``actor: Annotated[Actor, Depends(require("accountant"))]``."""

    async def actor(request: Request) -> Actor:
        return actor_of(request, *roles)

    return actor
