"""The file of one tab: its text as it was, then every edit since, a line each.

    1c291ca3 {"n": 0, "text": "SELECT 1", "bound": {…}}
    9a0e6a48 {"n": 1, "at": 8, "cut": 0, "put": ";"}
    5f3c1b07 {"n": 2, "bound": {…}}

In front of each line stands the CRC-32 of the rest, and `n` counts on: what a power cut tore is
seen, and what stands before it is kept. Positions and lengths count characters (code points).
After some edits the file is written anew with the text in its first line, and takes the place of
the old one whole.

What was written is the system's once `edit` returns: it survives the end of the program by any
signal. A power cut takes none of what was written before the last `sync`.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from enum import Enum, auto
from pathlib import Path
from typing import Any
from zlib import crc32

from app import files
from app.domain.console.draft import Binding, Draft
from app.domain.console.transaction import Mode

SUFFIX = ".draft"
_COMPACT = 64 * 1024
"""Bytes of edits that are let grow behind a short text; behind a longer one, as much as it."""
_DEAREST = 1_000_000_000
"""Edits times characters: more would take seconds to do again at the next start."""
_MODES = {mode.value: mode for mode in Mode}
_BINARY: int = getattr(os, "O_BINARY", 0)


class Health(Enum):
    """What was found at the end of a file."""

    WHOLE = auto()
    TORN = auto()
    """The last line is not whole: something ended the program, or the power, as it was written."""
    DAMAGED = auto()
    """Something else is wrong: what stands behind that place cannot be trusted."""


class DraftFile:
    """A tab's file, open to be written to."""

    def __init__(self, path: Path, draft: Draft, handle: int, number: int, base: int) -> None:
        self.path, self.id = path, draft.id
        self._text, self._binding = draft.text, draft.binding
        self._handle, self._number = handle, number
        self._base = self._size = base

    @classmethod
    def made(cls, path: Path, draft: Draft) -> "DraftFile":
        """A new file, on the disk when this returns, in place of one that stood there.

        Raises:
            OSError: it could not be written; the one that stood there is untouched.
        """
        first = _line(0, text=draft.text, bound=_stored(draft.binding))
        files.write(path, first)
        return cls(path, draft, _opened(path), 0, len(first))

    @property
    def draft(self) -> Draft:
        """The tab as it is now."""
        return Draft(self.id, self._text, self._binding)

    @property
    def length(self) -> int:
        """Of the text."""
        return len(self._text)

    def edit(self, position: int, removed: int, added: str) -> None:
        """Put `added` in the place of `removed` characters.

        Raises:
            OSError: it could not be written, and is not in the file; it may be tried again.
            ValueError: there is no such place in the text: whoever tells of edits has lost count.
        """
        if min(position, removed) < 0 or position + removed > self.length:
            raise ValueError(f"{position}+{removed} of {self.length}")
        self._append(at=position, cut=removed, put=added)
        self._text = self._text[:position] + added + self._text[position + removed :]
        grown = self._size - self._base > max(_COMPACT, self._base)
        if grown or self._number * len(self._text) > _DEAREST:
            self.rewrite(self.draft)

    def bind(self, binding: Binding) -> None:
        """Have the rest of the tab be this; OSError as above."""
        if binding != self._binding:
            self._append(bound=_stored(binding))
            self._binding = binding

    def rewrite(self, draft: Draft) -> None:
        """Write the file anew, with the tab as given; OSError: the file is as it was."""
        fresh = DraftFile.made(self.path, draft)
        self.close()
        self._text, self._binding = fresh._text, fresh._binding
        self._handle, self._number = fresh._handle, 0
        self._base = self._size = fresh._base

    def sync(self) -> None:
        """Return when all is on the disk; OSError where it is not known to be."""
        os.fsync(self._handle)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)

    def _append(self, **record: object) -> None:
        content = _line(self._number + 1, **record)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self._handle, rest) :]
        except OSError:
            with suppress(OSError):  # half a line, on a full disk
                os.ftruncate(self._handle, self._size)
            raise
        self._number += 1
        self._size += len(content)


def opened(path: Path) -> tuple[DraftFile | None, Health]:
    """The file at `path` with all that is whole in it, open; None where not even a text is.

    What is torn off its end is cut away. A damaged one is neither changed nor opened: read it
    with `found`, make a new one of that, and set it aside.

    Raises:
        OSError: it could not be read, or not be written to.
    """
    content = path.read_bytes()
    draft, number, size, health = _read(path.stem, content)
    if draft is None or health is Health.DAMAGED:
        return None, health
    handle = _opened(path)
    if size < len(content):
        os.ftruncate(handle, size)
    file = DraftFile(path, draft, handle, number, size)
    file._base = content.index(b"\n") + 1
    return file, health


def found(path: Path) -> Draft | None:
    """The tab as far as the file can be trusted; None where not even its first line can."""
    return _read(path.stem, path.read_bytes())[0]


def _opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | _BINARY)


def _read(id_: str, content: bytes) -> tuple[Draft | None, int, int, Health]:
    """The tab, the number of its last line, where that ends, and what is behind."""
    text: str | None = None
    binding = Binding()
    number = -1
    end = 0
    for line in _lines(content):
        record = _record(line, number + 1)
        if record is None or (text is None and "text" not in record):
            break
        if "text" in record:
            text = str(record["text"])
        elif "put" in record:
            assert text is not None
            at, end_of_cut = record["at"], record["at"] + record["cut"]
            if not 0 <= at <= end_of_cut <= len(text):
                break
            text = text[:at] + record["put"] + text[end_of_cut:]
        if "bound" in record:
            binding = _bound(record["bound"])
        number += 1
        end += len(line)
    draft = None if text is None else Draft(id_, text, binding)
    if end == len(content) and draft is not None:
        return draft, number, end, Health.WHOLE
    torn = b"\n" not in content[end:]
    return draft, number, end, Health.TORN if torn and draft is not None else Health.DAMAGED


def _lines(content: bytes) -> Iterator[bytes]:
    """Each whole line, with its end."""
    begin = 0
    while end := content.find(b"\n", begin) + 1:
        yield content[begin:end]
        begin = end


def _line(number: int, **record: object) -> bytes:
    rest = json.dumps({"n": number, **record}, separators=(",", ":")).encode("ascii")
    return b"%08x %s\n" % (crc32(rest), rest)


def _record(line: bytes, number: int) -> dict[str, Any] | None:
    """What stands in a line, where it is whole and the next one."""
    sum_, _space, rest = line[:-1].partition(b" ")
    if sum_ != b"%08x" % crc32(rest):
        return None
    record: dict[str, Any] = json.loads(rest)  # as we wrote it: its sum is right
    return record if record.get("n") == number else None


def _stored(binding: Binding) -> dict[str, object]:
    """Only what is not as it is by default."""
    plain = Binding()
    return {
        name: value.value if isinstance(value, Mode) else value
        for name, value in asdict(binding).items()
        if value != getattr(plain, name)
    }


def _bound(stored: Mapping[str, Any]) -> Binding:
    """What a newer Mohist wrote and we do not know is left out."""
    known = {field.name for field in fields(Binding)}
    given = {name: value for name, value in stored.items() if name in known}
    if "mode" in given:
        given["mode"] = _MODES.get(given["mode"], Mode.AUTOCOMMIT)
    if given.get("stamp"):
        written, size = given["stamp"]
        given["stamp"] = (written, size)
    return Binding(**given)
