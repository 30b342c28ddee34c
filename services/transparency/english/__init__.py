"""The English of the public pages, by the Vietnamese that stands in templates and words."""

from collections.abc import Mapping
from typing import Final

from services.transparency.english import gifts, giving, home, other, report, site, units_and_houses, values

ENGLISH: Final[Mapping[str, str]] = {
    **site.ENGLISH,
    **home.ENGLISH,
    **units_and_houses.ENGLISH,
    **gifts.ENGLISH,
    **giving.ENGLISH,
    **report.ENGLISH,
    **other.ENGLISH,
    **values.ENGLISH,
}
