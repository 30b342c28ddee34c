"""The services by name, and how each is built; nothing of a service is imported before it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.host import Service

SERVICES = ("donation", "fund_allocation", "housing_project", "transparency")


def build(name: str, **given: Any) -> "Service":
    """A service wired with its settings; ``given`` wins over the environment.

    Raises pydantic.ValidationError when a setting is missing or wrong.
    """
    from shared.settings import ServiceSettings

    module = import_module(f"services.{name}.service")
    settings_class: type[ServiceSettings] = getattr(module, "Settings", ServiceSettings)
    service: Service = module.build(settings_class.for_service(name, **given))
    return service
