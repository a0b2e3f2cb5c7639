"""Which indexes are worth a word, decided on rows shaped as the dictionary's."""

from datetime import datetime
from typing import Any

import pytest

from app.domain.operating.space import IndexFault
from app.engines.oracle.index import Index
from app.engines.oracle.indexes import (
    invisible,
    read_indexes,
    redundant,
    unusable,
    unused,
)
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary


def index(name: str, *columns: str, **more: Any) -> Index:
    kind = more.pop("kind", "NORMAL")
    unique = more.pop("unique", False)
    parts = tuple((column, "ASC") for column in columns)
    return Index("SHOP", name, "SHOP", "ORDERS", kind, unique, parts, **more)


@pytest.mark.parametrize(
    ("indexes", "expected"),
    [
        ([index("A", "ID"), index("B", "ID", "DAY")], ["A"]),
        ([index("A", "DAY"), index("B", "ID", "DAY")], []),
        ([index("A", "ID", unique=True), index("B", "ID", "DAY")], []),
        ([index("A", "ID", enforces=True), index("B", "ID", "DAY")], []),
        ([index("A", "ID", kind="BITMAP"), index("B", "ID", "DAY", kind="BITMAP")], []),
        ([index("A", "ID"), index("B", "ID", "DAY", visible=False)], []),
        ([index("A", "ID"), index("B", "ID", "DAY", usable=False)], []),
        ([index("A", "ID"), index("B", "ID", visible=False)], ["B"]),
        ([index("A", "ID"), index("B", "ID")], ["B"]),
        ([index("A", "ID"), index("B", "ID", unique=True, enforces=True)], ["A"]),
    ],
)
def test_an_index_is_redundant_where_another_does_its_work(
    indexes: list[Index], expected: list[str]
) -> None:
    found = list(redundant(indexes))
    assert [issue.index for issue in found] == expected
    assert all(issue.remedy == f"DROP INDEX SHOP.{issue.index}" for issue in found)


def test_what_was_written_stands_for_hidden_columns() -> None:
    key = {"owner": "SHOP", "index_name": "BY_NAME"}
    row = key | {
        "index_type": "FUNCTION-BASED NORMAL", "table_owner": "SHOP", "table_name": "ORDERS",
        "uniqueness": "NONUNIQUE", "status": "VALID", "visibility": "VISIBLE",
    }  # fmt: skip
    columns = [
        key | {"column_name": "SYS_NC00007$", "column_position": 1, "descend": "ASC"},
        key | {"column_name": "SYS_NC00008$", "column_position": 2, "descend": "DESC"},
    ]
    expressions = [
        key | {"column_expression": 'UPPER("NAME")', "column_position": 1},
        key | {"column_expression": '"DAY"', "column_position": 2},
    ]
    (found,) = read_indexes([row], columns, expressions, [])
    assert found.columns == 'UPPER("NAME"), DAY DESC'


def test_unusable_invisible_and_unused() -> None:
    broken = index("A", "ID", usable=False)
    hidden = index("ORDER", "ID", visible=False)
    idle = index("C", "ID")
    needed = index("D", "ID", unique=True)
    (first,) = unusable([broken, idle], " ONLINE")
    assert (first.fault, first.remedy) == (
        IndexFault.UNUSABLE, "ALTER INDEX SHOP.A REBUILD ONLINE",
    )  # fmt: skip
    (second,) = invisible([hidden, idle])
    assert second.remedy == 'DROP INDEX SHOP."ORDER"'
    rows = [{"owner": "SHOP", "index_name": name, "created": datetime(2026, 1, 2)} for name in "CD"]
    (third,) = unused([idle, needed], rows)
    assert (third.index, third.used, third.since) == ("C", 0, "2026-01-02")


@pytest.mark.parametrize("hidden", [set(), {"dba_indexes"}])
def test_every_statement_names_what_oracle_documents(
    hidden: set[str], dictionary: Dictionary, open_session: Opens
) -> None:
    scope = "all" if hidden else "dba"
    dictionary.hidden |= hidden
    keyless = {"owner": "A", "table_name": "T", "num_rows": 1, "unique_key": None}
    dictionary.chosen[f"{scope}_tables"] = lambda sql, _binds: (
        [keyless] if "unique_key" in sql else []
    )
    dictionary.put("v$index_usage_info", {"counts": 1})
    (issue,) = open_session().index_issues()
    assert (issue.fault, issue.table) == (IndexFault.NO_KEY, "T")
