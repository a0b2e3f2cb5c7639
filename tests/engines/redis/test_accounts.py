"""Users of Redis, what each may, and no hash of a password."""

from tests.engines.redis.conftest import Log, cluster_endpoint, endpoint
from tests.servers.redis_servers import Redis, RedisCluster


def test_users_and_what_they_may(log_in: Log, redis_server: Redis) -> None:
    rights = ("~orders:*", "&news", "+@read", "+set")
    redis_server.command("ACL", "SETUSER", "lin", "on", ">pl4nted", ">another", *rights)
    redis_server.command("ACL", "SETUSER", "gone", "off", "nopass")
    found = {account.name: account for account in log_in(redis_server.port).accounts()}
    assert set(found) == {"default", "lin", "gone"}
    assert found["default"].administrator
    assert found["default"].no_password
    lin = found["lin"]
    assert not lin.administrator
    assert not lin.locked
    assert lin.authentication.startswith("2")
    grants = log_in(redis_server.port).grants(lin)
    assert set(rights) <= set(grants)
    assert found["gone"].locked


def test_no_hash_is_shown(log_in: Log, redis_server: Redis) -> None:
    redis_server.command("ACL", "SETUSER", "lin", "on", ">pl4nted", "+@all", "~*")
    [hashed] = redis_server.command("ACL", "GETUSER", "lin")["passwords"]
    session = log_in(endpoint(redis_server.port, user="lin"), password="pl4nted")
    accounts = session.accounts()
    said = repr([(account, session.grants(account)) for account in accounts])
    assert hashed not in said
    assert "pl4nted" not in said


def test_servers_of_a_cluster_that_have_a_user_otherwise(
    log_in: Log, redis_cluster: RedisCluster
) -> None:
    first, second, third = redis_cluster.nodes
    for node in (first, second):
        node.command("ACL", "SETUSER", "half", "on", ">pw", "~*", "+@read")
    second.command("ACL", "SETUSER", "half", "+@write")
    third.command("ACL", "SETUSER", "last", "on", ">pw")
    session = log_in(cluster_endpoint(redis_cluster), password=redis_cluster.password)
    found = {account.name: account for account in session.accounts()}
    places = [f"127.0.0.1:{node.port}" for node in redis_cluster.nodes]
    facts = dict(found["half"].facts)
    assert facts["different on"] == places[1]
    assert facts["missing on"] == places[2]
    assert set(dict(found["last"].facts)["missing on"].split(", ")) == set(places[:2])
    assert "different on" not in dict(found[redis_cluster.user].facts)
    assert places[1] not in session.grants(found["half"])
    assert "+@write" not in " ".join(session.grants(found["half"]))
