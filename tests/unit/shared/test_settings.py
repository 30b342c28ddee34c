"""Settings come from the environment, each under one name, and keep their secrets."""

import pytest
from pydantic import ValidationError

from shared.settings import ServiceSettings


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DONATION_DATABASE_URL", "DONATION_POOL_SIZE", "TOKEN_PUBLIC_KEY", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092")


def test_a_service_reads_its_own_names_and_the_common_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONATION_DATABASE_URL", "postgresql://a")
    monkeypatch.setenv("DONATION_POOL_SIZE", "3")
    monkeypatch.setenv("TOKEN_PUBLIC_KEY", "k")
    settings = ServiceSettings.for_service("donation")
    assert (settings.service, settings.database_url, settings.pool_size) == ("donation", "postgresql://a", 3)
    assert (settings.kafka_bootstrap_servers, settings.token_public_key) == ("kafka:9092", "k")


def test_what_is_given_wins() -> None:
    given = ServiceSettings.for_service("donation", database_url="postgresql://b", kafka_bootstrap_servers="x:1")
    assert (given.database_url, given.kafka_bootstrap_servers) == ("postgresql://b", "x:1")


def test_a_database_url_for_everyone_is_taken_by_no_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody-else")
    with pytest.raises(ValidationError, match="database_url"):
        ServiceSettings.for_service("donation")


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONATION_DATABASE_URL", "postgresql://u:s3cret@h/d")
    monkeypatch.setenv("DONATION_OWNER_DATABASE_URL", "postgresql://o:s3cret@h/d")
    assert "s3cret" not in repr(ServiceSettings.for_service("donation"))
    monkeypatch.setenv("DONATION_POOL_SIZE", "s3cret")
    with pytest.raises(ValidationError) as error:
        ServiceSettings.for_service("donation")
    assert "s3cret" not in str(error.value)


def test_a_service_may_have_settings_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    class Settings(ServiceSettings):
        management_cap_percent: int = 5

    monkeypatch.setenv("FUND_ALLOCATION_DATABASE_URL", "postgresql://a")
    monkeypatch.setenv("FUND_ALLOCATION_MANAGEMENT_CAP_PERCENT", "4")
    assert Settings.for_service("fund_allocation").management_cap_percent == 4
