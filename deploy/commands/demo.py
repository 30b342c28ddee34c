"""``denon demo``: the whole system with the published year of a province played through it."""

import asyncio
import os
from pathlib import Path

from rich.console import Console

from deploy.commands.run import run
from deploy.embedded.errors import LaunchError
from deploy.embedded.folder import DataFolder
from deploy.embedded.launcher import Launcher
from deploy.services import SERVICES
from deploy.story import play, staff_tokens
from deploy.story.api import StoryError
from shared.clock import utc_now


def demo(*, data: Path, broker: str | None, host: str, port: int, once: bool, console: Console) -> None:
    """Start, play, print the report; then stay up, or stop when ``once``. Raises LaunchError when a figure is wrong."""
    if os.environ.get("TOKEN_PUBLIC_KEY"):
        raise LaunchError("The story signs its tokens with the key of its own folder: unset TOKEN_PUBLIC_KEY.")

    async def tell(launcher: Launcher, address: str) -> None:
        tokens = staff_tokens(launcher.folder.signing_key(), now=utc_now())
        try:
            result = await play(address, tokens, console)
        except StoryError as error:
            raise LaunchError(f"The story stopped: {error}") from error
        if not result.right:
            raise LaunchError("The computed report differs from what the story must give.")
        if not once:
            console.print(f"The system stays up: [bold]{address}[/]  (Ctrl-C stops)", soft_wrap=True)
            await asyncio.Event().wait()

    log_file = DataFolder(data).logs / "denon.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    console.print(f"Log: {log_file}", soft_wrap=True)
    with log_file.open("a", encoding="utf-8") as stream:
        run(
            SERVICES, data=data, broker=broker, host=host, port=port, log_level="info", console=console,
            log_stream=stream, on_ready=tell,
        )  # fmt: skip
