"""CPU time of processes: of one, or of a PostgreSQL server with the backends that have come and gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self

import psutil


def of_process(pid: int) -> float:
    """Seconds of CPU that a process has used, with all its threads."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def of_server(pid: int) -> float:
    """Seconds of CPU of a process, its children and the children that it has waited for."""
    server = psutil.Process(pid)
    times = server.cpu_times()
    total = float(times.user + times.system + times.children_user + times.children_system)
    for child in server.children(recursive=True):
        try:
            total += of_process(child.pid)
        except psutil.NoSuchProcess:
            continue  # it has ended meanwhile: the server has waited for it
    return total


class Meter:
    """CPU used between two moments, by name."""

    def __init__(self, readers: Mapping[str, Callable[[], float]]) -> None:
        self._readers = readers
        self._at_start: dict[str, float] = {}

    def start(self) -> Self:
        self._at_start = {name: read() for name, read in self._readers.items()}
        return self

    def used(self) -> dict[str, float]:
        """Seconds by name since ``start``."""
        return {name: read() - self._at_start[name] for name, read in self._readers.items()}
