"""The statements in general query logs of MySQL and MariaDB.

Each entry has a moment (before 5.7 only where the second is another), the number of a connection,
a command, and its argument behind a tab, which may go over lines.
"""

import re
from collections.abc import Iterable, Iterator

from app.sql.hidden.records import records
from app.sql.lines import advance
from app.sql.possessive import compile_pattern
from app.sql.split.piece import Piece, PieceKind

_COMMANDS = (
    "Sleep|Quit|Init DB|Query|Field List|Create DB|Drop DB|Refresh|Shutdown|Statistics|Processlist"
    "|Connect Out|Connect|Kill|Debug|Ping|Time|Delayed insert|Change user|Binlog Dump GTID"
    "|Binlog Dump|Table Dump|Register (?:Slave|Replica)|Prepare|Execute|Bulk_execute|Long Data"
    "|Close stmt|Reset stmt|Set option|Fetch|Daemon|Error|Reset connection|clone|Group Replication"
    "|Reset Connection|Stmt bulk execute|Slave_IO|Slave_SQL"
)
_MOMENT = (
    r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d)|\d{6} [ \d]\d:\d\d:\d\d|[\t ])"
)
ENTRY = rf"{_MOMENT}[\t ]*\d{{1,20}} (?:{_COMMANDS})(?:[\t ]|\r?$)"
"""How an entry begins."""
_BEHIND = compile_pattern(rf"\n(?={ENTRY})", re.M)
_ENTRY = compile_pattern(
    rf"{_MOMENT}[\t ]*+(?P<connection>\d{{1,20}}) (?P<command>{_COMMANDS})(?:[\t ]\s*+|\r?$)"
    r"(?:\[\d+\][ \t])?",
    re.M,
)
_SENT = frozenset({"Query", "Prepare", "Execute", "Bulk_execute", "Stmt bulk execute"})
_CONNECTIONS = 100_000  # remembered at most
_BLANKS = " \t\r\n\f\v\x00"


def general_log_pieces(chunks: Iterable[str]) -> Iterator[Piece]:
    """The statements of a general log.

    What was prepared is taken when it is prepared; when it is executed, only on connections that
    prepared nothing in this log.
    """
    prepared: set[str] = set()
    for record in records(chunks, _BEHIND):
        entry = _ENTRY.match(record.text)
        if entry is None or entry["command"] not in _SENT:
            continue
        if entry["command"] == "Prepare":
            if len(prepared) >= _CONNECTIONS:
                prepared.clear()
            prepared.add(entry["connection"])
        elif entry["command"] != "Query" and entry["connection"] in prepared:
            continue
        text = record.text[entry.end() :].rstrip(_BLANKS).removesuffix(";").rstrip(_BLANKS)
        if text:
            place = advance(record.start, record.text, 0, entry.end())
            yield Piece(text, place, PieceKind.SQL, cut=record.cut)
