"""The English of the staff pages, by the Vietnamese that stands in templates and words."""

from collections.abc import Mapping
from typing import Final

from services.donation.english import accounts, bank, books, common, donors, money, others, units

ENGLISH: Final[Mapping[str, str]] = {
    **common.ENGLISH,
    **money.ENGLISH,
    **donors.ENGLISH,
    **books.ENGLISH,
    **bank.ENGLISH,
    **accounts.ENGLISH,
    **others.ENGLISH,
    **units.ENGLISH,
}
