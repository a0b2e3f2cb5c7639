"""The files of the journal: one a month, and the head that knows the last entry.

`journal-2026-11.jsonl` holds lines; `head.json` says which was the last, in which file, and how
long that file was then. A file that lost its end does not fit the head. The head is written after
the line, so it may be one entry behind, and never more.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app import files
from app.store.journal.lines import START, VERSION, Tip

HEAD = "head.json"
_NAME = re.compile(r"journal-\d{4}-\d\d\.jsonl")


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry, the name of its file, and the size of that in bytes. No file, no entry."""

    tip: Tip = START
    file: str = ""
    size: int = 0


class DamagedHead(ValueError):
    """The head is not what we write."""


def name_of(utc: datetime) -> str:
    """The file of entries of that month."""
    return f"journal-{utc:%Y-%m}.jsonl"


def months(folder: Path) -> list[Path]:
    """The files of the journal, oldest first; none where there is no folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def read_head(folder: Path) -> Head | None:
    """The head, or None where there is none.

    Raises:
        DamagedHead: it makes no sense.
        OSError: it cannot be read.
    """
    try:
        content = (folder / HEAD).read_bytes()
    except FileNotFoundError:
        return None
    try:
        said = json.loads(content)
        tip = Tip(
            int(said["sequence"]),
            str(said["hash"]),
            datetime.fromisoformat(said["utc"]).astimezone(UTC),
            int(said.get("entry", 1)),
            str(said.get("key", "")),
            float(said.get("monotonic", 0.0)),
            str(said.get("boot", "")),
        )
        return Head(tip, str(said["file"]), int(said["size"]))
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise DamagedHead(str(folder / HEAD)) from error


def write_head(folder: Path, head: Head) -> None:
    """Let `head` take the place of the one there is; OSError where it cannot."""
    document = {
        "version": VERSION,
        "sequence": head.tip.sequence,
        "hash": head.tip.hash,
        "utc": head.tip.utc.isoformat(timespec="microseconds"),
        "entry": head.tip.version,
        "key": head.tip.key,
        "monotonic": head.tip.monotonic,
        "boot": head.tip.boot,
        "file": head.file,
        "size": head.size,
    }
    files.write(folder / HEAD, json.dumps(document).encode("ascii"))
