"""Samples of servers that belong together, and of what one sees when they change places."""

import pytest

from app.domain.endpoint import RedisAccess, Route, Tls, TlsMode
from app.domain.errors import ConnectFailed, SessionLost
from app.domain.inventory import TopologyRole
from tests.engines.redis.conftest import Log, cluster_endpoint, endpoint
from tests.engines.redis.sampling.conftest import EVERYTHING, ask
from tests.engines.redis.ways import by_ssh, until
from tests.servers.certificates import Certificates
from tests.servers.pairs import RedisPair, RedisWatched
from tests.servers.redis_servers import RedisCluster, TlsRedis
from tests.servers.sshd import Sshd


def test_a_master_tells_how_far_its_replica_is_behind(
    log_in: Log, redis_replica_pair: RedisPair
) -> None:
    pair = redis_replica_pair
    name = f"127.0.0.1:{pair.replica.port}"
    session = log_in(pair.master.port)
    pair.master.command("EVAL", "for i=1,1000 do redis.call('SET','k:'..i,i) end", 0)
    until(lambda: session.sample(EVERYTHING).tables["replica"][name]["offset_lag"] == 0)
    [row] = session.sample(EVERYTHING).tables["replica"].values()
    assert row == {"state": "online", "online": 1, "offset_lag": 0, "lag": row["lag"]}
    assert row["lag"] in (0, 1)
    pair.replica.freeze()
    pair.master.command("SET", "k", "x" * 10_000)
    row = session.sample(EVERYTHING).tables["replica"][name]
    assert row["offset_lag"] > 10_000
    pair.replica.thaw()


def test_a_replica_without_its_master_and_promoted(
    log_in: Log, redis_replica_pair: RedisPair
) -> None:
    pair = redis_replica_pair
    session = log_in(pair.replica.port)
    raw = session.sample(EVERYTHING)
    assert (raw.fields["info.role"], raw.fields["info.master_link_status"]) == ("slave", "up")
    pair.master.kill()
    until(lambda: session.sample(EVERYTHING).fields["info.master_link_status"] == "down")
    pair.replica.command("CONFIG", "SET", "replica-serve-stale-data", "no")
    raw = session.sample(EVERYTHING)
    assert raw.fields["info.used_memory"], "what a look takes is allowed without a master"
    pair.replica.command("REPLICAOF", "NO", "ONE")
    after = session.sample(EVERYTHING)
    assert after.fields["info.role"] == "master"
    assert (raw.role, after.role) == (TopologyRole.SLAVE, TopologyRole.MASTER)
    assert session.sample(ask(info="used_memory")).role == "", "not told, and not asked for"
    assert "info.master_link_status" not in after.fields
    assert after.boot == raw.boot, "a failover is no restart"


def test_what_a_sentinel_watches(log_in: Log, redis_sentinel: RedisWatched) -> None:
    watched = redis_sentinel
    session = log_in(watched.sentinel.port)
    raw = session.sample(EVERYTHING)
    assert raw.tables["sentinel"] == {
        "mymaster": {
            "status": "ok", "num_slaves": 1, "num_other_sentinels": 0, "quorum": 1, "ckquorum": 1,
        }
    }  # fmt: skip
    assert raw.boot
    assert raw.role == TopologyRole.SENTINEL
    assert raw.fields["probe.ping_ms"] > 0
    assert raw.troubles == {}
    assert not {"slowlog.length", "config.maxmemory"} & raw.fields.keys()
    watched.sentinel.command("SENTINEL", "SET", "mymaster", "quorum", "3")
    assert session.sample(EVERYTHING).tables["sentinel"]["mymaster"]["ckquorum"] == 0
    watched.replica.kill()
    watched.master.kill()
    until(lambda: session.sample(EVERYTHING).tables["sentinel"]["mymaster"]["status"] == "sdown")


def test_after_a_failover_the_new_master_is_looked_at(
    log_in: Log, redis_sentinel: RedisWatched
) -> None:
    watched = redis_sentinel
    where = endpoint(
        watched.master.port,
        redis=RedisAccess(
            sentinels=(f"127.0.0.1:{watched.sentinel.port}",), sentinel_master="mymaster"
        ),
    )
    session = log_in(where)
    assert session.sample(EVERYTHING).fields["info.role"] == "master"
    watched.sentinel.command("SENTINEL", "FAILOVER", "mymaster")
    until(lambda: watched.sentinel.master_port() == watched.replica.port)
    until(lambda: watched.replica.info("replication")["role"] == "master")
    watched.master.command("REPLICAOF", "127.0.0.1", watched.replica.port)  # as 10 s later anyway

    def is_lost() -> bool:
        try:
            session.sample(EVERYTHING)
        except SessionLost as lost:
            return bool(lost.hint)
        return False

    until(is_lost)
    again = log_in(where)
    assert again.sample(EVERYTHING).fields["info.role"] == "master"
    assert again.main.port == watched.replica.port


def test_a_node_of_a_cluster_and_the_state_of_the_whole(
    log_in: Log, redis_cluster: RedisCluster
) -> None:
    cluster = redis_cluster
    second = cluster.nodes[1]
    session = log_in(
        cluster_endpoint(cluster, second, connect_timeout=1), password=cluster.password
    )
    assert session.facts.role is TopologyRole.CLUSTER_MASTER
    raw = session.sample(EVERYTHING)
    assert raw.boot == second.info("server")["run_id"]
    assert raw.fields["cluster.cluster_state"] == "ok"
    assert raw.role == TopologyRole.CLUSTER_MASTER
    assert raw.fields["cluster.cluster_slots_ok"] == 16384
    assert raw.troubles == {}
    second.kill()
    for error in (SessionLost, ConnectFailed, ConnectFailed):
        with pytest.raises(error):
            session.sample(EVERYTHING)
    second.start()
    after = until(lambda: session.sample(EVERYTHING))
    assert after.boot not in ("", raw.boot), "the same session finds the node again, and it is new"
    assert after.uptime is not None
    assert raw.uptime is not None
    assert after.uptime <= raw.uptime
    cluster.nodes[0].wait_until(cluster.agrees)


def test_through_ssh_with_tls_and_a_certificate(
    log_in: Log, sshd: Sshd, certificates: Certificates
) -> None:
    with TlsRedis(certificates) as server:
        shown = Tls(
            TlsMode.VERIFY_FULL,
            ca=str(certificates.ca),
            certificate=str(certificates.client_cert),
            key=str(certificates.client_key),
        )
        route: Route = by_ssh(sshd)
        session = log_in(endpoint(server.port, tls=shown, route=route))
        raw = session.sample(ask(info="role", probe="ping_ms"))
        assert raw.fields["info.role"] == "master"
        assert raw.cost.statements == 3
        assert session.sample(ask(info="role", probe="ping_ms")).cost.statements == 2
