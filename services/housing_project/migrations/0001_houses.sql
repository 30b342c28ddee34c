-- Households, houses and their life; what the fund answered and paid; private data apart.

-- Funds heard from fund_allocation: only these may be named.
create table fund (
    fund_id uuid primary key,
    code    text not null,
    name    text not null
);

-- What may be shown of a household. Its people are in household_private.
create table household (
    household_id  uuid primary key,
    code          text not null unique check (length(code) between 1 and 40 and code !~ '^[0-9]{9,}$'),
    fund_id       uuid not null references fund,
    category      text not null check (category in
        ('meritorious_person', 'martyr_relative', 'war_invalid', 'sick_soldier', 'heroic_mother')),
    village       text not null check (length(village) between 1 and 300),
    commune       text not null check (length(commune) between 1 and 300),
    registered_by text not null,
    registered_at timestamptz not null
);
create index household_newest on household (fund_id, household_id desc);
create sequence household_number as bigint;

-- Which state may follow which: the rows of domain.TRANSITIONS, held here so that no writer can leave the path.
create table stage_transition (
    work_type text not null check (work_type in ('new_build', 'repair')),
    previous  text not null,
    stage     text not null,
    primary key (work_type, previous, stage)
);
insert into stage_transition (work_type, previous, stage)
select work_type, previous, stage
from (values
        ('applied', 'inspected'), ('inspected', 'reviewed'), ('inspected', 'rejected'), ('reviewed', 'requested'),
        ('requested', 'decided'), ('requested', 'refused'), ('refused', 'requested'), ('decided', 'groundbreaking'),
        ('frame_wall', 'handed_over'), ('handed_over', 'settled'),
        ('applied', 'cancelled'), ('inspected', 'cancelled'), ('reviewed', 'cancelled'), ('requested', 'cancelled'),
        ('refused', 'cancelled'), ('decided', 'cancelled'), ('groundbreaking', 'cancelled'), ('frame_wall', 'cancelled')
     ) as shared (previous, stage),
     (values ('new_build'), ('repair')) as both_types (work_type)
union all
values ('new_build', 'groundbreaking', 'foundation'), ('new_build', 'foundation', 'frame_wall'),
       ('new_build', 'foundation', 'cancelled'),
       ('repair', 'groundbreaking', 'frame_wall'), ('repair', 'groundbreaking', 'handed_over');

create table house (
    house_id       uuid primary key,
    code           text not null unique check (length(code) between 1 and 40 and code !~ '^[0-9]{9,}$'),
    household_id   uuid not null references household,
    fund_id        uuid not null references fund,
    work_type      text not null,
    programme      text not null check (length(programme) between 1 and 40 and programme = upper(programme)),
    estimated_cost bigint not null check (estimated_cost between 1 and 1000000000000000),
    stage          text not null,
    step           integer not null,
    unique (house_id, work_type)
);
-- One household, one support per programme; what was cancelled after a payment is caught by the command.
create unique index house_living on house (household_id, programme) where stage not in ('rejected', 'cancelled');
create index house_newest on house (fund_id, house_id desc);
create index house_by_stage on house (stage, house_id desc);
create sequence house_number as bigint;

-- Every stage of every house. A row repeats the day and the state of the step before it, so that plain keys and checks
-- hold the order: no stage out of turn, before its day, or twice.
create table house_stage (
    house_id           uuid not null,
    step               integer not null check (step >= 1),
    work_type          text not null,
    stage              text not null,
    "on"               date not null check ("on" >= '1945-01-01'),
    certificate_id     uuid unique,
    certificate_number text check (length(certificate_number) between 1 and 40),
    actor              text,
    recorded_at        timestamptz not null,
    previous_step      integer,
    previous_stage     text,
    previous_on        date,
    primary key (house_id, step),
    unique (house_id, step, stage),
    unique (house_id, step, stage, "on"),
    foreign key (house_id, work_type) references house (house_id, work_type),
    foreign key (work_type, previous_stage, stage) references stage_transition,
    constraint stage_follows_the_one_before
        foreign key (house_id, previous_step, previous_stage, previous_on)
        references house_stage (house_id, step, stage, "on"),
    check (case when step = 1
        then stage = 'applied' and num_nonnulls(previous_step, previous_stage, previous_on) = 0
        else num_nulls(previous_step, previous_stage, previous_on) = 0 and previous_step = step - 1 end),
    constraint stage_not_before_the_one_before check ("on" >= previous_on),
    constraint certificate_where_one_is_signed
        check ((stage in ('foundation', 'frame_wall', 'handed_over')) = (certificate_id is not null)),
    check (certificate_number is null or certificate_id is not null),
    constraint fund_answers_officers_act check ((stage in ('decided', 'refused')) = (actor is null))
);
alter table house add constraint house_stands_at_a_stage
    foreign key (house_id, step, stage) references house_stage (house_id, step, stage) deferrable initially deferred;

create table support_request (
    request_id   uuid primary key,
    house_id     uuid not null,
    step         integer not null,
    stage        text not null default 'requested' check (stage = 'requested'),
    amount       bigint not null check (amount between 1 and 1000000000000000),
    requested_by text not null,
    unique (house_id, step),
    foreign key (house_id, step, stage) references house_stage (house_id, step, stage)
);

-- The fund's word, as heard. No key to our own rows: what names a house we don't know is kept too, and counted.
create table support_decision (
    decision_id     uuid primary key,
    decision_number text not null,
    request_id      uuid not null,
    house_id        uuid not null,
    fund_id         uuid not null,
    amount          bigint not null check (amount > 0),
    decided_on      date not null,
    above_norm      boolean not null
);
create index support_decision_house on support_decision (house_id);
create index support_decision_request on support_decision (request_id);
create table support_refusal (
    request_id uuid primary key,
    house_id   uuid not null,
    refused_on date not null
);
create table instalment (
    instalment_id  uuid primary key,
    decision_id    uuid not null,
    house_id       uuid not null,
    certificate_id uuid not null,
    certificate    text not null,
    amount         bigint not null check (amount > 0),
    paid_on        date not null
);
create index instalment_house on instalment (house_id);
create table reservation_release (
    release_id  bigint generated always as identity primary key,
    decision_id uuid not null,
    house_id    uuid not null,
    amount      bigint not null check (amount > 0),
    released_on date not null,
    cause       text not null
);
create index reservation_release_house on reservation_release (house_id);

create table settlement (
    house_id     uuid primary key,
    step         integer not null,
    stage        text not null default 'settled' check (stage = 'settled'),
    actual_cost  bigint not null check (actual_cost between 1 and 1000000000000000),
    fund         bigint not null check (fund >= 0),
    state_budget bigint not null check (state_budget >= 0),
    family       bigint not null check (family >= 0),
    community    bigint not null check (community >= 0),
    labour_days  bigint not null check (labour_days >= 0),
    foreign key (house_id, step, stage) references house_stage (house_id, step, stage),
    constraint mix_is_cost check (fund + state_budget + family + community = actual_cost)
);
create function fund_part_is_paid() returns trigger language plpgsql as $$
begin
    if new.fund <> (select coalesce(sum(amount), 0) from instalment where house_id = new.house_id) then
        raise check_violation using constraint = 'fund_part_is_paid', message = 'the fund''s part differs from what was paid';
    end if;
    return new;
end $$;
create trigger fund_part_is_paid before insert on settlement for each row execute function fund_part_is_paid();

-- Private data. The runtime role has no right on these tables: it reads and writes through the functions below, which
-- record who did it. So no statement, old or new, can read a name without leaving its trace.
create table household_private (
    household_id    uuid primary key references household,
    name            text,
    birth_year      integer,
    phone           text,
    address         text,
    identity_number text unique,
    notes           text
);
create table stage_note (
    house_id uuid not null,
    step     integer not null,
    note     text not null check (note <> ''),
    primary key (house_id, step),
    foreign key (house_id, step) references house_stage (house_id, step)
);
create table private_access (
    access_id    bigint generated always as identity primary key,
    household_id uuid not null references household,
    house_id     uuid references house,
    kind         text not null check (kind in ('read', 'write')),
    actor        text not null check (actor <> ''),
    at           timestamptz not null
);
create index private_access_household on private_access (household_id, access_id desc);

-- False when the identity number belongs to another household: then nothing was written.
create function keep_household_private(
    of_household uuid, by_actor text, at_instant timestamptz,
    new_name text, new_birth_year integer, new_phone text, new_address text, new_identity_number text, new_notes text
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select from household_private
               where identity_number = new_identity_number and household_id <> of_household) then
        return false;
    end if;
    delete from household_private where household_id = of_household;
    if num_nonnulls(new_name, new_birth_year, new_phone, new_address, new_identity_number, new_notes) > 0 then
        insert into household_private
        values (of_household, new_name, new_birth_year, new_phone, new_address, new_identity_number, new_notes);
    end if;
    insert into private_access (household_id, kind, actor, at) values (of_household, 'write', by_actor, at_instant);
    return true;
exception when unique_violation then
    return false;  -- two officers at once with one identity number: the second is told
end $$;

create function read_household_private(of_household uuid, by_actor text, at_instant timestamptz)
returns setof household_private language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into private_access (household_id, kind, actor, at) values (of_household, 'read', by_actor, at_instant);
    return query select * from household_private where household_id = of_household;
end $$;

create function read_stage_notes(of_house uuid, by_actor text, at_instant timestamptz)
returns table (step integer, stage text, note text)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into private_access (household_id, house_id, kind, actor, at)
    select h.household_id, h.house_id, 'read', by_actor, at_instant from house h where h.house_id = of_house;
    return query
        select n.step, s.stage, n.note from stage_note n join house_stage s using (house_id, step)
        where n.house_id = of_house order by n.step;
end $$;

revoke execute on function
    keep_household_private(uuid, text, timestamptz, text, integer, text, text, text, text),
    read_household_private(uuid, text, timestamptz), read_stage_notes(uuid, text, timestamptz) from public;
grant execute on function
    keep_household_private(uuid, text, timestamptz, text, integer, text, text, text, text),
    read_household_private(uuid, text, timestamptz), read_stage_notes(uuid, text, timestamptz) to :role;

grant select on stage_transition, private_access to :role;
grant insert on stage_note to :role;
grant select, insert on fund, household, house, house_stage, support_request, settlement to :role;
grant select, insert on support_decision, support_refusal, instalment, reservation_release to :role;
grant update (stage, step) on house to :role;
grant usage on sequence household_number, house_number to :role;
