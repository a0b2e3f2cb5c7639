"""Conditional compilation where it cuts through a statement or a heading.

`$IF` around whole statements or declarations is a node of the tree. Anywhere else the text can
only be read with one branch taken and the others left out, as the server does: once with the
first branch of every `$IF`, once with the last.
"""

from collections.abc import Iterator

from app.sql.tokens import END, Tokens


def is_conditional(tokens: Tokens) -> bool:
    """Whether there is anything to choose."""
    return "$IF" in tokens.kinds


def selections(tokens: Tokens) -> Iterator[Tokens]:
    """The tokens with the first branches taken, and with the last."""
    for last in (False, True):
        kept = list(_kept(tokens.kinds, last))
        yield Tokens(
            tokens.text,
            [*(tokens.kinds[at] for at in kept), END, END, END],
            [tokens.starts[at] for at in kept],
            [tokens.ends[at] for at in kept],
        )


def _kept(kinds: list[str], last: bool) -> Iterator[int]:
    """The indexes of the tokens outside of what is left out."""
    open_: list[_Choice] = []
    for at, kind in enumerate(kinds):
        if kind is END:
            return
        if kind in {"$ERROR", "$IF"}:
            around = not open_ or open_[-1].is_kept
            open_.append(_Choice(around, last or kind == "$ERROR"))
        elif not open_:
            yield at
        elif kind == "$END":
            open_.pop()
        elif kind in {"$ELSIF", "$ELSE", "$THEN"}:
            open_[-1].reach(kind)
        elif open_[-1].is_kept:
            yield at


class _Choice:
    """One `$IF` on the way, itself in what is kept where `around` says so."""

    def __init__(self, around: bool, last: bool) -> None:
        self.is_kept = False
        """Whether the branch being passed is taken, and all around it is."""
        self._around = around
        self._last = last
        self._branches = 0

    def reach(self, word: str) -> None:
        """Go on to a condition or a branch."""
        if word == "$ELSIF":
            self.is_kept = False
            return
        self._branches += 1
        if self._last:
            self.is_kept = self._around and word == "$ELSE"
        else:
            self.is_kept = self._around and self._branches == 1
