"""How long the journal takes: to append an entry, to verify many, to read the newest.

    python benchmarks/journal.py [ENTRIES]

Appending is measured with the disk's own time (fsync) and, for the bulk, without it.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.auth.signing import PrivateKey, check, new_seed
from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.signing import Key, Remembered, Signer
from app.store.journal import Journal, Wanted

_ACT = Act("session-kill", "End session", (Command("KILL 4711 /* mohist */"),), ("4711 shop@web",))
_WHERE = Endpoint("8a" * 16, "orders-1", "mysql", "db7.example", 3306, environment="Production")


def _append(journal: Journal, acts: int) -> float:
    """Milliseconds an entry."""
    begun = time.perf_counter()
    for _ in range(acts):
        act_id = journal.intend(_ACT, Consent("Ann"), _WHERE)
        journal.conclude(act_id, [Outcome(Ending.DONE, "", 0.01, 0)])
    return (time.perf_counter() - begun) * 1000 / (2 * acts)


def _unsynced(fd: object) -> None:
    """What a disk would do that takes no time."""


def _seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


class _Holder:
    """Has a key at once, as a keychain that was asked before."""

    before: Key | None = None
    remembered: Remembered | None = None

    def __init__(self) -> None:
        self._key = PrivateKey(new_seed(), lasting=True)

    def key(self) -> Key | str:
        return self._key

    def remember(self, entry: Remembered) -> None:
        """Nobody asks for it."""


def _measure(entries: int, signer: Signer | None) -> tuple[float, float, float]:
    """Milliseconds to append an entry, synced and not, and to verify one."""
    sync = os.fsync
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        journal = Journal(Path(folder), signer, check)
        synced = _append(journal, 200)
        print(f"append, synced:      {synced:.2f} ms")
        os.fsync = _unsynced
        try:
            unsynced = _append(journal, entries // 2 - 200)
        finally:
            os.fsync = sync
        print(f"append, not synced:  {unsynced:.2f} ms")
        size = sum(path.stat().st_size for path in journal.folder.iterdir())
        print(f"journal:             {size / 1e6:.1f} MB, {entries} entries")
        verifying = _seconds(journal.verify)
        print(f"verify:              {verifying:.2f} s")
        print(f"newest 200 acts:     {_seconds(journal.read) * 1000:.1f} ms")
        everything = Wanted(text="no such text")
        print(f"search all in vain:  {_seconds(lambda: journal.read(wanted=everything)):.2f} s")
        return synced, unsynced, verifying * 1000 / entries


def main() -> None:
    """Write, then measure, without a key and with one."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print("unsigned")
    bare = _measure(entries, None)
    print("signed")
    signed = _measure(entries, _Holder())
    ratios = (f"{one / other:.1f}" for one, other in zip(signed, bare, strict=True))
    print("signed : unsigned    append synced {}, not synced {}, verify {}".format(*ratios))


if __name__ == "__main__":
    main()
