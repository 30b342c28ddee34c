"""Each fund's decisions and other spending, in the order of their days, so that the oldest money is spent first."""

from collections.abc import Callable, Mapping

from deploy.story.api import Api
from deploy.story.fixture import Expenditure, FundKey, House, Story
from deploy.story.funds import ALLOCATION, Opened

GROUP = "Decisions and spending"


async def decide_and_spend(
    api: Api,
    story: Story,
    key: FundKey,
    fund: Opened,
    requests: Mapping[str, str],
    decided: Callable[[House, str], None],
) -> None:
    """Play one fund's year day by day. ``requests``: ids by house code; ``decided`` is told each decision's id."""
    for act in in_order(story, key):
        if isinstance(act, House):
            decided(act, await _decide(api, act, requests[act.code]))
        else:
            await _spend(api, story.expenditures.index(act), act, fund)
        api.done(GROUP)


def in_order(story: Story, key: FundKey) -> list[House | Expenditure]:
    """What the fund decides and spends, by day."""
    acts: list[House | Expenditure] = [house for house in story.houses if house.fund == key]
    acts += [spent for spent in story.expenditures if spent.fund == key]
    return sorted(acts, key=lambda act: act.days["decided"] if isinstance(act, House) else act.on)


async def _decide(api: Api, house: House, request_id: str) -> str:
    decision = await api.post(
        "approver",
        f"{ALLOCATION}/decisions",
        f"decision/{house.code}",
        {"request_id": request_id, "amount": house.decided, "decided_on": str(house.days["decided"])},
        until_heard="unknown_request",
    )
    decision_id: str = decision["decision_id"]
    return decision_id


async def _spend(api: Api, number: int, spent: Expenditure, fund: Opened) -> None:
    body = {
        "fund_id": fund.fund_id,
        "use": spent.use,
        "amount": spent.amount,
        "spent_on": str(spent.on),
        "description": spent.description,
    }
    await api.post("accountant", f"{ALLOCATION}/expenditures", f"expenditure/{number + 1}", body)
