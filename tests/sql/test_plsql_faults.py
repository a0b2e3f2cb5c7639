"""What the compiler of PL/SQL refuses though every statement is well formed."""

import pytest

from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.tree import Opaque

REFUSED = [
    ("CREATE PROCEDURE p IS BEGIN NULL; END q;", "q"),
    ("CREATE PACKAGE BODY p IS PROCEDURE a IS BEGIN NULL; END b; END p;", "b"),
    ("BEGIN <<l>> LOOP EXIT; END LOOP m; END;", "m"),
    ("BEGIN <<b>> BEGIN NULL; END c; END;", "c"),
    ("BEGIN EXIT; END;", "EXIT"),
    ("BEGIN CONTINUE WHEN a; END;", "CONTINUE"),
    ("BEGIN <<l>> LOOP EXIT m; END LOOP; END;", "m"),
    ("BEGIN GOTO nowhere; END;", "nowhere"),
    ("BEGIN RETURN 1; END;", "1"),
    ("CREATE PROCEDURE p IS BEGIN RETURN 1; END;", "1"),
    ("CREATE FUNCTION f RETURN NUMBER IS BEGIN RETURN; END;", "RETURN"),
    ("BEGIN SELECT a FROM t; END;", "SELECT"),
    ("BEGIN RAISE; END;", "RAISE"),
    ("BEGIN a; EXCEPTION WHEN OTHERS THEN b; WHEN c THEN d; END;", "OTHERS"),
    ("BEGIN a; EXCEPTION WHEN OTHERS OR b THEN c; END;", "OTHERS"),
    ("DECLARE a VARCHAR2; BEGIN NULL; END;", "VARCHAR2"),
    ("CREATE PROCEDURE p (a VARCHAR2(10)) IS BEGIN NULL; END;", "("),
    ("CREATE FUNCTION f RETURN VARCHAR2(10) IS BEGIN RETURN 'a'; END;", "("),
]
TAKEN = [
    "CREATE PROCEDURE s.p IS BEGIN NULL; END P;",
    "BEGIN <<l>> FOR i IN 1 .. 2 LOOP LOOP EXIT l WHEN a; END LOOP; CONTINUE; END LOOP l; END;",
    "BEGIN <<here>> a; GOTO here; END;",
    "CREATE PROCEDURE p IS BEGIN RETURN; END;",
    "CREATE FUNCTION f RETURN t PIPELINED IS BEGIN PIPE ROW (1); RETURN; END;",
    "BEGIN SELECT a INTO b FROM t; SELECT a BULK COLLECT INTO b FROM t; END;",
    "BEGIN FOR r IN (SELECT a FROM t) LOOP b; END LOOP; OPEN c FOR SELECT 1 FROM t; END;",
    "BEGIN a; EXCEPTION WHEN b THEN RAISE; WHEN OTHERS THEN RAISE; END;",
    "DECLARE a VARCHAR2(10); b t.c%TYPE; CURSOR d IS SELECT 1 FROM t; BEGIN NULL; END;",
    "CREATE PROCEDURE p (a VARCHAR2, b IN OUT NUMBER, c t.d%TYPE DEFAULT f(1)) IS BEGIN NULL; END;",
]


def told(text: str) -> list[str]:
    found = parse(text, Dialect.ORACLE)
    assert not isinstance(found.tree, Opaque)
    return [found.tokens.source(part.stopped, part.stopped) for part in found.skipped]


@pytest.mark.parametrize(("text", "place"), REFUSED)
def test_is_told_and_costs_no_tree(text: str, place: str) -> None:
    assert told(text) == [place]


@pytest.mark.parametrize("text", TAKEN)
def test_is_taken(text: str) -> None:
    assert told(text) == []


def test_labels_are_gathered_once_for_all_that_goes_to_them() -> None:
    """For each of ten thousand GOTOs anew they took minutes."""
    jumps = "".join(f"GOTO l{n}; " for n in range(10_000))
    labels = "".join(f"<<l{n}>> NULL; " for n in range(9_999))
    assert told(f"BEGIN {jumps} {labels} END;") == ["l9999"]
