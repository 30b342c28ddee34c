-- The review queue made quick to search, rules applied a batch at a time, and debits that pay a refund.

create extension if not exists pg_trgm;

-- The folded words of a memo with one space between, before and after them, as domain.unit_name's phrase_of makes them:
-- a word or a phrase is looked for by its letters, a rule's phrase with a space on each side.
create function folded_words(memo text) returns text language sql immutable parallel safe
return regexp_replace(
    ' ' || case when octet_length(memo) = length(memo) then lower(memo collate "C") collate pg_unicode_fast
           else translate(regexp_replace(casefold(normalize(memo, nfkd) collate pg_unicode_fast),
                                         '[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+', '', 'g'), 'đðɖ', 'ddd')
           end || ' ', '[^[:alnum:]]+', ' ', 'g');

-- Of lines in review alone: the others are not searched, and what is matched at once costs nothing more.
alter table bank_line add words text generated always as (case when state = 'review' then folded_words(memo) end) stored;
-- What was added since the last vacuum is read through at each search: it is kept short.
create index bank_line_words on bank_line using gin (words gin_trgm_ops) with (gin_pending_list_limit = 1024)
    where state = 'review';

-- How far a rule has come through the lines that waited when it was made. applied_at: it is through; met: how many of
-- the lines held its phrase; reached: the last line of the last batch, written in the batch's own transaction.
alter table match_rule
    add met         bigint not null default 0 check (met >= 0),
    add applied     bigint not null default 0 check (applied >= 0),
    add refused     bigint not null default 0 check (refused >= 0),
    add reached_day date check ((reached_day is null) = (reached_id is null)),
    add reached_id  text,
    add applied_at  timestamptz;
update match_rule set applied_at = made_at;
create index match_rule_at_work on match_rule (made_at) where applied_at is null and retired_at is null;

-- Which debit paid a refund: decided by a person, one debit for one refund, until it is taken back.
create table refund_debit (
    id            bigint generated always as identity primary key,
    gift_id       uuid not null references reversal (gift_id),
    account_id    uuid not null,
    bank_id       text not null,
    decided_by    text not null,
    decided_at    timestamptz not null,
    taken_back_by text check ((taken_back_by is null) = (taken_back_at is null)),
    taken_back_at timestamptz,
    foreign key (account_id, bank_id) references bank_line (account_id, bank_id)
);
create unique index refund_debit_of_gift on refund_debit (gift_id) where taken_back_at is null;
create unique index refund_debit_of_line on refund_debit (account_id, bank_id) where taken_back_at is null;
create index bank_line_of_debit on bank_line (fund_id, debit, day) where state = 'debit';

grant update (met, applied, refused, reached_day, reached_id, applied_at) on match_rule to :role;
grant select, insert, update (taken_back_by, taken_back_at) on refund_debit to :role;
