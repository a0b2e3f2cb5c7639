"""Users of Redis, what each may, and no hash of a password."""

from tests.engines.redis.conftest import Log, endpoint
from tests.servers.redis_servers import Redis


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
