-- Funds and their double-entry ledger. A journal line names the account it debits and the one it credits, so it can't
-- be out of balance; triggers on whole statements move the balances, which nobody else may touch (docs/adr/0006).

create type account_kind as enum (
    'cash', 'reserved',
    'income_opening', 'income_cash', 'income_bank_transfer',
    'use_martyrs_works', 'use_housing', 'use_visits_illness_funerals', 'use_hardship', 'use_support_to_poorer_funds',
    'use_management_publicity'
);
create type entry_kind as enum ('opening', 'gift', 'reversal', 'decision', 'instalment', 'release', 'expenditure');

-- A fund's row is also its lock: whoever moves its money holds the row first, several in the order of their ids.
create table fund (
    fund_id        uuid primary key,
    code           text not null constraint fund_code_once unique check (code ~ '^[[:alnum:]./_-]{1,20}$'),
    name           text not null check (length(name) between 1 and 300),
    level          text not null check (level in ('central', 'province', 'district', 'commune')),
    locality       text not null check (length(locality) between 1 and 300),
    closed_through smallint,
    opened_at      timestamptz not null,
    opened_by      text not null
);
comment on column fund.closed_through is 'the last closed year; null before the first closing';

create table account (
    fund_id uuid not null references fund,
    kind    account_kind not null,
    balance bigint not null default 0 constraint balance_not_negative check (balance >= 0),
    in_lots bigint,
    primary key (fund_id, kind)
) with (fillfactor = 50);
comment on column account.balance is 'đồng, on the account''s normal side: debit for cash, reserved and uses, credit for income';
comment on column account.in_lots is 'the same sum told by the lots; compared at every commit; null for uses';

create table turnover (
    fund_id uuid not null,
    kind    account_kind not null,
    year    smallint not null,
    debits  bigint not null,
    debit   bigint not null,
    credits bigint not null,
    credit  bigint not null,
    primary key (fund_id, kind, year),
    foreign key (fund_id, kind) references account
) with (fillfactor = 50);
comment on table turnover is 'per account and fiscal year: how many lines debit and credit it, and their sums in đồng';

create table entry (
    entry_id    bigint generated always as identity,
    fund_id     uuid not null,
    kind        entry_kind not null,
    debit       account_kind not null,
    credit      account_kind not null,
    amount      bigint not null check (amount > 0),
    dated       date not null,
    year        smallint not null generated always as (extract(year from dated)::smallint) stored,
    subject_id  uuid not null,
    recorded_at timestamptz not null,
    primary key (fund_id, entry_id),
    constraint entry_is_of_its_kind check (case kind
        when 'opening' then debit = 'cash' and credit = 'income_opening'
        when 'gift' then debit = 'cash' and credit in ('income_cash', 'income_bank_transfer')
        when 'reversal' then debit in ('income_cash', 'income_bank_transfer') and credit = 'cash'
        when 'decision' then debit = 'reserved' and credit = 'cash'
        when 'instalment' then debit = 'use_housing' and credit = 'reserved'
        when 'release' then debit = 'cash' and credit = 'reserved'
        when 'expenditure' then debit >= 'use_martyrs_works' and debit <> 'use_housing' and credit = 'cash'
    end)
);
comment on table entry is 'the journal: one debit and one credit a line; append-only, corrected by a reversing line';
comment on column entry.subject_id is 'the gift, lot, decision, instalment or expenditure that the line tells of';

create view posting as
    select entry_id, fund_id, debit as account, amount, dated, year, kind, subject_id from entry
    union all
    select entry_id, fund_id, credit, -amount, dated, year, kind, subject_id from entry;
comment on view posting is 'the two sides of each journal line; debit is positive';

create type leg as (fund_id uuid, year smallint, debit account_kind, credit account_kind, entries bigint, amount bigint);

create function entry_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    legs leg[];
begin
    select array_agg(row (fund_id, year, debit, credit, entries, amount)::leg) into legs
    from (select fund_id, year, debit, credit, count(*) as entries, sum(amount)::bigint as amount
          from added group by fund_id, year, debit, credit) as l;
    perform from fund where fund_id in (select fund_id from unnest(legs)) order by fund_id for no key update;
    if exists (select from unnest(legs) as l join fund f using (fund_id) where l.year <= f.closed_through) then
        raise exception 'the fiscal year is closed' using errcode = 'check_violation', constraint = 'year_is_open';
    end if;
    with side as (
        select fund_id, year, debit as kind, entries as debits, amount as debit, 0 as credits, 0 as credit from unnest(legs)
        union all
        select fund_id, year, credit, 0, 0, entries, amount from unnest(legs)
    ), turned as (
        insert into turnover as t (fund_id, kind, year, debits, debit, credits, credit)
        select fund_id, kind, year, sum(debits), sum(debit), sum(credits), sum(credit) from side group by fund_id, kind, year
        on conflict (fund_id, kind, year) do update
        set debits = t.debits + excluded.debits, debit = t.debit + excluded.debit,
            credits = t.credits + excluded.credits, credit = t.credit + excluded.credit
    )
    update account a
    set balance = a.balance + case when a.kind in ('income_opening', 'income_cash', 'income_bank_transfer')
                                   then m.credit - m.debit else m.debit - m.credit end
    from (select fund_id, kind, sum(debit)::bigint as debit, sum(credit)::bigint as credit from side group by fund_id, kind) as m
    where a.fund_id = m.fund_id and a.kind = m.kind;
    return null;
end $$;
create trigger entry_inserted after insert on entry
    referencing new table as added for each statement execute function entry_inserted();

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: correct it by a new row', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger entry_append_only before update or delete or truncate on entry
    for each statement execute function refuse_change();

create function fund_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into account (fund_id, kind, in_lots)
    select new.fund_id, kind, case when kind < 'use_martyrs_works' then 0 end
    from unnest(enum_range(null::account_kind)) as kind;
    return null;
end $$;
create trigger fund_inserted after insert on fund for each row execute function fund_inserted();

grant select, insert, update (closed_through) on fund to :role;
grant select on account, turnover, posting to :role;
grant select, insert on entry to :role;
