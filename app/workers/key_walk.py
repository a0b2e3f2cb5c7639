"""A scan of the keys of a Redis server, and the tree that is made of it, away from the window.

walk = KeyWalk(link)
walk.looked.connect(self.show)         # the levels that are open, now and then
walk.begin(b"user:*", "", b":")

The login's own lane brings pages. A second lane puts them into the tree and works levels out, so
that a level can be opened while pages still come. The walk rests after `ENOUGH` keys and holds
`MOST` at most. SCAN goes through the slots of the server's hash table, so that the keys it has
brought at any time are a sample of all, and numbers are estimated from it until all were seen.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.operating.key_tree import KeyTree, Level
from app.domain.operating.keyspace import KeyPage
from app.domain.stop import Stop
from app.workers.lane import Job, Lane
from app.workers.link import Link

ENOUGH = 500_000
"""Keys after which a walk rests until it is told to go on."""
MOST = 1_000_000
"""Keys that are held at most: some 120 MiB."""
_PAGE, _LARGEST = 1_000, 5_000
"""Keys a server looks at for one page: 2.5 ms where it has ten million, and five times that for
patterns that few keys fit."""
_SHOW = 300  # milliseconds between two looks, where they cost nothing
_REST = 4
"""A look is taken when so many times as long has passed as the last one took."""


@dataclass(slots=True)
class _Place:
    """How far a walk has come, and through which server; only the login's lane writes it."""

    cursor: str = ""
    server: str = ""


class KeyWalk(QObject):
    """Walks, rests, goes on; lives in the GUI thread and never waits.

    Signals:
        looked: a mapping of prefixes that are open to their `Level`s, `b""` among them.
        changed: it runs or rests, or more keys were seen.
        failed: the `ConsoleError` that ended it; what was seen stays.
    """

    looked = Signal(object)
    changed = Signal()
    failed = Signal(object)
    _came = Signal(object, object)

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.total = 0
        """Keys in the database, as the server counts them."""
        self._link = link
        self._lane = Lane("key tree", self)
        self._tree = KeyTree()
        self._pattern = self._kind = ""
        self._database = 0
        self._place = _Place()
        self._cursor: str | None = None
        self._scanned = 0
        self._open: dict[bytes, None] = {b"": None}
        self._job: Job[str] | None = None
        self._stage = 0  # how many were begun
        self._looking = False
        self._due = QTimer(self, singleShot=True, interval=_SHOW)
        self._due.timeout.connect(self._look)
        self._came.connect(self._take)  # queued: emitted in the login's lane

    # ------------------------------------------------------------------------ how it stands

    @property
    def running(self) -> bool:
        """Whether pages are coming."""
        return self._job is not None

    @property
    def held(self) -> int:
        """Keys it has, each counted once."""
        return len(self._tree)

    @property
    def separator(self) -> bytes:
        """What parts names into levels."""
        return self._tree.separator

    @property
    def complete(self) -> bool:
        """Whether every key was seen."""
        return self._cursor is None and not self.running

    @property
    def full(self) -> bool:
        """Whether it holds as many keys as it may."""
        return len(self._tree) >= MOST

    @property
    def share(self) -> float:
        """The part of the database that was looked at: 1 where it was all."""
        if self.complete or not self.total:
            return 1.0
        return min(1.0, self._scanned / self.total)

    # ------------------------------------------------------------------------- what it does

    def begin(self, pattern: str, kind: str, separator: bytes, database: int = 0) -> None:
        """Forget what was seen, and walk from the start."""
        self.stop()
        self._tree = KeyTree(separator)
        self._pattern, self._kind, self._database = pattern, kind, database
        self._place, self._cursor = _Place(), ""
        self._scanned = self.total = 0
        self._open = {b"": None}
        self.go_on()

    def go_on(self) -> None:
        """Walk on from where it rests."""
        if self._cursor is None or self.full:
            return
        tell = partial(self._came.emit, self._tree)
        most = min(ENOUGH, MOST - len(self._tree))
        self._stage += 1
        self._job = job = self._link.ask(
            partial(_walk, place=self._place, pattern=self._pattern, kind=self._kind,
                    database=self._database, most=most, tell=tell)
        )  # fmt: skip
        job.succeeded.connect(self._reach)
        job.failed.connect(self.failed)
        job.finished.connect(partial(self._end, self._stage))
        self.changed.emit()

    def stop(self) -> None:
        """Rest at once; what was seen stays."""
        if self._job is not None:
            self._job.cancel()

    def open(self, prefix: bytes) -> None:
        """Have a level looked at from now on, too."""
        self._open[prefix] = None
        self._look()

    def keys_below(self, prefixes: Sequence[bytes]) -> "Job[list[bytes]]":
        """Every key it holds that begins so; the job's answer."""
        tree = self._tree
        return self._lane.submit(
            lambda _stop: [key for prefix in prefixes for key in tree.keys_below(prefix)]
        )

    def shut(self) -> None:
        """End, for good."""
        self.stop()
        self._due.stop()
        self._lane.leave()

    # -------------------------------------------------------------------------- what comes

    @Slot(object, object)
    def _take(self, tree: KeyTree, page: KeyPage | None) -> None:
        if tree is not self._tree:  # of a walk that was begun anew meanwhile
            return
        if page is None:
            self._scanned = 0
            return
        self._scanned += page.scanned
        self.total = page.total
        self._cursor = page.cursor or None
        self._lane.submit(lambda _stop: tree.add(page.keys))
        if not self._due.isActive() and not self._looking:
            self._due.start()

    @Slot(object)
    def _reach(self, cursor: str) -> None:
        self._cursor = cursor or None

    def _end(self, stage: int) -> None:
        if stage == self._stage:
            self._job = None
            self._look()
            self.changed.emit()

    @Slot()
    def _look(self) -> None:
        """Work the open levels out, behind the pages that came."""
        self._due.stop()
        self._looking = True
        tree, share, opened = self._tree, self.share, tuple(self._open)

        def levels(stop: Stop) -> tuple[Mapping[bytes, Level], float]:
            begun = time.perf_counter()
            found: dict[bytes, Level] = {}
            for prefix in opened:
                if stop():
                    break
                found[prefix] = tree.level(prefix).scaled(share)
            return found, time.perf_counter() - begun

        self._lane.submit(levels).succeeded.connect(partial(self._show, tree))

    def _show(self, tree: KeyTree, answer: tuple[Mapping[bytes, Level], float]) -> None:
        self._looking = False
        found, took = answer
        self._due.setInterval(max(_SHOW, int(took * 1000 * _REST)))
        if tree is self._tree:
            self.looked.emit(found)
            self.changed.emit()
        if self.running:
            self._due.start()


def _walk(
    session: Any, *, place: _Place, pattern: str, kind: str, database: int, most: int,
    tell: Callable[[KeyPage | None], Any],
) -> str:  # fmt: skip
    """Scan until enough was seen or all; where to go on. Runs in the login's lane.

    A session that was made anew may be with another server, which knows nothing of the cursor: the
    walk begins anew there, and says so by telling None.
    """
    if place.cursor and place.server != session.facts.name:
        place.cursor = ""
        tell(None)
    place.server = session.facts.name
    session.use_database(database)  # a login made anew stands on the connection's own
    seen, count = 0, _PAGE
    while seen < most:
        page = session.scan(place.cursor, pattern=pattern, kind=kind, count=count)
        tell(page)
        seen += len(page.keys)
        place.cursor = page.cursor
        if not page.cursor:
            break
        count = _LARGEST if len(page.keys) < _PAGE // 2 else _PAGE
    return place.cursor
