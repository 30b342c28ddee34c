"""Every way in which this service says no: the code, the field, and a sentence with the remedy in two languages.

No sentence holds a private word: only codes, days, sums and counts.
"""

from datetime import date


def written(day: date) -> str:
    """A day as it stands in a sentence: 27/07/2026."""
    return day.strftime("%d/%m/%Y")
