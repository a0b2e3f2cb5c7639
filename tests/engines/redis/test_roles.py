"""What a server is within its service, as INFO tells of it."""

import pytest

from app.domain.inventory import TopologyRole
from app.engines.redis.roles import role_of

ALONE = {"role": "master", "connected_slaves": "0"}


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ({}, TopologyRole.UNKNOWN),
        ({"redis_mode": "sentinel"}, TopologyRole.SENTINEL),
        ({"redis_mode": "cluster", "role": "master"}, TopologyRole.CLUSTER_MASTER),
        ({"redis_mode": "cluster", "role": "slave"}, TopologyRole.CLUSTER_REPLICA),
        ({"role": "slave"}, TopologyRole.SLAVE),
        (ALONE, TopologyRole.STANDALONE),
        ({"role": "master", "connected_slaves": "2"}, TopologyRole.MASTER),
        (ALONE | {"repl_backlog_active": "1", "master_repl_offset": "716"}, TopologyRole.MASTER),
        (ALONE | {"repl_backlog_active": "1", "second_repl_offset": "1"}, TopologyRole.MASTER),
        (ALONE | {"repl_backlog_active": "1", "master_repl_offset": "0"}, TopologyRole.STANDALONE),
    ],
)
def test_roles(said: dict[str, str], role: TopologyRole) -> None:
    assert role_of(said) is role
