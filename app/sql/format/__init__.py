"""A formatter that changes nothing but blanks, line breaks and the case of keywords.

Whatever comes out is held against what went in, by the tokenizer that reads it for the audit: the
same tokens, the same comments, the same number of statements. Where that is not so, and where a
statement is of a kind nobody taught it, the statement stays as it is.
"""

from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.sql.editing.part import Part
from app.sql.editing.script import statements
from app.sql.format.definitions import DEFINING
from app.sql.format.layout import Doc, Writer
from app.sql.format.lexis import Item, items
from app.sql.format.programs import STRUCTURE, VERBS, NotUnderstood, Programs
from app.sql.format.queries import remarks
from app.sql.format.spacing import KEYWORDS, Case, Commas, Style
from app.sql.oracle import tokenize_oracle
from app.sql.split import PieceKind
from app.sql.tokens import BAD, IDENTIFIER, Tokens, tokenize

__all__ = ["Case", "Change", "Commas", "Style", "changes", "format_script", "format_statement"]

LONGEST = 200_000
"""Code points of a statement that is laid out; longer ones are data."""
_CLAUSES = frozenset("SELECT WITH INSERT REPLACE UPDATE DELETE MERGE VALUES".split())
_PROGRAMS = frozenset("PROCEDURE FUNCTION TRIGGER EVENT PACKAGE".split())
_STYLE = Style()


@dataclass(frozen=True, slots=True)
class Change:
    """What `start` to `end` of a text becomes."""

    start: int
    end: int
    text: str


def format_script(text: str, dialect: Dialect, style: Style = _STYLE) -> str:
    """The whole text laid out; what stands between statements stays as it is."""
    done: list[str] = []
    at = 0
    for change in changes(text, dialect, style):
        done += (text[at : change.start], change.text)
        at = change.end
    return "".join((*done, text[at:]))


def changes(
    text: str, dialect: Dialect, style: Style = _STYLE, within: tuple[int, int] | None = None
) -> list[Change]:
    """What to change, a statement each, in their order; only of those that `within` touches."""
    found = []
    for part in statements(text, dialect):
        if within and (part.end < within[0] or part.start > within[1]):
            continue
        new = _of_part(part, dialect, style)
        if new != part.text:
            found.append(Change(part.start, part.end, new))
    return found


def _of_part(part: Part, dialect: Dialect, style: Style) -> str:
    if part.kind not in {PieceKind.SQL, PieceKind.PLSQL}:
        return part.text
    return format_statement(part.text, dialect, style)


def format_statement(text: str, dialect: Dialect, style: Style = _STYLE) -> str:
    """One statement laid out, or as it is; never raises."""
    if len(text) > LONGEST or not text.strip():
        return text
    read = items(text, dialect)
    try:
        doc = _document(read, dialect, style)
    except (NotUnderstood, RecursionError):
        return text
    if doc is None:
        return text
    new = Writer(style.width, " " * style.indent).write(doc)
    return new if _means_the_same(text, new, dialect) else text


def _document(read: list[Item], dialect: Dialect, style: Style) -> "Doc | None":
    """What a statement looks like; None of kinds that are not known."""
    makes = Programs(style, dialect)
    body, end = read[:-1], read[-1]
    if not body:
        return None
    behind: list[Doc] = remarks(end)
    kinds = [item.kind for item in body[:10]]
    first = kinds[0]
    doc: Doc | None
    if (first == "CREATE" and set(kinds) & _PROGRAMS) or first in {"BEGIN", "DECLARE", "<<"}:
        if len(body) == 1:
            return None
        doc = makes.program(body)
    elif first in {"EXPLAIN", "DESC", "DESCRIBE", "ANALYZE"}:
        at = next((n for n, kind in enumerate(kinds) if kind in _CLAUSES | {"("}), None)
        doc = [makes.inline(body[:at]), " ", makes.statement(body[at:])] if at else None
    elif first in _CLAUSES or (first == "(" and len(kinds) > 1 and kinds[1] in {"SELECT", "WITH"}):
        doc = makes.statement(body)
    else:
        doc = makes.definition(body)
    return None if doc is None else [doc, *behind]


# ---------------------------------------------------------------------- nothing else changed


def _means_the_same(old: str, new: str, dialect: Dialect) -> bool:
    before, after = _tokens(old, dialect), _tokens(new, dialect)
    if before.kinds != after.kinds or BAD in before.kinds:
        return False
    words = KEYWORDS[dialect] | _PHRASES | STRUCTURE | VERBS | DEFINING
    for at, kind in enumerate(before.kinds[: len(before)]):
        one, other = before.source(at, at), after.source(at, at)
        if one != other and (kind is IDENTIFIER or (kind not in words)):
            return False
    if _comments(old, dialect) != _comments(new, dialect):
        return False
    return len(statements(new, dialect)) == len(statements(old, dialect))


def _tokens(text: str, dialect: Dialect) -> Tokens:
    return tokenize_oracle(text) if dialect is Dialect.ORACLE else tokenize(text, dialect)


def _comments(text: str, dialect: Dialect) -> list[str]:
    return [remark.text for item in items(text, dialect) for remark in (*item.remarks, *item.tails)]


_PHRASES = frozenset(
    """DUPLICATE OFFSET END VALUE WINDOW RECURSIVE BULK COLLECT SIBLINGS NOCYCLE FIRST NEXT SHARE
    MODE LOCK MATCHED OUTER FULL NOT LOG ERRORS MODEL PIVOT QUALIFY EXCEPT INTERSECT MINUS RETURNING
    START CONNECT MERGE""".split()
)
"""Words of clauses, which are keywords where a clause begins and names elsewhere."""
