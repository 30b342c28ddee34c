"""What waits for whoever has signed in; and for which fund they work."""

from typing import Final

from starlette.responses import Response

from services.donation.pages.counter import open_campaigns, still_running
from services.donation.pages.roles import READERS
from services.donation.pages.session import forget, is_secure
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit
from services.donation.store import books, campaigns, pledges
from services.donation.store.waiting import waiting, years_with_books
from shared.http import Sentence

LATE: Final = 1000


async def start(visit: Visit, sheet: Sheet) -> Response:
    """The first page of the day."""
    if visit.fund is None:
        return visit.page("start.html", sheet=sheet, waits=None)
    fund_id = visit.fund.fund_id
    async with visit.office.database.connection() as conn:
        waits = await waiting(conn, fund_id, visit.actor.id, visit.today)
        late = await pledges.overdue(conn, fund_id, visit.today, limit=LATE) if visit.may(*READERS) else []
        unclosed = []
        for year in await years_with_books(conn, fund_id):
            state = await books.year(conn, fund_id, year)
            if year < visit.today.year and state.closed_at is None:
                unclosed.append(year)
        listed = await books.books(conn, fund_id, visit.today.year)
        running = [
            (campaign, await campaigns.progress(conn, campaign))
            for campaign in still_running(await open_campaigns(conn, fund_id, visit.today), visit.today)
        ]  # fmt: skip
    return visit.page(
        "start.html", sheet=sheet, waits=waits, late=len(late), late_sum=sum(line.overdue for line in late),
        unclosed=unclosed, incomplete=[book for book in listed if not book.complete], books=listed, running=running,
    )  # fmt: skip


async def choose_fund(visit: Visit, sheet: Sheet) -> Response:
    """The form that chooses the fund."""
    return visit.page("fund.html", sheet=sheet)


async def take_fund(visit: Visit, sheet: Sheet) -> Response:
    """Work for it from now on: the site keeps it."""
    chosen = next((fund for fund in visit.funds if str(fund.fund_id) == sheet.text("fund_id")), None)
    if chosen is None:
        sheet.refuse("fund_id", Sentence("Hãy chọn một quỹ trong danh sách.", "Choose a fund of the list."))
        return await choose_fund(visit, sheet)
    return visit.work_for(chosen)


async def sign_out(visit: Visit, sheet: Sheet) -> Response:
    """Have the browser forget who it was."""
    response = visit.go("/sign-in")
    forget(response, secure=is_secure(visit.request, visit.office.public_url))
    return response
