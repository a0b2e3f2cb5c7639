"""Which releases of Oracle know what a statement is made of."""

import pytest

from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.versions import Release, release_of, unsupported

ORACLE = Dialect.ORACLE
COMES = [
    ("SELECT a FROM t OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY", "11.2", "12.1"),
    ("CREATE TABLE t (a NUMBER GENERATED ALWAYS AS IDENTITY)", "11.2", "12.1"),
    ("SELECT a FROM t CROSS APPLY (SELECT 1 FROM u)", "11.2", "12.1"),
    ("SELECT LISTAGG(DISTINCT a, ',') WITHIN GROUP (ORDER BY a) FROM t", "18", "19"),
    ("SELECT JSON_OBJECT('a' VALUE 1) FROM dual", "12.1", "12.2"),
    ("SELECT a FROM t MINUS ALL SELECT a FROM u", "19", "21"),
    ("SELECT SUM(a) OVER w FROM t WINDOW w AS (ORDER BY b)", "19", "21"),
    ("CREATE TABLE t (a JSON)", "19", "21"),
    ("SELECT 1", "21", "23"),
    ("DROP TABLE IF EXISTS t", "21", "23"),
    ("INSERT INTO t VALUES (1), (2)", "21", "23"),
    ("UPDATE t SET a = u.a FROM u WHERE t.b = u.b", "21", "23"),
    ("CREATE TABLE t (a BOOLEAN, b VECTOR(3))", "21", "23"),
]


@pytest.mark.parametrize(("text", "before", "since"), COMES)
def test_a_construct_comes_with_a_release(text: str, before: str, since: str) -> None:
    parsed = parse(text, ORACLE)
    assert parsed.whole
    lacking = [
        bool([*unsupported(parsed, ORACLE, release_of(f"oracle {one}"))]) for one in (before, since)
    ]
    assert lacking == [True, False]
    assert [*unsupported(parsed, ORACLE)] == []


def test_what_programs_always_had_is_never_told() -> None:
    text = "DECLARE a BOOLEAN; BEGIN SELECT b INTO a FROM t; INSERT INTO t VALUES (1); END;"
    assert [*unsupported(parse(text, ORACLE), ORACLE, release_of("11g"))] == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("oracle 12.2", (12, 2)), ("Oracle 19c", (19,)), ("11gR2", (11, 2)), ("12c", (12,)),
        ("23ai", (23,)), ("oracle 19.3.0.0.0", (19, 3, 0, 0, 0)),
    ],
)  # fmt: skip
def test_releases_of_oracle_are_read_as_people_write_them(
    text: str, numbers: tuple[int, ...]
) -> None:
    assert release_of(text) == Release(ORACLE, numbers)
