"""Records as they come from Kafka, made without a broker."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from shared.contracts import PARTITIONS, Contract, partition_of, topic_of
from shared.contracts.envelope import encode
from shared.quarantine import Record
from tests.support.messaging import NOW, SOURCE, gift

Headers = tuple[tuple[str, bytes | None], ...]


@dataclasses.dataclass
class Numbered(Record):  # type: ignore[misc] # aiokafka has no types
    """A record that knows its number in the test."""

    n: int = 0


class Stream:
    """What a source's relay would send: events with positions 1, 2, 3 … and the chains of their partitions."""

    def __init__(self, *, one_partition: bool = False) -> None:
        self._one_partition = one_partition
        self._position = 0
        self._lasts = [0] * PARTITIONS
        self._offsets = [0] * PARTITIONS

    def records(self, amounts: Iterable[int]) -> list[Any]:
        """Gifts of these amounts, in đồng, in the order of their positions."""
        return [self.record(gift(amount).data, subject=str(gift(amount).subject), n=amount) for amount in amounts]

    def record(self, data: Contract, *, subject: str, n: int = 0) -> Any:
        """The next record of the source."""
        self._position += 1
        partition = 5 if self._one_partition else partition_of(subject)
        headers: Headers = (
            ("ce_specversion", b"1.0"), ("ce_source", SOURCE.encode()), ("content-type", b"application/json"),
            ("ce_type", data.TYPE.encode()), ("ce_time", NOW.isoformat().encode()), ("ce_correlationid", b"c-%d" % n),
            ("ce_subject", subject.encode()), ("ce_id", b"%s/%d" % (SOURCE.encode(), self._position)),
            ("ce_position", b"%d" % self._position), ("ce_previous", b"%d" % self._lasts[partition]),
        )  # fmt: skip
        record = Numbered(
            topic=topic_of(SOURCE), partition=partition, offset=self._offsets[partition], timestamp=0, timestamp_type=0,
            key=subject.encode(), value=encode(data).encode(), checksum=None, serialized_key_size=0,
            serialized_value_size=0, headers=headers, n=n,
        )  # fmt: skip
        self._lasts[partition] = self._position
        self._offsets[partition] += 1
        return record


def altered(
    record: Any, *, headers: dict[str, bytes | None] | None = None, without: Sequence[str] = (), **fields: Any
) -> Any:
    """A copy with other fields; ``headers`` replace those of the same name, ``without`` are left out."""
    changed = dict(record.headers) | (headers or {})
    kept = tuple((name, value) for name, value in changed.items() if name not in without)
    return dataclasses.replace(record, headers=kept, **fields)
