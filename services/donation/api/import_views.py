"""What the routes of statement imports give."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from services.donation.api.views import View
from services.donation.domain.statement import Line, Preview, PreviewRow
from services.donation.domain.statement_import import ImportState, StatementImport
from shared.http import Language
from shared.money import percent


class RefusalView(View):
    """Why a file, or a line, was not taken. ``first`` and ``second`` are two contents of one id."""

    code: str
    detail: str
    field: str | None
    first: dict[str, Any] | None
    second: dict[str, Any] | None

    @classmethod
    def of(cls, kept: dict[str, Any], language: Language) -> Self:
        return cls(
            code=kept["code"],
            detail=kept[language],
            field=kept["field"],
            first=kept.get("first"),
            second=kept.get("second"),
        )


class MatchedView(View):
    code: int
    rule: int
    unit: int


class ImportView(View):
    import_id: UUID
    account_id: UUID
    fund_id: UUID
    file_name: str
    file_bytes: int
    state: ImportState
    rows: int
    written: int
    matched: MatchedView
    walk_ins: int
    reviews: int
    debits: int
    known: int
    matched_share: str
    without_a_hand: int
    without_a_hand_share: str
    conflicts: list[RefusalView]
    layout: str | None
    summary: dict[str, Any] | None
    refusal: RefusalView | None
    created_by: str
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, job: StatementImport, language: Language) -> Self:
        counts = job.counts
        taken = counts.without_a_hand + counts.reviews
        return cls(
            import_id=job.import_id,
            account_id=job.account_id,
            fund_id=job.fund_id,
            file_name=job.file_name,
            file_bytes=job.file_bytes,
            state=job.state,
            rows=job.rows,
            written=counts.written,
            matched=MatchedView(code=counts.by_code, rule=counts.by_rule, unit=counts.by_unit),
            walk_ins=counts.walk_ins,
            reviews=counts.reviews,
            debits=counts.debits,
            known=counts.known,
            matched_share=percent(counts.matched, taken),
            without_a_hand=counts.without_a_hand,
            without_a_hand_share=percent(counts.without_a_hand, taken),
            conflicts=[RefusalView.of(kept, language) for kept in job.conflicts],
            layout=None if job.layout is None else job.layout["name"],
            summary=job.summary,
            refusal=None if job.refusal is None else RefusalView.of(job.refusal, language),
            created_by=job.created_by,
            created_at=job.created_at,
            changed_at=job.changed_at,
        )


class LineView(View):
    bank_id: str
    day: date
    credit: int
    debit: int
    balance: int | None
    memo: str


class PreviewRowView(View):
    """A row as it stands, and the line it is read as, or the problem; neither for what is no line."""

    row: int
    cells: list[str]
    line: LineView | None
    problem: str | None

    @classmethod
    def of(cls, shown: PreviewRow, language: Language) -> Self:
        line: Line | None = shown.line
        return cls(
            row=shown.row,
            cells=shown.cells,
            line=None if line is None else LineView.model_validate(line),
            problem=None if shown.problem is None else getattr(shown.problem, language),
        )


class WarningView(View):
    code: str
    detail: str


class PreviewView(View):
    import_id: UUID
    recognised: bool
    layout: dict[str, Any]
    header: list[str]
    rows: list[PreviewRowView]
    warnings: list[WarningView]

    @classmethod
    def of(cls, import_id: UUID, shown: Preview, language: Language) -> Self:
        return cls(
            import_id=import_id,
            recognised=shown.recognised,
            layout=shown.layout.to_json(),
            header=shown.header,
            rows=[PreviewRowView.of(row, language) for row in shown.rows],
            warnings=[WarningView(code=w.code, detail=getattr(w, language)) for w in shown.warnings],
        )
