"""The other one of the bracket, or of the BEGIN, CASE, IF or LOOP, at the cursor."""

from app.domain.dialect import Language
from app.sql.editing.pairs import Pair, Span, pairs

_BRACKETS = frozenset("([{")


def bracket_pair(text: str, position: int, language: Language) -> tuple[Span, Span] | None:
    """Both ends of the pair that a cursor at `position` touches; None for none.

    `text` is the statement at the cursor, and `position` is within it. Where the cursor stands
    between two, the bracket behind it is meant.
    """
    touched: list[Pair] = []
    for pair in pairs(text, language):
        for start, end in (pair.start, pair.end):
            if start <= position <= end:
                touched.append(pair)
    if not touched:
        return None
    best = max(touched, key=lambda pair: _precedence(pair, position))
    return best.start, best.end


def _precedence(pair: Pair, position: int) -> tuple[bool, bool]:
    begins_here = position in (pair.start[0], pair.end[0])
    return pair.opening in _BRACKETS, begins_here
