"""Why a statement was not understood: where the grammar stopped, what it wanted, what is meant.

The grammar of MySQL and MariaDB is held against real servers, so that what it refuses they refuse.
That of Oracle is not, and definitions in it have more clauses than anybody knows: there only a
sign, or a word that begins no clause, is a mistake.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.oracle.words import SQL
from app.sql.kinds import PLSQL_BLOCK, Nature, nature
from app.sql.parse import NESTED_TOO_DEEPLY, Parsed, parse
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, STRING, VARIABLE, Tokens
from app.sql.tree import Opaque

_MOST_CHOICES = 3
_LONGEST_TRIED = 20_000  # code points of a statement that is parsed again with other words
_MOST_TRIED = 6
_SHORTEST = 3  # letters of a word that may be meant
_SPOKEN = {
    IDENTIFIER: N_("a name"), STRING: N_("a string"), NUMBER: N_("a number"),
    VARIABLE: N_("the name of a variable"), PARAMETER: N_("a place-holder"),
}  # fmt: skip
_WELL_KNOWN = frozenset({Nature.QUERY, Nature.DML, Nature.TRANSACTION})
_PROGRAMS = (
    PLSQL_BLOCK, "CREATE PROCEDURE", "CREATE FUNCTION", "CREATE PACKAGE", "CREATE TRIGGER",
)  # fmt: skip
_TEMPLATES = frozenset("{}$\\")
_MEANT = frozenset(
    """ADD ALTER ANALYZE AND AS AUTO_INCREMENT BEGIN BETWEEN BIGINT BY CALL CASCADE CASE CHARACTER
    CHARSET CHECK CLOSE COLLATE COLUMN COMMENT COMMIT CONSTRAINT CREATE CURSOR DATABASE DATE
    DATETIME DECIMAL DECLARE DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ELSE ELSEIF ELSIF END
    ENGINE EXCEPT EXCEPTION EXECUTE EXISTS EXPLAIN FETCH FOREIGN FROM FULLTEXT FUNCTION GRANT
    GROUP HANDLER HAVING IDENTIFIED INDEX INNER INSERT INTEGER INTERSECT INTO INVISIBLE JOIN KEY
    LEFT LIKE LIMIT LOOP MERGE MODIFY NOT NULL NUMBER OFFSET OPEN ORDER OUTER OVER PACKAGE
    PARTITION PRIMARY PRIVILEGES PROCEDURE REFERENCES RENAME REPLACE RETURN RETURNING RETURNS
    REVOKE RIGHT ROLLBACK SELECT SEQUENCE SET SHOW TABLE TABLESPACE TEMPORARY THEN TIMESTAMP
    TRIGGER TRUNCATE UNION UNIQUE UNSIGNED UPDATE USING VALUES VARCHAR VARCHAR2 VIEW WHEN WHERE
    WHILE WITH""".split()
)
"""Words that are often mistyped, and worth a guess."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One place where the grammar stopped.

    `at` is the token it could not take, as many as there are where the statement ends too early.
    `expected` is a phrase to be translated, or words of SQL; empty where there are many. `meant`
    is the word that makes sense in place of that token. `sure` says that servers refuse it too.
    """

    at: int
    expected: str
    meant: str
    sure: bool


def refusals(parsed: Parsed, dialect: Dialect) -> Iterator[Refusal]:
    """Each place where the grammar stopped, in the order of the text; none where it did not."""
    if isinstance(parsed.tree, Opaque):
        yield _refusal(parsed, parsed.stopped_at or 0, parsed.tree.reason, dialect)
        return
    for part in parsed.skipped:
        yield _refusal(parsed, max(part.stopped, part.first), part.reason, dialect)


def _refusal(parsed: Parsed, at: int, reason: str, dialect: Dialect) -> Refusal:
    at = min(at, len(parsed.tokens))
    if reason == NESTED_TOO_DEEPLY:
        return Refusal(at, reason, "", sure=False)
    if guess := _meant(parsed, at, dialect):
        return Refusal(*guess, sure=True)
    return Refusal(at, _spoken(reason), "", _is_sure(parsed, at, dialect))


def _spoken(reason: str) -> str:
    """The phrase as it is; of kinds of tokens as many as a reader takes in."""
    choices = [_SPOKEN.get(kind, kind) for kind in reason.split(" | ")]
    return " | ".join(choices) if len(choices) <= _MOST_CHOICES else ""


def _is_template(tokens: Tokens, at: int) -> bool:
    """Whether something is filled in up to the token it stopped at, or it is a text of no SQL."""
    kinds, text, starts = tokens.kinds, tokens.text, tokens.starts
    if not _TEMPLATES.isdisjoint(kinds):
        return True
    return any(
        "${" in kind or (kind is PARAMETER and text[start] in "&$")
        for kind, start in zip(kinds[: at + 1], starts, strict=False)
    )


def _is_sure(parsed: Parsed, at: int, dialect: Dialect) -> bool:
    kinds = parsed.tokens.kinds
    if _is_template(parsed.tokens, at):
        return False
    if dialect is not Dialect.ORACLE:
        return True
    known = nature(parsed.kind) in _WELL_KNOWN or parsed.kind.startswith(_PROGRAMS)
    return known or (at > 0 and (kinds[at] in SQL or not kinds[at][:1].isalpha()))


# ---------------------------------------------------------------------- guesses


def _meant(parsed: Parsed, stopped: int, dialect: Dialect) -> tuple[int, str, str] | None:
    """The mistyped word and what is meant: with that the grammar gets past where it stopped."""
    tokens = parsed.tokens
    if len(tokens.text) > _LONGEST_TRIED:
        return None
    tried = 0
    for at in (stopped, stopped - 1, stopped - 2):
        kind = tokens.kinds[at] if 0 <= at < len(tokens) else ""
        if len(kind) < _SHORTEST or not kind.isalnum() or kind in _MEANT:
            continue
        for word in _near(kind):
            start, end = tokens.span(at, at)
            mended = parse(f"{tokens.text[:start]}{word}{tokens.text[end:]}", dialect)
            if mended.whole or _stop(mended) > stopped + 1:
                return at, "", word
            tried += 1
            if tried == _MOST_TRIED:
                return None
    return None


def _stop(parsed: Parsed) -> int:
    if parsed.skipped:
        return parsed.skipped[0].stopped
    return parsed.stopped_at or 0


def _near(word: str) -> list[str]:
    """Words one slip of a finger away."""
    return sorted(meant for meant in _MEANT if _is_near(word, meant))


def _is_near(word: str, meant: str) -> bool:
    """Whether a letter is missing, is one too many, is another, or two of them changed places."""
    if abs(len(word) - len(meant)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(word, meant, strict=False)) if a != b), None)
    if at is None:
        return word != meant
    ours, theirs = word[at:], meant[at:]
    return (
        ours[1:] == theirs
        or ours == theirs[1:]
        or ours[1:] == theirs[1:]
        or (ours[1::-1] == theirs[:2] and ours[2:] == theirs[2:])
    )
