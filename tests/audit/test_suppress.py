"""Suppressions: read from comments, and written into a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.suppress import read, suppressed
from app.domain.dialect import SQL, Dialect
from tests.audit.examples import findings, pieces

RULE = "dml-require-where"
SAYS = f"mohist: ignore {RULE}"


def reasons(sql: str, rule: str = RULE) -> list[str | None]:
    return [finding.suppressed for finding in findings(sql, rule)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-- mohist: ignore a-rule why", [(("a-rule",), "why")]),
        ("# mohist: ignore a, b ,c  all of it", [(("a", "b", "c"), "all of it")]),
        ("/* mohist: ignore a why */", [(("a",), "why")]),
        ("/* mohist: ignore a why\n   and how */", [(("a",), "why and how")]),
        ("--mohist:ignore A", [(("a",), "")]),
        ("-- mohist: ignore", [((), "")]),
        ("-- mohist: suppress a why", [((), "")]),
        ("-- mohist ignore a", []),
        ("-- as said: mohist: ignore a why", []),
        ("/*!50001 mohist: ignore a why */", []),
        ("-- mohist: ignore a 每晚重建\r\n-- mohist: ignore b", [
            (("a",), "每晚重建"), (("b",), "")]),
    ],
)  # fmt: skip
def test_reads(text: str, expected: list[tuple[tuple[str, ...], str]]) -> None:
    assert [(found.rules, found.reason) for found, _start, _end in read(text)] == expected


def test_holds_for_the_next_statement_only() -> None:
    script = f"-- {SAYS} rebuilt every night\nDELETE FROM a;\nDELETE FROM b;"
    assert reasons(script) == ["rebuilt every night", None]


def test_holds_for_several_rules_and_no_other() -> None:
    script = f"-- {SAYS}, dml-no-limit why\nDELETE FROM a;\n"
    assert reasons(script) == ["why"]
    script = "-- mohist: ignore query-no-select-star, dml-no-limit why\nDELETE FROM a;\n"
    assert reasons(script) == [None]


def test_waits_over_client_commands() -> None:
    script = f"-- {SAYS} on purpose\nDELIMITER //\nDELETE FROM a//\nDELETE FROM b//"
    assert reasons(script) == ["on purpose", None]


@pytest.mark.parametrize(
    "sql",
    [
        f"DELETE /* {SAYS} it is empty */ FROM a",
        f"DELETE FROM -- {SAYS} it is empty\n a",
        f"-- dialect: oracle\nDELETE /* {SAYS} it is empty */ FROM a;\n",
    ],
)
def test_holds_inside_the_statement(sql: str) -> None:
    assert reasons(sql) == ["it is empty"]


def test_a_string_is_no_comment() -> None:
    assert reasons(f"UPDATE a SET b = '-- {SAYS} why'") == [None]


@pytest.mark.parametrize("dialect", SQL)
def test_inside_a_program_holds_for_the_next_of_its_statements(dialect: Dialect) -> None:
    body = f"DELETE FROM a;\n  -- {SAYS} rebuilt\n  DELETE FROM b;\n  DELETE FROM c;\nEND;"
    script = f"DELIMITER /\nCREATE PROCEDURE p() BEGIN {body}\n/\n"
    if dialect is Dialect.ORACLE:
        script = f"CREATE PROCEDURE p IS BEGIN {body}\n/\n"
    found = findings(script, RULE, dialect)
    assert [(f.object, f.suppressed) for f in found] == [
        ("a", None), ("b", "rebuilt"), ("c", None),
    ]  # fmt: skip


def test_before_a_program_holds_for_all_of_it() -> None:
    script = f"-- {SAYS} why\nCREATE PROCEDURE p() BEGIN DELETE FROM a; DELETE FROM b; END"
    assert reasons(script) == ["why", "why"]


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        (f"-- {SAYS}\nDELETE FROM a", (1, 1)),
        (f"SELECT 1;\n\n  # {SAYS}\r\nDELETE FROM a", (3, 3)),
        (f"SELECT 1; /* {SAYS} */ DELETE FROM a", (1, 11)),
        (f"DELETE\n   -- {SAYS}\nFROM a", (2, 4)),
        (f"SELECT 1;\n-- 表\n-- {SAYS}\nDELETE FROM a", (3, 1)),
    ],
)
def test_one_without_reason_is_a_notice_at_its_place(sql: str, place: tuple[int, int]) -> None:
    (found,) = findings(sql, "suppression-without-reason")
    assert (found.start.line, found.start.column) == place
    said = sql[found.start.offset : found.end.offset]
    assert said.startswith(("--", "#", "/*"))
    assert SAYS in said
    assert "\n" not in said


def test_one_whose_column_is_not_known_is_a_notice_at_its_statement() -> None:
    sql = f"SELECT 1\n; -- {SAYS}\nDELETE FROM a"
    (found,) = findings(sql, "suppression-without-reason")
    assert sql[found.start.offset : found.end.offset] == "DELETE"
    assert found.start.line == 3


def test_a_misspelt_rule_is_guessed() -> None:
    sql = "-- mohist: ignore dml-requires-where because\nDELETE FROM a"
    (found,) = findings(sql, "suppression-unknown-rule")
    assert RULE in found.message
    assert reasons(sql) == [None]


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
    assert reasons(after) == ["tricky * / reason of two lines"]


@given(st.text(max_size=40), st.sampled_from(["\n", "\r\n", "SELECT 1; ", "  ", "/* x */ "]))
def test_what_is_written_is_read_again(reason: str, before: str) -> None:
    text = f"{before}DELETE FROM a"
    after = suppressed(text, len(before), RULE, reason)
    assert [piece.text for piece in pieces(after)] == [piece.text for piece in pieces(text)]
    assert [found is None for found in reasons(after)] == [False]
