-- The accounts into which a fund's money comes, and the payment codes under which it is sent.

-- An account belongs to one fund. The State Treasury may be without a BIN at NAPAS: then no VietQR leads there.
create table account (
    account_id    uuid primary key,
    fund_id       uuid not null references fund,
    kind          text not null check (kind in ('bank', 'treasury')),
    bank_bin      text check (bank_bin ~ '^[0-9]{6}$'),
    bank_name     text not null check (length(bank_name) between 1 and 60),
    number        text not null check (number ~ '^[0-9A-Z]{4,19}$'),
    holder        text not null check (length(holder) between 1 and 300),
    opened_on     date not null,
    closed_on     date check (closed_on >= opened_on),
    registered_by text not null,
    registered_at timestamptz not null,
    closed_by     text check ((closed_by is null) = (closed_on is null)),
    check (kind = 'treasury' or bank_bin is not null),
    unique nulls not distinct (bank_bin, number),
    unique (account_id, fund_id)
);
create index account_of_fund on account (fund_id, account_id);

-- The serial numbers of which codes are made; 29^6 - 1 is the last that six symbols hold.
create sequence payment_code_serial minvalue 1 maxvalue 594823320 no cycle;

-- A code stands for an account, a campaign or none, and a unit or a walk-in (null). It is never deleted: money may
-- still come under a code that was revoked.
create table payment_code (
    serial      bigint primary key,
    code        text not null collate "C" unique check (code ~ '^DN[0-9BCDFGHJ-NP-TVXZ]{10}$'),
    fund_id     uuid not null,
    account_id  uuid not null,
    campaign_id uuid,
    unit_id     uuid,
    issued_by   text not null,
    issued_at   timestamptz not null,
    revoked_at  timestamptz,
    revoked_by  text check ((revoked_by is null) = (revoked_at is null)),
    foreign key (account_id, fund_id) references account (account_id, fund_id),
    foreign key (campaign_id, fund_id) references campaign (campaign_id, fund_id)
);
create unique index unit_with_fund on unit (unit_id, fund_id);
alter table payment_code add foreign key (unit_id, fund_id) references unit (unit_id, fund_id);
-- One code in use for each meaning: who asks again gets the same.
create unique index payment_code_in_use on payment_code (account_id, campaign_id, unit_id) nulls not distinct
    where revoked_at is null;
create index payment_code_of_fund on payment_code (fund_id, serial);

create trigger account_never_reopened before update on account for each row
    when (old.closed_on is not null) execute function never_back();
create trigger payment_code_stays_revoked before update on payment_code for each row
    when (old.revoked_at is not null) execute function never_back();

grant select, insert, update (closed_on, closed_by) on account to :role;
grant select, insert, update (revoked_at, revoked_by) on payment_code to :role;
grant usage on sequence payment_code_serial to :role;
