"""What an officer can do with a house, each with the day on which it happened."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts.housing_project import FundingMix


@dataclass(frozen=True, slots=True)
class Inspect:
    """The site was inspected (kiểm tra hiện trạng)."""

    on: date


@dataclass(frozen=True, slots=True)
class Review:
    """The commune's review council (hội đồng xét duyệt) approved, or rejected with a reason."""

    on: date
    approved: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class RequestSupport:
    """The board is asked for ``amount`` đồng."""

    on: date
    request_id: UUID
    amount: int
    requested_by: str


@dataclass(frozen=True, slots=True)
class BreakGround:
    """Work began (khởi công)."""

    on: date


@dataclass(frozen=True, slots=True)
class Certify:
    """A stage certificate (biên bản nghiệm thu) was signed."""

    on: date
    certificate: Literal["foundation", "frame_wall"]
    certificate_id: UUID


@dataclass(frozen=True, slots=True)
class HandOver:
    """The house was completed and handed over; ``certificate_id`` is the certificate of completion."""

    on: date
    certificate_id: UUID


@dataclass(frozen=True, slots=True)
class Settle:
    """Final accounts in đồng, labour in days (quyết toán)."""

    on: date
    actual_cost: int
    mix: FundingMix


@dataclass(frozen=True, slots=True)
class Cancel:
    """The house will not be built."""

    on: date
    reason: str


Command = Inspect | Review | RequestSupport | BreakGround | Certify | HandOver | Settle | Cancel
