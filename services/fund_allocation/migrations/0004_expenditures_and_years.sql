-- Spending on the six uses, and the closing of years against the donation service's control totals.

create table expenditure (
    expenditure_id uuid primary key references holding,
    fund_id        uuid not null references fund,
    use            text not null check (use <> 'housing'),
    amount         bigint not null check (amount > 0),
    spent_on       date not null,
    campaign_id    uuid,
    description    text not null check (length(description) between 1 and 2000),
    recorded_by    text not null,
    recorded_at    timestamptz not null
);
comment on column expenditure.description is 'private: it may name a person; it is in no event';
create index expenditure_of_fund on expenditure (fund_id, expenditure_id);
create trigger expenditure_append_only before update or delete or truncate on expenditure
    for each statement execute function refuse_change();

create table books_closed (
    fund_id   uuid not null,
    year      smallint not null,
    gifts     bigint not null,
    received  bigint not null,
    reversals bigint not null,
    reversed  bigint not null,
    primary key (fund_id, year)
);
comment on table books_closed is 'the control totals heard from donation: gifts and reversals in rows, sums in đồng';

create table year_close (
    fund_id   uuid not null references fund,
    year      smallint not null,
    opening   bigint not null check (opening >= 0),
    received  bigint not null check (received >= 0),
    reversed  bigint not null check (reversed >= 0),
    used      bigint not null check (used >= 0),
    closing   bigint not null check (closing >= 0),
    closed_on date not null,
    closed_by text not null,
    closed_at timestamptz not null,
    primary key (fund_id, year),
    constraint year_balances check (closing = opening + received - reversed - used)
);
create trigger year_close_append_only before update or delete or truncate on year_close
    for each statement execute function refuse_change();

grant select, insert on expenditure, year_close to :role;
grant select, insert, update (gifts, received, reversals, reversed) on books_closed to :role;
