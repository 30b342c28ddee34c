"""Each refusal says what to do in two languages and gives away nothing private."""

import inspect
from datetime import date

import pytest

from services.housing_project.domain import refusals
from services.housing_project.domain.house import TRANSITIONS
from shared.errors import Refused

_ARGUMENTS: dict[str, object] = {
    "field": "on", "on": date(2019, 5, 1), "today": date(2019, 4, 1), "since": date(2019, 6, 1), "state": "applied",
    "target": "requested", "ended": False, "house_code": "NH-1", "programme": "QUY", "amount": 2, "estimated_cost": 1,
    "total": 3, "actual_cost": 4, "fund": 5, "paid": 6, "in_body": True, "code": "X", "birth_year": 2050,
    "this_year": 2019,
}  # fmt: skip
_MAKERS = [
    maker
    for name, maker in inspect.getmembers(refusals, inspect.isfunction)
    if not name.startswith("_") and maker.__module__ == refusals.__name__
]


@pytest.mark.parametrize("maker", _MAKERS, ids=lambda maker: maker.__name__)
def test_it_speaks_two_languages_and_names_the_field(maker: object) -> None:
    assert callable(maker)
    refused = maker(**{name: _ARGUMENTS[name] for name in inspect.signature(maker).parameters})
    assert isinstance(refused, Refused)
    assert refused.field
    assert refused.vi != refused.en
    assert refused.vi.endswith(".")
    assert refused.en.endswith(".")
    assert any(word in refused.vi.lower() for word in ("hãy", "để trống")), "the remedy"


_PATHS = TRANSITIONS["new_build"]
_FORBIDDEN = [
    (state, target)
    for state in sorted(_PATHS)
    for target in sorted({*_PATHS} - {"applied", "decided", "refused"} - _PATHS[state])
]


@pytest.mark.parametrize(("state", "target"), _FORBIDDEN)
def test_every_step_out_of_order_has_a_sentence(state: str, target: str) -> None:
    refused = refusals.out_of_order(state, target, ended=state in ("rejected", "settled", "cancelled"))
    assert refused.code
    assert "  " not in refused.vi
