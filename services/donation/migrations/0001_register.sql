-- Who gives, to what, and what this service has heard of the others.

-- Funds heard from fund_allocation: only these may be named.
create table fund (
    fund_id uuid primary key,
    code    text not null,
    name    text not null
);

-- Houses heard from housing_project, for gifts to one house alone. No reference to fund: another source tells of it.
create table house (
    house_id uuid primary key,
    fund_id  uuid not null,
    code     text not null
);

-- A contributing unit belongs to the scope of one fund. The name of a person is shown only from name_consent_on.
create table unit (
    unit_id         uuid primary key,
    fund_id         uuid not null references fund,
    code            text not null collate "C" check (code ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$'),
    kind            text not null check (kind in ('state_agency', 'enterprise', 'school', 'organisation', 'armed_forces',
                                                  'religious_body', 'residential_group', 'person', 'overseas')),
    name            text not null check (length(name) between 1 and 300),
    name_consent_on date check (name_consent_on is null or kind = 'person'),
    registered_by   text not null,
    registered_at   timestamptz not null,
    unique (unit_id, fund_id, kind)
);
create unique index unit_code on unit (fund_id, upper(code));

create table campaign (
    campaign_id uuid primary key,
    fund_id     uuid not null references fund,
    code        text not null collate "C" check (code ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$'),
    name        text not null check (length(name) between 1 and 300),
    year        smallint not null check (year between 1945 and 2200),
    opens_on    date not null,
    closes_on   date not null check (closes_on >= opens_on),
    opened_by   text not null,
    opened_at   timestamptz not null,
    check (year between extract(year from opens_on) and extract(year from closes_on)),
    unique (campaign_id, fund_id)
);
create unique index campaign_code on campaign (fund_id, upper(code));

-- What a unit is asked to reach in a campaign of its own fund, in đồng. A person is asked for nothing.
create table target (
    campaign_id uuid not null,
    unit_id     uuid not null,
    fund_id     uuid not null,
    unit_kind   text not null check (unit_kind <> 'person'),
    amount      bigint not null check (amount between 0 and 1000000000000000),
    set_by      text not null,
    set_at      timestamptz not null,
    primary key (campaign_id, unit_id),
    foreign key (campaign_id, fund_id) references campaign (campaign_id, fund_id),
    foreign key (unit_id, fund_id, unit_kind) references unit (unit_id, fund_id, kind)
);

grant select, insert on fund, house, unit, campaign to :role;
grant select, insert, update (amount, set_by, set_at) on target to :role;
