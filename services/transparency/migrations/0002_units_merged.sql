-- One unit under two codes, and names that are shown no more.

-- changed: a later word than the first was heard; the first, heard late, doesn't undo it.
alter table unit add column changed boolean not null default false;
alter table campaign add column changed boolean not null default false;

-- unit_id goes on as head_id, which is not merged itself; into_id is what was said of it.
create table unit_merged (
    unit_id uuid primary key,
    into_id uuid not null,
    head_id uuid not null
);
create index unit_merged_by_head on unit_merged (head_id);

-- Gifts with which no name is shown any more, though it once was.
create table unnamed_gift (gift_id uuid primary key);

create or replace view gift_shown as
select g.gift_id, g.fund_id, g.unit_id, g.campaign_id, g.channel, g.amount, g.received_on, g.receipt_year, g.receipt_book,
       g.receipt_number, g.earmark_kind, g.earmark_ref,
       case when u.kind = 'person' and u.name is null then null
            when exists (select from unnamed_gift n where n.gift_id = g.gift_id)
                then case when u.kind <> 'person' then u.name end
            when u.kind = 'person' then g.display_name
            else coalesce(g.display_name, u.name) end as giver,
       u.kind as giver_kind, u.unit_id is not null as unit_known, r.reversed_on, r.kind as reversal_kind
from gift g
  left join unit u on u.unit_id = g.unit_id
  left join reversal r on r.gift_id = g.gift_id;

grant select, insert on unnamed_gift to :role;
grant select, insert, update on unit_merged to :role;
