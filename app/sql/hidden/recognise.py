"""What a file is, by how it begins and what it is called."""

import re

from app.domain.input_kind import InputKind
from app.sql.hidden.general_log import ENTRY
from app.sql.hidden.slow_log import HEADER
from app.sql.possessive import compile_pattern

LOOK = 32 * 1024
"""Code points from the start that are looked at."""

_BINLOG = compile_pattern(
    r"^# at \d+\r?$\s*^#\d{6} +\d+:\d\d:\d\d server id |^BINLOG '\r?$"
    r"|^/\*!50530 SET @@SESSION\.PSEUDO_SLAVE_MODE=1\*/|^DELIMITER /\*!\*/;",
    re.M,
)
_SLOW = compile_pattern(rf"^{HEADER}", re.M)
_SLOW_SURE = compile_pattern(r"^# (?:Query_time: *\d|User@Host:|administrator command:)", re.M)
_GENERAL = compile_pattern(rf"^{ENTRY}", re.M)
_STARTED = compile_pattern(r", Version: .* started with:\s*$", re.M)
_CODE = compile_pattern(r"\A(?:\s++|#[^\n]*+\n|--[^\n]*+\n|/\*(?:[^*]++|\*(?!/))*+\*/)*+")


def recognise(name: str, head: str) -> InputKind:
    """The kind of the file `name` whose text begins with `head`; a script where nothing tells."""
    head = head[:LOOK]
    if _BINLOG.search(head):
        return InputKind.BINLOG
    if _SLOW.search(head) and _SLOW_SURE.search(head) and _first_is_comment(head):
        return InputKind.SLOW_LOG
    if _GENERAL.match(head) or (_STARTED.search(head[:2000]) and _GENERAL.search(head)):
        return InputKind.GENERAL_LOG
    return InputKind.SCRIPT


def _first_is_comment(head: str) -> bool:
    """Whether a head of a slow log comes before any statement."""
    found = _SLOW.search(head)
    assert found is not None
    before = head[: found.start()]
    return ", Version: " in before or not before[_CODE.match(before).end() :].strip()  # type: ignore[union-attr]
