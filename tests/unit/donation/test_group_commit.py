"""Requests written together: each learns its own result, whatever becomes of its neighbours or of the batch."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from services.donation.commands.group_commit import GroupCommit, QueueFull
from shared.errors import Refused


class Store:
    """Writes numbers when it is let; remembers the batches. ``faults`` are raised one after the other."""

    def __init__(self, *faults: Exception) -> None:
        self.batches: list[list[int]] = []
        self.faults = list(faults)
        self.open = asyncio.Event()
        self.open.set()
        self.guilty: int | None = None

    async def write(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        await self.open.wait()
        if self.faults:
            raise self.faults.pop(0)
        if self.guilty in items:
            raise asyncpg.CheckViolationError("guilty")
        return [Refused("odd", vi="lẻ", en="odd") if item % 2 else item * 10 for item in items]


async def spin() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_lone_request_is_written_at_once() -> None:
    store = Store()
    assert await GroupCommit(store.write).submit(2) == 20
    assert store.batches == [[2]]


async def test_what_comes_while_a_batch_is_written_makes_the_next_one() -> None:
    store = Store()
    group = GroupCommit(store.write, writers=1)
    store.open.clear()
    first = asyncio.create_task(group.submit(2))
    await spin()
    rest = [asyncio.create_task(group.submit(n)) for n in (4, 6, 8)]
    await spin()
    store.open.set()
    assert [await task for task in (first, *rest)] == [20, 40, 60, 80]
    assert store.batches == [[2], [4, 6, 8]]


async def test_a_batch_is_bounded() -> None:
    store = Store()
    group = GroupCommit(store.write, batch=3)
    assert await asyncio.gather(*(group.submit(n) for n in range(0, 20, 2))) == [n * 10 for n in range(0, 20, 2)]
    assert [len(batch) for batch in store.batches] == [3, 3, 3, 1]


async def test_when_a_writer_is_held_up_others_take_its_place() -> None:
    store = Store()
    group = GroupCommit(store.write, writers=3, patience=0.01)
    store.open.clear()
    tasks = []
    async with asyncio.timeout(5):
        while len(store.batches) < 3:
            tasks.append(asyncio.create_task(group.submit(2)))
            await asyncio.sleep(0.001)
        began = len(tasks)
        while len(tasks) < began + 50:
            tasks.append(asyncio.create_task(group.submit(2)))
            await asyncio.sleep(0.001)
    assert len(store.batches) == 3, "never more than there are writers"
    store.open.set()
    assert set(await asyncio.gather(*tasks)) == {20}


async def test_a_writer_at_work_is_not_helped() -> None:
    store = Store()
    group = GroupCommit(store.write, writers=3)
    store.open.clear()
    tasks = [asyncio.create_task(group.submit(n)) for n in range(0, 20, 2)]
    await spin()
    assert len(store.batches) == 1, "one large batch costs less than two small ones"
    tasks.append(asyncio.create_task(group.submit(20)))
    await spin()
    assert len(store.batches) == 1
    store.open.set()
    await asyncio.gather(*tasks)


async def test_a_refused_request_leaves_its_neighbours_alone() -> None:
    store = Store()
    group = GroupCommit(store.write)
    results = await asyncio.gather(*(group.submit(n) for n in range(4)), return_exceptions=True)
    assert [r if isinstance(r, int) else type(r) for r in results] == [0, Refused, 20, Refused]


async def test_when_too_many_wait_the_next_is_told_at_once() -> None:
    store = Store()
    group = GroupCommit(store.write, writers=1, queue=3)
    store.open.clear()
    tasks = [asyncio.create_task(group.submit(2))]
    await spin()
    tasks += [asyncio.create_task(group.submit(n)) for n in (4, 6, 8)]
    await spin()
    with pytest.raises(QueueFull):
        await group.submit(10)
    store.open.set()
    assert await asyncio.gather(*tasks) == [20, 40, 60, 80]
    assert await group.submit(10) == 100, "there is room again"


async def test_nobody_waits_for_ever() -> None:
    store = Store()
    group = GroupCommit(store.write, writers=1, wait_seconds=0.02)
    store.open.clear()
    first = asyncio.create_task(group.submit(2))
    await asyncio.sleep(0.005)
    results = await asyncio.gather(first, group.submit(4), return_exceptions=True)
    assert all(isinstance(result, TimeoutError) for result in results)
    store.open.set()
    await spin()
    assert await group.submit(6) == 60, "the writer goes on"


async def test_who_goes_away_before_the_writing_is_not_written() -> None:
    store = Store()
    group = GroupCommit(store.write, writers=1)
    store.open.clear()
    first = asyncio.create_task(group.submit(2))
    await spin()
    gone, stays = asyncio.create_task(group.submit(4)), asyncio.create_task(group.submit(6))
    await spin()
    gone.cancel()
    await spin()
    store.open.set()
    assert await first == 20
    assert await stays == 60
    assert store.batches == [[2], [6]]


async def test_who_goes_away_during_the_writing_does_not_break_the_batch() -> None:
    store = Store()
    group = GroupCommit(store.write)
    store.open.clear()
    gone, stays = asyncio.create_task(group.submit(4)), asyncio.create_task(group.submit(6))
    await spin()
    gone.cancel()
    await spin()
    store.open.set()
    assert await stays == 60
    assert store.batches == [[4, 6]]


@pytest.mark.parametrize(
    "fault", [OSError(), TimeoutError(), asyncpg.InterfaceError("closed"), asyncpg.DeadlockDetectedError("deadlock")]
)
async def test_a_batch_that_failed_is_tried_again(fault: Exception) -> None:
    store = Store(fault)
    group = GroupCommit(store.write)
    assert list(await asyncio.gather(group.submit(2), group.submit(4))) == [20, 40]
    assert store.batches == [[2, 4]] * 2


async def test_when_the_database_stays_away_everyone_is_told() -> None:
    store = Store(OSError("a"), OSError("b"))
    group = GroupCommit(store.write)
    results = await asyncio.gather(group.submit(2), group.submit(4), return_exceptions=True)
    assert [str(result) for result in results] == ["b", "b"]
    assert len(store.batches) == 2
    assert await group.submit(6) == 60


async def test_a_request_that_the_database_refuses_is_found_and_the_others_are_written() -> None:
    store = Store()
    store.guilty = 6
    group = GroupCommit(store.write)
    results = await asyncio.gather(*(group.submit(n) for n in range(0, 16, 2)), return_exceptions=True)
    assert [r for r in results if isinstance(r, int)] == [n * 10 for n in range(0, 16, 2) if n != 6]
    assert isinstance(results[3], asyncpg.CheckViolationError)


async def test_a_fault_of_the_program_is_told_to_everyone() -> None:
    store = Store(ZeroDivisionError())
    group = GroupCommit(store.write)
    results = await asyncio.gather(group.submit(2), group.submit(4), return_exceptions=True)
    assert all(isinstance(result, ZeroDivisionError) for result in results)


async def test_who_comes_as_the_last_writer_ends_is_written() -> None:
    """Each request is sent in the very step in which the one before is answered."""
    group = GroupCommit(Store().write, writers=1)

    async def one_after_the_other() -> list[int]:
        return [await group.submit(n) for n in range(0, 200, 2)]

    async with asyncio.timeout(5):
        answered = await asyncio.gather(*(one_after_the_other() for _ in range(3)))
    assert answered == [[n * 10 for n in range(0, 200, 2)]] * 3
