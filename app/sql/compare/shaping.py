"""What nodes and tokens amount to, however they are written."""

from decimal import Decimal, InvalidOperation
from typing import Any

from app.sql import tree
from app.sql.compare.nouns import Shape
from app.sql.tokens import END, IDENTIFIER, STRING, Tokens

_SAME_FUNCTIONS = {
    "UCASE": "UPPER", "LCASE": "LOWER", "OCTET_LENGTH": "LENGTH", "CHARACTER_LENGTH": "CHAR_LENGTH",
    "CURRENT_TIMESTAMP": "NOW", "LOCALTIME": "NOW", "LOCALTIMESTAMP": "NOW", "CURDATE":
    "CURRENT_DATE", "CURTIME": "CURRENT_TIME", "SUBSTRING": "SUBSTR", "MID": "SUBSTR",
    "POWER": "POW", "CEILING": "CEIL", "SCHEMA": "DATABASE",
}  # fmt: skip
_SAME_OPERATORS = {"!=": "<>"}
_PLACES = frozenset({"first", "last"})
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a"}


class Shaper:
    """Says what parts of one statement amount to. `skip` are tokens that say nothing.

    Those are the names of the schema itself before the names of its objects.
    """

    def __init__(self, tokens: Tokens, skip: frozenset[int] = frozenset()) -> None:
        self.tokens, self.skip = tokens, skip

    def node(self, node: Any) -> Shape:
        """A node with all below it, without positions; names in small letters."""
        if isinstance(node, tree.Literal):
            return ("literal", self.literal(node))
        if isinstance(node, tree.Name):
            return ("name", *self._name(node))
        if isinstance(node, tree.FunctionCall):
            name = self._function(node)
            rest = (self.value(node.arguments), node.distinct, self.value(node.order_by))
            return ("call", name, *rest, self.value(node.over))
        if isinstance(node, tree.Opaque | tree.Unparsed):
            return ("tokens", *self.words(node.first, node.last))
        return (
            type(node).__name__,
            *(
                self.value(getattr(node, name))
                for name in node.__match_args__
                if name not in _PLACES
            ),
        )

    def value(self, value: Any) -> Shape:
        """The value of a field."""
        if isinstance(value, tree.Node):
            return self.node(value)
        if isinstance(value, tuple):
            return tuple(self.value(each) for each in value)
        if isinstance(value, str):
            return _SAME_OPERATORS.get(value, value).lower()
        if value is None or isinstance(value, int):
            return value
        return str(value)

    def _name(self, name: tree.Name) -> tuple[str, ...]:
        parts = [part.lower() for part in name.parts]
        if name.first in self.skip:
            parts = parts[1:]
        return tuple(parts)

    def _function(self, call: tree.FunctionCall) -> str:
        name = call.name
        if call.first in self.skip:
            name = name.partition(".")[2]
        return _SAME_FUNCTIONS.get(name.upper(), name).lower()

    def literal(self, node: tree.Literal) -> str:
        """A constant: texts without quotes and the name of their character set."""
        if node.kind == "string":
            kinds = self.tokens.kinds
            parts = [
                unquoted(self.tokens.source(at, at))
                for at in range(node.first, node.last + 1)
                if kinds[at] == STRING
            ]
            if parts:
                return "'" + "".join(parts)
        text = self.tokens.source(node.first, node.last).lower()
        return {"true": "1", "false": "0"}.get(text, number(text))

    def words(self, first: int, last: int) -> tuple[str, ...]:
        """The tokens themselves: what is in quotes as it is, all else in small letters."""
        found = []
        for at in range(first, min(last + 1, len(self.tokens))):
            kind = self.tokens.kinds[at]
            if at in self.skip or kind == END:
                continue
            text = self.tokens.source(at, at)
            if kind == STRING:
                found.append("'" + unquoted(text))
            elif kind == IDENTIFIER and text[:1] in '`"':
                found.append(unquoted(text).lower())
            else:
                found.append(text.lower())
        return tuple(found)

    def text(self, first: int, last: int, without: frozenset[int] = frozenset()) -> str:
        """The tokens as text on one line, without comments and what is skipped."""
        starts, ends = self.tokens.starts, self.tokens.ends
        parts: list[str] = []
        end = -1
        for at in range(first, last + 1):
            if at in self.skip or at in without:
                continue
            if parts and starts[at] > end:
                parts.append(" ")
            parts.append(self.tokens.source(at, at))
            end = ends[at]
        return "".join(parts)

    def whole(self) -> str:
        """All of the statement as it was written, but for what is skipped."""
        text, at, parts = self.tokens.text, 0, []
        for token in sorted(self.skip):
            parts.append(text[at : self.tokens.starts[token]])
            at = self.tokens.ends[token]
        return "".join((*parts, text[at:])).strip()


def unquoted(text: str) -> str:
    """What stands between quotes, with their escapes undone."""
    if len(text) < 2 or text[0] not in "'\"`":
        return text
    quote, inside = text[0], text[1:-1].replace(text[0] * 2, text[0])
    if quote == "`" or "\\" not in inside:
        return inside
    found, at = [], 0
    while at < len(inside):
        char = inside[at]
        if char == "\\" and at + 1 < len(inside):
            at += 1
            char = _ESCAPES.get(inside[at], inside[at])
        found.append(char)
        at += 1
    return "".join(found)


def number(text: str) -> str:
    """A number in one way of writing it; any other text as it is."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return f"{value.normalize():f}" if value.is_finite() else text


def own_qualifiers(statement: tree.Node, tokens: Tokens, schema: str) -> frozenset[int]:
    """The tokens that name the schema before the names of its own objects, with their dots."""
    found: set[int] = set()
    for node in tree.walk(statement):
        if isinstance(node, tree.FunctionCall):
            if node.name.lower().startswith(schema.lower() + "."):
                found |= {node.first, node.first + 1}
            continue
        if not isinstance(node, tree.Name) or len(node.parts) < 2:
            continue
        of_column = isinstance(node.parent, tree.Column)
        if len(node.parts) == (3 if of_column else 2) and node.parts[0] == schema:
            found |= {node.first, node.first + 1}
    return frozenset(at for at in found if at < len(tokens))
