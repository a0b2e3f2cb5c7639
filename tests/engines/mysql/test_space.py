"""Space opens from schemas to tables to indexes, the big first."""

from app.domain.operating.space import SpaceKind
from app.engines.abilities import ShowsSpace
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_family import MysqlFamilyServer


def test_opens_down_to_the_indexes(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE DATABASE my_shop")
    server.sql("CREATE TABLE my_shop.small (id INT PRIMARY KEY)")
    server.sql("CREATE TABLE my_shop.big (id INT PRIMARY KEY, name CHAR(200), KEY by_name (name))")
    server.sql(
        "INSERT INTO my_shop.big WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 900) SELECT i, REPEAT(CHAR(65 + i % 26), 200) FROM n"
    )
    server.sql("ANALYZE TABLE my_shop.big, my_shop.small")
    session = open_session(server)
    top = session.space()
    (schema,) = [item for item in top if item.name == "my_shop"]
    assert schema.kind is SpaceKind.SCHEMA
    assert schema.opens
    assert dict(schema.facts)["Tables"] == "2"
    logs = {item.name: item for item in top if item.kind is SpaceKind.LOG}
    assert (logs["binary logs"].used or 0) > 0
    assert (logs["redo log"].allocated or 0) > 0
    big, small = session.space(schema)
    assert (big.name, small.name) == ("big", "small")
    assert (big.used or 0) > (small.used or 0)
    assert (big.allocated or 0) >= (big.used or 0)
    assert 500 < (big.rows or 0) < 1500
    indexes = session.space(big)
    assert {item.name for item in indexes} == {"PRIMARY", "by_name"}
    assert sum(item.used or 0 for item in indexes) == big.used
    assert session.space(indexes[0]) == ()
    shown: object = session
    assert isinstance(shown, ShowsSpace)


def test_a_schema_of_hostile_name(server: MysqlFamilyServer, open_session: Opens) -> None:
    name = "a%_'b"
    server.sql(f"CREATE DATABASE `{name}`")
    server.sql(f"CREATE TABLE `{name}`.`t'\"%` (id INT PRIMARY KEY)")
    session = open_session(server)
    (schema,) = [item for item in session.space() if item.name == name]
    (table,) = session.space(schema)
    assert table.name == "t'\"%"
    assert session.space(table)[0].name == "PRIMARY"
