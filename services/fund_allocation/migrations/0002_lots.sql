-- Where every đồng is: a lot for each gift and opening balance, what holds its parts, and gifts that were taken back.

create table lot (
    lot_id      uuid primary key,
    fund_id     uuid not null,
    income      account_kind not null check (income in ('income_opening', 'income_cash', 'income_bank_transfer')),
    earmark     text not null default '',
    amount      bigint not null check (amount > 0),
    free        bigint not null check (free >= 0),
    reserved    bigint not null default 0 check (reserved >= 0),
    used        bigint not null default 0 check (used >= 0),
    returned    bigint not null default 0 check (returned >= 0),
    received_on date not null,
    constraint lot_is_conserved check (amount = free + reserved + used + returned)
);
comment on column lot.lot_id is 'the id of the gift or opening balance';
comment on column lot.earmark is '"house:<id>", "campaign:<id>", "purpose:<use>", or empty: free for every purpose';
create index lot_free on lot (fund_id, earmark, received_on, lot_id) where free > 0;

create table lot_pool (
    fund_id uuid not null references fund,
    earmark text not null,
    free    bigint not null check (free >= 0),
    primary key (fund_id, earmark)
) with (fillfactor = 50);
comment on table lot_pool is 'the free money of each fund and earmark, in đồng; moved by the lots'' triggers alone';

create type lot_change as (fund_id uuid, income account_kind, earmark text, free bigint, reserved bigint, kept bigint);

create function lot_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    changes lot_change[];
begin
    if tg_op = 'INSERT' then
        select array_agg(row (fund_id, income, earmark, free, reserved, kept)::lot_change) into changes
        from (select fund_id, income, earmark, sum(free) as free, sum(reserved) as reserved, sum(amount - returned) as kept
              from added group by fund_id, income, earmark) as c;
    else
        select array_agg(row (fund_id, income, earmark, free, reserved, kept)::lot_change) into changes
        from (select fund_id, income, earmark, sum(free) as free, sum(reserved) as reserved, sum(kept) as kept
              from (select fund_id, income, earmark, free, reserved, amount - returned as kept from added
                    union all
                    select fund_id, income, earmark, -free, -reserved, returned - amount from removed) as d
              group by fund_id, income, earmark) as c;
    end if;
    perform from fund where fund_id in (select fund_id from unnest(changes)) order by fund_id for no key update;
    insert into lot_pool as p (fund_id, earmark, free)
    select fund_id, earmark, sum(free) from unnest(changes) group by fund_id, earmark having sum(free) > 0
    on conflict (fund_id, earmark) do update set free = p.free + excluded.free;
    update lot_pool p set free = p.free + c.free
    from (select fund_id, earmark, sum(free) as free from unnest(changes) group by fund_id, earmark having sum(free) < 0) as c
    where p.fund_id = c.fund_id and p.earmark = c.earmark;
    update account a set in_lots = a.in_lots + m.amount
    from (select fund_id, kind, sum(amount)::bigint as amount
          from unnest(changes) as c,
               lateral (values ('cash'::account_kind, c.free), ('reserved', c.reserved), (c.income, c.kept)) as v (kind, amount)
          group by fund_id, kind having sum(amount) <> 0) as m
    where a.fund_id = m.fund_id and a.kind = m.kind;
    return null;
end $$;
create trigger lot_inserted after insert on lot
    referencing new table as added for each statement execute function lot_changed();
create trigger lot_updated after update on lot
    referencing new table as added old table as removed for each statement execute function lot_changed();
create trigger lot_kept before delete or truncate on lot for each statement execute function refuse_change();

-- At commit the ledger and the lots must tell the same sums. That they don't can only be a fault of ours.
create function compare_with_lots() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select from account where fund_id = new.fund_id and kind = new.kind and balance <> in_lots) then
        raise exception 'account % of fund % differs from its lots', new.kind, new.fund_id using errcode = 'data_corrupted';
    end if;
    return null;
end $$;
create constraint trigger account_is_its_lots after update on account deferrable initially deferred
    for each row when (new.balance <> new.in_lots) execute function compare_with_lots();

create table holding (
    holding_id    uuid primary key,
    fund_id       uuid not null references fund,
    stage         text not null check (stage in ('reserved', 'used')),
    purpose_id    uuid not null,
    instalment_id uuid,
    house_id      uuid,
    use           text not null check (use in ('martyrs_works', 'housing', 'visits_illness_funerals', 'hardship',
                                               'support_to_poorer_funds', 'management_publicity')),
    campaign_id   uuid,
    constraint holding_is_of_its_kind check (
        (use = 'housing') = (house_id is not null)
        and (stage = 'used' or instalment_id is null)
        and holding_id = coalesce(instalment_id, purpose_id)
        and (stage = 'reserved' or (house_id is null) = (instalment_id is null)))
);
comment on table holding is 'what holds parts of lots: a decision (set aside), an instalment or an expenditure (used)';
create trigger holding_kept before update or delete or truncate on holding for each statement execute function refuse_change();

create table lot_part (
    holding_id uuid not null references holding,
    lot_id     uuid not null,
    amount     bigint not null check (amount > 0),
    primary key (holding_id, lot_id)
);
comment on column lot_part.lot_id is 'a lot; no foreign key, parts are written from lots alone and lots are never deleted';
create index lot_part_of_lot on lot_part (lot_id);

create table reversal (
    gift_id     uuid primary key,
    ordinal     bigint generated always as identity,
    fund_id     uuid not null references fund,
    amount      bigint not null check (amount > 0),
    placed      bigint not null default 0 check (placed between 0 and amount),
    kind        text not null check (kind in ('void', 'refund', 'correction')),
    reversed_on date not null
);
comment on table reversal is 'gifts taken back; amount - placed still waits for money to take the gift''s place';
create index reversal_waiting on reversal (fund_id) where placed < amount;
create index reversal_by_day on reversal (fund_id, reversed_on);
create trigger reversal_kept before delete or truncate on reversal for each statement execute function refuse_change();

grant select, insert, update (free, reserved, used, returned) on lot to :role;
grant select on lot_pool to :role;
grant select, insert on holding to :role;
grant select, insert, update (amount), delete on lot_part to :role;
grant select, insert, update (placed) on reversal to :role;
