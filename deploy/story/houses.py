"""The houses: from application to request for support, and after the decision from groundbreaking to settlement."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.story.api import Api
from deploy.story.fixture import House, Story
from deploy.story.funds import ALLOCATION, Funds

HOUSING = "/api/housing-project"
PREPARED, BUILT = "Applications", "Houses built"
CERTIFICATES = ("foundation", "frame_wall")
COMPLETION = "completion"


async def take_applications(api: Api, story: Story, funds: Funds) -> dict[str, str]:
    """Register the households and take their applications; the houses' ids by code."""
    async with asyncio.TaskGroup() as group:
        ids = {
            house.code: group.create_task(_apply(api, story.programme, house, funds[house.fund].fund_id))
            for house in story.houses
        }
    return {code: task.result() for code, task in ids.items()}


async def request_support(api: Api, houses: Sequence[House], ids: Mapping[str, str]) -> dict[str, str]:
    """Inspect and review the houses and request support for them; the requests' ids by the houses' codes."""
    async with asyncio.TaskGroup() as group:
        requests = {house.code: group.create_task(_request(api, house, ids[house.code])) for house in houses}
    return {code: task.result() for code, task in requests.items()}


async def build(api: Api, house: House, house_id: str, decision_id: str) -> None:
    """Build a house whose support is decided: certificates, an instalment for each, handover and settlement."""
    at = f"{HOUSING}/houses/{house_id}"
    await _officer(api, house, f"{at}/groundbreaking", "groundbreaking", {}, until_heard="not_decided")
    certified: dict[str, str] = {}
    for certificate in CERTIFICATES:
        if certificate in house.days:
            body = {"certificate": certificate, "number": f"{house.code}/{certificate}"}
            step = await _officer(api, house, f"{at}/certificates", certificate, body)
            certified[certificate] = step["certificate_id"]
            await _pay(api, house, decision_id, certificate, certified[certificate])
    step = await _officer(api, house, f"{at}/handover", "handed_over", {"number": f"{house.code}/{COMPLETION}"})
    await _pay(api, house, decision_id, COMPLETION, step["certificate_id"])
    accounts = {"actual_cost": house.mix.cost, "mix": house.mix.model_dump()}
    await _officer(api, house, f"{at}/settlement", "settled", accounts, until_heard="fund_part_is_not_paid")
    api.done(BUILT)


async def _apply(api: Api, programme: str, house: House, fund_id: str) -> str:
    household = await api.post(
        "project_officer",
        f"{HOUSING}/households",
        f"household/{house.code}",
        {
            "fund_id": fund_id,
            "category": house.category,
            "village": house.village,
            "commune": house.commune,
            "code": f"HO-{house.code}",
        },
        until_heard="unknown_fund",
    )
    applied = await api.post(
        "project_officer",
        f"{HOUSING}/houses",
        f"application/{house.code}",
        {
            "household_id": household["household_id"],
            "fund_id": fund_id,
            "work_type": house.work_type,
            "programme": programme,
            "applied_on": str(house.days["applied"]),
            "estimated_cost": house.estimated_cost,
            "code": house.code,
        },
    )
    house_id: str = applied["house_id"]
    return house_id


async def _request(api: Api, house: House, house_id: str) -> str:
    at = f"{HOUSING}/houses/{house_id}"
    await _officer(api, house, f"{at}/inspection", "inspected", {})
    await _officer(api, house, f"{at}/review", "reviewed", {"approved": True})
    step = await _officer(api, house, f"{at}/support-request", "requested", {"amount": house.decided})
    api.done(PREPARED)
    request_id: str = step["request_id"]
    return request_id


async def _officer(
    api: Api, house: House, path: str, stage: Any, body: Mapping[str, Any], *, until_heard: str = ""
) -> dict[str, Any]:
    """Take a house to a stage, on the day that the story has for it."""
    on = {"on": str(house.days[stage])}
    return await api.post("project_officer", path, f"{stage}/{house.code}", {**on, **body}, until_heard=until_heard)


async def _pay(api: Api, house: House, decision_id: str, certificate: str, certificate_id: str) -> None:
    for instalment in house.instalments:
        if instalment.certificate == certificate:
            await api.post(
                "accountant",
                f"{ALLOCATION}/decisions/{decision_id}/instalments",
                f"instalment/{house.code}/{certificate}",
                {"certificate_id": certificate_id, "amount": instalment.amount, "paid_on": str(instalment.on)},
                until_heard="certificate_not_heard",
            )
