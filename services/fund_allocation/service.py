"""The only wiring: settings in, a service that can be run out."""

from pydantic import Field

from services.fund_allocation.api import PREFIX, Office, routers
from services.fund_allocation.consumers import handlers
from services.fund_allocation.domain.payment import ManagementCap
from shared.access import TokenVerifier
from shared.clock import Clock, utc_now
from shared.db import Database
from shared.host import Service
from shared.http import Readiness, application
from shared.ids import NewId, uuid7
from shared.settings import ServiceSettings

NAME = "fund_allocation"


class Settings(ServiceSettings):
    """What this service reads besides; with the prefix FUND_ALLOCATION_ in the environment."""

    management_cap_basis_points: int = Field(
        default=500,
        ge=0,
        le=10_000,
        description="management and publicity, in hundredths of a percent of the year's revenue",
    )
    management_cap_legal_basis: str = Field(
        default="Nghị định 45/2006/NĐ-CP", min_length=1, max_length=300, description="the text that sets the cap"
    )


def build(settings: ServiceSettings, *, clock: Clock = utc_now, new_id: NewId = uuid7) -> Service:
    """The fund-allocation service. Nothing is opened before ``Service.running``."""
    database = Database(settings.database_url, application_name=NAME, pool_size=settings.pool_size)
    own = settings if isinstance(settings, Settings) else Settings.for_service(NAME, **settings.model_dump())
    cap = ManagementCap(own.management_cap_basis_points, own.management_cap_legal_basis)

    async def ready() -> Readiness:
        return await service.ready()

    app = application(
        NAME,
        prefix=PREFIX,
        verifier=TokenVerifier(settings.token_public_key, clock=clock),
        routers=routers(Office(database, clock, new_id, cap)),
        ready=ready,
        new_id=new_id,
    )
    service = Service(NAME, settings=settings, database=database, app=app, handlers=handlers(clock), prefix=PREFIX)
    return service
