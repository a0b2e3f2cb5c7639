"""The text of a tree with brackets around every node, to see at once what belongs to what."""

from app.sql.parse import Parsed
from app.sql.tokens import Tokens
from app.sql.tree import Column, Literal, Name, Node, Parameter, Variable
from app.sql.tree.node import children

_LEAVES = (Column, Literal, Name, Parameter, Variable)


def bracketed(parsed: Parsed) -> str:
    """The statement with its words one blank apart, and `[…]` around each node inside it.

    A node with the same text as the one above it has no brackets of its own, nor have names,
    columns, literals, place-holders and variables.
    """
    return _inside(parsed.tree, parsed.tokens)


def _inside(above: Node, tokens: Tokens) -> str:
    parts: list[str] = []
    at = above.first
    for node in sorted(children(above), key=lambda node: node.first):
        parts += _words(tokens, at, node.first)
        leaf = isinstance(node, _LEAVES)
        same = (node.first, node.last) == (above.first, above.last)
        text = (
            " ".join(_words(tokens, node.first, node.last + 1)) if leaf else _inside(node, tokens)
        )
        parts.append(text if leaf or same else f"[{text}]")
        at = node.last + 1
    return " ".join(parts + _words(tokens, at, above.last + 1))


def _words(tokens: Tokens, first: int, end: int) -> list[str]:
    return [tokens.source(at, at) for at in range(first, end)]
