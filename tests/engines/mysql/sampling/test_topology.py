"""Replication as a sample tells it: channels, members, and the server's own role."""

from typing import Any

from app.domain.inventory import TopologyRole
from app.domain.monitoring.sample import Ask, Raw
from tests.engines.mysql.acts import until
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_group import MySQLGroup

REPLICA = Ask({"replica": frozenset({"lag", "gtid_gap", "delay"})})
WAITS = Ask({"waits": frozenset({"sessions"})})


def channel(raw: Raw) -> dict[str, Any]:
    (found,) = raw.tables["replica"].values()
    return dict(found)


def at_work(raw: Raw) -> list[str]:
    return [name for name, row in raw.tables["waits"].items() if row["sessions"]]


def test_a_replica_and_its_source(pair: Any, open_session: Opens) -> None:
    source, replica = open_session(pair.source), open_session(pair.replica)
    found = until(lambda: channel(replica.sample(REPLICA)))
    until(lambda: channel(replica.sample(REPLICA))["lag"] == 0)
    assert (found["io_running"], found["sql_running"]) == ("Yes", "Yes")
    assert (found["delay"], found["gtid_gap"], found["last_errno"]) == (0, 0, 0)
    assert replica.sample(REPLICA).role == TopologyRole.SLAVE
    assert at_work(replica.sample(WAITS)) == []  # its own threads are no sessions of clients
    assert at_work(source.sample(WAITS)) == []
    seen = source.sample(REPLICA)
    assert seen.tables["replica"] == {}
    assert seen.role == TopologyRole.MASTER


def test_no_lag_where_it_is_broken(pair: Any, open_session: Opens) -> None:
    session = open_session(pair.replica)
    pair.replica.sql("STOP REPLICA SQL_THREAD")
    pair.source.sql("CREATE DATABASE shop")
    pair.source.sql("CREATE TABLE shop.item (id INT PRIMARY KEY)")
    until(lambda: channel(session.sample(REPLICA))["gtid_gap"] == 2)
    assert channel(session.sample(REPLICA))["lag"] is None
    pair.replica.sql("START REPLICA SQL_THREAD")
    assert pair.catch_up()
    with pair.replica.connect() as hand, hand.cursor() as cursor:
        cursor.execute("SET SESSION sql_log_bin = 0")
        cursor.execute("DROP TABLE shop.item")
    pair.source.sql("INSERT INTO shop.item VALUES (1)")
    broken = until(
        lambda: found if (found := channel(session.sample(REPLICA)))["sql_running"] == "No" else ""
    )
    assert broken["lag"] is None
    assert broken["last_errno"]
    assert broken["last_error"]


def test_a_configured_delay_is_told_beside_the_lag(pair: Any, open_session: Opens) -> None:
    session = open_session(pair.replica)
    pair.replica.sql("STOP REPLICA")
    words = (
        "REPLICATION SOURCE TO SOURCE_DELAY"
        if pair.replica.kind == "mysql9"
        else ("MASTER TO MASTER_DELAY")
    )
    pair.replica.sql(f"CHANGE {words} = 3600")
    pair.replica.sql("START REPLICA")
    found = until(
        lambda: row if (row := channel(session.sample(REPLICA)))["sql_running"] == "Yes" else None
    )
    assert found["delay"] == 3600


def test_a_group_as_a_member_sees_it(mysql9_group: MySQLGroup, open_session: Opens) -> None:
    ask = Ask({"group": frozenset({"online", "certifying", "applying"}), **REPLICA.wanted})
    raw = open_session(mysql9_group.primary).sample(ask)
    members = raw.tables["group"]
    assert set(members) == {f"{each.host}:{each.port}" for each in mysql9_group.members}
    assert {row["online"] for row in members.values()} == {1}
    assert {row["state"] for row in members.values()} == {"ONLINE"}
    assert {row["certifying"] for row in members.values()} == {0}
    assert raw.role == TopologyRole.GROUP_PRIMARY
    assert at_work(open_session(mysql9_group.primary).sample(WAITS)) == []
    (other, *_rest) = (each for each in mysql9_group.members if each is not mysql9_group.primary)
    assert open_session(other).sample(ask).role == TopologyRole.GROUP_SECONDARY
