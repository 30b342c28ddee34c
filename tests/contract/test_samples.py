"""Every event that was ever published can still be read: one committed sample per type and version, never edited.

A sample is the bytes as they were sent. When a field is added within a version, the sample stays as it is.
"""

import json
from pathlib import Path

import msgspec
import pytest

from shared.contracts import EVENTS
from shared.contracts.envelope import encode

SAMPLES = Path(__file__).parent / "samples"


def _bytes(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes().rstrip(b"\n")


def test_each_event_has_its_sample_and_each_sample_its_event() -> None:
    assert {path.stem for path in SAMPLES.glob("*.json")} == set(EVENTS)


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_both_readers_read_the_sample_alike_and_write_it_back(name: str) -> None:
    contract = EVENTS[name]
    sample = _bytes(name)
    slow, fast = contract.model_validate_json(sample, strict=True), contract.decode(sample)
    assert isinstance(fast, msgspec.Struct)
    written = encode(slow)
    assert encode(fast) == written
    added_later = contract.model_fields.keys() - json.loads(sample).keys()
    if added_later:
        assert {key: value for key, value in json.loads(written).items() if key not in added_later} == json.loads(
            sample
        )
    else:
        assert written.encode() == sample


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_both_readers_ignore_a_field_that_a_newer_producer_adds(name: str) -> None:
    contract = EVENTS[name]
    newer = json.dumps({**json.loads(_bytes(name)), "added_later": {"x": [1]}})
    assert encode(contract.decode(newer)) == encode(contract.model_validate_json(newer))
    assert "added_later" not in encode(contract.decode(newer))
