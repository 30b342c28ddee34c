"""The proof of a fund's books: everything computed again from journal lines, lots and their parts."""

from typing import NamedTuple
from uuid import UUID

from shared.db import Connection


class Check(NamedTuple):
    """Two ways to the same sum in đồng (or count); they must be equal."""

    name: str
    left: int
    right: int


async def prove(conn: Connection, fund_id: UUID) -> list[Check]:
    """Every check of a fund, from one snapshot. Reads all its lines and lots: some seconds for some millions."""
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        rows = [*await conn.fetch(_LEDGER, fund_id), *await conn.fetch(_LOTS, fund_id)]
    return [Check(*row) for row in rows]


_LEDGER = """
    with posted as (
        select account as kind, sum(amount) as net, sum(amount) filter (where amount > 0) as debit from posting
        where fund_id = $1 group by account
    ), turned as (
        select kind, sum(debit - credit) as net, sum(debit) as debit from turnover where fund_id = $1 group by kind
    ), told as (
        select kind,
               case when kind in ('income_opening', 'income_cash', 'income_bank_transfer') then -balance
                    else balance end as net
        from account where fund_id = $1
    )
    select 'debits_equal_credits', coalesce(sum(net) filter (where net > 0), 0)::bigint,
           coalesce(-sum(net) filter (where net < 0), 0)::bigint from told
    union all
    select 'accounts_differing_from_the_journal', count(*) filter (where told.net <> coalesce(posted.net, 0)), 0
    from told left join posted using (kind)
    union all
    select 'accounts_differing_from_the_turnover',
           count(*) filter (where (told.net, coalesce(posted.debit, 0))
                                  <> (coalesce(turned.net, 0), coalesce(turned.debit, 0))),
           0
    from told left join posted using (kind) left join turned using (kind)
    union all
    select 'closing_equals_cash_and_reserved',
           coalesce((select closing from year_close where fund_id = $1 order by year desc limit 1), 0),
           coalesce((select sum(debit - credit)::bigint from turnover t join fund f using (fund_id)
                     where fund_id = $1 and kind in ('cash', 'reserved') and t.year <= f.closed_through), 0)
"""

_LOTS = """
    with lots as (
        select coalesce(sum(free), 0)::bigint as free, coalesce(sum(reserved), 0)::bigint as reserved,
               coalesce(sum(used), 0)::bigint as used, coalesce(sum(amount - returned), 0)::bigint as kept
        from lot where fund_id = $1
    ), parts as (
        select p.lot_id, coalesce(sum(p.amount) filter (where h.stage = 'reserved'), 0) as reserved,
               coalesce(sum(p.amount) filter (where h.stage = 'used'), 0) as used
        from lot_part p join holding h using (holding_id) where h.fund_id = $1 group by p.lot_id
    ), held as (
        select h.holding_id, h.stage, h.use, coalesce(sum(p.amount), 0)::bigint as amount
        from holding h left join lot_part p using (holding_id) where h.fund_id = $1 group by h.holding_id
    ), account_sum as (
        select coalesce(sum(balance) filter (where kind = 'cash'), 0)::bigint as cash,
               coalesce(sum(balance) filter (where kind = 'reserved'), 0)::bigint as reserved,
               coalesce(sum(balance) filter (where kind >= 'use_martyrs_works'), 0)::bigint as used,
               coalesce(sum(balance) filter (where kind between 'income_opening' and 'income_bank_transfer'), 0)::bigint
                   as income
        from account where fund_id = $1
    )
    select 'free_lots_equal_cash', lots.free, cash from lots, account_sum
    union all select 'reserved_lots_equal_reserved', lots.reserved, account_sum.reserved from lots, account_sum
    union all select 'used_lots_equal_uses', lots.used, account_sum.used from lots, account_sum
    union all select 'kept_lots_equal_income', lots.kept, income from lots, account_sum
    union all
    select 'free_pools_equal_free_lots', coalesce((select sum(free) from lot_pool where fund_id = $1), 0)::bigint,
           lots.free
    from lots
    union all
    select 'lots_differing_from_their_parts', count(*), 0
    from (select lot_id, reserved, used from lot where fund_id = $1 and reserved + used > 0) as l
         full join parts p using (lot_id)
    where (l.reserved, l.used) is distinct from (p.reserved, p.used)
    union all
    select 'uses_differing_from_their_holdings', count(*), 0
    from account a left join (select ('use_' || use)::account_kind as kind, sum(amount)::bigint as amount from held
                              where stage = 'used' group by use) as u using (kind)
    where a.fund_id = $1 and a.kind >= 'use_martyrs_works' and a.balance <> coalesce(u.amount, 0)
    union all
    select 'decisions_differing_from_their_holdings', count(*), 0
    from decision d join held on held.holding_id = d.decision_id
    where held.amount <> case when d.ended_as is null then d.amount - d.paid else 0 end
    union all
    select 'payments_differing_from_their_holdings', count(*), 0
    from held join (select instalment_id as holding_id, amount from instalment union all
                    select expenditure_id, amount from expenditure) as paid using (holding_id)
    where held.amount <> paid.amount
"""
