"""What bank lines are matched with: codes, rules, units, and the campaigns that units are known to give for."""

from collections.abc import Sequence
from uuid import UUID

from services.donation.domain.issuing import Purpose
from services.donation.domain.matching import Rule
from services.donation.domain.register import Campaign, Unit
from shared.db import Connection


async def purposes_of_fund(conn: Connection, fund_id: UUID) -> dict[str, Purpose]:
    """What every code of a fund means that was ever issued."""
    rows = await conn.fetch(
        "select code, fund_id, account_id, campaign_id, unit_id from payment_code where fund_id = $1", fund_id
    )
    return {row[0]: Purpose(*row[1:]) for row in rows}


async def purposes(conn: Connection, codes: Sequence[str]) -> dict[str, Purpose]:
    """What some codes mean, of whichever fund."""
    rows = await conn.fetch(
        "select code, fund_id, account_id, campaign_id, unit_id from payment_code where code = any($1::text[])", codes
    )
    return {row[0]: Purpose(*row[1:]) for row in rows}


async def rules(conn: Connection, account_id: UUID) -> list[Rule]:
    """The rules in use for an account."""
    rows = await conn.fetch(
        """select rule_id, phrase, unit_id, campaign_id from match_rule
           where account_id = $1 and retired_at is null order by rule_id""",
        account_id,
    )
    return [Rule(*row) for row in rows]


async def units_to_name(conn: Connection, fund_id: UUID) -> list[Unit]:
    """The units of a fund that may be found by their names: persons are not among them."""
    rows = await conn.fetch(
        """select unit_id, fund_id, code, kind, name, name_consent_on from unit
           where fund_id = $1 and kind <> 'person' order by unit_id""",
        fund_id,
    )
    return [Unit(*row) for row in rows]


async def campaigns_of_units(conn: Connection, fund_id: UUID, account_id: UUID) -> dict[UUID, list[Campaign]]:
    """For each unit the campaigns that a code in use, or a rule of the account, names with it."""
    rows = await conn.fetch(
        """select k.unit_id, c.campaign_id, c.fund_id, c.code, c.name, c.year, c.opens_on, c.closes_on
           from (select unit_id, campaign_id from payment_code where fund_id = $1 and revoked_at is null
                 union
                 select unit_id, campaign_id from match_rule where account_id = $2 and retired_at is null) k
           join campaign c on c.campaign_id = k.campaign_id and c.fund_id = $1
           where k.unit_id is not null order by k.unit_id, c.campaign_id""",
        fund_id, account_id,
    )  # fmt: skip
    found: dict[UUID, list[Campaign]] = {}
    for unit_id, *campaign in rows:
        found.setdefault(unit_id, []).append(Campaign(*campaign))
    return found
