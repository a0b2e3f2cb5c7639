"""What is planned for keys goes to where they are, in the database that was looked at."""

import pytest

from app.domain.errors import BadInput, Refused
from tests.engines.redis.conftest import ME, Log, cluster_endpoint, do, no_secret
from tests.servers.redis_servers import Redis, RedisCluster


def test_deleting_renaming_and_expiring(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    for key in ("a", "b", "c"):
        redis_server.command("SET", key, key)
    for act in (
        session.plan_delete([b"a"]),
        session.plan_rename(b"b", b"d"),
        session.plan_expire(b"c", 100),
    ):
        for command in act.commands:
            session.perform(command, ME, no_secret)
    assert sorted(redis_server.command("KEYS", "*")) == ["c", "d"]
    assert 0 < int(redis_server.command("TTL", "c")) <= 100


def test_dangerous_commands_ask_for_their_name_and_some_are_never_sent(
    log_in: Log, redis_server: Redis
) -> None:
    session = log_in(redis_server.port)
    assert session.plan_command("flushall").type_to_confirm == "FLUSHALL"
    assert session.plan_command("SET a 1").type_to_confirm == ""
    for line in (
        "MONITOR",
        "KEYS *",
        "CONFIG SET requirepass pl4nted",
        "ACL SETUSER a >pl4nted",
        "CONFIG GET *",
        "CONFIG GET *PASS",
        "ACL LIST",
        "ACL GETUSER default",
    ):
        with pytest.raises(Refused) as refused:
            session.plan_command(line)
        assert "pl4nted" not in f"{refused.value} {refused.value.hint}"


def test_an_act_is_done_in_the_database_that_was_looked_at(
    log_in: Log, redis_server: Redis
) -> None:
    looking, acting = log_in(redis_server.port), log_in(redis_server.port)
    with redis_server.connect() as zero, redis_server.connect(db=3) as three:
        for client in (zero, three):
            client.mset({"a": 1, "b": 1, "c": 1})
        looking.use_database(3)
        for act in (
            looking.plan_delete([b"a"]),
            looking.plan_rename(b"b", b"d"),
            looking.plan_command("APPEND c 2"),
        ):
            assert act.commands[0].target.endswith("/3")
            assert any("3" in warning for warning in act.warnings)
            do(acting, act)
        assert sorted(zero.keys()) == ["a", "b", "c"]
        assert zero.get("c") == "1"
        assert sorted(three.keys()) == ["c", "d"]
        looking.use_database(0)
        act = looking.plan_delete([b"a"])
        do(acting, act)
        assert sorted(zero.keys()) == ["b", "c"]
        assert len(act.warnings) == 1


def test_each_command_goes_to_the_server_of_its_keys(
    log_in: Log, redis_cluster: RedisCluster
) -> None:
    session = log_in(cluster_endpoint(redis_cluster), password=redis_cluster.password)
    for key in ("a", "b", "c"):
        port = str(redis_cluster.owner(key).port)
        for line in (
            f"SET {key} 1", f"EVAL 'return 1' 1 {key}", f"BITOP NOT {{{key}}}x {key}",
            f"XGROUP CREATE {key} g 0 MKSTREAM", f"XREADGROUP GROUP g me STREAMS {key} >",
            f"GEORADIUS {key} 0 0 1 m STORE {{{key}}}x", f"ZUNIONSTORE {key} 1 {{{key}}}y",
            f"SPUBLISH {key} hello",
        ):  # fmt: skip
            [command] = session.plan_command(line).commands
            assert command.target.endswith(port), line
    for line in ("MSET a 1 b 2", "DEL a b c", "BITOP NOT a b", "EVAL 'return 1' 2 a b"):
        with pytest.raises(BadInput, match="several slots"):
            session.plan_command(line)
    with pytest.raises(BadInput, match="another slot"):
        session.plan_rename(b"a", b"b")
    assert any("alone" in warning for warning in session.plan_command("FLUSHALL").warnings)


def test_keys_of_many_slots_are_deleted_slot_by_slot(
    log_in: Log, redis_cluster: RedisCluster
) -> None:
    session = log_in(cluster_endpoint(redis_cluster), password=redis_cluster.password)
    keys = [b"{a}1", b"{a}2", b"b", b"c"]
    for key in keys:
        do(session, session.plan_command(f"SET {key.decode()} 1"))
    act = session.plan_delete(keys)
    assert len(act.commands) == 3
    do(session, act)
    assert session.key_facts(keys) == ()
