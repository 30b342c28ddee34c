"""Identifiers that sort by the time they were made at (UUID version 7, RFC 9562), so that indexes grow at one end."""

import os
import secrets
import struct
import time
from collections.abc import Callable
from threading import Lock
from uuid import UUID

from asyncpg.pgproto import pgproto

NewId = Callable[[], UUID]
NewSecret = Callable[[], str]

_VERSION = 7 << 12
_VARIANT = 0b10 << 62
_RANDOM_BITS = (1 << 62) - 1
_TWO = struct.Struct(">QQ")
_MANY = struct.Struct(">64Q")
"""The randomness of so many identifiers is asked for at once."""


class Uuid7:
    """A maker of identifiers: 48 bits of milliseconds, 12 bits of the fraction of one, 62 random bits.

    Each is greater than the one before, from whichever thread, also when the clock stands still or is set back.
    """

    def __init__(
        self,
        nanoseconds: Callable[[], int] = time.time_ns,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._nanoseconds = nanoseconds
        self._random_bytes = random_bytes
        self._last = 0
        self._random: list[int] = []
        self._lock = Lock()

    def __call__(self) -> UUID:
        stamp = (self._nanoseconds() << 12) // 1_000_000
        with self._lock:
            stamp = self._last = max(stamp, self._last + 1)
            if not self._random:
                self._random = list(_MANY.unpack(self._random_bytes(_MANY.size)))
            random = self._random.pop() & _RANDOM_BITS
        # the driver's UUID is one written in C: made, compared and written out several times faster
        made: UUID = pgproto.UUID(_TWO.pack(stamp >> 12 << 16 | _VERSION | stamp & 0xFFF, _VARIANT | random))
        return made


uuid7: NewId = Uuid7()
"""The identifiers of this process; tests pass a maker of their own."""


def new_secret() -> str:
    """A secret that nobody guesses: 256 bits from the machine, as 43 letters, digits, - and _."""
    return secrets.token_urlsafe(32)
