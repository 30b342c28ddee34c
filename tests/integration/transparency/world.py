"""A small fund's two years, as three services would tell them: coherent down to the last đồng.

2019 has the sums that Vĩnh Phúc published (data of the story); names of givers, days and houses are made up. 2020 is
under way: a house is being built, one was cancelled, a gift was taken back and one replaced by others.
"""

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from shared.contracts import Contract
from shared.contracts import donation as d
from shared.contracts import fund_allocation as f
from shared.contracts import housing_project as h

UNITS_2019 = (
    ("Huyện Bình Xuyên", 330_000, 345_025), ("Huyện Lập Thạch", 330_000, 324_429),
    ("Thành phố Phúc Yên", 300_000, 343_376), ("Huyện Tam Dương", 400_000, 557_109),
    ("Huyện Tam Đảo", 240_000, 284_888), ("Huyện Vĩnh Tường", 600_000, 0), ("Thành phố Vĩnh Yên", 320_000, 420_721),
    ("Huyện Yên Lạc", 630_000, 724_752), ("Huyện Sông Lô", 250_000, 456_901),
    ("Ban quản lý Quỹ tỉnh", 750_000, 732_918),
)  # fmt: skip
"""Name, target and result in thousand đồng."""
PROVINCE, LOCAL = 0, 1
PLACES = (
    ("Thôn Đồng Quân", "Xã Đạo Trù, huyện Tam Đảo"), ("Thôn Vĩnh Ninh", "Xã Yên Dương, huyện Tam Đảo"),
    ("Thôn Đình", "Xã Bồ Lý, huyện Tam Đảo"),
    ("Thôn Hữu Tài", "Xã Lãng Công"), ("Thôn Minh Tân", "Xã Đồng Thịnh"), ("Thôn Cao Phong", "Xã Sơn Lôi"),
)  # fmt: skip
CATEGORIES: tuple[h.Category, ...] = (
    "martyr_relative", "war_invalid", "sick_soldier", "heroic_mother", "meritorious_person",
)  # fmt: skip
KINDS: tuple[d.UnitKind, ...] = ("state_agency", "organisation", "enterprise", "school", "armed_forces")


@dataclass
class World:
    """What each source said, in its order; ids are drawn from ``random`` so that the same seed is the same world."""

    random: random.Random
    donation: list[Contract] = field(default_factory=list)
    fund_allocation: list[Contract] = field(default_factory=list)
    housing_project: list[Contract] = field(default_factory=list)
    funds: list[UUID] = field(default_factory=list)
    lots: dict[UUID, deque[list[object]]] = field(default_factory=dict)
    numbers: dict[tuple[UUID, int, str], int] = field(default_factory=dict)
    made: int = 0

    def new_id(self) -> UUID:
        """Ids that grow, like the real ones."""
        self.made += 1
        return UUID(int=(self.made << 80) | self.random.getrandbits(64))

    def all(self) -> list[Contract]:
        """Everything, source after source."""
        return [*self.donation, *self.fund_allocation, *self.housing_project]

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def open_fund(self, code: str, name: str, level: f.Level, opening: int, year: int) -> UUID:
        fund_id = self.new_id()
        self.funds.append(fund_id)
        self.fund_allocation.append(
            f.FundOpened(fund_id=fund_id, code=code, name=name, level=level, locality="Vĩnh Phúc")
        )
        lot_id = self.new_id()
        self.fund_allocation.append(
            f.OpeningBalanceRecorded(fund_id=fund_id, lot_id=lot_id, year=year, on=date(year, 1, 1), amount=opening)
        )
        self.lots[fund_id] = deque([[lot_id, opening]])
        return fund_id

    def open_campaign(self, fund_id: UUID, year: int, name: str) -> UUID:
        campaign_id = self.new_id()
        self.donation.append(
            d.CampaignOpened(
                campaign_id=campaign_id, fund_id=fund_id, code=f"VD{year}", name=name, year=year,
                opens_on=date(year, 1, 2), closes_on=date(year, 12, 31),
            )
        )  # fmt: skip
        return campaign_id

    # ── money in ─────────────────────────────────────────────────────────────────────────────────────────────────
    def give(
        self, fund_id: UUID, amount: int, on: date, *, unit_id: UUID | None = None, campaign_id: UUID | None = None,
        channel: d.Channel = "bank_transfer", name: str | None = None, earmark: d.Earmark | None = None,
    ) -> UUID:  # fmt: skip
        gift_id = self.new_id()
        book = "TM01" if channel == "cash" else "CK01"
        number = self.numbers[fund_id, on.year, book] = self.numbers.get((fund_id, on.year, book), 0) + 1
        self.donation.append(
            d.DonationReceived(
                gift_id=gift_id, fund_id=fund_id, unit_id=unit_id, campaign_id=campaign_id, channel=channel,
                amount=amount, received_on=on, receipt=d.Receipt(year=on.year, book=book, number=number),
                earmark=earmark, display_name=name,
            )
        )  # fmt: skip
        self.lots[fund_id].append([gift_id, amount])
        return gift_id

    def take_back(self, gift_id: UUID, on: date, kind: Literal["void", "refund", "correction"]) -> None:
        gift = next(e for e in self.donation if isinstance(e, d.DonationReceived) and e.gift_id == gift_id)
        self.donation.append(
            d.DonationReversed(
                gift_id=gift_id, fund_id=gift.fund_id, unit_id=gift.unit_id, campaign_id=gift.campaign_id,
                amount=gift.amount, received_on=gift.received_on, reversed_on=on, kind=kind,
            )
        )  # fmt: skip
        self.lots[gift.fund_id] = deque(lot for lot in self.lots[gift.fund_id] if lot[0] != gift_id)

    # ── money out ────────────────────────────────────────────────────────────────────────────────────────────────
    def take(self, fund_id: UUID, amount: int) -> tuple[f.LotAmount, ...]:
        """First in, first out."""
        taken = []
        lots = self.lots[fund_id]
        while amount:
            lot_id, left = lots[0]
            assert isinstance(lot_id, UUID)
            assert isinstance(left, int)
            part = min(left, amount)
            taken.append(f.LotAmount(lot_id=lot_id, amount=part))
            amount -= part
            lots[0][1] = left - part
            if left == part:
                lots.popleft()
        return tuple(taken)

    def moved(
        self, movement: str, purpose_id: UUID, fund_id: UUID, use: f.Use, on: date, lots: tuple[f.LotAmount, ...],
        *, house_id: UUID | None = None, instalment_id: UUID | None = None, stage: str | None = None,
    ) -> None:  # fmt: skip
        for start in range(0, len(lots), 1000):
            self.fund_allocation.append(
                f.LotsMoved.model_validate({
                    "movement": movement, "purpose_id": purpose_id, "fund_id": fund_id, "use": use, "on": on,
                    "house_id": house_id, "instalment_id": instalment_id, "stage": stage,
                    "lots": [lot.model_dump() for lot in lots[start : start + 1000]],
                })
            )  # fmt: skip

    def spend(self, fund_id: UUID, use: f.Use, amount: int, on: date) -> UUID:
        id_ = self.new_id()
        self.fund_allocation.append(
            f.ExpenditureRecorded(expenditure_id=id_, fund_id=fund_id, use=use, amount=amount, spent_on=on)
        )
        self.moved("spent", id_, fund_id, use, on, self.take(fund_id, amount))
        return id_

    def build(
        self, fund_id: UUID, code: str, work_type: h.WorkType, amount: int, applied_on: date, *,
        until: h.Stage | None = None, place: int = 0, settle: bool = True, cancel: bool = False,
    ) -> UUID:  # fmt: skip
        """A house from its application up to a stage; every instalment comes a week after its certificate."""
        house_id, request_id, decision_id = self.new_id(), self.new_id(), self.new_id()
        village, commune = PLACES[place % len(PLACES)]
        household_id = self.new_id()
        tell = self.housing_project.append
        tell(
            h.HouseApplied(
                house_id=house_id, house_code=code, household_id=household_id, household_code=f"H{code[1:]}",
                category=CATEGORIES[place % len(CATEGORIES)], village=village, commune=commune, work_type=work_type,
                programme="NTN", fund_id=fund_id, applied_on=applied_on,
            )
        )  # fmt: skip
        day = applied_on
        cost = amount * 5 // 2

        def reach(stage: h.Stage, days: int, *, certified: bool = False) -> UUID | None:
            nonlocal day
            day += timedelta(days=days)
            certificate_id = self.new_id() if certified else None
            tell(h.HouseStageReached(house_id=house_id, stage=stage, on=day, certificate_id=certificate_id))
            return certificate_id

        reach("inspected", 6)
        reach("reviewed", 5)
        day += timedelta(days=3)
        tell(
            h.SupportRequested(
                request_id=request_id, house_id=house_id, household_id=household_id, fund_id=fund_id, programme="NTN",
                work_type=work_type, amount=amount, estimated_cost=cost, requested_on=day, requested_by="officer-1",
            )
        )  # fmt: skip
        if until == "requested":
            return house_id
        if cancel:
            tell(h.HouseCancelled(house_id=house_id, request_id=request_id, cancelled_on=day + timedelta(days=4)))
            return house_id
        day += timedelta(days=8)
        self.fund_allocation.append(
            f.SupportDecided(
                decision_id=decision_id, decision_number=f"QĐ-{code[1:]}", request_id=request_id, house_id=house_id,
                fund_id=fund_id, work_type=work_type, amount=amount, decided_on=day, above_norm=False,
            )
        )  # fmt: skip
        lots = self.take(fund_id, amount)
        self.moved("reserved", decision_id, fund_id, "housing", day, lots, house_id=house_id)
        steps: list[tuple[h.Stage, h.Certificate | None, int]] = [("groundbreaking", None, 0)]
        if work_type == "new_build":
            steps += [
                ("foundation", "foundation", 30),
                ("frame_wall", "frame_wall", 40),
                ("handed_over", "completion", 30),
            ]
        else:
            steps += [("handed_over", "completion", 100)]
        paid, waiting = 0, deque[list[object]]([lot.lot_id, lot.amount] for lot in lots)
        for stage, certificate, share in steps:
            certificate_id = reach(stage, 12, certified=certificate is not None)
            if certificate is not None and certificate_id is not None:
                part = amount - paid if stage == "handed_over" else amount * share // 100
                paid += part
                self._pay(fund_id, decision_id, house_id, certificate_id, certificate, part, day, waiting)
            if stage == until:
                return house_id
        if settle:
            day += timedelta(days=10)
            tell(
                h.HouseSettled(
                    house_id=house_id, request_id=request_id, actual_cost=cost, settled_on=day,
                    mix=h.FundingMix(
                        fund=amount, state_budget=cost // 5, family=cost - amount - cost // 5 - cost // 10,
                        community=cost // 10, labour_days=24 + place,
                    ),
                )
            )  # fmt: skip
        return house_id

    def _pay(
        self, fund_id: UUID, decision_id: UUID, house_id: UUID, certificate_id: UUID, certificate: h.Certificate,
        amount: int, on: date, waiting: deque[list[object]],
    ) -> None:  # fmt: skip
        instalment_id = self.new_id()
        self.fund_allocation.append(
            f.InstalmentPaid(
                instalment_id=instalment_id, decision_id=decision_id, house_id=house_id, fund_id=fund_id,
                certificate_id=certificate_id, certificate=certificate, amount=amount, paid_on=on,
            )
        )  # fmt: skip
        lots = []
        while amount:
            lot_id, left = waiting[0]
            assert isinstance(lot_id, UUID)
            assert isinstance(left, int)
            part = min(left, amount)
            lots.append(f.LotAmount(lot_id=lot_id, amount=part))
            amount -= part
            waiting[0][1] = left - part
            if left == part:
                waiting.popleft()
        self.moved(
            "disbursed",
            decision_id,
            fund_id,
            "housing",
            on,
            tuple(lots),
            house_id=house_id,
            instalment_id=instalment_id,
        )


def _gifts_of(world: World, total: int, year: int, count: int) -> Iterator[tuple[int, date]]:
    """``count`` gifts that sum to ``total``, over the year up to September."""
    left = total
    for number in range(count):
        share = left if number == count - 1 else max(1000, left // (count - number) // 1000 * 1000)
        left -= share
        yield share, date(year, 1, 10) + timedelta(days=(number * 240 // count) + world.random.randrange(5))


def world(seed: int = 1, gifts_per_unit: int = 12) -> World:
    """The two years."""
    w = World(random.Random(seed))  # noqa: S311 - a story, not a secret
    province = w.open_fund("VP", "Quỹ tỉnh Vĩnh Phúc", "province", 208_036_000, 2019)
    local = w.open_fund("VP-HX", "Quỹ các huyện, xã", "district", 3_994_799_000, 2019)
    campaign = w.open_campaign(local, 2019, "Vận động năm 2019")
    at_province = w.open_campaign(province, 2019, "Vận động cấp tỉnh năm 2019")
    units = []
    for number, (name, target, actual) in enumerate(UNITS_2019):
        fund_id, drive = (province, at_province) if number == len(UNITS_2019) - 1 else (local, campaign)
        unit_id = w.new_id()
        units.append((unit_id, fund_id, name))
        kind = KINDS[number % len(KINDS)]
        w.donation.append(
            d.UnitRegistered(unit_id=unit_id, fund_id=fund_id, code=f"DV{number:02}", kind=kind, name=name)
        )
        w.donation.append(
            d.TargetSet(campaign_id=drive, unit_id=unit_id, fund_id=fund_id, year=2019, amount=target * 1000)
        )
        if actual:
            for amount, day in _gifts_of(w, actual * 1000, 2019, gifts_per_unit):
                channel: d.Channel = "cash" if w.random.random() < 0.4 else "bank_transfer"
                w.give(fund_id, amount, day, unit_id=unit_id, campaign_id=drive, channel=channel, name=name)
    w.lots[local].rotate(-1)  # what was brought forward is used last, so that houses are seen to be built by givers
    for number in range(15):
        w.build(
            local,
            f"N{number + 1:03}",
            "new_build",
            38_400_000,
            date(2019, 2, 1) + timedelta(days=8 * number),
            place=number,
        )
    for number in range(15):
        w.build(
            local,
            f"N{number + 16:03}",
            "repair",
            16_740_000,
            date(2019, 3, 1) + timedelta(days=9 * number),
            place=number,
        )
    w.spend(local, "martyrs_works", 912_000_000, date(2019, 7, 20))
    w.spend(local, "visits_illness_funerals", 602_702_000, date(2019, 7, 27))
    w.spend(local, "hardship", 318_000_000, date(2019, 10, 5))
    w.spend(local, "management_publicity", 65_000_000, date(2019, 12, 20))
    w.spend(province, "visits_illness_funerals", 53_850_000, date(2019, 7, 26))
    _close(w, province, 208_036_000, 732_918_000, 53_850_000)
    _close(w, local, 3_994_799_000, 3_457_201_000, 2_724_802_000)
    _second_year(w, province, local, units)
    return w


def _close(w: World, fund_id: UUID, opening: int, received: int, used: int) -> None:
    count = sum(isinstance(e, d.DonationReceived) and e.fund_id == fund_id for e in w.donation)
    w.donation.append(
        d.BooksClosed(fund_id=fund_id, year=2019, gifts=count, received=received, reversals=0, reversed=0)
    )
    w.fund_allocation.append(
        f.YearClosed(
            fund_id=fund_id, year=2019, opening=opening, received=received, reversed=0, used=used,
            closing=opening + received - used, closed_on=date(2020, 1, 15),
        )
    )  # fmt: skip


def _second_year(w: World, province: UUID, local: UUID, units: list[tuple[UUID, UUID, str]]) -> None:
    drive = w.open_campaign(local, 2020, "Vận động kỷ niệm 73 năm ngày 27/7")
    for unit_id, fund_id, name in units[:6]:
        w.donation.append(
            d.TargetSet(campaign_id=drive, unit_id=unit_id, fund_id=fund_id, year=2020, amount=360_000_000)
        )
        for amount, day in _gifts_of(w, 210_000_000, 2020, 4):
            w.give(fund_id, amount, day, unit_id=unit_id, campaign_id=drive, name=name)
    person = w.new_id()
    w.donation.append(d.UnitRegistered(unit_id=person, fund_id=local, code="CN001", kind="person", name=None))
    w.give(local, 5_000_000, date(2020, 6, 2), unit_id=person, channel="cash")
    w.give(local, 200_000, date(2020, 6, 3), channel="cash")
    w.give(local, 1_500_000, date(2020, 6, 4), channel="bank_transfer", name="Nguyễn Thị Hoà <b>")
    w.give(
        province, 2_000_000_000, date(2020, 6, 5),
        name="Công ty cổ phần Đầu tư và Phát triển Hạ tầng Nông thôn Đồng bằng",
        earmark=d.Earmark(kind="purpose", ref="housing"),
    )  # fmt: skip
    refunded = w.give(local, 3_000_000, date(2020, 6, 6), channel="cash")
    w.take_back(refunded, date(2020, 6, 9), "refund")
    w.build(local, "N031", "new_build", 60_000_000, date(2020, 1, 6), until="frame_wall", place=1)
    w.build(local, "N032", "new_build", 60_000_000, date(2020, 2, 6), until="foundation", place=2)
    w.build(local, "N033", "repair", 30_000_000, date(2020, 3, 6), until="groundbreaking", place=3)
    w.build(local, "N034", "repair", 30_000_000, date(2020, 5, 6), until="requested", place=4)
    w.build(local, "N035", "repair", 30_000_000, date(2020, 5, 7), cancel=True, place=5)
    _replace(w, local)


def _replace(w: World, fund_id: UUID) -> None:
    """A gift whose money was spent already is taken back: another lot takes its place."""
    gift = w.give(fund_id, 700_000, date(2020, 6, 10), channel="cash")
    w.lots[fund_id].rotate(1)  # that gift first
    spent = w.spend(fund_id, "hardship", 700_000, date(2020, 6, 11))
    on = date(2020, 6, 12)
    w.take_back(gift, on, "correction")
    out = (f.LotAmount(lot_id=gift, amount=700_000),)
    w.moved("substituted_out", spent, fund_id, "hardship", on, out, stage="used")
    w.moved("substituted_in", spent, fund_id, "hardship", on, w.take(fund_id, 700_000), stage="used")
