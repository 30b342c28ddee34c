"""The public language of the system: the events that services publish, one module per producing service.

``SOURCES`` maps a source to the events it publishes; ``EVENTS`` maps an event's versioned name to its contract.
"""

from shared.contracts import donation, fund_allocation, housing_project
from shared.contracts.envelope import PARTITIONS, REPLAY_TOPIC, Contract, partition_of, topic_of

SOURCES: dict[str, tuple[type[Contract], ...]] = {
    "donation": donation.EVENTS,
    "fund_allocation": fund_allocation.EVENTS,
    "housing_project": housing_project.EVENTS,
}
EVENTS: dict[str, type[Contract]] = {event.TYPE: event for events in SOURCES.values() for event in events}

__all__ = ["EVENTS", "PARTITIONS", "REPLAY_TOPIC", "SOURCES", "Contract", "partition_of", "topic_of"]
