"""The proof of an account over some days, and how its lines found what they are."""

from datetime import date
from uuid import UUID

from services.donation.commands import accounts
from services.donation.domain import refusals
from services.donation.domain.proof import Proof, ends_of, prove
from services.donation.store import proof as store
from services.donation.store.proof import LISTED, MonthShare
from shared.access import Actor
from shared.db import Connection


async def prove_account(conn: Connection, actor: Actor, account_id: UUID, first: date, last: date) -> Proof:
    """Prove some days of an account, as all is known now. Raises Refused: unknown, other fund, days in wrong order."""
    await accounts.known_account(conn, actor, account_id)
    if last < first:
        raise refusals.days_reversed()
    balanced_on, earlier = await store.moved_before(conn, account_id, first)
    if balanced_on is not None:
        ends = ends_of(await store.chain(conn, account_id, balanced_on, balanced_on), None)
        earlier = earlier._replace(closing=ends and ends.closing)
    proof = prove(
        await store.movement(conn, account_id, first, last),
        await store.chain(conn, account_id, first, last),
        earlier,
        await store.differing(conn, account_id, first, last),
        await store.without_balance(conn, account_id, first, last),
    )
    breaks = [difference.amount for difference in proof.differences if difference.why == "balance_breaks"]
    if not breaks:
        return proof
    broken = await store.going_on_from(conn, account_id, first, last, breaks[:LISTED])
    others = [difference for difference in proof.differences if difference.why != "balance_breaks"]
    return proof._replace(differences=[*others, *broken])


async def shares_matched(conn: Connection, actor: Actor, account_id: UUID, first: date, last: date) -> list[MonthShare]:
    """How the credits of an account found what they are, by month. Raises Refused as above."""
    await accounts.known_account(conn, actor, account_id)
    if last < first:
        raise refusals.days_reversed()
    return await store.shares_matched(conn, account_id, first, last)
