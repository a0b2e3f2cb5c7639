"""From an instance of the inventory to the endpoint a connection is made from."""

from app.domain.endpoint import Endpoint
from app.domain.estate import Inventory
from app.domain.inventory import Instance


def endpoint_of(inventory: Inventory, instance: Instance) -> Endpoint:
    """With its environment: production binds the session."""
    environment = inventory.environment_of(instance)
    return Endpoint(
        instance.id,
        instance.name,
        instance.type,
        instance.address,
        instance.port,
        instance.access,
        environment.name if environment else "",
        inventory.is_production(instance),
    )


def instance_at(inventory: Inventory, place: str) -> Instance | None:
    """The instance that listens at `host:port`, by any of its addresses."""
    address, _colon, port = place.rpartition(":")
    for instance in inventory.all(Instance):
        if str(instance.port) == port and address in (
            instance.address,
            instance.vip,
            instance.domain,
        ):
            return instance
    return None
