"""Lay scripts out: read, formatted, and written back in one step, with a copy kept."""

import os
from dataclasses import dataclass
from pathlib import Path

from app import files
from app.domain.dialect import Dialect
from app.domain.errors import UnreadableInput, Unwritable
from app.flows.gather import why_unreadable
from app.i18n import _
from app.sql.charset import high
from app.sql.decode import open_source
from app.sql.decoder import Decoder
from app.sql.detect import detect
from app.sql.format import Style, format_script

KEPT = ".orig"
"""What the copy of a file is called, behind the file's own name."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A script as it is and as it would be; `text` is the second, `after` its bytes."""

    path: Path
    text: str
    before: bytes
    after: bytes

    @property
    def changed(self) -> bool:
        """Whether anything would be another."""
        return self.before != self.after


def lay_out(path: Path, *, dialect: Dialect | None, encoding: str | None, style: Style) -> LaidOut:
    """What formatting a script would make of it; nothing is written yet.

    Its encoding, its mark of Unicode and its line ends stay what they are.

    Raises:
        UnreadableInput: the file cannot be read.
        Unwritable: it holds bytes that are no text, so it cannot be changed faithfully.
    """
    try:
        before = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(
            f"{path}: {why_unreadable(error)}", hint=_("Check its name, and that you may read it.")
        ) from error
    source = open_source(path, encoding)
    text = "".join(source.texts(Decoder(source.charset)))
    charset = source.charset or high(before)
    mark = before[: charset.bom]
    if mark + text.encode(charset.codec, "replace") != before:
        raise Unwritable(
            _("{path} holds bytes that are not text in {encoding}; it was left as it is.").format(
                path=path, encoding=source.encoding
            ),
            hint=_("Name its encoding with --encoding."),
        )
    windows = "\r\n" in text and text.count("\r\n") == text.count("\n")
    plain = text.replace("\r\n", "\n") if windows else text
    new = format_script(plain, dialect or detect(str(path), plain), style)
    if new == plain:
        return LaidOut(path, text, before, before)
    new = new.replace("\n", "\r\n") if windows else new
    return LaidOut(path, new, before, mark + new.encode(charset.codec))


def write_laid_out(laid: LaidOut) -> Path:
    """Keep a copy beside the file, then put the new text in its place; the copy's path.

    Raises:
        Unwritable: the file is another one by now, or it or its copy may not be written.
    """
    target = Path(os.path.realpath(laid.path))
    copy = target.with_name(target.name + KEPT)
    try:
        if target.read_bytes() != laid.before:
            raise Unwritable(
                _("{path} changed on disk meanwhile; it was left as it is.").format(path=laid.path),
                hint=_("Format it again."),
            )
        files.write(copy, laid.before)
        files.write(target, laid.after)
    except OSError as error:
        raise Unwritable(
            _("{path} could not be changed: {reason}.").format(
                path=laid.path, reason=error.strerror or error
            ),
            hint=_("Check that you may write it and its folder."),
        ) from error
    return copy
