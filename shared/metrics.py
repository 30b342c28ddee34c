"""Every metric of the system, in one list. Labels: ``service``, and the source or partition where it matters."""

from prometheus_client import Counter, Gauge, Histogram

OUTBOX_DEPTH = Gauge("denon_outbox_depth", "Events written and not yet sent, in rows", ["service"])
OUTBOX_OLDEST_AGE = Gauge("denon_outbox_oldest_age_seconds", "Age of the oldest event not yet sent", ["service"])
RELAY_SENT = Counter("denon_relay_sent", "Events acknowledged by the broker", ["service"])
RELAY_SKIPPED = Counter("denon_relay_skipped_positions", "Positions of transactions that were rolled back", ["service"])
RELAY_FAILURES = Counter("denon_relay_failures", "Times the relay had to start again", ["service"])
RELAY_REWINDS = Counter("denon_relay_rewinds", "Replays: times the cursor was moved back", ["service"])
RELAY_LEADING = Gauge("denon_relay_leading", "1 while this process holds the relay of the service", ["service"])

INBOX_APPLIED = Counter("denon_inbox_applied", "Events applied", ["service", "source"])
INBOX_DUPLICATES = Counter(
    "denon_inbox_duplicates", "Events skipped because they had been applied", ["service", "source"]
)
INBOX_GAPS = Counter("denon_inbox_gaps", "Times an event was found missing", ["service", "source"])
INBOX_HELD = Gauge("denon_inbox_held_partitions", "Partitions held until a replay fills a gap", ["service", "source"])
INBOX_QUARANTINED = Counter("denon_inbox_quarantined", "Records put into quarantine", ["service", "source"])
INBOX_FAILURES = Counter("denon_inbox_failures", "Batches that had to be tried again", ["service"])
INBOX_BATCH_SECONDS = Histogram("denon_inbox_batch_seconds", "Time to apply one batch", ["service"])
INBOX_LAG = Gauge("denon_inbox_lag", "Records on the broker not yet applied", ["service", "source", "partition"])
CONSUMER_RESTARTS = Counter("denon_consumer_restarts", "Times a silent consumer was replaced", ["service"])
QUARANTINE_DEPTH = Gauge("denon_quarantine_depth", "Records in quarantine, not yet redriven", ["service"])

HTTP_REQUESTS = Counter("denon_http_requests", "Requests answered", ["service", "method", "status"])
HTTP_SECONDS = Histogram(
    "denon_http_request_seconds", "Time to answer a request", ["service"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)  # fmt: skip
