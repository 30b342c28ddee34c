"""Which decided lines look like an open one: by the words of the payer, without what every memo says."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from services.donation.domain.statement import strip_noise
from services.donation.domain.unit_name import phrase_of

AT_MOST: Final = 3
_SAID_BY_ALL: Final = frozenset({
    "ung", "ho", "uh", "quy", "den", "on", "denon", "dap", "nghia", "dodn", "chuyen", "tien", "ck", "ct", "tk", "dong",
    "gop", "tu", "cho", "va", "cua", "nguoi", "co", "cong", "nha", "tinh", "xay", "ngay", "luong",
})  # fmt: skip
_LEAST_COMMON: Final = 2


class Decided(NamedTuple):
    """A line that a person made a gift of, with what it became."""

    bank_id: str
    memo: str
    gift_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None


@lru_cache(maxsize=1_024)  # every page of open lines is compared with the same few hundred
def telling_words(memo: str) -> frozenset[str]:
    """The words of a memo that tell payers apart; numbers are the bank's or a day."""
    return frozenset(word for word in phrase_of(strip_noise(memo)).split() if not word.isdigit()) - _SAID_BY_ALL


def similar(memo: str, decided: Sequence[tuple[frozenset[str], Decided]]) -> list[Decided]:
    """The decided lines whose words are at least half the same, the most alike first."""
    words = telling_words(memo)
    found = []
    for theirs, line in decided:
        common = len(words & theirs)
        if common >= _LEAST_COMMON and 2 * common >= len(words | theirs):
            found.append((common / len(words | theirs), line))
    found.sort(key=lambda scored: -scored[0])
    return [line for _, line in found[:AT_MOST]]
