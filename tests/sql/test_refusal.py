"""What is told of a statement that was not understood: where, what was expected, what is meant."""

import pytest

from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.refusal import Refusal, refusals
from app.sql.tree import Opaque

MY, ORA = Dialect.MYSQL, Dialect.ORACLE


def told(text: str, dialect: Dialect = MY) -> list[tuple[str, str, str, bool]]:
    """What stands where the grammar stopped, and what is said of it."""
    parsed = parse(text, dialect)

    def place(one: Refusal) -> str:
        return parsed.tokens.source(one.at, one.at) if one.at < len(parsed.tokens) else ""

    return [(place(r), r.expected, r.meant, r.sure) for r in refusals(parsed, dialect)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT a b c FROM t", ("c", "the end of the statement", "", True)),
        ("SELECT a,, b FROM t", (",", "an expression", "", True)),
        ("SELECT a FROM t GROUP a", ("a", "BY", "", True)),
        ("SELECT LEFT(a) FROM t", (")", "another number of arguments", "", True)),
        ("CREATE TABLE t (a INT,)", (")", "a name", "", True)),
        ("SELECT a FROM t ORDER", ("ORDER", "the end of the statement", "", True)),
        ("SELECT a FROM t WHERE", ("", "an expression", "", True)),
        ("SELECT a FRM t", ("FRM", "", "FROM", True)),
        ("SELEC a FROM t", ("SELEC", "", "SELECT", True)),
        ("UPDATE t SET a = 1 WHER b = 2", ("WHER", "", "WHERE", True)),
        ("CREATE TABLE t (a VARCAHR(10), b INT)", ("VARCAHR", "", "VARCHAR", True)),
        ("ALTER TABLE t ADD COLUM a INT", ("COLUM", "", "COLUMN", True)),
        ("INSERT INTO t VALUES ({% row %})", ("%", "a name", "", False)),
    ],
)
def test_each_place_is_told(text: str, expected: tuple[str, str, str, bool]) -> None:
    assert told(text) == [expected]


def test_a_program_is_told_statement_by_statement() -> None:
    text = "CREATE PROCEDURE p() BEGIN DELETE FORM a; SELECT 1; SET b = ; END"
    assert told(text) == [("FORM", "", "FROM", True), (";", "an expression", "", True)]


def test_in_definitions_of_oracle_only_what_no_clause_begins_with_is_sure() -> None:
    assert told("SELECT a FROM t WHERE b = = 1", ORA)[0][3]
    assert told("COMMIT SELECT 1 FROM t", ORA)[0] == (
        "SELECT", "the end of the statement", "", True
    )  # fmt: skip
    assert not told("ALTER TABLE t FROBNICATE STORAGE", ORA)[0][3]
    assert told("BEGIN IF a > b c := 1; END IF; END;", ORA) == [("c", "THEN", "", True)]


def test_what_is_understood_or_too_deep_is_no_mistake() -> None:
    assert told("SELECT a FROM t") == []
    ((_place, _expected, _meant, sure),) = told(f"SELECT {'(' * 5000}1{')' * 5000}")
    assert not sure


def test_a_long_text_is_not_parsed_again_for_a_guess() -> None:
    text = f"SELECT {'a, ' * 10_000} b FRM t"
    assert isinstance(parse(text, MY).tree, Opaque)
    assert told(text) == [("t", "the end of the statement", "", True)]
