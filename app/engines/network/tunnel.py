"""SSH tunnels: chains of connections, shared by whoever takes the same way, made anew when dead."""

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from app.domain.endpoint import Endpoint, Hop, Route, secret_id
from app.domain.errors import ConnectFailed, ConsoleError
from app.engines.base import Reveal
from app.engines.network.host_keys import known_keys, unknown_host
from app.engines.network.hub import HUB
from app.engines.network.socks import through_socks
from app.i18n import _

if TYPE_CHECKING:
    import asyncssh

Secrets: TypeAlias = Mapping[str, str | None]
"""By their place on the way: `ssh-0`, `ssh-1`…, and `socks`."""

_MISSES = 3
"""Signs of life that may go unanswered before a connection counts as dead."""


def route_secrets(endpoint: Endpoint, reveal: Reveal) -> Secrets:
    """The secrets of what lies on the way; asked for in the caller's thread, for it may wait."""
    route = endpoint.access.route
    wanted = {f"ssh-{place}": hop.secret_at(place) for place, hop in enumerate(route.hops)}
    if route.socks is not None and route.socks.user:
        wanted["socks"] = "socks"
    return {place: reveal(secret_id(endpoint.id, what)) for place, what in wanted.items()}


class Tunnel:
    """The SSH connections of one route, innermost last. Everything here runs in the hub's loop."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.users = 0
        self._connections: list[asyncssh.SSHClientConnection] = []
        self._making = asyncio.Lock()

    @property
    def way(self) -> str:
        """Who is on the way, in words."""
        return "SSH " + " → ".join(f"{hop.host}:{hop.port}" for hop in self.route.hops)

    async def stands(self) -> bool:
        """Whether it can be used as it is."""
        async with self._making:
            return self._alive()

    async def make(self, secrets: Secrets, timeout: float) -> None:
        """Have it stand: made anew if it died, left as it is if somebody made it meanwhile."""
        async with self._making:
            if not self._alive():
                await self.close()
                await self._make(secrets, timeout)

    async def open(
        self, address: str, port: int, timeout: float
    ) -> "tuple[asyncssh.SSHReader[bytes], asyncssh.SSHWriter[bytes]]":
        """A channel from the last hop to the server."""
        import asyncssh

        try:
            async with asyncio.timeout(timeout):
                reader, writer = await self._connections[-1].open_connection(
                    address, port, encoding=None
                )
        except TimeoutError:
            raise ConnectFailed(
                _("{hop} did not reach the server within {seconds} s.").format(
                    hop=self.route.hops[-1].host, seconds=f"{timeout:g}"
                ),
                hint=_("Is {address}:{port} right, seen from there?").format(
                    address=address, port=port
                ),
            ) from None
        except asyncssh.ChannelOpenError as error:
            raise ConnectFailed(
                _("{hop} could not reach the server: {reason}.").format(
                    hop=self.route.hops[-1].host, reason=error.reason
                ),
                hint=_("Is {address}:{port} right, seen from there, and does {hop} forward TCP?")
                .format(address=address, port=port, hop=self.route.hops[-1].host),
            ) from error  # fmt: skip
        except asyncssh.Error as error:
            raise ConnectFailed(
                _("The SSH connection broke: {reason}.").format(reason=error.reason),
                hint=_("Try again: the tunnel is made anew."),
            ) from error
        return reader, writer

    async def run(self, command: str, seconds: float, most: int) -> tuple[bytes, bool]:
        """What a command on the last hop writes, and whether it ended in time and bounds."""
        import asyncssh

        said, process = bytearray(), None
        try:
            async with asyncio.timeout(seconds):
                process = await self._connections[-1].create_process(
                    command, encoding=None, stdin=asyncssh.DEVNULL, stderr=asyncssh.DEVNULL
                )
                while len(said) <= most and (part := await process.stdout.read(65536)):
                    said += part
        except TimeoutError:
            return bytes(said[:most]), False
        except asyncssh.Error as error:
            raise ConnectFailed(
                _("No command could be run on {hop}: {reason}.").format(
                    hop=self.route.hops[-1].host, reason=error.reason
                ),
                hint=_("Try again: the tunnel is made anew."),
            ) from error
        finally:
            if process is not None:
                process.close()
        return bytes(said[:most]), len(said) <= most

    async def close(self) -> None:
        """End the connections, the innermost first."""
        connections, self._connections = self._connections, []
        for connection in reversed(connections):
            connection.abort()
        for connection in connections:
            await connection.wait_closed()

    def _alive(self) -> bool:
        return len(self._connections) == len(self.route.hops) and not any(
            connection.is_closed() for connection in self._connections
        )

    async def _make(self, secrets: Secrets, timeout: float) -> None:
        try:
            for number, hop in enumerate(self.route.hops):
                self._connections.append(await self._connect(number, hop, secrets, timeout))
        except BaseException:
            await self.close()
            raise

    async def _connect(
        self, number: int, hop: Hop, secrets: Secrets, timeout: float
    ) -> "asyncssh.SSHClientConnection":
        import asyncssh

        secret = secrets.get(f"ssh-{number}")
        options: dict[str, Any] = {
            "known_hosts": known_keys(hop),
            "keepalive_interval": self.route.keep_alive,
            "keepalive_count_max": _MISSES,
        }
        if hop.user:
            options["username"] = hop.user
        if hop.key_file:
            key, was_locked = _key(hop, secret)
            options["client_keys"] = [key]
            if was_locked:
                secret = None  # it was the key's passphrase, and is nobody's password
        options["password"] = secret
        if not hop.agent:
            options["agent_path"] = None
        if number:
            options["tunnel"] = self._connections[-1]
        elif self.route.socks is not None:
            options["sock"] = await through_socks(
                self.route.socks, hop.host, hop.port, secrets.get("socks"), timeout
            )
        try:
            async with asyncio.timeout(timeout):
                return await asyncssh.connect(hop.host, hop.port, **options)
        except asyncssh.HostKeyNotVerifiable as error:
            tunnel = self._connections[-1] if number else None
            way = None
            if tunnel is None and self.route.socks is not None:
                way = await through_socks(
                    self.route.socks, hop.host, hop.port, secrets.get("socks"), timeout
                )
            raise await unknown_host(hop, tunnel, way, timeout) from error
        except (asyncssh.Error, OSError) as error:  # TimeoutError is an OSError
            raise _failure(hop, error, timeout) from error


def _key(hop: Hop, passphrase: str | None) -> tuple[Any, bool]:
    """The key of a hop, and whether it took the passphrase to open it."""
    import asyncssh

    file = Path(hop.key_file).expanduser()
    try:
        try:
            return asyncssh.read_private_key(file), False
        except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
            if not passphrase:
                raise
            return asyncssh.read_private_key(file, passphrase), True
    except asyncssh.KeyEncryptionError as error:
        raise ConnectFailed(
            _("The key {file} is locked, and its passphrase is missing or wrong.").format(
                file=hop.key_file
            ),
            hint=_("Give its passphrase as the password of this hop, or load it into the agent."),
        ) from error
    except (asyncssh.KeyImportError, OSError, UnicodeDecodeError) as error:
        locked = "passphrase" in str(error).lower()
        raise ConnectFailed(
            _("The key {file} is locked, and its passphrase is missing or wrong.").format(
                file=hop.key_file
            )
            if locked
            else _("The key {file} cannot be read.").format(file=hop.key_file),
            hint=_("Give its passphrase as the password of this hop, or load it into the agent.")
            if locked
            else _("Check the path, and that it is a private key in OpenSSH's or PEM format."),
        ) from error


def _failure(hop: Hop, error: Exception, timeout: float) -> ConsoleError:
    import asyncssh

    at = f"{hop.host}:{hop.port}"
    if isinstance(error, TimeoutError):
        return ConnectFailed(
            _("The SSH server {at} did not answer within {seconds} s.").format(
                at=at, seconds=f"{timeout:g}"
            ),
            hint=_("A firewall may drop what is sent: check host and port, or try again."),
        )
    if isinstance(error, asyncssh.PermissionDenied):
        return ConnectFailed(
            _("The SSH server {at} does not let {user} in.").format(
                at=at, user=hop.user or _("this user")
            ),
            hint=_("Check user, key, agent and password of this hop."),
        )
    reason = error.reason if isinstance(error, asyncssh.Error) else error.strerror or str(error)  # type: ignore[attr-defined]
    return ConnectFailed(
        _("The SSH server {at} cannot be used: {reason}.").format(at=at, reason=reason),
        hint=_("Is it an SSH server, and does it listen there?"),
    )


class _Tunnels:
    """Those that stand, by their route; kept while somebody uses them."""

    def __init__(self) -> None:
        self._standing: dict[Route, Tunnel] = {}
        self._lock = threading.Lock()

    def take(self, route: Route) -> "Use":
        """A use more of the tunnel of a route; from any thread, and never interrupted."""
        with self._lock:
            tunnel = self._standing.setdefault(route, Tunnel(route))
            tunnel.users += 1
        HUB.enter()
        return Use(tunnel, self)

    async def give_back(self, tunnel: Tunnel) -> None:
        """One use less; the last one closes the tunnel. In the hub's loop."""
        with self._lock:
            tunnel.users -= 1
            last = tunnel.users == 0
            if last and self._standing.get(tunnel.route) is tunnel:
                del self._standing[tunnel.route]
        if last:
            await tunnel.close()
        HUB.leave()


class Use:
    """Somebody's hold on a tunnel: let go of once, whoever of several does it first."""

    def __init__(self, tunnel: Tunnel, tunnels: _Tunnels) -> None:
        self.tunnel, self._tunnels = tunnel, tunnels
        self._ended = False

    async def end(self) -> None:
        """Let go; in the hub's loop, where nothing comes in between."""
        if not self._ended:
            self._ended = True
            await self._tunnels.give_back(self.tunnel)


TUNNELS = _Tunnels()
"""The process has one set of them."""
