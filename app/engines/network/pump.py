"""Copying between two streams until either ends."""

import asyncio
from contextlib import suppress
from typing import Any, TypeAlias

_CHUNK = 65_536

Streams: TypeAlias = tuple[Any, Any]
"""A reader and a writer, asyncio's or asyncssh's."""


async def pump(near: Streams, far: Streams) -> None:
    """Copy both ways; when one side ends, end the other: no database speaks half-closed."""
    ways = [
        asyncio.ensure_future(_copy(near[0], far[1])),
        asyncio.ensure_future(_copy(far[0], near[1])),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for _reader, writer in (near, far):
            with suppress(OSError):
                writer.close()


async def _copy(reader: Any, writer: Any) -> None:
    import asyncssh

    with suppress(OSError, asyncssh.Error):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
