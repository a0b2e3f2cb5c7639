"""Statements over a PyMySQL connection, and what comes back of them.

The server sends text that is not always what its column says: SHOW ENGINE INNODB STATUS and the
process list hold other people's statements, raw. Such bytes are shown as � instead of failing.
"""

import codecs
import contextlib
import socket
import struct
from typing import Any

from app.domain.errors import SessionLost
from app.i18n import _
from app.sql.quoting import named as named
from app.sql.quoting import quoted as quoted

CODEC = "mohist_utf8"
MARK = "/* mohist */ "
"""Stands before every statement of ours, so that it can be told from the application's."""


def _lenient(name: str) -> codecs.CodecInfo | None:
    if name != CODEC:
        return None
    return codecs.CodecInfo(codecs.lookup("utf-8").encode, _decode, name=CODEC)


def _decode(data: Any, errors: str = "strict") -> tuple[str, int]:
    return bytes(data).decode("utf-8", "replace"), len(data)


codecs.register(_lenient)


def refusal(packet: bytes) -> Exception | None:
    """What the driver makes of a packet in which a server says no; None where it is cut short."""
    from pymysql.err import Error, raise_mysql_exception

    refused: Exception | None = None
    try:
        raise_mysql_exception(packet)
    except Error as error:
        refused = error
    except (IndexError, struct.error):
        pass
    return refused


def lowered(description: Any) -> tuple[str, ...]:
    """The names of a result's columns in small letters; the flavours differ in this."""
    return tuple(str(column[0]).lower() for column in description or ())


def as_rows(columns: tuple[str, ...], fetched: Any) -> list[dict[str, Any]]:
    """Rows by the names of their columns."""
    return [dict(zip(columns, row, strict=True)) for row in fetched]


def text_of(value: object) -> str:
    """A value as text; bytes are read as UTF-8, None is nothing."""
    if value is None:
        return ""
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def cut(connection: Any) -> None:
    """Break a connection off from any thread, so that whoever waits on it wakes up.

    Closing would not wake a thread that waits in recv(); shutting down does.
    """
    if connection._sock is not None:
        shut(connection._sock)


def shut(held: socket.socket) -> None:
    """Shut a socket down both ways, below TLS."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(held, socket.SHUT_RDWR)


def end(connection: Any, seconds: float) -> None:
    """Log out and close, within so many seconds for each step; never raises."""
    held = connection._sock
    if held is None:
        return
    with contextlib.suppress(OSError):
        held.settimeout(seconds)
    with contextlib.suppress(OSError):
        connection.close()


def gone() -> SessionLost:
    """The error of a session that was closed or cut before."""
    return SessionLost(_("The session is closed."), hint=_("Connect again."))
