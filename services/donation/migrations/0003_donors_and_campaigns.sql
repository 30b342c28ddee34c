-- Units above units, one unit under two codes, who may be asked and named; campaigns that end earlier or later;
-- pledges and their reminders; what a gift may carry beside itself. None of it is ever cash.

-- ── units ────────────────────────────────────────────────────────────────────────────────────────────────────────
-- parent_id: the unit above, of the same fund. official_code: tax or organisation number, one unit in all funds.
-- not_asked: why the unit may not be asked for anything. merged_into: the unit under whose code this one goes on; always
-- the last of a chain. A person has no number and no group here: both would be sensitive, and a person is never asked.
alter table unit
    add column parent_id     uuid,
    add column official_code text collate "C" check (official_code ~ '^[A-Z0-9]{3,20}$'),
    add column not_asked     text check (not_asked in ('under_18', 'retired', 'students', 'on_benefits', 'disabled')),
    add column merged_into   uuid,
    add constraint unit_person_is_private check (kind <> 'person' or (official_code is null and not_asked is null)),
    add constraint unit_in_fund unique (unit_id, fund_id),
    add constraint unit_parent foreign key (parent_id, fund_id) references unit (unit_id, fund_id),
    add constraint unit_head foreign key (merged_into, fund_id) references unit (unit_id, fund_id);
create unique index unit_official_code on unit (official_code) where official_code is not null;
create index unit_by_parent on unit (parent_id) where parent_id is not null;
create index unit_by_head on unit (merged_into) where merged_into is not null;

-- No unit stands above itself and none is merged into one that is merged itself, also when two do it at once: whoever
-- moves a unit of a fund holds this lock until the end.
create function unit_fits() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(new.fund_id::text, 8));
    if exists (
        with recursive above as (
            select new.parent_id as unit_id
            union select u.parent_id from above a join unit u on u.unit_id = a.unit_id
        ) select from above where unit_id = new.unit_id
    ) then
        raise 'a unit above itself' using errcode = 'check_violation', constraint = 'unit_no_cycle';
    end if;
    if exists (select from unit where unit_id = new.parent_id and (kind = 'person' or merged_into is not null)) then
        raise 'a parent that is a person or merged' using errcode = 'check_violation', constraint = 'unit_parent_fits';
    end if;
    if new.merged_into is not null and (
        new.merged_into = new.unit_id or exists (select from unit where merged_into = new.unit_id)
        or exists (select from unit where unit_id = new.merged_into and merged_into is not null)
    ) then
        raise 'merged into no head' using errcode = 'check_violation', constraint = 'unit_merged_into_head';
    end if;
    return new;
end $$;
create trigger unit_fits before insert or update of parent_id, merged_into on unit for each row
    when (new.parent_id is not null or new.merged_into is not null) execute function unit_fits();
create trigger unit_merged_for_good before update on unit for each row
    when (old.merged_into is not null and new.merged_into is null) execute function never_back();

-- Which unit was merged into which, and why: the history that merged_into, which follows on, doesn't keep.
create table merge (
    unit_id      uuid primary key references unit,
    into_unit_id uuid not null references unit,
    reason       text not null check (length(reason) between 1 and 1000),
    merged_by    text not null,
    merged_at    timestamptz not null
);

-- A person's consent to be named in public, and its withdrawal. unit.name_consent_on follows the newest entry.
create table consent (
    consent_id  bigint generated always as identity primary key,
    unit_id     uuid not null,
    fund_id     uuid not null,
    kind        text not null default 'person' check (kind = 'person'),
    given       boolean not null,
    "on"        date not null check ("on" <= (recorded_at at time zone 'Asia/Ho_Chi_Minh')::date),
    how         text not null check (length(how) between 1 and 1000),
    recorded_by text not null,
    recorded_at timestamptz not null,
    foreign key (unit_id, fund_id, kind) references unit (unit_id, fund_id, kind)
);
create index consent_of_unit on consent (unit_id, consent_id);
insert into consent (unit_id, fund_id, given, "on", how, recorded_by, recorded_at)
select unit_id, fund_id, true, name_consent_on, 'Ghi khi đăng ký đơn vị', registered_by, registered_at
from unit where name_consent_on is not null order by registered_at, unit_id;

create function consent_counts() returns trigger language plpgsql as $$
begin
    update unit set name_consent_on = case when new.given then new."on" end where unit_id = new.unit_id;
    return null;
end $$;
create trigger consent_counts after insert on consent for each row execute function consent_counts();

-- A name that was shown with one gift and is shown no more.
create table name_withdrawal (
    gift_id     uuid primary key references gift,
    "on"        date not null check ("on" <= (recorded_at at time zone 'Asia/Ho_Chi_Minh')::date),
    how         text not null check (length(how) between 1 and 1000),
    recorded_by text not null,
    recorded_at timestamptz not null
);

-- ── campaigns and targets ────────────────────────────────────────────────────────────────────────────────────────
-- closed_on: the day on which it was closed before its time; then closes_on is that day.
alter table campaign
    add column suggested_level text check (length(suggested_level) between 1 and 300),
    add column closed_on date check (closed_on = closes_on);
create trigger campaign_closed_for_good before update on campaign for each row
    when (old.closed_on is not null and (new.closed_on, new.closes_on) is distinct from (old.closed_on, old.closes_on))
    execute function never_back();

create table campaign_change (
    change_id   bigint generated always as identity primary key,
    campaign_id uuid not null references campaign,
    kind        text not null check (kind in ('closed', 'extended')),
    from_day    date not null,
    to_day      date not null check (to_day <> from_day or kind = 'closed'),
    reason      text not null check (length(reason) between 1 and 1000),
    changed_by  text not null,
    changed_at  timestamptz not null
);
create index campaign_change_of on campaign_change (campaign_id, change_id);

alter table target
    add column set_by_level text check (set_by_level in ('central', 'province', 'district', 'commune')),
    add column legal_basis  text check (length(legal_basis) between 1 and 1000);

-- Nobody is asked who may not be asked, and a merged unit is asked under its head's code. 0 takes a target back.
create function target_fits() returns trigger language plpgsql as $$
begin
    perform from unit where unit_id = new.unit_id and not_asked is null and merged_into is null for share;
    if not found then
        raise 'a target for a unit that may not be asked'
            using errcode = 'check_violation', constraint = 'unit_may_be_asked';
    end if;
    return new;
end $$;
create trigger target_fits before insert or update of amount on target for each row
    when (new.amount > 0) execute function target_fits();

-- ── pledges ──────────────────────────────────────────────────────────────────────────────────────────────────────
-- A promise, in đồng. unit_id is null for a person who is no unit. note and cancel_reason are private.
create table pledge (
    pledge_id     uuid primary key,
    fund_id       uuid not null,
    campaign_id   uuid not null,
    unit_id       uuid,
    amount        bigint not null check (amount between 1 and 1000000000000000),
    note          text check (length(note) between 1 and 1000),
    recorded_by   text not null,
    recorded_at   timestamptz not null,
    cancelled_at  timestamptz,
    cancelled_by  text,
    cancel_reason text check (length(cancel_reason) between 1 and 1000),
    check (num_nonnulls(cancelled_at, cancelled_by, cancel_reason) in (0, 3)),
    foreign key (campaign_id, fund_id) references campaign (campaign_id, fund_id),
    foreign key (unit_id, fund_id) references unit (unit_id, fund_id)
);
create index pledge_of_campaign on pledge (campaign_id, pledge_id);
create index pledge_of_unit on pledge (unit_id) where unit_id is not null;
create trigger pledge_cancelled_for_good before update on pledge for each row
    when (old.cancelled_at is not null and new.cancelled_at is distinct from old.cancelled_at)
    execute function never_back();

-- When which part of a promise is due; the parts sum to it.
create table pledge_due (
    pledge_id uuid not null references pledge,
    due_on    date not null,
    amount    bigint not null check (amount > 0),
    primary key (pledge_id, due_on)
);
create function dues_fit() returns trigger language plpgsql as $$
begin
    if exists (
        select from pledge p where p.pledge_id in (select pledge_id from added) and p.amount is distinct from
            (select sum(d.amount) from pledge_due d where d.pledge_id = p.pledge_id)
    ) then
        raise 'dues that don''t sum to the pledge' using errcode = 'check_violation', constraint = 'dues_sum';
    end if;
    return null;
end $$;
create trigger pledge_fits after insert on pledge referencing new table as added
    for each statement execute function dues_fit();
create trigger dues_fit after insert on pledge_due referencing new table as added
    for each statement execute function dues_fit();

-- The person who promised: private, never in an event, apart from the pledge so that it can be erased.
create table pledger (
    pledge_id uuid primary key references pledge,
    name      text not null check (length(name) between 1 and 300),
    address   text check (length(address) between 1 and 500)
);

-- Letters that were written about pledges that were due, with the sums that they state.
create table reminder (
    reminder_id uuid primary key,
    fund_id     uuid not null references fund,
    made_by     text not null,
    made_at     timestamptz not null
);
create table reminder_letter (
    reminder_id uuid not null references reminder,
    number      smallint not null check (number between 1 and 500),
    pledge_id   uuid not null references pledge,
    due_on      date not null,
    given       bigint not null check (given >= 0),
    overdue     bigint not null check (overdue > 0),
    primary key (reminder_id, number)
);
create index reminder_letter_of_pledge on reminder_letter (pledge_id);

-- ── beside a gift ────────────────────────────────────────────────────────────────────────────────────────────────
-- Which promise it keeps.
create table gift_pledge (
    gift_id   uuid primary key references gift,
    pledge_id uuid not null references pledge
);
create index gift_pledge_of on gift_pledge (pledge_id);

-- For whom one paid: units below it, or people by name (private). All have a part of the gift, or none has.
create table gift_member (
    gift_id uuid not null references gift,
    number  smallint not null check (number between 1 and 1000),
    unit_id uuid references unit,
    name    text check (length(name) between 1 and 300),
    amount  bigint check (amount > 0),
    primary key (gift_id, number),
    check (num_nonnulls(unit_id, name) = 1)
);
create index gift_member_by_unit on gift_member (unit_id) where unit_id is not null;

-- In whose name it was given: an organisation, or words that are private without consent.
create table gift_on_behalf (
    gift_id      uuid primary key references gift,
    unit_id      uuid references unit,
    name         text check (length(name) between 1 and 300),
    name_consent boolean not null check (not name_consent or name is not null),
    check (num_nonnulls(unit_id, name) = 1)
);

create function gift_keeps_pledge() returns trigger language plpgsql as $$
begin
    perform from pledge where pledge_id in (select pledge_id from added) order by pledge_id for share;
    if exists (
        select from added a join gift g using (gift_id) join pledge p using (pledge_id)
        where p.fund_id <> g.fund_id or p.campaign_id is distinct from g.campaign_id or p.cancelled_at is not null
    ) then
        raise 'a gift against its pledge' using errcode = 'check_violation', constraint = 'gift_keeps_pledge';
    end if;
    return null;
end $$;
create trigger gift_keeps_pledge after insert on gift_pledge referencing new table as added
    for each statement execute function gift_keeps_pledge();

create function members_fit() returns trigger language plpgsql as $$
begin
    if exists (
        select from gift_member m join gift g using (gift_id) left join unit u on u.unit_id = m.unit_id
        where m.gift_id in (select gift_id from added)
        group by g.gift_id
        having (count(m.amount) > 0 and (count(m.amount) < count(*) or sum(m.amount) <> g.amount))
            or count(*) filter (where u.fund_id <> g.fund_id) > 0
    ) then
        raise 'members that don''t sum to the gift, or of another fund'
            using errcode = 'check_violation', constraint = 'members_fit';
    end if;
    return null;
end $$;
create trigger members_fit after insert on gift_member referencing new table as added
    for each statement execute function members_fit();

grant select, insert on
    merge, consent, name_withdrawal, campaign_change, pledge_due, pledger, reminder, reminder_letter, gift_pledge,
    gift_member, gift_on_behalf to :role;
grant update (parent_id, official_code, not_asked, merged_into, name_consent_on) on unit to :role;
grant update (closes_on, closed_on) on campaign to :role;
grant update (set_by_level, legal_basis) on target to :role;
grant select, insert, update (cancelled_at, cancelled_by, cancel_reason) on pledge to :role;
