"""Small pieces of text that several templates need, in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from markupsafe import Markup

from services.transparency.domain import FundYear
from services.transparency.store.find_money import Fund
from shared import money
from shared.http import Language
from shared.money import format_number
from shared.web import Catalog

UNBROKEN = "\u00a0"
Options = list[tuple[object, str]]


def dong(amount: int) -> str:
    """4.190.119.000 đ, never broken before its unit."""
    return money.format_dong(amount).replace(" ", UNBROKEN)


def percent(actual: int, target: int) -> str:
    """118,7 %, never broken before its sign."""
    return money.percent(actual, target).replace(" ", UNBROKEN)


def thousandths(value: int) -> str:
    """12345500 → "12.345,5": a quantity that is kept in thousandths."""
    whole, rest = divmod(abs(value), 1000)
    decimals = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{format_number(whole)}{decimals}"


class Speech(NamedTuple):
    """Speaks one language from a catalog."""

    catalog: Catalog
    language: Language

    def say(self, text: str) -> str:
        """A text of the catalog."""
        return self.catalog.text(text, self.language)

    def strong(self, amount: int) -> Markup:
        """A sum that stands out in a sentence and is never broken."""
        return Markup("<strong>{}</strong>").format(dong(amount))

    def beside(self, before: FundYear | None, name: str, now: int) -> str:
        """The same figure of the year before, and what part of it this year's is."""
        if before is None:
            return self.say("Chưa có số của năm trước để so sánh")
        earlier: int = getattr(before, name)
        text = self.say("Năm {year}: {amount}").format(year=before.year, amount=dong(earlier))
        if earlier > 0 and now >= 0:
            text += self.say("; năm nay bằng {percent}").format(percent=percent(now, earlier))
        return text

    def balance(self, year: FundYear) -> Markup:
        """Opening plus received less used is closing, written out in đồng."""
        return Markup('<span class="sum-written">{} + {} − {} = <strong>{}</strong></span>').format(
            *(format_number(value) for value in (year.opening, year.net, year.used)), dong(year.closing)
        )

    def words(self, words: Mapping[str, str]) -> Options:
        """Choices from a list of words."""
        return [(value, self.say(word)) for value, word in words.items()]

    def funds(self, funds: Iterable[Fund]) -> Options:
        """Choices of funds."""
        return [(fund.fund_id, fund.name) for fund in funds]


def years(years: Iterable[int]) -> Options:
    """Choices of years."""
    return [(year, str(year)) for year in years]


def plain(values: Iterable[str]) -> Options:
    """Choices that are their own words."""
    return [(value, value) for value in values]
