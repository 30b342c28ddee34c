-- For whom a gift was paid, what was promised, what a payment code leads to, and a campaign's words for givers.

alter table campaign add column suggested_level text, add column closed_on date;
-- what was heard before this has no campaign
alter table contribution add column campaign_id uuid;
create index contribution_by_campaign on contribution (campaign_id) where campaign_id is not null;

-- Units for which another one paid a gift; amount is null where the parts were not told. The gift counts once, with
-- the one that paid.
create table gift_member (
    gift_id uuid not null,
    n       smallint not null,
    unit_id uuid not null,
    amount  bigint check (amount > 0),
    primary key (gift_id, n)
);
create index gift_member_by_unit on gift_member (unit_id);

-- Promises, without the one who promised: they are shown as sums of a campaign alone, and are in no sum of money.
create table pledge (
    pledge_id   uuid primary key,
    fund_id     uuid not null,
    campaign_id uuid not null,
    amount      bigint not null check (amount > 0)
);
create index pledge_by_campaign on pledge (campaign_id);
create table pledge_cancelled (pledge_id uuid primary key);

-- Gifts that keep a promise; one that is taken back keeps nothing.
create table pledge_gift (
    gift_id   uuid primary key,
    pledge_id uuid not null
);
create index pledge_gift_by_pledge on pledge_gift (pledge_id);

-- Looked up by its whole text; never listed. unit_id is null for a walk-in's code.
create table payment_code (
    code        text primary key,
    fund_id     uuid not null,
    campaign_id uuid,
    unit_id     uuid
);

-- A unit's part of gifts that another one paid, while they are not taken back. paid is 0 where the part was not told.
create view paid_for as
select m.unit_id, g.gift_id, g.fund_id, g.campaign_id, g.unit_id as payer_id, g.received_on,
       extract(year from g.received_on)::int as year, coalesce(m.amount, 0) as paid
from gift_member m
  join gift g on g.gift_id = m.gift_id
where not exists (select from reversal r where r.gift_id = m.gift_id);

-- How much of each promise gifts have kept; kept is never more than was promised in what is still to come.
create view pledge_kept as
select p.pledge_id, p.fund_id, p.campaign_id, p.amount, k.gifts, k.given,
       exists (select from pledge_cancelled c where c.pledge_id = p.pledge_id) as cancelled
from pledge p,
  lateral (select count(*) as gifts, coalesce(sum(g.amount), 0)::bigint as given
           from pledge_gift k join gift g on g.gift_id = k.gift_id
           where k.pledge_id = p.pledge_id and not exists (select from reversal r where r.gift_id = k.gift_id)) k;

grant select, insert on gift_member, pledge, pledge_cancelled, pledge_gift, payment_code to :role;
grant select on paid_for, pledge_kept to :role;
