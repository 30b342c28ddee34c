-- Gifts of every other kind, monthly care, gifts split over purposes, gifts that replace another, and paper lists.
-- Everything is append-only: what was wrong is taken back by an entry of its own.

alter table unit add unique (unit_id, fund_id);

-- What is given otherwise than in cash. given_on is the day, or the last day of began_on … given_on; it is of the year
-- in which it counts. Nothing here is ever added to the fund's money.
create table contribution (
    contribution_id uuid primary key,
    fund_id         uuid not null references fund,
    year            smallint not null check (year = extract(year from given_on)),
    unit_id         uuid,
    campaign_id     uuid,
    kind            text not null check (kind in ('in_kind', 'labour_days', 'direct_support')),
    given_on        date not null check (given_on <= (recorded_at at time zone 'Asia/Ho_Chi_Minh')::date),
    item            text check (length(item) between 1 and 300),
    quantity        numeric(15, 3) check (quantity > 0), -- of measure, or days of labour
    measure         text check (length(measure) between 1 and 40),
    value           bigint check (value between 1 and 1000000000000000),
    basis           text check (basis in ('invoice', 'market_price', 'donor_statement')),
    people          integer check (people > 0),
    support         text check (support in ('house', 'care', 'other')),
    description     text check (length(description) between 1 and 1000), -- private: it may name a person
    began_on        date check (began_on <= given_on),
    house_id        uuid check (house_id is null or coalesce(support = 'house', false)),
    new_builds      integer check (new_builds is null or new_builds > 0 and coalesce(support = 'house', false)),
    repairs         integer check (repairs is null or repairs > 0 and coalesce(support = 'house', false)),
    families        integer check (families > 0),
    at_least        boolean not null,
    corrects_id     uuid,
    recorded_by     text not null,
    recorded_at     timestamptz not null,
    foreign key (fund_id, year) references book_year (fund_id, year),
    foreign key (unit_id, fund_id) references unit (unit_id, fund_id),
    foreign key (campaign_id, fund_id) references campaign (campaign_id, fund_id),
    constraint contribution_is_of_its_kind check (case kind
        when 'in_kind' then num_nonnulls(item, quantity, measure) = 3 and (value is null) = (basis is null)
            and num_nonnulls(people, support, description, began_on) = 0
        when 'labour_days' then quantity is not null
            and num_nonnulls(item, measure, value, basis, support, description, began_on) = 0
        else num_nonnulls(support, description, value, began_on) = 4
            and num_nonnulls(item, quantity, measure, basis, people) = 0
    end)
);
create index contribution_of_fund on contribution (fund_id, contribution_id);

-- Who brought it and what else is to be known: private, apart so that it can be erased.
create table contribution_giver (
    contribution_id uuid primary key references contribution,
    name            text check (length(name) between 1 and 300),
    note            text check (length(note) between 1 and 1000),
    check (num_nonnulls(name, note) > 0)
);

create table contribution_reversal (
    contribution_id uuid primary key references contribution,
    fund_id         uuid not null,
    year            smallint not null check (year = extract(year from reversed_on)),
    kind            text not null check (kind in ('void', 'correction')),
    reason          text not null check (length(reason) between 1 and 1000), -- private
    reversed_on     date not null check (reversed_on <= (recorded_at at time zone 'Asia/Ho_Chi_Minh')::date),
    recorded_by     text not null,
    recorded_at     timestamptz not null,
    foreign key (fund_id, year) references book_year (fund_id, year)
);
-- Only what was taken back is replaced.
alter table contribution add foreign key (corrects_id) references contribution_reversal (contribution_id);

-- Nothing is written in a closed year, whoever asks.
create function in_open_year() returns trigger language plpgsql as $$
begin
    perform from book_year where fund_id = new.fund_id and year = new.year and closed_at is null and year_closed_on is null
        for share;
    if not found then
        raise 'an entry outside an open year' using errcode = 'check_violation', constraint = 'in_open_year';
    end if;
    return new;
end $$;
create trigger in_open_year before insert on contribution for each row execute function in_open_year();
create trigger in_open_year before insert on contribution_reversal for each row execute function in_open_year();

-- Monthly care. A beneficiary is a code, a village and a category, never a name. A month is the date of its first day.
create table beneficiary (
    beneficiary_id uuid primary key,
    fund_id        uuid not null references fund,
    code           text not null collate "C" check (code ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$'),
    category       text not null check (category in ('meritorious_person', 'martyr_relative', 'war_invalid',
                                                     'sick_soldier', 'heroic_mother')),
    village        text not null check (length(village) between 1 and 300),
    registered_by  text not null,
    registered_at  timestamptz not null,
    unique (beneficiary_id, fund_id)
);
create unique index beneficiary_code on beneficiary (fund_id, upper(code));

create table sponsorship (
    sponsorship_id uuid primary key,
    fund_id        uuid not null,
    beneficiary_id uuid not null,
    unit_id        uuid not null,
    monthly_amount bigint not null check (monthly_amount between 1 and 1000000000000000),
    first_month    date not null check (extract(day from first_month) = 1),
    recorded_by    text not null,
    recorded_at    timestamptz not null,
    foreign key (beneficiary_id, fund_id) references beneficiary (beneficiary_id, fund_id),
    foreign key (unit_id, fund_id) references unit (unit_id, fund_id)
);
create index sponsorship_of_fund on sponsorship (fund_id, sponsorship_id);
create index sponsorship_of_beneficiary on sponsorship (beneficiary_id);

create table sponsorship_end (
    sponsorship_id uuid primary key references sponsorship,
    last_month     date not null check (extract(day from last_month) = 1),
    reason         text not null check (length(reason) between 1 and 1000), -- private
    recorded_by    text not null,
    recorded_at    timestamptz not null
);

-- attempt counts the voided payments of the same month before this one: so a month is paid once, whoever asks.
create table sponsorship_payment (
    payment_id     uuid primary key,
    sponsorship_id uuid not null references sponsorship,
    fund_id        uuid not null,
    year           smallint not null check (year = extract(year from paid_on)),
    month          date not null check (extract(day from month) = 1),
    attempt        smallint not null,
    amount         bigint not null check (amount between 1 and 1000000000000000),
    paid_on        date not null check (paid_on <= (recorded_at at time zone 'Asia/Ho_Chi_Minh')::date),
    recorded_by    text not null,
    recorded_at    timestamptz not null,
    unique (sponsorship_id, month, attempt),
    foreign key (fund_id, year) references book_year (fund_id, year)
);
create trigger in_open_year before insert on sponsorship_payment for each row execute function in_open_year();

create table sponsorship_payment_void (
    payment_id  uuid primary key references sponsorship_payment,
    reason      text not null check (length(reason) between 1 and 1000), -- private
    recorded_by text not null,
    recorded_at timestamptz not null
);

-- At most two units care for a beneficiary at a time, and each by one commitment. The command has the lock and the words.
create function sponsorship_fits() returns trigger language plpgsql as $$
begin
    if exists (
        select from (select new.first_month as start
                     union select first_month from sponsorship
                     where beneficiary_id = new.beneficiary_id and first_month > new.first_month) m
        where (select count(*) >= 2 or bool_or(s.unit_id = new.unit_id)
               from sponsorship s left join sponsorship_end e using (sponsorship_id)
               where s.beneficiary_id = new.beneficiary_id and s.first_month <= m.start
                 and coalesce(e.last_month >= m.start, true))
    ) then
        raise 'two units care for the beneficiary, or this one does' using errcode = 'check_violation',
            constraint = 'sponsorship_fits';
    end if;
    return new;
end $$;
create trigger sponsorship_fits before insert on sponsorship for each row execute function sponsorship_fits();

-- A reported pair of numbers: "x of y", the newest of a name is the one that holds.
create table indicator (
    indicator_id uuid primary key,
    fund_id      uuid not null references fund,
    year         smallint not null check (year between 1945 and 2200),
    meaning      text not null check (meaning in ('result_of_plan', 'done_of_eligible', 'cared_of_living')),
    name         text not null check (length(name) between 1 and 300),
    counted      bigint not null check (counted >= 0),
    base         bigint not null check (base >= 0),
    reported_by  text not null,
    reported_at  timestamptz not null,
    check (meaning = 'result_of_plan' or counted <= base)
);
create index indicator_of_fund on indicator (fund_id, year, meaning, name, indicator_id);

-- A gift split over purposes: its parts, which sum to it. The gift itself then has no earmark.
create table gift_part (
    part_id      uuid primary key,
    gift_id      uuid not null references gift,
    n            smallint not null check (n > 0),
    amount       bigint not null check (amount > 0),
    earmark_kind text check (earmark_kind in ('campaign', 'purpose', 'house')),
    earmark_ref  text check ((earmark_ref is null) = (earmark_kind is null)),
    unique (gift_id, n)
);
create function gift_parts_fit() returns trigger language plpgsql as $$
begin
    if exists (
        select from (select gift_id from added group by gift_id) a join gift g using (gift_id)
        where g.earmark_kind is not null
           or (select (count(*) < 2, sum(p.amount)) from gift_part p where p.gift_id = g.gift_id)
              is distinct from (false, g.amount::numeric)
    ) then
        raise 'parts that are not the gift' using errcode = 'check_violation', constraint = 'gift_parts_fit';
    end if;
    return null;
end $$;
create trigger gift_parts_fit after insert on gift_part referencing new table as added
    for each statement execute function gift_parts_fit();

-- A gift that replaces one that was taken back: both can be followed.
create table gift_correction (
    gift_id          uuid primary key references gift,
    corrects_gift_id uuid not null references reversal (gift_id) check (corrects_gift_id <> gift_id)
);
create index gift_correction_of on gift_correction (corrects_gift_id);

-- A paper list that was entered as a whole; lines and total are those of the paper and of its gifts.
create table batch (
    batch_id    uuid primary key,
    fund_id     uuid not null references fund,
    campaign_id uuid,
    channel     text not null check (channel in ('cash', 'bank_transfer')),
    received_on date not null,
    lines       smallint not null check (lines between 1 and 2000),
    total       bigint not null check (total > 0),
    recorded_by text not null,
    recorded_at timestamptz not null
);
create index batch_of_fund on batch (fund_id, batch_id);
create table batch_line (
    batch_id uuid not null references batch,
    n        smallint not null check (n > 0),
    gift_id  uuid not null unique references gift,
    primary key (batch_id, n)
);

grant select, insert on contribution, contribution_giver, contribution_reversal, beneficiary, sponsorship,
    sponsorship_end, sponsorship_payment, sponsorship_payment_void, indicator, gift_part, gift_correction, batch,
    batch_line to :role;
