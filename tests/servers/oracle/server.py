"""The Oracle server of the tests: real driver, real protocol, and SQL answered by the test.

It is not Oracle: what a test proves with it is how we speak to the driver, and how we take what
Oracle says. Plans, the contents of V$ views and what a licence allows are the test's own words.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from tests.servers.certificates import Certificates
from tests.servers.oracle.answers import Answer, OraError
from tests.servers.oracle.packets import Connection
from tests.servers.oracle.session import Session
from tests.servers.process import free_port

Handler = Callable[[Session, str, list[Any]], Answer]
_PATIENCE = 10.0  # seconds in which a session's thread must have ended


class OracleServer:
    """Listens on `host`:`port`, and has `handler(session, sql, binds)` answer.

    `services` are the names it is known by (all where empty), `users` names and passwords.
    With `certificates` it speaks TLS only. May be changed while it runs: `handler`, `users`,
    `refuse_login` (an OraError for everybody, such as `OraError(28000, "…locked")`),
    `refuse_connect` (the listener's code, such as 12514).
    `statements` keeps what was run, with its binds, COMMIT and ROLLBACK among them.
    """

    host = "127.0.0.1"
    user = "system"
    password = "oracle"
    service = "testdb"

    def __init__(
        self,
        handler: Handler,
        *,
        users: Mapping[str, str] | None = None,
        services: tuple[str, ...] = (service,),
        version: str = "19.24.0.0.0",
        database: str = "TESTDB",
        instance: str = "TESTDB",
        certificates: Certificates | None = None,
    ) -> None:
        self.handler = handler
        named = users or {self.user: self.password}
        self.users = {name.upper(): password for name, password in named.items()}
        self.services = {service.lower() for service in services}
        self.version, self.database, self.instance = version, database, instance
        self.refuse_login: OraError | None = None
        self.refuse_connect: int | None = None
        self.statements: list[tuple[str, list[Any]]] = []
        self.port = free_port()
        self._tls = _context(certificates) if certificates else None
        self._sessions: list[Session] = []
        self._last_sid = 10
        self._door: socket.socket | None = None
        self._lock = threading.Lock()

    @property
    def dsn(self) -> str:
        """The easy connect string of the first service."""
        scheme = "tcps://" if self._tls else ""
        return f"{scheme}{self.host}:{self.port}/{min(self.services, default='')}"

    @property
    def sessions(self) -> list[Session]:
        """Who is logged in now."""
        with self._lock:
            return [one for one in self._sessions if one.is_alive() and one.login]

    @property
    def log(self) -> str:
        """The statements, one a line."""
        return "\n".join(sql for sql, _ in self.statements)

    def session(self, sid: int) -> Session:
        """Return the session with this number."""
        return next(session for session in self.sessions if session.sid == sid)

    def note(self, session: Session, sql: str, binds: list[Any]) -> None:
        """Keep a statement of a session."""
        self.statements.append((sql, binds))

    def start(self) -> Self:
        """Listen; after `stop` on the same port."""
        self._door = socket.create_server((self.host, self.port), backlog=64)
        self._thread = threading.Thread(
            target=self._accept, args=(self._door,), name=f"Oracle listener {self.port}"
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """End all sessions, and refuse new ones."""
        if self._door is None:
            return
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._thread.join(_PATIENCE)
        self._door.close()
        self._door = None
        for session in self._sessions:
            session.drop()
        for session in self._sessions:
            session.join(_PATIENCE)
        self._sessions.clear()

    kill = close = stop

    def restart(self) -> None:
        """End all sessions, and be there again."""
        self.stop()
        self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _accept(self, door: socket.socket) -> None:
        while True:
            try:
                peer, _ = door.accept()
            except OSError:  # stopped
                return
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._last_sid += 1
            session = Session(self, Connection(peer, self._tls), self._last_sid)
            with self._lock:
                self._sessions = [one for one in self._sessions if one.is_alive()]
                self._sessions.append(session)
            session.start()


def _context(certificates: Certificates) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server_cert, certificates.server_key)
    context.load_verify_locations(certificates.ca)
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


def wallet(folder: Path, certificates: Certificates) -> Path:
    """Write a wallet as Oracle's clients read it: whom to trust, and who the client is."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = (certificates.client_key, certificates.client_cert, certificates.ca)
    (folder / "ewallet.pem").write_text("".join(part.read_text() for part in parts))
    return folder
