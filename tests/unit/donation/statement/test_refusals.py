"""Every refusal speaks both languages in full sentences and names a remedy."""

import inspect
from datetime import date
from typing import Any

import pytest

from services.donation.domain.statement import Line, refusals
from services.donation.domain.statement.refusals.words import Place, letters
from shared.errors import Refused

LINE = Line(7, "FT1", date(2026, 7, 1), None, 5, 0, None, "NGUYEN VAN A")
SAMPLES: dict[str, Any] = {
    "size": 2 * 10**9, "limit": 10**9, "kind": "PDF", "part": "zip", "names": ["Trang 1", "Trang 2"], "row": 7,
    "column": 3, "detail": "delimiter", "place": Place(7, 3, "Credit", "credit"), "text": "1.234,567",
    "written_as": "1.234.567", "day": date(2026, 7, 27), "today": date(2026, 7, 1), "first": date(2026, 7, 1),
    "last": date(2026, 7, 2), "found": 5, "expected": 7, "second": LINE, "differing": [Place(7, 6, "Memo", "memo")],
}  # fmt: skip
MAKERS = [getattr(refusals, name) for name in refusals.__all__ if name not in ("IdConflict", "Place")]


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: str(maker.__name__))
def test_it_names_its_remedy(maker: Any) -> None:
    samples = SAMPLES | ({"first": LINE} if maker.__name__ == "id_conflict" else {})
    refused: Refused = maker(**{name: samples[name] for name in inspect.signature(maker).parameters})
    assert refused.code == maker.__name__
    assert refused.field
    assert refused.status == 422
    assert refused.vi != refused.en
    assert "ãy" in refused.vi, "the remedy"
    for sentence in (refused.vi, refused.en):
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert "NGUYEN" not in sentence


def test_columns_are_named_as_in_a_spreadsheet() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert Place(3, 27, "  Số\n dư " + "x" * 60, "balance").vi == "Dòng 3, cột AB (Số dư " + "x" * 34 + ")"
    assert Place(3, 0, "", "day").en == "Line 3, column A"
