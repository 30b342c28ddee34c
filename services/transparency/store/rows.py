"""Rows in, columns out: set-based statements take one array for each column (``unnest``)."""

from collections.abc import Sequence
from typing import Any


def columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """The columns of at least one row, each as a list that asyncpg binds to an array."""
    return [list(column) for column in zip(*rows, strict=True)]
