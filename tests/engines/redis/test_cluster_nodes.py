"""The lines of CLUSTER NODES, as each version writes them."""

import pytest

from app.domain.inventory import TopologyRole
from app.engines.redis.cluster_nodes import cluster_nodes


@pytest.mark.parametrize(
    ("place", "address", "host_name"),
    [
        ("10.0.0.1:7001", "10.0.0.1:7001", ""),
        ("10.0.0.1:7001@17001", "10.0.0.1:7001", ""),
        ("10.0.0.1:7001@17001,one.example", "10.0.0.1:7001", "one.example"),
        ("10.0.0.1:7001@17001,,tls-port=0,shard-id=ab", "10.0.0.1:7001", ""),
        ("10.0.0.1:7001@17001,one.example,shard-id=ab", "10.0.0.1:7001", "one.example"),
        (":7001@17001", "asked.example:7001", ""),
        ("::1:7001@17001", "::1:7001", ""),
    ],
)
def test_addresses_and_host_names(place: str, address: str, host_name: str) -> None:
    [node] = cluster_nodes(f"aaa {place} master - 0 0 1 connected 0-100 200", "asked.example")
    assert (node.address, node.host_name) == (address, host_name)
    assert node.slots == "0-100 200"


@pytest.mark.parametrize(
    ("flags", "link", "role", "healthy"),
    [
        ("myself,master", "connected", TopologyRole.CLUSTER_MASTER, True),
        ("slave", "connected", TopologyRole.CLUSTER_REPLICA, True),
        ("slave", "disconnected", TopologyRole.CLUSTER_REPLICA, False),
        ("master,fail?", "connected", TopologyRole.CLUSTER_MASTER, False),
        ("slave,fail", "connected", TopologyRole.CLUSTER_REPLICA, False),
        ("handshake", "connected", TopologyRole.CLUSTER_MASTER, False),
    ],
)
def test_roles_and_health(flags: str, link: str, role: TopologyRole, healthy: bool) -> None:
    [node] = cluster_nodes(f"aaa 10.0.0.1:1@2 {flags} - 0 0 1 {link}", "")
    assert (node.role, node.healthy) == (role, healthy)
    assert node.shown().healthy is healthy


def test_lines_that_are_none_are_passed_over() -> None:
    assert cluster_nodes("nonsense\n\n", "") == []
