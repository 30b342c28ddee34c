"""``denon``'s commands for a fund's office: receipts on paper, bank statements, a stand-in bank."""

import getpass
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from deploy.cli_options import VAR, Data, console

office_app = typer.Typer()


@office_app.command()
def receipts(
    book: Annotated[str, typer.Argument(help="The book's number, such as TM01.")],
    fund: Annotated[UUID, typer.Option(help="The fund's id.")],
    out: Annotated[Path, typer.Option(help="The PDF to write.")],
    year: Annotated[int | None, typer.Option(help="The book's year; this year without it.")] = None,
    first: Annotated[int, typer.Option("--from", min=1, help="The first receipt.")] = 1,
    last: Annotated[int | None, typer.Option("--to", help="The last receipt; the book's last without it.")] = None,
    paper: Annotated[str, typer.Option("--format", help="a5 or a4.")] = "a5",
    url: Annotated[str, typer.Option(envvar="PUBLIC_URL", help="Where the system runs.")] = "http://127.0.0.1:8000",
    token: Annotated[str, typer.Option(envvar="DENON_TOKEN", help="A cashier's token; signed here without it.")] = "",
    data: Data = VAR,
) -> None:
    """Print receipts of a book into one PDF, up to 1,000. What was printed before is marked as a copy."""
    from deploy.commands.jobs import token as sign
    from deploy.commands.receipts import print_receipts
    from shared.clock import local_day, utc_now

    signed = token or sign(data=data, key=None, roles=["cashier"], actor=getpass.getuser(), funds=[fund], hours=1)
    path = f"{fund}/{year or local_day(utc_now()).year}/{book}"
    print_receipts(path, first, last, paper=paper, out=out, url=url, token=signed, console=console())


@office_app.command("bank-simulator")
def bank_simulator(
    url: Annotated[str, typer.Option(help="Where the system listens, such as http://127.0.0.1:8000.")],
    account: Annotated[UUID, typer.Option(help="The account that the bank tells of.")],
    secret: Annotated[str, typer.Option(envvar="DENON_BANK_SECRET", help="The account's secret for callbacks.")],
    rate: Annotated[float, typer.Option(min=0.1, max=10_000, help="Transactions a second.")] = 5.0,
    count: Annotated[int, typer.Option(min=1, max=1_000_000, help="Transactions in all.")] = 100,
    code: Annotated[list[str] | None, typer.Option(help="A payment code that a third of the memos carry.")] = None,
) -> None:
    """Be a bank that tells an account of transfers: signed, with memos as payers write them, some told twice."""
    from deploy.commands.bank_simulator import simulate

    simulate(url=url, account=account, secret=secret, rate=rate, count=count, codes=code or [], console=console())


@office_app.command(name="import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="Bank statements, as CSV or XLSX.")],
    account: Annotated[UUID, typer.Option(help="The account that they are of.")],
    mapping: Annotated[Path | None, typer.Option(help="The columns of a file of no known bank, as JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON summary instead of progress.")] = False,
    url: Annotated[str, typer.Option(envvar="DENON_URL", help="Where the system runs.")] = "http://127.0.0.1:8000",
    token: Annotated[
        str | None, typer.Option(envvar="DENON_TOKEN", help="An accountant's token; signed with the data folder's key.")
    ] = None,
    data: Data = VAR,
) -> None:
    """Bring bank statements into an account: exit 0 when every line of every file was taken."""
    from deploy.commands.imports import import_statements

    taken = import_statements(
        files, account=account, url=url, token=token, data=data, mapping=mapping, as_json=as_json, console=console()
    )
    if not taken:
        raise typer.Exit(1)
