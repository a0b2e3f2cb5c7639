"""Lay scripts out: read, formatted, and written back in one step, with a copy kept."""

from dataclasses import dataclass
from pathlib import Path

from app import files
from app.domain.dialect import Dialect
from app.flows.change_script import put_in_place, read_changeable
from app.i18n import _
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
    script = read_changeable(path, encoding)
    text = script.text
    windows = "\r\n" in text and text.count("\r\n") == text.count("\n")
    plain = text.replace("\r\n", "\n") if windows else text
    new = format_script(plain, dialect or detect(str(path), plain), style)
    if new == plain:
        return LaidOut(path, text, script.before, script.before)
    new = new.replace("\n", "\r\n") if windows else new
    return LaidOut(path, new, script.before, script.bytes_of(new))


def write_laid_out(laid: LaidOut) -> Path:
    """Keep a copy beside the file, then put the new text in its place; the copy's path.

    Raises:
        Unwritable: the file is another one by now, or it or its copy may not be written.
    """
    return put_in_place(laid.path, laid.before, laid.after, _keep, _("Format it again."))


def _keep(path: Path, content: bytes) -> Path:
    copy = path.with_name(path.name + KEPT)
    files.write(copy, content)
    return copy
