"""What memory this process holds, by who gave it: the system, the C library, Python itself."""

import ctypes
import os
import re
import resource
import sys
import tempfile
from pathlib import Path


def rss() -> tuple[int, int]:
    """KiB of memory that are there now: of everything, and of what is no file's."""
    _whole, there, of_files, *_rest = map(int, Path("/proc/self/statm").read_text().split())
    page = resource.getpagesize()
    return there * page // 1024, (there - of_files) * page // 1024


class _Mallinfo(ctypes.Structure):
    """`struct mallinfo2` of glibc 2.33 and later, see mallinfo(3)."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
            "fordblks", "keepcost",
        )
    ]  # fmt: skip


def heap() -> tuple[int, int]:
    """KiB in use of what was taken with malloc, and KiB it holds back: freed by the program,
    but in use for the system. Python's own small objects are in neither.
    """
    try:
        ask = ctypes.CDLL(None).mallinfo2
    except AttributeError:
        return 0, 0
    ask.restype = _Mallinfo
    said = ask()
    return (said.uordblks + said.hblkhd) // 1024, said.fordblks // 1024


def small_objects() -> tuple[int, int]:
    """KiB of the arenas Python has taken for small objects, and KiB of the blocks in use there.

    Arenas that grow while what is in use does not are holes. CPython tells it in no other way than
    printed to the stream of errors, which is turned aside for that moment.
    """
    with tempfile.TemporaryFile() as said:
        kept = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            sys._debugmallocstats()
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        said.seek(0)
        text = said.read().decode()
    arenas = re.search(r"([\d,]+) arenas \* ([\d,]+) bytes/arena", text)
    blocks = re.search(r"bytes in allocated blocks\s*=\s*([\d,]+)", text)
    if arenas is None or blocks is None:
        return 0, 0
    many, large, used = (int(each.replace(",", "")) for each in (*arenas.groups(), blocks[1]))
    return many * large // 1024, used // 1024
