"""What a benchmark says: figures with their unit, beside a limit taken in the same run, as a table and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One measured value. ``limit`` is what was measured beside it; ``goal`` is said of the value or of the ratio."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    limit_is: str = ""
    goal: str = ""
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.limit if self.limit else None


@dataclass
class Report:
    """The figures of one run."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)

    def show(self, console: Console) -> None:
        table = Table(title=f"Đền Ơn, measured on {os.cpu_count()} cores, Python {platform.python_version()}")
        for column in ("figure", "value", "limit in the same run", "ratio", "goal", ""):
            table.add_column(column, justify="right" if column in ("value", "ratio") else "left")
        for f in self.figures:
            limit = f"{_number(f.limit)} {f.unit} ({f.limit_is})" if f.limit is not None else ""
            ratio = f"{f.ratio:.2f}" if f.ratio is not None else ""
            mark = "" if f.met is None else ("[green]met[/]" if f.met else "[red]not met[/]")
            table.add_row(f.name, f"{_number(f.value)} {f.unit}", limit, ratio, f.goal, mark)
        console.print(table)

    def write(self, path: Path, about: Mapping[str, object]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            **about,
            "figures": [asdict(f) | {"ratio": f.ratio} for f in self.figures],
        }
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
