-- Support for houses: what was heard of them, the norms, the board's decisions and the instalments paid.

create table house (
    house_id       uuid primary key,
    house_code     text not null,
    household_id   uuid not null,
    household_code text not null,
    category       text not null,
    village        text not null,
    commune        text not null,
    work_type      text not null,
    programme      text not null,
    fund_id        uuid not null,
    applied_on     date not null
);

create table certificate (
    certificate_id uuid primary key,
    house_id       uuid not null,
    certificate    text not null check (certificate in ('foundation', 'frame_wall', 'completion')),
    reached_on     date not null,
    unique (certificate_id, house_id)
);
create index certificate_of_house on certificate (house_id);

create table house_end (
    house_id uuid primary key,
    ended_as text not null check (ended_as in ('settlement', 'cancellation')),
    ended_on date not null
);

create table request (
    request_id     uuid primary key,
    house_id       uuid not null,
    household_id   uuid not null,
    fund_id        uuid not null references fund,
    programme      text not null,
    work_type      text not null check (work_type in ('new_build', 'repair')),
    amount         bigint not null check (amount > 0),
    estimated_cost bigint not null check (estimated_cost > 0),
    requested_on   date not null,
    requested_by   text not null,
    state          text not null default 'waiting' check (state in ('waiting', 'decided', 'refused', 'withdrawn')),
    unique (request_id, house_id, household_id, fund_id, programme, requested_by)
);
create index request_of_house on request (house_id);
create index request_by_state on request (state, request_id);

create table norm (
    norm_id     uuid primary key,
    fund_id     uuid references fund,
    legal_basis text not null check (length(legal_basis) between 1 and 300),
    work_type   text not null check (work_type in ('new_build', 'repair')),
    amount      bigint not null check (amount > 0),
    valid_from  date not null,
    valid_to    date,
    recorded_by text not null,
    check (valid_to >= valid_from)
);
comment on column norm.fund_id is 'the fund whose board set the norm; null: for every fund without one of its own';

create table decision_book (
    fund_id uuid not null references fund,
    year    smallint not null,
    last    integer not null check (last > 0),
    primary key (fund_id, year)
);

create table decision (
    decision_id       uuid primary key references holding,
    decision_number   text not null,
    request_id        uuid not null constraint one_decision_per_request unique,
    house_id          uuid not null,
    household_id      uuid not null,
    fund_id           uuid not null,
    programme         text not null,
    work_type         text not null,
    amount            bigint not null check (amount > 0),
    decided_on        date not null,
    requested_by      text not null,
    decided_by        text not null,
    norm_id           uuid references norm,
    above_norm        boolean not null,
    reason_above_norm text,
    campaign_id       uuid,
    inputs            jsonb not null,
    result            jsonb not null,
    decided_at        timestamptz not null,
    paid              bigint not null default 0,
    released          bigint not null default 0 check (released >= 0),
    ended_as          text check (ended_as in ('settlement', 'cancellation')),
    ended_on          date,
    unique (fund_id, decision_number),
    unique (decision_id, house_id, fund_id, requested_by, decided_by),
    foreign key (request_id, house_id, household_id, fund_id, programme, requested_by)
        references request (request_id, house_id, household_id, fund_id, programme, requested_by),
    constraint approver_is_not_requester check (decided_by <> requested_by),
    constraint above_norm_has_reason check (not above_norm or reason_above_norm <> ''),
    constraint paid_within_decision check (paid between 0 and amount - released),
    constraint ended_is_settled_up check (case when ended_as is null then released = 0 and ended_on is null
                                               else paid + released = amount and ended_on is not null end)
);
create unique index one_support_per_programme on decision (household_id, programme)
    where ended_as is distinct from 'cancellation' or paid > 0;
create index decision_of_house on decision (house_id);
create index decision_of_fund on decision (fund_id, decision_id);
create trigger decision_kept before delete or truncate on decision for each statement execute function refuse_change();

create table refusal (
    request_id   uuid primary key references request,
    refused_on   date not null,
    reason       text not null check (length(reason) between 1 and 2000),
    refused_by   text not null,
    requested_by text not null,
    constraint refuser_is_not_requester check (refused_by <> requested_by)
);

create table instalment (
    instalment_id  uuid primary key references holding,
    decision_id    uuid not null,
    house_id       uuid not null,
    fund_id        uuid not null,
    certificate_id uuid not null constraint one_instalment_per_certificate unique,
    certificate    text not null,
    amount         bigint not null check (amount > 0),
    paid_on        date not null,
    requested_by   text not null,
    decided_by     text not null,
    paid_by        text not null,
    paid_at        timestamptz not null,
    foreign key (decision_id, house_id, fund_id, requested_by, decided_by)
        references decision (decision_id, house_id, fund_id, requested_by, decided_by),
    foreign key (certificate_id, house_id) references certificate (certificate_id, house_id),
    constraint payer_is_another_person check (paid_by <> decided_by and paid_by <> requested_by)
);
create index instalment_of_decision on instalment (decision_id);
create trigger instalment_append_only before update or delete or truncate on instalment
    for each statement execute function refuse_change();

grant select, insert on house, certificate, house_end, refusal, instalment to :role;
grant select, insert, update (state) on request to :role;
grant select, insert, update (valid_to) on norm to :role;
grant select, insert, update (last) on decision_book to :role;
grant select, insert, update (paid, released, ended_as, ended_on) on decision to :role;
