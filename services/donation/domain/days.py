"""How a day stands in a sentence."""

from datetime import date


def written(day: date) -> str:
    """27/07/2026."""
    return f"{day:%d/%m/%Y}"
