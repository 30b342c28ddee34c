"""pydantic defines a contract, msgspec reads it: both must take and refuse the same data, above all at the bounds."""

import json
import types
import typing
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import annotated_types
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from shared.contracts import EVENTS, Contract
from shared.contracts.envelope import Amount, Part, struct_of

JSON = st.deferred(
    lambda: st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just([]), st.just({}))
)


def _bounds(metadata: typing.Iterable[Any]) -> dict[str, int]:
    bounds: dict[str, int] = {}
    for item in metadata:
        for name in ("ge", "le", "min_length", "max_length"):
            if hasattr(item, name):
                bounds[name] = getattr(item, name)
    return bounds


def _around(low: int | None, high: int | None) -> st.SearchStrategy[int]:
    edges = [edge + step for edge in (low, high) if edge is not None for step in (-1, 0, 1)]
    return st.sampled_from(edges) | st.integers() if edges else st.integers()


def _values(annotation: Any, bounds: dict[str, int]) -> st.SearchStrategy[Any]:
    """Data for a field, mostly of its type and near its bounds."""
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return _values(args[0], bounds | _bounds(FieldInfo.from_annotation(annotation).metadata))
    if origin in (types.UnionType, typing.Union):
        return st.one_of([_values(arg, bounds) for arg in args])
    if origin is tuple:
        return st.lists(_values(args[0], {}), max_size=3)
    if origin is typing.Literal:
        return st.sampled_from(args) | st.sampled_from([args[0].upper(), ""])
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return _objects(annotation)
    return _plain(annotation, bounds)


def _plain(kind: type, bounds: dict[str, int]) -> st.SearchStrategy[Any]:
    lengths = _around(bounds.get("min_length"), bounds.get("max_length")).filter(lambda n: 0 <= n <= 400)
    known: dict[type, st.SearchStrategy[Any]] = {
        int: _around(bounds.get("ge"), bounds.get("le")),
        str: st.builds(lambda n, letter: letter * n, lengths, st.sampled_from("aĐ😀")),
        UUID: st.uuids().map(str) | st.just("01981f6e-7c00-7000-8000-00000000000"),
        date: st.dates().map(str) | st.sampled_from(["2025-02-29", "2024-02-29", "29/02/2024", "2025-1-1", ""]),
        bool: st.booleans(),
        type(None): st.none(),
    }
    return known[kind]


def _objects(model: type[Part]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects for a model, now and then with a field of another type or without one."""
    fields = {name: _values(info.annotation, _bounds(info.metadata)) for name, info in model.model_fields.items()}
    whole = st.fixed_dictionaries(fields)
    odd = st.builds(lambda data, name, value: {**data, name: value}, whole, st.sampled_from(sorted(fields)), JSON)
    short = st.builds(
        lambda data, name: {key: data[key] for key in data if key != name}, whole, st.sampled_from(sorted(fields))
    )
    return st.one_of(whole, whole, odd, short)


def _slow_takes(contract: type[Contract], text: str) -> bool:
    try:
        contract.model_validate_json(text, strict=True)
    except ValidationError:
        return False
    return True


def _fast_takes(contract: type[Contract], text: str) -> bool:
    try:
        contract.decode(text)
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", sorted(EVENTS))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_twins_agree(name: str, data: st.DataObject) -> None:
    contract = EVENTS[name]
    text = json.dumps(data.draw(_objects(contract)))
    assert _slow_takes(contract, text) == _fast_takes(contract, text), text


@pytest.mark.parametrize(("amount", "taken"), [(0, False), (1, True), (10**15, True), (10**15 + 1, False)])
def test_the_bounds_of_an_amount(amount: int, taken: bool) -> None:
    class Sum(Contract):
        TYPE = "sum.v1"
        amount: Amount

    text = json.dumps({"amount": amount})
    assert _slow_takes(Sum, text) is _fast_takes(Sum, text) is taken


@pytest.mark.parametrize("count", [0, 1, 1000, 1001])
def test_the_bounds_of_a_list(count: int) -> None:
    lots = [{"lot_id": "01981f6e-7c00-7000-8000-000000000001", "amount": 1}] * count
    sample = {
        "movement": "spent", "purpose_id": "01981f6e-7c00-7000-8000-000000000002", "house_id": None,
        "fund_id": "01981f6e-7c00-7000-8000-000000000003", "use": "hardship", "on": "2019-01-01", "lots": lots,
    }  # fmt: skip
    contract, text = EVENTS["lots.moved.v1"], json.dumps(sample)
    assert _slow_takes(contract, text) is _fast_takes(contract, text) is (1 <= count <= 1000)


def test_a_bound_without_a_twin_is_refused_when_the_contract_is_made() -> None:
    class Odd(Part):
        amount: Annotated[int, annotated_types.MultipleOf(5)]

    with pytest.raises(TypeError, match="no fast twin"):
        struct_of(Odd)
