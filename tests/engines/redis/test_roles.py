"""What a server is within its service, as INFO tells of it."""

import pytest

from app.domain.inventory import TopologyRole
from app.engines.redis.roles import role_of


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ({}, TopologyRole.UNKNOWN),
        ({"redis_mode": "sentinel"}, TopologyRole.SENTINEL),
        ({"redis_mode": "cluster", "role": "master"}, TopologyRole.CLUSTER_MASTER),
        ({"redis_mode": "cluster", "role": "slave"}, TopologyRole.CLUSTER_REPLICA),
        ({"role": "slave"}, TopologyRole.SLAVE),
        ({"role": "master", "connected_slaves": "0"}, TopologyRole.STANDALONE),
        ({"role": "master", "connected_slaves": "2"}, TopologyRole.MASTER),
    ],
)
def test_roles(said: dict[str, str], role: TopologyRole) -> None:
    assert role_of(said) is role
