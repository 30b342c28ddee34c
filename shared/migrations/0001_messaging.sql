-- What every service's database needs to speak and to listen. :role is the service's runtime role.

-- Everything the service ever said, in the order in which the relay sends it. Its rows stay: they are the service's
-- history and the source of every replay. data is text, not jsonb: the bytes that were written are the bytes sent.
create table outbox (
    position       bigint generated always as identity primary key,
    subject        text not null,
    type           text not null,
    data           text not null check (octet_length(data) < 262144),
    correlation_id text not null,
    causation_id   text,
    traceparent    text,
    occurred_at    timestamptz not null
);

-- How far the relay has sent: the last position of all and, for each partition, the last position it holds.
create table relay_cursor (
    singleton boolean primary key default true check (singleton),
    position  bigint not null,
    lasts     bigint[] not null,
    saved_at  timestamptz not null default now()
);

-- How far this service has heard: the last position applied of each source and partition, and the offset from which
-- its records are read when the partition is taken up again: behind what was applied, before what is held.
create table inbox_mark (
    source      text not null,
    partition   integer not null,
    position    bigint not null default 0,
    next_offset bigint not null default 0,
    primary key (source, partition)
) with (fillfactor = 50);

-- Records that could not be read or were refused, as they came, until someone redrives them.
create table quarantine (
    id             bigint generated always as identity primary key,
    topic          text not null,
    partition      integer not null,
    record_offset  bigint not null,
    key            bytea,
    value          bytea,
    headers        jsonb not null,
    content_hash   bytea not null,
    error          text not null,
    attempts       integer not null default 1,
    quarantined_at timestamptz not null default now(),
    redriven_at    timestamptz,
    redriven_by    text,
    unique (topic, partition, record_offset, content_hash)
);
create index quarantine_open on quarantine (id) where redriven_at is null;

-- One row for each request that moved money, with the answer it got.
create table idempotency (
    actor        text not null,
    route        text not null,
    key          text not null,
    request_hash bytea not null,
    status       integer not null,
    body         bytea not null,
    created_at   timestamptz not null default now(),
    primary key (actor, route, key)
);

grant select, insert on outbox to :role;
grant select, insert, update on relay_cursor, inbox_mark to :role;
grant select, insert, update (error, attempts, redriven_at, redriven_by) on quarantine to :role;
grant select, insert on idempotency to :role;
