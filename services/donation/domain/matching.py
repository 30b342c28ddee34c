"""What becomes of the money that a bank line brought in: whose gift it is and for what, or that a person must decide.

In this order: a sound payment code anywhere in the memo; what is nearly a code is never taken for one, but looked at
by a person; the account's rules; the names of the fund's units; else it is a walk-in's gift under the fund.

Phrases and names are found as whole words, folded; names also when the bank ran them together into one word
("truongthptantrai12"), and not in what the bank added itself. What lies within a longer find is no find of its own:
"UBND xã An Bình" is not "UBND xã An". Each phrase is kept under its rarest word, so a memo costs one look for all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

from services.donation.domain.issuing import Purpose
from services.donation.domain.payment_code import LENGTH, NOTHING, PREFIX, Found, find_in_squeezed, squeeze
from services.donation.domain.register import Campaign, Unit
from services.donation.domain.statement.noise import strip_noise
from services.donation.domain.unit_name import reading_of, words_of

T = TypeVar("T")

How = Literal["code", "rule", "unit", "walk_in"]
Why = Literal[
    "code_slip",  # nearly a code; ``code`` is the one it would be after one correction
    "code_unknown",  # a sound code that was never issued
    "code_of_other_fund",
    "codes_differ",  # several codes with different meanings
    "rules_differ",
    "units_differ",  # several units bear the name, or several names are there
    "name_unspecific",  # too common a name to be sure
    "refused",  # matched, but a rule refuses the gift: ``code`` is the refusal's
]


class Rule(NamedTuple):
    """What staff have said once and for all of an account: lines with these words are this unit's (None: a walk-in's)
    gift. ``phrase`` is folded as ``unit_name.phrase_of`` does."""

    rule_id: UUID
    phrase: str
    unit_id: UUID | None
    campaign_id: UUID | None


class Matched(NamedTuple):
    """Certain: the gift of a unit or of a walk-in (None), for a campaign or none."""

    how: How
    unit_id: UUID | None
    campaign_id: UUID | None


class Hint(NamedTuple):
    """One thing that a person should think of."""

    why: Why
    unit_id: UUID | None = None
    campaign_id: UUID | None = None
    code: str | None = None
    rule_id: UUID | None = None

    def to_json(self) -> dict[str, str]:
        """As it is kept with the line: what is None is left out, ids are text."""
        return {name: str(value) for name, value in self._asdict().items() if value is not None}


class Review(NamedTuple):
    """Not certain: a person decides."""

    hints: tuple[Hint, ...]


Outcome = Matched | Review
_PREFIX: Final = PREFIX.encode()
WALK_IN: Final = Matched("walk_in", None, None)


class Matcher:
    """Everything that lines of one account are matched with, made once for many lines.

    ``codes``: what the codes mean that may occur. ``campaigns``: for a unit, the campaigns for which it has a code or a
    rule. Units that are persons are not looked for by name: too many share one.
    """

    def __init__(
        self,
        fund_id: UUID,
        *,
        codes: Mapping[str, Purpose],
        rules: Sequence[Rule],
        units: Sequence[Unit],
        campaigns: Mapping[UUID, Sequence[Campaign]],
    ) -> None:
        self._fund_id = fund_id
        self._codes = codes
        self._sure = {
            code.encode(): Matched("code", purpose.unit_id, purpose.campaign_id)
            for code, purpose in codes.items()
            if purpose.fund_id == fund_id
        }
        self._campaigns = campaigns
        self._rules = _Phrases([(words_of(rule.phrase), rule) for rule in rules])
        self._units = _Phrases([phrase for unit in units if unit.kind != "person" for phrase in _names(unit)])
        self._keys = self._rules.keys | self._units.keys
        self._has_rules = bool(rules)

    def match(self, memo: str, day: date) -> Outcome:
        """What becomes of a credit line of ``day``."""
        text = squeeze(memo)
        at = text.find(_PREFIX)
        if at >= 0:
            sure = self._sure.get(text[at : at + LENGTH])
            if sure is not None and text.find(_PREFIX, at + LENGTH) < 0:
                return sure  # most codes end here: what was issued is sound
        found = find_in_squeezed(text)
        if found is not NOTHING:
            return self._by_codes(found, memo)
        words = words_of(memo)
        keys = self._keys.intersection(words)
        if not keys:
            return WALK_IN
        outcome = self._by_rule(words, keys) if self._has_rules else None
        return outcome or self._by_name(words, keys, memo, day) or WALK_IN

    def _by_codes(self, found: Found, memo: str) -> Outcome:
        hints = [self._hint(code, "codes_differ") for code in found.codes]
        if hints and all(hint.why == "codes_differ" for hint in hints):
            meanings = {hint[1:3] for hint in hints}
            if len(meanings) == 1:
                return Matched("code", *meanings.pop())
        hints += [self._hint(slip.meant, "code_slip") for slip in found.slips]
        # whoever decides should also see whom the words name
        words = words_of(strip_noise(memo))
        hints += [Hint("units_differ", named.unit_id) for named in self._units.find(words, words)]
        return Review(tuple(dict.fromkeys(hints)))

    def _hint(self, code: str | None, why: Why) -> Hint:
        """What a code means, as a hint: ``why``, unless the code itself is what is wrong."""
        purpose = None if code is None else self._codes.get(code)
        if purpose is None:
            return Hint(why if why == "code_slip" else "code_unknown", code=code)
        if purpose.fund_id != self._fund_id:
            return Hint("code_of_other_fund", code=code)
        return Hint(why, purpose.unit_id, purpose.campaign_id, code)

    def _by_rule(self, words: list[bytes], keys: Iterable[bytes]) -> Outcome | None:
        rules = self._rules.find(words, keys)
        meanings = {(rule.unit_id, rule.campaign_id) for rule in rules}
        if len(meanings) > 1:
            return Review(tuple(Hint("rules_differ", r.unit_id, r.campaign_id, rule_id=r.rule_id) for r in rules))
        return Matched("rule", *meanings.pop()) if meanings else None

    def _by_name(self, words: list[bytes], keys: Iterable[bytes], memo: str, day: date) -> Outcome | None:
        if not self._units.find(words, keys):
            return None
        said = words_of(strip_noise(memo))
        units = self._units.find(said, self._keys.intersection(said))
        if len(units) > 1:
            return Review(tuple(Hint("units_differ", named.unit_id) for named in units))
        if not units:
            return None
        unit_id = units[0].unit_id
        if not units[0].certain:
            return Review((Hint("name_unspecific", unit_id),))
        opened = [c.campaign_id for c in self._campaigns.get(unit_id, ()) if c.opens_on <= day <= c.closes_on]
        return Matched("unit", unit_id, opened[0] if len(opened) == 1 else None)


class _Named(NamedTuple):
    """A unit as its name tells of it."""

    unit_id: UUID
    certain: bool


def _names(unit: Unit) -> list[tuple[list[bytes], _Named]]:
    """The phrases by which a unit is found: its name, and the same run together."""
    words = words_of(unit.name)
    reading = reading_of(words)
    if reading == "none":
        return []
    named = _Named(unit.unit_id, certain=reading == "certain")
    return [(words, named), ([b"".join(words)], named)] if named.certain else [(words, named)]


class _Key:
    """The rarest word of some phrases: whether one of them begins with it, the words right before it in the others, and
    their shapes: how many words come before it, and how many there are in all."""

    __slots__ = ("before", "first", "shapes")

    def __init__(self) -> None:
        self.first = False
        self.before: set[bytes] = set()
        self.shapes: set[tuple[int, int]] = set()


class _Phrases(Generic[T]):
    """Phrases of words, and what each stands for; found in a list of words wherever they stand in it."""

    def __init__(self, phrases: Sequence[tuple[list[bytes], T]]) -> None:
        counts = Counter(word for words, _ in phrases for word in set(words))
        self._meanings: dict[bytes, list[T]] = {}
        self._keys: dict[bytes, _Key] = {}
        for words, meaning in phrases:
            if words:
                self._meanings.setdefault(b" ".join(words), []).append(meaning)
                _, _, at = min((counts[word], -len(word), at) for at, word in enumerate(words))
                key = self._keys.setdefault(words[at], _Key())
                if at:
                    key.before.add(words[at - 1])
                else:
                    key.first = True
                key.shapes.add((at, len(words)))

    @property
    def keys(self) -> frozenset[bytes]:
        """The words without one of which no phrase can be there."""
        return frozenset(self._keys)

    def find(self, words: list[bytes], keys: Iterable[bytes]) -> list[T]:
        """What the phrases among the words stand for, each once; those within longer ones left out.

        ``keys`` are some of the words: all that may be keys.
        """
        spans: dict[tuple[int, int], bytes] = {}
        for word in keys:
            key = self._keys.get(word)
            if key is None:
                continue
            at = words.index(word)
            if key.first or words[at - 1] in key.before or words.count(word) > 1:
                self._look_around(words, word, key, spans)
        if not spans:
            return []
        found = [
            meaning
            for (begin, end), phrase in spans.items()
            if not any(b <= begin and end <= e and (b, e) != (begin, end) for b, e in spans)
            for meaning in self._meanings[phrase]
        ]
        return list(dict.fromkeys(found))

    def _look_around(self, words: list[bytes], word: bytes, key: _Key, spans: dict[tuple[int, int], bytes]) -> None:
        """Adds the phrases around a key, wherever it stands."""
        at = -1
        for _ in range(words.count(word)):
            at = words.index(word, at + 1)
            for before, length in key.shapes:
                begin = at - before
                phrase = b" ".join(words[begin : begin + length]) if begin >= 0 else b""
                if phrase in self._meanings:
                    spans[begin, begin + length] = phrase
