"""Answers of a server as they come: what is told of each result, and the state of the session.

Rows are cut out of their packets and converted column by column, in half the time the driver's
cursor takes for it. Protocol: MySQL Internals, "Text Resultset"; an EOF ends columns and rows, as
the driver does not ask for CLIENT_DEPRECATE_EOF.
"""

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.domain.console.result import Affected, Clipped, Head, Rows
from app.engines.mysql.console.columns import Convert, column_of
from app.engines.mysql.wire import refusal
from app.i18n import _

_OK, _FILE, _EOF, _ERROR, _NULL = 0x00, 0xFB, 0xFE, 0xFF, 251
_EOF_MOST = 9
_WIDTHS = {252: 2, 253: 3, 254: 8}
_WHOLE = 0xFFFFFF  # a packet that goes on in the next
_MORE_RESULTS = 8
_FIRST_ROWS, _MOST_ROWS = 64, 4096
_MOST_BYTES = 1 << 20
_MOST_SECONDS = 0.1
_CUT_SHORT = (
    IndexError, struct.error, AssertionError, UnicodeDecodeError, AttributeError, TypeError
)  # fmt: skip
"""What the driver raises, unmeant, where a packet ends too early or a length of it is none."""
_BUFFER = 1 << 16  # bytes read ahead: a row is two reads of the buffer


class Stream:
    """Sends a statement over a connection of the driver's, and tells what comes of it."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.warnings = 0
        """How many the last result has."""
        self.open = False
        """Whether an answer is not read to its end."""
        self.rows_sent = 0

    @property
    def status(self) -> int:
        """SERVER_STATUS flags as they were told last."""
        return int(self._connection.server_status)

    def ping(self) -> None:
        """Have the server tell its status."""
        from pymysql.constants import COMMAND

        self._connection._execute_command(COMMAND.COM_PING, b"")
        with self._making_sense():
            self._ok(self._connection._read_packet().get_all_data())

    def ask(self, text: bytes, clip: int) -> Iterator[Head | Rows | Affected]:
        """Run it, telling each result of it. Raises what the driver would."""
        from pymysql.constants import COMMAND

        self._connection._execute_command(COMMAND.COM_QUERY, text)
        self.open = True
        try:
            while True:
                yield from self._result(clip)
                if not self.status & _MORE_RESULTS:
                    break
            self.open = False
        except _errors() as error:
            self.open = False  # an error ends it, whatever was to come
            raise error

    def _result(self, clip: int) -> Iterator[Head | Rows | Affected]:
        with self._making_sense():
            head = self._head()
        if isinstance(head, Affected):
            yield head
            return
        columns, converts = head
        yield Head(columns)
        self.rows_sent = 0
        for rows in self._rows(converts, clip):
            self.rows_sent += len(rows)
            yield Rows(rows)
        yield Affected(self.rows_sent)

    def _head(self) -> Affected | tuple[tuple[Any, ...], list[Convert]]:
        """What a statement without rows did, or the columns of those that come."""
        connection = self._connection
        packet: bytes = connection._read_packet().get_all_data()
        if packet[0] == _OK:
            return self._ok(packet)
        if packet[0] == _FILE:
            # never asked for: the flag for it is not set, so whoever asks is no honest server
            connection._force_close()
            raise _lost(_("The server asked for a file of this computer; it was refused."))
        return self._columns(_number(packet, 0)[0])

    @contextmanager
    def _making_sense(self) -> Iterator[None]:
        """What the driver reads; its own mishaps over a packet cut short are a lost connection."""
        try:
            yield
        except _CUT_SHORT as error:
            self._connection._force_close()
            raise _lost("an answer that makes no sense") from error

    def _columns(self, count: int) -> tuple[tuple[Any, ...], list[Convert]]:
        from pymysql.protocol import FieldDescriptorPacket

        packets = [self._connection._read_packet(FieldDescriptorPacket) for _each in range(count)]
        found = [column_of(packet) for packet in packets]
        self._eof(self._connection._read_packet().get_all_data())
        return tuple(column for column, _convert in found), [convert for _column, convert in found]

    def _rows(self, converts: list[Convert], clip: int) -> Iterator[list[tuple[object, ...]]]:
        """Rows in batches: the first soon, the others by number, size, or time."""
        clock, decode = time.perf_counter, _decode
        batch: list[tuple[object, ...]] = []
        most, size, until = _FIRST_ROWS, 0, clock() + _MOST_SECONDS
        while True:
            packet = self._packet()
            if packet[0] == _EOF and len(packet) < _EOF_MOST:
                self._eof(packet)
                break
            try:
                batch.append(decode(packet, converts, clip))
            except (IndexError, KeyError) as error:
                self._connection._force_close()
                raise _lost("a row that makes no sense") from error
            size += len(packet)
            if len(batch) >= most or size >= _MOST_BYTES or clock() >= until:
                yield batch
                batch = []
                most, size, until = _MOST_ROWS, 0, clock() + _MOST_SECONDS
        if batch:
            yield batch

    def _packet(self) -> bytes:
        """The next one, whole; what the driver's own way takes six calls for."""
        connection = self._connection
        packet = b""
        while True:
            try:
                head = connection._rfile.read(4)
                size = head[0] | head[1] << 8 | head[2] << 16
                part: bytes = connection._rfile.read(size)
            except (OSError, ValueError, IndexError, AttributeError) as error:
                connection._force_close()
                raise _lost(str(error)) from error
            if len(part) < size or not size:
                connection._force_close()
                raise _lost("the server closed it")
            connection._next_seq_id = (head[3] + 1) % 256
            packet = packet + part if packet else part
            if size < _WHOLE:
                break
        if packet[0] == _ERROR:
            if (refused := refusal(packet)) is not None:
                raise refused
            connection._force_close()
            raise _lost("a refusal that makes no sense")
        return packet

    def _eof(self, packet: bytes) -> None:
        self.warnings = int.from_bytes(packet[1:3], "little")
        self._connection.server_status = int.from_bytes(packet[3:5], "little")

    def _ok(self, packet: bytes) -> Affected:
        rows, at = _number(packet, 1)
        last_id, at = _number(packet, at)
        self._connection.server_status = int.from_bytes(packet[at : at + 2], "little")
        self.warnings = int.from_bytes(packet[at + 2 : at + 4], "little")
        return Affected(rows, last_id or None, _info(packet[at + 4 :]))


def _info(tail: bytes) -> str:
    """The server's words at the end of an OK packet; most send their length before."""
    if tail and tail[0] == len(tail) - 1:
        tail = tail[1:]
    return tail.decode("utf-8", "replace")


def _number(packet: bytes, at: int) -> tuple[int, int]:
    """A number, or a value's length, and where it ends."""
    first = packet[at]
    if first < _NULL:
        return first, at + 1
    width = _WIDTHS[first]
    return int.from_bytes(packet[at + 1 : at + 1 + width], "little"), at + 1 + width


def _decode(packet: bytes, converts: list[Convert], clip: int) -> tuple[object, ...]:
    values: list[object] = []
    at = 0
    for convert in converts:
        length = packet[at]
        at += 1
        if length >= _NULL:
            if length == _NULL:
                values.append(None)
                continue
            width = _WIDTHS[length]
            length = int.from_bytes(packet[at : at + width], "little")
            at += width
        end = at + length
        try:
            value = convert(packet[at:end])
        except (ValueError, ArithmeticError):  # not what its column says; shown as it came
            value = packet[at:end].decode("utf-8", "replace")
        if length > clip and isinstance(value, str | bytes) and len(value) > clip:
            value = Clipped(value[:clip], len(value))
        values.append(value)
        at = end
    return tuple(values)


def _lost(why: str) -> Exception:
    from pymysql.err import OperationalError

    lost: Exception = OperationalError(2013, f"Lost connection to MySQL server ({why})")
    return lost


def _errors() -> tuple[type[Exception], ...]:
    from app.engines.mysql.failures import driver_errors

    return driver_errors()
