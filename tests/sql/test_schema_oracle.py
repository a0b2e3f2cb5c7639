"""The simulated schema under Oracle's rules: names, constraints, indexes, synonyms, blocks."""

import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse
from app.sql.schema import Schema, Table
from app.sql.split.sqlplus import connecting

_ITEM = (
    "CREATE TABLE item (id NUMBER, name VARCHAR2(30) DEFAULT 'x',"
    " CONSTRAINT item_pk PRIMARY KEY (id))"
)


def after(*statements: str) -> Schema:
    schema = Schema()
    schema.oracle = True
    for text in statements:
        schema.apply(parse(text, Dialect.ORACLE).tree)
    return schema


def name(dotted: str) -> tree.Name:
    made = parse(f"DROP TABLE {dotted}", Dialect.ORACLE).tree
    assert isinstance(made, tree.DropTable)
    return made.names[0]


def item(*statements: str) -> Table:
    table = after(_ITEM, *statements).table(name("item"))
    assert table is not None
    return table


def test_names_are_one_in_any_case_and_in_capitals_between_quotes() -> None:
    schema = after(_ITEM)
    assert schema.table(name('"ITEM"')) is schema.table(name("Item"))
    assert schema.table(name('"item"')) is None
    assert item().column("ID") is not None


def test_what_modify_does_not_say_stays() -> None:
    column = item("ALTER TABLE item MODIFY (name NOT NULL)").column("name")
    assert column is not None
    assert (column.type, column.length, column.nullable) == ("VARCHAR2", 30, False)
    longer = item("ALTER TABLE item MODIFY name VARCHAR2(60)").column("name")
    assert longer is not None
    assert (longer.length, longer.has_default) == (60, True)


def test_a_constraint_takes_its_index_along() -> None:
    assert item().primary_key == ("id",)
    assert item("ALTER TABLE item DROP CONSTRAINT ITEM_PK").primary_key == ()
    assert item("ALTER TABLE item DROP PRIMARY KEY").primary_key == ()
    unique = "ALTER TABLE item ADD UNIQUE (name)"
    assert len(item(unique).indexes) == 2
    assert len(item(unique, "ALTER TABLE item DROP UNIQUE (name)").indexes) == 1


def test_a_constraint_takes_the_index_that_is_there() -> None:
    made = "CREATE UNIQUE INDEX item_u ON item (name)"
    assert len(item(made, "ALTER TABLE item ADD CONSTRAINT item_u UNIQUE (name)").indexes) == 2


def test_an_index_is_dropped_and_renamed_without_its_table() -> None:
    made = "CREATE INDEX item_name ON item (name)"
    assert "item_name" in item(made).indexes
    assert "item_name" not in item(made, "DROP INDEX item_name").indexes
    assert "names" in item(made, "ALTER INDEX item_name RENAME TO names").indexes


def test_unused_columns_are_gone() -> None:
    assert item("ALTER TABLE item SET UNUSED (name)").lacks_column("name")


def test_a_global_temporary_table_stays() -> None:
    schema = after("CREATE GLOBAL TEMPORARY TABLE t (a NUMBER)", "DROP TABLE t")
    assert schema.missing(name("t"))


def test_a_new_name_stays_in_the_schema() -> None:
    schema = after("CREATE TABLE hr.a (x NUMBER)", "ALTER TABLE hr.a RENAME TO b")
    assert schema.table(name("hr.b")) is not None
    assert schema.table(name("b")) is None


def test_current_schema_is_where_names_are_looked_for() -> None:
    schema = after("CREATE TABLE hr.a (x NUMBER)", "ALTER SESSION SET CURRENT_SCHEMA = HR")
    assert schema.table(name("a")) is not None


@pytest.mark.parametrize(
    "called",
    ["item@far", "dual", "user_tables", "v$session", "gv_$lock", "sys.obj$", "seen", '"item"'],
)
def test_what_may_be_there_is_not_missing(called: str) -> None:
    schema = after(_ITEM, "CREATE PUBLIC SYNONYM seen FOR hr.t", "DROP TABLE item")
    assert not schema.missing(name(called))
    assert schema.missing(name("item"))


@pytest.mark.parametrize(
    "statement",
    [
        "BEGIN EXECUTE IMMEDIATE 'CREATE TABLE item (id NUMBER)'; END;",
        "BEGIN make_tables; END;",
        "CALL make_tables()",
        "FLASHBACK TABLE item TO BEFORE DROP",
        "ALTER SESSION SET CONTAINER = pdb",
    ],
)
def test_what_may_define_anything_leaves_nothing_certain(statement: str) -> None:
    assert not after(_ITEM, "DROP TABLE item", statement).missing(name("item"))


@pytest.mark.parametrize(
    "statement",
    [
        "BEGIN dbms_output.put_line('x'); END;",
        "BEGIN dbms_stats.gather_schema_stats('HR'); UPDATE t SET a = 1; END;",
        "CREATE OR REPLACE PROCEDURE p IS BEGIN EXECUTE IMMEDIATE 'x'; END;",
        "GRANT SELECT ON t TO u",
    ],
)
def test_what_defines_nothing_keeps_what_is_known(statement: str) -> None:
    assert after(_ITEM, "DROP TABLE item", statement).missing(name("item"))


@pytest.mark.parametrize(
    ("command", "user"),
    [
        ("conn hr/hr@db", "hr"),
        ("CONNECT hr", "hr"),
        ('connect "Hr"/x', "Hr"),
        ("connect / as sysdba", "SYS"),
        ("connect &user/&pass", ""),
        ("connect", ""),
        ("column a format a10", None),
    ],
)
def test_whom_a_command_logs_in(command: str, user: str | None) -> None:
    assert connecting(command) == user
