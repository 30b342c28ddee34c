"""Polite letters about pledges that are late, one to a page."""

from typing import Any, Final

from services.donation.documents.press import Document, printable
from services.donation.domain.days import written
from services.donation.store.pledges import Letter, Reminder
from shared.clock import local_day
from shared.money import amount_in_words, format_dong

TEMPLATE: Final = "reminder.typ"


def letters(reminder: Reminder) -> Document:
    """All letters of a reminder, a page each."""
    day = local_day(reminder.made_at)
    return Document(
        TEMPLATE,
        {
            "fund": printable(reminder.fund_name),
            "day": f"ngày {day:%d} tháng {day:%m} năm {day:%Y}",
            "until": written(day),
            "letters": [_letter(letter) for letter in reminder.letters],
        },
    )


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "unit": printable(letter.unit_name),
        "code": letter.unit_code,
        "campaign": printable(letter.campaign_name),
        "pledged_on": written(local_day(letter.pledged_on)),
        "amount": format_dong(letter.amount),
        "words": amount_in_words(letter.amount),
        "given": format_dong(letter.given) if letter.given else None,
        "due_on": written(letter.due_on),
        "overdue": format_dong(letter.overdue),
        "overdue_words": amount_in_words(letter.overdue),
    }
