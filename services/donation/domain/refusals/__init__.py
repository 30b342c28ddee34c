"""Every way in which this service says no: the code, the field, and a sentence with the remedy in two languages.

No sentence holds a name or a reason: only codes, days, sums and years.
"""

from services.donation.domain.refusals.books import (
    book_unknown,
    books_already_closed,
    date_in_future,
    year_closed,
    year_not_over,
)
from services.donation.domain.refusals.gift import (
    already_reversed,
    amount_not_positive,
    amount_too_large,
    campaign_not_open,
    campaign_over,
    consent_without_name,
    earmark_not_a_use,
    earmark_not_an_id,
    earmark_of_other_campaign,
    gift_unknown,
    house_of_other_fund,
    house_unknown,
    reversed_before_received,
    void_in_closed_year,
)
from services.donation.domain.refusals.receipts import (
    print_unknown,
    receipts_outside_book,
    receipts_too_many,
    summary_too_long,
)
from services.donation.domain.refusals.register import (
    amount_negative,
    campaign_days,
    campaign_of_other_fund,
    campaign_unknown,
    campaign_year,
    code_taken,
    consent_not_needed,
    fund_unknown,
    person_without_target,
    unit_of_other_fund,
    unit_unknown,
)

__all__ = [
    "already_reversed",
    "amount_negative",
    "amount_not_positive",
    "amount_too_large",
    "book_unknown",
    "books_already_closed",
    "campaign_days",
    "campaign_not_open",
    "campaign_of_other_fund",
    "campaign_over",
    "campaign_unknown",
    "campaign_year",
    "code_taken",
    "consent_not_needed",
    "consent_without_name",
    "date_in_future",
    "earmark_not_a_use",
    "earmark_not_an_id",
    "earmark_of_other_campaign",
    "fund_unknown",
    "gift_unknown",
    "house_of_other_fund",
    "house_unknown",
    "person_without_target",
    "print_unknown",
    "receipts_outside_book",
    "receipts_too_many",
    "reversed_before_received",
    "summary_too_long",
    "unit_of_other_fund",
    "unit_unknown",
    "void_in_closed_year",
    "year_closed",
    "year_not_over",
]
