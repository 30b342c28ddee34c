"""The text of a VietQR: byte for byte what others published, and read back by decoders that are not ours."""

import io

import pytest
import qr_pay
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.donation.documents import qr
from services.donation.domain.payment_code import make_code
from services.donation.domain.vietqr import MAX_AMOUNT, crc, payload
from shared.errors import Refused

CODE = make_code(1)


@pytest.mark.parametrize(
    ("bank", "account", "purpose", "amount", "published"),
    [
        # README of vietnam-qr-pay
        ("970416", "257678859", "Chuyen tien", 1_000,
         "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN"
         "62150811Chuyen tien6304BBB8"),
        ("970416", "257678859", "Cam on nhe", 999_999,
         "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA530370454069999995802VN"
         "62140810Cam on nhe6304E786"),
        # README of subiz/vietqr
        ("970415", "0011001932418", "ung ho lu lut", 120_000,
         "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN"
         "62170813ung ho lu lut6304C15C"),
        ("970422", "0023457923442ASDFLJ", "chuyen khoan alsdkf laksj", 40_123,
         "00020101021238630010A0000007270133000697042201190023457923442ASDFLJ0208QRIBFTTA53037045405401235802VN"
         "62290825chuyen khoan alsdkf laksj6304E5DB"),
    ],
)  # fmt: skip
def test_it_is_what_others_published(bank: str, account: str, purpose: str, amount: int, published: str) -> None:
    assert payload(bank, account, purpose, amount) == published


@pytest.mark.parametrize(
    "published",
    [
        "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5",
        "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52",
        "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN"
        "62340107NPS68690819thanh toan don hang6304A203",
        "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
        "12345678929B1",
    ],
)
def test_the_check_of_what_others_published_is_right(published: str) -> None:
    """The first three are the examples of NAPAS' own document (the first says 12 for 13 digits), the last is the check
    value that every catalogue of CRCs gives for CRC-16/CCITT-FALSE."""
    assert crc(published[:-4]) == published[-4:]


@given(
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.from_regex(r"[0-9A-Z]{4,19}", fullmatch=True),
    st.none() | st.integers(1, MAX_AMOUNT),
)
def test_a_decoder_of_others_reads_what_was_meant(bank: str, account: str, amount: int | None) -> None:
    """Its decoder checks the CRC with code of its own and raises when it is wrong."""
    read = qr_pay.decode(payload(bank, account, CODE, amount))
    assert read == {
        "payload_format_indicator": "01", "point_of_initiation_method": "11" if amount is None else "12",
        "glocal_uuid": "A000000727", "bin_id": bank, "consumer_id": account, "service_code": "QRIBFTTA",
        "merchant_category_code": None, "transaction_currency": "704",
        "transaction_amount": None if amount is None else str(amount), "tip_or_convenience_indicator": None,
        "convenience_fee_fixed": None, "convenience_fee_percentage": None, "country_code": "VN",
        "merchant_name": None, "merchant_city": None, "postal_code": None, "purpose_of_transaction": CODE,
        "crc": read["crc"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "code"),
    [(0, "qr_amount_not_positive"), (-1, "qr_amount_not_positive"), (MAX_AMOUNT + 1, "qr_amount_too_large")],
)
def test_no_qr_asks_for_an_amount_that_it_cannot_hold(amount: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        payload("970436", "0011001932418", CODE, amount)


def test_a_field_that_is_too_long_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="99"):
        payload("970436", "0011001932418", "x" * 100)


@pytest.mark.parametrize("amount", [None, 200_000, MAX_AMOUNT])
def test_a_scanner_of_others_reads_the_picture(amount: int | None) -> None:
    said = payload("970436", "0011001932418", CODE, amount)
    with Image.open(io.BytesIO(qr.png(said))) as picture:
        assert picture.width >= 200
        found = zxingcpp.read_barcodes(picture)
    assert [(code.text, code.format) for code in found] == [(said, zxingcpp.BarcodeFormat.QRCode)]


def test_the_drawing_has_the_same_modules_as_the_picture() -> None:
    said = payload("970436", "0011001932418", CODE)
    modules = segno.make_qr(said, error="m").symbol_size(border=4)[0]
    drawing = qr.svg(said).decode()
    assert f'viewBox="0 0 {modules} {modules}"' in drawing
    assert "<script" not in drawing
    with Image.open(io.BytesIO(qr.png(said))) as picture:
        assert picture.size == (modules * 8, modules * 8)
