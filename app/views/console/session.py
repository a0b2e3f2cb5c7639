"""The session of a tab: its login, schema and transaction, and what is asked before it ends."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from app.domain.act import Consent
from app.domain.console.transaction import Blocking, Mode, Progress, TransactionState
from app.domain.dialect import Dialect, Language
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, ConsoleError
from app.i18n import _
from app.models.console.weighed import Weighed
from app.models.formats import duration
from app.views.console.binding_bar import BindingBar
from app.views.console.leaving_dialog import Leaving, LeavingDialog
from app.views.console.production_dialog import ProductionDialog
from app.views.console.room import ConsoleRoom
from app.views.console.run_bar import RunBar
from app.views.console.transaction_bar import TransactionBar, blocking_said
from app.views.operate.password import PasswordDialog
from app.views.results.editing import Target
from app.views.results.exporting import ResultExporting
from app.views.theme import Theme
from app.workers.console_line import ConsoleLine
from app.workers.lane import Job
from app.workers.link import LinkState


class SheetSession(QObject):
    """Holds the line of a tab and shows how it stands.

    Signals:
        changed: the line, its state, its schema or its transaction is another now.
        failed: a ConsoleError.
        reminded: a sentence and what to do: a transaction was left open.
    """

    changed = Signal()
    failed = Signal(object)
    reminded = Signal(object, object)

    def __init__(
        self, room: ConsoleRoom, binding: BindingBar, transaction: TransactionBar, bar: RunBar,
        window: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._room, self._window = room, window
        self._binding, self._transaction, self._bar = binding, transaction, bar
        self.endpoint: Endpoint | None = None
        self.line: ConsoleLine | None = None
        self._first: tuple[str, Mode] | None = None  # what the next login shall begin with
        self._job: Job[Any] | None = None
        self.asking: LeavingDialog | PasswordDialog | None = None
        """The question that is open."""
        binding.connect_wanted.connect(self.connect_now)
        binding.schema_chosen.connect(self.use_schema)
        transaction.mode_wanted.connect(self.set_mode)
        transaction.idle.connect(self._remind)

    # ------------------------------------------------------------------ the login

    def bind(self, endpoint: Endpoint | None, schema: str, mode: Mode) -> None:
        """Belong to this instance from now on; the session of the one before is left."""
        self.close()
        self.endpoint, self._first = endpoint, (schema, mode)
        self._binding.show_endpoint(endpoint)
        self._binding.show_login(LinkState.IDLE)
        self._binding.show_schema(schema)
        self._transaction.setVisible(endpoint is not None)
        self._transaction.show_state(TransactionState(mode=mode))
        if endpoint is not None:
            line = self.line = self._room.line(endpoint)
            line.setParent(self)
            line.changed.connect(self._follow)
            line.progress.connect(self._show_progress)
            line.blocked.connect(self._show_blocking)
        self.changed.emit()

    @property
    def mode(self) -> Mode:
        """Who commits, or will once there is a session."""
        if self._first is not None:
            return self._first[1]
        return self.line.transaction.mode if self.line is not None else Mode.AUTOCOMMIT

    @property
    def schema(self) -> str:
        """What names without a schema mean, or will."""
        if self._first is not None:
            return self._first[0]
        return self.line.schema if self.line is not None else ""

    def target(self, language: Language) -> Target | None:
        """Where rows of results are edited; None where they cannot be."""
        if self.endpoint is None or self.line is None or not isinstance(language, Dialect):
            return None
        line = self.line
        endpoint, exporting = self.endpoint, ResultExporting(self._window, line.log_in, line.warden)

        def question(
            statements: Sequence[str], theme: Theme, font: QFont, parent: QWidget
        ) -> ProductionDialog:
            writes = [Weighed(number, text) for number, text in enumerate(statements, 1)]
            return ProductionDialog(
                endpoint, writes, line.blast_radius, language, theme, font, parent
            )

        return Target(
            endpoint, language, line.apply_edits, line.primary_key, exporting,
            lambda: self.schema, line.whole_value, question,
        )  # fmt: skip

    @property
    def ready(self) -> bool:
        """Whether it is logged in."""
        return self.line is not None and self.line.state is LinkState.READY

    @property
    def open(self) -> bool:
        """Whether something is not committed yet, as far as anybody knows."""
        return self.line is not None and self.line.transaction.open

    @Slot()
    def connect_now(self) -> None:
        """Log in, with the schema and the mode the tab had."""
        if self._job is None and self.line is not None and not self.line.busy:
            self._job = job = self.logged_in()
            job.failed.connect(self._not_in)
            job.finished.connect(self._rest)

    def logged_in(self) -> Job[None]:
        """Log in where it is not yet; whoever is to run something waits for that."""
        line = self.line
        assert line is not None
        job = line.connect_session()
        if self._first is not None:
            (schema, mode), self._first = self._first, None
            if mode is Mode.MANUAL:
                job = line.set_mode(mode)
            if schema:
                line.use_schema(schema).failed.connect(self.failed)
        return job

    @Slot()
    def _rest(self) -> None:
        self._job = None

    @Slot(object)
    def _not_in(self, error: ConsoleError) -> None:
        if not isinstance(error, Cancelled):
            self.failed.emit(error)

    def ask_password(self) -> None:
        """Ask for another password, keep it, and log in again."""
        at = self.endpoint
        if at is None:
            return
        self.asking = dialog = PasswordDialog(at.access.user, at.name, self._window)

        def keep(password: str, lasting: bool) -> None:
            job = self._room.keep_password(at, password, lasting=lasting)
            job.failed.connect(self.failed)
            job.succeeded.connect(self.connect_now)

        dialog.given.connect(keep)
        dialog.finished.connect(self._answered)
        dialog.open()

    @Slot()
    def _answered(self) -> None:
        if self.asking is not None:
            self.asking.deleteLater()
            self.asking = None

    @Slot()
    def _follow(self) -> None:
        line = self.line
        if line is None:
            return
        why = f"{line.error} {line.error.hint}".strip() if line.error is not None else ""
        account = line.session.facts.account if line.session is not None else ""
        self._binding.show_login(line.state, why, account)
        if self._first is None:
            self._binding.show_schema(line.schema)
            self._transaction.show_state(line.transaction)
        self.changed.emit()

    # ------------------------------------------------------------------ schema

    @Slot(str)
    def use_schema(self, schema: str) -> None:
        """Have names without a schema mean this one."""
        if self.line is not None and schema:
            job = self.line.use_schema(schema)
            job.failed.connect(self.failed)
            job.finished.connect(self._follow)

    # ------------------------------------------------------------------ transaction

    def commit(self) -> None:
        """Make lasting what is open."""
        self._end(lambda line, consent: line.commit(consent))

    def roll_back(self) -> None:
        """Undo what is open."""
        self._end(lambda line, consent: line.rollback(consent))

    def _end(
        self,
        how: Callable[[ConsoleLine, Consent], Job[None]],
        then: Callable[[], object] | None = None,
    ) -> None:
        if self.line is None:
            return
        at = self.endpoint
        typed = at.name if at is not None and at.production else ""
        job = how(self.line, Consent(self._room.standing.user.shown, typed))
        job.failed.connect(self.failed)
        if then is not None:
            job.succeeded.connect(lambda _none: then())

    @Slot(object)
    def set_mode(self, mode: Mode) -> None:
        """Say who commits; refused while something is open."""
        if self._first is not None:
            self._first = self._first[0], mode
            self._transaction.show_state(TransactionState(mode=mode))
            self.changed.emit()
        elif self.line is not None:
            self.line.set_mode(mode).failed.connect(self.failed)

    @Slot(object)
    def _show_progress(self, progress: Progress | None) -> None:
        self._bar.show_progress(progress)

    @Slot(object)
    def _show_blocking(self, blocking: Blocking) -> None:
        self._transaction.show_blocking(blocking)

    @Slot()
    def _remind(self) -> None:
        at, bar = self.endpoint, self._transaction
        if at is None:
            return
        said = _("A transaction on {name} has been left open for {time}.").format(
            name=at.name, time=duration(int(bar.left_alone))
        )
        blocks = blocking_said(bar.blocking) or _("It may hold locks that others will wait for.")
        self.reminded.emit(said, f"{blocks} " + _("Commit it, or roll it back."))

    # ------------------------------------------------------------------ the end

    def ask_to_leave(self, then: Callable[[], object]) -> None:
        """Have the user say what becomes of an open transaction; `then` once nothing is open."""
        if not self.open:
            then()
            return
        assert self.endpoint is not None
        self.asking = dialog = LeavingDialog(
            self.endpoint, self._transaction.state, self._transaction.blocking, self._window
        )

        def take(what: Leaving) -> None:
            if what is Leaving.COMMIT:
                self._end(lambda line, consent: line.commit(consent), then)
            else:
                self._end(lambda line, consent: line.rollback(consent), then)

        dialog.chosen.connect(take)
        dialog.finished.connect(self._answered)
        dialog.open()

    def close(self) -> None:
        """Log out, in the background; what is open is rolled back by that."""
        if self.asking is not None:
            self.asking.reject()
        if self.line is not None:
            line, self.line = self.line, None
            line.changed.disconnect(self._follow)
            line.close()
            line.deleteLater()
