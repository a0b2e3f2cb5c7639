"""What stands between two words on a line, and how a word is written."""

from dataclasses import dataclass
from enum import Enum

from app.domain.dialect import Dialect
from app.sql.format.lexis import END, QUOTED_KIND, Item
from app.sql.grammar.words import REFUSED_AS_NAMES


class Case(Enum):
    """How keywords are written."""

    UPPER = "upper"
    LOWER = "lower"
    KEEP = "keep"


class Commas(Enum):
    """Where a comma goes that a line breaks at."""

    TRAILING = "trailing"
    LEADING = "leading"


@dataclass(frozen=True, slots=True)
class Style:
    """What is a matter of taste."""

    indent: int = 4
    width: int = 100
    short: int = 72
    """A query no longer than this stays on one line."""
    keywords: Case = Case.UPPER
    commas: Commas = Commas.TRAILING


_ORACLE_WORDS = frozenset(
    """ALL ALTER AND ANY AS ASC BEGIN BETWEEN BULK BY CASE CHECK CLOSE COLLECT COMMIT CONNECT
    CONSTANT CREATE CROSS CURSOR DECLARE DEFAULT DELETE DESC DISTINCT DROP ELSE ELSIF END EXCEPTION
    EXISTS EXIT FETCH FOR FORALL FOREIGN FROM FULL FUNCTION GOTO GRANT GROUP HAVING IF IN INDEX
    INNER INSERT INTERSECT INTO IS JOIN LEFT LIKE LOOP MERGE MINUS NATURAL NOCOPY NOT NULL OF ON
    OPEN OR ORDER OUT OVER PACKAGE PRAGMA PRIOR PROCEDURE RAISE RETURN RETURNING RIGHT
    ROLLBACK ROWTYPE SELECT SET START TABLE THEN TO TRIGGER TYPE UNION UNIQUE UPDATE USING
    VALUES VIEW WHEN WHERE WHILE WITH PRIMARY KEY REFERENCES CONSTRAINT REPLACE""".split()
)
"""Words that Oracle or PL/SQL reserves, or that hardly anybody names anything by."""
KEYWORDS = {
    Dialect.MYSQL: REFUSED_AS_NAMES,
    Dialect.MARIADB: REFUSED_AS_NAMES,
    Dialect.ORACLE: _ORACLE_WORDS,
}
"""Words whose case may be changed: what no server of the kind takes as a name without quotes."""

OPERATORS = frozenset("= < > <= >= <> != ^= <=> := => || && + - * / << >> | ** &".split())
_OPENS_UNARY = (
    OPERATORS
    | {"(", ",", "[", ".."}
    | frozenset(
        """SELECT WHERE AND OR NOT WHEN THEN ELSE RETURN BETWEEN IN LIMIT DEFAULT BY ON HAVING SET
        VALUES LIKE CASE DISTINCT IS IF ELSIF WHILE UNTIL INTERVAL OFFSET""".split()
    )
)
_APART = frozenset(
    """IN AND OR NOT ON USING WHERE EXISTS OVER FROM JOIN SELECT WHEN THEN ELSE BY UNION ALL ANY
    BETWEEN HAVING AS INTERSECT EXCEPT MINUS IS RETURN ELSIF WHILE INTO KEY CHECK UNIQUE""".split()
)
"""What a parenthesis never touches, for it is no function."""
_STARRED = frozenset({"SELECT", "DISTINCT", "ALL", "(", ",", "."})


def gap(before: Item | None, item: Item) -> str:
    """The blank between two words of a line, or nothing."""
    if before is None or item.kind in {",", ";", ")", "]", END} or before.kind in {"(", "["}:
        return ""
    if item.kind == "(":
        return " " if before.kind in _APART | OPERATORS | {","} or not item.touches else ""
    if "." in {item.kind, before.kind} or ".." in {item.kind, before.kind}:
        return "" if item.touches else " "
    if before.kind in OPERATORS or item.kind in OPERATORS:
        return " "
    if before.kind in {",", ";"}:
        return " "
    if before.kind == ")" and (item.text[:1].isalnum() or item.kind == QUOTED_KIND):
        return " "
    return "" if item.touches else " "


def is_unary(before: Item | None, item: Item) -> bool:
    """Whether a sign belongs to what follows it."""
    return item.kind in {"-", "+"} and (before is None or before.kind in _OPENS_UNARY)


def is_star(before: Item | None, item: Item) -> bool:
    """Whether a `*` means columns."""
    return item.kind == "*" and before is not None and before.kind in _STARRED


def written(item: Item, before: Item | None, style: Style, dialect: Dialect) -> str:
    """The word in the case it is to have."""
    if item.keyword:
        return keyword(item, style)
    if item.kind not in KEYWORDS[dialect] or (before is not None and before.kind in {".", "@"}):
        return item.text
    return keyword(item, style)


def keyword(item: Item, style: Style) -> str:
    """A word that is known to be a keyword where it stands."""
    if style.keywords is Case.KEEP or item.kind == QUOTED_KIND:
        return item.text
    return item.text.upper() if style.keywords is Case.UPPER else item.text.lower()
