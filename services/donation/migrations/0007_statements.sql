-- Bank statements: the files that were taken in, every line of the bank exactly once, what became of it, and the rules
-- by which lines find their giver. Memos name people: they stay here, and no event or log holds one.

-- A file on its way in. Its bytes wait in the service's folder until it is done or refused; position says how far its
-- lines are written, in the same transaction as the lines (the five integers of domain.statement's Position).
create table statement_import (
    import_id   uuid primary key,
    account_id  uuid not null,
    fund_id     uuid not null,
    file_name   text not null check (length(file_name) between 1 and 255),
    file_hash   bytea not null check (octet_length(file_hash) = 32),
    file_bytes  bigint not null check (file_bytes >= 0),
    layout      jsonb, -- null until it is detected or confirmed
    state       text not null check (state in ('received', 'needs_mapping', 'checking', 'writing', 'done', 'refused')),
    position    bigint[],
    rows        bigint not null default 0, -- of the whole file, known when it was checked
    written     bigint not null default 0, -- lines of it that went through, repeated ones among them
    by_code     bigint not null default 0,
    by_rule     bigint not null default 0,
    by_unit     bigint not null default 0,
    matched     bigint not null generated always as (by_code + by_rule + by_unit) stored,
    walk_ins    bigint not null default 0,
    reviews     bigint not null default 0,
    debits      bigint not null default 0,
    known       bigint not null default 0, -- the bank's id was there already, with the same content
    conflicts   jsonb not null default '[]', -- lines told to the service meanwhile, with other content: not posted
    summary     jsonb,
    refusal     jsonb, -- {"code", "vi", "en", "field"}
    created_by  text not null,
    created_at  timestamptz not null,
    changed_at  timestamptz not null,
    foreign key (account_id, fund_id) references account (account_id, fund_id)
);
create index statement_import_at_work on statement_import (created_at) where state in ('received', 'checking', 'writing');
create index statement_import_of_account on statement_import (account_id, created_at desc);

-- How files of an account are read that no bank's known layout fits: the newest confirmed one counts.
create table account_layout (
    account_id   uuid not null references account,
    layout       jsonb not null,
    confirmed_by text not null,
    confirmed_at timestamptz not null,
    primary key (account_id, confirmed_at)
);

-- By what a line is told to come from a unit (or to be for a campaign): words that its folded memo holds.
create table match_rule (
    rule_id     uuid primary key,
    account_id  uuid not null references account,
    phrase      text not null check (length(phrase) between 3 and 200), -- folded, as domain.matching compares it
    unit_id     uuid,     -- null: a walk-in
    campaign_id uuid,
    made_by     text not null,
    made_at     timestamptz not null,
    retired_by  text check ((retired_by is null) = (retired_at is null)),
    retired_at  timestamptz
);
create unique index match_rule_in_use on match_rule (account_id, phrase) where retired_at is null;

-- A line of the bank. Only the bank's id makes it the same; another content under the same id is refused.
-- state: gift (gift_id is its receipt), review (waits for a person), debit, joined and split (see bank_line_gift),
-- set_aside (not a gift: interest, a returned transfer; with its reason).
create table bank_line (
    account_id  uuid not null,
    bank_id     text not null check (length(bank_id) between 1 and 100),
    fund_id     uuid not null,
    day         date not null,
    credit      bigint not null check (credit >= 0),
    debit       bigint not null check (debit >= 0),
    balance     bigint,
    memo        text not null check (length(memo) <= 1000),
    source      text not null check (source in ('statement', 'callback')),
    import_id   uuid,
    state       text not null check (state in ('gift', 'review', 'debit', 'joined', 'split', 'set_aside')),
    how         text check (how in ('code', 'rule', 'unit', 'walk_in', 'staff')),
    gift_id     uuid,
    hints       jsonb, -- for review: what the matching thought of
    decided_by  text,
    decided_at  timestamptz,
    reason      text check (length(reason) between 1 and 1000),
    primary key (account_id, bank_id),
    check ((credit > 0) <> (debit > 0)),
    check ((state = 'debit') = (debit > 0)),
    check ((state = 'gift') = (gift_id is not null)),
    check ((state in ('gift', 'joined', 'split')) = (how is not null))
);
create index bank_line_to_review on bank_line (account_id, day, bank_id) where state = 'review';
create index bank_line_of_day on bank_line using brin (day);

-- Many lines that are one gift, and one line that is many.
create table bank_line_gift (
    account_id uuid not null,
    bank_id    text not null,
    gift_id    uuid not null,
    amount     bigint not null check (amount > 0),
    primary key (account_id, bank_id, gift_id),
    foreign key (account_id, bank_id) references bank_line (account_id, bank_id)
);
create index bank_line_gift_of_gift on bank_line_gift (gift_id);

-- The secret with which a bank signs what it tells of an account; the newest that is not retired, and the one before.
create table callback_secret (
    account_id uuid not null references account,
    secret     text not null check (length(secret) >= 32),
    made_by    text not null,
    made_at    timestamptz not null,
    retired_at timestamptz,
    primary key (account_id, made_at)
);

grant select, insert on account_layout, bank_line_gift to :role;
grant select, insert, update (layout, state, position, rows, written, by_code, by_rule, by_unit, walk_ins, reviews, debits,
                              known, conflicts, summary, refusal, changed_at) on statement_import to :role;
grant select, insert, update (retired_by, retired_at) on match_rule to :role;
grant select, insert, update (balance, state, how, gift_id, hints, decided_by, decided_at, reason) on bank_line to :role;
grant select, insert, update (retired_at) on callback_secret to :role;
