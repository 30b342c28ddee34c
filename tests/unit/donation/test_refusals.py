"""Every refusal speaks both languages in a full sentence with a remedy, and names no person."""

import inspect
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.donation.domain import refusals
from services.donation.domain.bank_line import Known, Told
from services.donation.domain.refusals.callbacks import LineContent
from shared.errors import Refused

SAMPLES: dict[str, Any] = {
    "code": "TH-01", "kind": "refund", "field": "received_on", "year": 2023, "uses": ("housing", "hardship"),
    "status": 404, "opens_on": date(2024, 6, 28), "closes_on": date(2024, 7, 27), "on": date(2024, 7, 28),
    "today": date(2024, 7, 27),
    "meant": "DN1234567890", "most": 10**13, "opened_on": date(2024, 1, 2),
    "first_number": 1, "last_number": 7,
    "fund": "Quỹ Đền ơn đáp nghĩa xã A", "shares": 9, "dues": 9,
    "by": "ke-toan-1", "at": datetime(2024, 7, 27, tzinfo=UTC), "index": 1, "given": 9, "day": date(2024, 7, 20),
    "least": 3,
    "memo_differs": True, "set_aside": True,
    "row": 7, "bank_id": "FT1", "whole": True, "told": Told(date(2024, 7, 1), 1, 0, "A"),
    "known": Known("callback", Told(date(2024, 7, 2), 1, 0, "A"), has_balance=False),
    "last_day": date(2024, 12, 31), "received_on": date(2024, 7, 20),
    "began_on": date(2024, 7, 27), "given_on": date(2024, 7, 20), "total": 100, "amount": 90, "n": 1,
    "count": 12, "lines": 11, "entered": 90, "bad": [(4, Refused("x", vi="Sai.", en="Wrong.", field="amount"))],
    "first": date(2024, 1, 1), "last": date(2024, 6, 1), "month": date(2024, 7, 1),
    "label_vi": "đã làm lớn hơn số đủ điều kiện", "label_en": "done is above the number eligible",
}  # fmt: skip
FUNCTIONS = [getattr(refusals, name) for name in refusals.__all__ if name.islower()]


def _sample(parameter: inspect.Parameter) -> Any:
    if parameter.annotation is LineContent:
        return LineContent(date(2024, 7, 20), 50_000, None)
    if parameter.annotation is int and parameter.name in ("first", "last"):
        return 7
    return SAMPLES[parameter.name]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: str(function.__name__))
def test_every_refusal_names_its_remedy(function: Any) -> None:
    refused: Refused = function(**{p.name: _sample(p) for p in inspect.signature(function).parameters.values()})
    assert refused.code == function.__name__
    assert refused.field
    assert refused.status in (401, 404, 409, 422)
    for sentence in (refused.vi, refused.en):
        assert sentence.endswith(".")
        assert sentence.count(".") + sentence.count(";") + sentence.count(":") >= 2, "what is wrong, and what to do"
    assert refused.vi != refused.en
