"""The routes of an account's proof, and of how its lines were matched."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.donation.api.desk import PREFIX, Office, PrivateReader
from services.donation.api.forms import Day
from services.donation.api.views import View
from services.donation.commands import proof as commands
from services.donation.domain.proof import OpeningFrom, Proof, Why
from services.donation.store.proof import LISTED, MonthShare
from shared.http import Language, encode, json_response, language_of
from shared.money import percent

Last = Annotated[Day | None, Query(description="the last day of a span; without it the one day")]


class SumView(View):
    number: int
    amount: int


class DifferenceView(View):
    why: Why
    bank_id: str | None
    day: date | None
    amount: int


class BankSideView(View):
    opening: int
    opening_from: OpeningFrom
    credits: SumView
    debits: SumView
    closing: int
    stated_closing: int | None


class LedgerSideView(View):
    opening: int
    gifts: SumView
    reversals: SumView
    debits: SumView
    closing: int
    refunds_among_gifts: SumView
    refunds_among_debits: SumView


class BetweenView(View):
    difference: int
    in_review: SumView
    set_aside: SumView
    lines: list[DifferenceView]


class ProofView(View):
    """Each side with its terms: closing = opening + credits − debits = opening + gifts − reversals − debits."""

    account_id: UUID
    day: date
    last_day: date
    bank: BankSideView
    ledger: LedgerSideView
    between: BetweenView
    balanced: bool
    says: str

    @classmethod
    def of(cls, account_id: UUID, first: date, last: date, proof: Proof, language: Language) -> Self:
        moved = proof.movement
        sums = {name: SumView.model_validate(value) for name, value in moved._asdict().items()}
        return cls(
            account_id=account_id,
            day=first,
            last_day=last,
            bank=BankSideView(
                opening=proof.opening,
                opening_from=proof.opening_from,
                credits=sums["credits"],
                debits=sums["debits"],
                closing=proof.closing,
                stated_closing=proof.bank_closing,
            ),
            ledger=LedgerSideView(
                opening=proof.opening,
                gifts=sums["gifts"],
                reversals=sums["reversals"],
                debits=sums["debits"],
                closing=proof.ledger,
                refunds_among_gifts=sums["refunds"],
                refunds_among_debits=sums["paid_back"],
            ),
            between=BetweenView(
                difference=proof.difference,
                in_review=sums["review"],
                set_aside=sums["set_aside"],
                lines=[DifferenceView.model_validate(difference) for difference in proof.differences[:LISTED]],
            ),
            balanced=proof.balanced,
            says=" ".join(said_of(proof, language)),
        )


class MatchedMonthView(View):
    """Numbers of credit lines of a month; ``matched``: without a hand."""

    month: str
    lines: int
    matched: int
    by_code: int
    by_rule: int
    by_unit: int
    walk_ins: int
    by_staff: int
    in_review: int
    set_aside: int
    share: str

    @classmethod
    def of(cls, month: MonthShare) -> Self:
        matched = month.by_code + month.by_rule + month.by_unit + month.walk_ins
        counts = month._asdict()
        return cls(
            month=f"{counts.pop('year')}-{counts.pop('month'):02d}",
            matched=matched,
            share=percent(matched, month.lines),
            **counts,
        )


class MatchedView(View):
    account_id: UUID
    months: list[MatchedMonthView]


def proof_routes(office: Office) -> APIRouter:
    """The routes under /accounts/{id} that prove and count its lines."""
    router = APIRouter(prefix=PREFIX, tags=["accounts"])

    @router.get("/accounts/{account_id}/proof", response_model=ProofView)
    async def show_proof(
        request: Request, account_id: UUID, actor: PrivateReader, day: Day, last_day: Last = None
    ) -> Response:
        last = last_day or day
        async with office.database.transaction() as conn:
            await conn.execute("set transaction isolation level repeatable read, read only")
            proof = await commands.prove_account(conn, actor, account_id, day, last)
        shown = ProofView.of(account_id, day, last, proof, language_of(request.scope))
        return json_response(200, encode(shown))

    @router.get("/accounts/{account_id}/matched", response_model=MatchedView)
    async def show_matched(account_id: UUID, actor: PrivateReader, day: Day, last_day: Last = None) -> Response:
        async with office.database.connection() as conn:
            months = await commands.shares_matched(conn, actor, account_id, day, last_day or day)
        shown = MatchedView(account_id=account_id, months=[MatchedMonthView.of(month) for month in months])
        return json_response(200, encode(shown))

    return router


def said_of(proof: Proof, language: Language) -> list[str]:
    """What is proved, in sentences."""
    vi = language == "vi"
    said = []
    if proof.balanced and proof.bank_closing is not None:
        said.append(
            "Cân: số dư ngân hàng bằng số dư trên sổ." if vi else "Balanced: the bank's balance is the ledger's."
        )
    elif proof.balanced:
        said.append("Cân: mọi dòng đã ghi sổ." if vi else "Balanced: every line is booked.")
    else:
        said.append("Chưa cân: xem các dòng lệch." if vi else "Not balanced: see the lines that differ.")
    if proof.bank_closing is None:
        said.append(
            "Ngân hàng không cho số dư, nên không chứng minh được là không thiếu dòng nào."
            if vi
            else "The bank states no balance, so it is not proved that no line is missing."
        )
    said.append(
        "Tiền ra lấy theo ngân hàng; khoản chi được chứng minh ở sổ cái. Khoản chuyển khoản nhập tay, không có dòng "
        "sao kê, không tính ở đây."
        if vi
        else "Debits are as the bank tells them; payments are proved in the ledger. Transfers entered by hand, without "
        "a line, are not counted here."
    )
    return said
