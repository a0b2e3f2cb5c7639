"""A web proxy as companies have them: it lets through to other machines by CONNECT."""

import asyncio

from tests.servers.loop_server import LoopServer, Reader, Writer


class HttpProxy(LoopServer):
    """`asked` has the first line of each request; with `status` other than 200 it says no."""

    kind = "web proxy"

    def __init__(self, status: int = 200) -> None:
        super().__init__()
        self.status = status
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """As it is set."""
        return f"http://{self.host}:{self.port}"

    async def serve(self, reader: Reader, writer: Writer) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first = head.split(b"\r\n", 1)[0].decode()
        self.asked.append(first)
        writer.write(f"HTTP/1.1 {self.status} So\r\n\r\n".encode())
        await writer.drain()
        if self.status != 200:
            return
        host, _colon, port = first.split()[1].rpartition(":")
        theirs, ours = await asyncio.open_connection(host, int(port))
        try:
            await asyncio.gather(_copy(reader, ours), _copy(theirs, writer))
        finally:
            ours.close()


async def _copy(reader: Reader, writer: Writer) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
