"""An account with few rights: let in, and told for each page what it lacks."""

from typing import Any

import pytest

from app.domain.connecting import Stage, StageReport, StageState, tell_nobody
from app.domain.endpoint import RedisAccess, Tls, TlsMode
from app.domain.errors import StatementFailed
from app.domain.stop import Stop
from app.engines.redis.connect import connect
from app.engines.redis.grants import NEEDS, OF_CLUSTER
from tests.engines.redis.conftest import endpoint
from tests.servers.redis_servers import Redis, RedisCluster


def logged_in(server: Redis, *rights: str) -> tuple[Any, list[StageReport]]:
    server.command("ACL", "SETUSER", "lin", "reset", "on", ">pw", "~*", "&*", *rights)
    heard: list[StageReport] = []
    where = endpoint(server.port, user="lin")
    return connect(where, lambda _id: "pw", Stop(), heard.append), heard


def of_grants(heard: list[StageReport]) -> StageReport:
    return next(each for each in reversed(heard) if each.stage is Stage.GRANTS)


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: "-".join(need[0][:2]).lower())
def test_each_right_that_is_missing_is_named(
    redis_server: Redis, need: tuple[tuple[str, ...], str]
) -> None:
    command = "|".join(need[0][:2]) if need[0][0] not in ("INFO", "SCAN") else need[0][0]
    session, heard = logged_in(redis_server, "+@all", f"-{command}")
    session.close()
    [lack] = session.facts.missing
    assert f"+{command}".lower() in lack
    assert "lin" in lack
    report = of_grants(heard)
    assert report.state is StageState.WARNED
    assert lack in report.hint


def test_what_is_named_is_enough(redis_server: Redis) -> None:
    rights = [word for _ask, grant in NEEDS for word in grant.split() if word.startswith("+")]
    session, heard = logged_in(redis_server, "-@all", "+acl|whoami", *rights)
    try:
        assert session.facts.missing == ()
        assert of_grants(heard).state is StageState.PASSED
        redis_server.command("SET", "a", "1")
        for ask in (
            session.sessions, session.replication, session.slow_log, session.latency,
            session.latency_advice, session.parameters, session.accounts, session.databases,
            session.scan, session.channels, lambda: session.use_database(0),
            lambda: session.key_facts([b"a"]), lambda: session.value(b"a"),
        ):  # fmt: skip
            ask()
    finally:
        session.close()


def test_nothing_but_a_login(redis_server: Redis) -> None:
    session, heard = logged_in(redis_server)
    try:
        assert len(session.facts.missing) == len(NEEDS)
        assert of_grants(heard).state is StageState.WARNED
        with pytest.raises(StatementFailed, match="info") as failed:
            session.replication()
        assert failed.value.code == "NOPERM"
        assert "ACL SETUSER" in failed.value.hint
    finally:
        session.close()


def test_keys_that_are_not_granted(redis_server: Redis) -> None:
    session, _heard = logged_in(redis_server, "+@all", "resetkeys", "~mine:*")
    try:
        redis_server.command("SET", "mine:a", "1")
        redis_server.command("SET", "yours:a", "1")
        assert session.run("GET mine:a").rows == (("", "1"),)
        with pytest.raises(StatementFailed) as failed:
            session.value(b"yours:a")
        assert failed.value.code == "NOPERM"
    finally:
        session.close()


def test_a_cluster_asks_for_more(redis_cluster: RedisCluster) -> None:
    cluster = redis_cluster
    node = cluster.nodes[0]
    node.command("ACL", "SETUSER", "lin", "reset", "on", ">pw", "~*", "&*", "+@all", "-cluster")
    where = endpoint(
        node.port, user="lin", redis=RedisAccess(cluster=True),
        tls=Tls(TlsMode.VERIFY_FULL, ca=str(cluster.certificates.ca)),
    )  # fmt: skip
    session: Any = connect(where, lambda _id: "pw", Stop(), tell_nobody)
    try:
        [lack] = session.facts.missing
        assert all(word in lack for word in OF_CLUSTER[0][1].split()[2:])
    finally:
        session.close()
        node.command("ACL", "DELUSER", "lin")
