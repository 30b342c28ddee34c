"""Bank statements in files, with lines of many givers on days that a test chooses; the same for one seed."""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tests.support.statements import SHAPES, Booked, table

PAYERS = ("NGUYEN VAN BINH", "TRAN THI HOA", "LE MINH CHAU", "PHAM XUAN HUNG", "HOANG KIM LAN", "VU QUOC TUNG")
CAUSES = ("ung ho quy den on dap nghia", "UNG HO QUY DODN 27/7", "chuyen tien", "1 ngay luong ung ho quy", "")
AMOUNTS = (20_000, 50_000, 100_000, 100_000, 200_000, 200_000, 300_000, 500_000, 1_000_000, 5_000_000)
NOISE = {
    "vietcombank": ("MBVCB.9931059187.{text}.CT tu 9931059187", "{text} FT26123456"),
    "vietinbank": ("CT nhanh 247 den: {text} – A/C", "{text} – A/C"),
    "agribank": ("{text}",),
    "bidv": ("9931059187 {text}", "{text} -CTLNHIDI00009931059187-1/1-CRE-002"),
    "mbbank": ("{text}", "{text}- Ma GD ACSP/ 9931059187"),
}


def write(path: Path, bank: str, lines: Iterable[Booked]) -> Path:
    """A statement file of a bank; its path."""
    shape = SHAPES[bank]
    with path.open("w", encoding=shape.encoding, newline="") as file:
        csv.writer(file, delimiter=shape.delimiter).writerows(table(bank, lines))
    return path


def gifts(
    count: int, *, bank: str = "vietcombank", first_day: datetime, units: Sequence[str] = (), seed: int = 1
) -> Iterator[Booked]:
    """Lines over 20 days: a twentieth with a unit's name if there are some, one in a hundred a debit, one in fifty over
    two lines."""
    rng = random.Random(f"{bank}-{count}-{seed}")  # noqa: S311 - the same lines for the same seed
    step = timedelta(days=20) / max(count, 1)
    for number in range(count):
        payer = rng.choice(units if units and rng.random() < 0.05 else PAYERS)
        memo = rng.choice(NOISE[bank]).format(text=f"{payer} {rng.choice(CAUSES)}".strip())
        if rng.random() < 0.02:
            memo = memo.replace(" ", "\n", 1)
        amount = rng.choice(AMOUNTS)
        out = rng.random() < 0.01
        yield Booked(f"FT{number:09d}", first_day + number * step, 0 if out else amount, amount if out else 0, memo)
