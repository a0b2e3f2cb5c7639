"""Product, service, instance: the tree beside the tables."""

from app.domain.estate import Inventory
from app.domain.inventory import Instance, Product, Service
from app.models.inventory.columns import Leaf
from app.models.record_tree import Branch


def branches(inventory: Inventory) -> list[Branch[Leaf]]:
    """Every product with its services and their instances; what belongs to none at the end."""
    found = []
    for product in sorted(inventory.all(Product), key=lambda each: each.name.casefold()):
        services = [_service(inventory, service) for service in inventory.below(product, Service)]
        below = sum(branch.record.below for branch in services)
        found.append(Branch(Leaf(product, below), services))
    loose = [
        Branch(Leaf(instance, 0, inventory.is_production(instance)))
        for instance in inventory.all(Instance)
        if inventory.get(Service, instance.service) is None
    ]
    return [*found, *loose]


def _service(inventory: Inventory, service: Service) -> Branch[Leaf]:
    instances = inventory.below(service, Instance)
    return Branch(
        Leaf(service, len(instances)),
        [Branch(Leaf(each, 0, inventory.is_production(each))) for each in instances],
    )


def instances_of(inventory: Inventory, leaf: Leaf | None) -> set[str] | None:
    """The ids of the instances below a leaf; None for all of them."""
    if leaf is None:
        return None
    record = leaf.record
    if isinstance(record, Instance):
        return {record.id}
    services = [record] if isinstance(record, Service) else inventory.below(record, Service)
    return {each.id for service in services for each in inventory.below(service, Instance)}
