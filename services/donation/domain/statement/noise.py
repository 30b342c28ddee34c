"""What banks add to a payer's words, taken off so that names can be compared."""

import re

_HEAD = re.compile(
    r"(?:CT\snhanh\s247\sden:\s*|Chuyen\stien\sden\stu\sNAPAS\sNoi\sdung:\s*|TKThe\s?:\s?\d+,?\stai\s\w+\.\s*|"
    r"MBVCB\.\d+\.(?:\d+\.)?|\d{1,6}\.\d{6}\.\d{1,6}\.|\d{10}\s|CUSTOMER\s)+"
)
_TAIL = re.compile(
    r"(?:\s*[-–]\s*A/C|\s-\s?CTLNHIDI\d+-\d+/\d+-CRE-\d+|\.CT\stu\s\d+|\sFT\d{8,}|-\sMa\sGD\sACSP/\s?\d+)$"
)
_FROM = re.compile(r"\.\sTU:\s")
TAIL = 48
"""Characters at the end in which the tail is looked for."""


def strip_noise(memo: str) -> str:
    """The memo without what the five banks put around it; a payment code is never part of that.

    "MBVCB.9931059187.MAI XUAN BINH.CT tu 9931059187" → "MAI XUAN BINH". Apply it before folding: the dash of one of the
    banks would make folding slow.
    """
    head = _HEAD.match(memo)
    begin = head.end() if head else 0
    end = len(memo)
    if memo[-1:].isdigit() or memo.endswith("A/C"):
        tail = _TAIL.search(memo, max(begin, end - TAIL))
        if tail:
            end = tail.start()
    memo = memo[begin:end]
    return _FROM.sub(" ", memo, 1) if "TU:" in memo else memo
