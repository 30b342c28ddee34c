"""What staff read: funds, journal, requests, decisions, expenditures, and what waits."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from shared.db import Connection

Row = Mapping[str, Any]
Rows = Sequence[Row]


async def _rows(conn: Connection, sql: str, *arguments: object) -> Rows:
    rows: Rows = await conn.fetch(sql, *arguments)
    return rows


async def _row(conn: Connection, sql: str, *arguments: object) -> Row | None:
    row: Row | None = await conn.fetchrow(sql, *arguments)
    return row


async def _always(conn: Connection, sql: str, *arguments: object) -> Row:
    """The row of a statement that always gives one, such as an aggregate."""
    rows: Rows = await conn.fetch(sql, *arguments)
    return rows[0]


async def funds(conn: Connection, *, funds: list[UUID] | None, after: UUID | None, limit: int) -> Rows:
    """Funds by id; ``funds`` None is all of them."""
    return await _rows(
        conn,
        """select fund_id, code, name, level, locality, closed_through from fund
           where ($1::uuid[] is null or fund_id = any($1)) and ($2::uuid is null or fund_id > $2)
           order by fund_id limit $3""",
        funds, after, limit,
    )  # fmt: skip


async def fund(conn: Connection, fund_id: UUID) -> Row | None:
    return await _row(
        conn, "select fund_id, code, name, level, locality, closed_through from fund where fund_id = $1", fund_id
    )


async def earmarked(conn: Connection, fund_id: UUID) -> Rows:
    """Free money that is earmarked."""
    return await _rows(
        conn,
        "select earmark, free from lot_pool where fund_id = $1 and free > 0 and earmark <> '' order by earmark",
        fund_id,
    )


async def reversals_waiting(conn: Connection, fund_ids: list[UUID] | None) -> Row:
    """How many reversals wait for money, and how much is missing."""
    return await _always(
        conn,
        """select count(*) as count, coalesce(sum(amount - placed), 0)::bigint as amount from reversal
           where placed < amount and ($1::uuid[] is null or fund_id = any($1))""",
        fund_ids,
    )


async def entries(conn: Connection, fund_id: UUID, *, before: int | None, limit: int) -> Rows:
    """The journal, newest first."""
    return await _rows(
        conn,
        """select entry_id, kind, debit, credit, amount, dated, year, subject_id, recorded_at from entry
           where fund_id = $1 and ($2::bigint is null or entry_id < $2) order by entry_id desc limit $3""",
        fund_id, before, limit,
    )  # fmt: skip


async def turnover(conn: Connection, fund_id: UUID, year: int | None) -> Rows:
    """Debits, credits and the balance on the normal side of every account, in one year or all."""
    return await _rows(
        conn,
        """select a.kind as account, coalesce(sum(t.debit), 0)::bigint as debit,
                  coalesce(sum(t.credit), 0)::bigint as credit,
                  (case when a.kind in ('income_opening', 'income_cash', 'income_bank_transfer') then -1 else 1 end
                   * coalesce(sum(t.debit - t.credit), 0))::bigint as balance
           from account a left join turnover t
                on t.fund_id = a.fund_id and t.kind = a.kind and ($2::int is null or t.year = $2)
           where a.fund_id = $1 group by a.kind order by a.kind""",
        fund_id, year,
    )  # fmt: skip


async def years(conn: Connection, fund_id: UUID) -> Rows:
    """Closed years, newest first."""
    return await _rows(
        conn,
        """select fund_id, year, opening, received, reversed, used, closing, closed_on from year_close
           where fund_id = $1 order by year desc""",
        fund_id,
    )


_REQUEST = """
    select r.request_id, r.house_id, r.household_id, r.fund_id, r.programme, r.work_type, r.amount, r.estimated_cost,
           r.requested_on, r.requested_by, r.state, h.house_code
    from request r left join house h on h.house_id = r.house_id
"""


async def requests(
    conn: Connection, *, funds: list[UUID] | None, state: str | None, after: UUID | None, limit: int
) -> Rows:
    """Requests for support, oldest first."""
    return await _rows(
        conn,
        _REQUEST
        + """where ($1::uuid[] is null or r.fund_id = any($1)) and ($2::text is null or r.state = $2)
               and ($3::uuid is null or r.request_id > $3)
             order by r.request_id limit $4""",
        funds, state, after, limit,
    )  # fmt: skip


async def request(conn: Connection, request_id: UUID) -> Row | None:
    return await _row(conn, _REQUEST + "where r.request_id = $1", request_id)


async def requests_of_house(conn: Connection, house_id: UUID) -> Rows:
    return await _rows(conn, _REQUEST + "where r.house_id = $1 order by r.request_id", house_id)


_DECISION = """
    select decision_id, decision_number, request_id, house_id, fund_id, work_type, amount, decided_on, above_norm,
           reason_above_norm, campaign_id, norm_id, decided_by, paid, released, ended_as, ended_on
    from decision
"""


async def decisions(conn: Connection, *, funds: list[UUID] | None, before: UUID | None, limit: int) -> Rows:
    """Decisions, newest first."""
    return await _rows(
        conn,
        _DECISION
        + """where ($1::uuid[] is null or fund_id = any($1)) and ($2::uuid is null or decision_id < $2)
             order by decision_id desc limit $3""",
        funds, before, limit,
    )  # fmt: skip


async def decision(conn: Connection, decision_id: UUID) -> Row | None:
    return await _row(conn, _DECISION + "where decision_id = $1", decision_id)


async def decision_papers(conn: Connection, decision_id: UUID) -> Row | None:
    """The inputs and the result of a decision as JSON text."""
    return await _row(conn, "select inputs, result from decision where decision_id = $1", decision_id)


async def decisions_of_house(conn: Connection, house_id: UUID) -> Rows:
    return await _rows(conn, _DECISION + "where house_id = $1 order by decision_id", house_id)


async def instalments(conn: Connection, decision_id: UUID) -> Rows:
    """What was paid on a decision, first payment first."""
    return await _rows(
        conn,
        """select instalment_id, decision_id, house_id, fund_id, certificate_id, certificate, amount, paid_on, paid_by
           from instalment where decision_id = $1 order by instalment_id""",
        decision_id,
    )


async def house(conn: Connection, house_id: UUID) -> Row | None:
    """What was heard of a house; its description is null when only certificates or requests came through."""
    return await _row(
        conn,
        """select house_id, house_code, household_code, category, village, commune, work_type, programme, fund_id,
                  applied_on
           from house where house_id = $1""",
        house_id,
    )


async def certificates(conn: Connection, house_id: UUID) -> Rows:
    """The stage certificates of a house with the payments made against them."""
    return await _rows(
        conn,
        """select c.certificate_id, c.certificate, c.reached_on as on, i.instalment_id
           from certificate c left join instalment i using (certificate_id)
           where c.house_id = $1 order by c.reached_on, c.certificate_id""",
        house_id,
    )


async def expenditures(conn: Connection, *, funds: list[UUID] | None, before: UUID | None, limit: int) -> Rows:
    """Expenditures, newest first."""
    return await _rows(
        conn,
        """select expenditure_id, fund_id, use, amount, spent_on, campaign_id, description, recorded_by from expenditure
           where ($1::uuid[] is null or fund_id = any($1)) and ($2::uuid is null or expenditure_id < $2)
           order by expenditure_id desc limit $3""",
        funds, before, limit,
    )  # fmt: skip


async def expenditure(conn: Connection, expenditure_id: UUID) -> Row | None:
    """One expenditure."""
    return await _row(
        conn,
        """select expenditure_id, fund_id, use, amount, spent_on, campaign_id, description, recorded_by from expenditure
           where expenditure_id = $1""",
        expenditure_id,
    )


async def fund_of_purpose(conn: Connection, purpose_id: UUID) -> UUID | None:
    """The fund of a decision or expenditure."""
    fund_id: UUID | None = await conn.fetchval("select fund_id from holding where holding_id = $1", purpose_id)
    return fund_id


async def parts_of_purpose(
    conn: Connection, purpose_id: UUID, *, after: tuple[str, UUID, UUID] | None, limit: int
) -> Rows:
    """The lots that a decision or an expenditure holds, by stage, holding and lot."""
    stage, holding_id, lot_id = after or (None, None, None)
    return await _rows(
        conn,
        """select h.stage, h.holding_id, h.instalment_id, p.lot_id, p.amount
           from holding h join lot_part p on p.holding_id = h.holding_id
           where h.purpose_id = $1
             and ($2::text is null or (h.stage, h.holding_id, p.lot_id) > ($2, $3::uuid, $4::uuid))
           order by h.stage, h.holding_id, p.lot_id limit $5""",
        purpose_id, stage, holding_id, lot_id, limit,
    )  # fmt: skip


async def lot(conn: Connection, lot_id: UUID) -> Row | None:
    """A gift or opening balance with where its money is now, and its reversal if there is one."""
    return await _row(
        conn,
        """select l.lot_id, l.fund_id, l.income, l.earmark, l.amount, l.free, l.reserved, l.used, l.returned,
                  l.received_on, r.amount as reversal_amount, r.placed, r.reversed_on, r.kind
           from lot l left join reversal r on r.gift_id = l.lot_id where l.lot_id = $1""",
        lot_id,
    )


async def parts_of_lots(conn: Connection, lot_ids: list[UUID]) -> Rows:
    """What holds the parts of lots, together."""
    return await _rows(
        conn,
        """select h.stage, h.purpose_id, h.instalment_id, h.house_id, h.use, sum(p.amount)::bigint as amount
           from lot_part p join holding h using (holding_id) where p.lot_id = any($1::uuid[])
           group by h.holding_id order by h.stage desc, h.holding_id""",
        lot_ids,
    )


async def pending(conn: Connection, fund_ids: list[UUID] | None) -> Row:
    """What waits for somebody, in counts and đồng; reversals apart."""
    return await _always(
        conn,
        """select (select count(*) from request
                   where state = 'waiting' and ($1::uuid[] is null or fund_id = any($1))) as requests,
                  (select count(*) from decision
                   where ended_as is null and ($1::uuid[] is null or fund_id = any($1))) as decisions_open,
                  (select coalesce(sum(balance), 0)::bigint from account
                   where kind = 'reserved' and ($1::uuid[] is null or fund_id = any($1))) as reserved,
                  (select count(*) from certificate c join decision d using (house_id)
                   where d.ended_as is null and d.paid < d.amount and ($1::uuid[] is null or d.fund_id = any($1))
                     and not exists (select from instalment i where i.certificate_id = c.certificate_id)
                  ) as certificates_unpaid,
                  s.count as stranded_count, s.amount as stranded_amount
           from (select count(*) as count, coalesce(sum(p.free), 0)::bigint as amount
                 from lot_pool p join house_end e on p.earmark = 'house:' || e.house_id
                 where p.free > 0 and ($1::uuid[] is null or p.fund_id = any($1))) as s""",
        fund_ids,
    )
