"""Where a command finds the system: in the environment, or in what a run on this machine says of itself."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.embedded.errors import LaunchError
from deploy.embedded.folder import DataFolder


def environment(data: Path) -> dict[str, str]:
    """The variables of the run on ``data``, if there is one, under those of the environment."""
    return {**DataFolder(data).running(), **os.environ}


def needed(variables: Mapping[str, str], name: str, data: Path) -> str:
    """The value of a variable. Raises LaunchError when neither the environment nor a run has it."""
    value = variables.get(name, "")
    if not value:
        raise LaunchError(f"Nothing runs on {data} and {name} is not set: start `denon run` first, or set it.")
    return value


def quiet() -> None:
    """Let the log of a short command say only what went wrong, apart from the command's own answer."""
    from shared import log

    log.configure(level="warning", stream=sys.stderr)
