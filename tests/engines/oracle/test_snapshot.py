"""A snapshot by the dictionary's views, on the wire: no real Oracle has answered these."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.audit.facts import file
from app.audit.facts.known import KnownFacts, distinct_values
from app.audit.facts.simulate import simulated
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.domain.snapshot import Snapshot, TableFacts
from app.engines.abilities import TakesSnapshot
from app.sql import tree
from app.sql.parse import parse
from app.sql.schema import Schema
from tests.engines.oracle.acts import cancelled_within_a_second
from tests.engines.oracle.conftest import CONTEXT, Opens
from tests.engines.oracle.fake import Dictionary
from tests.servers.oracle.server import OracleServer

DAY = datetime(2026, 11, 1, 8, 0, 0)
DDL = [
    "CREATE TABLE shop.customers (id NUMBER(12) CONSTRAINT customers_pk PRIMARY KEY,"
    " name VARCHAR2(30 CHAR) DEFAULT '-' NOT NULL, born DATE,"
    " up VARCHAR2(30) GENERATED ALWAYS AS (UPPER(name)) VIRTUAL)",
    'CREATE TABLE shop."Orders" (id NUMBER(12) NOT NULL, "Kind" CHAR(1), customer NUMBER(12),'
    " at TIMESTAMP(6), CONSTRAINT once UNIQUE (id))",
    'CREATE INDEX shop.by_both ON shop."Orders" (customer, at DESC)',
    "CREATE INDEX shop.by_up ON shop.customers (UPPER(name))",
]
"""What the dictionary of these tests describes."""


def fill(dictionary: Dictionary, prefix: str = "dba") -> None:
    """A schema of two tables, a view and a synonym, as the views have it."""

    def put(view: str, *rows: dict[str, Any]) -> None:
        dictionary.put(f"{prefix}_{view}", *rows)

    dictionary.put("all_users", {"username": "SHOP", "oracle_maintained": "N"},
                   {"username": "SYSTEM", "oracle_maintained": "Y"})  # fmt: skip
    table = {"tablespace_name": "USERS", "last_analyzed": DAY}
    put(
        "all_tables",
        {**table, "table_name": "CUSTOMERS", "num_rows": 9000, "blocks": 100},
        {**table, "table_name": "Orders", "num_rows": None, "blocks": None, "last_analyzed": None},
    )
    put("views", {"view_name": "FEW"})
    dictionary.chosen[f"{prefix}_synonyms"] = lambda sql, _binds: [
        {"synonym_name": "EVERYBODYS" if "'PUBLIC'" in sql else "MINE"}
    ]
    column = {
        "data_length": 22, "char_length": 0, "char_used": None, "data_precision": None,
        "data_scale": None, "nullable": "Y", "data_default": None, "virtual_column": "NO",
        "identity_column": "NO", "num_distinct": None,
    }  # fmt: skip
    number = {"data_type": "NUMBER", "data_precision": 12, "data_scale": 0}
    named = {"data_type": "VARCHAR2", "char_used": "C", "char_length": 30, "data_length": 120}
    put(
        "tab_cols",
        {**column, **number, "table_name": "CUSTOMERS", "column_name": "ID", "nullable": "N",
         "num_distinct": 9000},
        {**column, **named, "table_name": "CUSTOMERS", "column_name": "NAME", "nullable": "N",
         "data_default": "'-' ", "num_distinct": 70},
        {**column, "table_name": "CUSTOMERS", "column_name": "BORN", "data_type": "DATE"},
        {**column, "table_name": "CUSTOMERS", "column_name": "UP", "data_type": "VARCHAR2",
         "char_used": "B", "data_length": 30, "data_default": 'UPPER("NAME")',
         "virtual_column": "YES"},
        {**column, **number, "table_name": "Orders", "column_name": "ID", "nullable": "N",
         "identity_column": "YES", "data_default": '"SHOP"."ISEQ$$_7".nextval'},
        {**column, "table_name": "Orders", "column_name": "Kind", "data_type": "CHAR",
         "char_used": "B", "data_length": 1},
        {**column, **number, "table_name": "Orders", "column_name": "CUSTOMER",
         "num_distinct": 40},
        {**column, "table_name": "Orders", "column_name": "AT", "data_type": "TIMESTAMP(6)"},
        {**column, **number, "table_name": "FEW", "column_name": "ID"},
    )  # fmt: skip
    put("tab_comments", {"table_name": "CUSTOMERS", "comments": "客户"})
    put("col_comments", {"table_name": "CUSTOMERS", "column_name": "NAME", "comments": "名字"})
    index = {
        "owner": "SHOP", "index_type": "NORMAL", "uniqueness": "NONUNIQUE", "distinct_keys": None,
        "visibility": "VISIBLE", "leaf_blocks": 10, "tablespace_name": "USERS",
    }  # fmt: skip
    put(
        "indexes",
        {**index, "table_name": "CUSTOMERS", "index_name": "BY_UP", "distinct_keys": 60,
         "index_type": "FUNCTION-BASED NORMAL", "visibility": "INVISIBLE"},
        {**index, "table_name": "CUSTOMERS", "index_name": "CUSTOMERS_PK",
         "uniqueness": "UNIQUE", "distinct_keys": 9000},
        {**index, "table_name": "Orders", "index_name": "BY_BOTH", "distinct_keys": 4000,
         "index_type": "FUNCTION-BASED NORMAL"},
        {**index, "table_name": "Orders", "index_name": "ONCE", "uniqueness": "UNIQUE"},
    )  # fmt: skip
    part = {"index_owner": "SHOP", "column_position": 1, "descend": "ASC"}
    put(
        "ind_columns",
        {**part, "index_name": "BY_BOTH", "column_name": "CUSTOMER"},
        {**part, "index_name": "BY_BOTH", "column_name": "SYS_NC00005$", "column_position": 2,
         "descend": "DESC"},
        {**part, "index_name": "BY_UP", "column_name": "SYS_NC00005$"},
        {**part, "index_name": "CUSTOMERS_PK", "column_name": "ID"},
        {**part, "index_name": "ONCE", "column_name": "ID"},
    )  # fmt: skip
    put(
        "ind_expressions",
        {"index_owner": "SHOP", "index_name": "BY_BOTH", "column_position": 2,
         "column_expression": '"AT"'},
        {"index_owner": "SHOP", "index_name": "BY_UP", "column_position": 1,
         "column_expression": 'UPPER("NAME")'},
    )  # fmt: skip
    constraint = {"r_owner": None, "r_constraint_name": None, "delete_rule": None}
    put(
        "constraints",
        {**constraint, "table_name": "CUSTOMERS", "constraint_name": "CUSTOMERS_PK",
         "constraint_type": "P", "index_owner": "SHOP", "index_name": "CUSTOMERS_PK"},
        {**constraint, "table_name": "CUSTOMERS", "constraint_name": "ONE_NAME",
         "constraint_type": "U", "index_owner": "SHOP", "index_name": "CUSTOMERS_PK"},
        {**constraint, "table_name": "Orders", "constraint_name": "ONCE",
         "constraint_type": "U", "index_owner": None, "index_name": "ONCE"},
        {"table_name": "Orders", "constraint_name": "OF_CUSTOMER", "constraint_type": "R",
         "r_owner": "SHOP", "r_constraint_name": "CUSTOMERS_PK", "delete_rule": "CASCADE",
         "index_owner": None, "index_name": None},
        {"table_name": "Orders", "constraint_name": "OF_NOBODY", "constraint_type": "R",
         "r_owner": "HIDDEN", "r_constraint_name": "PK", "delete_rule": "NO ACTION",
         "index_owner": None, "index_name": None},
    )  # fmt: skip
    put(
        "cons_columns",
        {"owner": "SHOP", "constraint_name": "CUSTOMERS_PK", "table_name": "CUSTOMERS",
         "column_name": "ID"},
        {"owner": "SHOP", "constraint_name": "ONE_NAME", "table_name": "CUSTOMERS",
         "column_name": "NAME"},
        {"owner": "SHOP", "constraint_name": "ONCE", "table_name": "Orders", "column_name": "ID"},
        {"owner": "SHOP", "constraint_name": "OF_CUSTOMER", "table_name": "Orders",
         "column_name": "CUSTOMER"},
    )  # fmt: skip
    put("tab_partitions", {"table_name": "Orders", "partition_name": "P1", "high_value": "100 ",
                           "num_rows": 5, "blocks": 2, "tablespace_name": "USERS"})  # fmt: skip
    put("triggers", {"table_name": "Orders", "trigger_name": "T"})
    put("objects", {"object_name": "PAY", "object_type": "PACKAGE"})
    segments: list[dict[str, Any]] = [
        {"segment_name": "CUSTOMERS", "partition_name": None, "segment_type": "TABLE",
         "bytes": 1 << 20},
        {"segment_name": "CUSTOMERS_PK", "partition_name": None, "segment_type": "INDEX",
         "bytes": 1 << 16},
        {"segment_name": "Orders", "partition_name": "P1", "segment_type": "TABLE PARTITION",
         "bytes": 1 << 17},
    ]  # fmt: skip
    dictionary.put("dba_segments", *segments)
    dictionary.put("user_segments", *segments)
    dictionary.put("user_tablespaces", {"tablespace_name": "USERS", "block_size": 16384})
    dictionary.put("v$system_parameter", {"name": "db_block_size", "value": "8192"})
    dictionary.put("nls_database_parameters",
                   {"parameter": "NLS_CHARACTERSET", "value": "AL32UTF8"})  # fmt: skip


def as_shop(dictionary: Dictionary, *granted: str) -> None:
    """Log in as an account that may read no DBA_ view."""
    dictionary.put("dual", CONTEXT | {"account": "SHOP"})
    dictionary.put("session_privs", *({"granted": each} for each in ("CREATE SESSION", *granted)))
    dictionary.hidden |= {"v$system_parameter", "dba_segments"}


def named(*parts: str) -> tree.Name:
    """A name as the dictionary has it."""
    return tree.Name(0, 0, tuple(map(tree.as_in_oracle, parts)))


def table_of(snapshot: Snapshot, name: str) -> TableFacts:
    return next(each for each in snapshot.tables if each.name == name)


def test_says_what_the_ddl_says(dictionary: Dictionary, open_session: Opens) -> None:
    fill(dictionary)
    session = open_session()
    assert isinstance(session, TakesSnapshot)
    told: list[tuple[int, int]] = []
    snapshot = session.snapshot(["shop"], lambda done, of: told.append((done, of)))
    assert told == [(0, 1), (1, 1)]
    assert snapshot.release[:2] == (19, 24)
    written, taken = Schema(), simulated(snapshot)
    written.oracle = True
    for ddl in DDL:
        written.apply(parse(ddl, Dialect.ORACLE).tree)
    for name in ("CUSTOMERS", "Orders"):
        expected, found = written.table(named("SHOP", name)), taken.table(named("SHOP", name))
        assert expected is not None
        assert found is not None
        assert expected.columns.keys() == found.columns.keys()
        for key, column in expected.columns.items():
            mine = found.columns[key]
            assert (mine.type, mine.length, mine.decimals, mine.nullable, mine.virtual) == (
                column.type, column.length, column.decimals, column.nullable, column.virtual
            ), (name, key)  # fmt: skip
        for key, index in expected.indexes.items():
            assert (found.indexes[key].kind, found.indexes[key].parts) == (index.kind, index.parts)
        assert found.primary_key == expected.primary_key
    assert "one_name" in taken.table(named("SHOP", "CUSTOMERS")).indexes  # type: ignore[union-attr]
    dropped = parse("ALTER TABLE shop.customers DROP CONSTRAINT customers_pk", Dialect.ORACLE)
    taken.apply(dropped.tree)
    customers = taken.table(named("SHOP", "CUSTOMERS"))
    assert customers is not None
    assert customers.primary_key == ()


def test_names_mean_what_they_mean_in_oracle(dictionary: Dictionary, open_session: Opens) -> None:
    fill(dictionary)
    taken = simulated(snapshot := open_session().snapshot())
    for name in ("Customers", '"CUSTOMERS"', 'shop."Orders"', '"SHOP".few', "mine", "everybodys"):
        query = parse(f"SELECT * FROM {name}", Dialect.ORACLE).tree
        assert isinstance(query, tree.Query)
        (table,) = (each.name for each in tree.walk(query) if isinstance(each, tree.TableName))
        assert not taken.missing(table), name
    assert taken.missing(named("SHOP", "ORDERS"))  # which is another than "Orders"
    assert not taken.missing(named("HR", "ORDERS"))
    synonym = taken.table(named("SHOP", "MINE"))
    assert synonym is not None
    assert not synonym.lacks_column("anything")
    known = KnownFacts(snapshot)
    for written, found in (("customers", True), ('"Orders"', True), ("orders", False)):
        assert bool(known.table("shop", written)) is found


def test_sizes_and_statistics(
    dictionary: Dictionary, database: OracleServer, open_session: Opens, tmp_path: Path
) -> None:
    fill(dictionary)
    session = open_session()
    database.statements.clear()
    snapshot = session.snapshot()  # SYSTEM's own schema is none worth it
    assert snapshot.complete
    assert [each.name for each in snapshot.schemas] == ["SHOP"]
    customers, orders = table_of(snapshot, "CUSTOMERS"), table_of(snapshot, "Orders")
    assert (customers.rows, customers.data_bytes, customers.index_bytes) == (9000, 1 << 20, 1 << 16)
    assert customers.analyzed == DAY.replace(tzinfo=UTC) - timedelta(hours=8)
    assert distinct_values(customers, "name") == 70
    by_up, pk, one_name = customers.indexes
    assert (by_up.visible, by_up.parts[0].expression) == (False, 'UPPER("NAME")')
    assert (pk.kind, pk.constraint, pk.parts[0].distinct) == ("PRIMARY", "CUSTOMERS_PK", 9000)
    assert (one_name.kind, one_name.parts[0].column) == ("UNIQUE", "NAME")  # another index's
    by_both = orders.indexes[0]
    assert [(each.column, each.descending, each.distinct) for each in by_both.parts] == [
        ("CUSTOMER", False, 40), ("AT", True, 4000),
    ]  # fmt: skip
    assert (orders.columns[0].auto_increment, orders.columns[0].default) == (True, None)
    (child,) = orders.foreign_keys
    assert (child.schema, child.table, child.its_columns) == ("SHOP", "CUSTOMERS", ("ID",))
    assert [(each.bytes, each.bound) for each in orders.partitions] == [(1 << 17, "100")]
    assert orders.triggers == ("T",)
    assert orders.rows is None
    assert snapshot.missing == ("Tables without statistics, whose rows are not known: 1.",)
    assert snapshot.routines == (("SHOP", "PAY", "PACKAGE"),)
    assert snapshot.variables == {"db_block_size": "8192", "nls_characterset": "AL32UTF8"}
    asked = " ".join(sql.lower() for sql, _binds in database.statements)
    assert "all_tables" in asked
    for values_of_rows in ("low_value", "c.high_value", "histogram", "from shop"):
        assert values_of_rows not in asked
    file.write(snapshot, tmp_path / "facts.json.gz")
    assert file.read(tmp_path / "facts.json.gz") == snapshot


def test_an_account_without_the_catalogue(dictionary: Dictionary, open_session: Opens) -> None:
    fill(dictionary, "all")
    as_shop(dictionary)
    session = open_session()
    snapshot = session.snapshot()
    assert [each.name for each in snapshot.schemas] == ["SHOP"]
    assert not snapshot.complete
    assert table_of(snapshot, "CUSTOMERS").data_bytes == 1 << 20  # by USER_SEGMENTS
    assert any("V_$SYSTEM_PARAMETER" in each for each in snapshot.missing)
    with pytest.raises(BadInput, match="There is no schema elsewhere"):
        session.snapshot(["elsewhere"])
    other = session.snapshot(["system"])
    assert any("SYSTEM, SHOP may see a part only" in each for each in other.missing)
    assert not simulated(other).missing(named("SYSTEM", "UNHEARD"))
    customers = table_of(other, "CUSTOMERS")
    assert (customers.data_bytes, customers.index_bytes) == (100 * 16384, 20 * 16384)


def test_a_slow_dictionary_is_left(dictionary: Dictionary, open_session: Opens) -> None:
    fill(dictionary)
    dictionary.hooks["SELECT c.table_name"] = lambda session, _sql, _binds: session.sleep(20)
    session = open_session()
    cancelled_within_a_second(session, session.snapshot)
    dictionary.hooks.clear()
    assert session.snapshot().tables
