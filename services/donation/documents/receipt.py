"""Phiếu thu: the slips of a print, each on its sheets, with the address at which the public page shows the gift."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from services.donation.documents.head import day_in_words, head_data
from services.donation.documents.press import Document, printable
from services.donation.domain.days import written
from services.donation.domain.receipts import PrintRun
from services.donation.store.papers import Head, Slip
from shared.clock import local_day
from shared.contracts.fund_allocation import Use
from shared.money import amount_in_words, format_dong
from shared.web.trade import CHANNELS

TEMPLATE: Final = "receipt.typ"
PART = 10
"""Slips of a long print that are laid out together: with more, memory grows, with fewer, time."""
LONG_TEXT = 300
"""Letters of all free texts of a slip, those of its head among them, from which it may have to be set smaller."""
USES: Mapping[Use, str] = {
    "martyrs_works": "công trình ghi công liệt sĩ",
    "housing": "xây dựng, sửa chữa nhà ở",
    "visits_illness_funerals": "thăm hỏi, ốm đau, mai táng",
    "hardship": "trợ giúp khó khăn",
    "support_to_poorer_funds": "hỗ trợ quỹ địa phương khó khăn",
    "management_publicity": "quản lý, tuyên truyền",
}


def receipt(run: PrintRun, head: Head, slips: Sequence[Slip], public_url: str) -> Document:
    """The slips of a print, or a part of them, as one document."""
    one = f"{run.book.book}/{run.first}/{run.book.year}"
    data = {
        "format": run.format,
        "sheets": run.sheets,
        "title": f"Phiếu thu {one}" if run.first == run.last else f"Phiếu thu {one} – {run.last}",
        "head": head_data(head),
        "slips": [_slip(slip, run, head, public_url) for slip in slips],
    }
    return Document(TEMPLATE, data, [lookup_address(slip, public_url) for slip in slips])


async def receipts(
    run: PrintRun, head: Head, following: Callable[[int], Awaitable[Sequence[Slip]]], public_url: str
) -> AsyncIterator[Document]:
    """A long print, part after part; ``following`` gives the next slips after a number, at most PART of them."""
    after = 0
    while slips := await following(after):
        yield receipt(run, head, slips, public_url)
        after = slips[-1].number


def lookup_address(slip: Slip, public_url: str) -> str:
    """Where everybody can see the gift and where it went."""
    return f"{public_url}/gifts/{slip.gift_id}"


def _slip(slip: Slip, run: PrintRun, head: Head, public_url: str) -> dict[str, Any]:
    payer = slip.payer_name or slip.unit_name
    reason = slip.reason or _usual_reason(slip, head)
    typed = [payer, slip.unit_name, slip.payer_address, reason, *head_data(head).values()]
    return {
        "copy": slip.nth - 1,
        "day": day_in_words(slip.received_on),
        "book": run.book.book,
        "number": str(slip.number),
        "payer": payer and printable(payer),
        "unit": printable(slip.unit_name) if slip.unit_name and slip.payer_name else None,
        "address": slip.payer_address and printable(slip.payer_address),
        "reason": printable(reason),
        "earmark": _earmark(slip),
        "amount": format_dong(slip.amount),
        "channel": CHANNELS[slip.channel],
        "words": amount_in_words(slip.amount),
        "lookup": lookup_address(slip, public_url),
        "named": f"Phiếu {run.book.book}/{slip.number}/{run.book.year}",
        "printed": f"In ngày {written(local_day(run.printed_at))}" if slip.nth > 1 else None,
        "void": f"Ngày {written(slip.reversed_on)}" if slip.reversed_as == "void" and slip.reversed_on else None,
        "note": _note(slip),
        "long": sum(len(text or "") for text in typed) > LONG_TEXT,
    }


def _usual_reason(slip: Slip, head: Head) -> str:
    return f"Ủng hộ {head.name}" + (f" – {slip.campaign_name}" if slip.campaign_name else "")


def _earmark(slip: Slip) -> str | None:
    """What the gift may be spent on alone."""
    match slip.earmark_kind, slip.earmark_ref:
        case "house", _:
            return f"nhà {slip.house_code or slip.earmark_ref}"
        case "purpose", str(use):
            return next((words for known, words in USES.items() if known == use), use)
        case "campaign", _:
            return printable(slip.campaign_name) if slip.campaign_name else "đợt vận động"
        case _:
            return None


def _note(slip: Slip) -> str | None:
    """What must be said of money that went back; a void slip says it across."""
    if slip.reversed_on is None or slip.reversed_as == "void":
        return None
    how = "hoàn trả" if slip.reversed_as == "refund" else "điều chỉnh bằng bút toán đảo"
    return f"Khoản này đã được {how} ngày {written(slip.reversed_on)}."
