"""All names one may write into a statement, out of the ALL_ views."""

from typing import Any

from app.domain.schema.catalogue import Column, ForeignKey, Parameter, Relation
from app.engines.abilities import ReadsCatalogue
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary


def column(table: str, number: int, name: str, kind: str = "NUMBER", **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "owner": "SHOP", "table_name": table, "column_id": number, "column_name": name,
        "data_type": kind, "data_length": 22, "char_length": 0, "char_used": None,
        "data_precision": None, "data_scale": None, "nullable": "Y",
    }  # fmt: skip
    return row | more


def columns(sql: str, _binds: list[Any]) -> list[dict[str, Any]]:
    if "c.owner = 'SYS'" in sql:
        return [column("V_$SESSION", 1, "SID", owner="SYS")]
    return [
        column("ORDERS", 2, "NAME", "VARCHAR2", char_used="C", char_length=30, data_length=120),
        column("ORDERS", 1, "ID", data_precision=12, data_scale=0, nullable="N"),
        column("ITEMS", 1, "ORDER_ID", data_precision=12, data_scale=2),
    ]


def fill(dictionary: Dictionary) -> None:
    dictionary.put("all_users", {"username": "SHOP"}, {"username": "SYS"})
    dictionary.put(
        "all_objects",
        *(
            {"owner": "SHOP", "object_name": name, "object_type": kind}
            for name, kind in (
                ("ORDERS", "TABLE"), ("ITEMS", "TABLE"), ("SUMS", "MATERIALIZED VIEW"),
                ("SUMS", "TABLE"), ("NUMBERS", "SEQUENCE"),
            )
        ),
    )  # fmt: skip
    dictionary.put("all_tab_columns")
    dictionary.chosen["all_tab_columns"] = columns
    dictionary.put(
        "all_tab_comments", {"owner": "SHOP", "table_name": "ORDERS", "comments": "订单"}
    )
    dictionary.put("all_col_comments")
    dictionary.put(
        "all_constraints",
        {"owner": "SHOP", "table_name": "ORDERS", "constraint_name": "PK", "constraint_type": "P",
         "r_owner": None, "r_constraint_name": None},
        {"owner": "SHOP", "table_name": "ITEMS", "constraint_name": "FK", "constraint_type": "R",
         "r_owner": "SHOP", "r_constraint_name": "PK"},
    )  # fmt: skip
    dictionary.put(
        "all_cons_columns",
        {"owner": "SHOP", "constraint_name": "PK", "column_name": "ID", "position": 1},
        {"owner": "SHOP", "constraint_name": "FK", "column_name": "ORDER_ID", "position": 1},
    )
    dictionary.put(
        "all_synonyms",
        {"owner": "PUBLIC", "synonym_name": "V$SESSION", "table_owner": "SYS",
         "table_name": "V_$SESSION"},
        {"owner": "PUBLIC", "synonym_name": "NOWHERE", "table_owner": "X", "table_name": "Y"},
    )  # fmt: skip
    dictionary.put(
        "all_procedures",
        {"owner": "SHOP", "object_name": "BILLING", "procedure_name": "PAY",
         "object_type": "PACKAGE", "subprogram_id": 1},
        {"owner": "SHOP", "object_name": "DOUBLE_IT", "procedure_name": None,
         "object_type": "FUNCTION", "subprogram_id": 1},
    )  # fmt: skip
    argument = {"owner": "SHOP", "subprogram_id": 1, "data_type": "NUMBER", "defaulted": "N"}
    dictionary.put(
        "all_arguments",
        argument | {"object_name": "PAY", "package_name": "BILLING", "argument_name": "P_ID",
                    "position": 1, "in_out": "IN/OUT", "defaulted": "Y"},
        argument | {"object_name": "DOUBLE_IT", "package_name": None, "argument_name": None,
                    "position": 0, "in_out": "OUT"},
    )  # fmt: skip


def test_the_catalogue_of_oracle(dictionary: Dictionary, open_session: Opens) -> None:
    fill(dictionary)
    session = open_session()
    assert isinstance(session, ReadsCatalogue)
    found = session.catalogue()
    assert found.lacking == ()
    orders = found.tables.get("shop", "orders")
    assert orders is not None
    assert orders.columns == (
        Column("ID", "NUMBER(12)", nullable=False),
        Column("NAME", "VARCHAR2(30 CHAR)"),
    )
    assert (orders.comment, orders.primary) == ("订单", ("ID",))
    (reference,) = found.referring(orders)
    assert reference.key == ForeignKey(("ORDER_ID",), "SHOP", "ORDERS", ("ID",))
    sums = found.tables.get("SHOP", "SUMS")
    assert sums is not None
    assert sums.relation is Relation.MATERIALIZED
    view = found.find("v$session", "", "SHOP")
    assert view is not None
    assert (view.target, view.columns[0].name) == (("SYS", "V_$SESSION"), "SID")
    assert [each.name for each in found.sequences.like("SHOP", "", 5)] == ["NUMBERS"]
    package = found.packages.get("SHOP", "BILLING")
    assert package is not None
    assert package.members[0].parameters == (Parameter("P_ID", "NUMBER", "IN OUT", optional=True),)
    function = found.routines.get("SHOP", "DOUBLE_IT")
    assert function is not None
    assert (function.signature, function.returns) == ("() → NUMBER", "NUMBER")


def test_a_view_the_account_may_not_see_leaves_the_rest(
    dictionary: Dictionary, open_session: Opens
) -> None:
    fill(dictionary)
    dictionary.hidden.add("all_arguments")
    found = open_session().catalogue()
    assert found.tables.get("SHOP", "ORDERS") is not None
    assert "parameters" in found.lacking[0]
