"""Days are days in Vietnam; identifiers are new, ordered, and made of what is passed in."""

from datetime import UTC, date, datetime, timedelta, timezone
from threading import Thread
from uuid import UUID

import pytest

from shared.clock import local_day, utc_now
from shared.ids import Uuid7, uuid7


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2025, 12, 31, 16, 59, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 17, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=9))), date(2025, 12, 31)),
    ],
)
def test_a_day_begins_at_midnight_in_vietnam(instant: datetime, day: date) -> None:
    assert local_day(instant) == day


def test_an_instant_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake that is refused


def test_now_is_aware_and_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)


def test_an_id_is_a_version_7_uuid_of_its_time_and_randomness() -> None:
    new_id = Uuid7(lambda: 1_645_557_742_000 * 1_000_000, lambda count: b"\xff" * count)
    # the time of RFC 9562's example, with every random bit set
    assert new_id() == UUID("017f22e2-79b0-7000-bfff-ffffffffffff")
    assert (new_id().version, new_id().variant) == (7, "specified in RFC 4122")


def test_ids_grow_while_the_clock_stands_still_or_goes_back() -> None:
    times = iter([5_000_000, 5_000_000, 5_000_001, 1_000_000, 5_400_000, 6_000_000])
    new_id = Uuid7(lambda: next(times), lambda count: b"\0" * count)
    made = [new_id() for _ in range(6)]
    assert made == sorted(made)
    assert len(set(made)) == 6


def test_ids_of_many_threads_are_all_different() -> None:
    made: list[list[UUID]] = [[] for _ in range(4)]
    threads = [Thread(target=lambda ids=ids: ids.extend(uuid7() for _ in range(2000))) for ids in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(ids == sorted(ids) for ids in made)
    assert len({id_ for ids in made for id_ in ids}) == 8000
