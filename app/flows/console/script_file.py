"""Scripts in files: read as the audit reads them, written again in the encoding they came in."""

import codecs
from dataclasses import dataclass, replace
from pathlib import Path

from app import files
from app.domain.console.draft import Binding
from app.domain.errors import BadInput, ConsoleError, UnreadableInput, Unwritable
from app.domain.stop import Stop
from app.i18n import _
from app.sql.charset import UTF8, by_name
from app.sql.decode import SAMPLE, open_source
from app.sql.decoder import Decoder

LARGEST = 64 << 20
"""Bytes of a script that is opened to be edited."""
_MARKS = {
    "utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """A file as it was read: lines end with LF in `text`."""

    text: str
    binding: Binding
    """Its path, and how it is written."""
    trouble: ConsoleError | None = None
    """What was wrong with its bytes: to save it would write something else."""


def read_script(path: Path, stop: Stop, encoding: str = "") -> ScriptFile:
    """Read a script, in the encoding it seems to be in where none is named.

    Raises:
        UnreadableInput: it is not there, no text, or too long to be edited.
        Cancelled: `stop` was set.
    """
    path = path.resolve()
    source = open_source(path, encoding or None)
    if source.size > LARGEST:
        raise UnreadableInput(
            _("The file is too long to be edited here."),
            hint=_("The audit reads files of any length; to run it, use the server's own client."),
        )
    stamp = _stamp(path)
    sample = _head(path)
    decoder = Decoder(source.charset)
    chunks = []
    for chunk in source.texts(decoder):
        stop.check()
        chunks.append(chunk)
    text = "".join(chunks)
    trouble = None
    try:
        decoder.complain()
    except UnreadableInput as error:
        trouble = error
    lines, windows = text.count("\n"), text.count("\r\n")
    bom = source.charset.bom if source.charset else 0
    binding = Binding(
        path=str(path), encoding=source.encoding, crlf=windows * 2 > lines,
        bom=bool(bom and any(sample.startswith(mark) for mark in _MARKS.values())), stamp=stamp,
    )  # fmt: skip
    return ScriptFile(text.replace("\r\n", "\n").replace("\r", "\n"), binding, trouble)


def write_script(text: str, binding: Binding) -> Binding:
    """Write a script as `binding` says, whole or not at all; the binding of the file as it is then.

    Raises:
        BadInput: a character is not in that encoding; nothing was written.
        Unwritable: the disk is full, or the folder may not be written to.
    """
    path = Path(binding.path)
    name = binding.encoding or UTF8
    charset = by_name(name, _head(path))
    if binding.crlf:
        text = text.replace("\n", "\r\n")
    try:
        content = text.encode(charset.codec)
    except UnicodeEncodeError as error:
        raise BadInput(
            _("{character} cannot be written in {encoding}.").format(
                character=text[error.start], encoding=name
            ),
            hint=_("Save it in UTF-8, or take that character out."),
        ) from error
    if binding.bom:
        content = _MARKS.get(charset.codec, b"") + content
    try:
        files.write(path.resolve(), content)
    except OSError as error:
        raise Unwritable(
            _("{file} could not be written: {reason}.").format(
                file=path.name, reason=error.strerror or error
            ),
            hint=_("The text is kept here. Save it elsewhere, or make room and try again."),
        ) from error
    return replace(binding, encoding=name, stamp=_stamp(path), unsaved=False)


def _head(path: Path) -> bytes:
    """How the file begins that is about to be replaced: it tells the order of wide characters."""
    try:
        with path.open("rb") as file:
            return file.read(SAMPLE)
    except OSError:
        return b""


def _stamp(path: Path) -> tuple[int, int] | None:
    """As `workers.file_watch` compares it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
