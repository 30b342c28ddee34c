"""Who may open a page, and who may send its form: the same roles as for the routes of the JSON API."""

from typing import Final

from services.donation.api.desk import GIFT_TAKERS
from shared.access import ROLES, Role

Roles = frozenset[Role]

ANYONE: Final[Roles] = ROLES
"""Whoever has signed in."""
TAKERS: Final[Roles] = frozenset(GIFT_TAKERS)
READERS: Final[Roles] = TAKERS | {"auditor"}
"""May read who paid and why."""
ACCOUNTANT: Final[Roles] = frozenset({"accountant"})
ADMIN: Final[Roles] = frozenset({"admin"})
SETTERS: Final[Roles] = frozenset({"admin", "accountant"})
"""Set targets, issue payment codes."""
CONSENT_TAKERS: Final[Roles] = frozenset({"admin", "clerk", "accountant"})
"""Record that a person may be named, or no more."""
