"""Every setting that a service reads from the environment, in one place, with its unit and its default."""

from typing import Any, Literal, Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class CommonSettings(BaseSettings):
    """What all services share. Read from the environment under the field's name in capitals."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    kafka_bootstrap_servers: str = Field(default="127.0.0.1:9092", description="host:port, comma separated")
    token_public_key: str = Field(
        default="", repr=False, description="the JWK, or JWK set, in JSON that staff tokens are verified with"
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        pattern=r"^https?://\S*[^\s/]$",
        description="where people reach the public pages, without a slash at the end; printed on papers",
    )
    relay_lead_rows: int | None = Field(
        default=None, ge=100, description="records a relay may be ahead of the slowest follower; for a broker in memory"
    )
    relay_followers: tuple[str, ...] = Field(
        default=(), description="the services that run beside, with relay_lead_rows"
    )
    fetch_wait_ms: int = Field(
        default=250, ge=1, le=500, description="how long the broker holds an empty fetch; 5 where it can't be woken"
    )
    static_membership: bool = Field(
        default=True, description="keep a consumer's partitions over a restart; needs a broker that knows it"
    )
    instance: str = Field(default="0", description="the replica's own name: a pod's ordinal")
    log_level: Literal["debug", "info", "warning", "error"] = "info"


class ServiceSettings(CommonSettings):
    """One service's settings; its own fields are read with the service's name as prefix: DONATION_DATABASE_URL.

    A service with more settings inherits from this class and calls ``for_service`` on its own.
    """

    service: str
    database_url: str = Field(repr=False, description="as the runtime role")
    owner_database_url: str = Field(default="", repr=False, description="as the owner; migrations only")
    pool_size: int = Field(default=8, ge=2, le=100, description="connections to the database")

    @classmethod
    def for_service(cls, name: str, **given: Any) -> Self:
        """The settings of one service; ``given`` wins over the environment.

        Raises pydantic.ValidationError, without the values, when one is missing or wrong.
        """
        values: dict[str, Any] = CommonSettings().model_dump() | {"service": name} | given
        values["_env_prefix"] = f"{name.upper()}_"
        return cls(**values)
