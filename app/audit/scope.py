"""What a rule may know beside the node it is asked about.

Findings are cached by the shape of a statement, literals left out. A rule that looks at more
than the shape must do so through this class, which notes it: the value of a literal and a
rule's memory forbid the cache, the schema ties the cached finding to the schema's version.
"""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from app.domain.dialect import Dialect
from app.sql.parse import Parsed
from app.sql.schema import Schema
from app.sql.split import Piece
from app.sql.tokens import Tokens
from app.sql.tree import Literal, Node

Parameter: TypeAlias = int | str | tuple[str, ...]
"""What a parameter of a rule may be."""

_ESCAPE = re.compile(r"\\(.)", re.S)
_ESCAPED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}


def _escaped(found: re.Match[str]) -> str:
    """What an escape stands for; `\\%` and `\\_` stay, for they mean something to LIKE."""
    letter = str(found[1])
    return str(found[0]) if letter in "%_" else _ESCAPED.get(letter, letter)


class Scope:
    """One statement being judged, in its place in the file; the judge moves it along.

    `piece` is the statement as cut from the file and `kind` what it is called (`Parsed.kind`).
    `parsed` is None while Text rules are asked about a statement whose findings are cached.
    """

    def __init__(self, dialect: Dialect, schema: Schema) -> None:
        self.dialect = dialect
        self.kind = ""
        self._schema = schema
        self._piece: Piece | None = None
        self._parsed: Parsed | None = None
        self._settings: Mapping[str, Parameter] = {}
        self._memories: dict[str, dict[str, Any]] = {}
        self._rule = ""
        self.looked_at_literals = self.looked_at_memory = self.looked_at_schema = False

    # ------------------------------------------------------------------ for the judge

    def enter(self, piece: Piece, kind: str, parsed: Parsed | None) -> None:
        """Go on to the next statement; nothing has been looked at yet."""
        self._piece, self.kind, self._parsed = piece, kind, parsed
        self.looked_at_literals = self.looked_at_memory = self.looked_at_schema = False

    def speak_for(self, rule: str, settings: Mapping[str, Parameter]) -> None:
        """Serve `rule` from now on, with its parameters."""
        self._rule, self._settings = rule, settings

    # ------------------------------------------------------------------ the statement

    @property
    def piece(self) -> Piece:
        """The statement as cut from the file, with the comments before it."""
        assert self._piece is not None
        return self._piece

    @property
    def parsed(self) -> Parsed:
        """The statement as parsed."""
        assert self._parsed is not None
        return self._parsed

    @property
    def text(self) -> str:
        """The text of the statement."""
        return self.piece.text

    @property
    def tokens(self) -> Tokens:
        """The tokens of the statement."""
        return self.parsed.tokens

    def source(self, node: Node) -> str:
        """The text of a node that has no literals in it: names, types, keywords."""
        return self.tokens.source(node.first, node.last)

    # ------------------------------------------------------------------ beyond its shape

    def literal(self, node: Literal) -> str:
        """The value of a string without its quotes; any other literal as written."""
        self.looked_at_literals = True
        if node.kind != "string":
            return self.tokens.source(node.first, node.last)
        parts = (self.tokens.source(at, at) for at in range(node.first, node.last + 1))
        return "".join(self._unquoted(part) for part in parts if part[-1] in "'\"")

    def literal_at(self, token: int) -> str:
        """The value of a string or number token."""
        self.looked_at_literals = True
        return self._unquoted(self.tokens.source(token, token))

    def _unquoted(self, text: str) -> str:
        quote = text[-1]
        if quote not in "'\"":
            return text
        if self.dialect is Dialect.ORACLE and text[:3].lower().lstrip("n").startswith("q'"):
            return text.split("'", 1)[1][1:-2]
        inner = text[text.index(quote) + 1 : -1].replace(quote * 2, quote)
        if self.dialect is Dialect.ORACLE or "\\" not in inner:
            return inner
        return _ESCAPE.sub(_escaped, inner)

    @property
    def schema(self) -> Schema:
        """The schema before this statement."""
        self.looked_at_schema = True
        return self._schema

    @property
    def memory(self) -> dict[str, Any]:
        """What this rule wants to remember until the end of the file."""
        self.looked_at_memory = True
        return self._memories.setdefault(self._rule, {})

    # ------------------------------------------------------------------ parameters

    def number(self, parameter: str) -> int:
        """The value of a parameter that is a number."""
        value = self._settings[parameter]
        assert isinstance(value, int)
        return value

    def text_setting(self, parameter: str) -> str:
        """The value of a parameter that is a text."""
        value = self._settings[parameter]
        assert isinstance(value, str)
        return value

    def words(self, parameter: str) -> tuple[str, ...]:
        """The value of a parameter that is a list of words."""
        value = self._settings[parameter]
        assert isinstance(value, tuple)
        return value
