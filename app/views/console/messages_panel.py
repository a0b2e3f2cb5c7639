"""The messages of a tab: what the server wrote, its warnings and errors, and how each one went."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.console.result import Level, Said
from app.i18n import N_, _
from app.models.console.messages import MESSAGES, Message
from app.models.fields import State
from app.models.records import RecordTable
from app.views.theme import Theme
from app.views.widgets.handing import Handing
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

_MOST = 20_000
"""Lines that are kept of a tab; the oldest go."""
_EVERY = 60  # milliseconds between two repaints: a loop writes thousands of lines a second
_NOTHING = Empty(
    N_("Nothing was said yet"),
    N_("What the server writes, warns of and refuses stands here, and how long each statement"
       " took. Enter on a line leads to its place in the text."),
    icon="log",
)  # fmt: skip


class MessagesPanel(Handing):
    """Grows while something runs.

    Signals:
        place_wanted: start and length of the part of the text that a line speaks of.
        worst_changed: the gravest State among the lines of the last run.
    """

    place_wanted = Signal(object, object)
    worst_changed = Signal(object)

    title: ClassVar[str] = N_("Messages")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._coming: list[Message] = []
        self._lines: list[Message] = []
        self.worst = State.NONE
        self.table: RecordTable[Message] = RecordTable(MESSAGES, lambda said: said.number)
        self.panel: TablePanel[Message] = TablePanel(self.table, self.title, _NOTHING)
        self.panel.activated.connect(self._jump)
        self._wipe = QAction(self)  # in the menu alone: the room is for lines
        self._wipe.triggered.connect(self.clear)
        self.panel.offer(self._wipe)
        self._soon = QTimer(self, singleShot=True, interval=_EVERY)
        self._soon.timeout.connect(self._show)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.panel)
        self.hand_focus_to(self.panel)
        self.retranslate()

    @property
    def lines(self) -> tuple[Message, ...]:
        """All lines, also such as are not painted yet."""
        return (*self._lines, *self._coming)

    def begin(self) -> None:
        """Statements are about to run: what is the worst is asked anew."""
        self._turn(State.NONE)

    def say(
        self, level: Level | None, text: str, *, code: str = "", statement: int = 0,
        place: tuple[int, int] | None = None, seconds: float | None = None,
        rows: int | None = None,
    ) -> None:  # fmt: skip
        """Add a line."""
        self._number += 1
        self._coming.append(
            Message(
                self._number, datetime.now().astimezone(), level, text, code, statement, place,
                seconds, rows,
            )
        )  # fmt: skip
        state = {Level.ERROR: State.ERROR, Level.WARNING: State.WARNING}.get(
            level, State.NONE  # type: ignore[arg-type]
        )  # fmt: skip
        if state.rank > self.worst.rank:
            self._turn(state)
        if not self._soon.isActive():
            self._soon.start()

    def say_told(
        self, said: Said, *, statement: int = 0, start: int | None = None, length: int = 0
    ) -> None:
        """Add what the server said of a statement that stands at `start` in the text."""
        place = None
        if start is not None:
            place = (start, length) if said.position is None else (start + said.position, 0)
        self.say(said.level, said.text, code=said.code, statement=statement, place=place)

    @Slot()
    def clear(self) -> None:
        """Forget all lines."""
        self._coming, self._lines = [], []
        self.table.clear()
        self.panel.settle()
        self._turn(State.NONE)

    def moved(self, position: int, removed: int, added: int) -> None:
        """The text was edited: places behind move along, those within are left where they are."""
        if not self._lines and not self._coming:
            return

        def shift(lines: Iterable[Message]) -> list[Message]:
            return [
                replace(line, place=(line.place[0] + added - removed, line.place[1]))
                if line.place is not None and line.place[0] >= position + removed
                else line
                for line in lines
            ]

        self._lines, self._coming = shift(self._lines), shift(self._coming)

    @Slot()
    def _show(self) -> None:
        coming, self._coming = self._coming, []
        self._lines += coming
        if len(self._lines) > _MOST:
            self._lines = self._lines[-_MOST:]
            self.table.replace(self._lines)
        else:
            self.table.append(coming)
        self.panel.settle()
        self.panel.view.scrollToBottom()

    @Slot(object)
    def _jump(self, message: Message) -> None:
        now = next((line for line in self._lines if line.number == message.number), message)
        if now.place is not None:
            self.place_wanted.emit(*now.place)

    def _turn(self, worst: State) -> None:
        if worst is not self.worst:
            self.worst = worst
            self.worst_changed.emit(worst)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self._wipe.setText(_("Clear"))
        self.panel.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.panel.apply_theme(theme)
