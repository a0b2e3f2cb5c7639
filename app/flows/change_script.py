"""Change a script on the disk: in its own encoding, in one step, and with what it was kept."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app import files
from app.domain.errors import UnreadableInput, Unwritable
from app.flows.gather import why_unreadable
from app.i18n import _
from app.sql.charset import high
from app.sql.decode import open_source
from app.sql.decoder import Decoder


@dataclass(frozen=True, slots=True)
class Changeable:
    """A script whose text says all there is in its bytes, `before`."""

    path: Path
    text: str
    before: bytes
    mark: bytes
    codec: str

    def bytes_of(self, text: str) -> bytes:
        """The bytes of another text in its encoding, behind its mark of Unicode.

        Raises:
            Unwritable: the encoding does not have a character of it.
        """
        try:
            return self.mark + text.encode(self.codec)
        except UnicodeEncodeError as error:
            raise Unwritable(
                _("The encoding of the file, {encoding}, has no {character}.").format(
                    encoding=self.codec, character=text[error.start]
                )
            ) from error


def read_changeable(path: Path, encoding: str | None) -> Changeable:
    """Read the script at `path`; without an `encoding` that is found out.

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
    return Changeable(path, text, before, mark, charset.codec)


def put_in_place(
    path: Path, before: bytes, after: bytes, keep: Callable[[Path, bytes], Path], again: str
) -> Path:
    """Have `keep` write what the file was beside it, then put `after` there; the copy's path.

    Where that fails no copy stays. `again` tells the user what to do about a file that is another.

    Raises:
        Unwritable: the file is not `before` any more, or it or its copy may not be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.read_bytes() != before:
            raise changed_on_disk(path, again)
        copy = keep(target, before)
        try:
            files.write(target, after)
        except OSError:
            with suppress(OSError):
                copy.unlink()
            raise
    except OSError as error:
        raise Unwritable(
            _("{path} could not be changed: {reason}.").format(
                path=path, reason=error.strerror or error
            ),
            hint=_("Check that you may write it and its folder."),
        ) from error
    return copy


def changed_on_disk(path: Path, again: str) -> Unwritable:
    """The refusal to touch a file that is not the one that was read."""
    return Unwritable(
        _("{path} changed on disk meanwhile; it was left as it is.").format(path=path), hint=again
    )
