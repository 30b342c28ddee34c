-- A gift that is split over purposes has a lot for each part; its journal line is one, of the whole gift.

create table gift_part (
    part_id uuid primary key,
    gift_id uuid not null
);
comment on table gift_part is 'the lots of split gifts; a reversal tells them too, it may come first';
create index gift_part_of_gift on gift_part (gift_id);

grant select, insert on gift_part to :role;
