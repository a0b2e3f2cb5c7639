"""Write a suppression into a script: one comment more, and not a byte else is changed."""

import difflib
import os
import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from app import files
from app.audit.suppress import suppressed
from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError, UnreadableInput, Unwritable
from app.domain.finding import Finding, Position
from app.domain.input_kind import InputKind
from app.flows.gather import why_unreadable
from app.i18n import _
from app.sql.charset import high
from app.sql.decode import open_source
from app.sql.decoder import Decoder
from app.sql.hidden.xml import Element, read_xml
from app.sql.lines import Lines
from app.sql.oracle import tokenize_oracle
from app.sql.split import split
from app.sql.tokens import tokenize

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Insertion:
    """A comment that may be put into a script.

    `inserted` goes before the place `start` of the decoded text; `before` and `after` are all the
    bytes of the file; `diff` shows the change as `diff -u` would.
    """

    path: Path
    start: Position
    inserted: str
    before: bytes
    after: bytes
    diff: tuple[str, ...]

    def moved(self, place: Position) -> Position:
        """Where a place of the text is after the insertion."""
        if place.offset < self.start.offset:
            return place
        lines = len(_LINE_END.findall(self.inserted))
        same_line = not lines and place.line == self.start.line
        return Position(
            place.line + lines,
            place.column + (len(self.inserted) if same_line else 0),
            place.offset + len(self.inserted),
        )


def plan_suppression(
    path: Path,
    encoding: str | None,
    dialect: Dialect,
    finding: Finding,
    reason: str,
    kind: InputKind = InputKind.SCRIPT,
) -> Insertion:
    """What it takes to suppress `finding` for `reason`; nothing is written yet.

    `encoding` is the one the audit was told, None where it found out by itself.

    Raises:
        UnreadableInput: the file is gone, or its text is not what was audited.
        Unwritable: the file holds bytes that are no text, so it cannot be changed faithfully; or
            it is a log, which is not for us to change.
    """
    try:
        before = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(why_unreadable(error)) from error
    source = open_source(path, encoding)
    text = "".join(source.texts(Decoder(source.charset)))
    xml = kind is InputKind.MYBATIS
    if kind is not InputKind.SCRIPT and not xml:
        raise Unwritable(
            _("A comment in such a file would be lost, or change what it is."),
            hint=_("Switch the rule off for it in the profile, by its path."),
        )
    start = _element_start(text, finding) if xml else _statement_start(text, dialect, finding)
    longer = suppressed(text, start.offset, finding.rule, reason, xml=xml)
    inserted = longer[start.offset : start.offset + len(longer) - len(text)]
    charset = source.charset or high(before)
    head = before[: charset.bom] + text[: start.offset].encode(charset.codec, "replace")
    if not before.startswith(head):
        raise Unwritable(
            _("The file holds bytes that are not text in {encoding}.").format(
                encoding=source.encoding
            ),
            hint=_("Write the comment into it with the editor you use for it."),
        )
    after = head + _encoded(inserted, charset.codec) + before[len(head) :]
    return Insertion(path, start, inserted, before, after, _diff(text, longer, path.name))


def write_suppression(planned: Insertion) -> None:
    """Put the comment in, in one step: whoever reads the file sees the old or the new one.

    Raises:
        Unwritable: the file is another one by now, or may not be written.
    """
    target = Path(os.path.realpath(planned.path))
    try:
        if target.read_bytes() != planned.before:
            raise changed_meanwhile()
        files.write(target, planned.after)
    except OSError as error:
        raise Unwritable(
            _("The file could not be changed: {reason}.").format(reason=error.strerror or error),
            hint=_("Check that you may write it and its folder."),
        ) from error


def changed_meanwhile() -> ConsoleError:
    """The refusal to touch a file that is not the one that was audited."""
    return Unwritable(
        _("The file changed on disk since it was audited."), hint=_("Run the audit again.")
    )


def _statement_start(text: str, dialect: Dialect, finding: Finding) -> Position:
    """Where the statement with the finding starts; within a stored program, the inner one."""
    place = finding.start.offset
    for piece in split([text], dialect):
        start = piece.start.offset
        if start <= place < start + len(piece.text):
            inner = _inner_start(piece.text, dialect, place - start)
            return Lines(piece.text, piece.start).position(inner)
        if start > place:
            break
    raise changed_meanwhile()


def _element_start(text: str, finding: Finding) -> Position:
    """Where the element of a mapper starts that the finding is in."""
    root = read_xml(text).root
    elements = root.children if root else []
    starts = [each.start for each in elements if isinstance(each, Element)]
    before = [start for start in starts if start.offset <= finding.start.offset]
    if not before:
        raise changed_meanwhile()
    return before[-1]


def _inner_start(text: str, dialect: Dialect, place: int) -> int:
    tokens = tokenize_oracle(text) if dialect is Dialect.ORACLE else tokenize(text, dialect)
    at = bisect_right(tokens.starts, place) - 1
    while at > 0 and tokens.kinds[at - 1] not in {";", "BEGIN"}:
        at -= 1
    return tokens.starts[at] if at > 0 else 0


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
