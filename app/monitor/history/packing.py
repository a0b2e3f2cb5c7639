"""Samples of a stretch of time as they lie on the disk.

A column a key, 32-bit floats (seven digits: what a chart or a person can tell apart), the bytes
ordered by significance, deflated. What hardly changes takes next to nothing then. Exclusive-oring
each with the one before it, as Gorilla does, brought nothing on top of that, and 64-bit floats took
nearly twice as much: see `benchmarks/history.py`.
"""

import zlib
from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Whole = NDArray[np.int64]

_HEAD = Struct("<IIQ")  # samples, columns, the first time
_LEVEL = 3  # 6 takes twice the time for 2 % less
_MOST = 1 << 28  # bytes that a block may inflate to: more is no block of ours


@dataclass(frozen=True, slots=True)
class Block:
    """Samples of one instance and tier, oldest first; NaN in `columns` where there is none."""

    times: "Whole"
    """Milliseconds since 1970, rising."""
    flags: "Whole"
    """`RESTARTED` of raw samples; how many samples a rolled point tells of."""
    columns: "Floats"
    """A row of the array for each key, a place in it for each time."""


RESTARTED = 1
"""Flag of a sample: lines are broken before it."""


def pack(block: Block) -> bytes:
    """The bytes `unpack` takes."""
    import numpy as np

    floats = np.ascontiguousarray(block.columns, dtype="<f4")
    columns, count = floats.shape
    shuffled = floats.view(np.uint8).reshape(columns, count, 4).transpose(0, 2, 1)
    steps = np.diff(np.diff(block.times, prepend=block.times[:1]), prepend=0)
    body = steps.astype("<i4").tobytes() + block.flags.astype("<u4").tobytes() + shuffled.tobytes()
    first = int(block.times[0]) if count else 0
    return _HEAD.pack(count, columns, first) + zlib.compress(body, _LEVEL)


def unpack(packed: bytes) -> Block:
    """The samples again.

    Raises:
        ValueError: these bytes are no block.
    """
    import numpy as np

    if len(packed) < _HEAD.size:
        raise ValueError("no block")
    count, columns, first = _HEAD.unpack_from(packed)
    size = count * (8 + 4 * columns)
    if size > _MOST:
        raise ValueError("no block")
    body = _inflated(packed[_HEAD.size :], size)
    steps = np.cumsum(np.cumsum(np.frombuffer(body, "<i4", count).astype(np.int64)))
    flags = np.frombuffer(body, "<u4", count, 4 * count).astype(np.int64)
    shuffled = np.frombuffer(body, np.uint8, 4 * count * columns, 8 * count)
    floats = np.ascontiguousarray(shuffled.reshape(columns, 4, count).transpose(0, 2, 1))
    return Block(steps + first, flags, floats.view("<f4").reshape(columns, count))


def _inflated(packed: bytes, size: int) -> bytes:
    inflating = zlib.decompressobj()
    try:
        body = inflating.decompress(packed, size + 1)
    except zlib.error as error:
        raise ValueError("no block") from error
    if len(body) != size or not inflating.eof:
        raise ValueError("no block")
    return body
