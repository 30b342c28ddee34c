"""Papers that are tables: the listing of a receipt book, and what a unit gave in a year."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from services.donation.documents.head import day_in_words, head_data
from services.donation.documents.press import Document, printable
from services.donation.domain.days import written
from services.donation.domain.gift import BookKey
from services.donation.store.books import Book
from services.donation.store.papers import Given, Head, Line, Proof
from shared.money import amount_in_words, format_dong, format_number
from shared.web.trade import CHANNELS

TEMPLATE: Final = "table.typ"


def listing(
    head: Head, key: BookKey, book: Book, proof: Proof, missing: Sequence[int], lines: Sequence[Line], today: date
) -> Document:
    """Bảng kê phiếu thu: lines of a book, and the proof that the book's numbers are complete."""
    kept = proof.received - proof.voided_amount - proof.taken_back_amount
    numbers = ", ".join(map(str, missing))
    data = {
        "title": "BẢNG KÊ PHIẾU THU",
        "about": f"Quyển số {key.book}, năm {key.year} – {CHANNELS[book.channel].lower()}",
        "part": f"Phiếu số {lines[0].number} đến số {lines[-1].number}" if lines else None,
        "head": head_data(head),
        "columns": [
            _column("Số"), _column("Ngày"), _column("Người, đơn vị ủng hộ", wide=True),
            _column("Số tiền", number=True), _column("Ghi chú"),
        ],
        "rows": [
            {
                "cells": [
                    str(line.number), written(line.received_on), _shown(line.giver or "Nhà hảo tâm"),
                    format_number(line.amount), _remark(line.status, line.reversed_on),
                ],
                "struck": line.status != "valid",
            }
            for line in lines
        ],
        "sum": format_number(sum(line.amount for line in lines if line.status == "valid")),
        "sum_label": "Cộng số còn hiệu lực của các phiếu trên",
        "facts_title": "Chứng minh đủ số phiếu của cả quyển",
        "facts": [
            ["Số đầu – số cuối", f"{proof.first} – {book.last_number}" if proof.first else "chưa có phiếu"],
            ["Số phiếu đã lập", format_number(proof.receipts)],
            ["Số phiếu thiếu", f"{format_number(book.last_number - proof.receipts)} (số {numbers})"
             if missing else "không thiếu số nào"],
            ["Tổng số tiền đã ghi", format_dong(proof.received)],
            ["Phiếu huỷ, giữ nguyên số", f"{format_number(proof.voided)} phiếu, {format_dong(proof.voided_amount)}"],
            ["Đã hoàn trả, điều chỉnh", f"{format_number(proof.taken_back)} phiếu, "
             f"{format_dong(proof.taken_back_amount)}"],
            ["Còn hiệu lực", format_dong(kept)],
        ],
        "complete": not missing,
        "words": None,
        "day": day_in_words(today),
        "signers": ["Người lập bảng", "Kế toán trưởng", "Thủ trưởng đơn vị"],
    }  # fmt: skip
    return Document(TEMPLATE, data)


def summary(head: Head, unit_name: str, unit_code: str, year: int, gifts: Sequence[Given], today: date) -> Document:
    """Bảng tổng hợp: what a unit gave in a year in cash and by transfer, with receipt numbers, sum and words."""
    kept = sum(gift.amount for gift in gifts if gift.status == "valid")
    data = {
        "title": "BẢNG TỔNG HỢP TIỀN ỦNG HỘ",
        "about": f"Năm {year}",
        "part": None,
        "intro": ["Đơn vị, cá nhân ủng hộ", f"{printable(unit_name)} ({unit_code})"],
        "head": head_data(head),
        "columns": [
            _column("Ngày"), _column("Phiếu thu"), _column("Đợt vận động", wide=True), _column("Hình thức"),
            _column("Số tiền", number=True), _column("Ghi chú"),
        ],
        "rows": [
            {
                "cells": [
                    written(gift.received_on), f"{gift.book}/{gift.number}/{year}", _shown(gift.campaign_name),
                    CHANNELS[gift.channel], format_number(gift.amount), _remark(gift.status, gift.reversed_on),
                ],
                "struck": gift.status != "valid",
            }
            for gift in gifts
        ],
        "sum": format_number(kept),
        "sum_label": "Cộng số còn hiệu lực",
        "facts_title": None,
        "facts": [],
        "complete": True,
        "words": amount_in_words(kept),
        "day": day_in_words(today),
        "signers": ["Người lập bảng", "Kế toán trưởng", "Thủ trưởng đơn vị"],
    }  # fmt: skip
    return Document(TEMPLATE, data)


def _column(label: str, *, wide: bool = False, number: bool = False) -> dict[str, Any]:
    return {"label": label, "wide": wide, "number": number}


def _shown(text: str | None) -> str:
    return printable(text) if text else "—"


def _remark(status: str, on: date | None) -> str:
    words = {"void": "Huỷ", "refund": "Hoàn trả", "correction": "Điều chỉnh"}.get(status)
    return f"{words} {written(on)}" if words and on else ""
