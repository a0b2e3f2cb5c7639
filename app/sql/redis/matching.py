"""Whether the words behind the name of a command fit what it takes.

All ways to read the words are followed at once: a set of places at which what was matched so far
may have ended. Options may stand in any order, as the servers take them.
"""

import re
from collections.abc import Sequence

from app.sql.redis.command_table import Argument

_MOST = 300
"""Words of a line that are looked at: longer ones are lists of keys and values."""
_INTEGER = re.compile(r"[-+#]?\d+")
_OPEN = re.compile(r"[$<{%:\[\]}>]|^[*?]$")
"""What a template fills in is anything."""


def misfit(arguments: Sequence[Argument], words: Sequence[str]) -> int | None:
    """The first word that nothing the command takes fits, or the number of words where one is
    missing; None where all fit, or nobody knows.
    """
    if not arguments or len(words) > _MOST:
        return None
    matching = _Matching(words)
    ends = matching.sequence(arguments, {0})
    return None if len(words) in ends else matching.farthest


class _Matching:
    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self.farthest = 0

    def sequence(self, arguments: Sequence[Argument], starts: set[int]) -> set[int]:
        """Where all of `arguments` may end, those in a run of options in any order."""
        at = 0
        while at < len(arguments) and starts:
            run = [arguments[at]]
            at += 1
            if run[0].optional:
                while at < len(arguments) and arguments[at].optional:
                    run.append(arguments[at])
                    at += 1
                starts = self._options(run, starts)
            else:
                starts = self._argument(run[0], starts)
        return starts

    def _options(self, run: Sequence[Argument], starts: set[int]) -> set[int]:
        found, fresh = set(starts), starts
        while fresh:
            ends = {end for option in run for end in self._argument(option, fresh)}
            fresh = ends - found
            found |= fresh
        return found

    def _argument(self, argument: Argument, starts: set[int]) -> set[int]:
        ends = self._once(argument, starts, token=True)
        if not argument.multiple:
            return ends
        found, fresh = set(ends), ends
        while fresh:
            again = self._once(argument, fresh, token=False) | self._once(
                argument, fresh, token=True
            )
            fresh = again - found
            found |= fresh
        return found

    def _once(self, argument: Argument, starts: set[int], *, token: bool) -> set[int]:
        if argument.type == "pure-token":
            return self._token(argument.token, starts)
        if token and argument.token and argument.token.strip('"'):
            starts = self._token(argument.token, starts)
        if argument.is_choice:
            return {end for part in argument.parts for end in self._argument(part, starts)}
        if argument.parts:
            return self.sequence(argument.parts, starts)
        return {self._reach(at + 1) for at in starts if self._fits(argument, at)}

    def _token(self, token: str, starts: set[int]) -> set[int]:
        words = self._words
        wanted = token.strip('"').upper()
        return {
            self._reach(at + 1) for at in starts if at < len(words) and words[at].upper() == wanted
        }

    def _fits(self, argument: Argument, at: int) -> bool:
        if at >= len(self._words):
            return False
        word = self._words[at]
        if argument.type != "integer" or _OPEN.search(word):
            return True
        return _INTEGER.fullmatch(word) is not None

    def _reach(self, at: int) -> int:
        self.farthest = max(self.farthest, at)
        return at
