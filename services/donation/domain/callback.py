"""What a bank tells by itself: a signed request, and when its signature is good.

The header ``X-Denon-Signature: t=1721…,v1=hex`` carries the seconds since 1970 at which it was signed, and the
HMAC-SHA256 under the account's secret of those digits, a dot and the raw body.
"""

import hmac
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from services.donation.domain import refusals

HEADER: Final = "X-Denon-Signature"
MAX_BODY: Final = 64 * 1024
WINDOW: Final = timedelta(minutes=5)
"""How far the bank's clock may be from ours, and how old a request may be."""
_SHAPE: Final = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The header's value for a body that is signed at ``timestamp``."""
    return f"t={timestamp},v1={_digest(secret, str(timestamp), body)}"


def check_signature(header: str, secrets: Iterable[str], body: bytes, now: datetime) -> None:
    """Raises Refused (401): not signed with one of the secrets, or too long ago or ahead. Compares in constant time."""
    match = _SHAPE.fullmatch(header)
    if match is None:
        raise refusals.signature_wrong()
    timestamp, given = match.groups()
    good = False
    for secret in secrets:
        good |= hmac.compare_digest(_digest(secret, timestamp, body), given)
    if not good:
        raise refusals.signature_wrong()
    if abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise refusals.signature_stale()


def _digest(secret: str, timestamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, "sha256").hexdigest()
