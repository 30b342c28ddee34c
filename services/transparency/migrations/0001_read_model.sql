-- The read model of the public pages: what three services said, kept so that every page is a few index look-ups.
-- Nothing here refers to another table: an event may come long before the one that explains it. Sums are in đồng.

-- How much of each event type has been taken in, and the time of the newest: "figures up to".
create table heard (
    type   text primary key,
    events bigint not null check (events > 0),
    at     timestamptz not null
);

-- ── who and where ────────────────────────────────────────────────────────────────────────────────────────────────
create table fund (
    fund_id  uuid primary key,
    code     text not null,
    name     text not null,
    level    text not null,
    locality text not null
);

-- name is null for a person without consent. Lists are in the order of sort_key (domain.order_of), searches look in folded.
create table unit (
    unit_id  uuid primary key,
    fund_id  uuid not null,
    code     text not null,
    kind     text not null,
    name     text,
    folded   text not null,
    sort_key text collate "C" not null
);
create index unit_by_name on unit (sort_key, unit_id);

create table campaign (
    campaign_id uuid primary key,
    fund_id     uuid not null,
    code        text not null,
    name        text not null,
    year        integer not null,
    opens_on    date not null,
    closes_on   date not null
);

create table target (
    campaign_id uuid not null,
    unit_id     uuid not null,
    fund_id     uuid not null,
    year        integer not null,
    amount      bigint not null check (amount >= 0),
    primary key (unit_id, campaign_id)
);
create index target_by_year on target (year, fund_id);
create index target_by_campaign on target (campaign_id);

-- ── money in ─────────────────────────────────────────────────────────────────────────────────────────────────────
create table gift (
    gift_id        uuid primary key,
    fund_id        uuid not null,
    unit_id        uuid,
    campaign_id    uuid,
    channel        text not null,
    amount         bigint not null check (amount > 0),
    received_on    date not null,
    receipt_year   integer not null,
    receipt_book   text not null,
    receipt_number bigint not null,
    earmark_kind   text,
    earmark_ref    text,
    display_name   text
);
-- Newest first, within a fund and within a unit; a list over several of them merges their heads.
create index gift_by_fund on gift (fund_id, received_on, gift_id);
create index gift_by_unit on gift (unit_id, received_on, gift_id);
create index gift_by_receipt on gift (receipt_number);

create table reversal (
    gift_id     uuid primary key,
    amount      bigint not null check (amount > 0),
    reversed_on date not null,
    kind        text not null
);

-- A gift as the public sees it. A person is named by consent alone: the gift's own, and not taken back since in the unit's.
create view gift_shown as
select g.gift_id, g.fund_id, g.unit_id, g.campaign_id, g.channel, g.amount, g.received_on, g.receipt_year, g.receipt_book,
       g.receipt_number, g.earmark_kind, g.earmark_ref,
       case when u.kind = 'person' and u.name is null then null
            when u.kind = 'person' then g.display_name
            else coalesce(g.display_name, u.name) end as giver,
       u.kind as giver_kind, u.unit_id is not null as unit_known, r.reversed_on, r.kind as reversal_kind
from gift g
  left join unit u on u.unit_id = g.unit_id
  left join reversal r on r.gift_id = g.gift_id;

-- Reversals whose gift has not been heard of (it may sit in quarantine): in no total until it is.
create table waiting_reversal (
    gift_id     uuid primary key,
    amount      bigint not null check (amount > 0),
    reversed_on date not null,
    kind        text not null
);

create table opening_balance (
    lot_id  uuid primary key,
    fund_id uuid not null,
    year    integer not null,
    "on"    date not null,
    amount  bigint not null check (amount > 0)
);
create index opening_balance_by_fund on opening_balance (fund_id, year);

-- The finest sums that any page asks for; the giver's kind is the unit's, so a unit may become known later.
create table received_total (
    fund_id     uuid not null,
    year        integer not null,
    unit_id     uuid,
    campaign_id uuid,
    channel     text not null,
    gifts       bigint not null check (gifts > 0),
    amount      bigint not null check (amount > 0),
    unique nulls not distinct (year, fund_id, unit_id, campaign_id, channel)
) with (fillfactor = 70);
create index received_total_by_unit on received_total (unit_id);
create index received_total_by_campaign on received_total (campaign_id);

-- Taken back: year is that of the entry that took it back, received_year that of the gift.
create table reversed_total (
    fund_id       uuid not null,
    received_year integer not null,
    year          integer not null,
    unit_id       uuid,
    campaign_id   uuid,
    channel       text not null,
    gifts         bigint not null check (gifts > 0),
    amount        bigint not null check (amount > 0),
    unique nulls not distinct (year, received_year, fund_id, unit_id, campaign_id, channel)
) with (fillfactor = 70);
create index reversed_total_by_unit on reversed_total (unit_id);
create index reversed_total_by_campaign on reversed_total (campaign_id);

-- The same sums by fund and year alone, for the pages that everyone opens.
create table fund_received (
    fund_id uuid not null,
    year    integer not null,
    gifts   bigint not null check (gifts > 0),
    amount  bigint not null check (amount > 0),
    primary key (fund_id, year)
);
create table fund_reversed (
    fund_id uuid not null,
    year    integer not null,
    gifts   bigint not null check (gifts > 0),
    amount  bigint not null check (amount > 0),
    primary key (fund_id, year)
);

-- ── money out ────────────────────────────────────────────────────────────────────────────────────────────────────
create table decision (
    decision_id     uuid primary key,
    decision_number text not null,
    request_id      uuid not null,
    house_id        uuid not null,
    fund_id         uuid not null,
    work_type       text not null,
    amount          bigint not null check (amount > 0),
    decided_on      date not null,
    above_norm      boolean not null
);
create index decision_by_house on decision (house_id);

create table refusal (
    request_id uuid primary key,
    house_id   uuid not null,
    fund_id    uuid not null,
    refused_on date not null
);
create index refusal_by_house on refusal (house_id);

-- Money that left a fund: an instalment of a decision, or an expenditure of its own (then decision_id is null).
create table payment (
    payment_id     uuid primary key,
    decision_id    uuid,
    house_id       uuid,
    fund_id        uuid not null,
    use            text not null,
    certificate_id uuid,
    certificate    text,
    amount         bigint not null check (amount > 0),
    paid_on        date not null
);
create index payment_by_day on payment (paid_on, payment_id);
create index payment_by_fund on payment (fund_id, paid_on, payment_id);
create index payment_by_house on payment (house_id) where house_id is not null;
create index payment_by_decision on payment (decision_id) where decision_id is not null;

create table release (
    decision_id uuid not null,
    house_id    uuid not null,
    fund_id     uuid not null,
    amount      bigint not null check (amount > 0),
    released_on date not null,
    cause       text not null
);
create index release_by_decision on release (decision_id);

create table used_total (
    fund_id  uuid not null,
    year     integer not null,
    through  text not null check (through in ('decision', 'expenditure')),
    use      text not null,
    payments bigint not null check (payments > 0),
    amount   bigint not null check (amount > 0),
    primary key (year, fund_id, through, use)
);

create table year_closing (
    fund_id   uuid not null,
    year      integer not null,
    opening   bigint not null,
    received  bigint not null,
    reversed  bigint not null,
    used      bigint not null,
    closing   bigint not null,
    closed_on date not null,
    primary key (fund_id, year)
);

create table books_closing (
    fund_id   uuid not null,
    year      integer not null,
    gifts     bigint not null,
    received  bigint not null,
    reversals bigint not null,
    reversed  bigint not null,
    primary key (fund_id, year)
);

-- ── where every đồng went ────────────────────────────────────────────────────────────────────────────────────────
-- What money was set aside or used for: a support decision (house_id is there) or an expenditure.
create table purpose (
    purpose_id uuid primary key,
    house_id   uuid,
    fund_id    uuid not null,
    use        text not null,
    reserved   bigint not null check (reserved >= 0),
    used       bigint not null check (used >= 0)
);
create index purpose_by_house on purpose (house_id) where house_id is not null;

-- A lot is a gift or an opening balance. replaced: what another lot took over when this one was reversed.
create table lot_trace (
    purpose_id uuid not null,
    lot_id     uuid not null,
    reserved   bigint not null check (reserved >= 0),
    used       bigint not null check (used >= 0),
    replaced   bigint not null check (replaced >= 0),
    primary key (purpose_id, lot_id)
);
create index lot_trace_by_lot on lot_trace (lot_id);

-- Lots that moved before their gift was heard of; a row may outlive its reason for a moment, so readers check.
create table waiting_lot (lot_id uuid primary key);

-- ── houses ───────────────────────────────────────────────────────────────────────────────────────────────────────
create table house (
    house_id       uuid primary key,
    house_code     text not null,
    household_code text not null,
    category       text not null,
    village        text not null,
    commune        text not null,
    work_type      text not null,
    programme      text not null,
    fund_id        uuid not null,
    applied_on     date not null,
    folded         text not null,
    sort_key       text collate "C" not null
);
create index house_by_order on house (sort_key, house_id);
create index house_by_code on house (folded);

create table house_stage (
    house_id       uuid not null,
    stage          text not null,
    step           smallint not null,
    "on"           date not null,
    certificate_id uuid,
    primary key (house_id, stage)
);
create index house_stage_certified on house_stage ("on", house_id) where certificate_id is not null;

-- The furthest step: 1 applied … 9 handed over, 10 settled (domain.STEPS).
create table house_progress (
    house_id     uuid primary key,
    step         smallint not null,
    "on"         date not null,
    cancelled_on date
);

create table support_request (
    request_id     uuid primary key,
    house_id       uuid not null,
    fund_id        uuid not null,
    amount         bigint not null check (amount > 0),
    estimated_cost bigint not null check (estimated_cost > 0),
    requested_on   date not null
);
create index support_request_by_house on support_request (house_id);

create table house_settlement (
    house_id     uuid primary key,
    request_id   uuid not null,
    actual_cost  bigint not null,
    fund         bigint not null,
    state_budget bigint not null,
    family       bigint not null,
    community    bigint not null,
    labour_days  bigint not null,
    settled_on   date not null
);

-- A house as it is shown. Its step is its own word, or the fund's decision where that is further.
create view house_shown as
select h.house_id, h.house_code, h.household_code, h.category, h.village, h.commune, h.work_type, h.programme, h.fund_id,
       h.applied_on, h.folded, h.sort_key,
       greatest(coalesce(p.step, 1), case when exists (select from decision d where d.house_id = h.house_id) then 5 end)
           as step,
       coalesce(p."on", h.applied_on) as step_on, p.cancelled_on,
       (select coalesce(sum(d.amount), 0)::bigint from decision d where d.house_id = h.house_id) as decided,
       (select coalesce(sum(m.amount), 0)::bigint from payment m where m.house_id = h.house_id) as paid,
       (select s.actual_cost from house_settlement s where s.house_id = h.house_id) as actual_cost
from house h
  left join house_progress p on p.house_id = h.house_id;

-- ── what the runtime role may do: facts are only added, sums and states are moved on ─────────────────────────────
grant select, insert on
    gift, reversal, opening_balance, decision, refusal, payment, release, year_closing, books_closing, house,
    support_request, house_settlement to :role;
grant select, insert, update on
    heard, fund, unit, campaign, target, received_total, reversed_total, fund_received, fund_reversed, used_total,
    purpose, lot_trace, house_stage, house_progress to :role;
grant select, insert, delete on waiting_reversal, waiting_lot to :role;
grant select on gift_shown, house_shown to :role;
