"""Writes a bank statement as large as one likes, with invented givers.

    python -m tests.bench.statement --bank bidv --lines 1000000 --out statement.csv [--codes codes.txt] [--seed 1]

One payment code a line in the file of --codes: a third of the lines carry one, some in lower case, mistyped, or stuck
to the words beside it. Among the lines are those that make trouble: repeated ones, different gifts that look the same,
debits, empty memos, memos over two lines. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.statements import BANKS, SHAPES, Booked, table

AT_ONCE = 4096
BEGIN = datetime(2026, 6, 28, 6, tzinfo=UTC)
SECONDS = 30 * 86_400
FAMILY = ("BUI", "DANG", "DINH", "DO", "DUONG", "HOANG", "LE", "LUU", "NGUYEN", "PHAM", "PHAN", "TRAN", "TRINH", "VU")
MIDDLE = ("ANH", "DINH", "DUC", "HUU", "KIM", "MINH", "NGOC", "QUANG", "THANH", "THI", "VAN", "XUAN")
GIVEN = (
    "AN",
    "BICH",
    "CHI",
    "DUNG",
    "GIANG",
    "HA",
    "HIEU",
    "HOA",
    "KHOA",
    "LAN",
    "LOC",
    "MAI",
    "NAM",
    "NHI",
    "SON",
    "YEN",
)
UNITS = ("TRUONG TIEU HOC", "TRUONG THCS", "CONG TY TNHH", "UBND XA", "TRAM Y TE", "CHI BO", "HOI CUU CHIEN BINH")
WORDS = (
    "ung ho quy den on dap nghia",
    "UNG HO QUY DODN",
    "chuyen tien",
    "1 ngay luong",
    "ung ho xay nha tinh nghia",
    "",
)
NOISE = {
    "vietcombank": ("{d6}.280626.{d6}.{text}", "MBVCB.{d}.{text}.CT tu {d}", "{text} FT26{d}"),
    "vietinbank": (
        "CT nhanh 247 den: {text} – A/C",
        "Chuyen tien den tu NAPAS Noi dung: {text} – A/C",
        "{text} – A/C",
        "CT nhanh 247 den: MBVCB.{d}.{d6}.{text} – A/C",
    ),
    "agribank": ("{text}",),
    "bidv": (
        "{d} {text}",
        "TKThe :{d} tai VCB. MBVCB.{d}.{d6}.{text}",
        "{text} -CTLNHIDI0000{d}-1/1-CRE-002",
    ),
    "mbbank": ("{text}", "{text}- Ma GD ACSP/ {d}", "CUSTOMER {text}. TU: NGUYEN VAN AN"),
}
AMOUNTS = (10_000, 20_000, 50_000, 100_000, 200_000, 300_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 100_000_000)
WEIGHTS = (3, 5, 12, 22, 25, 8, 14, 8, 2, 0.9, 0.1)
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def booked(bank: str, lines: int, codes: Sequence[str] = (), seed: int = 1) -> Iterator[Booked]:
    """The lines, in order of time."""
    rng = random.Random(f"{bank} {lines} {seed}")  # noqa: S311 – invented lines, the same each time
    line: Booked | None = None
    for first in range(0, lines, AT_ONCE):
        count = min(AT_ONCE, lines - first)
        chances = [rng.random() for _ in range(count)]
        amounts = rng.choices(AMOUNTS, WEIGHTS, k=count)
        for number, (chance, amount) in enumerate(zip(chances, amounts, strict=True), first + 1):
            if line is None or chance > 0.0009:
                line = _line(rng, bank, number, lines, amount, codes)
            elif chance > 0.0002:
                line = line._replace(bank_id=f"{line.at:%y%m%d}{number:010d}")
            yield line


def _line(rng: random.Random, bank: str, number: int, lines: int, amount: int, codes: Sequence[str]) -> Booked:
    at = BEGIN + timedelta(seconds=number * SECONDS // lines)
    trap = rng.random()
    memo = rng.choice(NOISE[bank]).format(
        text=_words(rng, codes), d=rng.randrange(10**9, 10**10), d6=rng.randrange(10**5, 10**6)
    )
    if trap < 0.0005:
        memo = ""
    elif trap < 0.002:
        memo = memo.replace(" ", "\n", 1)
    is_debit = trap > 0.999
    return Booked(f"{at:%y%m%d}{number:010d}", at, 0 if is_debit else amount, amount if is_debit else 0, memo)


def _words(rng: random.Random, codes: Sequence[str]) -> str:
    if rng.random() < 0.15:
        giver = f"{rng.choice(UNITS)} {rng.choice(GIVEN)} {rng.randrange(1, 300)}"
    else:
        giver = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
    words = f"{giver} {rng.choice(WORDS)}".strip()
    if not codes or rng.random() > 0.33:
        return words
    code = rng.choice(codes)
    chance = rng.random()
    if chance < 0.02:
        place = rng.randrange(len(code))
        code = code[:place] + rng.choice(ALPHABET) + code[place + 1 :]
    elif chance < 0.2:
        code = code.lower()
    glue = "" if chance > 0.95 else " "
    return f"{code}{glue}{words}" if rng.random() < 0.7 else f"{words}{glue}{code}"


def write(path: Path, bank: str, lines: int, codes: Sequence[str] = (), seed: int = 1) -> None:
    """Writes the statement as CSV."""
    shape = SHAPES[bank]
    with path.open("w", encoding=shape.encoding, newline="") as file:
        csv.writer(file, delimiter=shape.delimiter).writerows(table(bank, booked(bank, lines, codes, seed)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", choices=BANKS, required=True)
    parser.add_argument("--lines", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--codes", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    codes = arguments.codes.read_text(encoding="utf-8").split() if arguments.codes else []
    write(arguments.out, arguments.bank, arguments.lines, codes, arguments.seed)


if __name__ == "__main__":
    main()
