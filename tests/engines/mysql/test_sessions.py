"""The list of sessions shows what a DBA looks for in it."""

from app.engines.abilities import ListsSessions
from tests.engines.mysql.acts import until
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer


def test_shows_what_each_session_does(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY, name TEXT)")
    server.create_user("app", "x", "ALL ON shop.*")
    session = open_session(server)
    with (
        server.connect(
            user="app", password="x", database="shop", autocommit=False, program_name="cart"
        ) as application,
        application.cursor() as cursor,
    ):
        cursor.execute("INSERT INTO item VALUES (1, 'a'), (2, 'b'), (3, 'c')")
        number = str(application.thread_id())
        found = until(
            lambda: next(
                (seen for seen in [{each.id: each for each in session.sessions()}]
                 if seen[number].transaction_seconds is not None and seen[number].idle), None)
        )  # fmt: skip
        idle = found[number]
        assert (idle.user, idle.database, idle.program) == ("app", "shop", "cart")
        assert idle.client.startswith("127.0.0.1")
        assert not idle.own
        assert idle.transaction_seconds is not None
        assert 0 <= idle.transaction_seconds < 60
        assert (idle.transaction_rows or 0) >= 3
    mine = found[session.facts.session]
    assert mine.own
    assert "/* mohist */" in mine.statement
    assert [each.id for each in found.values() if not each.background and each.id != number] == [
        mine.id
    ]


def test_the_age_of_a_transaction_is_right_in_any_time_zone(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY)")
    server.sql("SET GLOBAL time_zone = '+08:00'")
    session = open_session(server)
    server.sql("SET GLOBAL time_zone = 'SYSTEM'")
    assert session.facts.time_zone == "+08:00"
    with server.connect(autocommit=False) as other, other.cursor() as cursor:
        cursor.execute("INSERT INTO shop.item VALUES (1)")
        (age,) = until(
            lambda: [
                each.transaction_seconds
                for each in session.sessions()
                if each.id == str(other.thread_id()) and each.transaction_seconds is not None
            ]
        )
    assert age < 60


def test_shows_a_running_statement_whole_and_its_progress(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    session = open_session(server)
    with server.connect() as other:
        other._execute_command(3, "SELECT SLEEP(0.5), '文'")  # sent, not waited for
        running = until(
            lambda: [
                each
                for each in session.sessions()
                if each.id == str(other.thread_id()) and "SLEEP" in each.statement
            ]
        )[0]
        assert running.statement == "SELECT SLEEP(0.5), '文'"
        assert running.state
        assert running.command == "Query"
        other._read_query_result()


def test_without_process_only_its_own_sessions_are_seen(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    server.create_user("watcher", "x")
    session = open_session(server, user="watcher", password="x")
    assert {each.user for each in session.sessions()} == {"watcher"}
    assert any("PROCESS" in said for said in session.facts.missing)


def test_works_without_performance_schema(open_session: Opens, start_mysql9: object) -> None:
    bare: MySQL = start_mysql9("--performance-schema=OFF")  # type: ignore[operator]
    session = open_session(bare)
    assert session.facts.session in {each.id for each in session.sessions()}


def test_every_server_lists_them(server: MysqlFamilyServer, open_session: Opens) -> None:
    assert isinstance(open_session(server), ListsSessions)
