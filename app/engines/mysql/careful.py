"""A PyMySQL connection that gives a password away only where nobody can read it.

By itself PyMySQL asks a server for its RSA key over the line it does not trust, and encrypts the
password with whatever key comes back; and it answers any server that asks for the password in the
clear. Somebody on the line can be that server. MySQL's own client refuses both unless told
otherwise, and so do we: without TLS these logins go to the server's own machine only.

Challenges (caching_sha2_password once the server has the account cached, mysql_native_password,
ed25519) never show the password and go over any line.
"""

from functools import cache
from typing import Any

from app.domain.endpoint import Endpoint

NOT_PRIVATE = 2061
"""CR_AUTH_PLUGIN_ERR, which MySQL's own client gives for it."""
NO_PLUGIN = 2059
"""CR_AUTH_PLUGIN_CANNOT_LOAD."""
_IN_THE_CLEAR = (b"mysql_clear_password", b"dialog")
_LOOPBACK = ("localhost", "::1", "127.")


def stays_on_the_machine(endpoint: Endpoint) -> bool:
    """Whether the line to the server, TLS aside, can be read by nobody in between.

    The last hop of a tunnel is the server's own machine where the address is its loopback; what
    lies before is SSH. Through a SOCKS proxy alone it may be anybody's.
    """
    route = endpoint.access.route
    return endpoint.address.lower().startswith(_LOOPBACK) and (
        bool(route.hops) or route.socks is None
    )


@cache
def careful_connection() -> Any:
    """The class of such connections; `line_is_private` is set before it connects."""
    from pymysql.connections import Connection
    from pymysql.err import OperationalError

    class CarefulConnection(Connection):  # type: ignore[misc]  # PyMySQL has no types
        line_is_private = False
        _key: bytes | None = None

        @property
        def server_public_key(self) -> bytes | None:
            """The key the password is encrypted with; PyMySQL stores what the server sent."""
            return self._key

        @server_public_key.setter
        def server_public_key(self, key: bytes | None) -> None:
            if key is not None:
                self._demand_privacy()
            self._key = key

        def _process_auth(self, plugin_name: bytes, auth_packet: Any, handler: Any = None) -> Any:
            if plugin_name in _IN_THE_CLEAR:
                self._demand_privacy()
            if plugin_name == b"dialog" and not auth_packet.read_all():
                # MariaDB's PAM; PyMySQL waits for a question that does not come
                raise OperationalError(NO_PLUGIN, "Authentication plugin 'dialog' (PAM)")
            auth_packet.rewind(len(plugin_name) + 2)
            return super()._process_auth(plugin_name, auth_packet, handler)

        def _demand_privacy(self) -> None:
            if not (self._secure or self.line_is_private):
                raise OperationalError(NOT_PRIVATE, "Authentication requires secure connection.")

    return CarefulConnection
