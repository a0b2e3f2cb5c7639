"""A JSON document read in pieces: memory holds one block and one record of it, not the file."""

import codecs
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.errors import BadInput, UnreadableInput
from app.domain.stop import Stop
from app.i18n import _
from app.store.exchange.reading import BLOCK, no_json, senseless_json, unreadable

MOST_BYTES = 128 * 1024 * 1024
"""Of a file of ours: 100,000 instances with all their connections. Read, they take 220 MB,
and 590 MB of memory while they are written: measured by benchmarks/import_inventory.py."""
MOST_OF_ONE = 4 * 1024 * 1024
"""Characters of one record, or of anything else between two commas."""
_BLANK = " \t\n\r"
_OF_NUMBERS = "0123456789+-.eE"
"""What cannot stand behind a value: the part of a number that was not read yet."""

Tell = Callable[[float], object]
"""Is told which share of the file was read."""


def members(path: Path, stop: Stop, tell: Tell) -> Iterator[tuple[str, Any]]:
    """The members of the object in a file; of one that is an array, its elements one by one.

    A text in UTF-8, in UTF-16 with a mark, or in GBK (GB18030).

    Raises:
        UnreadableInput: it cannot be read.
        BadInput: it is too big, no text, or no JSON object; line and column are named.
        Cancelled: `stop` was set.
    """
    try:
        if path.is_dir():
            raise UnreadableInput(_("{path} is a folder.").format(path=path))
        with path.open("rb") as file:
            size = path.stat().st_size
            if size > MOST_BYTES:
                raise BadInput(
                    _("{path} is larger than {most} MB and is not read.").format(
                        path=path, most=MOST_BYTES // 1024 // 1024
                    ),
                    hint=_("Is it the right file? Else split it."),
                )
            encoding = _encoding(file, path, stop)
            file.seek(0)
            yield from _Document(file, encoding, size, path, stop, tell).members()
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte in it
        raise unreadable(path, error) from error


def _encoding(file: BinaryIO, path: Path, stop: Stop) -> str:
    if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while block := file.read(BLOCK):
                stop.check()
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadInput(
        _("{path} is no text in UTF-8 or GBK.").format(path=path),
        hint=_("Save it in UTF-8 and import it again."),
    )


class _Document:
    """Holds the text from the piece that is looked at to the end of the last block."""

    def __init__(
        self, file: BinaryIO, encoding: str, size: int, path: Path, stop: Stop, tell: Tell
    ) -> None:
        self._file, self._size, self._where = file, max(size, 1), str(path)
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._json = json.JSONDecoder()
        self._stop, self._tell = stop, tell
        self._text, self._at, self._ended = "", 0, False
        self._line, self._column = 1, 1  # of the first character that is held

    def members(self) -> Iterator[tuple[str, Any]]:
        if self._next() != "{":
            raise BadInput(
                _("{path} is no inventory of Mohist.").format(path=self._where),
                hint=_("Connections of other tools are imported with --from."),
            )
        self._at += 1
        if self._next() != "}":
            while True:
                key = self._value()
                if not isinstance(key, str):
                    raise self._wrong("Expecting property name enclosed in double quotes")
                self._expect(":")
                if self._next() == "[":
                    self._at += 1
                    for each in self._elements():
                        yield key, each
                else:
                    yield key, self._value()
                if self._next() != ",":
                    break
                self._at += 1
        self._expect("}")
        if self._next():
            raise self._wrong("Extra data")

    def _elements(self) -> Iterator[Any]:
        if self._next() != "]":
            while True:
                yield self._value()
                if self._next() != ",":
                    break
                self._at += 1
        self._expect("]")

    def _value(self) -> Any:
        self._next()
        while True:
            wrong = None
            try:
                found, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                wrong, end = self._wrong(error.msg, error.pos), len(self._text)
                if self._ended:
                    raise wrong from error
            except (ValueError, RecursionError) as error:
                raise senseless_json(self._where) from error
            whole = end < len(self._text) and self._text[end] not in _OF_NUMBERS
            if whole or self._ended:  # else a number may go on in the next block
                self._at = end
                return found
            if len(self._text) - self._at > MOST_OF_ONE:
                raise wrong or senseless_json(self._where)
            self._fill(max(BLOCK, len(self._text) - self._at))

    def _next(self) -> str:
        """The next character that is no blank, which is not taken; "" at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANK:
                    return self._text[self._at]
                self._at += 1
            if self._ended:
                return ""
            self._fill(BLOCK)

    def _expect(self, char: str) -> None:
        if self._next() != char:
            raise self._wrong(f"Expecting '{char}' delimiter")
        self._at += 1

    def _fill(self, size: int) -> None:
        self._stop.check()
        self._line, self._column = self._place(self._at)
        block = self._file.read(size)
        self._ended = not block
        self._text = self._text[self._at :] + self._decoder.decode(block, final=self._ended)
        self._at = 0
        self._tell(min(1.0, self._file.tell() / self._size))

    def _place(self, at: int) -> tuple[int, int]:
        lines = self._text.count("\n", 0, at)
        if not lines:
            return self._line, self._column + at
        return self._line + lines, at - self._text.rindex("\n", 0, at)

    def _wrong(self, reason: str, at: int | None = None) -> BadInput:
        return no_json(self._where, *self._place(self._at if at is None else at), reason)
