"""Waits are shown as a tree with who is to blame at its root."""

from contextlib import ExitStack
from typing import Any

import pymysql
import pytest

from app.domain.errors import StatementFailed
from app.domain.operating.locks import LockNode, blocker_tree
from app.engines.abilities import ShowsLocks
from tests.engines.mysql.acts import application, shop, until
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB
from tests.servers.mysql_family import MysqlFamilyServer


def tree_of(session: Any, waiting: int) -> tuple[LockNode, ...]:
    def found() -> Any:
        roots = blocker_tree(session.lock_waits())
        return roots if sum(root.blocked for root in roots) >= waiting else ()

    roots: tuple[LockNode, ...] = until(found)
    return roots


def test_an_update_and_an_alter_wait_for_an_idle_transaction(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    shop(server)
    session = open_session(server)
    assert session.lock_waits() == ()
    update = "UPDATE shop.item SET n = 3 WHERE id = 1"
    alter = "ALTER TABLE shop.item ADD c INT"
    with (
        application(server, "UPDATE shop.item SET n = 2 WHERE id = 1") as holder,
        application(server, waits=update) as second,
        application(server, waits=alter) as third,
    ):
        (root,) = tree_of(session, 3)  # the update holds the alteration up as well
        assert root.party.session == holder
        assert root.party.idle
        assert root.party.statement == "UPDATE shop.item SET n = 2 WHERE id = 1"
        assert root.party.transaction_seconds is not None
        assert root.party.program == "cart"
        below = {node.party.session: node for node in root.waiters}
        row, metadata = below[second].wait, below[third].wait
        assert row is not None
        assert (row.kind, row.waiter.statement) == ("row", update)
        assert row.object == "shop.item PRIMARY (1)"
        assert row.wanted.startswith("X")
        assert row.seconds is not None
        assert metadata is not None
        assert (metadata.kind, metadata.object) == ("metadata", "shop.item")
        assert (metadata.wanted, metadata.held) == ("EXCLUSIVE", "SHARED_WRITE")
        assert metadata.waiter.statement == alter
        shown = {each.id: each for each in session.sessions()}
        assert shown[second].blocked_by == holder
        assert shown[third].blocked_by
        assert not shown[holder].blocked_by


def test_a_reader_waits_behind_a_waiting_alter(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    shop(server)
    session = open_session(server)
    with (
        application(server, "SELECT * FROM shop.item") as reader,
        application(server, waits="ALTER TABLE shop.item ADD c INT") as alter,
    ):
        tree_of(session, 1)
        with application(server, waits="SELECT COUNT(*) FROM shop.item") as late:
            (root,) = tree_of(session, 2)
            assert root.party.session == reader
            (middle,) = root.waiters
            assert middle.party.session == alter
            assert [node.party.session for node in middle.waiters] == [late]


def test_lock_tables_holds_others_up(server: MysqlFamilyServer, open_session: Opens) -> None:
    shop(server, "MyISAM")
    session = open_session(server)
    with (
        application(server, "LOCK TABLES shop.item WRITE") as holder,
        application(server, waits="INSERT INTO shop.item VALUES (9, 9)") as waiter,
    ):
        (root,) = tree_of(session, 1)
        assert root.party.session == holder
        assert [node.party.session for node in root.waiters] == [waiter]


def test_without_the_grant_it_is_named(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.create_user("watcher", "x")
    session = open_session(server, user="watcher", password="x")
    with pytest.raises(StatementFailed, match="PROCESS") as caught:
        session.lock_waits()
    assert "GRANT PROCESS" in caught.value.hint


def test_no_ability_where_the_server_lists_no_locks(
    open_session: Opens, start_mysql9: Any, start_mariadb: Any
) -> None:
    assert not isinstance(open_session(start_mysql9("--performance-schema=OFF")), ShowsLocks)
    bare = start_mariadb("--performance-schema=OFF")
    shop(bare)
    session = open_session(bare)
    assert isinstance(session, ShowsLocks)
    with (
        application(bare, "DELETE FROM shop.item WHERE id = 1") as holder,
        application(bare, waits="DELETE FROM shop.item WHERE id = 1"),
    ):
        (root,) = tree_of(session, 1)
        assert root.party.session == holder


def test_a_prepared_xa_transaction_without_a_session_is_shown(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    shop(server)
    session = open_session(server)
    connection = server.connect()
    with connection.cursor() as cursor:
        for statement in ("XA START 'x'", "DELETE FROM shop.item", "XA END 'x'", "XA PREPARE 'x'"):
            cursor.execute(statement)
    connection.close()
    try:
        with application(server, waits="DELETE FROM shop.item WHERE id = 1"):
            (root,) = tree_of(session, 1)
            assert "XA" in root.party.statement
            assert root.party.session.startswith("XA ")
    finally:
        until(lambda: _rolled_back(server))


def _rolled_back(server: MysqlFamilyServer) -> bool:
    try:
        server.sql("XA ROLLBACK 'x'")
    except pymysql.err.MySQLError:
        return False
    return True


def test_mariadbs_plugin_serves_without_performance_schema(
    start_mariadb: Any, open_session: Opens
) -> None:
    bare = start_mariadb("--performance-schema=OFF")
    bare.sql("INSTALL SONAME 'metadata_lock_info'")
    shop(bare)
    session = open_session(bare)
    with (
        application(bare, "SELECT * FROM shop.item") as holder,
        application(bare, waits="ALTER TABLE shop.item ADD c INT") as waiter,
    ):
        (root,) = tree_of(session, 1)
        assert root.party.session == holder
        (below,) = root.waiters
        assert below.party.session == waiter
        assert below.wait is not None
        assert (below.wait.kind, below.wait.object) == ("metadata", "shop.item")


@pytest.mark.parametrize("kind", ["mariadb", "mysql9"])
def test_two_hundred_wait_for_one(
    request: pytest.FixtureRequest, open_session: Opens, kind: str
) -> None:
    """Each of a queue waits for all before it: shown is who holds the lock, once for each."""
    server = request.getfixturevalue(f"start_{kind}")(
        "--max-connections=300", "--innodb-lock-wait-timeout=100"
    )
    shop(server)
    session = open_session(server)
    update = "UPDATE shop.item SET n = 3 WHERE id = 1"
    with ExitStack() as open_ones:
        holder = open_ones.enter_context(application(server, update))
        for _waiter in range(200):
            open_ones.enter_context(application(server, waits=update))
        (root,) = tree_of(session, 200)
        assert root.party.session == holder
        assert root.blocked == 200
        assert len(session.lock_waits()) == 200
        blocked = [each for each in session.sessions() if each.blocked_by]
        assert {each.blocked_by for each in blocked} == {holder}
        assert len(blocked) == 200


def test_a_shared_request_behind_an_exclusive_one_is_shown(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    """It goes with what is held, and waits for who stands before it alone."""
    shop(server)
    session = open_session(server)
    shared = "SELECT * FROM shop.item WHERE id = 1 LOCK IN SHARE MODE"
    with (
        application(server, shared) as holder,
        application(server, waits="UPDATE shop.item SET n = 3 WHERE id = 1") as second,
    ):
        tree_of(session, 1)
        with application(server, waits=shared) as third:
            (root,) = tree_of(session, 2)
            assert root.party.session == holder
            assert [node.party.session for node in root.waiters] == [second]
            (behind,) = root.waiters[0].waiters
            assert behind.party.session == third
            assert behind.wait is not None
            assert behind.wait.held == "waits before it"


def test_which_of_several_readers_holds_it_is_not_guessed(
    mariadb: MariaDB, open_session: Opens
) -> None:
    """MariaDB numbers all transactions that only read with 0."""
    shop(mariadb)
    session = open_session(mariadb)
    shared = "SELECT * FROM shop.item WHERE id = {} LOCK IN SHARE MODE"
    with (
        application(mariadb, shared.format(1)) as one,
        application(mariadb, shared.format(2)) as other,
        application(mariadb, waits="UPDATE shop.item SET n = 3 WHERE id = 1"),
    ):
        (root,) = tree_of(session, 1)
        assert root.party.session == " | ".join(sorted((one, other)))
        assert "one of these" in root.party.state
