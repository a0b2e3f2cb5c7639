"""The dictionary tells what was created, and says what an account may not see."""

import pytest

from app.domain.errors import StatementFailed
from app.domain.schema.details import Bond, ConstraintKind, Described
from app.domain.schema.objects import FoundIn, Hit, Hits, ObjectKind, ObjectName, Search
from app.engines.dictionary import (
    DescribesObjects,
    FindsDependencies,
    ListsObjects,
    SearchesObjects,
    ShowsDefinition,
    ShowsObjectGrants,
    WeighsObjects,
)
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB
from tests.servers.mysql_family import MysqlFamilyServer

SCHEMA = (
    "CREATE DATABASE shop CHARACTER SET utf8mb4",
    "CREATE TABLE shop.customers (id INT PRIMARY KEY AUTO_INCREMENT,"
    " name VARCHAR(50) NOT NULL DEFAULT 'it''s' COMMENT '客户的名字',"
    " made DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,"
    " up VARCHAR(60) GENERATED ALWAYS AS (UPPER(name)) STORED,"
    " secret INT INVISIBLE, UNIQUE KEY by_name (name(20)),"
    " CONSTRAINT long_enough CHECK (CHAR_LENGTH(name) > 1)) COMMENT 'people'",
    "CREATE TABLE shop.`订单` (id BIGINT UNSIGNED PRIMARY KEY, cust INT, at_date DATE NOT NULL,"
    " KEY c (cust, at_date DESC), CONSTRAINT fk_c FOREIGN KEY (cust)"
    " REFERENCES shop.customers (id) ON DELETE CASCADE)",
    "CREATE TABLE shop.parts (id INT, d DATE NOT NULL) PARTITION BY RANGE (YEAR(d))"
    " SUBPARTITION BY HASH (id) SUBPARTITIONS 2"
    " (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE)",
    "CREATE VIEW shop.v AS SELECT c.name, o.at_date FROM shop.customers c"
    " JOIN shop.`订单` o ON o.cust = c.id",
    "CREATE PROCEDURE shop.p (IN a INT, OUT b VARCHAR(10))"
    " BEGIN SELECT COUNT(*) INTO b FROM customers; CALL q(); END",
    "CREATE PROCEDURE shop.q () SELECT 1 AS needle",
    "CREATE FUNCTION shop.f (a INT) RETURNS INT DETERMINISTIC RETURN a + 1",
    "CREATE TRIGGER shop.tr BEFORE INSERT ON shop.`订单` FOR EACH ROW SET NEW.at_date = CURDATE()",
    "CREATE EVENT shop.e ON SCHEDULE EVERY 1 DAY DO DELETE FROM shop.customers WHERE id = 0",
)
CUSTOMERS = ObjectName(ObjectKind.TABLE, "shop", "customers")
ORDERS = ObjectName(ObjectKind.TABLE, "shop", "订单")


def fill(server: MysqlFamilyServer) -> None:
    for statement in SCHEMA:
        server.sql(statement)


def test_all_of_a_schema(server: MysqlFamilyServer, open_session: Opens) -> None:
    fill(server)
    session = open_session(server)
    for ability in (
        ListsObjects, DescribesObjects, WeighsObjects, ShowsDefinition, ShowsObjectGrants,
        FindsDependencies, SearchesObjects,
    ):  # fmt: skip
        assert isinstance(session, ability)
    assert [each.name for each in session.schemas() if not each.system] == ["shop"]
    listed = {
        kind: [each.id.name for each in session.objects("shop", kind)]
        for kind in session.object_kinds
    }
    assert listed[ObjectKind.TABLE] == ["customers", "parts", "订单"]
    assert listed[ObjectKind.VIEW] == ["v"]
    assert listed[ObjectKind.PROCEDURE] == ["p", "q"]
    assert listed[ObjectKind.FUNCTION] == ["f"]
    assert listed[ObjectKind.EVENT] == ["e"]
    (trigger,) = session.objects("shop", ObjectKind.TRIGGER)
    assert (trigger.id.name, trigger.table) == ("tr", "订单")

    described: Described = session.describe(CUSTOMERS)
    id_, name, made, up, secret = described.columns
    assert (id_.extra, id_.nullable) == ("AUTO_INCREMENT", False)
    assert (name.type, name.default, name.comment) == ("varchar(50)", "'it''s'", "客户的名字")
    assert "CURRENT_TIMESTAMP" in (made.default or "").upper()
    assert made.extra.startswith("ON UPDATE")
    assert up.stored
    assert "`name`" in up.generated
    assert secret.invisible
    primary, by_name = described.indexes
    assert (primary.primary, primary.columns) == (True, "id")
    assert (by_name.unique, by_name.columns) == (True, "name(20)")
    (check,) = described.constraints
    assert (check.kind, check.name) == (ConstraintKind.CHECK, "long_enough")
    assert dict(described.facts)["Comment"] == "people"

    orders = session.describe(ORDERS)
    (foreign,) = [each for each in orders.constraints if each.kind is ConstraintKind.FOREIGN]
    assert (foreign.other, foreign.other_columns, foreign.on_delete) == (
        CUSTOMERS, ("id",), "CASCADE",
    )  # fmt: skip
    assert [each.name for each in orders.triggers] == ["tr"]
    assert "cust, at_date DESC" in [index.columns for index in orders.indexes]

    made_of = session.definition(ORDERS)
    assert len(made_of.statements) == 2  # its trigger belongs to it
    assert "fk_c" in made_of.statements[0]
    routine = session.describe(ObjectName(ObjectKind.PROCEDURE, "shop", "p"))
    assert [(each.mode, each.name) for each in routine.arguments] == [("IN", "a"), ("OUT", "b")]
    weighed = session.weigh(ObjectName(ObjectKind.TABLE, "shop", "parts"))
    assert [(part.within, part.values) for part in weighed.partitions] == [
        ("p0", "2020"), ("p0", "2020"), ("p1", "MAXVALUE"), ("p1", "MAXVALUE"),
    ]  # fmt: skip
    assert (weighed.weight.total or 0) > 0
    assert {each.id.name for each in session.weights("shop")} == {"customers", "parts", "订单"}
    with pytest.raises(StatementFailed, match="not there"):
        session.describe(ObjectName(ObjectKind.TABLE, "shop", "gone"))


def test_what_hangs_on_what(server: MysqlFamilyServer, open_session: Opens) -> None:
    fill(server)
    session = open_session(server)
    found = {(bond.id.name, bond.uses, bond.bond) for bond in session.dependencies(CUSTOMERS).found}
    assert found == {
        ("订单", False, Bond.FOREIGN_KEY), ("v", False, Bond.VIEW), ("p", False, Bond.ROUTINE),
        ("e", False, Bond.ROUTINE),
    }  # fmt: skip
    of_orders = {(bond.id.name, bond.uses) for bond in session.dependencies(ORDERS).found}
    assert of_orders == {("customers", True), ("tr", False), ("v", False)}
    of_view = session.dependencies(ObjectName(ObjectKind.VIEW, "shop", "v")).found
    assert {(bond.id, bond.uses) for bond in of_view} == {(CUSTOMERS, True), (ORDERS, True)}
    of_p = session.dependencies(ObjectName(ObjectKind.PROCEDURE, "shop", "p")).found
    assert {(bond.id.name, bond.uses) for bond in of_p} == {("customers", True), ("q", True)}
    of_q = session.dependencies(ObjectName(ObjectKind.PROCEDURE, "shop", "q")).found
    assert {(bond.id.name, bond.uses) for bond in of_q} == {("p", False)}


def hits(session: SearchesObjects, text: str, *places: FoundIn) -> list[Hit]:
    told: list[Hits] = []
    session.search(Search(text, frozenset(places or FoundIn)), told.append)
    assert not [each.lacking for each in told if each.lacking]
    return [hit for each in told for hit in each.hits]


def test_a_search_looks_everywhere(server: MysqlFamilyServer, open_session: Opens) -> None:
    fill(server)
    session = open_session(server)
    found = {(hit.id.name, hit.place, hit.part) for hit in hits(session, "CUST")}
    assert ("customers", FoundIn.NAME, "") in found
    assert ("订单", FoundIn.COLUMN, "cust") in found
    assert ("p", FoundIn.BODY, "") in found
    assert ("e", FoundIn.BODY, "") in found
    comments = hits(session, "的名", FoundIn.COMMENT)
    assert {hit.id.kind for hit in comments} == {ObjectKind.TABLE, ObjectKind.VIEW}
    assert {(hit.part, hit.excerpt) for hit in comments} == {("name", "客户的名字")}
    (body,) = hits(session, "needle", FoundIn.BODY)
    assert body.line == 1
    assert "SELECT 1 AS needle" in body.excerpt
    assert hits(session, "%") == hits(session, "_|") == []  # no sign of it means anything
    assert [hit.id.name for hit in hits(session, "by'; DROP--")] == []


def test_what_an_account_may_not_see_is_said(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    fill(server)
    server.create_user("reader", "secret", "SELECT ON shop.*", "EXECUTE ON shop.*")
    session = open_session(server, user="reader", password="secret")
    assert session.describe(ORDERS).lacking  # triggers
    routine = session.definition(ObjectName(ObjectKind.PROCEDURE, "shop", "p"))
    assert routine.statements == ()
    assert "SHOW_ROUTINE" in routine.lacking[0]
    view = session.definition(ObjectName(ObjectKind.VIEW, "shop", "v"))
    assert "SHOW VIEW" in view.lacking[0]
    granted = session.grants_on(CUSTOMERS)
    assert "SELECT on mysql" in granted.lacking
    assert [(grant.level, grant.privileges) for grant in granted.grants] == [
        ("schema shop", ("SELECT",))
    ]


def test_who_may_what(server: MysqlFamilyServer, open_session: Opens) -> None:
    fill(server)
    server.create_user(
        "clerk", "secret", "SELECT (name), INSERT ON shop.customers", "EXECUTE ON PROCEDURE shop.p"
    )
    session = open_session(server)
    granted = session.grants_on(CUSTOMERS).grants
    of_clerk = {(g.level, g.privileges) for g in granted if "clerk" in g.grantee}
    assert of_clerk == {("object", ("INSERT",)), ("name", ("SELECT",))}
    assert any("root" in grant.grantee and grant.level == "global" for grant in granted)
    routine = session.grants_on(ObjectName(ObjectKind.PROCEDURE, "shop", "p")).grants
    assert any("clerk" in grant.grantee and "EXECUTE" in grant.privileges for grant in routine)


def test_what_only_mariadb_has(mariadb: MariaDB, open_session: Opens) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE SEQUENCE shop.numbers START WITH 5")
    mariadb.sql("CREATE TABLE shop.kept (id INT PRIMARY KEY) WITH SYSTEM VERSIONING")
    session = open_session(mariadb)
    (sequence,) = session.objects("shop", ObjectKind.SEQUENCE)
    assert dict(session.describe(sequence.id).facts)["Starts with"] == "5"
    assert session.definition(sequence.id).statements[0].startswith("CREATE SEQUENCE")
    (kept,) = session.objects("shop", ObjectKind.TABLE)
    assert dict(session.describe(kept.id).facts)["Type"] == "SYSTEM VERSIONED"
    assert "WITH SYSTEM VERSIONING" in session.definition(kept.id).statements[0]
