"""A form as it is filled in: what was typed, what is wrong with it, and the key under which it is recorded once."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from services.donation.store.find_units import Found
from services.donation.words import LABELS
from shared.errors import Refused
from shared.http import Sentence
from shared.http.sentences import sentence_of
from shared.money import parse_amount

F = TypeVar("F", bound=BaseModel)

PROOF: Final = "csrf"
KEY: Final = "key"
_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}))?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_ROW = re.compile(r"-([0-9]+)-")
_KEY = re.compile(r"[0-9a-f]{32}")
BAD_LINK: Final = Sentence(
    "Mẫu này được mở từ một địa chỉ không đúng. Hãy quay lại danh sách và chọn lại.",
    "This form was opened by an address that is not right. Go back to the list and choose again.",
)


class Fault(NamedTuple):
    """What is wrong with an input and what to do; ``name`` is "" for the form as a whole."""

    name: str
    text: Sentence


class Wrong(Exception):
    """The form can't be recorded as it is; its faults are on the sheet."""


class Sheet:
    """What was typed into a form. Reading a field notes what is wrong with it; ``check`` stops when something is."""

    def __init__(self, typed: Mapping[str, str], key: str, today: date) -> None:
        self.typed = dict(typed)
        self.key = typed[KEY] if _KEY.fullmatch(typed.get(KEY, "")) else key
        self.faults: list[Fault] = []
        self.choices: dict[str, list[Found]] = {}
        """By input: the units among which one is to be chosen."""
        self.inputs: Mapping[str, str] = {}
        """The names of inputs by the fields of the API, where they differ."""
        self._today = today

    def text(self, name: str) -> str:
        """What was typed, without blanks around it."""
        return self.typed.get(name, "").strip()

    def words(self, name: str) -> str | None:
        """What was typed; None when nothing was."""
        return self.text(name) or None

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.text(name))

    def amount(self, name: str) -> int | None:
        """A sum in đồng; None, with a fault, when it can't be read."""
        try:
            return parse_amount(self.text(name), field=name)
        except Refused as refused:
            self.refuse(name, Sentence(refused.vi, refused.en))
            return None

    def whole(self, name: str) -> int | None:
        """A whole number; None, with a fault, when it is none."""
        text = self.text(name).replace(".", "").replace(" ", "")
        if text.isascii() and text.isdigit() and len(text) <= 9:
            return int(text)
        example = "2026" if name == "year" else "12"
        self.wrong(
            name, f"phải là số nguyên không âm, ví dụ {example}.", f"must be a whole number from 0, such as {example}."
        )  # fmt: skip
        return None

    def day(self, name: str) -> str | None:
        """A day as YYYY-MM-DD, typed as 27/7/2026 or, of this year, 27/7; None when nothing was typed or, with a
        fault, when there is no such day."""
        text = self.text(name)
        if not text:
            return None
        try:
            if _ISO.fullmatch(text):
                return date.fromisoformat(text).isoformat()
            found = _DAY.fullmatch(text)
            if found is None:
                raise ValueError(text)
            return date(int(found[3] or self._today.year), int(found[2]), int(found[1])).isoformat()
        except ValueError:
            self.wrong(
                name, "phải là ngày có thật, viết ngày/tháng/năm, ví dụ 27/07/2026.",
                "must be a real day, written day/month/year, such as 27/07/2026.",
            )  # fmt: skip
            return None

    def chosen(self, name: str, options: Collection[str]) -> str | None:
        """The choice among values; None when nothing was chosen or, with a fault, when it is none of them."""
        text = self.text(name)
        if not text or text in options:
            return text or None
        self.choose(name)
        return None

    def choose(self, name: str) -> None:
        """Note that what was chosen is not there to be chosen."""
        self.wrong(
            name, "đã chọn không có trong danh sách; hãy chọn lại.", "as chosen is not in the list; choose again."
        )

    def wrong(self, name: str, vi: str, en: str) -> None:
        """Note what is wrong with an input, after what it is called."""
        label = label_of(name) or Sentence("Ô này", "This")
        self.refuse(name, Sentence(f"{label.vi} {vi}", f"{label.en} {en}"))

    def refuse(self, name: str, text: Sentence) -> None:
        """Note what is wrong with an input; the first word about it stands."""
        if not name or all(fault.name != name for fault in self.faults):
            self.faults.append(Fault(name, text))

    def refuse_by(self, refused: Refused) -> None:
        """Note what a rule said no with."""
        for each in refused.faults or [refused]:
            name = self.input_of(each.field or "")
            vi, en = each.vi, each.en
            if (row := _ROW.search(name)) is not None:  # the page says itself which row it is
                n = int(row[1]) + 1
                vi, en = vi.removeprefix(f"Dòng {n}: "), en.removeprefix(f"Line {n}: ")
            self.refuse(name, Sentence(vi, en))

    def read(self, form: type[F], body: Mapping[str, Any], *, whole: bool = False) -> F:
        """The form of the API that these values make, checked by its own rules; ``whole``: what is empty is taken to
        be meant so. Raises Wrong."""
        values = {name: value for name, value in body.items() if value is not None}
        try:
            read = form.model_validate(dict.fromkeys(form.model_fields) | values if whole else values)
        except ValidationError as error:
            for item in error.errors():
                self._refuse_item(item)
            raise Wrong from error
        self.check()
        return read

    def _refuse_item(self, item: Mapping[str, Any]) -> None:
        """Note what pydantic found: a program is told of ids and values, a person of what they chose."""
        field, sentence = sentence_of(item, lambda name: label_of(self.input_of(name) or name))
        name = self.input_of(field)
        if item["type"] not in ("uuid_parsing", "literal_error"):
            self.refuse(name, sentence)
        elif name:
            self.choose(name)
        else:
            self.refuse("", BAD_LINK)

    def check(self) -> None:
        """Raises Wrong when something was found to be wrong."""
        if self.faults:
            raise Wrong

    def input_of(self, field: str) -> str:
        """The input that a field was read from, else the nearest above it; "" when the page has none."""
        while field:
            if field in self.inputs or field in self.typed:
                return self.inputs.get(field, field)
            field = field.rpartition(".")[0]
        return ""

    @property
    def in_order(self) -> list[Fault]:
        """The faults in the order of the form's fields; what concerns all of it first."""
        places = {name: place for place, name in enumerate(self.typed)}
        return sorted(self.faults, key=lambda fault: places.get(fault.name, -1))

    def fault(self, name: str) -> Sentence | None:
        """What is wrong with an input."""
        return next((fault.text for fault in self.faults if fault.name == name), None)

    def digest(self, query: str) -> bytes:
        """SHA-256 of what was typed, and for what: another text under the same key is another entry."""
        kept: Sequence[tuple[str, str]] = sorted(
            (name, value) for name, value in self.typed.items() if name not in (PROOF, KEY)
        )
        return hashlib.sha256(repr((query, kept)).encode()).digest()


def label_of(name: str) -> Sentence | None:
    """What an input is called on the page: of line-3-amount, as of amount."""
    return LABELS.get(name.rpartition("-")[2])
