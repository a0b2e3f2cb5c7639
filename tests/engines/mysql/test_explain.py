"""Plans of statements that are not run, and of those that run elsewhere."""

import pytest

from app.domain.errors import Refused, Unsupported
from app.domain.operating.sessions import ServerSession
from app.engines.abilities import Explains, ExplainsRunning
from tests.engines.mysql.acts import until
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB
from tests.servers.mysql_family import MysqlFamilyServer


def test_explains_without_running(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY, n INT, KEY (n))")
    server.sql("INSERT INTO shop.item VALUES (1, 1), (2, 2)")
    session = open_session(server)
    plan = session.explain("SELECT * FROM item WHERE id = 1;", "shop")
    row = dict(zip(plan.columns, plan.rows[0], strict=True))
    assert (row["table"], row["key"]) == ("item", "PRIMARY")
    write = session.explain("UPDATE item SET n = 9 WHERE id = 1", "shop")
    assert "item" in write.rows[0]
    assert server.sql("SELECT n FROM shop.item WHERE id = 1") == [(1,)]
    for bad in (
        "ANALYZE DELETE FROM shop.item",
        "SELECT 1; DROP TABLE shop.item",
        "SELECT SLEEP(9)",
    ):
        with pytest.raises(Refused):
            session.explain(bad)
    shown: object = session
    assert isinstance(shown, Explains)
    assert isinstance(shown, ExplainsRunning)


def test_explains_what_runs_elsewhere(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    with server.connect() as other, other.cursor() as cursor:
        target = ServerSession(str(other.thread_id()))
        other._execute_command(
            3, "SELECT COUNT(*) FROM mysql.help_topic AS a, mysql.help_topic AS b WHERE SLEEP(1)"
            " OR a.name > b.name",
        )  # fmt: skip
        (seen,) = until(lambda: [e for e in session.sessions() if "help_topic" in e.statement])
        plan = session.explain_running(seen)
        assert {"a", "b"} <= {
            dict(zip(plan.columns, row, strict=True))["table"] for row in plan.rows
        }
        server.sql(f"KILL QUERY {target.id}")
        with pytest.raises(Exception, match="interrupted"):
            other._read_query_result()
        cursor.execute("SELECT 1")


def test_says_when_nothing_can_be_explained(mariadb: MariaDB, open_session: Opens) -> None:
    session = open_session(mariadb)
    with mariadb.connect() as other, pytest.raises(Unsupported, match="nothing"):
        session.explain_running(ServerSession(str(other.thread_id())))
