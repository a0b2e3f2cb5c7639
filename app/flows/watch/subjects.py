"""What rules, silences and notices know of the instances of an inventory."""

from collections.abc import Iterable

from app.domain.estate import Inventory
from app.domain.inventory import Instance, Owner, Product, Service
from app.domain.monitoring.rule import Subject


def subjects_of(inventory: Inventory) -> tuple[Subject, ...]:
    """All of them, by name."""
    found = (subject_of(inventory, instance) for instance in inventory.all(Instance))
    return tuple(sorted(found, key=lambda subject: subject.name))


def subject_of(inventory: Inventory, instance: Instance) -> Subject:
    """Its tags, and whom to call: its own owners, else those of its service, else the product's."""
    environment = inventory.environment_of(instance)
    return Subject(
        instance.id,
        instance.name,
        instance.type,
        instance.role,
        environment.name if environment is not None else "",
        inventory.is_production(instance),
        frozenset(instance.tags),
        _people(inventory, _owners(inventory, instance)),
    )


def _owners(inventory: Inventory, instance: Instance) -> tuple[str, ...]:
    service = inventory.get(Service, instance.service)
    product = inventory.get(Product, service.product) if service is not None else None
    for record in (instance, service, product):
        if record is not None and record.owners:
            return record.owners
    return ()


def _people(inventory: Inventory, owners: Iterable[str]) -> str:
    """Names, and how to reach them."""
    people = (inventory.get(Owner, id_) for id_ in owners)
    return ", ".join(
        " ".join(part for part in (owner.name, owner.phone or owner.email) if part)
        for owner in people
        if owner is not None
    )
