"""Every refusal speaks both languages in a full sentence with a remedy, and names no person."""

import inspect
from datetime import date
from typing import Any

import pytest

from services.donation.domain import refusals
from services.donation.domain.told_line import Known, Told
from shared.errors import Refused

SAMPLES: dict[str, Any] = {
    "code": "TH-01", "kind": "refund", "field": "received_on", "year": 2023, "uses": ("housing", "hardship"),
    "status": 404, "opens_on": date(2024, 6, 28), "closes_on": date(2024, 7, 27), "on": date(2024, 7, 28),
    "today": date(2024, 7, 27),
    "meant": "DN1234567890", "most": 10**13, "opened_on": date(2024, 1, 2),
    "row": 7, "bank_id": "FT1", "whole": True, "told": Told(date(2024, 7, 1), 1, 0, "A"),
    "known": Known("callback", Told(date(2024, 7, 2), 1, 0, "A"), has_balance=False),
    "last_day": date(2024, 12, 31), "received_on": date(2024, 7, 20),
}  # fmt: skip
FUNCTIONS = [getattr(refusals, name) for name in refusals.__all__ if name.islower()]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: str(function.__name__))
def test_every_refusal_names_its_remedy(function: Any) -> None:
    refused: Refused = function(**{name: SAMPLES[name] for name in inspect.signature(function).parameters})
    assert refused.code == function.__name__
    assert refused.field
    assert refused.status in (404, 409, 422)
    for sentence in (refused.vi, refused.en):
        assert sentence.endswith(".")
        assert sentence.count(".") + sentence.count(";") + sentence.count(":") >= 2, "what is wrong, and what to do"
    assert refused.vi != refused.en
