"""One connection to one Redis server: dialled, encrypted, let in."""

import contextlib
import os
import socket
import ssl
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.domain.connecting import Stage, Tell
from app.domain.endpoint import Endpoint, TlsMode, secret_id
from app.domain.errors import ConnectFailed, SessionLost, StatementFailed
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.network import dial, stage, tls
from app.engines.redis import refusals
from app.engines.redis.reader import Reader, TooLarge
from app.engines.redis.replies import text
from app.i18n import _

Words: TypeAlias = tuple[bytes | str | int, ...]
"""A command."""

_LONGEST_MESSAGE = 64 * 1024
"""Bytes of a published message that are kept."""


def our_name() -> str:
    """What our connections are called in CLIENT LIST: nobody else's console has the same."""
    host = "".join(letter for letter in socket.gethostname() if "!" <= letter <= "~")
    return f"mohist:{host}:{os.getpid()}"


@dataclass(frozen=True, slots=True)
class Login:
    """As whom."""

    user: str = ""
    password: str | None = None
    database: int = 0

    def __repr__(self) -> str:
        return f"Login({self.user!r})"


class Node:
    """Sends words and gives replies as the protocol has them: bytes, numbers, lists, maps."""

    def __init__(self, address: str, port: int, raw: socket.socket, encrypted: str) -> None:
        self.address, self.port, self.encrypted = address, port, encrypted
        self.name = f"{address}:{port}"
        """What it is called here: a server of a cluster keeps its name, however it was reached."""
        self.raw = raw
        self.protocol = 3
        self.database = 0
        self.client = ""
        """Our id in its CLIENT LIST; ids of two servers may be alike."""
        self.gone = False
        """Whether the connection broke: it is of no more use."""
        self.asked = 0
        self.seconds = 0.0
        self.alert: ssl.SSLError | None = None
        """Why the server broke off TLS behind the handshake, where it did."""
        self._reader = Reader()
        self._connection: Any = None

    @property
    def received(self) -> int:
        """Bytes of replies so far."""
        return self._reader.received

    def log_in(self, login: Login, patience: float, timeout: float, protocol: int) -> None:
        """Say HELLO (or AUTH) within `patience`; from then on a command may take `timeout`.

        Both in seconds. The driver's errors come through.
        """
        from redis.connection import Connection
        from redis.maint_notifications import MaintNotificationsConfig

        made, node = self.raw, self

        class Dialled(Connection):
            """Uses the socket that was dialled, once; hears why TLS was refused before it goes."""

            def _connect(self) -> socket.socket:
                if self.socket_timeout is None:  # asked again, after it broke
                    raise OSError("used up")
                made.settimeout(self.socket_timeout)
                return made

            def disconnect(self, *args: Any, **options: Any) -> None:
                if self.socket_timeout is not None:  # while it logs in
                    node.alert = node.alert or tls.refusal(sys.exception(), made)
                close: Any = super().disconnect  # the driver has no types here
                close(*args, **options)

        reader, self.protocol = self._reader, protocol
        self.database = login.database
        make: Any = Dialled  # the driver's own constructor has no types
        self._connection = make(
            host=self.address,
            port=self.port,
            db=login.database,
            username=login.user or None,
            password=login.password,
            protocol=protocol,
            socket_timeout=patience,
            parser_class=lambda socket_read_size: reader,
            retry=_no_retry(),
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
        self._connection.connect()
        self._connection.socket_timeout = None  # never dialled again by itself
        *_said, ours = self.ask_all(
            (("CLIENT", "SETNAME", our_name()), ("CLIENT", "NO-TOUCH", "ON"), ("CLIENT", "ID"))
        )
        self.client = "" if isinstance(ours, StatementFailed) else text(ours)
        made.settimeout(timeout)

    def ask(self, *words: bytes | str | int, each: int | None = None) -> Any:
        """The reply to one command; StatementFailed or SessionLost.

        Where `each` is given, a longer string comes as a `reader.Cut`. Where the reply as a whole
        is too large the connection is given up, and StatementFailed says so (TOOLARGE).
        """
        begun = time.perf_counter()
        self._reader.allow(each)
        try:
            with self._driver():
                self._connection.send_command(*words, check_health=False)
                return self._read()
        finally:
            self._count(1, begun)

    def ask_all(self, commands: Sequence[Words], each: int | None = None) -> list[Any]:
        """The replies to several commands sent at once; errors are among them."""
        if not commands:
            return []
        begun, replies = time.perf_counter(), []
        self._reader.allow(each)
        with self._driver():
            self._connection.send_packed_command(
                self._connection.pack_commands(commands), check_health=False
            )
            for _command in commands:
                try:
                    with self._driver():
                        replies.append(self._read())
                except StatementFailed as error:
                    if self.gone:
                        raise
                    replies.append(error)
        self._count(len(commands), begun)
        return replies

    def select(self, database: int) -> None:
        """Stand on another database from now on."""
        if database != self.database:
            self.ask("SELECT", database)
            self.database = database

    def send(self, *words: bytes | str) -> None:
        """Send a command and do not wait (SUBSCRIBE)."""
        with self._driver():
            self._connection.send_command(*words, check_health=False)

    def pour(self, wire: bytes) -> None:
        """Send commands as the protocol has them, and do not wait; `settle` reads the answers."""
        with self._driver():
            self._connection.send_packed_command([wire], check_health=False)

    def settle(self) -> tuple[int, StatementFailed | None]:
        """Wait for answers to what was poured: how many came, and the error the last is."""
        with self._driver():
            count, error = self._reader.pass_over()
        self.asked += count
        return count, None if error is None else refusals.failed(error)

    def has_news(self, within: float = 0.0) -> bool:
        """Whether something was pushed, or is within so many seconds."""
        with self._driver():
            return bool(self._connection.can_read(timeout=within))

    def receive(self, longest: int = _LONGEST_MESSAGE) -> Any:
        """The next that is pushed, longer messages `Cut`; a refusal is given, not raised."""
        self._reader.allow(longest)
        asked = {"push_request": True} if self.protocol == 3 else {}
        try:
            with self._driver():
                return self._connection.read_response(disable_decoding=True, **asked)
        except StatementFailed as error:
            if self.gone:
                raise
            return error

    def cut(self) -> None:
        """Break it off from any thread; whoever waits on it wakes up."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.raw, socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of it."""
        if self._connection is not None:
            self._connection.disconnect()
        self.raw.close()

    def _read(self) -> Any:
        """A reply. The driver would hang up on LOADING, which ends by itself: it is told not to."""
        return self._connection.read_response(disable_decoding=True, disconnect_on_error=False)

    def _give_up(self) -> None:
        """What comes next could be the answer to something else: nothing is read any more."""
        self.gone = True
        self.cut()

    def _count(self, commands: int, begun: float) -> None:
        self.asked += commands
        self.seconds += time.perf_counter() - begun

    @contextlib.contextmanager
    def _driver(self) -> Any:
        from redis.exceptions import BusyLoadingError, RedisError, ResponseError

        try:
            yield
        except (ResponseError, BusyLoadingError) as error:
            raise refusals.failed(error) from error
        except TooLarge as error:
            self._give_up()
            raise StatementFailed(
                _("The answer is larger than what is read at once, and was given up."),
                hint=_("Ask for a part of it, or open the key in the key browser."),
                code="TOOLARGE",
            ) from error
        except (RedisError, OSError, ValueError) as error:  # ValueError: not the protocol at all
            self._give_up()
            raise SessionLost(
                _("The connection to {server} is lost.").format(server=self.name),
                hint=_("It is made anew with the next question."),
            ) from error


def _no_retry() -> Any:
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Retry(NoBackoff(), 0)


def open_node(
    endpoint: Endpoint,
    login: Login,
    reveal: Reveal,
    stop: Stop,
    tell: Tell,
    *,
    address: str = "",
    port: int = 0,
) -> Node:
    """A node that has let us in; tells NAME to LOGIN; raises ConnectFailed, Cancelled."""
    try:
        return _opened(endpoint, login, reveal, stop, tell, address, port, protocol=3)
    except _TooOld:
        return _opened(endpoint, login, reveal, stop, tell, address, port, protocol=2)


class _TooOld(Exception):
    """It does not know HELLO, or no protocol 3: Redis before 6, and what stands in front of one."""


def _opened(
    endpoint: Endpoint, login: Login, reveal: Reveal, stop: Stop, tell: Tell,
    address: str, port: int, protocol: int,
) -> Node:  # fmt: skip
    where, at = address or endpoint.address, port or endpoint.port
    raw = dial(endpoint, reveal, stop, tell, address=where, port=at)
    held: list[socket.socket] = [raw]

    def cut() -> None:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(held[-1], socket.SHUT_RDWR)

    node = None
    try:
        with stop.telling(cut):
            with stage(tell, Stage.TLS) as clock:
                wrapped, said = _encrypted(endpoint, raw, where, reveal, stop)
                held.append(wrapped)
                clock.passed(said) if said else clock.skipped(_("TLS is switched off."))
            node = Node(where, at, wrapped, said)
            with stage(tell, Stage.LOGIN) as clock:
                _let_in(node, login, endpoint, stop, protocol)
                clock.passed(_("as {user}").format(user=login.user or "default"))
        return node
    except BaseException:
        if node is not None:
            node.close()
        held[-1].close()
        raw.close()
        raise


def _encrypted(
    endpoint: Endpoint, raw: socket.socket, where: str, reveal: Reveal, stop: Stop
) -> tuple[socket.socket, str]:
    """PREFERRED means no TLS here: Redis has it on a port of its own, or not at all."""
    wanted = endpoint.access.tls
    if wanted.mode in (TlsMode.OFF, TlsMode.PREFERRED):
        return raw, ""
    passphrase = reveal(secret_id(endpoint.id, "tls-key")) if wanted.key else None
    context = tls.context(wanted, passphrase)
    name = wanted.server_name or where
    try:
        wrapped = context.wrap_socket(raw, server_hostname=name)
    except (OSError, ValueError) as error:
        stop.check()
        raise tls.failure(error, name) from error
    assert isinstance(wrapped, ssl.SSLSocket)
    return wrapped, tls.described(wrapped)


def _let_in(node: Node, login: Login, endpoint: Endpoint, stop: Stop, protocol: int) -> None:
    from redis.exceptions import AuthenticationError, RedisError, ResponseError

    try:
        access = endpoint.access
        node.log_in(login, access.connect_timeout, access.statement_timeout, protocol)
    except (ResponseError, AuthenticationError) as error:
        said = str(error)
        if protocol == 3 and refusals.wants_older_protocol(said):
            raise _TooOld from error
        raise refusals.login_refused(said) from error
    except (RedisError, OSError) as error:
        stop.check()
        if "max number of clients" in str(error):
            raise refusals.login_refused(str(error)) from error
        if node.alert is not None:
            raise tls.failure(node.alert, node.address) from error
        raise ConnectFailed(
            _("{server} broke off the login.").format(server=node.name),
            hint=_("It may ask for a client certificate, or be no Redis server.")
            if node.encrypted
            else _("Is it a Redis server, does the port want TLS, has it too many clients?"),
        ) from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:  # none of its protocol
        raise ConnectFailed(
            _("{server} does not speak as Redis does.").format(server=node.name),
            hint=_("Check host and port: something else may listen there."),
        ) from error
    except SessionLost as error:
        stop.check()
        if isinstance(error.__cause__, AuthenticationError):  # said with the first command only
            raise refusals.login_refused(str(error.__cause__)) from error
        raise
