"""Setting support norms and ending them."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.fund_allocation.commands.desk import Desk
from services.fund_allocation.domain.norms import Norm
from services.fund_allocation.domain.refusals import support
from services.fund_allocation.store import norms
from shared.contracts.housing_project import WorkType
from shared.db import Connection


class NormForm(NamedTuple):
    """A norm as it comes in; without ``fund_id`` it is general."""

    legal_basis: str
    work_type: WorkType
    amount: int
    valid_from: date
    valid_to: date | None
    fund_id: UUID | None


async def add(conn: Connection, desk: Desk, form: NormForm) -> Norm:
    """Record a norm. Raises Refused: fund, days, or an overlap with another of the same scope."""
    _check_scope(desk, form.fund_id)
    if form.fund_id is not None:
        await desk.lock_fund(conn, form.fund_id)
    if form.valid_to is not None and form.valid_to < form.valid_from:
        raise support.norm_ends_before_start()
    norm = Norm(
        desk.new_id(), form.fund_id, form.legal_basis, form.work_type, form.amount, form.valid_from, form.valid_to
    )
    await norms.lock(conn)
    for other in await norms.every(conn):
        if norm.overlaps(other):
            raise support.norm_overlaps(other)
    await norms.add(conn, norm, by=desk.actor.id)
    return norm


async def end(conn: Connection, desk: Desk, norm_id: UUID, valid_to: date) -> Norm:
    """Set a norm's last day; decisions made under it keep it. Raises Refused: unknown, days, or an overlap."""
    await norms.lock(conn)
    norm = await norms.norm(conn, norm_id)
    if norm is None:
        raise support.unknown_norm()
    _check_scope(desk, norm.fund_id)
    if valid_to < norm.valid_from:
        raise support.norm_ends_before_start()
    ended = Norm(norm.norm_id, norm.fund_id, norm.legal_basis, norm.work_type, norm.amount, norm.valid_from, valid_to)
    for other in await norms.every(conn):
        if other.norm_id != norm_id and ended.overlaps(other):
            raise support.norm_overlaps(other)
    await norms.end(conn, norm_id, valid_to)
    return ended


def _check_scope(desk: Desk, fund_id: UUID | None) -> None:
    """A norm for all funds is set by who works for all funds. Raises Refused."""
    if fund_id is not None:
        desk.actor.check_fund(fund_id)
    elif desk.actor.funds is not None:
        raise support.norm_for_all_funds()
