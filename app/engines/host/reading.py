"""Reads what Linux says of itself in /proc, and what df says of the disks.

Formats: proc(5), the kernel's admin-guide/iostats.rst, POSIX `df -P`. Whatever does not look as it
should is left out.
"""

import re
from collections.abc import Iterator

from app.domain.monitoring.sample import Row, Scalar

_SECTOR = 512  # bytes, whatever the disk has
_DF = re.compile(r"(.+?)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(?:-|\d+%)\s+(/.*)")
_PSEUDO = re.compile(
    r"(?:tmpfs|devtmpfs|udev|none|shm|rootfs|cgroup\w*|proc|sysfs|squashfs|efivarfs|/dev/loop\d+"
    r"|ramfs|overlay|overlayfs|fuse\w*|\w*@?snapfuse)"
)
_PART = re.compile(r"((?:sd|hd|vd|xvd)[a-z]+)\d+|((?:nvme\d+n|mmcblk|nbd|md)\d+)p\d+")
_NO_DISK = re.compile(r"(?:loop|ram|zram|sr|fd)\d+")


def cpu(said: str) -> dict[str, Scalar]:
    """/proc/stat: jiffies of all processors since the machine began."""
    for line in said.splitlines():
        words = line.split()
        if words[:1] == ["cpu"]:
            ticks = list(_whole(words[1:9]))
            if len(ticks) < 4:
                return {}
            more = (*ticks, 0, 0, 0, 0)
            return {
                "total": sum(ticks), "user": ticks[0] + ticks[1], "system": ticks[2],
                "idle": ticks[3], "iowait": more[4], "steal": more[7],
            }  # fmt: skip
    return {}


def load(said: str, stat: str) -> dict[str, Scalar]:
    """/proc/loadavg, and how many processors there are."""
    words = said.split()
    found: dict[str, Scalar] = {}
    for name, word in zip(("one", "five", "fifteen"), words, strict=False):
        if re.fullmatch(r"\d+\.\d+", word, re.ASCII):
            found[name] = float(word)
    if cores := len(re.findall(r"^cpu\d+ ", stat, re.MULTILINE)):
        found["cores"] = cores
    return found


def memory(said: str) -> dict[str, Scalar]:
    """/proc/meminfo in bytes. Kernels before 3.14 have no MemAvailable: free, buffers and cache."""
    known = {
        name: int(kilobytes) * 1024
        for name, kilobytes in re.findall(r"^(\w+):\s+(\d{1,15}) kB", said, re.M | re.A)
    }
    if "MemAvailable" not in known and "MemFree" in known:
        parts = ("MemFree", "Buffers", "Cached")
        known["MemAvailable"] = sum(known.get(part, 0) for part in parts)
    names = {"MemTotal": "total", "MemAvailable": "available", "SwapTotal": "swap_total",
             "SwapFree": "swap_free"}  # fmt: skip
    return {ours: known[theirs] for theirs, ours in names.items() if theirs in known}


def disks(said: str) -> dict[str, Row]:
    """`df -P -k` in bytes, by mount point, without what is no disk.

    `size` is what is used and what an ordinary account may still use, as the percentage of df is:
    a share is kept for root, and a database does not run as root.
    """
    found: dict[str, Row] = {}
    for line in said.splitlines():
        read = _DF.fullmatch(line.strip())
        if read is None:
            continue
        device, total, used, free, mount = read.groups()
        if int(total) == 0 or (_PSEUDO.fullmatch(device) and mount != "/"):
            continue
        room = max(int(free), 0) * 1024
        found[mount] = {"size": int(used) * 1024 + room, "used": int(used) * 1024, "free": room}
    return found


def diskstats(said: str) -> dict[str, Row]:
    """/proc/diskstats by device: requests and milliseconds since the machine began.

    Partitions count with their disk; what never did anything is left out.
    """
    rows = {}
    for line in said.splitlines():
        words = line.split()
        counts = list(_whole(words[3:13]))
        if len(counts) == 10 and not _NO_DISK.fullmatch(words[2]):
            rows[words[2]] = counts
    found: dict[str, Row] = {}
    for device, counts in rows.items():
        part = _PART.fullmatch(device)
        if (part and (part[1] or part[2]) in rows) or not any(counts):
            continue
        reads, _merged, read, reading, writes, _also, written, writing, _now, busy = counts
        found[device] = {
            "ios": reads + writes, "time_ms": reading + writing, "busy_ms": busy,
            "reads": reads, "writes": writes,
            "read_bytes": read * _SECTOR, "write_bytes": written * _SECTOR,
        }  # fmt: skip
    return found


def first_number(said: str) -> float | None:
    """Of /proc/uptime, and of `date +%s`."""
    word = said.split()[:1]
    read = re.fullmatch(r"\d{1,15}(?:\.\d{1,15})?", word[0], re.ASCII) if word else None
    return float(read[0]) if read else None


def _whole(words: list[str]) -> Iterator[int]:
    for word in words:
        if not (word.isascii() and word.isdigit() and len(word) < 20):
            return
        yield int(word)
