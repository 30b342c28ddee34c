"""``denon bank-simulator``: a stand-in bank that tells an account of gifts, signed, some of them twice, as banks do."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.embedded.errors import LaunchError
from services.donation.domain.callback import HEADER, signature
from shared.clock import local_day, utc_now

if TYPE_CHECKING:
    import httpx

TOGETHER: Final = 16
"""Requests under way at once at most: a slow service slows the bank down."""
REPEAT_EVERY: Final = 20
"""One in so many requests is sent a second time, as after an answer that was lost."""
_SECONDS: Final = 30.0

_FAMILY = ("NGUYEN", "TRAN", "LE", "PHAM", "HOANG", "VU", "DANG", "BUI", "DO", "HO")
_MIDDLE = ("VAN", "THI", "HUU", "MINH", "NGOC", "XUAN", "KIM")
_GIVEN = ("AN", "BINH", "CHAU", "DUNG", "GIANG", "HOA", "LAN", "MAI", "NAM", "PHUC", "SON", "THU", "VINH", "YEN")
_UNITS = ("CONG TY TNHH", "TRUONG THPT", "TRUONG TIEU HOC", "UBND XA", "HOI CCB", "CONG DOAN", "TRAM Y TE")
_CAUSES = ("ung ho quy den on dap nghia", "UNG HO QUY DEN ON DAP NGHIA", "ung ho xay nha tinh nghia", "chuyen tien", "")
_AMOUNTS = (20_000, 50_000, 100_000, 200_000, 300_000, 500_000, 1_000_000, 2_000_000, 5_000_000)
_WEIGHTS = (4, 10, 22, 25, 8, 16, 9, 3, 2)


def transactions(chance: random.Random, day: str, codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What a bank tells, without an end: a third of the memos carry one of the ``codes``."""
    run = f"{chance.randrange(36**6):x}".upper()
    number = 0
    while True:
        number += 1
        payer = f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"
        if chance.random() < 0.15:
            payer = f"{chance.choice(_UNITS)} {chance.choice(_GIVEN)} {chance.randrange(1, 400)}"
        words = f"{payer} {chance.choice(_CAUSES)}".strip()
        if codes and chance.random() < 0.33:
            words = f"{chance.choice(codes)} {words}"
        reference = chance.randrange(10**9, 10**10)
        yield {
            "bank_id": f"SIM{run}{number:08d}",
            "day": day,
            "credit": chance.choices(_AMOUNTS, _WEIGHTS)[0] + chance.choice((0, 0, 0, 1_000, 27_700)),
            "memo": f"MBVCB.{reference}.{words}.CT tu {reference}",
        }


def simulate(
    *, url: str, account: UUID, secret: str, rate: float, count: int, codes: Sequence[str], console: Console
) -> None:
    """Send ``count`` transactions, ``rate`` a second, with a progress bar. Raises LaunchError when one is not taken."""
    told = islice(transactions(random.Random(), local_day(utc_now()).isoformat(), codes), count)  # noqa: S311 - invented memos, no secrets
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())

    async def run() -> Counter[str]:
        import httpx

        async with httpx.AsyncClient(base_url=url, timeout=_SECONDS) as client:
            with Progress(*columns, console=console) as bar:
                task = bar.add_task("transactions", total=count)
                return await tell(client, account, secret, told, rate=rate, done=lambda: bar.advance(task))

    answers = asyncio.run(run())
    console.print(
        f"Told {count}, of them {answers['again']} twice. Taken: {answers['gifts']} gifts, {answers['review']} to "
        f"review; known already: {answers['known']}.",
        soft_wrap=True,
    )
    if answers["known"] != answers["again"]:
        raise LaunchError(f"{answers['again']} were sent twice, but {answers['known']} were known already.")


async def tell(
    client: "httpx.AsyncClient",
    account: UUID,
    secret: str,
    told: Iterable[dict[str, Any]],
    *,
    rate: float,
    done: Callable[[], None],
) -> Counter[str]:
    """Send each transaction signed, every so many of them twice; the sums of what was answered, and under "again" how
    many were sent twice. Raises LaunchError for the first that is not taken, or when nobody answers."""
    answers: Counter[str] = Counter()
    free = asyncio.Semaphore(TOGETHER)

    async def one(transaction: dict[str, Any], times: int) -> None:
        try:
            for _ in range(times):
                answers.update(await _post(client, account, secret, transaction))
            answers["again"] += times - 1
        finally:
            free.release()
            done()

    loop = asyncio.get_running_loop()
    started = loop.time()
    try:
        async with asyncio.TaskGroup() as group:
            for number, transaction in enumerate(told):
                await asyncio.sleep(max(0.0, started + number / rate - loop.time()))
                await free.acquire()
                group.create_task(one(transaction, 2 if number % REPEAT_EVERY == 0 else 1))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return answers


async def _post(client: "httpx.AsyncClient", account: UUID, secret: str, transaction: dict[str, Any]) -> dict[str, int]:
    import httpx

    body = json.dumps({"transactions": [transaction]}).encode()
    headers = {HEADER: signature(secret, int(utc_now().timestamp()), body), "content-type": "application/json"}
    try:
        answer = await client.post(f"/api/donation/bank-callbacks/{account}", content=body, headers=headers)
    except httpx.HTTPError as error:
        raise LaunchError(f"The service at {client.base_url} can't be reached: {type(error).__name__}.") from error
    if answer.is_error:
        raise LaunchError(f"The service answers {answer.status_code}: {answer.text}")
    taken: dict[str, int] = answer.json()
    return taken
