-- The writes of one gift over HTTP, as one SQL function, for pgbench: what the database alone could do.
-- Run as the owner of the donation database.
create or replace function bench_gift(cashier_number int, fund uuid, at timestamptz) returns bigint
language plpgsql as $$
declare
    id uuid := uuidv7();
    the_year smallint := extract(year from at);
    the_book text;
    receipt bigint;
    answer text;
begin
    insert into idempotency (actor, route, key, request_hash, status, body)
    values ('bench-' || cashier_number, 'bench', id::text, sha256(id::text::bytea), 201, sha256(id::text::bytea));
    update book set last_number = last_number + 1
    where book.fund_id = fund and book.year = the_year and channel = 'cash' and cashier = 'pgbench-' || cashier_number
    returning book, last_number into the_book, receipt;
    insert into gift (gift_id, fund_id, year, book, number, channel, amount, received_on, recorded_by, recorded_at)
    values (id, fund, the_year, the_book, receipt, 'cash', 200000, (at at time zone 'Asia/Ho_Chi_Minh')::date, 'bench', at);
    insert into payer (gift_id, name, name_consent) values (id, 'Nguyễn Văn An', false);
    answer := json_build_object('gift_id', id, 'fund_id', fund, 'unit_id', null, 'campaign_id', null, 'channel', 'cash',
        'amount', 200000, 'received_on', (at at time zone 'Asia/Ho_Chi_Minh')::date,
        'receipt', json_build_object('year', the_year, 'book', the_book, 'number', receipt),
        'earmark', null, 'display_name', null)::text;
    insert into outbox (subject, type, data, correlation_id, occurred_at)
    values (id::text, 'donation.received.v1', answer, id::text, at);
    return receipt;
end $$;
grant execute on function bench_gift to donation;
