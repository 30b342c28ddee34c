"""What a consumer is given at once is cut so that no transaction becomes too large."""

from itertools import chain

from aiokafka import ConsumerRecord
from hypothesis import given
from hypothesis import strategies as st

from shared.bus import PORTION_BYTES, portions
from shared.quarantine import Record


def record(offset: int, size: int | None) -> Record:
    value = None if size is None else bytes(size)
    return ConsumerRecord(
        topic="donation.events", partition=0, offset=offset, timestamp=0, timestamp_type=0, key=b"k", value=value,
        checksum=None, serialized_key_size=0, serialized_value_size=0, headers=(),
    )  # fmt: skip


SIZES = st.sampled_from([None, 0, 1, PORTION_BYTES // 3, PORTION_BYTES - 1, PORTION_BYTES, 3 * PORTION_BYTES])


@given(st.lists(SIZES, max_size=12))
def test_all_in_their_order_and_none_larger_than_it_must_be(sizes: list[int | None]) -> None:
    records = [record(offset, size) for offset, size in enumerate(sizes)]
    cut = list(portions(records))
    assert list(chain.from_iterable(cut)) == records
    assert all(cut), "none is empty"
    for portion in cut:
        assert sum(len(r.value or b"") for r in portion[:-1]) < PORTION_BYTES
    for portion in cut[:-1]:
        assert sum(len(r.value or b"") for r in portion) >= PORTION_BYTES, "small ones go together"
