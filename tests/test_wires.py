"""Sockets that can be cut from another thread, also those that are only about to be used."""

import socket

import pytest

from app.wires import Wires


def test_whoever_comes_after_the_cut_is_not_left_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, Wires() as wires:
        before = socket.create_connection(server.getsockname())
        wires.took(before)
        wires.cut()
        assert before.recv(1) == b""
        before.close()
        after = socket.create_connection(server.getsockname())
        with pytest.raises(ConnectionAbortedError):
            wires.took(after)
        assert after.fileno() == -1  # or the other side waits for a word for ever
