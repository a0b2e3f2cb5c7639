"""The dictionary by the ALL_ views, on the wire: no real Oracle has answered these statements."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from app.domain.errors import StatementFailed
from app.domain.schema.details import Bond, ConstraintKind
from app.domain.schema.objects import FoundIn, Hits, ObjectKind, ObjectName, Search
from app.engines.dictionary import (
    DescribesObjects,
    FindsDependencies,
    ListsObjects,
    SearchesObjects,
    ShowsDefinition,
    ShowsObjectGrants,
    WeighsObjects,
)
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary
from tests.servers.oracle.answers import OraError, Rows

ORDERS = ObjectName(ObjectKind.TABLE, "SHOP", "ORDERS")
DAY = datetime(2026, 11, 1, 8, 0, 0)


def objects(sql: str, binds: list[Any]) -> Iterator[dict[str, Any]]:
    """What ALL_OBJECTS gives of a kind, by the bind."""
    made = {
        "TABLE": ("ORDERS", "SUMS"), "VIEW": ("SEEN",), "MATERIALIZED VIEW": ("SUMS",),
        "PACKAGE": ("PAY",), "SEQUENCE": ("NUMBERS",),
    }  # fmt: skip
    for kind, names in made.items():
        for name in names:
            asked = kind in binds and (name in binds or len(binds) == 2)
            if asked or "UPPER" in sql:
                yield {
                    "owner": "SHOP", "object_name": name, "name": name, "object_type": kind,
                    "type": kind, "text": name, "created": DAY, "last_ddl_time": DAY,
                    "status": "INVALID" if name == "PAY" else "VALID",
                }  # fmt: skip


def fill(dictionary: Dictionary) -> None:
    """A schema with a table of every kind of part."""
    dictionary.put("all_users", {"username": "SHOP", "oracle_maintained": "N"},
                   {"username": "SYS", "oracle_maintained": "Y"})  # fmt: skip
    dictionary.put("all_objects")
    dictionary.chosen["all_objects"] = objects
    dictionary.put("all_mviews", {"container_name": "SUMS"})
    column = {
        "data_length": 22, "char_length": 0, "char_used": None, "data_precision": None,
        "data_scale": None, "nullable": "Y", "data_default": None, "hidden_column": "NO",
        "virtual_column": "NO", "identity_column": "NO", "owner": "SHOP", "name": "ORDERS",
    }  # fmt: skip
    dictionary.put(
        "all_tab_cols",
        {**column, "column_id": 1, "column_name": "ID", "data_type": "NUMBER",
         "data_precision": 12, "data_scale": 0, "nullable": "N", "identity_column": "YES"},
        {**column, "column_id": 2, "column_name": "NAME", "data_type": "VARCHAR2",
         "char_used": "C", "char_length": 30, "data_default": "'-' ", "part": "NAME"},
        {**column, "column_id": 3, "column_name": "UP", "data_type": "VARCHAR2",
         "data_default": 'UPPER("NAME")', "virtual_column": "YES"},
    )  # fmt: skip
    dictionary.put("all_col_comments", {"column_name": "NAME", "comments": "名字"})
    dictionary.put("all_tab_comments", {"comments": "订单"})
    dictionary.put(
        "all_indexes",
        {"owner": "SHOP", "index_name": "PK", "index_type": "NORMAL", "uniqueness": "UNIQUE",
         "status": "VALID", "visibility": "VISIBLE", "distinct_keys": 7, "tablespace_name": "T"},
        {"owner": "SHOP", "index_name": "BY_UP", "index_type": "FUNCTION-BASED NORMAL",
         "uniqueness": "NONUNIQUE", "status": "UNUSABLE", "visibility": "INVISIBLE",
         "distinct_keys": None, "tablespace_name": "T"},
    )  # fmt: skip
    dictionary.put(
        "all_ind_columns",
        {"index_owner": "SHOP", "index_name": "PK", "column_name": "ID", "column_position": 1,
         "descend": "ASC"},
        {"index_owner": "SHOP", "index_name": "BY_UP", "column_name": "SYS_NC00004$",
         "column_position": 1, "descend": "DESC"},
    )  # fmt: skip
    dictionary.put(
        "all_ind_expressions",
        {"index_owner": "SHOP", "index_name": "BY_UP", "column_position": 1,
         "column_expression": 'UPPER("NAME")'},
    )  # fmt: skip
    constraint = {"r_owner": None, "r_constraint_name": None, "delete_rule": None,
                  "status": "ENABLED", "search_condition_vc": None}  # fmt: skip
    dictionary.put(
        "all_constraints",
        {**constraint, "constraint_name": "PK", "constraint_type": "P"},
        {**constraint, "constraint_name": "NN", "constraint_type": "C",
         "search_condition_vc": '"ID" IS NOT NULL'},
        {**constraint, "constraint_name": "POSITIVE", "constraint_type": "C",
         "search_condition_vc": "id > 0", "status": "DISABLED"},
        {**constraint, "constraint_name": "FK", "constraint_type": "R", "r_owner": "CRM",
         "r_constraint_name": "CPK", "delete_rule": "CASCADE", "owner": "CRM",
         "table_name": "CUSTOMERS"},
    )  # fmt: skip
    dictionary.put(
        "all_cons_columns",
        {"constraint_name": "PK", "column_name": "ID", "owner": "CRM", "table_name": "CUSTOMERS"},
    )
    dictionary.put(
        "all_triggers",
        {"trigger_name": "T", "trigger_type": "BEFORE EACH ROW", "triggering_event": "INSERT",
         "owner": "SHOP", "status": "DISABLED", "description": "t before insert\non orders"},
    )  # fmt: skip
    dictionary.put(
        "all_tab_privs",
        {"grantee": "CLERK", "privilege": "SELECT", "grantable": "NO", "grantor": "SHOP"},
        {"grantee": "CLERK", "privilege": "INSERT", "grantable": "NO", "grantor": "SHOP"},
    )
    dictionary.put("all_col_privs")
    dictionary.put(
        "all_dependencies",
        {"owner": "SHOP", "name": "PAY", "type": "PACKAGE BODY"},
        {"owner": "SHOP", "name": "X", "type": "UNDEFINED"},
    )
    dictionary.put(
        "all_tables",
        {"table_name": "ORDERS", "num_rows": 100, "blocks": 4, "avg_row_len": 20,
         "last_analyzed": DAY},
    )  # fmt: skip
    dictionary.put("dba_segments", {"segment_type": "TABLE", "bytes": 65536})
    dictionary.put(
        "all_part_tables", {"partitioning_type": "RANGE", "subpartitioning_type": "NONE"}
    )
    dictionary.put(
        "all_tab_partitions", {"partition_name": "P1", "high_value": "100", "num_rows": 9}
    )
    dictionary.put(
        "all_source",
        {"owner": "SHOP", "name": "PAY", "type": "PACKAGE BODY", "line": 7,
         "text": "  select orders;\n"},
    )  # fmt: skip


def test_lists_and_describes(dictionary: Dictionary, open_session: Opens) -> None:
    fill(dictionary)
    session: Any = open_session()
    for ability in (
        ListsObjects, DescribesObjects, WeighsObjects, ShowsDefinition, ShowsObjectGrants,
        FindsDependencies, SearchesObjects,
    ):  # fmt: skip
        assert isinstance(session, ability)
    assert [(each.name, each.system) for each in session.schemas()] == [
        ("SHOP", False), ("SYS", True),
    ]  # fmt: skip
    assert [each.id.name for each in session.objects("SHOP", ObjectKind.TABLE)] == ["ORDERS"]
    (package,) = session.objects("SHOP", ObjectKind.PACKAGE)
    assert package.note == "INVALID"
    described = session.describe(ORDERS)
    id_, name, up = described.columns
    assert (id_.type, id_.nullable, id_.extra) == ("NUMBER(12)", False, "IDENTITY")
    assert (name.type, name.default, name.comment) == ("VARCHAR2(30 CHAR)", "'-'", "名字")
    assert (up.generated, up.default) == ('UPPER("NAME")', None)
    pk, by_up = described.indexes
    assert (pk.unique, pk.columns, pk.cardinality) == (True, "ID", 7)
    assert (by_up.columns, by_up.visible, by_up.note) == ('UPPER("NAME") DESC', False, "UNUSABLE")
    kinds = {each.name: each for each in described.constraints}
    assert set(kinds) == {"PK", "POSITIVE", "FK"}  # NOT NULL is told by the column
    assert not kinds["POSITIVE"].enforced
    assert kinds["FK"].kind is ConstraintKind.FOREIGN
    assert kinds["FK"].other == ObjectName(ObjectKind.TABLE, "CRM", "CUSTOMERS")
    (trigger,) = described.triggers
    assert (trigger.note, trigger.body) == ("DISABLED", "t before insert on orders")
    assert dict(described.facts)["Comment"] == "订单"
    with pytest.raises(StatementFailed, match="not there"):
        session.describe(ObjectName(ObjectKind.TABLE, "SHOP", "GONE"))


def test_what_is_around_it(dictionary: Dictionary, open_session: Opens) -> None:
    fill(dictionary)
    session: Any = open_session()
    weighed = session.weigh(ORDERS)
    assert (weighed.weight.data, weighed.weight.allocated) == (2000, 65536)
    assert [(part.method, part.values) for part in weighed.partitions] == [("RANGE", "100")]
    granted = session.grants_on(ORDERS)
    assert [grant.privileges for grant in granted.grants] == [("SELECT", "INSERT")]
    assert granted.lacking
    found = session.dependencies(ORDERS).found
    assert {(each.id.name, each.bond) for each in found} >= {("PAY", Bond.DEPENDS)}
    told: list[Hits] = []
    session.search(Search("ord"), told.append)
    assert {each.place for each in told} == set(FoundIn)
    body = next(each for each in told if each.place is FoundIn.BODY).hits[0]
    assert (body.id.kind, body.line, body.excerpt) == (
        ObjectKind.PACKAGE_BODY, 7, "select orders;",
    )  # fmt: skip


def test_ddl_is_that_of_dbms_metadata(dictionary: Dictionary, open_session: Opens) -> None:
    fill(dictionary)
    asked: list[list[Any]] = []

    def ddl(_session: Any, _sql: str, binds: list[Any]) -> Rows:
        asked.append(binds)
        return Rows(["DDL CLOB"], [('CREATE TABLE "SHOP"."ORDERS" ("ID" NUMBER)',)])

    def belonging(_session: Any, _sql: str, binds: list[Any]) -> Rows:
        if "INDEX" in binds:
            return Rows(["DDL CLOB"], [('CREATE INDEX "SHOP"."I" ON "SHOP"."ORDERS" ("ID")',)])
        raise OraError(31608, "specified object not found")

    dictionary.hooks["SELECT DBMS_METADATA.GET_DDL("] = ddl
    dictionary.hooks["SELECT DBMS_METADATA.GET_DEPENDENT_DDL("] = belonging
    session: Any = open_session()
    made = session.definition(ORDERS)
    assert [text.split()[1] for text in made.statements] == ["TABLE", "INDEX"]

    def refused(_session: Any, _sql: str, _binds: list[Any]) -> Rows:
        raise OraError(31603, "object not found in schema")

    dictionary.hooks["SELECT DBMS_METADATA.GET_DDL("] = refused
    kept = session.definition(ObjectName(ObjectKind.PACKAGE, "SHOP", "PAY"))
    assert kept.statements == ()
    assert "SELECT_CATALOG_ROLE" in kept.lacking[0]
