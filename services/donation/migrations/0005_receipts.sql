-- What stands at the head of a fund's papers, and which receipts were printed when, by whom: the first print is the
-- receipt, every later one a copy.

-- Null for funds that were heard of before these were kept.
alter table fund add column level text check (level in ('central', 'province', 'district', 'commune')),
                 add column locality text;

-- Said by the fund's own staff. Without it the fund's name stands at the head, and the address is left to be filled in.
create table letterhead (
    fund_id   uuid primary key references fund,
    unit      text check (length(unit) between 1 and 150),
    address   text check (length(address) between 1 and 200),
    form_code text check (length(form_code) between 1 and 150),
    set_by    text not null,
    set_at    timestamptz not null
);

-- One act of printing: the receipts first … last of a book, each on so many sheets (liên).
create table print_run (
    print_id   uuid primary key,
    fund_id    uuid not null,
    year       smallint not null,
    book       text not null,
    first      bigint not null check (first > 0),
    last       bigint not null check (last between first and first + 999),
    format     text not null check (format in ('a5', 'a4')),
    sheets     smallint not null check (sheets between 1 and 3),
    printed_by text not null,
    printed_at timestamptz not null,
    foreign key (fund_id, year, book) references book (fund_id, year, book)
);

-- nth = 1 is the receipt itself: the key lets it be printed once, whoever prints at the same moment.
create table receipt_print (
    gift_id  uuid not null references gift,
    nth      integer not null check (nth > 0),
    print_id uuid not null references print_run,
    primary key (gift_id, nth)
);
create index receipt_print_of_run on receipt_print (print_id);

grant select, insert on print_run, receipt_print to :role;
grant select, insert, update (unit, address, form_code, set_by, set_at) on letterhead to :role;
