"""The list of what was paid, and the page of one payment."""

from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from services.transparency.pages.ask import Ask
from services.transparency.pages.site import Context, Site
from services.transparency.pages.speech import dong, years
from services.transparency.store.find_money import used_by_use
from services.transparency.views.payments import payment, payments
from shared.db import Connection
from shared.errors import Refused
from shared.web import Bar
from shared.web.trade import USES

ROWS = 50
BACKERS = 50


async def payments_page(site: Site, request: Request) -> Response:
    """Answer GET /expenditures?year=&fund=&use=&after=…."""

    async def read(ask: Ask, conn: Connection) -> Context:
        year, fund, use = ask.year(), ask.id("fund"), ask.choice("use", USES)
        found = await payments(conn, year=year, fund_id=fund, use=use, after=ask.after(date, UUID), limit=ROWS)
        uses = [] if use else await used_by_use(conn, year, fund)
        speech = site.speech(ask)
        return {
            "payments": found,
            "uses": uses,
            "use_bars": [
                Bar(
                    speech.say(USES[part.key]),
                    part.amount,
                    dong(part.amount),
                    href=ask.to("/expenditures", year=year, fund=fund, use=part.key),
                )
                for part in uses
            ],
            "chosen": {"year": year, "fund": fund, "use": use},
            "year_options": years(found.years),
            "use_options": speech.words(USES),
            "fund_options": speech.funds(found.funds.values()),
        }

    return await site.show(request, "payments.html", read)


async def payment_page(site: Site, request: Request) -> Response:
    """Answer GET /expenditures/{id}?after=…."""

    async def read(ask: Ask, conn: Connection) -> Context:
        try:
            id_ = UUID(request.path_params["id"])
        except ValueError:
            id_ = UUID(int=0)
        found = await payment(conn, id_, after=ask.after(UUID), limit=BACKERS)
        if found is None:
            raise Refused(
                "payment_unknown",
                vi="Chưa có khoản chi nào mang mã này. Hãy xem danh sách các khoản chi.",
                en="There is no payment with this id yet. See the list of payments.",
                status=404,
            )
        return {"detail": found}

    return await site.show(request, "payment.html", read)
