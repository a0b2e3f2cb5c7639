"""Files of others, read with care: bounded in size, and every trouble a sentence with a place."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from app.domain.errors import BadInput, UnreadableInput
from app.domain.stop import Stop
from app.i18n import _

MOST_BYTES = 10 * 1024 * 1024
"""Of a file of another tool; ten thousand connections take less."""
BLOCK = 256 * 1024
"""Bytes that are read before somebody may stop it."""


_stop: ContextVar[Stop] = ContextVar("stop", default=Stop())  # noqa: B039  (nobody sets this one)


@contextmanager
def stopped_by(stop: Stop) -> Iterator[None]:
    """Files read in here, and those they include, are given up once `stop` is set: Cancelled."""
    token = _stop.set(stop)
    try:
        yield
    finally:
        _stop.reset(token)


def unreadable(path: Path, error: Exception) -> UnreadableInput:
    """Why a file cannot be read, in a sentence."""
    reason = getattr(error, "strerror", None) or error
    return UnreadableInput(
        _("{path} cannot be read: {reason}.").format(path=path, reason=reason),
        hint=_("Check the name and the rights of the file."),
    )


def read_bytes(path: Path) -> bytes:
    """All of a file. UnreadableInput where it cannot be read, BadInput where it is too big."""
    try:
        if path.is_dir():
            raise UnreadableInput(_("{path} is a folder.").format(path=path))
        found = bytearray()
        with path.open("rb") as file:
            while len(found) <= MOST_BYTES and (block := file.read(BLOCK)):
                found += block
                _stop.get().check()
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte in it
        raise unreadable(path, error) from error
    if len(found) > MOST_BYTES:
        raise BadInput(
            _("{path} is larger than 10 MB and is not read.").format(path=path),
            hint=_("Is it the right file? Else split it."),
        )
    return bytes(found)


def read_text(path: Path) -> str:
    """A text in UTF-8, in UTF-16 with a mark, or in GBK (GB18030); BadInput where it is none."""
    return decoded(read_bytes(path), str(path))


def decoded(content: bytes, where: str) -> str:
    """The text in `content`, as `read_text` reads it."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput(
        _("{path} is no text in UTF-8 or GBK.").format(path=where),
        hint=_("Save it in UTF-8 and import it again."),
    )


def json_in(text: str, where: str) -> Any:
    """The JSON in `text`; BadInput with file, line and column where there is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise no_json(where, error.lineno, error.colno, error.msg) from error
    except (ValueError, RecursionError) as error:  # numbers of 5000 digits; brackets without end
        raise senseless_json(where) from error


def no_json(where: str, line: int, column: int, reason: str) -> BadInput:
    """It is none, and where that shows."""
    return BadInput(
        _("{path}, line {line}, column {column}: this is no JSON ({reason}).").format(
            path=where, line=line, column=column, reason=reason
        ),
        hint=_("The file may be cut off, or of another kind."),
    )


def senseless_json(where: str) -> BadInput:
    """It is some, but nobody wrote it to be read."""
    return BadInput(
        _("{path} is JSON, but too deep or with numbers too long to be meant.").format(path=where),
        hint=_("The file may be damaged, or of another kind."),
    )
