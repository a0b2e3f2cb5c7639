"""Statements by shape, over instances and literals."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.engines.oracle.digests import gather, tables_in
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary


def row(sql_id: str, sql_text: str, **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "inst_id": 1, "sql_id": sql_id, "sql_text": sql_text, "plan_hash_value": 7,
        "executions": 10, "elapsed_time": 2_000_000, "cpu_time": 500_000, "disk_reads": 1,
        "buffer_gets": 100, "rows_processed": 5, "sorts": 0, "application_wait_time": 250_000,
        "last_active_time": datetime(2026, 11, 23, 3, 0), "signature": "0",
    }  # fmt: skip
    return values | more


def test_literals_and_instances_count_together() -> None:
    rows = [
        row("a" * 13, "SELECT * FROM orders WHERE id = 1", signature="99", elapsed_time=3_000_000),
        row("b" * 13, "SELECT * FROM orders WHERE id = 2", signature="99", inst_id=2,
            plan_hash_value=8),
        row("c" * 13, "BEGIN p; END;"),
        row("d" * 13, "/* mohist */ SELECT 1 FROM dual", elapsed_time=9_000_000),
    ]  # fmt: skip
    first, second = gather(rows, UTC)
    assert (first.count, first.seconds, first.lock_seconds, first.reads) == (20, 5.0, 0.5, 200)
    assert first.tables == ("ORDERS",)
    assert "2" in first.plan_id
    assert (second.text, second.plan_id) == ("BEGIN p; END;", "7")
    assert second.last_seen == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("select * from a, shop.b x, c where a.id = 1", ("A", "SHOP.B", "C")),
        ('select 1 from "Odd" o join d on o.i = d.i', ("ODD", "D")),
        ("select * from (select 1 from e)", ("E",)),
        ("insert into f select * from g", ("F", "G")),
        ("update h set x = 1, y = 2", ("H",)),
        ("merge into i using j on (i.a = j.a) when matched then update set b = 1", ("I", "J")),
        ("select sysdate", ()),
    ],
)
def test_the_tables_of_a_statement(statement: str, expected: tuple[str, ...]) -> None:
    assert tables_in(statement) == expected


def test_the_report_says_where_it_is_from(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("gv$sqlstats", row("a" * 13, "SELECT 1 FROM t"))
    report = open_session().digests()
    assert [digest.text for digest in report.digests] == ["SELECT 1 FROM t"]
    assert "V$SQLSTATS" in report.source


def test_a_schema_where_all_cursors_agree(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put(
        "gv$sqlstats", row("a" * 13, "SELECT 1 FROM t"), row("b" * 13, "SELECT 2 FROM u")
    )
    dictionary.put(
        "gv$sql",
        {"sql_id": "a" * 13, "parsing_schema": "SHOP", "schemas": 1},
        {"sql_id": "b" * 13, "parsing_schema": "APP_1", "schemas": 2},
    )
    digests = open_session().digests().digests
    assert {digest.statement_id: digest.schema for digest in digests} == {
        "a" * 13: "SHOP", "b" * 13: "",
    }  # fmt: skip
