-- Gifts split over purposes, gifts that replace another, and what is given otherwise than in cash. The latter is in no
-- table of money: it is shown beside the fund's figures and never added to them.

create table gift_part (
    part_id      uuid primary key,
    gift_id      uuid not null,
    n            smallint not null,
    amount       bigint not null check (amount > 0),
    earmark_kind text,
    earmark_ref  text
);
create index gift_part_of_gift on gift_part (gift_id);

create table gift_correction (
    gift_id          uuid primary key,
    corrects_gift_id uuid not null
);
create index gift_correction_of on gift_correction (corrects_gift_id);

-- quantity in thousandths, of measure or of days; value in đồng.
create table contribution (
    contribution_id uuid primary key,
    fund_id         uuid not null,
    unit_id         uuid,
    year            integer not null,
    kind            text not null,
    item            text,
    quantity        bigint check (quantity > 0),
    measure         text,
    value           bigint check (value > 0),
    basis           text,
    new_builds      bigint,
    repairs         bigint,
    at_least        boolean not null
);
create index contribution_by_year on contribution (year);

-- Taken back: year is that of the entry that took it back.
create table contribution_reversal (
    contribution_id uuid primary key,
    year            integer not null
);
create index contribution_reversal_by_year on contribution_reversal (year);

-- A month of care that a unit paid itself; year is that of the payment.
create table care_month (
    payment_id     uuid primary key,
    fund_id        uuid not null,
    unit_id        uuid not null,
    beneficiary_id uuid not null,
    year           integer not null,
    amount         bigint not null check (amount > 0)
);
create index care_month_by_year on care_month (year);
create table care_month_void (
    payment_id uuid primary key,
    year       integer not null
);
create index care_month_void_by_year on care_month_void (year);

-- What counts in a year: what was told for it, less what was taken back in it.
create view contribution_told as
select contribution_id, year, 1 as sign from contribution
union all select contribution_id, year, -1 from contribution_reversal;
create view care_month_told as
select payment_id, year, 1 as sign from care_month
union all select payment_id, year, -1 from care_month_void;

grant select, insert on
    gift_part, gift_correction, contribution, contribution_reversal, care_month, care_month_void to :role;
grant select on contribution_told, care_month_told to :role;
