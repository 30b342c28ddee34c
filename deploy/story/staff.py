"""Who acts in the story: one account for each role, so that nobody does what another must check."""

from datetime import datetime, timedelta

from shared.access import ROLES, Role, sign_token

LIFE = timedelta(hours=8)


def staff_tokens(private_key: str, *, now: datetime) -> dict[Role, str]:
    """A token for each role. The accounts are the same in every run, so that the keys of requests mean the same."""
    return {
        role: sign_token(private_key, actor_id=f"story-{role}", roles=[role], funds=None, now=now, ttl=LIFE)
        for role in ROLES
    }
