"""What tables lack or waste, decided on rows shaped as the dictionary's."""

from datetime import datetime
from typing import Any

import pytest

from app.domain.operating.space import IndexFault
from app.engines.oracle.index import Index
from app.engines.oracle.tables import chained, fragmented, without_index, without_key

NOW = datetime(2026, 11, 23)
GIB = 1 << 30


def test_tables_without_a_primary_key() -> None:
    rows: list[dict[str, Any]] = [
        {"owner": "SHOP", "table_name": "LOG", "num_rows": None, "unique_key": None},
        {"owner": "SHOP", "table_name": "Odd", "num_rows": 7, "unique_key": "ODD_UK"},
    ]
    plain, keyed = without_key(rows)
    assert plain.rows is None
    assert "ODD_UK" in keyed.text
    assert 'SHOP."Odd"' in keyed.remedy


def index(*columns: str, **more: Any) -> Index:
    way = more.pop("way", "ASC")
    kind = more.pop("kind", "NORMAL")
    parts = tuple((column, way) for column in columns)
    return Index("SHOP", "I", "SHOP", "ITEMS", kind, False, parts, **more)


@pytest.mark.parametrize(
    ("served", "found"),
    [
        ([], True),
        ([index("ORDER_ID", "SHOP_ID")], False),
        ([index("SHOP_ID", "ORDER_ID", "LINE")], False),
        ([index("LINE", "ORDER_ID", "SHOP_ID")], True),
        ([index("ORDER_ID")], True),
        ([index("ORDER_ID", "SHOP_ID", kind="BITMAP")], True),
        ([index("ORDER_ID", "SHOP_ID", way="DESC")], True),
        ([index("ORDER_ID", "SHOP_ID", usable=False)], True),
        ([index("ORDER_ID", "SHOP_ID", visible=False)], False),
        ([index("ORDER_ID", "SHOP_ID", kind="NORMAL/REV")], False),
    ],
)
def test_a_foreign_key_wants_an_index_that_begins_with_it(served: list[Index], found: bool) -> None:
    key = {"owner": "SHOP", "constraint_name": "ITEMS_ORDER_FK"}
    keys = [key | {"table_name": "ITEMS", "delete_rule": "CASCADE", "parent_owner": "SHOP",
                   "parent": "ORDERS", "num_rows": 9}]  # fmt: skip
    columns = [key | {"column_name": name} for name in ("SHOP_ID", "ORDER_ID")]
    issues = list(without_index(keys, columns, served, " ONLINE"))
    assert bool(issues) is found
    for issue in issues:
        assert (issue.fault, issue.columns) == (IndexFault.NO_INDEX, "SHOP_ID, ORDER_ID")
        assert "ORDERS" in issue.text
        assert "cascade" in issue.text
        assert issue.remedy == (
            "CREATE INDEX SHOP.ITEMS_ORDER_FK_I ON SHOP.ITEMS (SHOP_ID, ORDER_ID) ONLINE"
        )


def sized(**more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "owner": "SHOP", "table_name": "ITEMS", "num_rows": 1_000_000, "avg_row_len": 100,
        "pct_free": 10, "last_analyzed": datetime(2026, 11, 20), "partitioned": "NO",
        "bytes": 2 * GIB,
    }  # fmt: skip
    return row | more


def test_a_table_that_would_do_with_less_and_how_far_to_trust_it() -> None:
    (issue,) = fragmented([sized()], NOW, " ONLINE")
    assert (issue.fault, issue.used) == (IndexFault.FRAGMENTED, 2 * GIB)
    assert "statistics of 2026-11-20" in issue.text
    assert "117 MiB" in issue.text
    assert "before believing it" not in issue.text
    assert issue.remedy == "ALTER TABLE SHOP.ITEMS MOVE ONLINE"
    (old,) = fragmented([sized(last_analyzed=datetime(2026, 1, 1), partitioned="YES")], NOW)
    assert "326 days old" in old.text
    assert old.remedy == "", "each partition is moved by itself"
    (unknown,) = fragmented([sized(last_analyzed=None)], NOW)
    assert "not known" in unknown.text


@pytest.mark.parametrize(
    "row",
    [
        sized(num_rows=17_000_000),
        sized(bytes=200 << 20),
        sized(pct_free=90, num_rows=1_900_000),
    ],
)
def test_what_is_full_or_small_or_kept_free_is_not_fragmented(row: dict[str, Any]) -> None:
    assert list(fragmented([row], NOW)) == []


def test_rows_in_more_than_one_block() -> None:
    row = sized(chain_cnt=120_000)
    (issue,) = chained([row], NOW)
    assert issue.fault is IndexFault.CHAINED
    assert "120,000 of 1,000,000" in issue.text
    assert "ANALYZE" in issue.text
