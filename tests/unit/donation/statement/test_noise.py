"""A bank's additions are taken off a memo; the payer's words and a payment code never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.domain.statement import strip_noise

WORDS = "DN7K2M9QX4 TRUONG THPT ABC ung ho quy 27/7"
BANKS = [
    "CT nhanh 247 den: {} – A/C",
    "Chuyen tien den tu NAPAS Noi dung: {} – A/C",
    "CT nhanh 247 den: MBVCB.4512345678.12345.{} – A/C",
    "{} – A/C",
    "4512345678 {}",
    "TKThe :4512345678, tai VCB. MBVCB.4512345678.12345.{}",
    "TKThe :4512345678 tai VCB. MBVCB.4512345678.12345.{}",
    "{} -CTLNHIDI00004512345678-1/1-CRE-002",
    "123456.010726.081234.{}",
    "MBVCB.4512345678.{}.CT tu 4512345678",
    "{} FT264512345678",
    "{}",
    "{}- Ma GD ACSP/ 4512345678",
    "CUSTOMER {}",
]
words = st.lists(st.text("ABCXYZabc279", min_size=1, max_size=9).filter(str.isalpha), max_size=6).map(" ".join)


@pytest.mark.parametrize("bank", BANKS)
def test_noise(bank: str) -> None:
    assert strip_noise(bank.format(WORDS)) == WORDS
    assert strip_noise(bank.replace(" ", "\n", 1).format(WORDS)) == WORDS


@pytest.mark.parametrize("bank", BANKS)
@given(words)
def test_any_words(bank: str, text: str) -> None:
    assert strip_noise(bank.format(f"UH {text} QUY")) == f"UH {text} QUY"


def test_the_sender_is_kept() -> None:
    assert strip_noise("CUSTOMER ung ho. TU: TRUONG THPT ABC") == "ung ho TRUONG THPT ABC"


@pytest.mark.parametrize(
    "memo", ["", "27/7", "FT", "A/C", "ung ho quy 2026", "0912345678", "123.456.789", "MBVCB ung ho"]
)
def test_what_only_looks_like_noise_stays(memo: str) -> None:
    assert strip_noise(memo) == memo
