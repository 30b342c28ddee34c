"""Vietnamese unless the reader asks for English."""

from typing import Literal, NamedTuple

from starlette.types import Scope

Language = Literal["vi", "en"]


class Sentence(NamedTuple):
    """The same sentence in both languages."""

    vi: str
    en: str


def preferred(accept_language: str) -> Language:
    """The language that an Accept-Language header asks for; Vietnamese when it names neither or likes both alike."""
    weights = {"vi": 0.0, "en": 0.0}
    for item in accept_language.split(","):
        tag, _, parameter = item.partition(";")
        name = tag.strip().lower().partition("-")[0]
        if name in weights:
            weights[name] = max(weights[name], _weight(parameter))
    return "en" if weights["en"] > weights["vi"] else "vi"


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def language_of(scope: Scope) -> Language:
    """The language of a request."""
    for name, value in scope["headers"]:
        if name == b"accept-language":
            return preferred(value.decode("latin-1"))
    return "vi"
