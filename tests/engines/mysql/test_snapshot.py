"""A snapshot of a real server says of its tables what their DDL says, and how large they are."""

import pytest

from app.audit.facts.known import KnownFacts, distinct_values
from app.audit.facts.simulate import dialect_of, simulated
from app.domain.errors import BadInput
from app.engines.abilities import TakesSnapshot
from app.sql import tree
from app.sql.parse import parse
from app.sql.schema import Schema
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_family import MysqlFamilyServer

TABLES = [
    "CREATE TABLE `客户` (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,"
    " email VARCHAR(190) NOT NULL DEFAULT 'nobody', city CHAR(20) DEFAULT NULL COMMENT '城市',"
    " balance DECIMAL(12,3) UNSIGNED DEFAULT 0.5, seen TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP"
    " ON UPDATE CURRENT_TIMESTAMP, UNIQUE KEY by_email (email), KEY by_city (city(5), id))",
    "CREATE TABLE orders (id BIGINT PRIMARY KEY, customer INT UNSIGNED NOT NULL,"
    " kind ENUM('a','b'),"
    " doubled BIGINT GENERATED ALWAYS AS (id * 2) VIRTUAL, note TEXT, flags BIT(3) DEFAULT b'101',"
    " KEY k (customer), FULLTEXT KEY words (note), CONSTRAINT of_customer FOREIGN KEY (customer)"
    " REFERENCES `客户` (id) ON DELETE CASCADE)",
    "CREATE TABLE log (at DATE NOT NULL, id INT NOT NULL, PRIMARY KEY (id, at))"
    " PARTITION BY RANGE (YEAR(at)) (PARTITION p1 VALUES LESS THAN (2025),"
    " PARTITION p2 VALUES LESS THAN MAXVALUE)",
]


def test_says_what_the_ddl_says(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE DATABASE my_shop CHARACTER SET utf8mb4")
    for ddl in TABLES:
        server.sql(
            ddl.replace("CREATE TABLE ", "CREATE TABLE my_shop.", 1).replace(
                "REFERENCES ", "REFERENCES my_shop."
            )
        )
    server.sql("CREATE VIEW my_shop.few AS SELECT id FROM my_shop.orders")
    server.sql(
        "CREATE TRIGGER my_shop.t BEFORE INSERT ON my_shop.orders FOR EACH ROW SET NEW.note = ''"
    )
    server.sql("CREATE PROCEDURE my_shop.p() SELECT 1")
    server.sql(
        "INSERT INTO my_shop.`客户` (email, city) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL"
        " SELECT i + 1 FROM n WHERE i < 900) SELECT i, CONCAT('city', i % 9) FROM n"
    )
    server.sql("ANALYZE TABLE my_shop.`客户`")
    session = open_session(server)
    shown: object = session
    assert isinstance(shown, TakesSnapshot)
    told: list[tuple[int, int]] = []
    snapshot = session.snapshot(["my_shop"], lambda done, of: told.append((done, of)))
    assert told[-1] == (1, 1)
    assert not snapshot.complete

    dialect = dialect_of(snapshot.type)
    written, taken = Schema(), simulated(snapshot)
    written.apply(parse("USE my_shop", dialect).tree)
    for ddl in TABLES:
        written.apply(parse(ddl, dialect).tree)
    for name in ("客户", "orders", "log"):
        expected = written.table(tree.Name(0, 0, ("my_shop", name)))
        found = taken.table(tree.Name(0, 0, ("my_shop", name)))
        assert expected is not None
        assert found is not None
        assert {k: v.columns for k, v in found.indexes.items()} == {
            k: v.columns for k, v in expected.indexes.items()
        }
        for key, column in expected.columns.items():
            mine = found.columns[key]
            assert (mine.type, mine.decimals, mine.unsigned, mine.nullable, mine.generated) == (
                column.type, column.decimals, column.unsigned, column.nullable, column.generated
            ), (name, key)  # fmt: skip
            assert mine.auto_increment == column.auto_increment
    assert taken.missing(tree.Name(0, 0, ("my_shop", "nothing")))
    assert not taken.missing(tree.Name(0, 0, ("elsewhere", "nothing")))

    customer = KnownFacts(snapshot).table("my_shop", "客户")
    assert customer is not None
    assert 800 < (customer.rows or 0) < 1000
    assert (customer.bytes or 0) > 16384
    by_name = {column.name: column for column in customer.columns}
    assert by_name["email"].default == "'nobody'"
    assert by_name["city"].default is None
    assert by_name["city"].comment == "城市"
    assert by_name["seen"].on_update
    assert distinct_values(customer, "email") in range(800, 1000)
    assert distinct_values(customer, "city") is None  # the index holds five letters of it
    orders = KnownFacts(snapshot).table("", "orders")
    assert orders is not None
    (child,) = orders.foreign_keys
    assert (child.table, child.its_columns, child.on_delete) == ("客户", ("id",), "CASCADE")
    assert orders.triggers == ("t",)
    assert {index.kind for index in orders.indexes} == {"PRIMARY", "INDEX", "FULLTEXT"}
    log = KnownFacts(snapshot).table("my_shop", "log")
    assert log is not None
    assert [part.name for part in log.partitions] == ["p1", "p2"]
    assert ("my_shop", "p", "PROCEDURE") in snapshot.routines
    assert snapshot.variables["innodb_page_size"] == "16384"
    assert not {"hostname", "datadir", "secure_file_priv"} & set(snapshot.variables)


def test_what_an_account_sees_of_it(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE DATABASE my_shop")
    server.sql("CREATE TABLE my_shop.seen (id INT PRIMARY KEY)")
    server.sql("CREATE TABLE my_shop.hidden (id INT PRIMARY KEY)")
    server.sql("CREATE USER 'some'@'%' IDENTIFIED BY 'x'")
    server.sql("GRANT SELECT ON my_shop.seen TO 'some'@'%'")
    session = open_session(server, password="x", user="some")
    snapshot = session.snapshot()
    assert [table.name for table in snapshot.tables] == ["seen"]
    assert snapshot.missing
    assert "my_shop" in snapshot.missing[0]
    assert not simulated(snapshot).missing(tree.Name(0, 0, ("my_shop", "hidden")))
    with pytest.raises(BadInput, match="There is no schema elsewhere"):
        session.snapshot(["elsewhere"])


def test_a_histogram_gives_a_share_and_no_value(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    if server.kind != "mysql9":
        pytest.skip("MariaDB keeps no histogram of values that others may read")
    server.sql("CREATE DATABASE my_shop")
    server.sql("CREATE TABLE my_shop.event (id INT PRIMARY KEY, kind VARCHAR(20))")
    server.sql(
        "INSERT INTO my_shop.event WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 900) SELECT i, IF(i % 10, 'geheim', 'selten') FROM n"
    )
    server.sql("ANALYZE TABLE my_shop.event UPDATE HISTOGRAM ON kind")
    (table,) = open_session(server).snapshot(["my_shop"]).tables
    (share,) = [column.most_frequent for column in table.columns if column.name == "kind"]
    assert share == pytest.approx(0.9)
    assert "geheim" not in repr(table)
