"""The story of a province's year, written once and played on the running system, whichever way it runs."""

import copy
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from deploy.story import Result, play
from deploy.story.api import Api
from deploy.story.fixture import read
from deploy.story.report import differences
from tests.e2e import truths
from tests.e2e.ways import System, demo, demo_once, kafka_somewhere, processes
from tests.support.databases import Clones

pytestmark = pytest.mark.timeout(400)


async def test_in_one_process_on_librdkafkas_cluster(tmp_path: Path, tell: Callable[[str], None]) -> None:
    tell("The story: one process, librdkafka's cluster")
    async with demo(tmp_path) as system:
        await _holds(system)
    code, printed = await demo_once(tmp_path)  # what was left behind is found again, and nothing is told twice
    assert code == 0, printed
    assert "Every computed figure is right" in printed
    assert "8.036 thousand đồng unexplained" in printed


async def test_in_a_process_for_each_service_on_apache_kafka(
    tmp_path: Path, service_database: Clones, tell: Callable[[str], None]
) -> None:
    tell("The story: one process and one database for each service")
    async with kafka_somewhere(tell) as kafka, processes(tmp_path, service_database, tell, kafka=kafka) as system:
        assert (await _play(system)).right
        await _holds(system)


async def _holds(system: System) -> None:
    """Look at everything that the story left, then play it again: it says nothing new and comes to the same."""
    fixture = read()
    async with httpx.AsyncClient(base_url=system.base_url, transport=system.transport, timeout=30) as client:
        api = Api(client, system.tokens)
        await truths.everything_was_heard(api, system)
        await truths.public_totals_are_the_ledgers(api)
        await truths.every_dong_is_followed_there_and_back(api, fixture)
        await truths.receipts_are_gapless(api, fixture)
        heard = (await api.get("/api/transparency/status"))["events"]
        again = await _play(system)
        await truths.everything_was_heard(api, system)
        assert (await api.get("/api/transparency/status"))["events"] == heard
    assert again.right, again.differences
    assert [error.kind for error in again.paper_errors] == ["unbalanced", "wrong", "rounding"]
    _a_wrong_figure_is_found(dict(again.report))


async def _play(system: System) -> Result:
    console = Console(file=io.StringIO(), width=200)
    return await play(system.base_url, system.tokens, console, transport=system.transport)


def _a_wrong_figure_is_found(report: dict[str, Any]) -> None:
    fixture = read()
    assert list(differences(report, fixture)) == []
    wrong = copy.deepcopy(report)
    wrong["lines"][0]["year"]["closing"] += 1
    wrong["units"][0]["percent"] = "1.0"
    assert len(list(differences(wrong, fixture))) == 2
    del wrong["housing"][0]
    assert len(list(differences(wrong, fixture))) == 4
