"""The small pieces: language, cursors, ETags, sentences."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from shared.errors import Refused
from shared.http import Paging, etag_of, not_modified, read_cursor, write_cursor
from shared.http.language import preferred
from shared.http.sentences import sentence_of


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "vi"), ("en", "en"), ("en-US,en;q=0.9", "en"), ("vi-VN,vi;q=0.9,en;q=0.8", "vi"), ("fr", "vi"),
        ("en;q=0.8, vi;q=0.8", "vi"), ("en;q=0.5,vi;q=0.1", "en"), ("en;q=0", "vi"), ("en;q=x", "vi"), (";;,,", "vi"),
    ],
)  # fmt: skip
def test_language(header: str, language: str) -> None:
    assert preferred(header) == language


@given(st.text(max_size=30), st.integers(0, 2**62), st.dates(), st.uuids())
def test_a_cursor_is_read_as_it_was_written(name: str, number: int, day: date, id_: UUID) -> None:
    cursor = write_cursor(name, number, day, id_)
    assert cursor.isascii()
    assert not set(cursor) & set("+/= ")
    assert read_cursor(cursor, str, int, date, UUID) == (name, number, day, id_)


@pytest.mark.parametrize(
    "cursor", ["", "x", "zz", "é", "null", "W10", "WzFd", "WyJhIl0", write_cursor(1, 2), "A" * 400]
)
def test_a_cursor_of_another_shape_is_refused(cursor: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_cursor(cursor, date)
    assert (refusal.value.status, refusal.value.field) == (400, "after")


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    try:
        (key,) = read_cursor(text, int)
    except Refused:
        return
    assert isinstance(key, int)


def test_pages_lead_from_one_to_the_next_without_a_gap() -> None:
    rows = list(range(10))
    seen: list[int] = []
    cursor = None
    for _ in range(4):
        paging = Paging(3, cursor)
        after = paging.after(int)
        asked = [row for row in rows if after is None or row > after[0]][: paging.limit + 1]
        page = paging.page(asked, show=lambda row: row, key=lambda row: (row,))
        seen += page.items
        cursor = page.next
    assert (seen, cursor) == (rows, None)


def test_a_page_that_is_just_full_is_the_last() -> None:
    assert Paging(3, None).page([1, 2, 3], show=str, key=lambda row: (row,)).next is None
    assert Paging(3, None).page([], show=str, key=lambda row: (row,)).items == []


def _request(value: str) -> Request:
    return Request({"type": "http", "headers": [(b"if-none-match", value.encode())]})


def test_etags() -> None:
    etag = etag_of("v1", "vi")
    assert etag != etag_of("v1v", "i")
    assert etag == etag_of(b"v1", "vi")
    for value in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        answer = not_modified(_request(value), etag)
        assert answer is not None
        assert (answer.status_code, answer.headers["etag"]) == (304, etag)
    for value in ("", '"x"', etag.strip('"')):
        assert not_modified(_request(value), etag) is None


class Line(BaseModel):
    amount: Annotated[int, Field(strict=True, ge=1, le=10**15)]


class Body(BaseModel, extra="forbid"):
    amount: Annotated[int, Field(strict=True, gt=0)]
    day: date
    id: UUID
    channel: Literal["cash", "bank_transfer"]
    code: Annotated[str, Field(min_length=2, max_length=3, pattern="^[A-Z]+$")]
    yes: bool
    lines: Annotated[list[Line], Field(min_length=1, max_length=2)]


GOOD: dict[str, Any] = {
    "amount": 1, "day": "2026-07-27", "id": "01981f6e-7c00-7000-8000-000000000000", "channel": "cash", "code": "AB",
    "yes": True, "lines": [{"amount": 1}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field", "vi", "en"),
    [
        ({"amount": ...}, "amount", "Trường amount còn thiếu; hãy nhập vào.", "amount is missing; fill it in."),
        ({"amount": 1.5}, "amount", "phải là số nguyên", "must be a whole number"),
        ({"amount": "1"}, "amount", "phải là số nguyên", "must be a whole number"),
        ({"amount": None}, "amount", "phải là số nguyên", "must be a whole number"),
        ({"amount": 0}, "amount", "Trường amount phải lớn hơn 0.", "amount must be more than 0."),
        ({"day": "27/07/2026"}, "day", "năm-tháng-ngày", "year-month-day"),
        ({"day": "2025-02-29"}, "day", "ngày có thật", "real date"),
        ({"id": "x"}, "id", "mã UUID đầy đủ", "complete UUID"),
        ({"channel": "card"}, "channel", "một trong: cash, bank_transfer.", "one of: cash, bank_transfer."),
        ({"code": "A"}, "code", "ít nhất 2 ký tự", "at least 2 characters"),
        ({"code": "ABCD"}, "code", "quá 3 ký tự", "longer than 3 characters"),
        ({"code": "ab"}, "code", "không đúng dạng", "right form"),
        ({"code": 7}, "code", "phải là chữ", "must be text"),
        ({"yes": "maybe"}, "yes", "true hoặc false", "true or false"),
        ({"extra": 1}, "extra", "không có trong yêu cầu này", "not part of this request"),
        ({"lines": []}, "lines", "ít nhất 1 mục", "at least 1 items"),
        ({"lines": [{"amount": 1}] * 3}, "lines", "quá 2 mục", "more than 2 items"),
        ({"lines": 1}, "lines", "một danh sách", "a list"),
        ({"lines": [1]}, "lines.0", "một đối tượng {…}", "an object {…}"),
        ({"lines": [{"amount": 10**15 + 1}]}, "lines.0.amount", "1.000.000.000.000.000", "1,000,000,000,000,000"),
        ({"lines": [{"amount": 0}]}, "lines.0.amount", "từ 1 trở lên", "1 or more"),
    ],
)
def test_each_fault_is_told_in_both_languages_with_its_field(
    change: dict[str, Any], field: str, vi: str, en: str
) -> None:
    data = {key: value for key, value in {**GOOD, **change}.items() if value is not ...}
    with pytest.raises(ValidationError) as caught:
        Body.model_validate(data)
    (error,) = caught.value.errors()
    found, sentence = sentence_of({**error, "loc": ("body", *error["loc"])})
    assert found == field
    assert vi in sentence.vi
    assert en in sentence.en
    assert not any(brace in sentence.vi + sentence.en for brace in ("{field}", "{ge}"))


def test_a_validator_may_speak_for_itself() -> None:
    spoken = PydanticCustomError("sentence", "x", {"vi": "Ngày {1} trùng.", "en": "The day is taken."})
    error = {"type": spoken.type, "loc": ("day",), "ctx": spoken.context}
    assert sentence_of(error)[1] == ("Ngày {1} trùng.", "The day is taken.")


def test_an_unknown_fault_still_names_its_field() -> None:
    field, sentence = sentence_of({"type": "never_heard_of", "loc": ("query", "x")})
    assert (field, sentence.vi) == ("x", "Trường x chưa hợp lệ; hãy kiểm tra lại.")
