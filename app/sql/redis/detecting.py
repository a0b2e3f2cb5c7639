"""Whether a script is one of Redis, by its name or its first lines."""

import re

from app.sql.redis.command_table import command_of
from app.sql.redis.newer import NEWER

_LINES = 60
_CODE = re.compile(r"^[ \t]*(?!#|--|//)(\S[^\r\n]*)", re.M)
_PROMPT = re.compile(r"^(?:redis|[\w.\-]+:\d+)(?:\[\d+\])?(?:\(TX\))?> ")
_BOTH = frozenset(
    "SELECT SET EXEC TYPE COPY MOVE RENAME INFO SAVE SORT HELP DUMP RESTORE WAIT TIME APPEND QUIT"
    " MONITOR SHUTDOWN ROLE OBJECT FUNCTION RESET MODULE COMMAND".split()
)
"""Words that begin statements and commands of other tools, too."""


def is_redis(name: str, head: str) -> bool:
    """Whether every line is a command of Redis, at least one of them of nothing else."""
    if name.lower().endswith(".redis"):
        return True
    lines = [found[1] for found, _n in zip(_CODE.finditer(head), range(_LINES), strict=False)]
    if len(lines) > 1 and not head.endswith("\n"):
        lines.pop()  # it may be cut short
    if not lines:
        return False
    if any(_PROMPT.match(line) for line in lines[:3]):
        return True
    return (
        lines[0].split()[0].isalpha() and all(map(_is_command, lines)) and any(map(_is_sure, lines))
    )


def _is_command(line: str) -> bool:
    words = line.split()
    first = words[0].upper()
    found = command_of(words)
    if found is None:
        return first in NEWER or re.fullmatch(r"[A-Z]{2,}\.[A-Z_]+", first) is not None
    arity = found[0].arity
    return len(words) >= abs(arity) and not (line.endswith(";") and first in _BOTH)


def _is_sure(line: str) -> bool:
    words = line.split()
    if words[0].upper() == "SET":
        return len(words) >= 3 and "=" not in line and not line.endswith(";")
    return words[0].upper() not in _BOTH
