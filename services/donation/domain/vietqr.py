"""The text inside a VietQR: EMV merchant-presented data objects with the template that NAPAS gives a bank transfer.

Sources: EMVCo, QR Code Specification for Payment Systems, Merchant-Presented Mode 1.1; NAPAS, QR switching, part IV
QR code format, version 1.5.2: template 38 with A000000727, the bank and account, and QRIBFTTA (transfer to an account).
"""

from binascii import crc_hqx
from typing import Final

from services.donation.domain import refusals

MAX_AMOUNT: Final = 9_999_999_999_999
"""The amount's data object (54) holds thirteen digits."""


def payload(bank_bin: str, account_number: str, purpose: str, amount: int | None = None) -> str:
    """What the QR says: transfer to this account with ``purpose`` as memo; static without an amount, dynamic with one.

    ``bank_bin``: the bank's six digits at NAPAS; ``amount`` in đồng. ASCII only, as everything must be that a bank's
    memo is to keep. Raises Refused for an amount out of range, ValueError for a field that is too long.
    """
    if amount is not None:
        check_amount(amount)
    account = _field("00", bank_bin) + _field("01", account_number)
    said = (
        _field("00", "01")
        + _field("01", "11" if amount is None else "12")
        + _field("38", _field("00", "A000000727") + _field("01", account) + _field("02", "QRIBFTTA"))
        + _field("53", "704")
        + ("" if amount is None else _field("54", str(amount)))
        + _field("58", "VN")
        + _field("62", _field("08", purpose))
        + "6304"
    )
    return said + crc(said)


def check_amount(amount: int) -> None:
    """Raises Refused for an amount that no transfer has."""
    if amount <= 0:
        raise refusals.qr_amount_not_positive()
    if amount > MAX_AMOUNT:
        raise refusals.qr_amount_too_large(MAX_AMOUNT)


def crc(text: str) -> str:
    """CRC-16 as EMVCo wants it (polynomial 0x1021, first value 0xFFFF; CRC-16/CCITT-FALSE), four hexadecimal digits."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def _field(tag: str, value: str) -> str:
    if not 1 <= len(value) <= 99:
        raise ValueError(f"data object {tag} holds 1 to 99 characters")
    return f"{tag}{len(value):02d}{value}"
