"""Servers that take mail and webhooks on loopback, and misbehave as they are told."""

import base64
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.servers.certificates import Certificates


class _Listening(socketserver.ThreadingTCPServer):
    """On a free port until `close`; which also ends the conversations there are."""

    allow_reuse_address = True
    daemon_threads = False
    block_on_close = True

    def __init__(self, talk: Callable[[socket.socket], None]) -> None:
        self.open: list[socket.socket] = []
        self.ending = threading.Event()
        owner = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                owner.open.append(self.request)
                with suppress(OSError):  # they went away, which is theirs to do
                    talk(self.request)

        super().__init__(("", 0), Handler)
        self.port: int = self.server_address[1]
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="listening")
        self._thread.start()

    def close(self) -> None:
        if self.ending.is_set():
            return
        self.ending.set()
        self.shutdown()
        for each in self.open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.server_close()
        for each in self.open:
            each.close()
        self._thread.join()


@dataclass
class Post:
    """What came in one request."""

    path: str
    headers: dict[str, str]
    body: bytes


class HttpServer:
    """Answers each POST with the next of `answers`, and with the last of them for ever."""

    def __init__(self, *answers: "Answer", certificates: Certificates | None = None) -> None:
        self.answers = list(answers) or [Answer()]
        self.posts: list[Post] = []
        self.came = threading.Event()
        self._tls: ssl.SSLContext | None = None
        if certificates is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificates.server_cert, certificates.server_key)
        self._server = _Listening(self._talk)
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{self._server.port}"

    def close(self) -> None:
        self._server.close()

    def _talk(self, wire: socket.socket) -> None:
        if self._tls is not None:
            wire = self._tls.wrap_socket(wire, server_side=True)
            self._server.open.append(wire)
        with wire, wire.makefile("rb") as lines:
            request = lines.readline().decode()
            if not request:
                return
            headers = {}
            while (line := lines.readline().decode().strip()) != "":
                name, _colon, value = line.partition(":")
                headers[name.lower()] = value.strip()
            body = lines.read(int(headers.get("content-length", 0)))
            self.posts.append(Post(request.split()[1], headers, body))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            self.came.set()
            if answer.hangs:
                self._server.ending.wait(60)
                return
            if answer.resets:
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return
            head = [f"HTTP/1.1 {answer.status} Said", "Connection: close"]
            head += [f"{name}: {value}" for name, value in answer.headers.items()]
            head += answer.junk
            length = len(answer.body) + (1000 if answer.is_cut else 0)
            head.append(f"Content-Length: {length}")
            wire.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + answer.body)


@dataclass
class Answer:
    """To one POST."""

    body: bytes = b"ok"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    resets: bool = False
    is_cut: bool = False
    junk: tuple[str, ...] = ()
    """Lines among the headers that are none."""


class SmtpServer:
    """As much of RFC 5321 as a client may need, and as little good will as it is told."""

    def __init__(
        self,
        *,
        certificates: Certificates | None = None,
        tls: bool = False,
        login: tuple[str, str] | None = None,
        says: dict[str, str] | None = None,
        refuses: str = "",
        hangs_at: str = "",
        drops_at: str = "",
    ) -> None:
        """`certificates` for STARTTLS, or with `tls` from the first byte on. `says` answers a
        command (MAIL, RCPT, DATA, .) with a line of its own; `refuses` is nobody's address.
        """
        self.mails: list[bytes] = []
        self.came = threading.Event()
        self.recipients: list[str] = []
        self.logins: list[tuple[str, str]] = []
        self.login, self.says, self.refuses = login, says or {}, refuses
        self.hangs_at, self.drops_at, self.at_once = hangs_at, drops_at, tls
        self.tls: ssl.SSLContext | None = None
        if certificates is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificates.server_cert, certificates.server_key)
        self._server = _Listening(lambda wire: _Conversation(self, wire).hold())
        self.port = self._server.port

    def close(self) -> None:
        self._server.close()

    def wrapped(self, wire: socket.socket) -> socket.socket:
        assert self.tls is not None
        made = self.tls.wrap_socket(wire, server_side=True)
        self._server.open.append(made)
        return made

    def hang(self) -> None:
        self.came.set()
        self._server.ending.wait(60)


class _Conversation:
    """With one client."""

    def __init__(self, server: SmtpServer, wire: socket.socket) -> None:
        self._server, self._secure = server, server.at_once
        self._wire = server.wrapped(wire) if server.at_once else wire
        self._lines = self._wire.makefile("rb")

    def hold(self) -> None:
        self._say("220 mail.test")
        while line := self._lines.readline():
            word, _blank, rest = line.decode("latin-1").strip().partition(" ")
            word = word.upper()
            if word == self._server.hangs_at:
                return self._server.hang()
            if word == self._server.drops_at:
                return self._wire.shutdown(socket.SHUT_RDWR)
            if word in self._server.says:
                self._say(self._server.says[word])
            elif word == "QUIT":
                return self._say("221 bye")
            else:
                getattr(self, f"_{word.lower()}", self._ok)(rest)
        return None

    def _say(self, text: str) -> None:
        self._wire.sendall(text.encode() + b"\r\n")

    def _ok(self, _rest: str) -> None:
        self._say("250 ok")

    def _ehlo(self, _rest: str) -> None:
        offers = ["mail.test", "8BITMIME"]
        offers += ["STARTTLS"] * (self._server.tls is not None and not self._secure)
        offers += ["AUTH PLAIN"] * (self._server.login is not None)
        for each in offers[:-1]:
            self._say(f"250-{each}")
        self._say(f"250 {offers[-1]}")

    def _starttls(self, _rest: str) -> None:
        self._say("220 go on")
        self._wire = self._server.wrapped(self._wire)
        self._secure, self._lines = True, self._wire.makefile("rb")

    def _auth(self, rest: str) -> None:
        _empty, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        self._server.logins.append((user, password))
        right = (user, password) == self._server.login
        self._say("235 in" if right else f"535 5.7.8 wrong: {password}")

    def _rcpt(self, rest: str) -> None:
        if self._server.refuses and self._server.refuses in rest:
            return self._say("550 no such user")
        self._server.recipients.append(rest)
        return self._say("250 ok")

    def _data(self, _rest: str) -> None:
        self._say("354 go on")
        mail = bytearray()
        while (line := self._lines.readline()) not in (b".\r\n", b""):
            mail += line.removeprefix(b".")
        if "." in self._server.says:
            return self._say(self._server.says["."])
        self._server.mails.append(bytes(mail))
        self._server.came.set()
        return self._say("250 taken")


def json_answer(text: str, status: int = 200, **headers: Any) -> Answer:
    """As a service says it."""
    return Answer(
        text.encode(), status, {name.replace("_", "-"): str(v) for name, v in headers.items()}
    )
