"""An instance is dialled by the address that was chosen for it."""

from dataclasses import replace

import pytest

from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Dial, Host, Instance
from app.flows.endpoints import endpoint_of, instance_at
from app.flows.inventory_rows import instance_rows
from app.models.inventory.columns import INSTANCES

HOST = Host("h", "db-01", "10.0.0.1")
ONE = Instance(
    "1", "one", DatabaseType.MYSQL, "192.168.0.1", 3306, host="h", vip="10.0.0.100",
    domain="one.corp",
)  # fmt: skip
HERE = Inventory.of([HOST, ONE])


@pytest.mark.parametrize(
    ("dial", "address", "shown"),
    [
        (Dial.ADDRESS, "192.168.0.1", "192.168.0.1"),
        (Dial.BUSINESS_IP, "10.0.0.1", "10.0.0.1 (business IP of its host)"),
        (Dial.VIP, "10.0.0.100", "10.0.0.100 (VIP)"),
        (Dial.DOMAIN, "one.corp", "one.corp (domain)"),
    ],
)
def test_it_is_dialled_as_chosen_and_the_table_says_so(
    dial: Dial, address: str, shown: str
) -> None:
    one = replace(ONE, dial=dial)
    assert endpoint_of(HERE, one).address == address
    [row] = instance_rows(Inventory.of([HOST, one]))
    [field] = [each for each in INSTANCES if each.key == "dialled"]
    assert field.shown(row) == shown


def test_without_that_address_it_is_not_dialled_by_another() -> None:
    bare = Inventory.of([Host("h", "db-01")])
    one = replace(ONE, dial=Dial.BUSINESS_IP)
    with pytest.raises(BadInput, match="business IP of its host, and has none"):
        endpoint_of(bare, one)
    [row] = instance_rows(Inventory.of([Host("h", "db-01"), one]))
    assert row.dialled == ""


def test_it_is_found_by_each_of_its_addresses() -> None:
    for address in ("192.168.0.1", "10.0.0.1", "10.0.0.100", "one.corp"):
        assert instance_at(HERE, f"{address}:3306") == ONE
    assert instance_at(HERE, ":3306") is None
