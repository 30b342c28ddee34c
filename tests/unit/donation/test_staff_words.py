"""Every word of the staff pages has its English, every value its word, every input its label."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import get_args

from services.donation import pages, words
from services.donation.domain.account import AccountKind
from services.donation.domain.indicator import Meaning
from services.donation.domain.pledge import Standing
from services.donation.domain.proof import Why
from services.donation.domain.register import NotAsked
from services.donation.english import ENGLISH
from services.donation.pages.form import Form, Rows
from services.donation.pages.others_forms import FORMS
from services.donation.pages.purposes import ONE_HOUSE, OWN_CAMPAIGN
from services.donation.pages.site import HERE, staff_pages
from shared.access import ROLES
from shared.contracts import donation, fund_allocation
from shared.contracts.contribution import ContributionKind, Support, ValuationBasis
from shared.contracts.housing_project import Category
from shared.web import texts_of, trade
from shared.web.words import ENGLISH as SHARED

TEMPLATES = sorted((HERE / "templates" / "pages").glob("*.html"))


def _forms() -> Iterator[Form]:
    """Every form that a page declares."""
    yield from FORMS.values()
    for module in pkgutil.iter_modules(pages.__path__):
        found = vars(import_module(f"{pages.__name__}.{module.name}")).values()
        yield from (form for form in found if isinstance(form, Form))


def _texts() -> set[str]:
    environment = staff_pages().environments["vi"]
    texts = {text for path in TEMPLATES for text in texts_of(environment, f"pages/{path.name}")}
    texts |= {text for form in _forms() for text in form.words} | {ONE_HOUSE, OWN_CAMPAIGN}
    for group in (
        trade.CHANNELS, words.STATUSES, words.STANDINGS, trade.USES, trade.UNIT_KINDS, words.NOT_ASKED, words.LEVELS,
        words.ACCOUNT_KINDS, words.IMPORT_STATES, words.COLUMNS, words.OTHER_KINDS, words.OTHER_ACTS, words.BASES,
        words.SUPPORTS, trade.CATEGORIES, words.WHYS, words.MEANINGS, words.MEANING_NOTES,
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
    assert set(get_args(ContributionKind)) == set(words.OTHER_KINDS) == set(words.OTHER_ACTS) == set(FORMS)
    assert set(get_args(ValuationBasis)) == set(words.BASES)
    assert set(get_args(Support)) == set(words.SUPPORTS)
    assert set(get_args(Category)) == set(trade.CATEGORIES)
    assert set(get_args(Why)) == set(words.WHYS)
    assert set(get_args(Meaning)) == set(words.MEANINGS) == set(words.MEANING_NOTES)


def test_every_input_of_a_form_has_a_label_and_a_name_of_its_own() -> None:
    for form in _forms():
        names = [part.name for part in form.parts]
        assert len(names) == len(set(names)), form.title
        assert {field.name for field in form.fields if field.kind != "hidden"} <= set(words.LABELS), form.title
        assert {part.name for part in form.parts if isinstance(part, Rows)} <= set(words.LABELS), form.title


def test_every_input_that_a_template_names_has_a_label() -> None:
    named = re.compile(r'fields\.(?:text|select|radios|unit)\("([\w-]+)"([^\n]*)')
    for path in TEMPLATES:
        for name, rest in named.findall(path.read_text(encoding="utf-8")):
            if "label=" not in rest:
                assert name in words.LABELS, f"{path.name}: {name}"
