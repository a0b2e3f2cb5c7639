"""Whether the way to an instance ends in its own machine."""

import pytest

from app.domain.endpoint import Access, Endpoint, Hop, Route
from app.engines.host import machine_of


@pytest.mark.parametrize(
    ("address", "hops", "is_its"),
    [
        ("127.0.0.1", ("bastion", "db1"), True), ("localhost", ("db1",), True),
        ("::1", ("db1",), True), ("db1", ("bastion", "db1"), True), ("DB1.", ("db1",), True),
        ("10.0.0.5", ("10.0.0.5",), True), ("db1", ("bastion",), False),
        ("db1", ("db1", "bastion"), False), ("db1", (), False), ("10.0.0.5", ("10.0.0.6",), False),
    ],
)  # fmt: skip
def test_the_last_hop_is_the_machine_or_not(
    address: str, hops: tuple[str, ...], is_its: bool
) -> None:
    route = Route(hops=tuple(Hop(host) for host in hops))
    found = machine_of(Endpoint("1", "orders", "mysql", address, 3306, Access(route=route)))
    assert (found is not None) is is_its
    assert found is None or found is route.hops[-1]
