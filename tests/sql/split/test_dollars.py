"""Code between dollars: one string of a statement, whatever stands in it (MySQL 9)."""

from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.split import split

SCRIPT = """\
SELECT 1 AS $a$;
CREATE FUNCTION f() RETURNS INT LANGUAGE JAVASCRIPT AS $$ let a = 1; // it's
return a; $$;
CREATE DEFINER=root@localhost PROCEDURE p() LANGUAGE JAVASCRIPT AS $x_1$ let a = '$$'; $x_1$;
DELIMITER //
CREATE LIBRARY l LANGUAGE JAVASCRIPT AS $$ a('; // $$//
SELECT $$ FROM t//
"""


def test_it_is_kept_together_however_it_arrives() -> None:
    pieces = [piece.text for piece in split([SCRIPT], Dialect.MYSQL)]
    assert pieces == [piece.text for piece in split(iter(SCRIPT), Dialect.MYSQL)]
    assert [text.split()[0] for text in pieces] == [
        "SELECT", "CREATE", "CREATE", "DELIMITER", "CREATE", "SELECT",
    ]  # fmt: skip
    assert all(parse(t, Dialect.MYSQL).whole for t in pieces if not t.startswith("DELIMITER"))


def test_it_must_be_closed_and_is_nothing_to_mariadb() -> None:
    text = "CREATE FUNCTION f() RETURNS INT LANGUAGE JAVASCRIPT AS $a$ return 1 "
    assert not parse(text, Dialect.MYSQL).whole
    assert parse(text + "$a$", Dialect.MYSQL).whole
    assert not parse(text + "$a$", Dialect.MARIADB).whole
    assert len(list(split([text + "; $b$; SELECT 1"], Dialect.MYSQL))) == 3
