"""Issuing payment codes, for one giver or for all units of a campaign, and revoking them."""

from typing import NamedTuple
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.issuing import PaymentCode, Purpose, check_issue
from services.donation.domain.payment_code import find_codes, is_code, make_code, squeezed
from services.donation.domain.register import Campaign, Unit
from services.donation.store import accounts, payment_codes, register
from shared import outbox
from shared.access import Actor
from shared.contracts.donation import PaymentCodeIssued
from shared.db import Connection
from shared.outbox import Outgoing


class Batch(NamedTuple):
    """A campaign's units have codes: how many units, and how many codes were issued just now."""

    account_id: UUID
    campaign_id: UUID
    units: int
    issued: int


class ShownCode(NamedTuple):
    """A code with what stands on its poster."""

    code: PaymentCode
    account: Account
    campaign: Campaign | None
    unit: Unit | None


async def issue_code(
    conn: Connection, desk: Desk, *, account_id: UUID, campaign_id: UUID | None, unit_id: UUID | None
) -> PaymentCode:
    """The code in use for an account, a campaign or none, and a unit or a walk-in: the same one for all who ask.

    Raises Refused: unknown, other fund, a closed account, a campaign that is over.
    """
    account = await _account(conn, desk.actor, account_id)
    campaign = await _campaign(conn, campaign_id)
    unit = await _unit(conn, unit_id)
    check_issue(account, campaign, unit, desk.today)
    purpose = Purpose(account.fund_id, account_id, campaign_id, unit_id)
    if await payment_codes.in_use(conn, purpose) is None:
        await _issue(conn, desk, [purpose])
    code = await payment_codes.in_use(conn, purpose)
    if code is None:
        raise refusals.code_revoked()  # in this very moment, by somebody else
    return code


async def issue_batch(conn: Connection, desk: Desk, *, account_id: UUID, campaign_id: UUID) -> Batch:
    """A code for each unit that has a target in a campaign; those that have one keep it. Raises Refused as above."""
    account = await _account(conn, desk.actor, account_id)
    check_issue(account, await _campaign(conn, campaign_id), None, desk.today)
    units, without = await payment_codes.units_without_code(conn, account_id, campaign_id)
    issued = await _issue(conn, desk, [Purpose(account.fund_id, account_id, campaign_id, unit) for unit in without])
    return Batch(account_id, campaign_id, units, issued)


async def revoke_code(conn: Connection, desk: Desk, text: str) -> PaymentCode:
    """Take a code out of use; what it meant it means for ever. Raises Refused: not a code, unknown, other fund."""
    code = await known_code(conn, desk.actor, text)
    if code.revoked_at is not None:
        return code
    await payment_codes.revoke(conn, code.code, by=desk.actor.id, at=desk.at)
    return code._replace(revoked_at=desk.at)


async def known_code(conn: Connection, actor: Actor, text: str) -> PaymentCode:
    """An issued code within the actor's scope, however it was typed. Raises Refused: no code, unknown, other fund."""
    typed = squeezed(text)
    if not is_code(typed):
        slips = find_codes(typed).slips
        raise refusals.code_mistyped(slips[0].meant if slips else None)
    code = (await payment_codes.codes(conn, [typed])).get(typed)
    if code is None:
        raise refusals.code_unknown()
    actor.check_fund(code.purpose.fund_id)
    return code


async def shown_code(conn: Connection, actor: Actor, text: str) -> ShownCode:
    """An issued code with its account, campaign and unit. Raises Refused as above."""
    code = await known_code(conn, actor, text)
    account = await accounts.account(conn, code.purpose.account_id)
    if account is None:
        raise refusals.account_unknown()
    campaign = await _campaign(conn, code.purpose.campaign_id)
    return ShownCode(code, account, campaign, await _unit(conn, code.purpose.unit_id))


async def _issue(conn: Connection, desk: Desk, purposes: list[Purpose]) -> int:
    serials = await payment_codes.take_serials(conn, len(purposes))
    rows = [(serial, make_code(serial), purpose) for serial, purpose in zip(serials, purposes, strict=True)]
    added = await payment_codes.add_codes(conn, rows, by=desk.actor.id, at=desk.at)
    meanings = {code: purpose for _, code, purpose in rows}
    events = [Outgoing(code, _issued(code, meanings[code]), desk.trace) for code, may_be_told in added if may_be_told]
    await outbox.append(conn, events, at=desk.at)
    return len(added)


def _issued(code: str, meaning: Purpose) -> PaymentCodeIssued:
    return PaymentCodeIssued(
        code=code, fund_id=meaning.fund_id, campaign_id=meaning.campaign_id, unit_id=meaning.unit_id
    )


async def _account(conn: Connection, actor: Actor, account_id: UUID) -> Account:
    account = await accounts.account(conn, account_id)
    if account is None:
        raise refusals.account_unknown()
    actor.check_fund(account.fund_id)
    return account


async def _campaign(conn: Connection, campaign_id: UUID | None) -> Campaign | None:
    if campaign_id is None:
        return None
    campaign = await register.campaign(conn, campaign_id)
    if campaign is None:
        raise refusals.campaign_unknown()
    return campaign


async def _unit(conn: Connection, unit_id: UUID | None) -> Unit | None:
    if unit_id is None:
        return None
    unit = await register.unit(conn, unit_id)
    if unit is None:
        raise refusals.unit_unknown()
    return unit
