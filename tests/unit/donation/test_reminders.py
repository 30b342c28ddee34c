"""What a letter says, and that what people typed is never taken for instructions."""

from datetime import UTC, date, datetime
from uuid import UUID

from services.donation.documents import reminders
from services.donation.documents.press import Typesetter
from services.donation.store.pledges import Letter, Reminder

ODD = 'Công ty #panic("x") *A* $x$ \u202e"B" \\ @c </svg>\nTNHH'
LETTER = Letter(
    UUID(int=1), ODD, "CTY-01", "Đợt 27/7", datetime(2024, 6, 30, 18, tzinfo=UTC), 50_000_000, 0, date(2024, 7, 10),
    21_000_000,
)  # fmt: skip
REMINDER = Reminder(UUID(int=2), UUID(int=3), "Quỹ xã A", datetime(2024, 7, 27, 18, tzinfo=UTC), [LETTER])


def test_a_letter_says_what_was_promised_and_what_is_late() -> None:
    document = reminders.letters(REMINDER)
    assert document.template == "reminder.typ"
    assert document.data == {
        "fund": "Quỹ xã A",
        "day": "ngày 28 tháng 07 năm 2024",
        "until": "28/07/2024",
        "letters": [
            {
                "unit": 'Công ty #panic("x") *A* $x$ "B" \\ @c </svg> TNHH', "code": "CTY-01", "campaign": "Đợt 27/7",
                "pledged_on": "01/07/2024", "amount": "50.000.000 đ", "words": "Năm mươi triệu đồng", "given": None,
                "due_on": "10/07/2024", "overdue": "21.000.000 đ", "overdue_words": "Hai mươi mốt triệu đồng",
            }
        ],
    }  # fmt: skip


def test_what_people_typed_is_never_markup() -> None:
    printed = Typesetter().compile(reminders.letters(REMINDER._replace(letters=[LETTER, LETTER._replace(given=1_000)])))
    assert printed.startswith(b"%PDF-")
    assert b"/Type/Pages/Count 2/" in printed
