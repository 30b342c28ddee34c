"""Vietnamese text made comparable: what a person types without accents finds what another wrote with them."""

import re
import unicodedata
from typing import Final

_INVISIBLE = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"
"""Combining marks of Latin letters (horn, tones, breve …) and characters without a width that copying leaves behind."""
_DROPPED = re.compile(f"[{_INVISIBLE}]+")
_KEPT = re.compile(f"[^\x00-\x7f{_INVISIBLE}]")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_LIKE_D = str.maketrans("đðɖ", "ddd")
"""The letter đ has no decomposition; ð and ɖ have a capital that looks the same (Ð, Ɖ) and are typed for it."""


def fold(text: str) -> str:
    """Lower case, without accents, đ as d, compatibility forms as plain letters (ﬁ, Ａ), single spaces, none around.

    Folding twice changes nothing; composed, decomposed and mixed forms of the same text fold alike.
    """
    if text.isascii():
        if text.isprintable() and "  " not in text:
            return text.strip(" ").lower()  # as most bank memos are; splitting takes twice as long
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    if _KEPT.search(plain) is None:
        # Vietnamese: all that is not ASCII is dropped, which the codec does many times faster than a regex
        plain = plain.encode("ascii", "ignore").decode()
    else:
        # another script: case folding may bring forth what decomposes again
        plain = _DROPPED.sub("", unicodedata.normalize("NFKD", plain).casefold().translate(_LIKE_D))
    return " ".join(plain.split())


def join(text: str) -> str:
    """The folded letters and digits alone, without anything between: what a bank memo runs together ("nguyenvana")."""
    return _NOT_ALPHANUMERIC.sub("", fold(text))


_LETTERS: Final = str.maketrans({"đ": "d~", "ă": "a}", "â": "a~", "ê": "e~", "ô": "o}", "ơ": "o~", "ư": "u~"})
"""Each letter of the Vietnamese alphabet after the one it is made from; } and ~ come after every letter and digit."""
_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_NUMBER: Final = re.compile("[0-9]+")


def order_of(name: str) -> str:
    """A key that sorts by code point as Vietnamese dictionaries do: a ă â b c d đ e ê …, tones last, 2 before 10.

    The one order of names, for whoever lists them; donation's database makes the same key (``name_order``).
    """
    text = unicodedata.normalize("NFC", name).casefold()
    toneless = unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", text)))
    numbered = _NUMBER.sub(lambda number: number[0].zfill(12), toneless)
    return f"{' '.join(numbered.translate(_LETTERS).split())}\x01{text}"
