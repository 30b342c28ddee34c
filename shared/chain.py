"""The position chain: sorts a batch of records into what is applied, skipped, put into quarantine, or held. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from shared.incoming import Event, Reader, Unreadable, position_of
from shared.quarantine import Record, Rejected

Key = tuple[str, int]
"""A source and a partition of its topic."""


class Mark(NamedTuple):
    """How far a partition has come with a batch: the position applied, and the offset behind its last record.

    ``gap``: the records at its end do not follow on the position; something before them is missing.
    """

    position: int
    next_offset: int
    gap: bool


@dataclass(slots=True)
class Batch:
    """What a batch of records comes to. ``applied`` and ``duplicates`` count events by source."""

    events: list[Event] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    marks: dict[Key, Mark] = field(default_factory=dict)
    applied: Counter[str] = field(default_factory=Counter)
    duplicates: Counter[str] = field(default_factory=Counter)


_partition = attrgetter("topic", "partition")


def follow(records: Iterable[Record], readers: Mapping[str, tuple[str, Reader]], marks: Mapping[Key, int]) -> Batch:
    """Follow the chains through a batch, from the positions in ``marks``. ``readers``: topic → source, its reader."""
    batch = Batch()
    for (topic, partition), run in groupby(records, _partition):
        source, reader = readers[topic]
        key = (source, partition)
        started = batch.marks.get(key) or Mark(marks[key], 0, False)
        batch.marks[key] = _follow(list(run), source, reader, started, batch)
    return batch


def _follow(run: Sequence[Record], source: str, reader: Reader, mark: Mark, batch: Batch) -> Mark:
    """Follow the chain of one partition; returns its mark."""
    read, events, reject = reader.read, batch.events, batch.rejected.append
    at, gap, duplicates, before = mark.position, mark.gap, 0, len(events)
    for record in run:
        headers = dict(record.headers)
        try:
            position, previous = position_of(headers)
        except Unreadable as error:
            reject(Rejected(record, str(error)))  # no part of any chain
            continue
        if position <= at:
            duplicates += 1
        elif previous != at:
            gap = True
        else:
            at, gap = position, False
            try:
                event = read(record, headers, position)
            except Unreadable as error:
                reject(Rejected(record, str(error)))
            else:
                if event is not None:
                    events.append(event)
    batch.applied[source] += len(events) - before
    batch.duplicates[source] += duplicates
    return Mark(at, run[-1].offset + 1, gap)
