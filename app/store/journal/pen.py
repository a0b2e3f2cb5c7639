"""Who holds the pen: makes entries of what is to be written, and signs them."""

import os
import platform
from base64 import b64encode
from functools import cache
from pathlib import Path

from app.domain.inventory import new_id
from app.domain.journal import Body, Entry, NewKey, Note
from app.domain.signing import Key, Remembered, Signer, fingerprint
from app.store.account import account
from app.store.journal.clock import Moment
from app.store.journal.lines import NO_KEY, START, Sign, Tip


class Pen:
    """Holds the key of now, for one appending. The key is asked for before any lock is taken."""

    def __init__(self, signer: Signer | None, unchecked: Remembered | None = None) -> None:
        given = signer.key() if signer is not None else NO_KEY
        self._key: Key | None = None if isinstance(given, str) else given
        self._why = given if isinstance(given, str) else ""
        self._before = signer.before if signer is not None else None
        self._by: dict[str, Key] = {
            fingerprint(key.public): key for key in (self._before, self._key) if key is not None
        }
        self.unchecked = unchecked
        """An entry that must be in the journal; None once it was looked for."""
        self.tip = START
        """What was written last."""

    def entry(self, body: Body, tip: Tip, moment: Moment) -> Entry:
        """The entry of `body` behind `tip`."""
        key = self._signs(body, tip)
        return Entry(
            sequence=tip.sequence + 1,
            id=new_id(),
            utc=moment.utc,
            monotonic=moment.monotonic,
            boot=_boot(),
            account=account(),
            machine=platform.node(),
            process=os.getpid(),
            body=body,
            key=key,
            unsigned="" if key else self._why or NO_KEY,
        )

    def _signs(self, body: Body, tip: Tip) -> str:
        """The name of the key that signs."""
        if isinstance(body, NewKey):
            return tip.key if tip.key in self._by else body.fingerprint
        if self._key is None:
            return ""
        own = fingerprint(self._key.public)
        if isinstance(body, Note) and tip.key != own:  # of a torn line: no key is named before it
            return tip.key if tip.key in self._by else ""
        return own

    def sign(self, entry: Entry) -> Sign | None:
        """What signs the entry."""
        return self._by[entry.key].sign if entry.key else None

    def naming(self, tip: Tip, *, new_file: bool) -> NewKey | None:
        """What must stand before an entry signed now: each file names the keys in it."""
        if self._key is None:
            return None
        name = fingerprint(self._key.public)
        if tip.key == name and not new_file:
            return None
        public = b64encode(self._key.public).decode("ascii")
        return NewKey(name, public, self._key.lasting)


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
