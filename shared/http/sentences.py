"""What pydantic finds wrong with an input, in plain sentences of both languages that name the field and the remedy."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from shared.http.language import Sentence

_DAY = re.compile(r"datetime\.date\((\d+), (\d+), (\d+)\)")
"""How pydantic names the day that is a limit."""

ONE_LINE = r"^\P{Cc}*$"
"""The pattern of words on one line, with nothing in them that can't be printed."""

_ROOTS = ("body", "query", "path", "header", "cookie")

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": ("{field} còn thiếu; hãy nhập vào.", "{field} is missing; fill it in."),
    "extra_forbidden": (
        "{field} không có trong yêu cầu này; hãy bỏ đi hoặc sửa lại tên.",
        "{field} is not part of this request; remove it or correct its name.",
    ),
    "json_invalid": (
        "Nội dung không phải là JSON hợp lệ; hãy kiểm tra dấu ngoặc, dấu phẩy và bảng mã UTF-8.",
        "The content is not valid JSON; check brackets, commas and the UTF-8 encoding.",
    ),
    "int": (
        "{field} phải là số nguyên, không có phần lẻ, không có dấu chấm hay chữ, ví dụ 500000.",
        "{field} must be a whole number without fraction, separators or letters, such as 500000.",
    ),
    "greater_than": ("{field} phải lớn hơn {gt}.", "{field} must be more than {gt}."),
    "greater_than_equal": ("{field} phải từ {ge} trở lên.", "{field} must be {ge} or more."),
    "less_than": ("{field} phải nhỏ hơn {lt}.", "{field} must be less than {lt}."),
    "less_than_equal": ("{field} không được quá {le}.", "{field} must be at most {le}."),
    "string": ("{field} phải là chữ (chuỗi ký tự).", "{field} must be text."),
    "string_too_short": (
        "{field} phải có ít nhất {min_length} ký tự.",
        "{field} must have at least {min_length} characters.",
    ),
    "string_too_long": (
        "{field} dài quá {max_length} ký tự; hãy viết ngắn lại.",
        "{field} is longer than {max_length} characters; shorten it.",
    ),
    "string_pattern_mismatch": (
        "{field} không đúng dạng; hãy xem lại các ký tự được dùng.",
        "{field} does not have the right form; check which characters it may have.",
    ),
    "one_line": (
        "{field} có ký tự không in được, như dấu xuống dòng; hãy xoá đi rồi gõ lại trên một dòng.",
        "{field} has characters that can't be printed, such as a new line; type it again on one line.",
    ),
    "shape": ("{field} {vi}", "{field} {en}"),
    "date": (
        "{field} phải là một ngày có thật, viết năm-tháng-ngày, ví dụ 2026-07-27.",
        "{field} must be a real date written year-month-day, such as 2026-07-27.",
    ),
    "datetime": (
        "{field} phải là một thời điểm kèm múi giờ, ví dụ 2026-07-27T08:00:00+07:00.",
        "{field} must be an instant with its time zone, such as 2026-07-27T08:00:00+07:00.",
    ),
    "uuid": (
        "{field} phải là mã UUID đầy đủ, ví dụ 01981f6e-7c00-7000-8000-000000000000.",
        "{field} must be a complete UUID, such as 01981f6e-7c00-7000-8000-000000000000.",
    ),
    "choice": ("{field} phải là một trong: {expected}.", "{field} must be one of: {expected}."),
    "bool": ("{field} phải là true hoặc false.", "{field} must be true or false."),
    "list": ("{field} phải là một danh sách.", "{field} must be a list."),
    "too_short": ("{field} phải có ít nhất {min_length} mục.", "{field} must have at least {min_length} items."),
    "too_long": (
        "{field} có quá {max_length} mục; hãy chia ra nhiều lần gửi.",
        "{field} has more than {max_length} items; send them in several requests.",
    ),
    "object": (
        "{field} phải là một đối tượng {{…}}, gửi với Content-Type: application/json.",
        "{field} must be an object {{…}}, sent with Content-Type: application/json.",
    ),
    "sentence": ("{vi}", "{en}"),
    "other": ("{field} chưa hợp lệ; hãy kiểm tra lại.", "{field} is not valid; check it."),
}

_SAME_AS: Mapping[str, str] = {
    "int_type": "int", "int_parsing": "int", "int_from_float": "int", "int_parsing_size": "int",
    "string_type": "string", "string_unicode": "string",
    "date_type": "date", "date_parsing": "date", "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
    "datetime_type": "datetime", "datetime_parsing": "datetime", "datetime_from_date_parsing": "datetime",
    "timezone_aware": "datetime",
    "uuid_type": "uuid", "uuid_parsing": "uuid", "uuid_version": "uuid",
    "literal_error": "choice", "enum": "choice",
    "bool_type": "bool", "bool_parsing": "bool",
    "list_type": "list", "tuple_type": "list", "set_type": "list",
    "model_type": "object", "model_attributes_type": "object", "dict_type": "object",
}  # fmt: skip
"""Which of pydantic's many names mean the same to the person who typed."""


def sentence_of(
    error: Mapping[str, Any], name: Callable[[str], Sentence | None] = lambda _: None
) -> tuple[str, Sentence]:
    """The field at fault, dotted ("lots.0.amount"; "" for the whole body), and the sentence about it.

    ``name`` gives what a page calls a field; without one it is called what the request calls it.

    ``error`` is one of pydantic's ``errors()``. A validator of ours may speak for itself by raising
    ``PydanticCustomError("sentence", "…", {"vi": …, "en": …})``; with "shape" the field's name stands before its words.
    """
    kind = _SAME_AS.get(error["type"], error["type"])
    path = [str(part) for part in error["loc"]]
    if path and path[0] in _ROOTS:
        path = path[1:]
    field = "" if kind == "json_invalid" else ".".join(path)
    context = error.get("ctx", {})
    if kind == "too_long" and context.get("field_type") == "Value":
        kind = "string_too_long"  # a text that a validator of ours has seen is no text to pydantic any more
    if context.get("pattern") == ONE_LINE:
        kind = "one_line"
    vi, en = _SENTENCES.get(kind, _SENTENCES["other"])
    is_year = field.rpartition(".")[2] == "year"
    known = name(field) or Sentence(f"Trường {field}" if field else "Nội dung JSON", field or "The JSON content")
    return field, Sentence(
        vi.format_map({**_shown(context, "" if is_year else "."), "field": known.vi}),
        en.format_map({**_shown(context, "" if is_year else ","), "field": known.en}),
    )


def _shown(context: Mapping[str, Any], separator: str) -> dict[str, str]:
    """The limits of an error as a reader writes them: 1.000.000 (and a year 1945) and cash, bank_transfer."""
    return {
        name: f"{value:,}".replace(",", separator) if type(value) is int else _choices(str(value))
        for name, value in context.items()
    }


def _choices(text: str) -> str:
    day = _DAY.fullmatch(text)
    if day:
        return f"{int(day[3]):02d}/{int(day[2]):02d}/{day[1]}"
    return text.replace("' or '", "', '").replace("'", "") if text.startswith("'") else text
