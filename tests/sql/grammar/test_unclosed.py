"""Programs that break off: what was read stays a tree, and it is told once what lacks."""

import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse
from app.sql.refusal import refusals

ORACLE, MYSQL = Dialect.ORACLE, Dialect.MYSQL


@pytest.mark.parametrize(
    ("text", "dialect", "lacks"),
    [
        ("BEGIN UPDATE t SET a = 1;", ORACLE, "END"),
        ("BEGIN IF a THEN UPDATE t SET a = 1;", ORACLE, "END IF"),
        ("BEGIN IF a THEN UPDATE t SET a = 1; END; END;", ORACLE, "IF"),
        ("BEGIN IF a THEN UPDATE t SET a = 1; END;", ORACLE, "IF"),
        ("CREATE PACKAGE BODY p IS PROCEDURE q IS BEGIN UPDATE t SET b = 1;", ORACLE, "END"),
        ("CREATE PROCEDURE p() BEGIN UPDATE t SET a = 1;", MYSQL, "END"),
        ("CREATE PROCEDURE p() BEGIN WHILE a DO UPDATE t SET a = 1; END LOOP; END", MYSQL, "WHILE"),
        ("CREATE PROCEDURE p AS BEGIN UPDATE t SET a = 1;", Dialect.MARIADB, "END"),
    ],
)
def test_what_was_read_stays(text: str, dialect: Dialect, lacks: str) -> None:
    parsed = parse(text, dialect)
    assert not parsed.whole
    assert any(isinstance(node, tree.Update) for node in tree.walk(parsed.tree))
    assert [refusal.expected for refusal in refusals(parsed, dialect)] == [lacks]


@pytest.mark.parametrize("text", ["BEGIN", "BEGIN NULL; END; END;", "CREATE PROCEDURE p IS"])
def test_what_was_not_begun_or_ended_twice_is_none(text: str) -> None:
    assert isinstance(parse(text, ORACLE).tree, tree.Opaque)
