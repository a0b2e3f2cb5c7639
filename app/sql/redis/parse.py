"""From the text of one command of Redis to its words, as redis-cli and the protocol have them."""

import re
from collections.abc import Sequence

from app.domain.errors import BadInput
from app.sql.possessive import compile_pattern
from app.sql.redis.command_table import containers
from app.sql.redis.newer import NEWER
from app.sql.redis.words import shown, split
from app.sql.tokens import BAD, END, NUMBER, STRING, Tokens
from app.sql.tree import Opaque, RedisCommand, Statement

_WORD = compile_pattern(
    r"(?:\"(?:[^\"\\]++|\\.)*+\"|'(?:[^'\\]++|\\.)*+'|[^\s\"']++)++|[\"'].*+", re.S
)
_WIRE = compile_pattern(r"\*\d+\r?\n(?:\$\d+\r?\n[^\n]*+(?:\n|\Z))*+\Z")
_BULK = compile_pattern(r"\$\d+\r?\n([^\r\n]*+)\r?(?:\n|\Z)")


def tokenize_redis(text: str) -> Tokens:
    """The words of a command; one in quotes is a string, what is never closed is bad."""
    if _WIRE.match(text):
        spans = [found.span(1) for found in _BULK.finditer(text)]
    else:
        spans = [found.span() for found in _WORD.finditer(text)]
    kinds = [_kind(text[start:end]) for start, end in spans]
    return Tokens(
        text,
        [*kinds, END, END, END],
        [start for start, _end in spans],
        [end for _start, end in spans],
    )


def _kind(word: str) -> str:
    if word[:1] in {'"', "'"}:
        return STRING if len(word) > 1 and word[-1] == word[0] else BAD
    return NUMBER if word.isdecimal() else word.upper()


def tree_of(tokens: Tokens) -> Statement:
    """The command; opaque where its quotes make no sense."""
    texts = [tokens.source(at, at) for at in range(len(tokens))]
    last = max(len(tokens) - 1, 0)
    if not texts:
        return Opaque(0, 0, "")
    try:
        words = tuple(texts) if tokens.text[:1] == "*" else tuple(map(_plain, texts))
    except BadInput:
        return Opaque(0, last, kind_of_command(texts), "closing quotes")
    name = kind_of_command(words)
    return RedisCommand(0, last, name, words, words[len(name.split(" ")) :])


def _plain(word: str) -> str:
    if word[:1] not in {'"', "'"} and '"' not in word and "'" not in word:
        return word
    (only,) = split(word) or (b"",)
    return shown(only)


def kind_of_command(words: Sequence[str]) -> str:
    """The name of a command in capitals, with its second word where it has one."""
    if not words:
        return ""
    first = words[0].upper()
    if len(words) < 2:
        return first
    both = f"{first} {words[1].upper()}"
    seconds = containers().get(first, ())
    return both if words[1].upper() in seconds or both in NEWER else first
