"""What a gift may be for alone: the six uses, its own campaign, or a house."""

import re
from typing import Any, Final

from services.donation.pages.form import Field
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit
from services.donation.store import houses
from shared.db import Connection
from shared.web.trade import USES

HOUSES: Final = 300
CAMPAIGN: Final = "campaign"
OWN_CAMPAIGN: Final = "Đúng đợt vận động của khoản này"
ONE_HOUSE: Final = "Nhà tình nghĩa"
_HOUSE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PURPOSE: Final = Field(
    "purpose", "select", "earmark", nothing="Mục đích chung của Quỹ", optional=True,
    hint="Chỉ chọn khi người ủng hộ yêu cầu; tiền này chỉ được dùng đúng việc đó.",
)  # fmt: skip


async def purposes(conn: Connection, visit: Visit) -> list[tuple[object, object]]:
    """What may be chosen."""
    text = visit.pages.catalog.text
    house = text(ONE_HOUSE, visit.language)
    known = await houses.latest(conn, visit.fund_id, limit=HOUSES)
    return [
        *visit.options(USES),
        (CAMPAIGN, text(OWN_CAMPAIGN, visit.language)),
        *((str(each.house_id), f"{house} {each.code}") for each in known),
    ]


def check_purposes(sheet: Sheet) -> None:
    """Note each purpose that is none."""
    for name in [name for name in sheet.typed if name.rpartition("-")[2] == PURPOSE.name]:
        text = sheet.text(name)
        if text and text != CAMPAIGN and text not in USES and not _HOUSE.fullmatch(text):
            sheet.choose(name)


def earmark_of(chosen: str | None, campaign_id: str | None) -> dict[str, Any] | None:
    """The API's earmark for what was chosen."""
    if chosen is None:
        return None
    if chosen == CAMPAIGN:
        return {"kind": "campaign", "ref": campaign_id or "-"}
    return {"kind": "house" if "-" in chosen else "purpose", "ref": chosen}
