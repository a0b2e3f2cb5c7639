"""Reads an answer as plain text: for what is asked of many servers again and again.

PyMySQL describes each column and converts each value by its type. A sample's rows are two columns
of text mostly, and SHOW REPLICA STATUS has sixty columns and no row on most servers: here columns
are described once for each statement, and a value is cut out and decoded, no more. Protocol: MySQL
Internals, "Text Resultset"; the driver does not ask for CLIENT_DEPRECATE_EOF, so an EOF ends rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.mysql.wire import quoted, refusal

VALUES = "$values"
"""Stands in a statement for values, with commas between."""
_ERROR, _OK, _FILE, _EOF = 0xFF, 0x00, 0xFB, 0xFE
_NULL = 251
_WIDTHS = {252: 2, 253: 3, 254: 8}
"""Bytes of a length, by the byte before it."""
_WHOLE = 0xFFFFFF  # a packet that goes on in the next
_EOF_MOST = 9
_NAME = 4  # before a column's name stand catalog, schema, table, and the table's own name


@dataclass(frozen=True, slots=True)
class Plain:
    """Rows of text; None is NULL. Columns in small letters."""

    columns: tuple[str, ...]
    rows: list[list[str | None]]
    size: int
    """Bytes received."""


class Reader:
    """Sends statements over one connection, and remembers what their columns are."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._known: dict[str, tuple[bytes, tuple[str, ...]]] = {}
        self._size = 0

    def read(self, statement: str, values: Sequence[str] = ()) -> Plain:
        """All rows of one, with `values` where it says VALUES. Raises what the driver would."""
        from pymysql.constants import COMMAND

        connection = self._connection
        text = statement
        if values:
            text = statement.replace(VALUES, ", ".join(quoted(value) for value in values))
        connection._execute_command(COMMAND.COM_QUERY, text.encode())
        connection._sock.settimeout(connection._read_timeout)
        connection._current_timeout = connection._read_timeout
        self._size = 0
        try:
            return self._answer(statement)
        except (IndexError, KeyError) as error:
            raise self._lost("a row that makes no sense") from error

    def _answer(self, statement: str) -> Plain:
        first = self._packet()
        if first[0] == _OK:
            return Plain((), [], self._size)
        if first[0] == _FILE:
            raise self._lost("a file of ours was asked for")
        count, _at = _length(first, 0)
        columns = self._columns(statement, [self._packet() for _column in range(count)])
        self._packet()  # EOF
        rows: list[list[str | None]] = []
        while True:
            packet = self._packet()
            if packet[0] == _EOF and len(packet) < _EOF_MOST:
                return Plain(columns, rows, self._size)
            rows.append(_values(packet, count))

    def _columns(self, statement: str, packets: list[bytes]) -> tuple[str, ...]:
        described = b"".join(packets)
        known = self._known.get(statement)
        if known is None or known[0] != described:
            names = (_values(packet, _NAME + 1)[_NAME] or "" for packet in packets)
            known = self._known[statement] = described, tuple(name.lower() for name in names)
        return known[1]

    def _packet(self) -> bytes:
        """The next one, whole."""
        packet, more = self._part()
        if more:
            parts = [packet]
            while more:
                packet, more = self._part()
                parts.append(packet)
            packet = b"".join(parts)
        if packet[0] == _ERROR:
            raise refusal(packet) or self._lost("a refusal that makes no sense")
        return packet

    def _part(self) -> tuple[bytes, bool]:
        stream = self._connection._rfile
        if stream is None:
            raise self._lost("closed")
        try:
            head = stream.read(4)
            if len(head) < 4:
                raise self._lost("the server closed it")
            size = head[0] | head[1] << 8 | head[2] << 16
            packet: bytes = stream.read(size)
        except (OSError, ValueError) as error:  # ValueError: the stream was closed meanwhile
            raise self._lost(str(error)) from error
        if len(packet) < size or not packet:
            raise self._lost("the server closed it")
        self._size += size + 4
        return packet, size == _WHOLE

    def _lost(self, why: str) -> Exception:
        """What the driver raises in such a case; nothing that follows would be understood."""
        from pymysql.err import OperationalError

        self._connection._force_close()
        lost: Exception = OperationalError(2013, f"Lost connection to MySQL server ({why})")
        return lost


def _length(packet: bytes, at: int) -> tuple[int, int]:
    """A number, or a value's length, and where it ends."""
    first = packet[at]
    if first < _NULL:
        return first, at + 1
    width = _WIDTHS[first]
    return int.from_bytes(packet[at + 1 : at + 1 + width], "little"), at + 1 + width


def _values(packet: bytes, count: int) -> list[str | None]:
    """The first `count` values of a row."""
    values: list[str | None] = []
    at = 0
    for _column in range(count):
        length = packet[at]
        if length == _NULL:
            values.append(None)
            at += 1
            continue
        if length > _NULL:
            length, at = _length(packet, at)
        else:
            at += 1
        end = at + length
        values.append(packet[at:end].decode("utf-8", "replace"))
        at = end
    return values
