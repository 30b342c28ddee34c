"""What banks add to a payer's words, taken off so that names can be compared."""

import re

_HEAD = re.compile(
    r"(?:CT nhanh 247 den: *|Chuyen tien den tu NAPAS Noi dung: *|TKThe ?: ?\d+,? tai \w+\. *|"
    r"MBVCB\.\d+\.(?:\d+\.)?|\d{1,6}\.\d{6}\.\d{1,6}\.|\d{10} |CUSTOMER )+"
)
_NUMBERED = (".CT tu", "- Ma GD ACSP/")
"""What stands before a number at the end."""


def strip_noise(memo: str) -> str:
    """The memo without what the five banks put around it, its lines joined; a payment code is never part of that.

    "MBVCB.9931059187.MAI XUAN BINH.CT tu 9931059187" → "MAI XUAN BINH". Apply it before folding: the dash of one of the
    banks would make folding slow.
    """
    if "\n" in memo:
        memo = memo.replace("\n", " ")
    head = _HEAD.match(memo)
    if head:
        memo = memo[head.end() :]
    if memo.endswith("A/C"):
        words = memo[:-3].rstrip()
        memo = words[:-1].rstrip() if words.endswith(("–", "-")) else memo
    elif memo[-1:].isdigit():
        memo = _without_number(memo)
    return memo.replace(". TU: ", " ", 1)


def _without_number(memo: str) -> str:
    """Without the bank's own number in the last word."""
    words, _, last = memo.rpartition(" ")
    if last.isdigit():
        for mark in _NUMBERED:
            if words.endswith(mark):
                return words[: -len(mark)]
    elif last.startswith("-CTLNHIDI") or (last.startswith("FT") and len(last) > 9 and last[2:].isdigit()):
        return words
    return memo
