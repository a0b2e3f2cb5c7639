"""What a file is, by how it begins and what it is called."""

import re

from app.domain.dialect import Dialect
from app.domain.input_kind import InputKind
from app.sql.detect import detect
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
_USER = compile_pattern(r"^#(?: Time: [^#\n]*#)? User(?:@Host)?:", re.M)
_TOOK = compile_pattern(r"^# Query_time: *\d", re.M)
_GENERAL = compile_pattern(rf"^{ENTRY}", re.M)
_STARTED = compile_pattern(r", Version: .* started with:\s*$", re.M)
_CODE = compile_pattern(r"\A(?:\s++|#[^\n]*+\n|--[^\n]*+\n|/\*(?:[^*]++|\*(?!/))*+\*/)*+")
_ROOT = compile_pattern(
    r"\s*+(?:<\?[^>]*+>|<!--(?:[^-]++|-(?!->))*+-->|<!DOCTYPE\b[^>\[]*+(?:\[[^\]]*+\]\s*+)?+>|\s++)*+"
    r"<([\w:.\-]++)"
)
_ROOTS = {"mapper": InputKind.MYBATIS, "databaseChangeLog": InputKind.LIQUIBASE}
_FORMATTED = compile_pattern(r"\s*--[ \t]*liquibase[ \t]+formatted[ \t]+sql", re.I)
_YAML = compile_pattern(
    r"(?:\s++|#[^\n]*+\n|---[^\n]*+\n)*+(?:\{\s*+)?(?P<q>[\"']?)databaseChangeLog(?P=q)\s*+:"
)
_LOGS = frozenset({InputKind.SLOW_LOG, InputKind.GENERAL_LOG, InputKind.BINLOG})


def recognise(name: str, head: str) -> InputKind:
    """The kind of the file `name` whose text begins with `head`; a script where nothing tells."""
    head = head[:LOOK]
    if root := _ROOT.match(head):
        return _ROOTS.get(root[1].rpartition(":")[2], InputKind.SCRIPT)
    if _FORMATTED.match(head) or _YAML.match(head):
        return InputKind.LIQUIBASE
    if _BINLOG.search(head):
        return InputKind.BINLOG
    if _is_slow_log(head):
        return InputKind.SLOW_LOG
    if _GENERAL.match(head) or (_STARTED.search(head[:2000]) and _GENERAL.search(head)):
        return InputKind.GENERAL_LOG
    return InputKind.SCRIPT


def dialect_in(kind: InputKind, name: str, head: str) -> Dialect:
    """The dialect of the statements in such a file; a server's log is in that server's own."""
    if kind not in _LOGS:
        return detect(name, head)
    maria = "mariadb" in head[:LOOK].lower() or "mariadb" in name.lower()
    return Dialect.MARIADB if maria else Dialect.MYSQL


def _is_slow_log(head: str) -> bool:
    """Whether there are heads of its entries, and no statement of another script before them."""
    if _USER.search(head) and _TOOK.search(head):
        return True
    if not (_USER.search(head) or _TOOK.search(head)):
        return False
    gap = _CODE.match(head)
    begins = _SLOW.search(head)
    return begins is not None and gap is not None and begins.start() < gap.end()
