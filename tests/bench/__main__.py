"""``python -m tests.bench [NAME…]``: measure, print the table, write var/bench.json."""

from __future__ import annotations

import argparse
import importlib
import tempfile
from pathlib import Path

import uvloop
from rich.console import Console

from tests.bench.report import Report

NAMES = ("relay", "chain", "imports", "gifts", "visible", "footprint", "reading")


async def measure(names: list[str], console: Console) -> Report:
    """Run the named benchmarks one after the other, each on data of its own."""
    report = Report()
    with tempfile.TemporaryDirectory(prefix="denon-bench-") as folder:
        for name in names:
            console.print(f"[dim]measuring {name} …[/]")
            module = importlib.import_module(f"tests.bench.{name}")
            await module.measure(report, Path(folder) / name)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"))
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    console = Console()
    report = uvloop.run(measure(arguments.names or list(NAMES), console))
    report.show(console)
    report.write(arguments.json, {"names": arguments.names or list(NAMES)})
    console.print(f"written to {arguments.json}")


if __name__ == "__main__":
    main()
