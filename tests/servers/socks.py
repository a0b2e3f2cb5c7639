"""A SOCKS5 server (RFC 1928), with names and passwords (RFC 1929) where they are wanted."""

import asyncio
import ipaddress

from tests.servers.loop_server import LoopServer, Reader, Writer

_VERSION, _LOGIN_VERSION = 5, 1
_NOTHING, _PASSWORD, _NO_METHOD = 0, 2, 0xFF
_CONNECT = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_DONE, _REFUSED, _NO_COMMAND = 0, 5, 7


class SocksServer(LoopServer):
    """Passes on to anywhere; to who knows `password`, where there is one.

    `requests` are the hosts and ports that were asked for, as the client wrote them: a name says
    that the client leaves it to the proxy to look it up. `refuse_with` is the code every
    connection is refused with, such as 2, not allowed by the rules.
    """

    kind = "SOCKS server"

    def __init__(self, user: str = "", password: str = "") -> None:
        super().__init__()
        self.user, self.password = user, password
        self.refuse_with: int | None = None
        self.requests: list[tuple[str, int]] = []

    async def serve(self, reader: Reader, writer: Writer) -> None:
        if not await self._let_in(reader, writer):
            return
        _, command, _, kind = await reader.readexactly(4)
        host = await _host(reader, kind)
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.requests.append((host, port))
        code = _DONE if command == _CONNECT else _NO_COMMAND
        if self.refuse_with is not None:
            code = self.refuse_with
        if code == _DONE:
            try:
                there, beyond = await asyncio.open_connection(host, port)
            except OSError:
                code = _REFUSED
        writer.write(bytes([_VERSION, code, 0, _IPV4, *bytes(6)]))
        await writer.drain()
        if code == _DONE:
            try:
                await asyncio.gather(_copy(reader, beyond), _copy(there, writer))
            finally:
                beyond.close()

    async def _let_in(self, reader: Reader, writer: Writer) -> bool:
        """Agree on a method, and check the password."""
        _, count = await reader.readexactly(2)
        offered = await reader.readexactly(count)
        method = _PASSWORD if self.password else _NOTHING
        if method not in offered:
            method = _NO_METHOD
        writer.write(bytes([_VERSION, method]))
        if method != _PASSWORD:
            return method == _NOTHING
        await reader.readexactly(1)
        user = await _counted(reader)
        password = await _counted(reader)
        is_right = (user, password) == (self.user.encode(), self.password.encode())
        writer.write(bytes([_LOGIN_VERSION, not is_right]))
        await writer.drain()
        return is_right


async def _counted(reader: Reader) -> bytes:
    return await reader.readexactly((await reader.readexactly(1))[0])


async def _host(reader: Reader, kind: int) -> str:
    if kind == _NAME:
        return (await _counted(reader)).decode()
    size = {_IPV4: 4, _IPV6: 16}[kind]
    return str(ipaddress.ip_address(await reader.readexactly(size)))


async def _copy(reader: Reader, writer: Writer) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.write_eof()
