-- Receipt books, the gifts written in them, and what was taken back. A gift is never changed and never deleted.

-- A fund's year of receipt books. Whoever writes a gift or a reversal of the year holds its row for share, whoever
-- closes it holds it for update: so nothing slips in behind the count.
create table book_year (
    fund_id        uuid not null references fund,
    year           smallint not null check (year between 1945 and 2200),
    closed_at      timestamptz,
    closed_by      text,
    year_closed_on date, -- the fund itself closed the year, heard from fund_allocation
    primary key (fund_id, year),
    check ((closed_at is null) = (closed_by is null))
) with (fillfactor = 50);

-- One book for each channel and cashier, so that cashiers don't queue on one another. last_number is locked last.
create table book (
    fund_id     uuid not null,
    year        smallint not null,
    book        text not null check (length(book) between 1 and 40),
    channel     text not null check (channel in ('cash', 'bank_transfer')),
    cashier     text not null,
    last_number bigint not null default 0 check (last_number >= 0),
    opened_at   timestamptz not null,
    primary key (fund_id, year, book),
    unique (fund_id, year, channel, cashier),
    foreign key (fund_id, year) references book_year (fund_id, year)
) with (fillfactor = 50);

-- Cash that the fund has received. unit_id is null for a walk-in; display_name is what may be shown of the giver.
-- Its references are checked for a whole statement by gift_fits(): row by row they would double the cost of a gift.
create table gift (
    gift_id      uuid primary key,
    fund_id      uuid not null,
    year         smallint not null check (year = extract(year from received_on)),
    book         text not null,
    number       bigint not null check (number > 0),
    unit_id      uuid,
    campaign_id  uuid,
    channel      text not null,
    amount       bigint not null check (amount between 1 and 1000000000000000),
    received_on  date not null check (received_on <= (recorded_at at time zone 'Asia/Ho_Chi_Minh')::date),
    earmark_kind text check (earmark_kind in ('campaign', 'purpose', 'house')),
    earmark_ref  text check ((earmark_ref is null) = (earmark_kind is null)),
    display_name text check (length(display_name) between 1 and 300),
    recorded_by  text not null,
    recorded_at  timestamptz not null,
    unique (fund_id, year, book, number)
);
-- The list that staff read, newest first; ids grow with time. Each further index would cost every imported line.
create index gift_of_fund on gift (fund_id, gift_id);

-- Who paid and why, in their own words: private, never in an event, and apart from the gift so that it can be erased.
create table payer (
    gift_id      uuid primary key references gift,
    name         text check (length(name) between 1 and 300),
    address      text check (length(address) between 1 and 500),
    reason       text check (length(reason) between 1 and 1000),
    name_consent boolean not null check (not name_consent or name is not null),
    check (num_nonnulls(name, address, reason) > 0)
);

-- A gift taken back whole, by an entry of its own day. The reason may name a person: it stays here.
create table reversal (
    gift_id     uuid primary key references gift,
    fund_id     uuid not null,
    year        smallint not null check (year = extract(year from reversed_on)),
    kind        text not null check (kind in ('void', 'refund', 'correction')),
    reason      text not null check (length(reason) between 1 and 1000),
    reversed_on date not null check (reversed_on <= (recorded_at at time zone 'Asia/Ho_Chi_Minh')::date),
    recorded_by text not null,
    recorded_at timestamptz not null,
    foreign key (fund_id, year) references book_year (fund_id, year)
);

-- The references of the gifts that one statement wrote, however many they are: a receipt of an opened book and within
-- its counter, an open year, a unit and a campaign of the same fund.
create function gift_fits() returns trigger language plpgsql as $$
begin
    perform from book_year where (fund_id, year) in (select fund_id, year from added) order by fund_id, year for share;
    if exists (
        select from (select fund_id, year, book, channel, max(number) as number from added group by 1, 2, 3, 4) a
        left join book b on b.fund_id = a.fund_id and b.year = a.year and b.book = a.book and b.channel = a.channel
        left join book_year y on y.fund_id = a.fund_id and y.year = a.year
        where coalesce(a.number > b.last_number, true) or y.closed_at is not null or y.year_closed_on is not null
    ) then
        raise 'a receipt outside an open book' using errcode = 'check_violation', constraint = 'gift_in_open_book';
    end if;
    if exists (
        select from (select distinct fund_id, unit_id, campaign_id from added) a
        left join unit u on u.unit_id = a.unit_id
        left join campaign c on c.campaign_id = a.campaign_id
        where (a.unit_id is not null and u.fund_id is distinct from a.fund_id)
           or (a.campaign_id is not null and c.fund_id is distinct from a.fund_id)
    ) then
        raise 'a unit or campaign of another fund' using errcode = 'foreign_key_violation', constraint = 'gift_in_fund';
    end if;
    return null;
end $$;
create trigger gift_fits after insert on gift referencing new table as added
    for each statement execute function gift_fits();

-- A reversal is of its gift's fund, not before the gift, in an open year; a void in the gift's own year.
create function reversal_fits() returns trigger language plpgsql as $$
begin
    perform from book_year where fund_id = new.fund_id and year = new.year and closed_at is null and year_closed_on is null
        for share;
    if not found or not exists (
        select from gift g where g.gift_id = new.gift_id and g.fund_id = new.fund_id and new.reversed_on >= g.received_on
            and (new.kind <> 'void' or new.year = g.year)
    ) then
        raise 'a reversal outside an open year or against its gift'
            using errcode = 'check_violation', constraint = 'reversal_fits';
    end if;
    return new;
end $$;
create trigger reversal_fits before insert on reversal for each row execute function reversal_fits();

create function never_back() returns trigger language plpgsql as $$
begin
    raise 'a counter never goes back and a closing is final' using errcode = 'check_violation', constraint = 'never_back';
end $$;
create trigger book_never_back before update on book for each row
    when (new.last_number < old.last_number) execute function never_back();
create trigger book_year_never_back before update on book_year for each row
    when (old.closed_at is not null and new.closed_at is distinct from old.closed_at
          or old.year_closed_on is not null and new.year_closed_on is distinct from old.year_closed_on)
    execute function never_back();

grant select, insert on gift, payer, reversal to :role;
grant select, insert, update (closed_at, closed_by, year_closed_on) on book_year to :role;
grant select, insert, update (last_number) on book to :role;
