"""The answers of the JSON API. Sums are whole đồng, instants UTC; null is "none" or "not known yet"."""

from services.transparency.views.answers.common import Answer, StatusOut
from services.transparency.views.answers.entries import (
    GiftsOut,
    HouseDetailOut,
    HousesOut,
    PaymentDetailOut,
    PaymentsOut,
    TraceOut,
)
from services.transparency.views.answers.giving import CampaignDetailOut, CampaignsOut, UnitDetailOut
from services.transparency.views.answers.sums import ReportOut, TotalsOut, UnitsOut

__all__ = [
    "Answer",
    "CampaignDetailOut",
    "CampaignsOut",
    "GiftsOut",
    "HouseDetailOut",
    "HousesOut",
    "PaymentDetailOut",
    "PaymentsOut",
    "ReportOut",
    "StatusOut",
    "TotalsOut",
    "TraceOut",
    "UnitDetailOut",
    "UnitsOut",
]
