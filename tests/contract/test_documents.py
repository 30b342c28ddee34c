"""The committed documents say what the contracts say, and AUDIENCE says who really listens."""

import importlib
import inspect
import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from shared.bus import ReplayRequest
from shared.clock import utc_now
from shared.contracts import AUDIENCE, EVENTS, REPLAY_TOPIC, SOURCES, topic_of
from shared.contracts.documents import FOLDER, asyncapi, documents, outdated
from shared.inbox import Handlers

SAMPLES = Path(__file__).parent / "samples"


def test_the_committed_documents_are_up_to_date() -> None:
    assert outdated() == [], "run: python -m shared.contracts.documents"


def test_a_document_that_was_edited_or_forgotten_is_found(tmp_path: Path) -> None:
    for name, text in documents().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert outdated(tmp_path) == []
    (tmp_path / "gone.event.v1.json").write_text("{}")
    (tmp_path / "target.set.v1.json").write_text("{}")
    (tmp_path / "asyncapi.json").unlink()
    assert outdated(tmp_path) == ["asyncapi.json", "gone.event.v1.json", "target.set.v1.json"]


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_each_schema_is_valid_and_takes_the_sample(name: str) -> None:
    schema = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    sample: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    validator.validate(sample)
    for field in schema["required"]:
        assert not validator.is_valid({key: value for key, value in sample.items() if key != field})


def _resolve(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        here = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return here + [reference for value in part.values() for reference in _references(value)]
    if isinstance(part, list):
        return [reference for value in part for reference in _references(value)]
    return []


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    document = asyncapi()
    references = _references(document)
    assert references
    for reference in references:
        if reference.startswith("#/"):
            assert _resolve(document, reference) is not None
        else:
            assert (FOLDER / reference).is_file()


def test_the_asyncapi_document_has_a_channel_per_source_and_an_operation_per_seat() -> None:
    document = asyncapi()
    assert document["asyncapi"] == "3.0.0"
    assert set(document["channels"]) == {topic_of(source) for source in SOURCES} | {REPLAY_TOPIC}
    for source, events in SOURCES.items():
        assert set(document["channels"][topic_of(source)]["messages"]) == {event.TYPE for event in events}
    operations = document["operations"]
    assert all(operation["action"] in ("send", "receive") for operation in operations.values())
    hears = {name.partition(".hears.")[::2] for name in operations if ".hears." in name}
    assert hears == {(service, source) for source, services in AUDIENCE.items() for service in services}
    headers = document["components"]["schemas"]["cloudEventHeaders"]
    assert set(headers["required"]) <= set(headers["properties"])


def test_the_documented_replay_request_is_the_one_that_is_sent() -> None:
    payload = asyncapi()["components"]["messages"]["replay.request"]["payload"]
    sent = msgspec.to_builtins(ReplayRequest("donation", 7, "transparency"))
    jsonschema.validate(sent, payload)
    assert set(sent) == set(payload["properties"]) == set(payload["required"])


def _handlers(service: str) -> Handlers:
    make = importlib.import_module(f"services.{service}.consumers").handlers
    needs_clock = bool(inspect.signature(make).parameters)
    handlers: Handlers = make(utc_now) if needs_clock else make()
    return handlers


@pytest.mark.parametrize("service", ["donation", "fund_allocation", "housing_project", "transparency"])
def test_the_audience_is_who_has_handlers(service: str) -> None:
    source_of = {event: source for source, events in SOURCES.items() for event in events}
    heard = {source_of[event] for event in _handlers(service)}
    assert heard == {source for source, services in AUDIENCE.items() if service in services}
