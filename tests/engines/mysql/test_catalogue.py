"""All names one may write into a statement."""

import pytest

from app.domain.schema.catalogue import Column, ForeignKey, Relation
from app.engines.abilities import ReadsCatalogue
from app.engines.mysql import catalogue as module
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB
from tests.servers.mysql_family import MysqlFamilyServer

SCHEMA = (
    "CREATE DATABASE my_shop",
    "CREATE TABLE my_shop.customers (id INT PRIMARY KEY, `full name` VARCHAR(20) COMMENT '姓名')"
    " COMMENT 'who buys'",
    "CREATE TABLE my_shop.orders (no INT, part INT, customer_id INT NOT NULL,"
    " PRIMARY KEY (no, part), FOREIGN KEY (customer_id) REFERENCES my_shop.customers (id))",
    "CREATE TABLE my_shop.notes (no INT, part INT, FOREIGN KEY (no, part)"
    " REFERENCES my_shop.orders (no, part))",
    "CREATE VIEW my_shop.open_orders AS SELECT no FROM my_shop.orders",
    "CREATE FUNCTION my_shop.double_it(a INT) RETURNS BIGINT DETERMINISTIC RETURN a * 2",
    "CREATE PROCEDURE my_shop.tidy(IN days INT, OUT gone INT) SET gone = days",
)


def test_tables_columns_keys_and_routines(server: MysqlFamilyServer, open_session: Opens) -> None:
    for statement in SCHEMA:
        server.sql(statement)
    session = open_session(server)
    assert isinstance(session, ReadsCatalogue)
    found = session.catalogue()
    assert {"my_shop", "information_schema"} <= set(found.schemas)
    assert found.lacking == ()
    customers = found.tables.get("my_shop", "customers")
    assert customers is not None
    assert customers.comment == "who buys"
    assert customers.columns[1] == Column("full name", "varchar(20)", True, "姓名")
    orders = found.tables.get("my_shop", "orders")
    assert orders is not None
    assert (orders.primary, orders.columns[2].nullable) == (("no", "part"), False)
    assert orders.foreign == (ForeignKey(("customer_id",), "my_shop", "customers", ("id",)),)
    (note,) = found.referring(orders)
    assert (note.table.name, note.key.to_columns) == ("notes", ("no", "part"))
    view = found.tables.get("my_shop", "open_orders")
    assert view is not None
    assert (view.relation, view.comment, len(view.columns)) == (Relation.VIEW, "", 1)
    function, procedure = (found.routines.get("my_shop", name) for name in ("double_it", "tidy"))
    assert function is not None
    assert procedure is not None
    assert function.returns.startswith("bigint")
    assert procedure.returns == ""
    assert [each.mode for each in procedure.parameters] == ["IN", "OUT"]
    assert found.tables.get("information_schema", "tables") is not None


def test_a_sequence_is_no_table(mariadb: MariaDB, open_session: Opens) -> None:
    mariadb.sql("CREATE DATABASE my_shop")
    mariadb.sql("CREATE SEQUENCE my_shop.numbers")
    found = open_session(mariadb).catalogue()
    assert [each.name for each in found.sequences.like("my_shop", "", 9)] == ["numbers"]
    assert found.tables.get("my_shop", "numbers") is None


def test_too_much_is_left_out_and_said(
    server: MysqlFamilyServer, open_session: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_COLUMNS", 3)
    server.sql("CREATE DATABASE my_shop")
    server.sql("CREATE TABLE my_shop.wide (a INT, b INT, c INT, d INT)")
    found = open_session(server).catalogue()
    assert found.tables.get("my_shop", "wide") is not None
    assert "Only the first 3 columns were read." in found.lacking
