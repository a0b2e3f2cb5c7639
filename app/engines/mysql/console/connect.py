"""From an endpoint to a console's session: a login of its own, which waits as long as it takes."""

import socket
from contextlib import suppress
from typing import Any

from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import ConnectFailed, ConsoleError, SessionLost
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.mysql.connect import entered, plain_mode, settle
from app.engines.mysql.console.connection import console_connection
from app.engines.mysql.console.session import MysqlConsole
from app.engines.mysql.login import PROGRAM, Login
from app.engines.mysql.server import Server

_SIGNS_OF_LIFE = (("TCP_KEEPIDLE", 20), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 4))
"""Seconds of silence, between signs, and how many: a network that died is noticed in 40 s."""


def connect_console(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> MysqlConsole:
    """Make a console's session. Raises ConnectFailed, SecretUnavailable, Cancelled."""
    login = Login(endpoint, reveal, console_connection, f"{PROGRAM} console")
    connection, server, facts = entered(login, _bind, stop, tell)
    session = MysqlConsole(connection, login, server, facts)
    try:
        with session.during(stop):
            session.look_around()
    except SessionLost as lost:
        session.close()
        raise ConnectFailed(str(lost), hint=lost.hint) from lost
    except ConsoleError:
        session.close()
        raise
    return session


def _bind(connection: Any, endpoint: Endpoint, server: Server) -> None:
    """What must hold for `reading`; everything else is as the server has it for everybody."""
    settings = [plain_mode(server)]
    if endpoint.read_only:
        settings.append("SET SESSION TRANSACTION READ ONLY")
    settle(connection, settings)
    connection._read_timeout = connection._write_timeout = None
    for name, value in _SIGNS_OF_LIFE:
        with suppress(OSError, AttributeError):  # a tunnel's end is no TCP; not every system has it
            connection._sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
