"""Check a journal from its first line to its last, and name the first that is wrong.

What this finds: a line changed, taken out, put in, moved; an end cut off; files missing between or
before others; a head put back; a signature that is not by the key it names. Somebody who has the
key, or who writes everything anew under a key of his own, is found by an anchor kept elsewhere
and by what the keychain remembers, and by nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.errors import UnreadableInput
from app.domain.journal import Anchor, Fault, Remark, Verdict, Wrong
from app.domain.signing import Check, Remembered
from app.domain.stop import Stop
from app.i18n import _
from app.store.journal.chain import Chain, Known
from app.store.journal.files import HEAD, DamagedHead, Head, months, read_head
from app.store.journal.lineage import set_aside_in
from app.store.journal.lines import START, NewerEntry, NotAnEntry, Tip, decode
from app.store.journal.remarks import remark_of, unsigned


def verify_folder(
    folder: Path,
    stop: Stop,
    check: Check | None = None,
    anchors: Sequence[Anchor] = (),
    remembered: Remembered | None = None,
    tell: Callable[[float], object] = lambda _share: None,
) -> Verdict:
    """Check all files and the head; others may append meanwhile.

    `anchors` were kept elsewhere, `remembered` is what the keychain knows of the end.

    Raises:
        UnreadableInput: a file cannot be read, or a newer Mohist wrote it.
        Cancelled: `stop` was set.
    """
    memories = [*map(_of_anchor, anchors), *([_of_keychain(remembered)] if remembered else [])]

    def checked() -> Verdict:
        here, aside = _apart(folder, memories)
        verdict = _verify_folder(folder, stop, check, here, tell)
        return replace(verdict, remarks=(*aside, *verdict.remarks))

    return _reading(folder, checked)


def verify_file(path: Path, stop: Stop | None = None, check: Check | None = None) -> Verdict:
    """Check one file by itself: its first entry is taken as right, and so is its end.

    Raises:
        UnreadableInput: it cannot be read, or a newer Mohist wrote it.
        Cancelled: `stop` was set.
    """
    return _reading(path, lambda: _verify_file(path, stop or Stop(), check))


@dataclass(frozen=True, slots=True)
class _Memory:
    """An entry that is known from elsewhere, and what to say where the journal ends before it."""

    sequence: int
    known: Known
    missing: str
    aside: str
    """What to say where it is in a journal that was set aside, with {folder} still open."""


def _of_anchor(anchor: Anchor) -> _Memory:
    when = anchor.utc.strftime("%Y-%m-%d %H:%M:%S UTC")
    other = _("The anchor of {when} knows another entry in its place.").format(when=when)
    missing = _("The anchor of {when} knows entry {number}, which is not there any more.")
    missing = missing.format(when=when, number=anchor.sequence)
    aside = _("The anchor of {when} is of the journal that was set aside in {folder}.")
    aside = aside.format(when=when, folder="{folder}")
    return _Memory(anchor.sequence, Known(anchor.hash, other, Wrong.ANCHOR), missing, aside)


def _of_keychain(known: Remembered) -> _Memory:
    other = _("The keychain remembers another entry in its place.")
    missing = _("The keychain remembers entry {number}, which is not there any more.")
    missing = missing.format(number=known.sequence)
    aside = _("What the keychain remembers is in the journal that was set aside in {folder}.")
    return _Memory(known.sequence, Known(known.hash, other, Wrong.CHANGED), missing, aside)


def _apart(
    folder: Path, memories: Sequence[_Memory]
) -> tuple[list[_Memory], list[Remark]]:  # fmt: skip
    """Those of this journal, and what to say of those of others that were set aside."""
    here, aside = [], []
    for memory in memories:
        kept = set_aside_in(folder, Remembered(memory.sequence, memory.known.hash))
        if kept is None:
            here.append(memory)
        else:
            aside.append(Remark(kept.name, 0, 0, memory.aside.format(folder=kept.name)))
    return here, aside


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


def _verify_folder(
    folder: Path, stop: Stop, check: Check | None, memories: Sequence[_Memory],
    tell: Callable[[float], object],
) -> Verdict:  # fmt: skip
    before = _head(folder)
    if isinstance(before, Fault):
        return Verdict(0, 0, before)
    said = _("The head of the journal knows another entry in its place.")
    known = {before.tip.sequence: Known(before.tip.hash, said)}
    known |= {memory.sequence: memory.known for memory in memories}
    paths = months(folder)
    size = sum(path.stat().st_size for path in paths)
    walk = _Check(stop, Chain(START, known, check), before, lambda done: tell(done / (size or 1)))
    fault = None
    for path in paths:
        if fault := walk.file(path, last=path is paths[-1]):
            break
    after = _head(folder)
    if fault is None:
        fault = after if isinstance(after, Fault) else walk.end(before, after, paths)
    if fault is None:
        fault = walk.missing(memories, paths)
    return walk.verdict(len(paths), fault)


def _head(folder: Path) -> Head | Fault:
    try:
        return read_head(folder) or Head()
    except DamagedHead:
        return Fault(Wrong.HEAD, HEAD, 0, _("It is damaged."))


def _verify_file(path: Path, stop: Stop, check: Check | None) -> Verdict:
    with path.open("rb") as file:
        first = file.readline()
    try:
        line = decode(first.removesuffix(b"\n"))
    except NotAnEntry:
        fault = Fault(Wrong.DAMAGED, path.name, 1, _("It is not an entry of the journal."))
        return Verdict(1, 0, fault if first else None)
    start = Tip(line.entry.sequence - 1, line.previous, line.entry.utc)
    walk = _Check(stop, Chain(start, check=check, middle=True), Head(), lambda _done: None)
    return walk.verdict(1, walk.file(path, last=True))


class _Check:
    """One walk over the files, remembering where the head's entry was met."""

    def __init__(self, stop: Stop, chain: Chain, head: Head, tell: Callable[[int], object]) -> None:
        self.chain = chain
        self.remarks: list[Remark] = []
        self._stop, self._head, self._tell = stop, head, tell
        self._bytes = 0

    def verdict(self, files: int, fault: Fault | None) -> Verdict:
        """What the walk came to."""
        chain = self.chain
        remarks = tuple(self.remarks)
        return Verdict(files, chain.entries, fault, remarks, chain.signed, chain.tip.key)

    def file(self, path: Path, *, last: bool) -> Fault | None:
        """Take a file; what is wrong with it."""
        with path.open("rb") as file:
            self.chain.follow(self._watched(file))
        self._remark(path.name)
        torn = self.chain.torn
        if torn is None:
            return None
        sequence = self.chain.tip.sequence
        unacknowledged = last and sequence >= self._head.tip.sequence
        if unacknowledged and torn.wrong is Wrong.DAMAGED:
            said = _("{file}, line {line}: it was not finished, and is not noted yet.")
            said = said.format(file=path.name, line=torn.line)
            self.remarks.append(Remark(path.name, torn.line, 0, said))
            return None
        return Fault(torn.wrong, path.name, torn.line, torn.text, sequence)

    def end(self, before: Head, after: Head, paths: list[Path]) -> Fault | None:
        """Compare the end with the heads as they were before the walk and after it."""
        tip, name = self.chain.tip, paths[-1].name if paths else before.file
        if tip.sequence < before.tip.sequence:
            said = _("Behind it, the entries {first} to {last} are missing.")
            text = said.format(first=tip.sequence + 1, last=before.tip.sequence)
            return Fault(Wrong.TRUNCATED, name, self.chain.line, text, tip.sequence)
        if tip.sequence > after.tip.sequence + 1:
            said = _("It is missing or was put back: it knows {known} of {there} entries.")
            text = said.format(known=after.tip.sequence, there=tip.sequence)
            return Fault(Wrong.HEAD, HEAD, 0, text, tip.sequence)
        return None

    def missing(self, memories: Iterable[_Memory], paths: list[Path]) -> Fault | None:
        """An entry known from elsewhere that stood behind the end."""
        name, sequence = paths[-1].name if paths else HEAD, self.chain.tip.sequence
        for memory in memories:
            if memory.sequence > sequence:
                line = self.chain.line
                return Fault(Wrong.TRUNCATED, name, line, memory.missing, sequence)
        return None

    def _watched(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for number, line in enumerate(lines):
            if number % 500 == 0:
                self._stop.check()
                self._tell(self._bytes)
            self._bytes += len(line)
            yield line

    def _remark(self, file: str) -> None:
        """What the journal says of itself in a file, and where nobody signed."""
        found = [
            (line, said.entry.sequence, *remark)
            for line, said in self.chain.notes
            if (remark := remark_of(said))
        ]
        found += [(line, number, unsigned(why), False) for line, number, why in self.chain.unsigned]
        for line, number, text, grave in sorted(found):
            said = _("{file}, line {line}: {text}").format(file=file, line=line, text=text)
            self.remarks.append(Remark(file, line, number, said, grave))
