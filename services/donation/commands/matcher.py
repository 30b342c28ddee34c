"""Everything that lines of an account are matched with, loaded and made ready."""

from services.donation.domain.account import Account
from services.donation.domain.matching import Matcher
from services.donation.domain.payment_code import find_codes
from services.donation.store import matching
from shared.db import Connection


async def load_matcher(conn: Connection, account: Account, *, memo: str | None = None) -> Matcher:
    """A matcher for many lines of an account; for the one line with this ``memo``, if it is given, which is cheaper."""
    if memo is None:
        codes = await matching.purposes_of_fund(conn, account.fund_id)
    else:
        found = find_codes(memo)
        codes = await matching.purposes(conn, [*found.codes, *(slip.meant for slip in found.slips if slip.meant)])
    return Matcher(
        account.fund_id,
        codes=codes,
        rules=await matching.rules(conn, account.account_id),
        units=await matching.units_to_name(conn, account.fund_id),
        campaigns=await matching.campaigns_of_units(conn, account.fund_id, account.account_id),
    )
