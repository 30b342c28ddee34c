"""The picture of a year's money: givers by kind, the fund, the uses, and the communes where houses stand."""

from collections.abc import Sequence

from markupsafe import Markup

from services.transparency.pages.speech import Speech, dong
from services.transparency.store.find_money import Part
from services.transparency.views.home import Flows
from services.transparency.words import GIVER_KINDS
from shared.web import Level, Link, Node, flow
from shared.web.trade import USES

MOST = 9
"""Communes that get a place of their own; the others share one."""


def picture(speech: Speech, flows: Flows | None) -> Markup:
    """The figure, or nothing when no money moved."""
    if flows is None:
        return Markup()
    say = speech.say
    sources = [("opening", say("Năm trước chuyển sang"), flows.opening)]
    sources += [(part.key, say(GIVER_KINDS[part.key]), part.amount) for part in flows.givers]
    uses = [(part.key, say(USES[part.key]), part.amount) for part in flows.uses]
    uses += [("taken_back", say("Hoàn lại, huỷ phiếu"), flows.reversed), ("closing", say("Còn lại"), flows.closing)]
    places = _largest(flows.places, say("Đang cập nhật"), say("Các nơi khác"))
    whole = sum(amount for _, _, amount in sources)
    levels = [
        Level(say("Từ"), _nodes("source", sources)),
        Level("", [Node("fund", say("Quỹ"), max(whole, 1), dong(whole))]),
        Level(say("Dùng vào"), _nodes("use", uses)),
        Level(say("Nhà tại"), _nodes("place", places)),
    ]
    links = [Link(f"source {key}", "fund", amount) for key, _, amount in sources if amount > 0]
    links += [Link("fund", f"use {key}", amount) for key, _, amount in uses if amount > 0]
    links += [Link("use housing", f"place {key}", amount) for key, _, amount in places if amount > 0]
    kept = [level for level in levels if level.nodes]
    title = say("Đường đi của tiền trong năm")
    return flow(title, say("Bề rộng mỗi dải là số tiền; số liệu ở bảng ngay dưới."), kept, links) if whole else Markup()


def _nodes(level: str, parts: Sequence[tuple[str, str, int]]) -> list[Node]:
    return [Node(f"{level} {key}", label, amount, dong(amount)) for key, label, amount in parts if amount > 0]


def _largest(places: Sequence[Part], unknown: str, others: str) -> list[tuple[str, str, int]]:
    """The communes with the most money by name, and the sum of the others."""
    kept = {p.key for p in sorted(places, key=lambda p: -p.amount)[: MOST if len(places) > MOST + 1 else MOST + 1]}
    rest = sum(p.amount for p in places if p.key not in kept)
    return [(p.key, p.key or unknown, p.amount) for p in places if p.key in kept] + [("…", others, rest)]
