"""What the HTTP side of every service is made of."""

from shared.http.application import application
from shared.http.etag import etag_of, not_modified
from shared.http.health import Readiness
from shared.http.hot import hot, parse
from shared.http.idempotency import DOCUMENTED as IDEMPOTENT
from shared.http.idempotency import (
    Answer,
    Ask,
    Reply,
    ask_for,
    ask_of,
    conclude,
    encode,
    json_response,
    kept_id,
    once,
    once_for,
    once_shown,
    recall,
    remember,
)
from shared.http.language import Language, Sentence, language_of
from shared.http.pages import MAX_LIMIT, Page, Paging, paging, read_cursor, write_cursor
from shared.http.problems import problem

__all__ = [
    "IDEMPOTENT",
    "MAX_LIMIT",
    "Answer",
    "Ask",
    "Language",
    "Page",
    "Paging",
    "Readiness",
    "Reply",
    "Sentence",
    "application",
    "ask_for",
    "ask_of",
    "conclude",
    "encode",
    "etag_of",
    "hot",
    "json_response",
    "kept_id",
    "language_of",
    "not_modified",
    "once",
    "once_for",
    "once_shown",
    "paging",
    "parse",
    "problem",
    "read_cursor",
    "recall",
    "remember",
    "write_cursor",
]
