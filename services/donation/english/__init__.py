"""The English of the staff pages, by the Vietnamese that stands in templates and words."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {}
