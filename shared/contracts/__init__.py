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
AUDIENCE: dict[str, tuple[str, ...]] = {
    "donation": ("fund_allocation", "transparency"),
    "fund_allocation": ("donation", "housing_project", "transparency"),
    "housing_project": ("donation", "fund_allocation", "transparency"),
}
"""Which services listen to a source. A service's name is also its consumer group."""
EVENTS: dict[str, type[Contract]] = {event.TYPE: event for events in SOURCES.values() for event in events}

__all__ = ["AUDIENCE", "EVENTS", "PARTITIONS", "REPLAY_TOPIC", "SOURCES", "Contract", "partition_of", "topic_of"]
