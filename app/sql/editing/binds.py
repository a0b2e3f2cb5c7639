"""The places of a statement that ask for a value before it runs."""

from dataclasses import dataclass
from enum import Enum

from app.domain.dialect import Dialect
from app.sql.kinds import Nature, kind_of, nature
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import PARAMETER, tokenize


class BindKind(Enum):
    """How a value is put in."""

    NAMED = "named"
    """`:name`, and `:1` of Oracle: bound by the server, the same everywhere it stands."""
    POSITIONAL = "positional"
    """`?`: bound in their order."""
    SUBSTITUTED = "substituted"
    """`&name` of SQL*Plus, `${name}` of Flyway: its text takes the place before all reading."""


@dataclass(frozen=True, slots=True)
class Bind:
    """One value asked for; `spans` are all its places.

    `name` is without its mark and in the writing of its first place; positional ones are "1",
    "2", … `kept` is what `&&name` asks for: to be asked once and remembered.
    """

    name: str
    kind: BindKind
    spans: tuple[tuple[int, int], ...]
    kept: bool = False


def binds(text: str, dialect: Dialect) -> tuple[Bind, ...]:
    """What `text`, one statement, asks for, in the order of the first places.

    Nothing in strings and comments: SQL*Plus would replace `&name` in them too, but then 'R&D'
    could not be written. No statement of DDL takes binds, so that `:NEW` in a trigger is none;
    `:=`, labels and MySQL's user variables are none anywhere. MySQL knows only `?` by itself.
    """
    tokens = tokenize_oracle(text) if dialect is Dialect.ORACLE else tokenize(text, dialect)
    takes_binds = nature(kind_of(tokens, dialect)) is not Nature.DDL
    places: dict[tuple[BindKind, str], list[tuple[int, int]]] = {}
    names: dict[tuple[BindKind, str], str] = {}
    kept: set[tuple[BindKind, str]] = set()
    for kind, start, end in zip(tokens.kinds, tokens.starts, tokens.ends, strict=False):
        if kind != PARAMETER:
            continue
        written = text[start:end]
        positional = sum(key[0] is BindKind.POSITIONAL for key in places)
        bind, name = _read(written, positional + 1)
        if bind is not BindKind.SUBSTITUTED and not takes_binds:
            continue
        if bind is BindKind.POSITIONAL and dialect is Dialect.ORACLE:
            continue
        key = bind, name if name.startswith('"') else name.upper()
        names.setdefault(key, name)
        places.setdefault(key, []).append((start, end))
        if written.startswith("&&"):
            kept.add(key)
    return tuple(Bind(names[key], key[0], tuple(places[key]), key in kept) for key in places)


def _read(written: str, number: int) -> tuple[BindKind, str]:
    """The kind and the name of what is written as `:name`, `?`, `&name.` or `${name}`."""
    if written == "?":
        return BindKind.POSITIONAL, str(number)
    if written[0] in "&$":
        return BindKind.SUBSTITUTED, written.strip("&.${}")
    return BindKind.NAMED, written[1:]
