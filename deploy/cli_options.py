"""What several commands of ``denon`` take, and where they write."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

Data = Annotated[Path, typer.Option(envvar="DENON_DATA", help="The folder that holds databases, logs and keys.")]
VAR = Path("var")


def console() -> "Console":
    """Where a command writes to people: nothing is coloured that we didn't colour."""
    from rich.console import Console

    return Console(highlight=False)
