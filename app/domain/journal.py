"""What the journal holds: who meant to do what, where, and what came of it.

An act is two entries: the intent, on the disk before anything is sent, and the conclusion with
the outcome of each command that was tried. An intent without one is an act nobody knows the end of:
the console was killed, or still is at it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from app.domain.act import Ending, Outcome


@dataclass(frozen=True, slots=True)
class Where:
    """The instance as it was called that day: it may be renamed or gone when this is read."""

    id: str
    name: str
    address: str
    """`host:port`"""
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be done. `who` is how the user is shown; the system's account is added."""

    flow: str
    """The name of the act: `session-kill`, `parameter-set`…"""
    who: str
    where: Where
    statements: tuple[str, ...]
    """Exactly as they are sent, with `{secret:ID}` where a secret is filled in."""
    targets: tuple[str, ...]
    """The node each goes to, "" where the session speaks to one alone."""
    title: str = ""
    hits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What came of the intent with that id: an outcome for each statement that was tried."""

    intent: str
    outcomes: tuple[Outcome, ...]


class Happening(StrEnum):
    """What the journal notes of itself."""

    TORN = "torn"
    """The line before was not finished: the machine or the console stopped while writing it."""
    CLOCK = "clock"
    """The clock was put back or forward; `seconds` says by how much, below 0 is back."""
    CUT = "cut"
    """An entry that is remembered elsewhere is not there; `size` and `digest` are its number and
    its hash."""
    SET_ASIDE = "set-aside"
    """An older journal could not be gone on with; its size and its hash are in the note."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the journal says of itself. Of a torn line: its bytes are counted and hashed."""

    what: Happening
    size: int = 0
    digest: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class NewKey:
    """From here on this key signs. The entry is signed by the one before where that still is."""

    fingerprint: str
    """SHA-256 of the public key as DER, in hexadecimal."""
    public: str
    """The public key's 32 bytes in base64."""
    lasting: bool
    """Whether it is kept in a keychain or vault; else it is gone with the run that made it."""


class Deed(StrEnum):
    """What people do that is no act on a server."""

    SIGN_IN = "sign-in"
    SIGN_IN_FAILED = "sign-in-failed"
    """Also a sign-in that was forged: a wrong state, nonce or verifier, a second answer."""
    SIGN_OUT = "sign-out"
    SESSION_ENDED = "session-ended"
    """Nobody signed out: the tokens ran out, or were taken back."""
    REFUSED = "refused"
    """The rights did not allow it."""
    USER_MADE = "user-made"
    USER_CHANGED = "user-changed"
    """Role, status, name or groups."""
    GRANT = "grant"
    GRANT_ENDED = "grant-ended"
    """Taken back before its time."""
    RIGHTS_CHANGED = "rights-changed"
    """The matrix, or whether two persons are needed."""
    ASKED = "approval-asked"
    """A second person's word was asked for."""
    APPROVED = "approved"
    DENIED = "denied"
    PROVIDER_CHANGED = "provider-changed"
    SECRETS_MOVED = "secrets-moved"
    KEY_REPLACED = "key-replaced"
    """The one this journal is signed with."""
    INVENTORY_CHANGED = "inventory-changed"
    STORE_CHANGED = "store-changed"
    RULES_CHANGED = "rules-changed"
    CHANNELS_CHANGED = "channels-changed"
    CHANNEL_TRIED = "channel-tried"
    """A test was sent over it, which others see."""
    ALERT_SEEN_TO = "alert-seen-to"
    EXPORTED = "exported"
    CONNECTED = "connected"
    """Somebody logged in at a server to look."""


NOBODYS = Where("", "", "")
"""Of what concerns no instance."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done, or refused, and is no act on a server: it is over when written."""

    what: Deed
    who: str
    """How the user who did it is shown."""
    text: str
    """What happened, in one sentence in the user's language. No secret in it."""
    where: Where = NOBODYS
    whom: str = ""
    """The user it was done to, where that is another one."""
    facts: tuple[tuple[str, str], ...] = ()
    """The same for programs: names that never change (`provider`, `ability`, `before`, `after`,
    `why`, `until`…) and values."""


Body: TypeAlias = Intent | Conclusion | Event | Note | NewKey


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal. `utc` has microseconds; `monotonic` seconds since `boot`, in which
    the time the machine slept counts."""

    sequence: int
    id: str
    utc: datetime
    monotonic: float
    boot: str
    """The system's id of this run of the machine; "" where it has none."""
    account: str
    """The user of the operating system."""
    machine: str
    process: int
    body: Body
    key: str = ""
    """The fingerprint of the key that signs it; "" where none does."""
    unsigned: str = ""
    """Why nobody signs it: `no-key`, `locked`…"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An intent with what came of it; no outcomes and no `concluded` where nobody knows."""

    entry: Entry
    intent: Intent
    outcomes: tuple[Outcome, ...] = ()
    concluded: datetime | None = None

    @property
    def ending(self) -> Ending:
        """How the act ended as a whole: as the first command that was not done, if there is one."""
        for outcome in self.outcomes:
            if outcome.ending is not Ending.DONE:
                return outcome.ending
        whole = len(self.outcomes) == len(self.intent.statements)
        return Ending.DONE if self.concluded and whole else Ending.UNKNOWN


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry that stands by itself: an event, or what the journal says of itself."""

    entry: Entry
    body: Event | Note | NewKey


class Wrong(StrEnum):
    """How a journal can be other than it was written."""

    DAMAGED = "damaged"
    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    CLOCK = "clock"
    HEAD = "head"
    SIGNATURE = "signature"
    ANCHOR = "anchor"
    """An anchor that was kept elsewhere knows another entry."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first line that is not as it was written, counted from 1; 0 means the file as such."""

    wrong: Wrong
    file: str
    line: int
    text: str
    """One sentence in the user's language."""
    sequence: int = 0
    """The number of the last entry that is right: what is wrong stands behind it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is no fault and must be known: a torn line, a clock that was set, another key."""

    file: str
    line: int
    sequence: int
    """The number of the entry that says so; 0 where none does."""
    text: str
    """One sentence in the user's language, with file and line."""
    grave: bool = False
    """Whether somebody should look at it: entries cut off, a key nobody vouches for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check came to."""

    files: int
    entries: int
    fault: Fault | None = None
    remarks: tuple[Remark, ...] = ()
    signed: int = 0
    """How many entries have a signature, and it is right."""
    key: str = ""
    """The fingerprint of the key that signs now."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What to keep elsewhere: that an entry with this number and hash was there at that time.

    Whoever has it can tell later whether anything up to that entry was changed or cut off.
    """

    sequence: int
    hash: str
    utc: datetime
    machine: str = ""
    account: str = ""
    key: str = ""
    public: str = ""
    """The public key in base64, as `signature` over the entry is."""
    signature: str = ""
