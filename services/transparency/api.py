"""The JSON API: the same figures as the pages, open to everyone, read only."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.transparency.store.find_status import heard
from services.transparency.views import answers as out
from services.transparency.views import campaigns, gifts, home, houses, payments, report, unit, units
from services.transparency.views.snapshot import snapshot
from services.transparency.views.status import status
from shared.clock import Clock, local_day
from shared.contracts.donation import Channel
from shared.contracts.envelope import Year
from shared.contracts.fund_allocation import Use
from shared.contracts.housing_project import WorkType
from shared.db import Connection, Database
from shared.errors import Refused
from shared.http import Paging, etag_of, not_modified, paging

PREFIX = "/api/transparency"
CACHING = "public, no-cache"
Read = Callable[[Connection], Awaitable[object | None]]
Page = Annotated[Paging, Depends(paging)]
Commune = Annotated[str | None, Query(max_length=300)]
Standing = Annotated[
    str | None,
    Query(pattern="^(review|decided|groundbreaking|foundation|frame_wall|building|finished|cancelled)$"),
]
Text = Annotated[
    str, Query(max_length=100, description="a receipt's number, a payment code, a gift's id, or part of a unit's name")
]


class Reader:
    """Answers from one snapshot, with its status beside it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    def today(self) -> date:
        """The day in Vietnam."""
        return local_day(self.clock())

    async def answer(self, request: Request, model: type[out.Answer], read: Read) -> Response:
        """What ``read`` finds, as ``model``; 304 when the reader has it. Raises Refused (404) when it finds nothing."""
        async with snapshot(self.database) as conn:
            etag = etag_of(await heard(conn), self.today(), request.url.path, request.url.query)
            if (unchanged := not_modified(request, etag)) is not None:
                return unchanged
            view = await read(conn)
            if view is None:
                raise _unknown()
            body = model.of(view, await status(conn)).model_dump_json()
        return Response(body, headers={"etag": etag, "cache-control": CACHING}, media_type="application/json")


def router(database: Database, clock: Clock) -> APIRouter:
    """Every route of the API."""
    api = APIRouter(prefix=PREFIX)
    reader = Reader(database, clock)
    _add_sums(api, reader)
    _add_gifts_and_payments(api, reader)
    _add_houses(api, reader)
    return api


def _add_sums(api: APIRouter, reader: Reader) -> None:
    @api.get("/status", response_model=out.StatusOut)
    async def get_status() -> out.StatusOut:
        """Up to when the figures stand, and what they still wait for."""
        async with snapshot(reader.database) as conn:
            return out.StatusOut.model_validate(await status(conn))

    @api.get("/totals", response_model=out.TotalsOut)
    async def get_totals(request: Request, year: Year | None = None) -> Response:
        """The figures of the front page for a year, by default the newest."""
        return await reader.answer(request, out.TotalsOut, lambda conn: home.home(conn, reader.today(), year))

    @api.get("/units", response_model=out.UnitsOut)
    async def get_units(
        request: Request, page: Page, year: Year | None = None, campaign: UUID | None = None, fund: UUID | None = None
    ) -> Response:
        """Units with target, result and rate, by name."""
        after = page.after(str, UUID)
        return await reader.answer(
            request,
            out.UnitsOut,
            lambda conn: units.units(
                conn, year=year, campaign_id=campaign, fund_id=fund, after=after, limit=page.limit
            ),
        )

    @api.get("/units/{unit_id}", response_model=out.UnitDetailOut)
    async def get_unit(request: Request, unit_id: UUID) -> Response:
        """A unit that gave, year by year."""
        return await reader.answer(request, out.UnitDetailOut, lambda conn: unit.unit(conn, unit_id))

    @api.get("/campaigns", response_model=out.CampaignsOut)
    async def get_campaigns(request: Request) -> Response:
        """Every campaign, the newest first."""
        return await reader.answer(request, out.CampaignsOut, campaigns.campaigns)

    @api.get("/campaigns/{campaign_id}", response_model=out.CampaignDetailOut)
    async def get_campaign(request: Request, campaign_id: UUID) -> Response:
        """A campaign: how far it has come, what was promised, what was given otherwise."""
        return await reader.answer(request, out.CampaignDetailOut, lambda conn: campaigns.campaign(conn, campaign_id))

    @api.get("/report/{year}", response_model=out.ReportOut)
    async def get_report(request: Request, year: Year, fund: UUID | None = None) -> Response:
        """The report of a year, every figure computed."""
        return await reader.answer(request, out.ReportOut, lambda conn: report.report(conn, year, fund))


def _add_gifts_and_payments(api: APIRouter, reader: Reader) -> None:
    @api.get("/gifts", response_model=out.GiftsOut)
    async def get_gifts(
        request: Request,
        page: Page,
        q: Text = "",
        year: Year | None = None,
        fund: UUID | None = None,
        channel: Channel | None = None,
        campaign: UUID | None = None,
        unit: UUID | None = None,
    ) -> Response:
        """Gifts, the newest first, with the sum of the whole list."""
        after = page.after(date, UUID)
        return await reader.answer(
            request,
            out.GiftsOut,
            lambda conn: gifts.gifts(
                conn, text=q, year=year, fund_id=fund, channel=channel, campaign_id=campaign, unit_id=unit,
                after=after, limit=page.limit,
            ),
        )  # fmt: skip

    @api.get("/gifts/{gift_id}", response_model=out.TraceOut)
    async def get_gift(request: Request, gift_id: UUID) -> Response:
        """A gift, or an opening balance, and where it went."""
        return await reader.answer(request, out.TraceOut, lambda conn: gifts.trace(conn, gift_id))

    @api.get("/expenditures", response_model=out.PaymentsOut)
    async def get_payments(
        request: Request, page: Page, year: Year | None = None, fund: UUID | None = None, use: Use | None = None
    ) -> Response:
        """What was paid, the newest first."""
        after = page.after(date, UUID)
        return await reader.answer(
            request,
            out.PaymentsOut,
            lambda conn: payments.payments(conn, year=year, fund_id=fund, use=use, after=after, limit=page.limit),
        )

    @api.get("/expenditures/{payment_id}", response_model=out.PaymentDetailOut)
    async def get_payment(request: Request, payment_id: UUID, page: Page) -> Response:
        """A payment and the gifts behind it."""
        after = page.after(UUID)
        return await reader.answer(
            request,
            out.PaymentDetailOut,
            lambda conn: payments.payment(conn, payment_id, after=after[0] if after else None, limit=page.limit),
        )


def _add_houses(api: APIRouter, reader: Reader) -> None:
    @api.get("/houses", response_model=out.HousesOut)
    async def get_houses(
        request: Request,
        page: Page,
        standing: Standing = None,
        commune: Commune = None,
        work_type: WorkType | None = None,
        fund: UUID | None = None,
    ) -> Response:
        """Houses by code."""
        after = page.after(str, UUID)
        return await reader.answer(
            request,
            out.HousesOut,
            lambda conn: houses.houses(
                conn, standing=standing, commune=commune, work_type=work_type, fund_id=fund, after=after,
                limit=page.limit,
            ),
        )  # fmt: skip

    @api.get("/houses/{ref}", response_model=out.HouseDetailOut)
    async def get_house(request: Request, ref: str, page: Page) -> Response:
        """A house by id or code, with the gifts behind it."""
        after = page.after(UUID)
        return await reader.answer(
            request,
            out.HouseDetailOut,
            lambda conn: houses.house(conn, ref, after=after[0] if after else None, limit=page.limit),
        )


def _unknown() -> Refused:
    return Refused(
        "unknown",
        vi="Chưa có gì mang mã hoặc năm này. Dữ liệu mới có thể cần ít phút để hiện ra.",
        en="There is nothing with this id or year yet. What is new may take a few minutes to show.",
        status=404,
    )
