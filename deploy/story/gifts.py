"""What the units gave: each fund's cash and transfers in the order of their days, so that receipts are too."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from deploy.story.api import Api
from deploy.story.fixture import FundKey, Gift, Story
from deploy.story.funds import ALLOCATION, DONATION, Funds, Opened
from shared.access import Role

GROUP = "Gifts"
TAKER: Mapping[str, Role] = {"cash": "cashier", "bank_transfer": "accountant"}
"""Who writes the receipt. Each has a book of their own for each fund."""


async def receive_gifts(
    api: Api, story: Story, funds: Funds, units: Mapping[str, str], houses: Mapping[str, str]
) -> None:
    """Record every gift, and wait until the ledger has them all. ``units`` and ``houses``: ids by code."""
    fund_of = {unit.code: unit.fund for unit in story.units}

    def book(gift: Gift) -> tuple[FundKey, str]:
        return fund_of[gift.unit], gift.channel

    numbered = sorted(enumerate(story.gifts, 1), key=lambda item: (book(item[1]), item[1].on, item[0]))
    async with asyncio.TaskGroup() as group:
        for (key, _), gifts in groupby(numbered, key=lambda item: book(item[1])):
            group.create_task(_fill_book(api, list(gifts), funds[key], units, houses))
    for key, fund in funds.items():
        total = sum(gift.amount for gift in story.gifts if fund_of[gift.unit] == key)
        await api.wait(f"the ledger to have {total} đồng of gifts", partial(_heard, api, fund, total))


async def _fill_book(
    api: Api,
    gifts: Sequence[tuple[int, Gift]],
    fund: Opened,
    units: Mapping[str, str],
    houses: Mapping[str, str],
) -> None:
    for number, gift in gifts:
        body: dict[str, Any] = {
            "fund_id": fund.fund_id,
            "campaign_id": fund.campaign_id,
            "unit_id": units[gift.unit],
            "channel": gift.channel,
            "amount": gift.amount,
            "received_on": str(gift.on),
            "payer_name": gift.payer,
            "reason": "Ủng hộ Quỹ Đền ơn đáp nghĩa năm 2019",
        }
        if gift.earmark:
            body["earmark"] = _earmark(gift.earmark, houses)
        await api.post(TAKER[gift.channel], f"{DONATION}/gifts", f"gift/{number}", body, until_heard="house_unknown")
        api.done(GROUP)


def _earmark(earmark: str, houses: Mapping[str, str]) -> dict[str, str]:
    kind, _, code = earmark.rpartition(":")
    return {"kind": "house", "ref": houses[code]} if kind == "house" else {"kind": "purpose", "ref": earmark}


async def _heard(api: Api, fund: Opened, total: int) -> bool | None:
    income = (await api.get(f"{ALLOCATION}/funds/{fund.fund_id}"))["income"]
    return True if income["cash"] + income["bank_transfer"] == total else None
