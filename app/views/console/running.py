"""From a key to the server: statements are found, values and consent asked for, then it runs.

read off the text (in a lane) → values of binds → log in → who may, what changes → the question
before a write → the line → messages, results, marks in the text
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.act import Consent
from app.domain.console.bind import BindValue, value_of
from app.domain.console.result import Level
from app.domain.dialect import Dialect
from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput, ConsoleError, Refused
from app.flows.console.preparing import Prepared, Wanted, filled_in, prepare
from app.flows.console.script import CHANGE
from app.flows.rights import place_of
from app.i18n import _
from app.models.console.weighed import Weighed
from app.models.formats import one_line
from app.sql.editing import Bind, BindKind
from app.views.console.bind_dialog import BindDialog
from app.views.console.hearing import Hearing
from app.views.console.messages_panel import MessagesPanel
from app.views.console.production_dialog import ProductionDialog
from app.views.console.room import ConsoleRoom
from app.views.console.run_bar import RunBar
from app.views.console.session import SheetSession
from app.views.theme import LIGHT, Theme, code_font
from app.workers.console_line import ConsoleLine
from app.workers.lane import Job


@dataclass
class _Underway:
    """A script from the key to its end."""

    prepared: Prepared = field(default_factory=Prepared)
    binds: dict[str, object] = field(default_factory=dict)
    changing: tuple[bool, ...] = ()


class Running(QObject):
    """Runs what a tab wants, one script at a time.

    Signals:
        changed: `busy` is another.
        cleared: a new run begins; marks of the last one go.
        headed: a ResultReader whose rows begin to come, the statement's number and its Order.
        timed: a ResultReader, and the seconds its statement took.
        marked: start, length and text of an error, in the text as it is now.
        ran: a statement ended: its RanStatement, also of those that failed.
        failed: a ConsoleError for which nothing ran.
        finished: the run is over.
    """

    changed = Signal()
    cleared = Signal()
    headed = Signal(object, object, object)
    timed = Signal(object, object)
    marked = Signal(object, object, object)
    ran = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(
        self, room: ConsoleRoom, session: SheetSession, bar: RunBar, messages: MessagesPanel,
        window: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._room, self._session, self._bar = room, session, bar
        self._messages, self._window = messages, window
        self.theme: Theme = LIGHT
        self.tab = ""
        """The id of the draft it runs for."""
        self.asking: BindDialog | ProductionDialog | None = None
        """The question that is open."""
        self._wanted: Wanted | None = None
        self._job: Job[Any] | None = None
        self._hearing: Hearing | None = None
        self._it = _Underway()

    @property
    def endpoint(self) -> Endpoint | None:
        """Where it runs."""
        return self._session.endpoint

    @property
    def line(self) -> ConsoleLine | None:
        """What it runs on."""
        return self._session.line

    @property
    def busy(self) -> bool:
        """Whether something is on its way, a question of ours included."""
        return self._job is not None or self._hearing is not None or self.asking is not None

    @property
    def on_server(self) -> bool:
        """Whether a statement was sent and has not ended."""
        return self._hearing is not None

    def begin(self, wanted: Wanted) -> None:
        """Run what is wanted, unless something runs."""
        if self.busy or self.line is None:
            return
        self._wanted, self._it = wanted, _Underway()
        self._await(self._room.lane.submit(partial(prepare, wanted)), self._prepared)

    @Slot()
    def cancel(self) -> None:
        """Break it off, at the server too."""
        if self._job is not None:
            self._job.cancel()
        if self._hearing is not None:
            self._hearing.cancel()

    def edited(self, position: int, removed: int, added: str) -> None:
        """The text was edited while it runs: statements behind stand elsewhere now."""
        if self._hearing is not None:
            self._hearing.edited(position, removed, len(added))

    # ------------------------------------------------------------------ before it runs

    def _await(self, job: Job[Any], then: Any) -> None:
        """Go on with what the job gives, unless it was broken off."""
        self._job = job

        def go_on(value: object) -> None:
            self._job = None
            then(value)

        job.succeeded.connect(go_on)
        job.failed.connect(self._give_up)
        job.finished.connect(lambda: self._rest(job))
        self.changed.emit()

    def _rest(self, job: Job[Any]) -> None:
        if self._job is job:
            self._job = None
        if not self.busy:
            self.changed.emit()

    def _give_up(self, error: ConsoleError) -> None:
        self._job = None
        self.failed.emit(error)
        self.changed.emit()

    def _prepared(self, prepared: Prepared) -> None:
        self._it.prepared = prepared
        for command in prepared.left_out:
            self._messages.say(
                Level.NOTE,
                _("{command} is for a client of its own and was left out.").format(
                    command=one_line(command)
                ),
            )
        if not prepared.pieces:
            self._give_up(
                BadInput(
                    _("There is no statement at the cursor."),
                    hint=_("Put the cursor into one, select what shall run, or run the script."),
                )
            )
        elif prepared.asked:
            self._ask_values(prepared.asked)
        else:
            self._log_in()

    def _ask_values(self, asked: Sequence[Bind]) -> None:
        assert self.endpoint is not None
        last = {
            bind.name: value
            for bind in asked
            if (value := self._room.binds.of(self.endpoint.id, bind.name)) is not None
        }
        self.asking = dialog = BindDialog(asked, last, self._window)
        dialog.given.connect(self._take_values)
        dialog.finished.connect(self._answered)
        dialog.open()

    @Slot()
    def _answered(self) -> None:
        self.asking = None
        self.changed.emit()

    @Slot(object)
    def _take_values(self, values: Mapping[str, BindValue]) -> None:
        assert self.endpoint is not None
        assert self._wanted is not None
        self.asking = None
        self._room.binds.remember(self.endpoint.id, values)
        prepared, texts = self._it.prepared, {}
        for bind in prepared.asked:
            if bind.kind is BindKind.SUBSTITUTED:
                texts[bind.name.upper()] = values[bind.name].text
            else:
                self._it.binds[bind.name] = value_of(values[bind.name])
        language = self._wanted.language
        if texts and isinstance(language, Dialect):
            self._await(
                self._room.lane.submit(lambda _stop: filled_in(prepared, texts, language)),
                self._take_filled,
            )
        else:
            self._log_in()

    def _take_filled(self, prepared: Prepared) -> None:
        self._it.prepared = prepared
        self._log_in()

    def _log_in(self) -> None:
        line = self.line
        if line is None:
            return
        if self._session.ready:
            self._look_what_changes()
        else:
            self._await(self._session.logged_in(), lambda _none: self._look_what_changes())

    def _look_what_changes(self) -> None:
        line = self.line
        if line is None or line.session is None:
            return
        session: Any = line.session
        pieces = self._it.prepared.pieces
        self._await(
            self._room.lane.submit(
                lambda _stop: tuple(bool(session.changes(piece.text)) for piece in pieces)
            ),
            self._weigh,
        )

    def _weigh(self, changing: tuple[bool, ...]) -> None:
        """Ask whether whoever sits in front may, and whether they mean it."""
        at, it = self.endpoint, self._it
        assert at is not None
        it.changing = changing
        if any(changing):
            if at.read_only:
                self._give_up(
                    Refused(
                        _("{name} is opened read-only: nothing is changed.").format(name=at.name),
                        hint=_("Change the connection in the inventory if that is what you want."),
                    )
                )
                return
            if not self._room.standing.allows(CHANGE, place_of(at), self._give_up, act=True):
                return
        named = dict(it.prepared.named)
        asked = [
            Weighed(number + 1, piece.text, bare=number in it.prepared.bare)
            for number, piece in enumerate(it.prepared.pieces)
            if changing[number] and (at.production or number in it.prepared.bare or number in named)
        ]
        if asked:
            self._ask_consent(at, asked)
        else:
            self._send("")

    def _ask_consent(self, at: Endpoint, writes: Sequence[Weighed]) -> None:
        assert self.line is not None
        assert self._wanted is not None
        language = self._wanted.language
        preferences = self._room.preferences.now
        self.asking = dialog = ProductionDialog(
            at, writes, self.line.blast_radius,
            language if isinstance(language, Dialect) else None, self.theme,
            code_font(preferences.code_font, preferences.code_size), self._window,
            names=frozenset(name for _number, name in self._it.prepared.named),
        )  # fmt: skip
        dialog.agreed.connect(self._agreed)
        dialog.finished.connect(self._answered)
        dialog.open()
        self.changed.emit()

    @Slot(object)
    def _agreed(self, typed: str) -> None:
        self.asking = None
        self._send(typed)

    # ------------------------------------------------------------------ while it runs

    def _send(self, typed: str) -> None:
        line, it = self.line, self._it
        if line is None:
            return
        self._messages.begin()
        self.cleared.emit()
        run = line.run(
            it.prepared.pieces, binds=it.binds, stop_at_error=self._bar.stop_at_error,
            consent=Consent(self._room.standing.user.shown, typed),
            most_rows=self._bar.most_rows, tab=self.tab,
        )  # fmt: skip
        self._hearing = hearing = Hearing(run, it.prepared, self._bar, self._messages, self)
        hearing.headed.connect(self.headed)
        hearing.timed.connect(self.timed)
        hearing.marked.connect(self.marked)
        hearing.ran.connect(self.ran)
        hearing.failed.connect(self.failed)
        hearing.finished.connect(self._finish)
        self.changed.emit()

    @Slot()
    def _finish(self) -> None:
        hearing, self._hearing = self._hearing, None
        if hearing is not None:
            hearing.deleteLater()
        self.finished.emit()
        self.changed.emit()

    def let_go(self) -> None:
        """The tab closes, or takes another instance: hear no more of what runs."""
        self.cancel()
        if self.asking is not None:
            self.asking.reject()
        hearing, self._hearing = self._hearing, None
        if hearing is not None:
            hearing.leave()
