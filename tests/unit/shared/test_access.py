"""Tokens: who signed, for whom, until when; every other token is refused."""

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from shared import access
from shared.access import Actor, NotSignedIn, Role, TokenVerifier
from shared.errors import Refused

NOW = datetime(2026, 7, 27, 3, 0, tzinfo=UTC)
KEY = access.new_signing_key()
FUND, OTHER_FUND = UUID(int=1), UUID(int=2)


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def verifier(clock: Hand) -> TokenVerifier:
    return TokenVerifier(access.public_key_of(KEY), clock=clock, capacity=2)


def _token(
    *,
    key: str = KEY,
    roles: tuple[Role, ...] = ("accountant",),
    funds: list[UUID] | None = None,
    now: datetime = NOW,
    ttl: timedelta = timedelta(hours=8),
    actor_id: str = "ke-toan-1",
) -> str:
    return access.sign_token(key, actor_id=actor_id, roles=roles, funds=funds, now=now, ttl=ttl)


def _signed(header: dict[str, str], **changes: object) -> str:
    """A token by our key with any header and claims."""
    key = OKPKey.import_key(json.loads(KEY))
    second = int(NOW.timestamp())
    times = {"iat": second, "nbf": second, "exp": second + 60}
    claims = {"iss": "denon", "aud": "denon", "sub": "a", "roles": ["admin"], **times, **changes}
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "Ed25519", **header}, claims, key, algorithms=["Ed25519"])


def _kid() -> dict[str, str]:
    return {"kid": json.loads(KEY)["kid"]}


def test_a_token_gives_its_actor(verifier: TokenVerifier) -> None:
    assert verifier.verify(_token(funds=[FUND])) == Actor("ke-toan-1", frozenset({"accountant"}), frozenset({FUND}))
    assert verifier.verify(_token()).funds is None
    assert verifier.verify(_signed(_kid())).roles == {"admin"}


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "other"}, {"iss": None}, {"aud": "other"}, {"aud": ["denon"]}, {"aud": None},
        {"sub": None}, {"sub": ""}, {"sub": "x" * 41}, {"sub": 7},
        {"roles": ["king"]}, {"roles": "admin"}, {"roles": None}, {"roles": [["admin"]]},
        {"funds": ["x"]}, {"funds": 7},
        {"exp": None}, {"iat": None}, {"nbf": None}, {"exp": "soon"}, {"exp": 1e12}, {"exp": True},
        {"exp": int(NOW.timestamp())}, {"exp": int((NOW + timedelta(days=400)).timestamp())},
        {"nbf": int((NOW + timedelta(minutes=1)).timestamp())}, {"iat": int((NOW + timedelta(minutes=1)).timestamp())},
    ],
)  # fmt: skip
def test_a_claim_that_is_not_exact_is_refused(verifier: TokenVerifier, changes: dict[str, object]) -> None:
    with pytest.raises(NotSignedIn):
        verifier.verify(_signed(_kid(), **changes))


def test_the_clock_of_the_issuer_may_be_a_little_ahead(verifier: TokenVerifier) -> None:
    ahead = int((NOW + timedelta(seconds=20)).timestamp())
    assert verifier.verify(_signed(_kid(), iat=ahead, nbf=ahead))


def test_another_key_another_algorithm_or_none_is_refused(verifier: TokenVerifier) -> None:
    other = access.new_signing_key()
    public = json.loads(access.public_key_of(KEY))
    claims = {"iss": "denon", "aud": "denon", "sub": "a", "roles": ["admin"], "iat": 0, "nbf": 0, "exp": 2**40}
    by_public_key = jwt.encode({"alg": "HS256", **_kid()}, claims, OctKey.import_key(public["x"]))
    forged_kid = _signed({"kid": json.loads(other)["kid"]})
    impostor = json.loads(other) | {"kid": json.loads(KEY)["kid"]}
    with_our_kid = jwt.encode({"alg": "Ed25519", **_kid()}, claims, OKPKey.import_key(impostor), algorithms=["Ed25519"])
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    unsigned = f"{head}.{_token().split('.')[1]}."
    without_kid = _signed({})
    tokens = [_token(key=other), by_public_key, forged_kid, with_our_kid, unsigned, without_kid]
    for token in tokens:
        with pytest.raises(NotSignedIn):
            verifier.verify(token)


def test_a_changed_or_odd_token_is_refused(verifier: TokenVerifier) -> None:
    head, claims, signature = _token().split(".")
    more = base64.urlsafe_b64encode(b'{"roles":["admin"]}').rstrip(b"=").decode()
    odd = [
        f"{head}.{more}.{signature}",
        f"{head}.{claims}",
        f"{head}.{claims}.",
        "",
        ".",
        "x",
        "a.b.c",
        "é.é.é",
        "x" * 9000,
    ]
    for token in odd:
        with pytest.raises(NotSignedIn):
            verifier.verify(token)


def test_a_remembered_token_dies_when_it_expires(verifier: TokenVerifier, clock: Hand) -> None:
    token = _token(ttl=timedelta(minutes=5))
    verifier.verify(token)
    clock.now = NOW + timedelta(minutes=5) - timedelta(seconds=1)
    verifier.verify(token)
    clock.now = NOW + timedelta(minutes=5)
    for _ in range(2):
        with pytest.raises(NotSignedIn, match="expired"):
            verifier.verify(token)


def test_a_known_token_is_not_verified_again_and_the_least_used_is_forgotten(
    verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    decode = jwt.decode

    def counting(value: str, *args: object, **options: object) -> jwt.Token:
        verified.append(value)
        return decode(value, *args, **options)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(jwt, "decode", counting)
    first, second, third = (_token(actor_id=f"a{n}") for n in range(3))
    for token in (first, second, first, third, first, second):
        verifier.verify(token)
    assert verified == [first, second, third, second]  # room for two: "second" had to go for "third"


def test_two_keys_are_taken_while_one_replaces_the_other(clock: Hand) -> None:
    other = access.new_signing_key()
    both = json.dumps({"keys": [json.loads(access.public_key_of(key)) for key in (KEY, other)]})
    verifier = TokenVerifier(both, clock=clock)
    assert verifier.verify(_token()) == verifier.verify(_token(key=other))


def test_a_public_key_has_no_private_part_and_must_be_ed25519() -> None:
    assert "d" not in json.loads(access.public_key_of(KEY))
    shared = '{"kty":"oct","k":"c2VjcmV0c2VjcmV0c2VjcmV0"}'
    other_curve = json.dumps(OKPKey.generate_key("X25519").as_dict(private=False))
    for text in ("", "not json", "[]", "{}", '{"keys":[]}', shared, '{"keys":[' + shared + "]}", other_curve, KEY):
        with pytest.raises(ValueError, match="TOKEN_PUBLIC_KEY"):
            TokenVerifier(text)


def test_roles_and_funds_are_checked() -> None:
    actor = Actor("a", frozenset({"cashier"}), frozenset({FUND}))
    actor.check_role("clerk", "cashier")
    actor.check_fund(FUND)
    with pytest.raises(Refused) as wrong_role:
        actor.check_role("accountant", "admin")
    assert (wrong_role.value.status, wrong_role.value.code) == (403, "wrong_role")
    assert "accountant, admin" in wrong_role.value.vi
    with pytest.raises(Refused) as other_fund:
        actor.check_fund(OTHER_FUND)
    assert (other_fund.value.status, other_fund.value.field) == (403, "fund_id")
    Actor("a", frozenset(), None).check_fund(OTHER_FUND)
    with pytest.raises(Refused):
        Actor("a", frozenset(), frozenset()).check_fund(FUND)
