"""Write a suppression into a script: one comment more, and not a byte else is changed."""

import difflib
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.audit.suppress import suppressed
from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError, UnreadableInput, Unwritable
from app.domain.finding import Finding
from app.flows.gather import why_unreadable
from app.i18n import _
from app.sql.decode import read_text
from app.sql.split import split

_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_UTF_8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Insertion:
    """A comment that may be put into a script.

    `offset` and `inserted` speak of the decoded text, `before` and `after` of all its bytes;
    `diff` shows the change as `diff -u` would.
    """

    path: Path
    offset: int
    inserted: str
    before: bytes
    after: bytes
    diff: tuple[str, ...]

    @property
    def lines(self) -> int:
        """How many lines the text has more."""
        return len(self.inserted.splitlines()) if self.inserted.endswith(("\n", "\r")) else 0


def plan_suppression(
    path: Path, encoding: str, dialect: Dialect, finding: Finding, reason: str
) -> Insertion:
    """What it takes to suppress `finding` for `reason`; nothing is written yet.

    Raises:
        UnreadableInput: the file is gone, or its text is not what was audited.
        Unwritable: the file holds bytes that are no text, so it cannot be changed faithfully.
    """
    try:
        before = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(why_unreadable(error)) from error
    text = read_text(path, encoding)
    start = _statement_start(text, dialect, finding)
    longer = suppressed(text, start, finding.rule, reason)
    offset, inserted = _difference(text, longer, start)
    codec, mark = _codec(before, encoding)
    head = mark + text[:offset].encode(codec, "replace")
    if not before.startswith(head):
        raise Unwritable(
            _("The file holds bytes that are not text in {encoding}.").format(encoding=encoding),
            hint=_("Write the comment into it with the editor you use for it."),
        )
    after = head + _encoded(inserted, codec) + before[len(head) :]
    return Insertion(path, offset, inserted, before, after, _diff(text, longer, path.name))


def write_suppression(planned: Insertion) -> None:
    """Put the comment in, in one step: whoever reads the file sees the old or the new one.

    Raises:
        Unwritable: the file is another one by now, or may not be written.
    """
    target = Path(os.path.realpath(planned.path))
    new = target.with_name(f".mohist-{secrets.token_hex(6)}.tmp")
    try:
        if target.read_bytes() != planned.before:
            raise changed_meanwhile()
        with new.open("xb") as file:
            file.write(planned.after)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(stat.S_IMODE(target.stat().st_mode))
        new.replace(target)
    except OSError as error:
        raise Unwritable(
            _("The file could not be changed: {reason}.").format(reason=error.strerror or error),
            hint=_("Check that you may write it and its folder."),
        ) from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def changed_meanwhile() -> ConsoleError:
    """The refusal to touch a file that is not the one that was audited."""
    return Unwritable(
        _("The file changed on disk since it was audited."), hint=_("Run the audit again.")
    )


def _statement_start(text: str, dialect: Dialect, finding: Finding) -> int:
    place = finding.start.offset
    for piece in split([text], dialect):
        if piece.start.offset <= place < piece.start.offset + len(piece.text):
            return piece.start.offset
        if piece.start.offset > place:
            break
    raise changed_meanwhile()


def _difference(text: str, longer: str, near: int) -> tuple[int, str]:
    """Where `longer` has more than `text`, at or before `near`, and what."""
    size = len(longer) - len(text)
    return near, longer[near : near + size]


def _codec(content: bytes, encoding: str) -> tuple[str, bytes]:
    """How to write what `encoding` reads, and the mark at the start of the file."""
    if encoding == "utf-16":
        return _UTF_16.get(content[:2], "utf-16-le"), content[:2] if content[:2] in _UTF_16 else b""
    if content.startswith(_UTF_8_MARK):
        return "utf-8", _UTF_8_MARK
    return encoding, b""


def _encoded(text: str, codec: str) -> bytes:
    try:
        return text.encode(codec)
    except UnicodeEncodeError as error:
        raise Unwritable(
            _("The encoding of the file, {encoding}, has no {character}.").format(
                encoding=codec, character=text[error.start]
            ),
            hint=_("Say the reason in other words."),
        ) from error


def _diff(text: str, longer: str, name: str) -> tuple[str, ...]:
    diff = difflib.unified_diff(text.splitlines(), longer.splitlines(), name, name, lineterm="")
    return tuple(diff)
