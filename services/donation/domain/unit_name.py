"""The words of memos, names and rules, the one way in which all of them are compared; and how far the name of a unit
tells it from everybody else.

The database folds the memos of open lines the same way (``folded_words``).
"""

import re
from collections.abc import Sequence
from typing import Final, Literal

from shared.text import fold

Reading = Literal["certain", "hint", "none"]

_KINDS: Final = (
    "ban", "ban chi huy", "ban quan ly", "benh vien", "bien phong", "bo doi", "cao dang", "ccb", "chi bo", "chi cuc",
    "chi nhanh", "chu thap do", "chua", "co phan", "company", "cong an", "cong doan", "cong ty", "cp", "cuc",
    "cuu chien binh", "dai hoc", "dang bo", "dang uy", "doan", "doan thanh nien", "doanh nghiep", "giao xu", "hdnd",
    "hoc vien", "hoi", "hoi dong nhan dan", "hop tac xa", "htx", "huyen", "jsc", "kho bac", "lien doan", "ltd",
    "mam non", "mat tran", "mot thanh vien", "mttq", "mtv", "ngan hang", "nong dan", "phong", "phong kham", "phu nu",
    "phuong", "quan", "quan su", "quy", "so", "tap doan", "thanh pho", "thcs", "thi tran", "thi xa", "thon", "thpt",
    "tieu hoc", "tinh", "tnhh", "to dan pho", "tong cong ty", "trach nhiem huu han", "tram y te", "trung hoc co so",
    "trung hoc pho thong", "trung tam", "truong", "tu nhan", "ubnd", "uy ban nhan dan", "xa",
)  # fmt: skip
"""Words that say what sort of unit it is, folded: many units share them."""
_KIND: Final = re.compile(r"\b(?:" + "|".join(sorted(_KINDS, key=len, reverse=True)) + r")\b")
_LONGEST_SYLLABLE: Final = 7
"""Letters: "nghiêng". What is longer is no Vietnamese syllable alone."""

_SPACES: Final = bytes(ord(" ") if not chr(byte).isalnum() else byte for byte in range(128))
_TABLE: Final = _SPACES.lower() + bytes(range(128, 256))
_DASH: Final = "–"
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")


def words_of(text: str) -> list[bytes]:
    """The folded words of a memo, a name or a phrase, without what stands between them: "Cty A-B" → cty, a, b."""
    if not text.isascii():
        text = text.replace(_DASH, " ")  # one of the banks writes it into every memo, and folding it is slow
        if not text.isascii():
            text = fold(text)
            if not text.isascii():
                text = _BETWEEN_WORDS.sub(" ", text)
    return text.encode().translate(_TABLE).split()


def phrase_of(text: str) -> str:
    """The text as phrases are compared: its folded words with one space between them; "" when it has none."""
    return b" ".join(words_of(text)).decode()


def holds(memo: str, phrase: str) -> bool:
    """Whether a memo holds a phrase, by whole words."""
    return f" {phrase} " in f" {phrase_of(memo)} "


def reading_of(words: Sequence[bytes]) -> Reading:
    """What a memo proves that holds a unit's whole name.

    "certain": at least three words, among them what sort of unit it is ("trường", "công ty" …) and a name of its own
    that is more than one syllable, or has a digit: "Trường THPT Trần Phú", "Công ty TNHH Vingroup", "Trạm y tế số 12".
    "hint": a sort of unit with less than that ("UBND xã An"), or three words that may as well be somebody's name; a
    person has to look. "none": one or two words without a sort of unit, which are parts of many people's names.
    """
    name = b" ".join(words).decode(errors="ignore")
    own = _KIND.sub(" ", name).split()
    if len(own) == len(name.split()):
        return "hint" if len(own) >= 3 else "none"
    distinct = len(own) >= 2 or any(len(word) > _LONGEST_SYLLABLE or not word.isalpha() for word in own)
    return "certain" if distinct and len(words) >= 3 else "hint"
