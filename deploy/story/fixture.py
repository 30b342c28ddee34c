"""The story's data: what the report says, and apart from it what the story had to make up. Amounts in đồng."""

from datetime import date
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.donation import Channel, UnitKind
from shared.contracts.fund_allocation import Level, Use
from shared.contracts.housing_project import Category, Certificate, WorkType

FundKey = Literal["province", "district_and_commune"]
"""The two lines of the published table 2."""
Day = Literal[
    "applied", "inspected", "reviewed", "requested", "decided", "groundbreaking", "foundation", "frame_wall",
    "handed_over", "settled",
]  # fmt: skip


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class UnitLine(_Row):
    """A line of table 1. ``printed_percent`` is what stands on paper, not what is true."""

    unit: str
    target: int
    actual: int
    printed_percent: int


class PrintedTotal(_Row):
    """The last line of table 1."""

    target: int
    actual: int
    printed_percent: int


class FundLine(_Row):
    """A line of table 2."""

    fund: FundKey
    opening: int
    received: int
    used: int
    printed_carried_over: int

    @property
    def carried_over(self) -> int:
        """What the line itself makes of it."""
        return self.opening + self.received - self.used


class HousingLine(_Row):
    """Houses of one work type, and what the funds paid for them."""

    work_type: WorkType
    houses: int
    total: int


class Published(_Row):
    """The report of the source."""

    title: str
    amounts: str
    units: list[UnitLine]
    printed_total: PrintedTotal
    funds: list[FundLine]
    housing: list[HousingLine]


class Fund(_Row):
    """A fund and its campaign."""

    fund: FundKey
    code: str
    name: str
    level: Level
    locality: str
    opening_on: date
    campaign: str


class Campaign(_Row):
    """What the campaigns of both funds have in common."""

    code: str
    opens_on: date
    closes_on: date


class Norm(_Row):
    """A support norm, valid from one day to another."""

    legal_basis: str
    work_type: WorkType
    amount: int
    valid_from: date
    valid_to: date


class Unit(_Row):
    """A unit by its published name, and the fund whose scope it belongs to."""

    unit: str
    code: str
    fund: FundKey
    kind: UnitKind


class Gift(_Row):
    """``unit`` is the unit's code; ``earmark`` is one of the uses, or ``house:`` and the house's code."""

    unit: str
    on: date
    amount: int
    channel: Channel
    payer: str
    earmark: str = ""


class Instalment(_Row):
    """What was paid against one certificate."""

    certificate: Certificate
    on: date
    amount: int


class Mix(_Row):
    """Who paid for a house; labour in days."""

    fund: int
    state_budget: int
    family: int
    community: int
    labour_days: int

    @property
    def cost(self) -> int:
        """What the house cost, in đồng."""
        return self.fund + self.state_budget + self.family + self.community


class House(_Row):
    """A house from application to settlement. ``decided`` is the sum of the support decision."""

    code: str
    fund: FundKey
    work_type: WorkType
    category: Category
    village: str
    commune: str
    estimated_cost: int
    decided: int
    days: dict[Day, date]
    instalments: list[Instalment]
    mix: Mix


class Expenditure(_Row):
    """Money spent on one of the uses other than housing."""

    fund: FundKey
    on: date
    use: Use
    amount: int
    description: str


class Story(_Row):
    """What the source does not say: made up so that its sums come true."""

    note: str
    year: int
    funds: list[Fund]
    campaign: Campaign
    programme: str
    norms: list[Norm]
    units: list[Unit]
    gifts: list[Gift]
    houses: list[House]
    expenditures: list[Expenditure]


class Fixture(_Row):
    """The whole file."""

    published: Published
    story: Story


def read() -> Fixture:
    """Raises pydantic.ValidationError for a file of another form."""
    return Fixture.model_validate_json((files("deploy.story") / "vinh_phuc_2019.json").read_bytes())
