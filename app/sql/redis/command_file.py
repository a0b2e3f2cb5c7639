"""Commands out of a file of any length, one after another: lines, and Redis' own protocol.

Both are what `redis-cli --pipe` takes, and may stand in one file. A line has the quoting of
redis-cli (see `words`), `#` begins a comment; the protocol is arrays of bulk strings. Files are
bytes: a value need not be text. Memory holds one command.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, TypeAlias

from app.domain.errors import BadInput
from app.i18n import _
from app.sql.possessive import compile_bytes
from app.sql.redis.words import quoting_hint

LONGEST = 64 << 20
"""Bytes of one command."""
_MOST_WORDS = 1 << 20
_SPACE = rb"[ \t\n\r\x0b\x0c]"
_PART = (
    rb"[^ \t\n\r\x0b\x0c\"']++"
    rb'|"((?:[^"\\]|\\.)*+)"(?=' + _SPACE + rb"|\Z)"
    rb"|'((?:[^'\\]|\\'|\\)*+)'(?=" + _SPACE + rb"|\Z)"
)
_ESCAPE = compile_bytes(rb"\\(?:x([0-9a-fA-F]{2})|(.))", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"a": b"\a"}


class FileCommand(NamedTuple):
    """A command, and the line it begins on, from 1."""

    line: int
    words: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """What is no command, and why."""

    line: int
    error: BadInput


Found: TypeAlias = FileCommand | Unread


def packed(words: tuple[bytes, ...]) -> bytes:
    """A command as the protocol has it."""
    parts = [b"*%d\r\n" % len(words)]
    parts += [b"$%d\r\n%b\r\n" % (len(word), word) for word in words]
    return b"".join(parts)


def commands(file: BinaryIO) -> Iterator[Found]:
    """All there are, in their order.

    A line that cannot be read is told and passed over; behind broken protocol nothing can be read
    any more, and nothing comes.
    """
    number = 0
    while raw := file.readline(LONGEST + 1):
        number += 1
        if len(raw) > LONGEST:
            yield Unread(number, _too_long())
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(LONGEST)
            continue
        if raw[:1] == b"*" and raw[1:2].isdigit():
            found, lines = _array(raw, file, number)
            number += lines
            if found is not None:
                yield found
            if isinstance(found, Unread):
                return
            continue
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if b'"' in raw or b"'" in raw:
            try:
                words = split(raw)
            except BadInput as error:
                yield Unread(number, error)
                continue
        else:
            words = tuple(raw.split())
        if words and words[0][:1] != b"#":
            yield FileCommand(number, words)


def split(line: bytes) -> tuple[bytes, ...]:
    """The words of a line; BadInput where a quote is not closed, or followed by no blank."""
    if line.lstrip()[:1] == b"#":
        return ()
    words: list[bytes] = []
    word, at = b"", 0
    begun = False
    while at < len(line):
        found = _PARTS.match(line, at)
        if found is None:
            blank = _BLANK.match(line, at)
            if blank is None:
                raise _badly_quoted(line, at)
            if begun:
                words.append(word)
            word, begun = b"", False
            at = blank.end()
            continue
        begun, at = True, found.end()
        if found[1] is not None:
            word += _ESCAPE.sub(_plain, found[1])
        elif found[2] is not None:
            word += found[2].replace(b"\\'", b"'")
        else:
            word += found[0]
    return (*words, word) if begun else tuple(words)


def _plain(escape: re.Match[bytes]) -> bytes:
    if escape[1] is not None:
        return bytes.fromhex(escape[1].decode())
    return _ESCAPES.get(escape[2], escape[2])


def _badly_quoted(line: bytes, at: int) -> BadInput:
    quote = line[at : at + 1]
    inside = line[at + 1 :]
    if quote == b'"':
        inside = inside.replace(b"\\\\", b"")
    inside = inside.replace(b"\\" + quote, b"")
    said = _("A quote is not closed.")
    if quote in inside:
        said = _("A closing quote must be followed by a blank.")
    return BadInput(said, hint=quoting_hint())


def _array(head: bytes, file: BinaryIO, line: int) -> tuple[Found | None, int]:
    """An array of bulk strings, and how many lines behind its first were read."""
    count = _number(head)
    if count is None or count > _MOST_WORDS:
        return Unread(line, _broken()), 0
    words: list[bytes] = []
    lines, left = 0, LONGEST
    for _word in range(count):
        length = _number(file.readline(32), b"$")
        lines += 1
        if length is None:
            return Unread(line + lines, _broken()), lines
        if length > left:
            return Unread(line, _too_long()), lines
        left -= length
        word = file.read(length + 2)
        if len(word) < length + 2 or word[-2:] != b"\r\n":
            return Unread(line + lines, _broken()), lines
        lines += word.count(b"\n")
        words.append(word[:-2])
    return (FileCommand(line, tuple(words)) if words else None), lines


def _number(head: bytes, mark: bytes = b"*") -> int | None:
    """The number behind a mark of the protocol; None where it is none."""
    digits = head[1:-2]
    if head[:1] != mark or head[-2:] != b"\r\n" or not digits.isdigit() or len(digits) > 12:
        return None
    return int(digits)


def _broken() -> BadInput:
    return BadInput(
        _("Here the file is not in Redis' protocol any more."),
        hint=_("It may be cut short, or its line ends (CR LF) were changed on the way."),
    )


def _too_long() -> BadInput:
    return BadInput(_("A command of more than {size} MiB.").format(size=LONGEST >> 20))


_PARTS = compile_bytes(_PART, re.S)
_BLANK = compile_bytes(_SPACE + rb"++")
