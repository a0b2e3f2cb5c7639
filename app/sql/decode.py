"""Reading a script as text: from a file or standard input, a block at a time."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import UnreadableInput
from app.i18n import _
from app.sql.binary import refuse_binary
from app.sql.charset import UTF8, Charset, by_name, sniff
from app.sql.decoder import Decoder

SAMPLE = 64 * 1024
"""Bytes from the start that the encoding is first told from."""
_BLOCK = 256 * 1024


@dataclass(slots=True)
class Source:
    """An opened script: `name` is its path, `size` its bytes, 0 where that is unknown.

    `encoding` is what the text was taken for so far: a file may be plain ASCII, that is
    utf-8, for long before its first Chinese comment says gb18030.
    """

    name: str
    encoding: str
    size: int
    charset: Charset | None
    _path: Path | None
    _stream: BinaryIO | None = field(default=None, repr=False)
    _sample: bytes = field(default=b"", repr=False)
    _read: int = 0

    def chunks(self) -> Iterator[str]:
        """The text, to be read once; a chunk is some hundred thousand code points.

        Raises UnreadableInput where reading fails, and behind the last chunk when some bytes
        were not text in this encoding: they are in the text as U+FFFD.
        """
        decoder = Decoder(self.charset)
        yield from self.texts(decoder)
        decoder.complain()

    def texts(self, decoder: Decoder) -> Iterator[str]:
        """The text as `decoder` reads it, which knows in the end what was wrong with it."""
        with _readable(), self._opened() as stream:
            while True:
                block = self._sample or stream.read(_BLOCK)
                self._sample = b""
                self._read += len(block)
                text = decoder.decode(block, final=not block)
                self.encoding = decoder.name
                if text:
                    yield text
                if not block:
                    break

    @property
    def done(self) -> float:
        """The share of the bytes read so far, from 0 to 1; 0 where the size is unknown."""
        return min(1.0, self._read / self.size) if self.size else 0.0

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        if self._path:  # a pipe cannot be read twice: go on behind the sample
            with self._stream or self._path.open("rb") as stream:
                yield stream
        elif self._stream:
            yield self._stream


@contextmanager
def _readable() -> Iterator[None]:
    """Say in the user's words why something cannot be read."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableInput(_("There is no such file or folder.")) from error
    except PermissionError as error:
        raise UnreadableInput(
            _("You may not read it."), hint=_("Ask for the right, or run as its owner.")
        ) from error
    except IsADirectoryError as error:
        raise UnreadableInput(_("It is a folder, not a file.")) from error
    except OSError as error:
        reason = error.strerror or error
        raise UnreadableInput(_("It could not be read: {reason}.").format(reason=reason)) from error


def open_source(path: Path | None, encoding: str | None = None) -> Source:
    """Open `path`, None being standard input, in `encoding` or in what it seems to be in.

    Raises UnreadableInput for what is not there, not text, or an encoding nobody knows.
    """
    with _readable():
        if path is None:
            return _source(None, sys.stdin.buffer, encoding)
        with ExitStack() as closing:
            stream = closing.enter_context(path.open("rb"))
            source = _source(path, stream, encoding)
            if source._stream:
                closing.pop_all()
            return source


def _source(path: Path | None, stream: BinaryIO, encoding: str | None) -> Source:
    """The source behind `stream`, which is read again from its path where that can be done."""
    sample = stream.read(SAMPLE)
    charset = by_name(encoding, sample) if encoding else sniff(sample)
    refuse_binary(sample, wide=bool(charset and charset.wide))
    name, found = str(path or "-"), charset.name if charset else UTF8
    if path and path.is_file():
        return Source(name, found, path.stat().st_size, charset, path)
    return Source(name, found, 0, charset, path, stream, sample)


def read_text(path: Path, encoding: str | None = None) -> str:
    """All of a file as text, read just as the audit reads it, damaged places included."""
    source = open_source(path, encoding)
    return "".join(source.texts(Decoder(source.charset)))
