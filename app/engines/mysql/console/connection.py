"""The driver's connection of a console: MariaDB is asked to say more of each column.

MariaDB sends UUID, INET6, JSON and each kind of geometry as mere strings, and says what they are
to clients that set MARIADB_CLIENT_EXTENDED_METADATA (MariaDB's "Connecting", "Column Definition
Packet"). The driver knows nothing of it: the flag is set on its login packet's way out, and the
further field is taken out of the columns' packets on their way in.
"""

import struct
from functools import cache
from typing import Any

from app.engines.mysql.careful import careful_connection

_CLIENT_MYSQL = 1
"""Set by whoever has none of MariaDB's own flags."""
_EXTENDED = 1 << 3
_LONGEST_PACKET = 2**24 - 1  # what the driver says it takes
_LOGIN_LENGTH = 32  # bytes up to the user's name: flags, longest packet, charset, 19 + 4 spare
_FLAGS_AT = 28
_GREETING_TAIL = 13  # after the version and its 0: thread 4, salt 8, a 0
_OWN_FLAGS_AT = (
    2 + 1 + 2 + 2 + 1 + 6
)  # capabilities, charset, status, capabilities, a length, spare
TYPE, FORMAT = 0, 1
"""What a further word of a column says: its type (`uuid`, `point`), or its format (`json`)."""


@cache
def console_connection() -> Any:
    """The class of a console's connections; see `careful_connection`."""
    from pymysql.protocol import FieldDescriptorPacket, MysqlPacket

    class Field(FieldDescriptorPacket):  # type: ignore[misc]  # PyMySQL has no types
        """A column, with what MariaDB says beside."""

        def read_struct(self, form: str) -> Any:
            self.words = _words(self.read_length_coded_string() or b"")
            return super().read_struct(form)

    class ConsoleConnection(careful_connection()):  # type: ignore[misc]
        says_more = False
        """Whether columns come with further words."""
        _greeting: bytes | None = b""

        def _get_server_information(self) -> None:
            super()._get_server_information()
            greeting, self._greeting = self._greeting or b"", None
            self.says_more = _offers_more(greeting, self.server_capabilities)

        def _read_packet(self, packet_type: Any = MysqlPacket) -> Any:
            if packet_type is FieldDescriptorPacket and self.says_more:
                packet_type = Field
            packet = super()._read_packet(packet_type)
            if self._greeting is not None:
                self._greeting = packet.get_all_data()
            return packet

        def write_packet(self, payload: bytes) -> None:
            """Send a packet; those of the login ask for more of the columns."""
            if self.says_more and self._result is None and _opens_login(self, payload):
                own = struct.pack("<I", _EXTENDED)
                first = bytes([payload[0] & ~_CLIENT_MYSQL])
                payload = first + payload[1:_FLAGS_AT] + own + payload[_LOGIN_LENGTH:]
            super().write_packet(payload)

    return ConsoleConnection


def _opens_login(connection: Any, payload: bytes) -> bool:
    """Whether it is a packet of the login that begins with the flags: TLS's request, the answer."""
    return (
        connection._next_seq_id in (1, 2)
        and len(payload) >= _LOGIN_LENGTH
        and payload[4:8] == struct.pack("<i", _LONGEST_PACKET)
    )


def _offers_more(greeting: bytes, capabilities: int) -> bool:
    """Whether a server's greeting has MariaDB's own flags, with that one among them."""
    if capabilities & _CLIENT_MYSQL:
        return False
    at = greeting.find(b"\0", 1) + 1 + _GREETING_TAIL + _OWN_FLAGS_AT
    if at + 4 > len(greeting):
        return False
    (own,) = struct.unpack_from("<I", greeting, at)
    return bool(own & _EXTENDED)


def _words(packed: bytes) -> dict[int, str]:
    """The further words of a column by what they say: a byte, a length, so many bytes, again."""
    words = {}
    at = 0
    while at + 2 <= len(packed):
        what, size = packed[at], packed[at + 1]
        words[what] = packed[at + 2 : at + 2 + size].decode("utf-8", "replace")
        at += 2 + size
    return words
