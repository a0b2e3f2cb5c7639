"""Clients of every server, each ended where it is."""

from collections.abc import Callable

from app.domain.act import Ending
from app.domain.operating.sessions import Kill, ServerSession
from tests.engines.redis.conftest import ME, Log, cluster_endpoint, do, no_secret
from tests.servers.redis_servers import Redis, RedisCluster


def test_a_client_is_listed_and_ended_by_the_plan(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    with redis_server.connect(client_name="worker-7") as other:
        assert other.ping()
        [target] = [each for each in session.sessions() if "worker-7" in each.program]
        assert not target.own
        act = session.plan_kill([target], Kill.SESSION)
        assert act.commands[0].text == f"CLIENT KILL ID {target.id}"
        outcome = session.perform(act.commands[0], ME, no_secret)
        assert outcome.ending is Ending.DONE
        assert not [each for each in session.sessions() if each.id == target.id]
    assert [each.own for each in session.sessions()] == [True]


def test_clients_of_masters_and_replicas_are_ended_where_they_are(
    log_in: Log, redis_cluster_pairs: RedisCluster
) -> None:
    cluster = redis_cluster_pairs
    session = log_in(cluster_endpoint(cluster), password=cluster.password)
    workers = [node.connect(client_name=f"worker-{node.port}") for node in cluster.all]
    try:
        assert all(worker.ping() for worker in workers)
        found = {each.program.split(" ")[0]: each for each in session.sessions()}
        for node in cluster.all:
            assert found[f"worker-{node.port}"].node == f"127.0.0.1:{node.port}"
        target = found[f"worker-{cluster.replicas[1].port}"]
        act = session.plan_kill(
            [target, ServerSession("", node="x", state="unasked")], Kill.SESSION
        )
        [command] = act.commands
        assert command.target == target.node
        do(session, act)
        left = {each.program.split(" ")[0] for each in session.sessions()}
        assert f"worker-{cluster.replicas[1].port}" not in left
        assert f"worker-{cluster.replicas[0].port}" in left
    finally:
        for worker in workers:
            worker.close()


def test_only_our_own_are_our_own(log_in: Log, redis_cluster: RedisCluster) -> None:
    """Each server counts its clients by itself: the same id elsewhere is somebody else."""
    session = log_in(cluster_endpoint(redis_cluster), password=redis_cluster.password)
    session.sessions()
    others = [node.connect(client_name="other") for node in redis_cluster.nodes for _n in range(9)]
    try:
        assert all(other.ping() for other in others)
        found = session.sessions()
        assert len([each for each in found if each.program.startswith("other")]) == len(others)
        assert not [each for each in found if each.program.startswith("other") and each.own]
        assert {each.node for each in found if each.own} == {
            f"127.0.0.1:{node.port}" for node in redis_cluster.nodes
        }
    finally:
        for other in others:
            other.close()


def test_a_server_that_cannot_be_asked_has_a_row_that_says_so(
    log_in: Log, start_redis_cluster: Callable[..., RedisCluster]
) -> None:
    cluster = start_redis_cluster(3, 3)
    session = log_in(cluster_endpoint(cluster), password=cluster.password)
    fallen = cluster.replicas[0]
    fallen.kill()
    [row] = [each for each in session.sessions() if not each.id]
    assert row.node == f"127.0.0.1:{fallen.port}"
    assert "could not be asked" in row.state
    assert not any((row.idle, row.background, row.own))


def test_another_console_is_somebody_else(log_in: Log, redis_server: Redis) -> None:
    session, second = log_in(redis_server.port), log_in(redis_server.port)
    with redis_server.connect(client_name="mohist:elsewhere:1") as other:
        assert other.ping()
        own = {each.id: each.own for each in session.sessions()}
        assert own == {
            session.main.client: True,
            second.main.client: True,
            str(other.client_id()): False,
        }
