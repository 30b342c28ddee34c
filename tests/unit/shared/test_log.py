"""Logs: one JSON object a line, with its service and its request, and nothing personal in it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
import structlog
from pydantic import BaseModel, ValidationError

from shared import log
from shared.trace import Trace, current_trace

WHOM = "Nguyễn Văn A"


class Written(io.StringIO):
    """What was logged so far."""

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    stream = Written()
    log.configure(level="info", pretty=False, stream=stream)
    structlog.configure(cache_logger_on_first_use=False)
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    structlog.reset_defaults()


def test_a_line_says_whose_it_is(written: Written) -> None:
    trace, service = current_trace.set(Trace("abc", "donation/7")), log.current_service.set("fund_allocation")
    try:
        structlog.get_logger("ledger").info("posted", amount=5)
    finally:
        current_trace.reset(trace)
        log.current_service.reset(service)
    (line,) = written.lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "posted", "amount": 5, "level": "info", "logger": "ledger",
        "service": "fund_allocation", "correlation_id": "abc", "causation_id": "donation/7",
    }  # fmt: skip


def test_what_the_caller_names_wins(written: Written) -> None:
    service = log.current_service.set("donation")
    try:
        structlog.get_logger().warning("late", service="transparency")
    finally:
        log.current_service.reset(service)
    assert written.lines()[0]["service"] == "transparency"


def test_personal_fields_are_kept_back_at_any_depth(written: Written) -> None:
    structlog.get_logger().info("gift", payer_name=WHOM, amount=5, body={"x": WHOM}, rows=[{"phone": "0912", "n": 1}])
    assert WHOM not in written.getvalue()
    assert "0912" not in written.getvalue()
    assert written.lines()[0]["amount"] == 5
    assert written.lines()[0]["rows"] == [{"phone": log.KEPT_BACK, "n": 1}]


class Person(BaseModel):
    age: int


def test_errors_tell_where_but_not_whom(written: Written) -> None:
    logger = structlog.get_logger()
    errors: list[Exception] = []
    try:
        Person.model_validate({"age": WHOM})
    except ValidationError as error:
        errors.append(error)
    unique = asyncpg.UniqueViolationError('duplicate key value violates unique constraint "gift_pkey"')
    unique.detail = f"Key (name)=({WHOM}) already exists."
    invalid = asyncpg.InvalidTextRepresentationError(f'invalid input syntax for type integer: "{WHOM}"')
    errors += [unique, invalid, ValueError(WHOM), KeyError(WHOM)]
    for cause in errors:
        try:
            raise RuntimeError("outer") from cause
        except RuntimeError:
            logger.exception("failed")
    assert WHOM not in written.getvalue()
    texts = [line["exception"] for line in written.lines()]
    assert all("RuntimeError: outer" in text and "test_log.py" in text for text in texts)
    assert "age: int_parsing" in texts[0]
    assert "gift_pkey" in texts[1]
    assert "sqlstate 22P02" in texts[2]


def test_a_group_of_errors_is_told_whole(written: Written) -> None:
    try:
        raise ExceptionGroup("several", [OSError("first"), RuntimeError("second")])
    except ExceptionGroup:
        structlog.get_logger().exception("failed")
    text = written.lines()[0]["exception"]
    assert "OSError: first" in text
    assert "RuntimeError: second" in text


def test_libraries_are_heard_at_sensible_levels(written: Written) -> None:
    logging.getLogger("uvicorn.error").info("started")
    logging.getLogger("uvicorn.access").error("127.0.0.1 GET /")
    logging.getLogger("aiokafka.conn").info("chatter")
    logging.getLogger("aiokafka.conn").warning("broker away")
    logging.getLogger("faststream").info("message 0912")
    assert [(line["logger"], line["event"]) for line in written.lines()] == [
        ("uvicorn.error", "started"),
        ("aiokafka.conn", "broker away"),
    ]


def test_a_level_below_the_wanted_one_is_silent(written: Written) -> None:
    structlog.get_logger().debug("chatter")
    assert written.getvalue() == ""


def test_on_a_terminal_the_lines_are_readable() -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    stream = io.StringIO()
    log.configure(pretty=True, stream=stream)
    try:
        structlog.get_logger("host").info("ready", port=8000)
        try:
            raise ValueError(WHOM)
        except ValueError:
            structlog.get_logger("host").exception("failed")
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        structlog.reset_defaults()
    assert "ready" in stream.getvalue()
    assert "port=8000" in stream.getvalue()
    assert "test_log.py" in stream.getvalue()
    assert WHOM not in stream.getvalue()
