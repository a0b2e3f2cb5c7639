"""Follow the chain from line to line, and see where it breaks.

A line that does not hang on the one before it may still be a torn one: the machine stopped while it
was written. It stays where it is, and the next entry is a note that counts and hashes its bytes. So
nothing is ever taken out of the journal, and nothing but such a note makes a broken line good.
"""

import hashlib
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from app.domain.journal import Entry, Happening, NewKey, Note, Wrong
from app.domain.signing import Check
from app.i18n import _
from app.store.journal.clock import jump
from app.store.journal.lines import NO_KEY, Line, NotAnEntry, Tip, decode, message

_NOTE = b'"kind":"note","what":"torn"'


@dataclass(frozen=True, slots=True)
class Known:
    """An entry somebody remembers: the one with its number must have its hash."""

    hash: str
    text: str
    """What to say where it has not."""
    wrong: Wrong = Wrong.CHANGED


class Standing(Enum):
    """How a key that is named stands to those before it."""

    FIRST = auto()
    """There was none before that lasts."""
    KNOWN = auto()
    VOUCHED = auto()
    """The key before it signed that it follows."""
    STRANGE = auto()
    """There was a lasting one, and nobody vouches for this."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the journal says of itself."""

    entry: Entry
    body: Note | NewKey
    standing: Standing = Standing.KNOWN


class Chain:
    """Takes the lines of one file after another, with the entry before them as `tip`.

    `known` are entries by their numbers. Without a `check` signatures are not looked at, and where
    the chain begins in the middle not those by keys that were named before.
    """

    def __init__(
        self,
        tip: Tip,
        known: Mapping[int, Known] | None = None,
        check: Check | None = None,
        *,
        middle: bool = False,
    ) -> None:
        self.tip = tip
        self._known = known or {}
        self._check = check
        self._middle = middle
        self._keys: dict[str, bytes] = {}
        self._lasting = False  # whether any of them outlives a run
        self.signed = 0
        self.entries = 0
        self.line = 0
        """The line of the file taken last, from 1."""
        self.notes: list[tuple[int, Said]] = []
        """What the journal says of itself in the file, with the lines."""
        self.unsigned: list[tuple[int, int, str]] = []
        """Where runs of entries nobody signed begin in the file: line, number of entry, why."""
        self._why = ""
        self.torn: Torn | None = None
        """The bytes at the end of the file that are no entry."""

    def follow(self, lines: Iterable[bytes]) -> bool:
        """Take what is left of a file; whether its last line lacks the end of line.

        Raises:
            NewerEntry: a newer Mohist wrote it.
        """
        self.line, self.notes, self.unsigned = 0, [], []
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
        entry = line.entry
        match entry.body:
            case Note() as note:
                self.notes.append((self.line, Said(entry, note)))
            case NewKey() as key:
                self.notes.append((self.line, Said(entry, key, self._standing(entry, key))))
                self._keys[key.fingerprint] = b64decode(key.public)
                self._lasting = self._lasting or key.lasting
        why = "" if entry.key else entry.unsigned
        known = self._keys or why != NO_KEY  # of a journal without any key, nothing is said
        if why and why != self._why and known:
            self.unsigned.append((self.line, entry.sequence, why))
        self._why = why
        self.signed += entry.key in self._keys
        self.tip = line.tip(self.tip)
        self.entries += 1

    def _standing(self, entry: Entry, key: NewKey) -> Standing:
        if key.fingerprint in self._keys:
            return Standing.KNOWN
        if entry.key != key.fingerprint:
            return Standing.VOUCHED
        return Standing.STRANGE if self._lasting else Standing.FIRST

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
        known = self._known.get(entry.sequence)
        if known is not None and line.hash != known.hash:
            return known.wrong, known.text
        if not isinstance(entry.body, Note | NewKey) and (seconds := jump(tip, entry)):
            if seconds < 0:
                return Wrong.CLOCK, _("It is older than the entry before it.")
            return Wrong.CLOCK, _("Its time does not go with that of the entry before it.")
        return None if self._check is None else self._wrong_signature(line, self._check)

    def _wrong_signature(self, line: Line, check: Check) -> tuple[Wrong, str] | None:
        entry, body = line.entry, line.entry.body
        if not entry.key:
            named = isinstance(body, NewKey) or line.signature
            if named or (line.version > 1 and not entry.unsigned):
                return Wrong.SIGNATURE, _("Nobody signed it, and it does not say why.")
            return None
        own = isinstance(body, NewKey) and body.fingerprint == entry.key
        public = b64decode(body.public) if isinstance(body, NewKey) and own else None
        public = public or self._keys.get(entry.key)
        if public is None and self._middle:
            return None
        if public is None:
            return Wrong.SIGNATURE, _("It is signed by a key that was never named before.")
        if not check(public, message(line.hash), line.signature):
            return Wrong.SIGNATURE, _("Its signature is not that of the key it names.")
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
