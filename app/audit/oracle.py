"""Clauses in the tokens of Oracle statements, for as long as Oracle has no grammar here."""

from collections.abc import Iterator

from app.sql.tokens import END, IDENTIFIER, Tokens

_OPENERS = frozenset("; BEGIN THEN ELSE LOOP DECLARE IS AS".split())
_VERBS = frozenset("SELECT INSERT UPDATE DELETE MERGE WITH".split())


def changes(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """First and last token of each SELECT, INSERT, UPDATE, DELETE, MERGE that stands alone.

    In a plain statement that is the whole; in a PL/SQL unit each statement up to its semicolon.
    The UPDATE and DELETE of a MERGE and of a trigger's heading do not stand alone.
    """
    kinds = tokens.kinds
    at, count = 0, len(tokens)
    while at < count:
        if kinds[at] in _VERBS and (at == 0 or kinds[at - 1] in _OPENERS):
            last = end_of(tokens, at)
            if kinds[at + 1] != "SET" and last > at:
                yield at, last
            at = last + 1
        else:
            at += 1


def end_of(tokens: Tokens, first: int) -> int:
    """The last token of the statement that begins at `first`: before `;`, `)` or the end."""
    kinds, depth, at = tokens.kinds, 0, first
    while kinds[at] is not END:
        if kinds[at] == "(":
            depth += 1
        elif kinds[at] == ")":
            if depth == 0:
                break
            depth -= 1
        elif kinds[at] == ";" and depth == 0:
            break
        at += 1
    return at - 1


def at_this_level(tokens: Tokens, first: int, last: int) -> Iterator[int]:
    """The tokens from `first` to `last` that stand in no parentheses opened after `first`."""
    depth = 0
    for at in range(first, last + 1):
        kind = tokens.kinds[at]
        if kind == ")":
            depth -= 1
        if depth == 0:
            yield at
        if kind == "(":
            depth += 1


def find(tokens: Tokens, word: str, first: int, last: int) -> int | None:
    """The first `word` at this level."""
    return next((at for at in at_this_level(tokens, first, last) if tokens.kinds[at] == word), None)


def name_at(tokens: Tokens, at: int) -> tuple[str, int]:
    """The dotted name that begins at `at`, with its quotes, and the index of its last token.

    Behind the last token there is no name: the index is then that of the token before.
    """
    if at >= len(tokens):
        return "", at - 1
    last = at
    while tokens.kinds[last + 1] == "." and _is_word(tokens.kinds[last + 2]):
        last += 2
    return tokens.source(at, last), last


def _is_word(kind: str) -> bool:
    return kind is IDENTIFIER or kind[:1].isalpha()
