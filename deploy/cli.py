"""``denon``: one program to run the system and to look after it. What a command does is in deploy/commands/."""

import getpass
import os
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from deploy.cli_office import office_app
from deploy.cli_options import VAR, Data, console
from deploy.embedded.errors import LaunchError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Đền Ơn: run the system, and look after it.",
)
quarantine_app = typer.Typer(no_args_is_help=True, help="Records that a service could not take: look, and try again.")
app.add_typer(office_app)
app.add_typer(quarantine_app, name="quarantine")

Service = Annotated[str, typer.Argument(help="donation, fund_allocation, housing_project or transparency.")]
Services = Annotated[list[str] | None, typer.Argument(help="Which services; all of them when none is named.")]
Broker = Annotated[
    str | None,
    typer.Option(
        help="kafka, librdkafka, auto, or the host:port of a running one. Without it: KAFKA_BOOTSTRAP_SERVERS, then "
        "DENON_BROKER, then auto: Apache Kafka where Java and Maven work, else librdkafka's cluster in this process."
    ),
]
Host = Annotated[str, typer.Option(envvar="DENON_HOST", help="The address to listen on.")]
Port = Annotated[int, typer.Option(envvar="DENON_PORT", min=1, max=65535, help="The port to listen on.")]


@app.command()
def run(
    services: Services = None,
    data: Data = VAR,
    broker: Broker = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    log_level: Annotated[str, typer.Option(envvar="LOG_LEVEL", help="debug, info, warning or error.")] = "info",
) -> None:
    """Run services, all in this process and behind one port, until Ctrl-C.

    PostgreSQL and a broker are started too, unless the environment names them: <SERVICE>_DATABASE_URL,
    KAFKA_BOOTSTRAP_SERVERS.
    """
    wanted = _known(services)
    from deploy.commands.run import run as run_until_stopped

    run_until_stopped(wanted, data=data, broker=broker, host=host, port=port, log_level=log_level, console=console())


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Stop after the report: exit 0 when every figure is right.")
    ] = False,
    data: Data = VAR / "demo",
    broker: Broker = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Run the whole system with the published year of a province: through every API, up to the public report.

    Its data are apart from a fund's own, in a folder of their own.
    """
    from deploy.commands.demo import demo as tell

    tell(data=data, broker=broker, host=host, port=port, once=once, console=console())


@app.command()
def token(
    role: Annotated[list[str], typer.Option(help="A role that the holder has; may be given several times.")],
    actor: Annotated[str, typer.Option(help="The id of the holder's account.")] = "console",
    fund: Annotated[list[UUID] | None, typer.Option(help="A fund the holder works for; all funds without it.")] = None,
    hours: Annotated[float, typer.Option(help="How long the token is valid, in hours.")] = 8.0,
    key: Annotated[Path | None, typer.Option(help="The signing key's file; the data folder's without it.")] = None,
    data: Data = VAR,
) -> None:
    """Sign a staff token with the key of the data folder and print it."""
    from deploy.commands.jobs import token as sign

    typer.echo(sign(data=data, key=key, roles=role, actor=actor, funds=fund or [], hours=hours))


@app.command()
def replay(
    source: Annotated[str, typer.Argument(help="The service whose events are sent again.")],
    position: Annotated[int, typer.Option("--from", min=1, help="The first position to send, counted in events.")],
    data: Data = VAR,
) -> None:
    """Have a service send its events again, from a position on. Whoever has heard them skips them."""
    from deploy.commands.jobs import replay as rewind
    from deploy.commands.surroundings import environment
    from shared.contracts import SOURCES

    source = source.replace("-", "_")
    if source not in SOURCES:
        raise LaunchError(f"{source} publishes no events: choose among {', '.join(SOURCES)}.")
    rewind(source, position, environment(data), data=data, console=console())


@app.command()
def migrate(
    services: Services = None,
    create: Annotated[
        bool,
        typer.Option("--create", help="First make the databases and roles that are missing: POSTGRES_SUPERUSER_URL."),
    ] = False,
    data: Data = VAR,
) -> None:
    """Bring databases up to date, as their owners: <SERVICE>_OWNER_DATABASE_URL."""
    from deploy.commands.jobs import create_databases
    from deploy.commands.jobs import migrate as bring_up_to_date
    from deploy.commands.surroundings import environment

    if create:
        create_databases(_known(services), environment(data), data=data)
    bring_up_to_date(_known(services), environment(data), data=data, console=console())


@app.command()
def topics(data: Data = VAR) -> None:
    """Create the topics that the broker of KAFKA_BOOTSTRAP_SERVERS lacks."""
    from deploy.commands.jobs import topics as create
    from deploy.commands.surroundings import environment

    create(environment(data), data=data, console=console())


@app.command()
def secrets(
    folder: Annotated[Path, typer.Argument(help="Where one folder for each container is, or will be.")],
    database_host: Annotated[str, typer.Option(help="The host, and port, of PostgreSQL.")] = "postgres",
) -> None:
    """Make the passwords and the signing key of a system in containers, once; what is there stays."""
    from deploy.commands.secrets import write_secrets

    write_secrets(folder, database_host=database_host, console=console())


@app.command()
def ready(port: Port = 8000) -> None:
    """Ask a run whether it is ready, for a container's health check: exit 0 when it is."""
    from deploy.commands.jobs import ask_ready

    ask_ready(port)


@quarantine_app.command("list")
def quarantine_list(
    service: Service,
    after: Annotated[int, typer.Option(help="Only records with a greater id.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many records at most.")] = 50,
    data: Data = VAR,
) -> None:
    """List the records that wait, oldest first."""
    from deploy.commands.quarantine import list_waiting
    from deploy.commands.surroundings import environment

    list_waiting(_one(service), environment(data), data=data, after=after, limit=limit, console=console())


@quarantine_app.command("show")
def quarantine_show(
    service: Service, record: Annotated[int, typer.Argument(help="The record's id.")], data: Data = VAR
) -> None:
    """Show one record: headers, bytes and the error."""
    from deploy.commands.quarantine import show
    from deploy.commands.surroundings import environment

    show(_one(service), record, environment(data), data=data, console=console())


@quarantine_app.command("redrive")
def quarantine_redrive(
    service: Service,
    record: Annotated[int | None, typer.Argument(help="The record's id; all that wait when none is given.")] = None,
    by: Annotated[str, typer.Option(help="Who does it, kept with the record; your account when not given.")] = "",
    data: Data = VAR,
) -> None:
    """Apply a record again, after its cause was mended. Doing it twice does it once."""
    from deploy.commands.quarantine import redrive
    from deploy.commands.surroundings import environment

    redrive(_one(service), record, environment(data), data=data, by=by or getpass.getuser(), console=console())


def main() -> None:
    """The program's entry: what a person did wrong, or lacks, is told in one line and without a traceback."""
    try:
        if "DENON_SECRETS" in os.environ:
            from deploy.commands.secrets import take_secrets

            os.environ.update(take_secrets(os.environ))
        app()
    except LaunchError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    except Exception as error:  # what the surroundings cause is told in one line, the rest is raised
        message = _expected(error)
        if message is None:
            raise
        _fail(message)


def _expected(error: Exception) -> str | None:
    """A sentence for an error that the surroundings cause, or None for one that is ours."""
    import asyncpg
    from aiokafka.errors import KafkaError
    from pydantic import ValidationError

    match error:
        case asyncpg.PostgresError() | asyncpg.InterfaceError():
            return f"The database answers: {error}"
        case KafkaError():
            return f"The broker can't be used: {error}"
        case ValidationError():
            wrong = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
            return f"Settings are missing or wrong. {wrong}"
        case _:
            return None


def _known(services: list[str] | None) -> tuple[str, ...]:
    from deploy.services import SERVICES

    return tuple(_one(service) for service in services) if services else SERVICES


def _one(service: str) -> str:
    from deploy.services import SERVICES

    name = service.replace("-", "_")
    if name not in SERVICES:
        raise LaunchError(f"There is no service {service}: choose among {', '.join(SERVICES)}.")
    return name


def _fail(message: str) -> None:
    typer.secho(f"denon: {message}", fg=typer.colors.RED, err=True)
    sys.exit(1)
