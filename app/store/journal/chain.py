"""Follow the chain from line to line, and see where it breaks.

A line that does not hang on the one before it may still be a torn one: the machine stopped while it
was written. It stays where it is, and the next entry is a note that counts and hashes its bytes. So
nothing is ever taken out of the journal, and nothing but such a note makes a broken line good.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from app.domain.journal import Happening, Note, Wrong
from app.i18n import _
from app.store.journal.lines import Line, NotAnEntry, Tip, decode

SLACK = timedelta(seconds=2)
"""How far the clock may go back (it is set right all the time) before anybody speaks of it."""

_NOTE = b'"kind":"note","what":"torn"'


class Chain:
    """Takes the lines of one file after another, with the entry before them as `tip`.

    `known` is an entry somebody remembers: the one with its number must be the same.
    """

    def __init__(self, tip: Tip, known: Tip | None = None) -> None:
        self.tip = tip
        self._known = known or tip
        self.entries = 0
        self.line = 0
        """The line of the file taken last, from 1."""
        self.notes: list[tuple[int, Note]] = []
        """The notes in the file, with their lines."""
        self.torn: Torn | None = None
        """The bytes at the end of the file that are no entry."""

    def follow(self, lines: Iterable[bytes]) -> bool:
        """Take what is left of a file; whether its last line lacks the end of line.

        Raises:
            NewerEntry: a newer Mohist wrote it.
        """
        self.line, self.notes = 0, []
        unfinished = False
        for raw in lines:
            self.line += 1
            unfinished = not raw.endswith(b"\n")
            self._take(raw if unfinished else raw[:-1])
        if self.torn is not None and not unfinished:
            self.torn.more(b"")
        return unfinished

    def _take(self, raw: bytes) -> None:
        if self.torn is not None:
            if _NOTE in raw and self._mends(raw):
                self.torn = None
            else:
                self.torn.more(raw)
            return
        try:
            line = decode(raw)
        except NotAnEntry:
            self.torn = Torn(self.line, raw, Wrong.DAMAGED, _("It is not an entry of the journal."))
            return
        if wrong := self._wrong(line):
            self.torn = Torn(self.line, raw, *wrong)
        else:
            self._accept(line)

    def _mends(self, raw: bytes) -> bool:
        try:
            line = decode(raw)
        except NotAnEntry:
            return False
        note, torn = line.entry.body, self.torn
        if torn is None or not isinstance(note, Note) or self._wrong(line):
            return False
        if (note.size, note.digest) != (torn.size, torn.digest):
            return False
        self._accept(line)
        return True

    def _accept(self, line: Line) -> None:
        if isinstance(line.entry.body, Note):
            self.notes.append((self.line, line.entry.body))
        self.tip = line.tip(self.tip)
        self.entries += 1

    def _wrong(self, line: Line) -> tuple[Wrong, str] | None:
        tip, entry = self.tip, line.entry
        if not line.sound:
            return Wrong.CHANGED, _("It was changed: its hash is not that of its text.")
        if entry.sequence > tip.sequence + 1:
            said = _("Before it, the entries {first} to {last} are missing.")
            return Wrong.REMOVED, said.format(first=tip.sequence + 1, last=entry.sequence - 1)
        if entry.sequence <= tip.sequence:
            said = _("It is entry {number}, which belongs before the line above it.")
            return Wrong.REORDERED, said.format(number=entry.sequence)
        if line.version < tip.version:
            return Wrong.CHANGED, _("It is of an older form than the entry before it.")
        if line.previous != tip.hash:
            return Wrong.CHANGED, _("It does not follow the entry before it: one of them is new.")
        if entry.sequence == self._known.sequence and line.hash != self._known.hash:
            return Wrong.CHANGED, _("The head of the journal knows another entry in its place.")
        if tip.utc - entry.utc > SLACK and not isinstance(entry.body, Note):
            return Wrong.CLOCK, _("It is older than the entry before it.")
        return None


class Torn:
    """Bytes that are no entry, from the first line on; `size` and `digest` are those of them all.

    `wrong` and `text` say what is the matter with the first line, should no note make it good.
    """

    def __init__(self, line: int, raw: bytes, wrong: Wrong, text: str) -> None:
        self.line, self.wrong, self.text = line, wrong, text
        self.size = len(raw)
        self._hash = hashlib.sha256(raw)

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return self._hash.hexdigest()

    def more(self, raw: bytes) -> None:
        """One line more; the end of the line before it belongs to the bytes."""
        self.size += 1 + len(raw)
        self._hash.update(b"\n" + raw)

    def note(self) -> Note:
        """What the journal writes behind it."""
        return Note(Happening.TORN, self.size, self.digest)
