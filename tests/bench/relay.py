"""The relay alone: from a full outbox to acknowledged records, beside raw aiokafka ``send_batch`` of the same bytes."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, date, datetime
from pathlib import Path

from aiokafka import AIOKafkaProducer

from shared import metrics
from shared.contracts.donation import DonationReceived, Receipt
from shared.contracts.envelope import PARTITIONS, partition_of, struct_of, topic_of
from shared.db import Connection, connect
from shared.ids import uuid7
from shared.outbox import Outgoing, append
from shared.relay import Relay
from shared.relay_cursor import load_cursor
from shared.relay_rows import read_page
from shared.relay_topic import BATCH_BYTES
from shared.trace import Trace
from tests.bench.report import Figure, Report
from tests.bench.system import running

EVENTS = 250_000
CHUNK = 10_000
PAIRS = 3


async def measure(report: Report, data: Path) -> None:
    """Both ways in turn, PAIRS times, on brokers of their own; the best of each is told."""
    ours, raw = [], []
    for number in range(PAIRS):
        async with running(data / f"relay-{number}", ()) as system:
            bootstrap = system.launcher.settings("donation")["kafka_bootstrap_servers"]
            conn = await connect(system.database("donation"), application_name="bench")
            try:
                await fill(conn)
                ours.append(EVENTS / await relay_seconds(conn, system.database("donation"), bootstrap))
                raw.append(EVENTS / await raw_seconds(conn, bootstrap))
            finally:
                await conn.close()
    best = max(ours)
    report.add(
        Figure(
            "relay: full outbox to acknowledged",
            best,
            "events/s",
            max(raw),
            "raw send_batch",
            "≥ 100,000/s and ≥ 0.60 of raw",
            best >= 100_000 and best / max(raw) >= 0.6,
        )
    )


async def fill(conn: Connection) -> None:
    """Write EVENTS gifts' events into the outbox."""
    receipt, fund = struct_of(Receipt), uuid7()
    for first in range(0, EVENTS, CHUNK):
        events = []
        for number in range(first, first + CHUNK):
            gift = uuid7()
            received = DonationReceived.Fast(
                gift_id=gift,
                fund_id=fund,
                unit_id=fund,
                campaign_id=fund,
                channel="bank_transfer",
                amount=200_000 + number,
                received_on=date(2026, 7, 1),
                receipt=receipt(year=2026, book="CK01", number=number + 1),
                display_name="Trường THPT Lê Xoay",
            )
            events.append(Outgoing(gift, received, Trace("bench")))
        async with conn.transaction():
            await append(conn, events, at=datetime.now(UTC))


async def relay_seconds(conn: Connection, url: str, bootstrap: str) -> float:
    """Seconds until the broker has everything and the relay's cursor, saved, stands at the end of the outbox."""
    metrics.RELAY_SENT.clear()
    relay = Relay("donation", url=url, bootstrap_servers=bootstrap)
    work = asyncio.create_task(relay.run())
    try:
        while not relay.leading:
            await asyncio.sleep(0.001)
        started = time.perf_counter()
        while metrics.RELAY_SENT.labels("donation")._value.get() < EVENTS:  # to ask the database takes its time from it
            await asyncio.sleep(0.002)
        seconds = time.perf_counter() - started
        if (at := (await load_cursor(conn)).position) != EVENTS:
            raise RuntimeError(f"the cursor stands at {at}")
        return seconds
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def raw_seconds(conn: Connection, bootstrap: str) -> float:
    """Seconds to batch, send and have acknowledged the same keys, values and headers, all of them in memory."""
    records = await _as_records(conn)
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        enable_idempotence=True,
        acks="all",
        compression_type="zstd",
        max_batch_size=BATCH_BYTES,
    )
    await producer.start()
    try:
        started = time.perf_counter()
        futures = []
        builders = {partition: producer.create_batch() for partition in range(PARTITIONS)}
        for partition, key, value, headers in records:
            if builders[partition].append(timestamp=1, key=key, value=value, headers=headers) is None:
                full, builders[partition] = builders[partition], producer.create_batch()
                futures.append(await producer.send_batch(full, topic_of("housing_project"), partition=partition))
                builders[partition].append(timestamp=1, key=key, value=value, headers=headers)
        for partition, builder in builders.items():
            futures.append(await producer.send_batch(builder, topic_of("housing_project"), partition=partition))
        await asyncio.gather(*futures)
        return time.perf_counter() - started
    finally:
        await producer.stop()


async def _as_records(conn: Connection) -> list[tuple[int, bytes, bytes, list[tuple[str, bytes]]]]:
    """What the relay makes of each row, made beforehand."""
    records, after = [], 0
    while (page := await read_page(conn, after)).rows:
        for position, key, data, common in zip(*page, strict=True):
            _, kind, _, _, correlation_id = common.split("\t", 4)
            headers = [
                ("ce_specversion", b"1.0"),
                ("ce_source", b"donation"),
                ("content-type", b"application/json"),
                ("ce_id", b"donation/%d" % position),
                ("ce_type", kind.encode()),
                ("ce_subject", key),
                ("ce_time", b"2026-07-01T00:00:00.000000+00:00"),
                ("ce_position", b"%d" % position),
                ("ce_previous", b"%d" % max(position - PARTITIONS, 0)),
                ("ce_correlationid", correlation_id.encode()),
            ]
            records.append((partition_of(key.decode()), key, data, headers))
        after = page.last
    return records
