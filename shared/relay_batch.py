"""Pages of the outbox into record batches of Kafka, one or more for each partition: the relay's inner loop."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aiokafka.producer.message_accumulator import BatchBuilder

from shared.contracts.envelope import PARTITIONS

if TYPE_CHECKING:
    from shared.relay_rows import Page

Headers = Sequence[tuple[str, bytes]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Batch:
    """Records on their way to a partition.

    aiokafka's builder asks, for each record, for serializers that we don't have, which costs a sixth of a record; so
    we talk to what it builds with, and tell it the count at the end.
    """

    __slots__ = ("_builder", "append", "partition", "records")

    def __init__(self, partition: int, builder: BatchBuilder) -> None:
        self.partition = partition
        self.records = 0
        self._builder = builder
        self.append = builder._builder.append

    def closed(self) -> BatchBuilder:
        """The builder, ready to be sent."""
        self._builder._relative_offset = self.records
        self._builder.close()
        return self._builder


def batches_of(
    page: Page, lasts: Sequence[int], source: str, new_builder: Callable[[], BatchBuilder]
) -> tuple[list[Batch], list[int]]:
    """The batches in which a page is sent, and the last position in each partition behind it.

    ``lasts``: the last position in each partition before the page.
    """
    constant = (("ce_specversion", b"1.0"), ("ce_source", source.encode()), ("content-type", b"application/json"))
    crc32, prefix = zlib.crc32, source.encode() + b"/"
    before = [b"%d" % last for last in lasts]
    batches: list[Batch] = []
    # By partition: the batch that is being filled, its append, and how many records it has.
    filling: list[Batch | None] = [None] * PARTITIONS
    appends: list[Callable[..., object]] = [_no_room] * PARTITIONS
    counts = [0] * PARTITIONS
    # What many events in a row have in common is made once.
    run = group = ""  # all of it, and all but the correlation id, which a group commit gives to many
    of_group: Headers = constant
    common: Headers = constant
    stamp_ms = 0
    for position, subject, data, of_run in zip(*page, strict=True):
        if of_run != run:
            run = of_run
            if not group or not run.startswith(group):
                group, stamp_ms, theirs = _of_group(run)
                of_group = (*constant, *theirs)
            common = (*of_group, ("ce_correlationid", run[len(group) :].encode()))
        partition = crc32(subject) % PARTITIONS
        number = b"%d" % position
        headers = [
            *common, ("ce_subject", subject), ("ce_id", prefix + number), ("ce_position", number),
            ("ce_previous", before[partition]),
        ]  # fmt: skip
        if appends[partition](counts[partition], stamp_ms, subject, data, headers) is None:
            if (full := filling[partition]) is not None:
                full.records = counts[partition]
            batch = filling[partition] = Batch(partition, new_builder())
            batches.append(batch)
            appends[partition], counts[partition] = batch.append, 0
            # A batch takes its first record whatever its size; an event is smaller than half a batch.
            batch.append(0, stamp_ms, subject, data, headers)
        counts[partition] += 1
        before[partition] = number
    for unfilled, count in zip(filling, counts, strict=True):
        if unfilled is not None:
            unfilled.records = count
    return batches, [int(last) for last in before]


def _no_room(*_: object) -> None:
    """Where there is no batch yet."""


def _of_group(common: str) -> tuple[str, int, Headers]:
    """What a row has in common with others before its correlation id, as text, time stamp in ms, and headers."""
    micros, kind, causation_id, traceparent, correlation_id = common.split("\t", 4)
    at = int(micros)
    headers = [
        ("ce_type", kind.encode()),
        ("ce_time", (_EPOCH + timedelta(microseconds=at)).isoformat().encode()),
    ]
    if causation_id:
        headers.append(("ce_causationid", causation_id.encode()))
    if traceparent:
        headers.append(("ce_traceparent", traceparent.encode()))
    return common[: len(common) - len(correlation_id)], at // 1000, headers
