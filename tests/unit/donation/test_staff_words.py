"""Every word of the staff pages has its English, every value its word, every input its label."""

import re
from typing import get_args

from services.donation import words
from services.donation.domain.account import AccountKind
from services.donation.domain.pledge import Standing
from services.donation.domain.register import NotAsked
from services.donation.english import ENGLISH
from services.donation.pages.site import HERE, staff_pages
from shared.access import ROLES
from shared.contracts import donation, fund_allocation
from shared.web import texts_of, trade
from shared.web.words import ENGLISH as SHARED

TEMPLATES = sorted((HERE / "templates" / "pages").glob("*.html"))


def _texts() -> set[str]:
    environment = staff_pages().environments["vi"]
    texts = {text for path in TEMPLATES for text in texts_of(environment, f"pages/{path.name}")}
    for group in (
        trade.CHANNELS, words.STATUSES, words.STANDINGS, trade.USES, trade.UNIT_KINDS, words.NOT_ASKED, words.LEVELS,
        words.ACCOUNT_KINDS, words.IMPORT_STATES, words.COLUMNS,
    ):  # fmt: skip
        texts |= set(group.values())
    return texts | {label for _, label in words.NAVIGATION} | {words.SITE_NAME}


def test_nothing_on_a_page_is_left_without_english() -> None:
    assert sorted(_texts() - set(ENGLISH) - set(SHARED)) == []


def test_no_english_is_left_over() -> None:
    assert sorted(set(ENGLISH) - _texts()) == []


def test_both_languages_have_the_same_places() -> None:
    for vietnamese, english in ENGLISH.items():
        assert sorted(re.findall(r"{\w+}", vietnamese)) == sorted(re.findall(r"{\w+}", english)), vietnamese


def test_every_value_has_a_word() -> None:
    assert set(get_args(donation.UnitKind)) == set(trade.UNIT_KINDS)
    assert set(get_args(donation.Channel)) == set(trade.CHANNELS)
    assert set(get_args(fund_allocation.Use)) == set(trade.USES)
    assert set(get_args(fund_allocation.Level)) == set(words.LEVELS)
    assert set(get_args(Standing)) == set(words.STANDINGS) == set(words.STANDING_SHAPES)
    assert set(get_args(NotAsked)) == set(words.NOT_ASKED)
    assert set(get_args(AccountKind)) == set(words.ACCOUNT_KINDS)
    assert set(words.IMPORT_STATES) == set(words.IMPORT_SHAPES)
    assert set(words.ROLE_WORDS) == ROLES


def test_every_input_that_a_template_names_has_a_label() -> None:
    named = re.compile(r'fields\.(?:text|select|radios|unit)\("([\w-]+)"([^\n]*)')
    for path in TEMPLATES:
        for name, rest in named.findall(path.read_text(encoding="utf-8")):
            if "label=" not in rest:
                assert name in words.LABELS, f"{path.name}: {name}"
