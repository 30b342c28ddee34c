"""Every value of the contracts has a word, and every word its English."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from services.transparency import words
from services.transparency.english import ENGLISH
from services.transparency.pages.site import HERE, public_pages
from shared.contracts import donation, fund_allocation, housing_project
from shared.contracts.donation import DonationReversed
from shared.web import texts_of, trade
from shared.web.words import ENGLISH as SHARED


def _said(folder: Path) -> Iterator[str]:
    """The literals that the pages' code asks to be said: ``say("…")``."""
    for path in sorted(folder.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                if name == "say":
                    yield str(call.args[0].value)


def _texts() -> set[str]:
    environment = public_pages().environments["vi"]
    texts = {text for path in (HERE / "templates").glob("*.html") for text in texts_of(environment, path.name)}
    texts |= set(_said(HERE / "pages")) | {label for _, label in words.NAVIGATION}
    texts |= {word for group in words.FOR_TEMPLATES.values() for word in group.values()}
    return texts | {words.SITE_NAME, words.NAMELESS, words.BUILDING, words.CANCELLED}


def test_nothing_on_a_page_is_left_without_english() -> None:
    assert sorted(_texts() - set(ENGLISH) - set(SHARED)) == []


def test_no_english_is_left_over() -> None:
    assert sorted(set(ENGLISH) - _texts()) == []


def test_both_languages_have_the_same_places() -> None:
    for vietnamese, english in ENGLISH.items():
        assert _places(vietnamese) == _places(english), vietnamese


def _places(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


def test_every_value_of_the_contracts_has_a_word() -> None:
    assert set(get_args(fund_allocation.Use)) == set(trade.USES)
    assert set(get_args(donation.UnitKind)) | {"individual", "unknown"} == set(words.GIVER_KINDS)
    assert set(get_args(donation.Channel)) == set(trade.CHANNELS)
    assert set(get_args(DonationReversed.model_fields["kind"].annotation)) == set(words.REVERSALS)
    assert set(get_args(housing_project.Category)) == set(trade.CATEGORIES)
    assert set(get_args(housing_project.WorkType)) == set(words.WORK_TYPES)
    assert set(get_args(housing_project.Certificate)) == set(words.CERTIFICATES)
    assert set(get_args(housing_project.Stage)) | {"decided", "settled"} == set(words.STAGES)
    assert set(housing_project.FundingMix.model_fields) - {"labour_days"} == set(words.SOURCES)
