"""From an instance of the inventory to the endpoint a connection is made from."""

from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import DIAL_NAMES, Dial, Host, Instance, Service
from app.i18n import _


def endpoint_of(inventory: Inventory, instance: Instance) -> Endpoint:
    """With its environment: production binds the session.

    Raises:
        BadInput: it has not the address by which it is to be dialled.
    """
    environment = inventory.environment_of(instance)
    service = inventory.get(Service, instance.service)
    address = dialled(inventory, instance)
    if not address:
        raise BadInput(
            _("{name} is to be dialled by its {what}, and has none.").format(
                name=instance.name, what=_(DIAL_NAMES[instance.dial])
            ),
            hint=_("Give it one, or dial another of its addresses."),
        )
    return Endpoint(
        instance.id,
        instance.name,
        instance.type,
        address,
        instance.port,
        instance.access,
        environment.name if environment else "",
        inventory.is_production(instance),
        environment.stake if environment else "",
        service.product if service else "",
    )


def dialled(inventory: Inventory, instance: Instance) -> str:
    """The address a connection goes to; "" where it has none of the kind that was chosen."""
    match instance.dial:
        case Dial.ADDRESS:
            return instance.address
        case Dial.VIP:
            return instance.vip
        case Dial.DOMAIN:
            return instance.domain
        case Dial.BUSINESS_IP:
            host = inventory.get(Host, instance.host)
            return host.business_ip if host is not None else ""


def instance_at(inventory: Inventory, place: str) -> Instance | None:
    """The instance that listens at `host:port`, by any of its addresses."""
    address, _colon, port = place.rpartition(":")
    if not address:
        return None
    for instance in inventory.all(Instance):
        host = inventory.get(Host, instance.host)
        names = (instance.address, instance.vip, instance.domain)
        if str(instance.port) == port and (
            address in names or (host is not None and address == host.business_ip)
        ):
            return instance
    return None
