"""A replica of two sources: each channel is shown, stopped, started and skipped in by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.domain.errors import Refused
from app.domain.operating.replication import Channel, ReplicationStep
from tests.engines.mysql.acts import do, until
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL

START, STOP, SKIP = ReplicationStep.START, ReplicationStep.STOP, ReplicationStep.SKIP


@dataclass
class Two:
    """Two sources, each with a schema of its channel's name, and their replica."""

    east: Any
    west: Any
    replica: Any


def _followed(start: Callable[..., Any], options: list[list[str]]) -> Two:
    two = Two(*(start(*each) for each in options))
    for name in ("east", "west"):
        source = getattr(two, name)
        source.sql(f"CREATE DATABASE {name}")
        source.sql(f"CREATE TABLE {name}.item (id INT PRIMARY KEY)")
        two.replica.follow(source, name)
        assert two.replica.wait_for(source.position())
    return two


@pytest.fixture(params=["mariadb", "mariadb-parallel", "mysql9"])
def two(request: pytest.FixtureRequest) -> Iterator[Two]:
    """Of each flavour in turn; MariaDB with a domain for each source, as its manual demands."""
    if request.param == "mysql9":
        start: Callable[..., MySQL | MariaDB] = request.getfixturevalue("start_mysql9")
        yield _followed(start, [[], [], []])
        return
    threads = "4" if "parallel" in request.param else "0"
    domains = [[f"--gtid-domain-id={number}"] for number in (11, 12, 13)]
    domains[2].append(f"--slave-parallel-threads={threads}")
    yield _followed(request.getfixturevalue("start_mariadb"), domains)


def channels(session: Any) -> dict[str, Channel]:
    return {each.name: each for each in session.replication().channels}


def test_each_channel_by_itself(two: Two, open_session: Opens) -> None:
    session = open_session(two.replica)
    seen = channels(session)
    assert seen.keys() == {"east", "west"}
    for name, channel in seen.items():
        assert channel.source == f"127.0.0.1:{getattr(two, name).port}"
        assert channel.healthy
        assert not channel.error
    do(session, session.plan_replication(STOP, "west"))
    seen = channels(session)
    assert (seen["west"].receiving, seen["west"].applying, seen["west"].lag) == ("No", "No", None)
    assert seen["east"].healthy
    two.east.sql("INSERT INTO east.item VALUES (1)")
    until(lambda: two.replica.sql("SELECT id FROM east.item"))
    do(session, session.plan_replication(START, "west"))
    until(lambda: channels(session)["west"].healthy)
    links = {(link.source, link.note) for link in session.find_topology().links}
    assert links == {(f"127.0.0.1:{two.east.port}", "east"), (f"127.0.0.1:{two.west.port}", "west")}


def test_a_duplicate_key_stops_one_and_is_skipped(two: Two, open_session: Opens) -> None:
    with two.replica.connect() as hand, hand.cursor() as cursor:
        cursor.execute("SET SESSION sql_log_bin = 0")
        cursor.execute("INSERT INTO west.item VALUES (7)")
    session = open_session(two.replica)
    two.west.sql("INSERT INTO west.item VALUES (7)")
    two.west.sql("INSERT INTO west.item VALUES (8)")
    broken = until(
        lambda: (
            (found := channels(session)["west"]).error_number and found.applying == "No" and found
        )
    )
    assert broken.error_number == 1062
    assert "west.item" in broken.error
    assert "Compare the row" in broken.advice
    assert broken.lag is None
    assert "2" in broken.behind
    assert channels(session)["east"].healthy
    with pytest.raises(Refused):
        session.plan_replication(SKIP, "east")
    act = session.plan_replication(SKIP, "west")
    assert act.type_to_confirm == broken.source
    assert any(hit.startswith("Skipped: ") and hit[-1].isdigit() for hit in act.hits)
    two.east.sql("INSERT INTO east.item VALUES (5)")  # goes on between plan and deed
    until(lambda: two.replica.sql("SELECT id FROM east.item"))
    do(session, act)
    until(lambda: all(each.healthy for each in channels(session).values()))
    until(lambda: two.replica.sql("SELECT id FROM west.item ORDER BY id") == [(7,), (8,)])
    two.east.sql("INSERT INTO east.item VALUES (6)")
    until(lambda: two.replica.sql("SELECT id FROM east.item ORDER BY id") == [(5,), (6,)])
    assert session.run("SELECT 1").rows == ((1,),)
