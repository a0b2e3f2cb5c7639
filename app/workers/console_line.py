"""A tab's own line to a server: it runs what is typed, and knows how its session stands.

line = ConsoleLine("orders", console_connector(endpoint, …), connector(endpoint, …), means)
run = line.run([Piece("SELECT 1")], consent=Consent("lin"))
run.headed.connect(self.show)              # a ResultReader, which grows
run.cancel()                               # reaches the server within a second
line.commit()
line.close()
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.act import Consent
from app.domain.connecting import tell_nobody
from app.domain.console.blast import BlastRadius
from app.domain.console.result import Level, Said
from app.domain.console.transaction import Blocking, Mode, Progress, TransactionState
from app.domain.errors import (
    ConsoleError,
    Refused,
    SessionLost,
    StatementFailed,
    Unsupported,
)
from app.domain.stop import Stop
from app.engines.base import Session
from app.engines.console import FindsBlocked, TellsProgress, WeighsWrites
from app.flows.console.editing import EditsRan, apply_edits, primary_key
from app.flows.console.ending import commit, note_lost, roll_back
from app.flows.console.run import run
from app.flows.console.script import Means, Piece, Script
from app.flows.console.whole import whole_value
from app.i18n import _
from app.results.editing import Change
from app.workers.console_run import ConsoleRun, Ears
from app.workers.errand import Errand
from app.workers.lane import Job
from app.workers.link import Connect, Link, LinkState
from app.workers.poller import Poller

T = TypeVar("T")
_NOBODY = Consent("")
_SURE_FOR = 5.0  # seconds after an answer in which the session is taken to be there
_LOOK_BUSY, _LOOK_OPEN, _LOOK_AGAIN = 2.0, 5.0, 15.0
"""Seconds between looks from aside: at a statement that runs, at a transaction left open, and
after a look that failed."""
_REST_AFTER = 60_000  # ms without a look until the login aside is given up


@dataclass(slots=True)
class _Standing:
    """How the session stands, as its lane knows it; only the lane's thread changes it."""

    session: Session | None = None
    state: TransactionState = field(default_factory=TransactionState)
    schema: str = ""
    sure_until: float = 0.0

    def renewed(self, session: Any) -> bool:
        """Whether it is another than before, which was lost; the first is no other.

        Raises SessionLost where it is the same and broken: the link then makes the next.
        """
        if self.session is None:
            self.session = session
        if session is not self.session:
            return True
        if time.monotonic() > self.sure_until:
            session.ping()
        return False

    def enter(self, session: Any) -> TransactionState:
        """Have a new session stand as the last did; how the last one's transaction stood."""
        lost, known = self.state, session is self.session or self.session is None
        self.session = session
        if not known:
            if lost.mode is not session.transaction().mode:
                session.set_mode(lost.mode)
            if self.schema and self.schema != session.schema:
                session.use_schema(self.schema)
        self.note(session, sure=True)
        return lost

    def note(self, session: Any, *, sure: bool) -> None:
        """It stands so now; `sure` that it is there at all."""
        self.state, self.schema = session.transaction(), session.schema
        self.sure_until = time.monotonic() + _SURE_FOR if sure else 0.0


class ConsoleLine(QObject):
    """One session that keeps its transaction, and a second login that looks at it from aside.

    Lives in the GUI thread; nothing here waits. A session that was lost is made anew with the
    next run, with its schema and its mode; whatever else it held is gone, and that is told. A run
    that began is never repeated; one that would go on in a transaction that is no more is refused.

    Signals:
        changed: `state`, `error`, `session`, `transaction`, `schema` or `busy` is another now.
        staged: a StageReport of the connection being made.
        progress: the Progress of the statement that runs, where the server tells it.
        blocked: a Blocking: who waits for us, while something runs or a transaction is open.
        idle_transaction: its TransactionState and the Blocking, while it is left open.
    """

    changed = Signal()
    staged = Signal(object)
    progress = Signal(object)
    blocked = Signal(object)
    idle_transaction = Signal(object, object)

    def __init__(
        self, name: str, connect: Connect, aside: Connect, means: Means,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.transaction = TransactionState()
        self.schema = ""
        self.idle_since = time.monotonic()
        """When the last run ended, on the monotonic clock."""
        self.log_in, self.warden = connect, means.warden
        """What makes another session like this one's, and who is asked whether it may be used."""
        self.means = means
        self._standing = _Standing()
        self._runs: list[ConsoleRun] = []
        self._number = ""  # the session's, as its server counts
        self._link = Link(name, connect, self)
        self._link.changed.connect(self._link_changed)
        self._link.staged.connect(self.staged)
        self._aside = Link(f"{name} aside", aside, self)
        self._looks = Poller(self._aside, self._look, self)
        self._looks.answered.connect(self._seen)
        self._looks.failed.connect(self._not_seen)
        self._rest = QTimer(self, singleShot=True, interval=_REST_AFTER)
        self._rest.timeout.connect(self._aside.disconnect_session)

    # ------------------------------------------------------------------ how it stands

    @property
    def state(self) -> LinkState:
        """Of the login."""
        return self._link.state

    @property
    def error(self) -> ConsoleError | None:
        """Why the login failed or was lost."""
        return self._link.error

    @property
    def session(self) -> Session | None:
        """To ask what it can do, and its facts."""
        return self._link.session

    @property
    def busy(self) -> bool:
        """Whether a run is on its way."""
        return bool(self._runs)

    @property
    def current(self) -> ConsoleRun | None:
        """The run on its way, the first of several."""
        return self._runs[0] if self._runs else None

    # ------------------------------------------------------------------ what it does

    def connect_session(self) -> Job[None]:
        """Log in now, so that the first statement need not wait for it."""
        return self.ask(lambda _session: None)

    def run(
        self, script: Sequence[Piece], *, binds: Mapping[str, object] | None = None,
        stop_at_error: bool = True, consent: Consent, most_rows: int | None = None, tab: str = "",
    ) -> ConsoleRun:  # fmt: skip
        """Run statements one after another, behind what runs already."""
        wanted = Script(tuple(script), binds or {}, stop_at_error, most_rows, tab)
        made = ConsoleRun(wanted)
        made.stood.connect(self._take)
        made.finished.connect(self._run_ended)
        self._runs.append(made)
        made.follow(self._link.ask(self._running(wanted, consent, made)))
        self._look_or_rest()
        self.changed.emit()
        return made

    def cancel(self) -> None:
        """Break off everything that runs or waits to."""
        for each in self._runs:
            each.cancel()

    def commit(self, consent: Consent = _NOBODY) -> Job[None]:
        """Make lasting what is open."""
        means = self.means
        signed = self._signed(consent)
        return self.ask(
            lambda session: commit(session, signed, means.warden, means.journal), signed
        )

    def rollback(self, consent: Consent = _NOBODY) -> Job[None]:
        """Undo what is open."""
        means = self.means
        signed = self._signed(consent)
        return self.ask(lambda session: roll_back(session, signed, means.journal), signed)

    def set_mode(self, mode: Mode) -> Job[None]:
        """Say who commits; fails with Refused while a transaction is open."""
        return self.ask(lambda session: session.set_mode(mode))

    def apply_edits(self, changes: Sequence[Change], consent: Consent) -> Job[EditsRan]:
        """Have edits of a result's rows made, all of them or none."""
        means, signed, done = self.means, self._signed(consent), tuple(changes)
        return self.ask(lambda session: apply_edits(session, done, signed, means), signed)

    def primary_key(self, schema: str, table: str) -> Job[tuple[str, ...]]:
        """The columns of a table's whole primary key; asked from aside."""
        self._rest.start()
        return self._aside.ask(lambda session: primary_key(session, schema, table))

    def whole_value(self, statement: str) -> Errand:
        """Have the one value of a statement read in full, on a login of its own."""
        connect, means, signed = self.log_in, self.means, self._signed(_NOBODY)

        def read(stop: Stop, _tell: object) -> object:
            session: Any = connect(stop, tell_nobody)
            try:
                with session.during(stop):
                    return whole_value(session, statement, signed, means)
            finally:
                session.close()

        return Errand("whole value", read)

    def use_schema(self, schema: str) -> Job[None]:
        """Have names without a schema mean this one."""
        return self.ask(lambda session: session.use_schema(schema))

    def blast_radius(self, text: str) -> Job[BlastRadius]:
        """What a write would hit; looked up from aside, nothing is run."""
        schema, own = self.schema, self._number
        self._rest.start()

        def weigh(session: Any) -> BlastRadius:
            if not isinstance(session, WeighsWrites):
                raise Unsupported(_("What a write would hit cannot be told on this server."))
            return session.blast_radius(text, schema, own=own)

        return self._aside.ask(weigh)

    def close(self) -> None:
        """Cancel what runs and log out, in the background. An open transaction is rolled back."""
        self._rest.stop()
        self._looks.set_live(False)
        self._link.close()
        self._aside.close()

    # ------------------------------------------------------------------ in the lane's thread

    def _running(self, wanted: Script, consent: Consent, made: ConsoleRun) -> Callable[[Any], None]:
        ears, halt, standing, means = Ears(made), made.halt, self._standing, self.means
        signed = self._signed(consent)

        def call(session: Any) -> None:
            if ears.sent:  # it was lost in the middle of the run, and this is the next
                standing.enter(session)
                return
            if standing.renewed(session):
                lost = standing.enter(session)
                if lost.open:
                    note_lost(session.endpoint, lost, signed, means.journal)
                    raise _lost_transaction()
                ears.told(0, _new_session())
            run(session, wanted, signed, means, ears, halt)
            standing.note(session, sure=ears.sure)
            if not ears.sure:
                session.ping()  # where it is lost the link hears of it now

        return call

    def ask(self, call: Callable[[Any], T], signed: Consent = _NOBODY) -> Job[T]:
        """Have something said to the session; never twice."""
        standing, means = self._standing, self.means
        tried: list[SessionLost] = []

        def asked(session: Any) -> T:
            if tried:
                standing.enter(session)
                raise StatementFailed(str(tried[0]), hint=tried[0].hint)
            if standing.renewed(session):
                lost = standing.enter(session)
                if lost.open:
                    note_lost(session.endpoint, lost, signed, means.journal)
                    raise _lost_transaction()
            try:
                return call(session)
            except SessionLost as error:
                tried.append(error)
                raise
            finally:
                standing.note(session, sure=True)

        signed = self._signed(signed)
        job = self._link.ask(asked)
        job.finished.connect(self._said)
        return job

    def _look(self, session: Any) -> tuple[Progress | None, Blocking]:
        number = self._number
        progress = None
        if isinstance(session, TellsProgress) and self._runs:
            progress = session.progress_of(number)
        if isinstance(session, FindsBlocked):
            return progress, session.blocked_by(number)
        return progress, Blocking()

    # ------------------------------------------------------------------ in the GUI thread

    def _signed(self, consent: Consent) -> Consent:
        """A consent without a name is of whoever sits in front."""
        return consent if consent.who else Consent(self.means.warden.user.shown, consent.typed)

    @Slot()
    def _link_changed(self) -> None:
        session = self._link.session
        if session is not None:
            self._number = session.facts.session
        if self._link.state in (LinkState.LOST, LinkState.FAILED):
            self.transaction = TransactionState(self.transaction.mode)
        self._look_or_rest()
        self.changed.emit()

    @Slot(object, object)
    def _take(self, state: TransactionState, schema: str) -> None:
        self.transaction, self.schema = state, schema
        self.changed.emit()

    @Slot()
    def _said(self) -> None:
        """Something was said to the session: it may stand otherwise now."""
        self._take(self._standing.state, self._standing.schema)
        self._look_or_rest()

    @Slot()
    def _run_ended(self) -> None:
        self._runs = [each for each in self._runs if not each.over]
        self.idle_since = time.monotonic()
        self._said()

    def _look_or_rest(self) -> None:
        """Look from aside while there is something to see."""
        if self.busy or self.transaction.open:
            self._rest.stop()
            self._looks.set_interval(_LOOK_BUSY if self.busy else _LOOK_OPEN)
            self._looks.set_live(True)
        elif not self._link.ended:
            self._looks.set_live(False)
            self._rest.start()

    @Slot(object)
    def _seen(self, seen: tuple[Progress | None, Blocking]) -> None:
        progress, blocking = seen
        self._looks.set_interval(_LOOK_BUSY if self.busy else _LOOK_OPEN)
        if self.busy and progress is not None:
            self.progress.emit(progress)
        if self.busy or self.transaction.open:
            self.blocked.emit(blocking)
        if self.transaction.open and not self.busy:
            self.idle_transaction.emit(self.transaction, blocking)

    @Slot(object)
    def _not_seen(self, _error: ConsoleError) -> None:
        self._looks.set_interval(_LOOK_AGAIN)


def _new_session() -> Said:
    return Said(
        Level.NOTE,
        _("The session is a new one: variables, temporary tables and locks of the last are gone."),
    )


def _lost_transaction() -> Refused:
    return Refused(
        _("The session was lost, and with it the open transaction; the server rolled it back."),
        hint=_("Nothing of this was run."),
    )
