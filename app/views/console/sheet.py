"""One tab of the console: an editor bound to a session of its own, and what came of running it."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from app.domain.console.draft import Binding, Draft
from app.domain.console.transaction import Mode
from app.domain.dialect import SQL, Dialect, Language
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError
from app.flows.console.preparing import Wanted
from app.flows.console.script_file import ScriptFile
from app.i18n import _
from app.models.fields import State
from app.views.console.below import Below
from app.views.console.binding_bar import BindingBar, environment_colour
from app.views.console.editor.editor import SqlEditor
from app.views.console.explaining import Explaining
from app.views.console.file_strip import FileStrip
from app.views.console.knowing import Knowing
from app.views.console.room import ConsoleRoom, language_of
from app.views.console.run_bar import RunBar
from app.views.console.running import Running
from app.views.console.session import SheetSession
from app.views.console.sheet_file import SheetFile
from app.views.console.transaction_bar import TransactionBar
from app.views.style import style
from app.views.theme import GAP, LIGHT, Theme, code_font
from app.views.widgets.handing import Handing
from app.views.widgets.strip import Strip

_BAR = 3  # pixels of the environment's colour
_IDLE = 3_000  # milliseconds without a key after which what is kept is compared with the text


class Sheet(Handing):
    """Everything of one tab.

    Signals:
        changed: its title, its state, or what can be done with it is another now.
        failed: a ConsoleError for the notice bar.
        said: a sentence and what to do, for the notice bar.
        ran: a statement ended: its RanStatement.
    """

    changed = Signal()
    failed = Signal(object)
    said = Signal(object, object)
    ran = Signal(object)

    def __init__(self, room: ConsoleRoom, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.room, self.id, self.binding = room, draft.id, draft.binding
        self._theme = LIGHT
        self._restoring = True
        self.editor = SqlEditor()
        self.editor.setProperty("pane", True)
        self.choice, self.run_bar, self.transaction = BindingBar(), RunBar(), TransactionBar()
        self.below = Below(room.lane, room.shapes, room.plans)
        self.strip, self.file_strip = Strip(), FileStrip()
        self.session = SheetSession(room, self.choice, self.transaction, self.run_bar, self)
        self.running = Running(room, self.session, self.run_bar, self.below.messages, self)
        self.running.tab = self.id
        self.below.follow(self.running, self.editor, lambda: self.language)
        self.explaining = Explaining(room, self.session, self.editor, self.below, self)
        self.knowing = Knowing(room, self.session, self.editor, self.choice, self)
        self.file = SheetFile(room, self)
        self._parts = (
            self.editor, self.choice, self.run_bar, self.transaction, self.below, self.strip,
            self.file_strip,
        )  # fmt: skip
        self._bar = QFrame()
        self._bar.setFixedHeight(_BAR)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE)
        self._idle.timeout.connect(self._check)
        self._lay_out()
        self._connect()
        self.run_bar.choose_at_error(draft.binding.stop_at_error)
        self._take_preferences()
        self.bind(room.endpoint(draft.binding.instance), draft.binding.schema, draft.binding.mode)
        self.editor.set_text(draft.text)
        self._caret = draft.binding.caret
        if not self.editor.filling:
            self._place_caret()
        self._restoring = False

    def _lay_out(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        top.setSpacing(GAP)
        top.addWidget(self.choice)
        top.addWidget(self.run_bar)
        self.parts = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.parts.addWidget(self.editor)
        self.parts.addWidget(self.below)
        self.parts.setSizes([420, 300])
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self._bar)
        down.addLayout(top)
        for part in (self.file_strip, self.strip):
            down.addWidget(part)
        down.addWidget(self.parts, 1)
        down.addWidget(self.transaction)
        self.hand_focus_to(self.editor)

    def _connect(self) -> None:
        self.editor.edited.connect(self._edited)
        self.editor.cursorPositionChanged.connect(self._idle.start)
        self.below.messages.place_wanted.connect(self.show_place)
        self.below.failed.connect(self.failed)
        self.run_bar.chosen.connect(self._keep_binding)
        self.session.changed.connect(self._follow)
        self.session.reminded.connect(self.said)
        self.running.changed.connect(self.changed)
        self.running.cleared.connect(self._clear)
        self.running.headed.connect(self.below.add_result)
        self.running.timed.connect(self.below.tell_seconds)
        self.running.marked.connect(self._mark)
        self.running.ran.connect(self.knowing.ran)
        self.running.ran.connect(self.ran)
        for part in (self.session, self.explaining, self.running):
            part.failed.connect(self._tell)
        self.running.finished.connect(self._finished)
        self.strip.cancel_wanted.connect(self.running.cancel)
        self.strip.retry_wanted.connect(self._retry)
        self.file.read.connect(self._take_file)
        self.file.saved.connect(self._saved)
        self.file.failed.connect(self.failed)
        self.file_strip.reload_wanted.connect(self.reload)
        self.file_strip.keep_wanted.connect(self._keep)
        self.file_strip.compare_wanted.connect(self.compare)
        self.room.preferences.changed.connect(self._take_preferences)

    # ------------------------------------------------------------------ what it is

    @property
    def draft(self) -> Draft:
        """All that survives of it."""
        return Draft(self.id, self.editor.text, self.bound)

    @property
    def bound(self) -> Binding:
        """What belongs to it beside its text, as it is now."""
        return replace(
            self.binding,
            schema=self.session.schema,
            mode=self.session.mode,
            stop_at_error=self.run_bar.stop_at_error,
            caret=self.editor.position,
        )

    @property
    def endpoint(self) -> Endpoint | None:
        """The instance it is bound to."""
        return self.session.endpoint

    @property
    def name(self) -> str:
        """What it is called, without its instance."""
        path = self.binding.path
        return self.binding.title or (Path(path).name if path else _("SQL"))

    @property
    def title(self) -> str:
        """What stands on the tab."""
        at = self.endpoint
        mark = " *" if self.binding.path and self.binding.unsaved else ""
        where = ""
        if at is not None:
            where = f"  ·  ▲ {at.name}" if at.production else f"  ·  {at.name}"
        return f"{self.name}{mark}{where}"

    @property
    def state(self) -> State:
        """How it stands: an error of the last run, or a transaction that is open."""
        if self.below.messages.worst is State.ERROR:
            return State.ERROR
        return State.WARNING if self.session.open else State.NONE

    @property
    def language(self) -> Language:
        """What is typed in it."""
        chosen = self.room.preferences.now.dialect
        otherwise = Dialect(chosen) if chosen in SQL else Dialect.MYSQL
        return language_of(self.endpoint, otherwise)

    # ------------------------------------------------------------------ what it is bound to

    def bind(self, endpoint: Endpoint | None, schema: str = "", mode: Mode | None = None) -> None:
        """Belong to this instance from now on."""
        self.session.bind(endpoint, schema, mode or self.session.mode)
        self.editor.set_language(self.language)
        self.below.uses.bind(self.language, self.session.target(self.language))
        self.binding = replace(
            self.binding, instance=endpoint.id if endpoint else self.binding.instance
        )
        self.apply_theme(self._theme)
        self._keep_binding()
        self.changed.emit()

    def rename(self, title: str) -> None:
        """Be called that."""
        self.binding = replace(self.binding, title=title.strip())
        self._keep_binding()
        self.changed.emit()

    @Slot()
    def _keep_binding(self) -> None:
        if not self._restoring:
            self.room.keeper.bind(self.id, self.bound)

    @Slot()
    def _follow(self) -> None:
        if not self._restoring:
            self._keep_binding()
            self.changed.emit()

    # ------------------------------------------------------------------ what is typed

    @Slot(object, object, object)
    def _edited(self, position: int, removed: int, added: str) -> None:
        self.room.keeper.edit(self.id, position, removed, added)
        self.running.edited(position, removed, added)
        self.below.messages.moved(position, removed, len(added))
        if not self.binding.unsaved:
            self.binding = replace(self.binding, unsaved=True)
            self._keep_binding()
            self.changed.emit()
        self._idle.start()

    @Slot()
    def _check(self) -> None:
        """Nobody types: see that what is kept is what is shown."""
        if self.editor.filling:
            self._idle.start()
            return
        self.room.keeper.check(self.id, len(self.editor.text))
        self._keep_binding()
        self.room.keeper.sync()

    def keep_whole(self) -> None:
        """Have all of the text written anew."""
        self.room.keeper.put(self.draft)

    def _place_caret(self) -> None:
        self.editor.select(self._caret, self._caret)

    def insert(self, text: str) -> None:
        """Put a text where the cursor stands."""
        start, end = self.editor.selection
        self.editor.replace(start, end, text)
        self.editor.setFocus()

    # ------------------------------------------------------------------ what runs

    def run(self, *, whole: bool = False) -> None:
        """Run what is selected, or the statement at the cursor, or all of it."""
        self.strip.rest()
        start, end = self.editor.selection
        self._check()
        self.running.begin(
            Wanted(
                self.editor.text, self.language, self.editor.position,
                (start, end) if start < end else None, whole,
            )
        )  # fmt: skip

    @Slot()
    def _clear(self) -> None:
        self.editor.clear_errors()
        self.below.begin()

    @Slot()
    def _finished(self) -> None:
        self.below.end()
        self.transaction.touch()
        self._keep_binding()
        self.changed.emit()

    @Slot(object, object, object)
    def _mark(self, start: int, length: int, text: str) -> None:
        """Mark where an error is."""
        self.editor.mark_error(start, length, text)

    @Slot(object, object)
    def show_place(self, start: int, length: int) -> None:
        """Show a part of the text."""
        self.editor.select(start, start + length)
        self.editor.setFocus()

    @Slot(object)
    def _tell(self, error: ConsoleError) -> None:
        self.strip.show_failed(error)

    @Slot()
    def _retry(self) -> None:
        self.strip.rest()
        if not self.session.ready:
            self.session.connect_now()

    # ------------------------------------------------------------------ its file

    def open_file(self, path: Path, encoding: str = "") -> None:
        """Show a file."""
        self.file.open(path, encoding)

    @Slot()
    def reload(self) -> None:
        """Take the file as it is on the disk."""
        self.file.open(Path(self.binding.path), self.binding.encoding)

    @Slot()
    def _keep(self) -> None:
        """Leave the text as it is; the file is no news any more."""
        self.file_strip.hide()
        self.binding = replace(self.binding, unsaved=True, stamp=self.file_strip.stamp)
        self._keep_binding()
        self.changed.emit()

    @Slot()
    def compare(self) -> None:
        """Show what differs between the file and the text."""
        self.file.compare(self.editor.text, self.binding.path, self.name)

    @Slot(object)
    def _take_file(self, read: ScriptFile) -> None:
        self.file_strip.hide()
        self.binding = self.binding.with_file_of(read.binding)
        if read.text != self.editor.text:
            self.editor.set_text(read.text)
            self.room.keeper.put(Draft(self.id, read.text, self.bound))
        self._keep_binding()
        if read.trouble is not None:
            self.failed.emit(read.trouble)
        self.changed.emit()

    def save(self) -> None:
        """Write the file; ask where, if there is none yet."""
        if self.binding.path:
            self.file.save(self.editor.text, self.binding)
        else:
            self.save_as()

    def save_as(self) -> None:
        """Ask where, and write it there."""
        self.file.save_as(self.editor.text, self.binding, self.name)

    @Slot(object)
    def _saved(self, written: Binding) -> None:
        self.file_strip.hide()
        self.binding = self.binding.with_file_of(written)
        self._keep_binding()
        self.changed.emit()

    # ------------------------------------------------------------------ what the page passes on

    def retranslate(self) -> None:
        """Speak the language of now."""
        for part in self._parts:
            part.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = self.running.theme = theme
        for part in self._parts:
            part.apply_theme(theme)
        self.explaining.apply_theme()
        at = self.endpoint
        seen = at is not None and (at.production or at.stake in ("staging", "test"))
        ink = environment_colour(at, theme) if seen else "transparent"
        style(self._bar, f"background: {ink}; border: none;")

    @Slot()
    def _take_preferences(self) -> None:
        now = self.room.preferences.now
        font = code_font(now.code_font, now.code_size)
        self.editor.set_code_font(font)
        self.below.set_code_font(font)
        self.transaction.patience = float(now.console_idle_seconds)

    def shut(self) -> None:
        """The tab closes, or the window: end what runs, log out in the background."""
        self._idle.stop()
        self.running.let_go()
        self.session.close()
        self.explaining.close()
        self.knowing.let_go()
        self.editor.close_lanes()
        self.below.shut()
