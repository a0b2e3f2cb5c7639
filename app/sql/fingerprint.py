"""The shape of a MySQL statement: its text without the values of its literals.

A shape keeps every name, keyword, operator and comment, and of each literal its class: the opening
quote of a string, a gap for a number. Statements of one shape parse to the same tree and differ
only in where their tokens stand. A text is cut into chunks, each some kept text and the literal
behind it, so a place is a chunk and a distance, and means the same in every statement of the shape.
"""

import re
from bisect import bisect_right
from typing import TypeAlias

Anchor: TypeAlias = tuple[int, int]
"""A place: the number of a chunk, and the distance from its start."""

_NUMBER = r"[0-9]++(?:\.[0-9]*+)?+(?:[eE][+-]?[0-9]++)?+(?![\w$])"
_KEPT = (
    r"[^'\"0-9`/#\-]++|(?<=[\w$@])[0-9]++|[0-9]++(?=[\w$])|`[^`]*+`|--(?=\s|\Z)[^\n]*+|\#[^\n]*+"
    r"|/\*(?:[^*]++|\*(?!/))*+\*/|[/\-]"
)
_CHUNK = re.compile(
    rf"((?:{_KEPT})*+['\"]?+)"
    rf"(?:(?<=')(?:[^'\\]++|\\.|'')*+'|(?<=\")(?:[^\"\\]++|\\.|\"\")*+\"|(?<!['\"]){_NUMBER})?+",
    re.S,
)


def shape(text: str) -> str:
    """The shape of `text`: equal for statements that differ in the values of literals only."""
    return "\0".join(_CHUNK.findall(text))


def starts(text: str) -> list[int]:
    """Where each chunk of `text` starts."""
    return [chunk.start() for chunk in _CHUNK.finditer(text)]


def anchor(chunks: list[int], offset: int) -> Anchor:
    """The place of `offset` in a text whose chunks start at `chunks`."""
    number = bisect_right(chunks, offset) - 1
    return number, offset - chunks[number]


def place(chunks: list[int], where: Anchor) -> int:
    """The offset of an anchor in a text whose chunks start at `chunks`."""
    return chunks[where[0]] + where[1]
