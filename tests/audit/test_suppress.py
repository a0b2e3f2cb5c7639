"""Suppressions: read from comments, and written into a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.suppress import Suppression, suppressed, suppressions
from tests.audit.examples import findings

RULE = "dml-require-where"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-- mohist: ignore a-rule why", [Suppression(("a-rule",), "why")]),
        ("# mohist: ignore a, b ,c  all of it", [Suppression(("a", "b", "c"), "all of it")]),
        ("/* mohist: ignore a why */ x", [Suppression(("a",), "why")]),
        ("--mohist:ignore A", [Suppression(("a",), "")]),
        ("/* mohist:\nignore a why */", []),
        ("-- mohist ignore a", []),
        ("-- mohist: ignore", []),
        ("-- mohist: ignore a 每晚重建\r\n-- mohist: ignore b", [
            Suppression(("a",), "每晚重建"), Suppression(("b",), "")]),
    ],
)  # fmt: skip
def test_reads(text: str, expected: list[Suppression]) -> None:
    assert list(suppressions(text)) == expected


def test_holds_for_the_next_statement_only() -> None:
    script = f"-- mohist: ignore {RULE} rebuilt every night\nDELETE FROM a;\nDELETE FROM b;"
    assert [f.suppressed for f in findings(script, RULE)] == ["rebuilt every night", None]


def test_holds_inside_the_statement() -> None:
    script = f"DELETE /* mohist: ignore {RULE} it is empty */ FROM a"
    assert [f.suppressed for f in findings(script, RULE)] == ["it is empty"]


def test_another_rule_is_not_suppressed() -> None:
    script = "-- mohist: ignore query-no-select-star because\nDELETE FROM a"
    assert [f.suppressed for f in findings(script, RULE)] == [None]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_writes_a_line_of_its_own_with_the_same_indent_and_ending(end: str) -> None:
    text = f"SELECT 1;{end}\t  DELETE FROM 表;{end}"
    start = text.index("DELETE")
    after = suppressed(text, start, RULE, "原因")
    assert after == (
        f"SELECT 1;{end}\t  -- mohist: ignore {RULE} 原因{end}\t  DELETE FROM 表;{end}"
    )


def test_writes_in_front_where_something_else_stands_on_the_line() -> None:
    text = "SELECT 1; DELETE FROM a;"
    after = suppressed(text, text.index("DELETE"), RULE, "tricky */ reason\nof two lines")
    assert [f.suppressed for f in findings(after, RULE)] == ["tricky * / reason of two lines"]


@given(st.text(max_size=40), st.sampled_from(["\n", "\r\n", "SELECT 1; ", "  "]))
def test_what_is_written_is_read_again(reason: str, before: str) -> None:
    text = f"{before}DELETE FROM a"
    after = suppressed(text, len(before), RULE, reason)
    found = findings(after, RULE)
    assert [f.suppressed is None for f in found] == [False]
