"""Funds with their norms, opening balances, campaigns and units; and at the end the closing of their year."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

from deploy.story.api import Api
from deploy.story.fixture import Fixture, Fund, FundKey, Norm, Unit

ALLOCATION = "/api/fund-allocation"
DONATION = "/api/donation"
GROUP = "Funds and units"


class Opened(NamedTuple):
    """A fund of the running system, with its campaign."""

    fund_id: str
    campaign_id: str


Funds = Mapping[FundKey, Opened]


def acts(fixture: Fixture) -> int:
    """How many acts opening all of it takes."""
    story = fixture.story
    return len(story.norms) + 3 * len(story.funds) + 2 * len(story.units)


async def open_funds(api: Api, fixture: Fixture) -> Funds:
    """Set the norms; open the funds with their balances and campaigns."""
    async with asyncio.TaskGroup() as group:
        for norm in fixture.story.norms:
            group.create_task(_set_norm(api, norm))
        opened = {fund.fund: group.create_task(_open_fund(api, fixture, fund)) for fund in fixture.story.funds}
    return {key: task.result() for key, task in opened.items()}


async def register_units(api: Api, fixture: Fixture, funds: Funds) -> dict[str, str]:
    """Register the units and set their targets; their ids by code."""
    async with asyncio.TaskGroup() as group:
        ids = {
            unit.code: group.create_task(_register_unit(api, fixture, unit, funds[unit.fund]))
            for unit in fixture.story.units
        }
    return {code: task.result() for code, task in ids.items()}


async def close_year(api: Api, year: int, fund: Opened) -> None:
    """Close a fund's year: every house settled up first, then the receipt books, then the ledger against them."""
    await api.wait("all houses to be settled up", lambda: _nothing_open(api, fund))
    body = {"fund_id": fund.fund_id, "year": year}
    await api.post("accountant", f"{DONATION}/books/close", f"books/{fund.fund_id}/{year}", body)
    await api.post(
        "accountant", f"{ALLOCATION}/years/close", f"year/{fund.fund_id}/{year}", body, until_heard="books_open"
    )


async def _set_norm(api: Api, norm: Norm) -> None:
    body = {
        "legal_basis": norm.legal_basis,
        "work_type": norm.work_type,
        "amount": norm.amount,
        "valid_from": str(norm.valid_from),
        "valid_to": str(norm.valid_to),
    }
    await api.post("admin", f"{ALLOCATION}/norms", f"norm/{norm.work_type}/{norm.valid_from}", body)
    api.done(GROUP)


async def _open_fund(api: Api, fixture: Fixture, fund: Fund) -> Opened:
    body = {"code": fund.code, "name": fund.name, "level": fund.level, "locality": fund.locality}
    fund_id: str = (await api.post("admin", f"{ALLOCATION}/funds", f"fund/{fund.code}", body))["fund_id"]
    api.done(GROUP)
    opening = next(line.opening for line in fixture.published.funds if line.fund == fund.fund)
    await api.post(
        "accountant",
        f"{ALLOCATION}/funds/{fund_id}/opening-balances",
        f"opening/{fund.code}",
        {"amount": opening, "on": str(fund.opening_on)},
    )
    api.done(GROUP)
    drive = fixture.story.campaign
    campaign = {
        "fund_id": fund_id,
        "code": drive.code,
        "name": fund.campaign,
        "year": fixture.story.year,
        "opens_on": str(drive.opens_on),
        "closes_on": str(drive.closes_on),
    }
    opened = await api.post(
        "admin", f"{DONATION}/campaigns", f"campaign/{fund.code}", campaign, until_heard="fund_unknown"
    )
    api.done(GROUP)
    return Opened(fund_id, opened["campaign_id"])


async def _register_unit(api: Api, fixture: Fixture, unit: Unit, fund: Opened) -> str:
    body = {"fund_id": fund.fund_id, "code": unit.code, "name": unit.unit, "kind": unit.kind}
    unit_id: str = (await api.post("admin", f"{DONATION}/units", f"unit/{unit.code}", body))["unit_id"]
    api.done(GROUP)
    target = next(line.target for line in fixture.published.units if line.unit == unit.unit)
    await api.put("admin", f"{DONATION}/campaigns/{fund.campaign_id}/targets/{unit_id}", {"amount": target})
    api.done(GROUP)
    return unit_id


async def _nothing_open(api: Api, fund: Opened) -> dict[str, Any] | None:
    pending = await api.get(f"{ALLOCATION}/pending", fund_id=fund.fund_id)
    return None if pending["requests"] or pending["decisions_open"] else pending
