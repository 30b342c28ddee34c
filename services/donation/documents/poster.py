"""A poster of one A4 page: whom the money is for, and a QR and a code to send it with."""

from typing import NamedTuple

from services.donation.documents import qr
from services.donation.documents.press import Document
from services.donation.domain.account import Account
from services.donation.domain.payment_code import grouped


class Poster(NamedTuple):
    """What stands on it. ``unit``: what may be shown of it in public, or None; so for the campaign."""

    fund: str
    campaign: str | None
    unit: str | None
    account: Account
    code: str
    payload: str


def poster(said: Poster) -> Document:
    """One page."""
    data = {
        "fund": said.fund,
        "campaign": said.campaign,
        "unit": said.unit,
        "bank": said.account.bank_name,
        "number": _in_fours(said.account.number),
        "holder": said.account.holder,
        "code": grouped(said.code).split(" "),
        "qr": qr.svg(said.payload).decode(),
    }
    return Document("poster.typ", data)


def _in_fours(number: str) -> str:
    """0011001932418 → "0011 0019 3241 8": as it stands on a bank card."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
