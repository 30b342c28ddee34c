"""Polite letters about pledges that are late, one to a page."""

import re
from typing import Any, Final

from services.donation.documents.press import pdf
from services.donation.domain.days import written
from services.donation.store.pledges import Letter, Reminder
from shared.clock import local_day
from shared.money import amount_in_words, format_dong

TEMPLATE: Final = "reminder.typ"
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Invisible characters that turn the order of what stands around them: a name must not rewrite its own line."""


def letters(reminder: Reminder) -> bytes:
    """All letters of a reminder as one PDF. Blocks: call it in a thread."""
    day = local_day(reminder.made_at)
    return pdf(
        TEMPLATE,
        {
            "fund": _printable(reminder.fund_name),
            "day": f"ngày {day:%d} tháng {day:%m} năm {day:%Y}",
            "until": written(day),
            "letters": [_letter(letter) for letter in reminder.letters],
        },
    )


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "unit": _printable(letter.unit_name),
        "code": letter.unit_code,
        "campaign": _printable(letter.campaign_name),
        "pledged_on": written(local_day(letter.pledged_on)),
        "amount": format_dong(letter.amount),
        "words": amount_in_words(letter.amount),
        "given": format_dong(letter.given) if letter.given else None,
        "due_on": written(letter.due_on),
        "overdue": format_dong(letter.overdue),
        "overdue_words": amount_in_words(letter.overdue),
    }


def _printable(text: str) -> str:
    return " ".join(_DIRECTION_MARKS.sub("", text).split())
