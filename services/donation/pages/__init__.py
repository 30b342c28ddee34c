"""The staff pages under /staff/donation: which address is answered by what, and for whom."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.donation.pages import (
    accounts,
    aside,
    batches,
    books,
    callback_secrets,
    campaigns,
    care,
    codes,
    counter,
    donors,
    gifts,
    indicators,
    others,
    pledges,
    refunds,
    review,
    start,
    statements,
    units,
)
from services.donation.pages.roles import ACCOUNTANT, ADMIN, ANYONE, CONSENT_TAKERS, READERS, SETTERS, TAKERS
from services.donation.pages.site import Page, Site, staff_pages
from services.donation.pages.statements import UPLOAD_PAGE
from services.donation.pages.visit import ROOT
from shared.http import Sentence

__all__ = ["PAGES", "ROOT", "UPLOAD_PAGE", "Site", "page_routes", "staff_pages"]


def page_routes(site: Site) -> APIRouter:
    """Every page, the site's own files, and at the end the page for an address that has none."""
    router = APIRouter()
    router.routes.append(site.pages.assets.route())

    async def sign_in(request: Request) -> Response:
        return await site.signed_in(request) if request.method == "POST" else site.sign_in_page(request, None)

    async def nowhere(request: Request) -> Response:
        return site.problem(request, 404, _NOWHERE)

    _add(router, "/sign-in", sign_in, ["GET", "HEAD", "POST"])
    for path, page in PAGES.items():
        methods = ["GET", "HEAD"] + (["POST"] if page.take else [])
        _add(router, path, site.endpoint(page), methods)
    _add(router, "/{path:path}", nowhere, ["GET", "HEAD"])
    return router


def _add(router: APIRouter, path: str, answer: Callable[[Request], Awaitable[Response]], methods: list[str]) -> None:
    router.add_route(ROOT + path, answer, methods, include_in_schema=False)


_NOWHERE: Final = Sentence(
    "Địa chỉ này không có trang nào. Hãy chọn việc cần làm ở trang đầu.",
    "There is no page at this address. Choose a task on the first page.",
)

PAGES: Final[Mapping[str, Page]] = {
    "": Page(ANYONE, start.start),
    "/sign-out": Page(ANYONE, None, ANYONE, start.sign_out),
    "/fund": Page(ANYONE, start.choose_fund, ANYONE, start.take_fund),
    "/counter": Page(TAKERS, counter.counter, TAKERS, counter.take),
    "/counter/detailed": Page(TAKERS, counter.detailed, TAKERS, counter.take_detailed),
    "/counter/words": Page(TAKERS, counter.words),
    "/gifts": Page(READERS, gifts.gift_list),
    "/gifts/{gift_id}": Page(READERS, gifts.gift),
    "/gifts/{gift_id}/prints": Page(TAKERS, None, TAKERS, gifts.print_gift),
    "/gifts/{gift_id}/void": Page(ACCOUNTANT, gifts.void, ACCOUNTANT, gifts.take_void),
    "/gifts/{gift_id}/reversal": Page(ACCOUNTANT, gifts.reversal, ACCOUNTANT, gifts.take_reversal),
    "/gifts/{gift_id}/name-withdrawal": Page(
        CONSENT_TAKERS, donors.withdrawing, CONSENT_TAKERS, donors.take_withdrawing
    ),
    "/gifts/{gift_id}/refund-debit": Page(ACCOUNTANT, refunds.choosing, ACCOUNTANT, refunds.take_choice),
    "/gifts/{gift_id}/refund-debit/take-back": Page(ACCOUNTANT, None, ACCOUNTANT, refunds.take_back),
    "/prints/{print_id}.pdf": Page(TAKERS, gifts.printed),
    "/batches": Page(READERS, batches.batch_list),
    "/batches/new": Page(TAKERS, batches.new_batch, TAKERS, batches.take_batch),
    "/batches/{batch_id}": Page(READERS, batches.batch),
    "/others": Page(READERS, others.other_list),
    "/others/new/{kind}": Page(TAKERS, others.new_other, TAKERS, others.take_other),
    "/others/{contribution_id}": Page(READERS, others.other),
    "/others/{contribution_id}/reversal": Page(ACCOUNTANT, others.reversing, ACCOUNTANT, others.take_reversing),
    "/care": Page(READERS, care.care_list),
    "/care/new": Page(TAKERS, care.new_care, TAKERS, care.take_care),
    "/care/beneficiaries": Page(READERS, care.beneficiary_list),
    "/care/beneficiaries/new": Page(TAKERS, care.new_beneficiary, TAKERS, care.take_beneficiary),
    "/care/{sponsorship_id}": Page(READERS, care.care),
    "/care/{sponsorship_id}/payments": Page(TAKERS, care.paying, TAKERS, care.take_paying),
    "/care/{sponsorship_id}/payments/{payment_id}/void": Page(ACCOUNTANT, care.voiding, ACCOUNTANT, care.take_voiding),
    "/care/{sponsorship_id}/end": Page(TAKERS, care.ending, TAKERS, care.take_ending),
    "/indicators": Page(ANYONE, indicators.indicator_list),
    "/indicators/new": Page(SETTERS, indicators.reporting, SETTERS, indicators.take_report),
    "/units": Page(ANYONE, units.unit_list),
    "/units/new": Page(ADMIN, units.new_unit, ADMIN, units.take_unit),
    "/units/{unit_id}": Page(READERS | ADMIN, units.unit),
    "/units/{unit_id}/place": Page(ADMIN, donors.placing, ADMIN, donors.take_placing),
    "/units/{unit_id}/name": Page(ADMIN, donors.renaming, ADMIN, donors.take_renaming),
    "/units/{unit_id}/merge": Page(ADMIN, donors.merging, ADMIN, donors.take_merging),
    "/units/{unit_id}/consents": Page(READERS | ADMIN, donors.consents, CONSENT_TAKERS, donors.take_consent),
    "/units/{unit_id}/summary.pdf": Page(READERS, units.summary),
    "/campaigns": Page(ANYONE, campaigns.campaign_list),
    "/campaigns/new": Page(ADMIN, campaigns.new_campaign, ADMIN, campaigns.take_campaign),
    "/campaigns/{campaign_id}": Page(ANYONE, campaigns.campaign),
    "/campaigns/{campaign_id}/target": Page(SETTERS, campaigns.target, SETTERS, campaigns.take_target),
    "/campaigns/{campaign_id}/extension": Page(ADMIN, campaigns.extension, ADMIN, campaigns.take_extension),
    "/campaigns/{campaign_id}/closing": Page(ADMIN, campaigns.closing, ADMIN, campaigns.take_closing),
    "/campaigns/{campaign_id}/reminders": Page(TAKERS, None, TAKERS, pledges.remind_campaign),
    "/pledges": Page(READERS, pledges.pledge_list),
    "/pledges/overdue": Page(READERS, pledges.overdue),
    "/pledges/new": Page(TAKERS, pledges.new_pledge, TAKERS, pledges.take_pledge),
    "/pledges/{pledge_id}": Page(READERS, pledges.pledge),
    "/pledges/{pledge_id}/cancel": Page(ACCOUNTANT, pledges.cancelling, ACCOUNTANT, pledges.take_cancelling),
    "/pledges/{pledge_id}/reminders": Page(TAKERS, None, TAKERS, pledges.remind),
    "/reminders/{reminder_id}": Page(READERS, pledges.reminder),
    "/reminders/{reminder_id}/letters.pdf": Page(READERS, pledges.letters),
    "/books": Page(ANYONE, books.year),
    "/books/close": Page(ACCOUNTANT, books.closing, ACCOUNTANT, books.take_closing),
    "/books/{fund_id}/{year:int}/{book}": Page(ANYONE, books.book),
    "/books/{fund_id}/{year:int}/{book}/listing.pdf": Page(ANYONE, books.listing),
    "/books/{fund_id}/{year:int}/{book}/prints": Page(TAKERS, books.printing, TAKERS, books.take_printing),
    "/letterhead": Page(ADMIN, books.letterhead, ADMIN, books.take_letterhead),
    "/statements": Page(READERS, statements.statement_list),
    "/statements/new": Page(ACCOUNTANT, statements.new_statement, ACCOUNTANT, statements.take_statement, True),
    "/statements/{import_id}": Page(READERS, statements.statement),
    "/statements/{import_id}/mapping": Page(ACCOUNTANT, statements.mapping, ACCOUNTANT, statements.take_mapping),
    "/review": Page(TAKERS, review.queue),
    "/review/choose": Page(TAKERS, review.choose),
    "/review/decide": Page(TAKERS, review.deciding, TAKERS, review.take_decision),
    "/review/aside": Page(TAKERS, review.setting_aside, TAKERS, review.take_setting_aside),
    "/rules": Page(TAKERS, review.rule_list),
    "/rules/{rule_id}/apply": Page(TAKERS, None, TAKERS, review.apply_rule),
    "/rules/{rule_id}/retire": Page(TAKERS, None, TAKERS, review.retire),
    "/codes": Page(ANYONE, codes.code_list),
    "/codes/new": Page(SETTERS, codes.new_code, SETTERS, codes.take_code),
    "/codes/{code}": Page(ANYONE, codes.code),
    "/codes/{code}/qr.svg": Page(ANYONE, codes.picture),
    "/codes/{code}/poster.pdf": Page(ANYONE, codes.poster),
    "/codes/{code}/revoke": Page(SETTERS, None, SETTERS, codes.revoke),
    "/aside": Page(TAKERS, aside.aside_list),
    "/aside/back": Page(ACCOUNTANT, aside.taking_back, ACCOUNTANT, aside.take_taking_back),
    "/accounts": Page(ANYONE, accounts.account_list),
    "/accounts/new": Page(ADMIN, accounts.new_account, ADMIN, accounts.take_account),
    "/accounts/{account_id}": Page(ANYONE, accounts.account),
    "/accounts/{account_id}/close": Page(ADMIN, accounts.closing, ADMIN, accounts.take_closing),
    "/accounts/{account_id}/callback-secrets": Page(ADMIN, callback_secrets.secret_list),
    "/accounts/{account_id}/callback-secrets/new": Page(
        ADMIN, callback_secrets.making, ADMIN, callback_secrets.take_making
    ),
    "/accounts/{account_id}/callback-secrets/retire": Page(
        ADMIN, callback_secrets.retiring, ADMIN, callback_secrets.take_retiring
    ),
    "/accounts/{account_id}/proof": Page(READERS, accounts.proof),
}
