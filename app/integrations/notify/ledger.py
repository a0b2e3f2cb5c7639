"""What a channel was told, and what waits to be told: one file a channel, which is never half.

Both are in one file, so that after any crash either a notice waits and is noted as told, or
neither: it is told at least once, and not again once the channel said that it has it.
"""

import json
import logging
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import files
from app.domain.errors import StoreTrouble
from app.domain.monitoring.metric import Severity
from app.i18n import _
from app.integrations.notify.notice import Item, Notice, item_from_data, item_to_data

_log = logging.getLogger(__name__)

VERSION = 1
MOST_NOTICES = 100
"""So many wait each for itself; beyond it the two oldest become one."""
MOST_ITEMS = 500
"""What one notice holds; beyond it the oldest are only counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel knows of an alert. Times are seconds since 1970."""

    fired: float
    """Which firing it was."""
    severity: Severity
    """The worst that was told since it was last repeated."""
    at: float
    """When it was last told."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice in the queue, with its number there."""

    number: int
    notice: Notice


class Ledger:
    """Of one channel. Any thread; every change is on the disk before the call returns, unless the
    disk takes none (`trouble`): then it is kept in memory, and written with the next change.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble: StoreTrouble | None = None
        """Why the last change is not on the disk."""
        self._lock = threading.Lock()
        self._told: dict[str, Told] = {}
        self._waiting: list[Waiting] = []
        self._next = 1
        self._gone = False
        self._read()

    @property
    def told(self) -> Mapping[str, Told]:
        """What was told, by the alert's id; a copy."""
        with self._lock:
            return dict(self._told)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What is still to be sent, oldest first."""
        with self._lock:
            return tuple(self._waiting)

    def tell(
        self, told: Mapping[str, Told], over: Collection[str], notices: Iterable[Notice]
    ) -> None:
        """Put notices into the queue; with them, `told` is known and `over` is forgotten."""
        with self._lock:
            self._told |= told
            for alert in over:
                self._told.pop(alert, None)
            for notice in notices:
                self._waiting.append(Waiting(self._next, notice))
                self._next += 1
            while len(self._waiting) > MOST_NOTICES:
                first, second = self._waiting[:2]
                both = merged((first.notice, second.notice))
                self._waiting[:2] = [Waiting(self._next, both)]
                self._next += 1
            self._write()

    def done(self, numbers: Collection[int]) -> None:
        """These were sent, or given up."""
        with self._lock:
            self._waiting = [each for each in self._waiting if each.number not in numbers]
            self._write()

    def remove(self) -> None:
        """There is no such channel any more."""
        with self._lock:
            self._told, self._waiting, self._gone = {}, [], True
            try:
                self.path.unlink(missing_ok=True)
            except OSError as error:
                _log.warning("%s stays: %s", self.path.name, error.strerror)

    def _read(self) -> None:
        try:
            data = json.loads(self.path.read_bytes())
            if data["version"] != VERSION:
                raise ValueError("of another version")
            self._told = {alert: _told_from(each) for alert, each in data["told"].items()}
            notices = [_notice_from(each) for each in data["waiting"]]
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            self._told = {}
            self._put_aside(error)
            return
        self._waiting = [Waiting(number, each) for number, each in enumerate(notices, 1)]
        self._next = len(notices) + 1

    def _put_aside(self, error: Exception) -> None:
        _log.warning("%s cannot be read: %s", self.path.name, error)
        aside = self.path.with_suffix(".damaged")
        try:
            self.path.replace(aside)
        except OSError:
            aside = self.path
        self.trouble = StoreTrouble(
            _("What was told cannot be read from {path}: it begins anew.").format(path=aside),
            hint=_("Alerts that still fire are told once more."),
        )

    def _write(self) -> None:
        if self._gone:
            return
        data = {
            "version": VERSION,
            "told": {alert: _told_to(each) for alert, each in self._told.items()},
            "waiting": [_notice_to(each.notice) for each in self._waiting],
        }
        try:
            files.write(self.path, json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
            self.trouble = None
        except OSError as error:
            if self.trouble is None:
                _log.warning("%s cannot be written: %s", self.path.name, error.strerror)
            self.trouble = StoreTrouble(
                _("What is told is not noted in {path}: {reason}.").format(
                    path=self.path, reason=error.strerror
                ),
                hint=_("Make room, or some notices may be lost or sent twice after a restart."),
            )


def merged(notices: Iterable[Notice]) -> Notice:
    """One for several, oldest first: of each firing of an alert only what was said last."""
    last: dict[tuple[str, float], Item] = {}
    more, at, by = 0, None, ""
    for notice in notices:
        more, by = more + notice.more, notice.by
        at = notice.at if at is None else at
        for item in notice.items:
            last.pop((item.alert, item.since), None)
            last[item.alert, item.since] = item
    items = tuple(last.values())
    too_many = max(0, len(items) - MOST_ITEMS)
    return Notice(items[too_many:], at or 0.0, by, more=more + too_many)


def in_order(notice: Notice) -> Notice:
    """What still is so before what is over, the worst first, and the oldest of those."""

    def place(item: Item) -> tuple[bool, bool, float]:
        return item.ended is not None, item.severity is not Severity.CRITICAL, item.since

    return replace(notice, items=tuple(sorted(notice.items, key=place)))


def _told_to(told: Told) -> dict[str, object]:
    return {"fired": told.fired, "severity": str(told.severity), "at": told.at}


def _told_from(data: Mapping[str, Any]) -> Told:
    return Told(float(data["fired"]), Severity(data["severity"]), float(data["at"]))


def _notice_to(notice: Notice) -> dict[str, object]:
    items = [item_to_data(item) for item in notice.items]
    return {"items": items, "at": notice.at, "by": notice.by, "more": notice.more}


def _notice_from(data: Mapping[str, Any]) -> Notice:
    items = tuple(item_from_data(each) for each in data["items"])
    return Notice(items, float(data["at"]), str(data["by"]), more=int(data["more"]))
