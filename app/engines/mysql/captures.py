"""What the flight recorder keeps of MySQL and MariaDB: active sessions, and what statements took.

Both are asked for again and again, so only what is active is read, and only digests that counted
something since the last time. Who holds up whom is reckoned only while somebody waits.
"""

import time
from collections.abc import Collection, Sequence
from typing import Any

from app.domain.errors import StatementFailed
from app.domain.monitoring.sample import (
    SESSION_COLUMNS,
    STATEMENT_COLUMNS,
    Captured,
    CaptureKind,
    Scalar,
)
from app.domain.operating.sessions import ServerSession
from app.domain.redact import redacted
from app.engines.mysql.plain import VALUES
from app.engines.mysql.sampling.look import Look, Missing
from app.engines.mysql.sampling.waiting import WaitClass, class_of
from app.engines.mysql.sampling.watching import Watching
from app.engines.mysql.session import OWN_STATEMENTS
from app.engines.mysql.sessions import ROW_LOCK, Sessions
from app.engines.mysql.shapes import signature, signatures

_TEXT = 1024  # characters of a statement
_MOST = 1000
"""Sessions of one capture: where more are active, nobody reads them one by one."""
_KEPT = 100
"""Statements of one capture."""
_BEGINNING = 5000
"""Digests read when watching begins, the last used first; others begin when they are seen."""
_LOCKS_SLOW, _LOCKS_REST = 1.0, 60.0
"""When to reckon blockers took so many seconds, it rests so many."""
_SESSION = (
    "{id}, {user}, {host}, {db}, {command}, {state}, {time},"
    f" LEFT({{info}}, {_TEXT}), {{row_lock}}, {{event}}"
)
_WAITING = frozenset({WaitClass.LOCK, WaitClass.METADATA_LOCK})
_DIGESTS = "performance_schema.events_statements_summary_by_digest"
_COUNTED = (
    "SELECT schema_name, digest, last_seen, first_seen, count_star, sum_timer_wait, sum_lock_time,"
    " sum_rows_examined, sum_rows_sent, sum_rows_affected, sum_errors"
    f" FROM {_DIGESTS} WHERE digest IS NOT NULL"
)
_TEXTS = f"SELECT digest, LEFT(digest_text, {_TEXT}) FROM {_DIGESTS} WHERE digest IN ({VALUES})"
_TEXTS_KEPT = 5000
_PICO = 1e12

_Key = tuple[str, str]


class TakesCaptures(Watching, Sessions):
    """Can keep what stood there at a moment."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._locks_rest_until = 0.0
        self._digests = _Digests()

    @property
    def capture_kinds(self) -> frozenset[CaptureKind]:
        """Statements only where the server counts them."""
        if self.server.performance_schema:
            return frozenset(CaptureKind)
        return frozenset({CaptureKind.SESSIONS})

    def capture(self, kind: CaptureKind) -> Captured:
        """See `abilities.Captures`."""
        look = self.begin()
        try:
            if kind is CaptureKind.SESSIONS:
                return Captured(SESSION_COLUMNS, self._active(look))
            return Captured(STATEMENT_COLUMNS, self._digests.risen(look))
        except Missing:
            return Captured(
                SESSION_COLUMNS if kind is CaptureKind.SESSIONS else STATEMENT_COLUMNS, ()
            )

    def _active(self, look: Look) -> tuple[tuple[Scalar, ...], ...]:
        rows = self._activity.rows(look, "sessions", _SESSION, f"LIMIT {_MOST}")
        sessions = [_session(row) for row in rows]
        waiting = [each for each in sessions if each.wait_class in _WAITING]
        blockers = self._blockers_of(sessions) if waiting else {}
        known = {each.id for each in sessions}
        idle = {each for each in blockers.values() if each.isdecimal()} - known
        if idle:
            found = self._activity.rows(look, "sessions", _SESSION, ids=idle)
            sessions += [_session(row) for row in found]
        return tuple(_row(each, blockers.get(each.id)) for each in sessions)

    def _blockers_of(self, sessions: Sequence[ServerSession]) -> dict[str, str]:
        """Who waits for whom; not while that itself takes long, for then the server has its hands
        full.
        """
        begun = time.monotonic()
        if begun < self._locks_rest_until:
            return {}
        try:
            return self.blockers(sessions)
        except StatementFailed:
            return {}
        finally:
            now = time.monotonic()
            if now - begun > _LOCKS_SLOW:
                self._locks_rest_until = now + _LOCKS_REST


def _session(row: Sequence[str | None]) -> ServerSession:
    number, user, host, database, command, state, seconds, info, row_lock, event = row
    idle = command == "Sleep"
    wait_class = class_of(state or "", row_lock=bool(row_lock), event=event or "")
    return ServerSession(
        id=number or "",
        user=user or "",
        client=host or "",
        database=database or "",
        command=command or "",
        state=state or "",
        wait=ROW_LOCK if row_lock else event or "",
        wait_class="Idle" if idle else wait_class.value,
        seconds=None if seconds is None else float(seconds),
        statement=info or "",
        idle=idle,
    )


def _row(session: ServerSession, blocker: str | None) -> tuple[Scalar, ...]:
    """In the order of SESSION_COLUMNS."""
    return (
        session.id, session.user, session.client, session.database,
        session.state or session.command, session.wait_class, session.seconds,
        redacted(session.statement), blocker,
    )  # fmt: skip


class _Digests:
    """What digests counted up to now, and the texts of those that were shown."""

    def __init__(self) -> None:
        self._counted: dict[_Key, list[int]] | None = None
        self._seen = ""
        """When the latest of them was last used, in the server's words."""
        self._texts: dict[str, str] = {}
        """"" is one of ours."""

    def risen(self, look: Look) -> tuple[tuple[Scalar, ...], ...]:
        """By digest, what each rose by since the last time, without ours."""
        before = self._counted
        if before is None:
            self._counted = {}
            tail = f" ORDER BY last_seen DESC LIMIT {_BEGINNING}"
            for key, _first, counters in self._read(look, tail):
                self._counted[key] = counters
            return ()
        since = self._seen
        found: list[tuple[_Key, list[int]]] = []
        for key, first, counters in self._read(look, f" AND last_seen >= {VALUES}", since):
            held = before.get(key)
            before[key] = counters
            if held is None and first < since:
                continue  # it began before we looked, with nobody knows how much
            if held is None or held[0] > counters[0]:
                held = [0] * len(counters)  # new, or the table was emptied
            steps = [new - old for new, old in zip(counters, held, strict=True)]
            if steps[0] > 0:
                found.append((key, steps))
        if len(before) > 4 * _BEGINNING:
            self._counted = None
        found.sort(key=lambda each: -each[1][1])
        return tuple(self._shown(look, found))

    def _read(self, look: Look, tail: str, *values: str) -> list[tuple[_Key, str, list[int]]]:
        rows = look.rows("digests", _COUNTED + tail, values)
        read = []
        for schema, digest, last, first, *counters in rows:
            self._seen = max(self._seen, last or "")
            read.append(
                ((schema or "", digest or ""), first or "", [int(each or 0) for each in counters])
            )
        return read

    def _shown(
        self, look: Look, found: Sequence[tuple[_Key, list[int]]]
    ) -> list[tuple[Scalar, ...]]:
        shown: list[tuple[Scalar, ...]] = []
        candidates = found[: 2 * _KEPT]  # some are ours
        self._learn(look, {digest for (_schema, digest), _steps in candidates})
        for (schema, digest), steps in candidates:
            text = self._texts.get(digest, "")
            if text and len(shown) < _KEPT:
                count, wait, locked, examined, sent, changed, errors = steps
                shown.append(
                    (f"{schema}/{digest}", schema, text, count, wait / _PICO, locked / _PICO,
                     examined, sent, changed, errors)
                )  # fmt: skip
        return shown

    def _learn(self, look: Look, digests: Collection[str]) -> None:
        if len(self._texts) > _TEXTS_KEPT:
            self._texts.clear()
        new = sorted(each for each in digests if each not in self._texts)
        if not new:
            return
        ours = signatures(OWN_STATEMENTS)
        for digest, text in look.rows("digests", _TEXTS, new):
            words = text or ""
            self._texts[digest or ""] = "" if signature(words) in ours else redacted(words)
