"""Rules that speak at the end of a file: what they point at, and who may silence them."""

from app.domain.dialect import Dialect
from app.domain.finding import Finding
from tests.audit.examples import findings

_SCRIPT = """\
CREATE TABLE box (id NUMBER PRIMARY KEY);
CREATE TABLE item (id NUMBER PRIMARY KEY, box NUMBER,
  CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box (id));
"""


def said(sql: str) -> list[Finding]:
    return findings(sql, "foreign-key-without-index", Dialect.ORACLE)


def test_it_points_back_at_what_was_seen() -> None:
    (found,) = said(_SCRIPT + "DROP TABLE other;")
    told = _SCRIPT[found.start.offset : found.end.offset]
    assert told == "CONSTRAINT item_box FOREIGN KEY (box) REFERENCES box (id)"
    assert (found.statement, found.start.line, found.start.column) == (1, 3, 3)


def test_what_comes_later_counts() -> None:
    assert said(_SCRIPT + "CREATE INDEX i ON item (box);") == []
    assert said(_SCRIPT + "CREATE INDEX i ON item (box); DROP INDEX i;") != []


def test_a_comment_at_the_statement_silences_it() -> None:
    comment = "-- mohist:ignore foreign-key-without-index reason: never deleted from\n"
    script = _SCRIPT.replace("CREATE TABLE item", comment + "CREATE TABLE item")
    (found,) = said(script)
    assert found.suppressed
