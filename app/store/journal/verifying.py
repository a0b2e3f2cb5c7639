"""Check a journal from its first line to its last, and name the first that is wrong.

What this finds: a line changed, taken out, put in, moved; an end cut off; files missing between or
before others; a head put back. What it cannot find: somebody who writes the whole journal anew
with its head, or removes all of it; that takes a signature by a key he has not.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.domain.errors import UnreadableInput
from app.domain.journal import Fault, Happening, Note, Verdict, Wrong
from app.domain.stop import Stop
from app.i18n import _
from app.store.journal.chain import Chain
from app.store.journal.files import HEAD, DamagedHead, Head, months, read_head
from app.store.journal.lines import START, NewerEntry, NotAnEntry, Tip, decode


def verify_folder(folder: Path, stop: Stop) -> Verdict:
    """Check all files and the head; others may append meanwhile.

    Raises:
        UnreadableInput: a file cannot be read, or a newer Mohist wrote it.
        Cancelled: `stop` was set.
    """
    return _reading(folder, lambda: _verify_folder(folder, stop))


def verify_file(path: Path, stop: Stop | None = None) -> Verdict:
    """Check one file by itself: its first entry is taken as right, and so is its end.

    Raises:
        UnreadableInput: it cannot be read, or a newer Mohist wrote it.
        Cancelled: `stop` was set.
    """
    return _reading(path, lambda: _verify_file(path, stop or Stop()))


def _reading(path: Path, check: Callable[[], Verdict]) -> Verdict:
    try:
        return check()
    except OSError as error:
        said = _("The journal {path} cannot be read: {reason}.")
        raise UnreadableInput(
            said.format(path=error.filename or path, reason=error.strerror or error),
            hint=_("Check that the file is there and that you may read it."),
        ) from error
    except NewerEntry as error:
        raise UnreadableInput(
            _("The journal {path} was written by a newer Mohist.").format(path=path),
            hint=_("Verify it with that version."),
        ) from error


def _verify_folder(folder: Path, stop: Stop) -> Verdict:
    before = _head(folder)
    if isinstance(before, Fault):
        return Verdict(0, 0, before)
    check = _Check(stop, START, before)
    paths = months(folder)
    fault = None
    for path in paths:
        if fault := check.file(path, last=path is paths[-1]):
            break
    after = _head(folder)
    if fault is None:
        fault = after if isinstance(after, Fault) else check.end(before, after, paths)
    return Verdict(len(paths), check.chain.entries, fault, tuple(check.remarks))


def _head(folder: Path) -> Head | Fault:
    try:
        return read_head(folder) or Head()
    except DamagedHead:
        return Fault(Wrong.HEAD, HEAD, 0, _("It is damaged."))


def _verify_file(path: Path, stop: Stop) -> Verdict:
    with path.open("rb") as file:
        first = file.readline()
    try:
        line = decode(first.removesuffix(b"\n"))
    except NotAnEntry:
        fault = Fault(Wrong.DAMAGED, path.name, 1, _("It is not an entry of the journal."))
        return Verdict(1, 0, fault if first else None)
    start = Tip(line.entry.sequence - 1, line.previous, line.entry.utc)
    check = _Check(stop, start, Head())
    fault_or_none = check.file(path, last=True)
    return Verdict(1, check.chain.entries, fault_or_none, tuple(check.remarks))


class _Check:
    """One walk over the files, remembering where the head's entry was met."""

    def __init__(self, stop: Stop, start: Tip, head: Head) -> None:
        self.chain = Chain(start, head.tip)
        self.remarks: list[str] = []
        self._stop = stop
        self._head = head

    def file(self, path: Path, *, last: bool) -> Fault | None:
        """Take a file; what is wrong with it."""
        with path.open("rb") as file:
            self.chain.follow(self._watched(file))
        for line, note in self.chain.notes:
            self._remark(path.name, line, note)
        torn = self.chain.torn
        if torn is None:
            return None
        unacknowledged = last and self.chain.tip.sequence >= self._head.tip.sequence
        if unacknowledged and torn.wrong is Wrong.DAMAGED:
            said = _("{file}, line {line}: it was not finished, and is not noted yet.")
            self.remarks.append(said.format(file=path.name, line=torn.line))
            return None
        return Fault(torn.wrong, path.name, torn.line, torn.text)

    def end(self, before: Head, after: Head, paths: list[Path]) -> Fault | None:
        """Compare the end with the heads as they were before the walk and after it."""
        tip, name = self.chain.tip, paths[-1].name if paths else before.file
        if tip.sequence < before.tip.sequence:
            said = _("Behind it, the entries {first} to {last} are missing.")
            text = said.format(first=tip.sequence + 1, last=before.tip.sequence)
            return Fault(Wrong.TRUNCATED, name, self.chain.line, text)
        if tip.sequence > after.tip.sequence + 1:
            said = _("It is missing or was put back: it knows {known} of {there} entries.")
            text = said.format(known=after.tip.sequence, there=tip.sequence)
            return Fault(Wrong.HEAD, HEAD, 0, text)
        return None

    def _watched(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for number, line in enumerate(lines):
            if number % 1000 == 0:
                self._stop.check()
            yield line

    def _remark(self, file: str, line: int, note: Note) -> None:
        if note.what is Happening.TORN:
            said = _("{file}, line {line}: the line before was not finished ({size} bytes kept).")
        elif note.what is Happening.SET_ASIDE:
            said = _("{file}, line {line}: an older journal was set aside ({size} bytes kept).")
        else:
            said = _("{file}, line {line}: the clock was put back.")
        self.remarks.append(said.format(file=file, line=line, size=note.size))
