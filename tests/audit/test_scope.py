"""What a rule is told, and what is noted when it looks beyond the shape of a statement."""

from collections.abc import Callable

import pytest

from app.audit.scope import Scope
from app.audit.subject import Subject
from app.domain.dialect import Dialect
from app.domain.finding import Position
from app.sql import tree
from app.sql.schema import Schema
from app.sql.split import Piece, PieceKind
from app.sql.tokens import NUMBER, STRING


def entered(sql: str, dialect: Dialect = Dialect.MYSQL) -> tuple[Subject, Scope]:
    """A subject that has gone on to `sql`, and a scope on it."""
    subject = Subject(dialect, Schema())
    _enter(subject, sql)
    return subject, Scope(subject, {"max": 3, "name": "x", "words": ("a", "b")})


def _enter(subject: Subject, sql: str) -> None:
    subject.enter(Piece(sql, Position(1, 1, 0), PieceKind.SQL), None, "")
    subject.asked = {}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'abc'", "abc"),
        ("'it''s'", "it's"),
        (r"'it\'s'", "it's"),
        (r"'a\nb\\c\%\_\x'", "a\nb\\c\\%\\_x"),
        ('"say ""a"""', 'say "a"'),
        ("'a' 'b'\n'c'", "abc"),
        ("_utf8mb4'表'", "表"),
        ("N'表'", "表"),
        ("''", ""),
        ("42", "42"),
        ("1.50", "1.50"),
        ("0x1F", "0x1F"),
        ("NULL", "NULL"),
    ],
)
def test_values_of_literals(written: str, value: str) -> None:
    subject, scope = entered(f"SELECT {written}")
    (literal,) = [n for n in tree.walk(scope.parsed.tree) if isinstance(n, tree.Literal)]
    assert scope.literal(literal) == value
    assert subject.asked


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'it''s'", "it's"),
        (r"'a\b'", r"a\b"),
        ("N'表'", "表"),
        ("q'[it's]'", "it's"),
        ("Nq'!a'b!'", "a'b"),
        ("12.5", "12.5"),
        ("'", "'"),
    ],
)
def test_values_of_tokens_in_oracle(written: str, value: str) -> None:
    subject, scope = entered(f"SELECT {written}", Dialect.ORACLE)
    assert scope.literal_at(1) == value
    assert subject.asked


LOOKS: list[tuple[str, Callable[[Scope], object], set[str]]] = [
    ("kind", lambda s: s.kind, set()),
    ("dialect", lambda s: s.dialect, set()),
    ("parameters", lambda s: (s.number("max"), s.text_setting("name"), s.words("words")), set()),
    ("kinds of tokens", lambda s: (s.tokens.kinds, len(s.tokens)), set()),
    ("a name", lambda s: s.tokens.source(3, 3), set()),
    ("a value among tokens", lambda s: s.tokens.source(3, 7), {"literals"}),
    ("a node without values", lambda s: s.source(tree.Name(3, 3, ("t",))), set()),
    ("a node with values", lambda s: s.source(tree.Name(5, 7, ("x",))), {"literals"}),
    ("the text", lambda s: s.text, {"literals"}),
    ("a literal", lambda s: s.literal_at(7), {"literals"}),
    ("memory", lambda s: s.memory, {"memory"}),
    ("schema", lambda s: s.schema, {"schema"}),
]


@pytest.mark.parametrize(("look", "noted"), [pytest.param(*p[1:], id=p[0]) for p in LOOKS])
def test_looks_beyond_the_shape_are_noted(look: Callable[[Scope], object], noted: set[str]) -> None:
    subject, scope = entered("SELECT a FROM t WHERE b = 7")
    look(scope)
    assert looked_at(subject) == noted
    _enter(subject, subject.piece.text)
    assert looked_at(subject) == set()


def looked_at(subject: Subject) -> set[str]:
    """What a subject has noted."""
    seen = {
        "literals": subject.asked != {},
        "memory": subject.read_memory,
        "schema": subject.read_schema,
    }
    return {name for name, is_seen in seen.items() if is_seen}


def test_a_rule_remembers_until_the_end_of_the_file_and_by_itself() -> None:
    subject, one = entered("SELECT 1")
    other = Scope(subject, {})
    one.memory["seen"] = 1
    subject.enter(subject.piece, None, "")
    assert one.memory == {"seen": 1}
    assert other.memory == {}


def test_what_is_narrowed_shows_its_own_tokens_only() -> None:
    subject, scope = entered("SELECT 'x', 5 FROM t")
    part = subject.narrow(1, 3)
    assert part.kinds[:3] == [STRING, ",", NUMBER]
    assert len(part) == 3
    assert scope.tokens.source(0, 2) == "'x', 5"
    assert scope.literal_at(2) == "5"
    subject.widen()
    assert scope.tokens.kinds[0] == "SELECT"


def test_a_kind_that_is_known_needs_no_parsing() -> None:
    subject, scope = entered("SELECT 1")
    subject.enter(subject.piece, "UPDATE", "")
    assert scope.kind == "UPDATE"
    assert scope.parsed.kind == "SELECT"
