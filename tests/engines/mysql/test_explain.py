"""Plans of statements that are not run, of such as are, and of those that run elsewhere."""

import time

import pytest

from app.domain.errors import Cancelled, Refused, StatementFailed, Unsupported
from app.domain.operating.sessions import ServerSession
from app.domain.plan import Access, Form, Plan, PlanNode, Step, Trait
from app.domain.stop import Stop
from app.engines.abilities import ExplainsPlans, ExplainsRunning
from app.engines.mysql.server import Server, recognise
from app.plans import warnings_of
from tests.engines.mysql.acts import until
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer

ENDLESS = "SELECT COUNT(*) FROM mysql.help_topic a, mysql.help_topic b, mysql.help_topic c" \
    " WHERE a.name > b.url AND c.name > b.name"  # fmt: skip


def shop(server: MysqlFamilyServer) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY, n INT, v VARCHAR(9), KEY (n), KEY (v))")
    server.sql("INSERT INTO shop.item VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c')")


def table(plan: Plan) -> PlanNode:
    [found] = [node for node in plan.root.walk() if node.step is Step.ACCESS]
    return found


def test_explains_without_running(server: MysqlFamilyServer, open_session: Opens) -> None:
    shop(server)
    session = open_session(server)
    text = "SELECT * FROM item AS 商品 WHERE n = 2 ORDER BY v;"
    plan = session.explain_plan(text, "shop")
    node = table(plan)
    assert (node.name, node.index, node.access) == ("商品", "n", Access.LOOKUP)
    assert not plan.analyzed
    assert plan.statement == text.removesuffix(";")
    start, end = node.span or (0, 0)
    assert text[start:end] == "item AS 商品"
    [sort] = [each for each in plan.root.walk() if each.step is Step.SORT]
    start, end = sort.span or (0, 0)
    assert text[start:end] == "ORDER BY v"
    write = session.explain_plan("UPDATE item SET n = 9 WHERE id = 1", "shop")
    assert table(write).index == "PRIMARY"
    assert server.sql("SELECT n FROM shop.item WHERE id = 1") == [(1,)]
    again = session.explain_plan("select *  from item as 商品 where n = 77 order by v -- x", "shop")
    assert (again.digest, again.shape) == (plan.digest, plan.shape)
    shown: object = session
    assert isinstance(shown, ExplainsPlans)
    assert isinstance(shown, ExplainsRunning)


def test_runs_what_reads_to_explain_it(server: MysqlFamilyServer, open_session: Opens) -> None:
    shop(server)
    session = open_session(server, read_only=True)
    plan = session.explain_plan("SELECT * FROM shop.item WHERE n >= 2", analyze=True)
    assert plan.analyzed
    assert not plan.cut
    assert table(plan).actual_out == 2
    assert plan.time is not None
    assert plan.time > 0
    for bad in (
        "DELETE FROM shop.item",
        "INSERT INTO shop.item VALUES (9, 9, 'x')",
        "SELECT 1; DROP TABLE shop.item",
        "SELECT SLEEP(9)",
        "SELECT * FROM shop.item FOR UPDATE",
    ):
        with pytest.raises(Refused):
            session.explain_plan(bad, analyze=True)
    with pytest.raises(Unsupported, match="this is read-only"):
        session.explain_plan("INSERT INTO shop.item VALUES (9, 9, 'x')")
    with pytest.raises(Unsupported, match="no plan"):
        session.explain_plan("CREATE TABLE shop.other (id INT)")
    assert server.sql("SELECT COUNT(*) FROM shop.item") == [(3,)]


def test_a_conversion_that_keeps_from_an_index_is_told(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    shop(server)
    plan = open_session(server).explain_plan("SELECT * FROM shop.item WHERE v = 5")
    assert Trait.CONVERTED in table(plan).traits
    assert "plan-implicit-conversion" in {each.rule.id for each in warnings_of(plan)}


def test_a_run_that_takes_too_long_is_cut(server: MysqlFamilyServer, open_session: Opens) -> None:
    """MySQL tells what it counted until then; MariaDB that it was broken off."""
    session = open_session(server, statement_timeout=0.3)
    if isinstance(server, MariaDB):
        with pytest.raises(StatementFailed):
            session.explain_plan(ENDLESS, analyze=True)
    else:
        plan = session.explain_plan(ENDLESS, analyze=True)
        assert plan.cut
        assert plan.analyzed
    assert session.run("SELECT 1").rows == ((1,),)


def test_a_cancel_reaches_the_server(server: MysqlFamilyServer, open_session: Opens) -> None:
    session, stop = open_session(server), Stop()
    begun: list[float] = []

    def end() -> None:
        begun.append(time.monotonic())
        stop.set()

    import threading

    timer = threading.Timer(0.3, end)
    timer.start()
    with pytest.raises(Cancelled), session.during(stop):
        session.explain_plan(ENDLESS, analyze=True)
    timer.join()
    assert time.monotonic() - begun[0] < 3
    query = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%help_topic c%'" \
        " AND id <> CONNECTION_ID()"  # fmt: skip
    until(lambda: server.sql(query) == [(0,)])


def test_explains_what_runs_elsewhere(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    with server.connect() as other, other.cursor() as cursor:
        other._execute_command(3, ENDLESS)
        (seen,) = until(lambda: [e for e in session.sessions() if "help_topic" in e.statement])
        plan = session.explain_running(seen)
        names = {node.name for node in plan.root.walk() if node.step is Step.ACCESS}
        assert {"a", "b", "c"} <= names
        server.sql(f"KILL QUERY {seen.id}")
        with pytest.raises(Exception, match="interrupted"):
            other._read_query_result()
        cursor.execute("SELECT 1")


def test_says_when_nothing_can_be_explained(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    with server.connect() as other, pytest.raises(Unsupported, match="nothing"):
        session.explain_running(ServerSession(str(other.thread_id())))


@pytest.mark.parametrize(
    ("version", "plain", "analyzed"),
    [
        ("5.7.44", "EXPLAIN FORMAT=JSON", ""),
        ("8.0.17", "EXPLAIN FORMAT=JSON", ""),
        ("8.0.36", "EXPLAIN FORMAT=TREE", "EXPLAIN ANALYZE"),
        ("8.4.3", "EXPLAIN FORMAT=JSON", "EXPLAIN ANALYZE FORMAT=JSON"),
        ("10.3.39-MariaDB", "EXPLAIN FORMAT=JSON", "ANALYZE FORMAT=JSON"),
    ],
)
def test_each_release_is_asked_in_its_words(version: str, plain: str, analyzed: str) -> None:
    from app.engines.mysql.explain import words_for

    server: Server = recognise(version, {})
    assert words_for(server, analyze=False) == plain
    if analyzed:
        assert words_for(server, analyze=True) == analyzed
    else:
        with pytest.raises(Unsupported, match=r"8\.0\.18"):
            words_for(server, analyze=True)


def test_forms_by_server(mariadb: MariaDB, mysql9: MySQL, open_session: Opens) -> None:
    assert open_session(mariadb).explain_plan("SELECT 1").form is Form.MARIADB_JSON
    assert open_session(mysql9).explain_plan("SELECT 1").form is Form.MYSQL_JSON_2
