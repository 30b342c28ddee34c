"""Every refusal speaks both languages in a full sentence with a remedy, and names no person."""

import inspect
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.donation.domain import refusals
from services.donation.domain.refusals.callbacks import LineContent
from shared.errors import Refused

SAMPLES: dict[str, Any] = {
    "code": "TH-01", "kind": "refund", "field": "received_on", "year": 2023, "uses": ("housing", "hardship"),
    "status": 404, "opens_on": date(2024, 6, 28), "closes_on": date(2024, 7, 27), "on": date(2024, 7, 28),
    "today": date(2024, 7, 27),
    "meant": "DN1234567890", "most": 10**13, "opened_on": date(2024, 1, 2),
    "by": "clerk-1", "at": datetime(2024, 7, 27, 1, 30, tzinfo=UTC), "set_aside": False, "index": 1, "total": 1000,
    "given": 999, "least": 3, "day": date(2024, 7, 20), "bank_id": "FT1", "memo_differs": True,
    "known": LineContent(date(2024, 7, 20), 1000, None), "told": LineContent(date(2024, 7, 20), -1000, 5),
    "last_day": date(2024, 12, 31), "received_on": date(2024, 7, 20),
}  # fmt: skip
FUNCTIONS = [getattr(refusals, name) for name in refusals.__all__]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: str(function.__name__))
def test_every_refusal_names_its_remedy(function: Any) -> None:
    refused: Refused = function(**{name: SAMPLES[name] for name in inspect.signature(function).parameters})
    assert refused.code == function.__name__
    assert refused.field
    assert refused.status in (401, 404, 409, 422)
    for sentence in (refused.vi, refused.en):
        assert sentence.endswith(".")
        assert sentence.count(".") + sentence.count(";") + sentence.count(":") >= 2, "what is wrong, and what to do"
    assert refused.vi != refused.en
