"""Bank statements for tests and measurements: the shapes of five banks, with invented givers, the same for one seed.

Their title rows, column names, number and date formats, delimiters and memo noise are those seen in published ones.
"""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

BANKS = ("vietcombank", "vietinbank", "agribank", "bidv", "mbbank")
FAMILY = [
    "NGUYEN",
    "TRAN",
    "LE",
    "PHAM",
    "HOANG",
    "PHAN",
    "VU",
    "DANG",
    "BUI",
    "DO",
    "HO",
    "NGO",
    "DUONG",
    "LY",
    "DINH",
    "MAI",
]
MIDDLE = ["VAN", "THI", "HUU", "DUC", "MINH", "NGOC", "THANH", "QUOC", "HONG", "THU", "XUAN", "KIM"]
GIVEN = [
    "BINH",
    "CHAU",
    "CUONG",
    "DUNG",
    "GIANG",
    "HA",
    "HAI",
    "HANH",
    "HIEN",
    "HIEU",
    "HOA",
    "HUNG",
    "HUONG",
    "KHANH",
    "LAN",
    "LINH",
    "LONG",
    "NAM",
    "NGA",
    "SON",
    "TUNG",
]
CAUSES = ("ung ho quy den on dap nghia", "UNG HO QUY DODN 27/7", "chuyen tien", "ung ho xay nha tinh nghia",
          "1 ngay luong ung ho quy", "ung ho nguoi co cong", "")  # fmt: skip
AMOUNTS = (20_000, 50_000, 100_000, 100_000, 200_000, 200_000, 300_000, 500_000, 1_000_000, 5_000_000)
OPENING = 1_000_000_000


class Said(NamedTuple):
    """One line as the bank says it; credit or debit in đồng."""

    bank_id: str
    at: datetime
    credit: int
    debit: int
    memo: str


def write(path: Path, bank: str, lines: Iterable[Said], *, total: int | None = None) -> Path:
    """A statement file of a bank. ``total`` is a credit total that is written instead of the right one."""
    titles, header, encoding, delimiter, footer = _SHAPES[bank]
    balance, credit, debit, seen = OPENING, 0, 0, set[str]()
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.writer(file, delimiter=delimiter)
        out.writerows([[title] for title in titles])
        out.writerow(header)
        for number, line in enumerate(lines, 1):
            if line.bank_id not in seen:  # a line that is repeated moves nothing
                seen.add(line.bank_id)
                balance += line.credit - line.debit
                credit, debit = credit + line.credit, debit + line.debit
            out.writerow(_row(bank, number, line, balance))
        if footer:
            figure = _dots if bank == "vietcombank" else _commas
            credit = credit if total is None else total
            out.writerow(["", "", "Tổng cộng", *[""] * (bank == "agribank"), figure(debit), figure(credit)])
    return path


def gifts(
    count: int,
    *,
    bank: str = "vietcombank",
    first_day: datetime,
    codes: Sequence[str] = (),
    units: Sequence[str] = (),
    seed: int = 1,
    prefix: str = "FT",
) -> Iterator[Said]:
    """Lines of many givers over 20 days: a third with a code if there are some, a twentieth with a unit's name, one in
    a thousand a debit, one in five hundred over two lines."""
    rng = random.Random(f"{bank}-{count}-{seed}")  # noqa: S311 - the same file for the same seed is what is wanted
    step = timedelta(days=20) / max(count, 1)
    chance, choose = rng.random, rng.choice
    for number in range(count):
        payer = f"{choose(FAMILY)} {choose(MIDDLE)} {choose(GIVEN)}"
        if units and chance() < 0.05:
            payer = choose(units)
        text = f"{payer} {choose(CAUSES)}".strip()
        if codes and chance() < 0.33:
            code = choose(codes)
            text = f"{code.lower() if chance() < 0.2 else code}{'' if chance() < 0.05 else ' '}{text}"
        memo = _noisy(bank, text, rng.randrange(10**9, 10**10), number)
        if chance() < 0.002:
            memo = memo.replace(" ", "\n", 1)
        amount = choose(AMOUNTS)
        out = chance() < 0.001
        yield Said(f"{prefix}{number:09d}", first_day + number * step, 0 if out else amount, amount if out else 0, memo)


def _noisy(bank: str, text: str, digits: int, number: int) -> str:
    """The payer's words with what the bank adds; every bank has more than one way."""
    ways = _NOISE[bank]
    return ways[number % len(ways)].format(text=text, digits=digits, short=digits % 999983, time=digits % 235959)


_NOISE: dict[str, tuple[str, ...]] = {
    "vietcombank": ("{short}.010726.{time:06d}.{text}", "MBVCB.{digits}.{text}.CT tu {digits}", "{text} FT26{digits}"),
    "vietinbank": ("CT nhanh 247 den: {text} – A/C", "Chuyen tien den tu NAPAS Noi dung: {text} – A/C"),
    "agribank": ("{text}",),
    "bidv": ("TKThe :{digits} tai VCB. MBVCB.{digits}.{short}.{text}", "{text} -CTLNHIDI0000{digits}-1/1-CRE-002"),
    "mbbank": ("{text}", "{text}- Ma GD ACSP/ {digits}"),
}


def _dots(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _commas(amount: int) -> str:
    return f"{amount:,}"


def _row(bank: str, number: int, line: Said, balance: int) -> list[object]:
    ref, at, credit, debit, memo = line
    match bank:
        case "vietcombank":
            sides = [_dots(debit) if debit else "", _dots(credit) if credit else ""]
            return [number, f"{at:%d/%m/%Y}", ref, *sides, _dots(balance), memo]
        case "vietinbank":
            return [number, f"{at:%d/%m/%Y %H:%M:%S}", ref, memo, _dots(credit), _dots(debit)]
        case "agribank":
            sides = [_commas(debit) if debit else "", _commas(credit) if credit else ""]
            return [f"{at:%d/%m/%Y}", "", ref, memo, *sides, _commas(balance)]
        case "bidv":
            return [f"{at:%Y-%m-%d %H:%M:%S}", ref, debit or "", credit or "", memo]
        case _:
            sides = [f"{credit}.00" if credit else "", f"{debit}.00" if debit else ""]
            return [f"{at:%d-%m-%Y %H:%M}", ref, *sides, memo, f"{balance}.00"]


_SHAPES: dict[str, tuple[list[str], list[str], str, str, bool]] = {
    "vietcombank": (
        ["NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM", "SAO KÊ TÀI KHOẢN / STATEMENT OF ACCOUNT", ""],
        ["STT", "TNX Date", "Doc No", "Debit", "Credit", "Balance", "Transactions in detail"],
        "utf-8-sig", ",", True,
    ),
    "vietinbank": (
        [],
        ["STT", "Ngày giờ giao dịch", "Mã giao dịch", "Nội dung giao dịch", "Số tiền có", "Số tiền nợ"],
        "utf-8", ",", False,
    ),
    "agribank": (
        ["AGRIBANK - SỔ PHỤ KHÁCH HÀNG"],
        ["Date", "Time", "DocumentNumber", "TransactionDetails", "DebitAmount", "CreditAmount", "Balance"],
        "utf-8", ",", True,
    ),
    "bidv": ([], ["Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Mô tả"], "utf-8-sig", ";", False),
    "mbbank": (
        ["Transaction history", "Account: 2707"],
        ["Ngày giao dịch", "Mã giao dịch", "PS Có", "PS Nợ", "Nội dung", "Số dư"],
        "utf-8", "\t", False,
    ),
}  # fmt: skip
"""Title rows, header, encoding, delimiter, and whether a row of totals ends the file."""
