"""Compiling patterns with possessive groups, which CPython before 3.11.5 matches wrongly.

There a group such as `(?:ab?c)*+` may stop at a wrong place, or never, when its last repetition
fails after some characters (CPython issue 106052). Debian 12 has 3.11.2, so on such a Python each
possessive group is written as an atomic one, `(?>(?:ab?c)*)`, which means the same, is right
everywhere, and is only a little slower. Possessive single characters and classes were never wrong.
"""

import re
import sys

_BROKEN = sys.version_info < (3, 11, 5)
_REPEATED = re.compile(r"([*+?]|\{\d*,?\d*\})\+")


def compile_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, right on every Python from 3.11 on."""
    return re.compile(atomic(pattern) if _BROKEN else pattern, flags)


def compile_bytes(pattern: bytes, flags: int = 0) -> re.Pattern[bytes]:
    """The same of bytes."""
    right = atomic(pattern.decode("latin-1")).encode("latin-1") if _BROKEN else pattern
    return re.compile(right, flags)


def atomic(pattern: str) -> str:
    """`pattern` with its possessive groups written as atomic ones."""
    done: list[str] = []
    opened: list[int] = []
    at = 0
    while at < len(pattern):
        end = _token_end(pattern, at)
        piece = pattern[at:end]
        if piece == "(":
            opened.append(len(done))
        done.append(piece)
        at = end
        if piece == ")":
            start = opened.pop()
            repeated = _REPEATED.match(pattern, at)
            if repeated:
                done[start] = "(?>" + done[start]
                done.append(repeated[1] + ")")
                at = repeated.end()
    return "".join(done)


def _token_end(pattern: str, at: int) -> int:
    """The end of what stands at `at`: an escape, a class, or one character."""
    if pattern[at] == "\\":
        return at + 2
    if pattern[at] != "[":
        return at + 1
    end = at + 1 + (pattern[at + 1] == "^")
    end += pattern[end] == "]"  # one that comes first is meant
    while pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end + 1
