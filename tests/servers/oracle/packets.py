"""Packets of one connection: receiving, sending, and noticing a break while a statement runs."""

import select
import socket
import ssl
import struct
from enum import IntEnum

from tests.servers.oracle.wire import Reader

SDU = 8192  # bytes of a packet at most, header included
_HEADER = 8
_DATA_FLAGS = 2
_END = 0x40  # data flag: the client says goodbye


class Packet(IntEnum):
    """The types of packets."""

    CONNECT = 1
    ACCEPT = 2
    REFUSE = 4
    DATA = 6
    MARKER = 12


class Closed(Exception):
    """The client has gone, or the server is being stopped."""


class Connection:
    """One client's socket. Used by its session's thread; only `end` may come from another."""

    def __init__(self, peer: socket.socket, tls: ssl.SSLContext | None) -> None:
        self._socket = peer
        self._tls = tls
        self._got = b""
        self.large = False  # packet lengths have four bytes, from the acceptance on

    def encrypt(self) -> None:
        """Shake hands, where the server wants TLS."""
        if self._tls is not None:
            self._socket = self._tls.wrap_socket(self._socket, server_side=True)

    def receive(self) -> tuple[int, bytes]:
        """Return the next packet's type and its body."""
        self._need(_HEADER)
        size = int.from_bytes(self._got[: 4 if self.large else 2], "big")
        self._need(size)
        packet, self._got = self._got[:size], self._got[size:]
        return packet[4], packet[_HEADER:]

    def message(self) -> Reader:
        """Return the next message, and pass over breaks that come too late."""
        while True:
            kind, body = self.receive()
            if kind == Packet.DATA:
                return Reader(data_of(body))

    def send_packet(self, kind: Packet, body: bytes | bytearray) -> None:
        size = len(body) + _HEADER
        layout = ">IBBH" if self.large else ">HxxBBH"
        self._socket.sendall(struct.pack(layout, size, kind, 0, 0) + body)

    def send(self, message: bytes | bytearray) -> None:
        """Send a message in as many packets as it takes."""
        step = SDU - _HEADER - _DATA_FLAGS
        for start in range(0, len(message), step):
            self.send_packet(Packet.DATA, bytes(_DATA_FLAGS) + message[start : start + step])

    def wait_for_break(self, seconds: float) -> bool:
        """Tell whether the client has sent a break, or does so within this time."""
        if not self._got and self._readable(seconds):
            self._got += self._some()
        return len(self._got) > 4 and self._got[4] == Packet.MARKER

    def end(self) -> None:
        """Shut the connection; the session's thread notices, and closes it."""
        try:
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
        except OSError:  # the client was quicker
            return

    def close(self) -> None:
        self._socket.close()

    def _readable(self, seconds: float) -> bool:
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _need(self, size: int) -> None:
        while len(self._got) < size:
            self._got += self._some()

    def _some(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise Closed
        return data


def data_of(body: bytes) -> bytes:
    """Return a data packet's part of a message; Closed when the client says goodbye."""
    if int.from_bytes(body[:_DATA_FLAGS], "big") & _END:
        raise Closed
    return body[_DATA_FLAGS:]
