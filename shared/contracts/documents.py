"""Writes what the contracts say for those who don't read Python: a JSON Schema for each event and an AsyncAPI document.

``python -m shared.contracts.documents`` writes docs/events/; with ``--check`` it only says whether they are up to date.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared.contracts import AUDIENCE, EVENTS, PARTITIONS, REPLAY_TOPIC, SOURCES, Contract, topic_of

FOLDER = Path(__file__).parents[2] / "docs" / "events"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCHEMA_FORMAT = "application/schema+json;version=2020-12"
_POSITION = "^[0-9]+$"

_HEADERS: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0 in Kafka's binary mode; every value is text in UTF-8.",
    "required": [
        "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_position", "ce_previous",
        "ce_correlationid", "content-type",
    ],
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {"type": "string", "pattern": "^[a-z_]+/[0-9]+$", "description": "source/position"},
        "ce_source": {"type": "string", "enum": sorted(SOURCES)},
        "ce_type": {"type": "string", "enum": sorted(EVENTS)},
        "ce_subject": {"type": "string", "description": "What the event is about; also the record's key."},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_position": {
            "type": "string", "pattern": _POSITION, "description": "Where the event stands in its source's outbox.",
        },
        "ce_previous": {
            "type": "string", "pattern": _POSITION,
            "description": "The position before it in the same partition, 0 for the first: a reader that has not "
            "applied it has missed something.",
        },
        "ce_correlationid": {"type": "string", "description": "The same along the whole chain of work."},
        "ce_causationid": {"type": "string", "description": "source/position of the event that caused this one."},
        "ce_traceparent": {"type": "string", "description": "W3C trace context."},
        "content-type": {"type": "string", "const": "application/json"},
    },
}  # fmt: skip

_REPLAY_REQUEST: dict[str, Any] = {
    "type": "object",
    "description": "A service misses events: please send those of `source` again, from `position` on.",
    "required": ["source", "position", "by"],
    "properties": {
        "source": {"type": "string", "enum": sorted(SOURCES)},
        "position": {"type": "integer", "minimum": 0},
        "by": {"type": "string"},
    },
}


def event_schema(contract: type[Contract]) -> dict[str, Any]:
    """The JSON Schema of one event's data."""
    schema = contract.model_json_schema()
    return {"$schema": _DIALECT, "$id": f"urn:denon:event:{contract.TYPE}", **schema, "title": contract.TYPE}


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3.0 document of the whole system: one channel for each source, one more to ask for a replay."""
    channels: dict[str, Any] = {topic_of(source): _channel(source, events) for source, events in SOURCES.items()}
    channels[REPLAY_TOPIC] = {
        "address": REPLAY_TOPIC,
        "messages": {"replay.request": {"$ref": "#/components/messages/replay.request"}},
        "bindings": {"kafka": {"topic": REPLAY_TOPIC, "partitions": 1}},
    }
    operations: dict[str, Any] = {}
    for source, listeners in AUDIENCE.items():
        operations[f"{source}.publishes"] = _operation("send", topic_of(source), f"{source} tells what happened there.")
        for service in listeners:
            operations[f"{service}.hears.{source}"] = _operation(
                "receive", topic_of(source), f"{service} applies the events of {source}, as consumer group {service}."
            )
    listening = sorted({service for services in AUDIENCE.values() for service in services})
    for service in listening:
        operations[f"{service}.asks_for_replay"] = _operation("send", REPLAY_TOPIC, f"{service} has missed events.")
    for source in SOURCES:
        operations[f"{source}.replays"] = _operation("receive", REPLAY_TOPIC, f"{source} sends events again.")
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Đền Ơn: the events between the services",
            "version": "1",
            "description": "Amounts are integers in đồng. Within a version fields are only added; readers ignore those "
            "they don't know. Events of one subject keep their order; between subjects and sources there is none.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": {
                **{name: _message(contract) for name, contract in EVENTS.items()},
                "replay.request": {
                    "name": "replay.request",
                    "contentType": "application/json",
                    "payload": _REPLAY_REQUEST,
                },
            },
            "schemas": {"cloudEventHeaders": _HEADERS},
        },
    }


def _channel(source: str, events: Sequence[type[Contract]]) -> dict[str, Any]:
    return {
        "address": topic_of(source),
        "description": f"Everything that {source} ever said, in the order of each subject. The partition is "
        f"crc32(subject) mod {PARTITIONS}.",
        "messages": {event.TYPE: {"$ref": f"#/components/messages/{event.TYPE}"} for event in events},
        "bindings": {"kafka": {"topic": topic_of(source), "partitions": PARTITIONS}},
    }


def _operation(action: str, topic: str, summary: str) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{topic}"}, "summary": summary}


def _message(contract: type[Contract]) -> dict[str, Any]:
    return {
        "name": contract.TYPE,
        "title": contract.__name__,
        "summary": (contract.__doc__ or "").partition("\n\n")[0].replace("\n    ", " "),
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/cloudEventHeaders"},
        "payload": {"schemaFormat": _SCHEMA_FORMAT, "schema": {"$ref": f"./{contract.TYPE}.json"}},
        "bindings": {"kafka": {"key": {"type": "string", "description": "The subject."}}},
    }


def documents() -> dict[str, str]:
    """Name of file → its text, for all documents."""
    made: dict[str, dict[str, Any]] = {f"{name}.json": event_schema(contract) for name, contract in EVENTS.items()}
    made["asyncapi.json"] = asyncapi()
    return {name: json.dumps(content, ensure_ascii=False, indent=2) + "\n" for name, content in made.items()}


def outdated(folder: Path = FOLDER) -> list[str]:
    """The names of the files in ``folder`` that are missing, differ, or belong to no event any more."""
    wanted = documents()
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def main(arguments: Sequence[str]) -> int:
    """Write or check; the exit code is 1 when a check finds something outdated."""
    stale = outdated()
    if "--check" in arguments:
        sys.stdout.write("".join(f"outdated: {name}\n" for name in stale))
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = documents()
    for name in stale:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
        sys.stdout.write(f"{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
