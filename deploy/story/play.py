"""The story from its first act to its report: the order of things, and what is going on at the same time."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.story import funds, gifts, houses, spending
from deploy.story.api import Api
from deploy.story.fixture import Fixture, House, read
from deploy.story.report import Result, compare
from deploy.story.show import show
from shared.access import Role

CONNECTIONS = 16
TIMEOUT_SECONDS = 30.0
CLOSING = "Year closed"


async def play(
    base_url: str,
    tokens: Mapping[Role, str],
    console: Console,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Result:
    """Play the year 2019 of Vĩnh Phúc on a running system, print its report beside the published one, and compare.

    Playing it again on the same system changes nothing and gives the same result. ``transport`` is for a system whose
    services answer at several addresses. Raises deploy.story.api.StoryError when a service refuses.
    """
    fixture, started = read(), time.monotonic()
    transport = transport or httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=CONNECTIONS))
    async with httpx.AsyncClient(base_url=base_url, transport=transport, timeout=TIMEOUT_SECONDS) as client:
        with _progress(fixture, console) as done:
            api = Api(client, tokens, done)
            try:
                await _act(api, fixture)
            except ExceptionGroup as errors:
                raise _first(errors) from None  # the acts that were under way with it say nothing more
            result = await compare(api, fixture)
    show(result, fixture, console, seconds=time.monotonic() - started)
    return result


async def _act(api: Api, fixture: Fixture) -> None:
    story = fixture.story
    opened = await funds.open_funds(api, fixture)
    units, house_ids = await asyncio.gather(
        funds.register_units(api, fixture, opened), houses.take_applications(api, story, opened)
    )
    requests, _ = await asyncio.gather(
        houses.request_support(api, story.houses, house_ids),
        gifts.receive_gifts(api, story, opened, units, house_ids),
    )
    async with asyncio.TaskGroup() as group:

        def decided(house: House, decision_id: str) -> None:
            group.create_task(houses.build(api, house, house_ids[house.code], decision_id))

        for key, fund in opened.items():
            group.create_task(spending.decide_and_spend(api, story, key, fund, requests, decided))
    for fund in opened.values():
        await funds.close_year(api, story.year, fund)
        api.done(CLOSING)


def _first(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


@contextmanager
def _progress(fixture: Fixture, console: Console) -> Iterator[Callable[[str], None]]:
    story = fixture.story
    steps = {
        funds.GROUP: funds.acts(fixture),
        houses.PREPARED: len(story.houses),
        gifts.GROUP: len(story.gifts),
        spending.GROUP: len(story.houses) + len(story.expenditures),
        houses.BUILT: len(story.houses),
        CLOSING: len(story.funds),
    }
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console) as progress:
        tasks = {name: progress.add_task(name, total=total) for name, total in steps.items()}
        yield lambda name: progress.advance(tasks[name])
