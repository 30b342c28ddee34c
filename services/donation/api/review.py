"""The routes of the review queue, of decisions and of rules."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.donation.api.desk import GIFT_TAKERS, PREFIX, Accountant, Office
from services.donation.api.forms import Day
from services.donation.api.review_forms import DecisionForm, SetAsideForm, TakeBackForm
from services.donation.api.review_views import CountView, DecisionView, OpenLineView, RuleView, WordlessRuleView
from services.donation.commands import accounts
from services.donation.commands import review as commands
from services.donation.commands import rules as rule_commands
from services.donation.commands.desk import Desk
from services.donation.store import rules
from shared.access import Actor, require
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging

Decider = Annotated[Actor, Depends(require(*GIFT_TAKERS))]
"""Sees memos and decides."""


def review_routes(office: Office) -> APIRouter:
    """Every route under /review and /rules."""
    router = APIRouter(prefix=PREFIX, tags=["review"])
    _queue(router, office)
    _decisions(router, office)
    _rules(router, office)
    return router


def _queue(router: APIRouter, office: Office) -> None:
    @router.get("/review", response_model=Page[OpenLineView])
    async def list_open_lines(
        actor: Decider,
        page: Annotated[Paging, Depends(paging)],
        account_id: UUID,
        day: Annotated[Day | None, Query(description="lines of that day alone")] = None,
        q: Annotated[str, Query(max_length=200, description="a word or words in the memo, accents or not")] = "",
    ) -> Response:
        after: tuple[date, str] | None = page.after(date, str)
        async with office.database.connection() as conn:
            lines = await commands.waiting_lines(
                conn, actor, account_id, day=day, q=q, after=after, limit=page.limit + 1
            )
        listed = page.page(lines, OpenLineView.of, lambda waiting: [waiting.line.day, waiting.line.bank_id])
        return json_response(200, encode(listed))


def _decisions(router: APIRouter, office: Office) -> None:
    @router.post("/review/decisions", status_code=201, response_model=DecisionView, openapi_extra=IDEMPOTENT)
    async def decide(request: Request, form: DecisionForm, actor: Decider) -> Response:
        async def decide_lines(conn: Connection, desk: Desk) -> DecisionView:
            parts = [part.part() for part in form.gifts]
            phrase = None if form.rule is None else form.rule.phrase
            return DecisionView.of(
                await commands.decide(
                    conn, desk, form.account_id, form.bank_ids, parts, phrase=phrase, received_on=form.received_on
                )
            )

        response = await office.write(request, actor, 201, decide_lines)
        office.rules.wake()
        return response

    @router.post("/review/set-asides", response_model=CountView, openapi_extra=IDEMPOTENT)
    async def set_aside(request: Request, form: SetAsideForm, actor: Decider) -> Response:
        async def set_lines_aside(conn: Connection, desk: Desk) -> CountView:
            lines = await commands.set_aside(conn, desk, form.account_id, form.bank_ids, form.reason)
            return CountView(account_id=form.account_id, lines=lines)

        return await office.write(request, actor, 200, set_lines_aside)

    @router.post("/review/set-asides/take-back", response_model=CountView, openapi_extra=IDEMPOTENT)
    async def take_back(request: Request, form: TakeBackForm, actor: Accountant) -> Response:
        async def take_lines_back(conn: Connection, desk: Desk) -> CountView:
            lines = await commands.take_back(conn, desk, form.account_id, form.bank_ids)
            return CountView(account_id=form.account_id, lines=lines)

        return await office.write(request, actor, 200, take_lines_back)


def _rules(router: APIRouter, office: Office) -> None:
    @router.get("/rules", response_model=Page[RuleView])
    async def list_rules(actor: Decider, page: Annotated[Paging, Depends(paging)], account_id: UUID) -> Response:
        after = page.after(UUID)
        async with office.database.connection() as conn:
            await accounts.known_account(conn, actor, account_id)
            rows = await rules.rules(conn, account_id, after=after[0] if after else None, limit=page.limit + 1)
        return json_response(200, encode(page.page(rows, RuleView.model_validate, lambda rule: [rule.rule_id])))

    @router.get("/rules/{rule_id}", response_model=RuleView)
    async def show_rule(rule_id: UUID, actor: Decider) -> Response:
        async with office.database.connection() as conn:
            rule = await rule_commands.known_rule(conn, actor, rule_id)
        return json_response(200, encode(RuleView.model_validate(rule)))

    @router.post("/rules/{rule_id}/apply", response_model=WordlessRuleView, openapi_extra=IDEMPOTENT)
    async def apply_rule_again(request: Request, rule_id: UUID, actor: Decider) -> Response:
        async def apply_one(conn: Connection, desk: Desk) -> WordlessRuleView:
            return WordlessRuleView.model_validate(await rule_commands.apply_again(conn, desk, rule_id))

        response = await office.write(request, actor, 200, apply_one)
        office.rules.wake()
        return response

    @router.post("/rules/{rule_id}/retire", response_model=WordlessRuleView, openapi_extra=IDEMPOTENT)
    async def retire_rule(request: Request, rule_id: UUID, actor: Decider) -> Response:
        async def retire_one(conn: Connection, desk: Desk) -> WordlessRuleView:
            return WordlessRuleView.model_validate(await rule_commands.retire_rule(conn, desk, rule_id))

        return await office.write(request, actor, 200, retire_one)
