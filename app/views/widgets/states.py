"""What is shown where nothing is to be shown: empty, busy and failed, each with what to do.

states = States(Empty(N_("No instances yet"), N_("Add the servers you look after."),
                      N_("Add instance…"), icon="add-file"))
states.begin_wanted.connect(self.add)
stack.addWidget(states)
states.show_busy(_("Reading sessions…"))
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConsoleError
from app.i18n import _
from app.models.formats import duration
from app.views.icons import filled_icon
from app.views.theme import GAP, LIGHT, Theme

_WIDTH = 440
_LEAST = 200
_QUICK = 250
"""Milliseconds in which an answer comes without anybody having seen that it was waited for."""


@dataclass(frozen=True, slots=True)
class Empty:
    """What a page is for while it has nothing: texts declared with N_(), one button or none."""

    title: str
    text: str = ""
    button: str = ""
    icon: str = "search"


class _Card(QWidget):
    """A picture, a heading, a text and a row of buttons, in the middle of what room there is."""

    def __init__(
        self, states: QWidget, buttons: Sequence[QPushButton], between: QWidget | None = None
    ) -> None:
        super().__init__(states)
        self.body = QWidget(self)
        self.picture, self.title, self.text = (QLabel(self.body) for _each in range(3))
        self.title.setProperty("role", "title")
        self.text.setProperty("role", "muted")
        for label in (self.title, self.text):
            label.setWordWrap(True)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.setFixedWidth(_WIDTH)
        inside = QVBoxLayout(self.body)
        inside.setSpacing(2 * GAP)
        for part in (self.picture, self.title, self.text, between):
            if part is not None:
                inside.addWidget(part)
        self._row = QHBoxLayout()
        self._row.setSpacing(2 * GAP)
        self._row.setContentsMargins(0, 2 * GAP, 0, 0)
        for button in buttons:
            self._row.addWidget(button)
        self._row.addStretch(1)
        inside.addLayout(self._row)
        outside = QGridLayout(self)
        outside.addWidget(self.body, 0, 0, Qt.AlignmentFlag.AlignCenter)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a panel at the side."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As wide as is read well, or as there is room."""
        super().resizeEvent(event)
        self.body.setFixedWidth(max(_LEAST, min(_WIDTH, self.width() - 4 * GAP)))

    def add(self, button: QPushButton) -> None:
        """Put one behind the first button."""
        self._row.insertWidget(1, button)

    def draw(self, name: str, colour: str) -> None:
        """Show an icon over the heading."""
        self.picture.setPixmap(filled_icon(name, colour).pixmap(QSize(32, 32)))


class States(QStackedWidget):
    """Empty, busy or failed.

    Signals:
        begin_wanted: the button of the empty state.
        cancel_wanted: what is waited for shall be given up.
        retry_wanted: what failed shall be tried again.
        more_wanted: the button of `offer_more`, beside that.
    """

    begin_wanted = Signal()
    cancel_wanted = Signal()
    retry_wanted = Signal()
    more_wanted = Signal()

    def __init__(self, empty: Empty, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._empty, self._begun = empty, 0.0
        self._error: ConsoleError | None = None
        self._doing = ""
        self.begin, self.cancel = QPushButton(), QPushButton()
        self.retry, self.copy = QPushButton(), QPushButton()
        self.more: QPushButton | None = None
        """The button of `offer_more`."""
        self._more = ""
        self._begins: QAction | None = None
        for button in (self.begin, self.retry):
            button.setProperty("primary", True)
        self.begin.clicked.connect(self.begin_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.retry.clicked.connect(self.retry_wanted)
        self.copy.clicked.connect(self._copy_details)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._nothing = QWidget(self)
        self._cards = {
            "empty": _Card(self, [self.begin]),
            "busy": _Card(self, [self.cancel], self._bar),
            "failed": _Card(self, [self.retry, self.copy]),
        }
        self.addWidget(self._nothing)
        for card in self._cards.values():
            self.addWidget(card)
        self._clock = QTimer(self, interval=100)
        self._clock.timeout.connect(self._tick)
        self._quick = QTimer(self, singleShot=True, interval=_QUICK)
        self._quick.timeout.connect(self._show_waiting)
        self.retranslate()
        self.show_empty()

    # what is shown

    @property
    def now(self) -> str:
        """What is shown: "empty", "busy" or "failed"."""
        return next((n for n, card in self._cards.items() if card is self.currentWidget()), "busy")

    @property
    def waiting(self) -> bool:
        """Whether something is waited for, seen or not yet."""
        return self._clock.isActive()

    def show_empty(self, empty: Empty | None = None) -> None:
        """Say what the page is for; another text replaces the one there was."""
        if empty is not None:
            self._empty = empty
            self.retranslate()
        self._rest()
        self.setCurrentWidget(self._cards["empty"])

    def show_busy(self, doing: str, done: float | None = None, *, cancel: bool = True) -> None:
        """Say what is waited for; `done` is the share that is done where somebody knows it.

        What is over within a quarter of a second flickers by unseen. Said again with another
        text or share, the time goes on.
        """
        if not self._clock.isActive():
            self._begun = monotonic()
            self._clock.start()
            self._quick.start()
            self.setCurrentWidget(self._nothing)
        self._doing = doing
        self.cancel.setVisible(cancel)
        self._bar.setRange(0, 0 if done is None else 1000)
        self._bar.setValue(round((done or 0) * 1000))
        self._tick()

    def show_failed(self, error: ConsoleError) -> None:
        """Say what went wrong and what to do about it."""
        self._error = error
        self._rest()
        self._fill_failed()
        self.setCurrentWidget(self._cards["failed"])
        card = self._cards["failed"]
        QAccessible.updateAccessibility(QAccessibleEvent(card, QAccessible.Event.Alert))

    def offer_more(self, text: str) -> None:
        """Have another button where something failed; its text is declared with N_()."""
        self._more, self.more = text, QPushButton()
        self.more.clicked.connect(self.more_wanted)
        self._cards["failed"].add(self.more)
        self.retranslate()

    def begin_as(self, action: QAction) -> None:
        """Have the button of the empty state be grey, and say why, where nobody here has the right
        to `action`, which does the same.
        """

        self._begins = action
        action.changed.connect(self._follow_right)
        self._follow_right()

    @Slot()
    def _follow_right(self) -> None:
        if self._begins is not None:
            self.begin.setEnabled(not self._begins.statusTip())
            self.begin.setToolTip(self._begins.statusTip())

    def rest(self) -> None:
        """Nobody waits any more and nothing failed: the page itself is shown."""
        self._rest()
        self.setCurrentWidget(self._nothing)

    def _rest(self) -> None:
        self._clock.stop()
        self._quick.stop()

    @Slot()
    def _show_waiting(self) -> None:
        self.setCurrentWidget(self._cards["busy"])

    @Slot()
    def _tick(self) -> None:
        self._cards["busy"].title.setText(self._doing)
        self._cards["busy"].text.setText(duration(int((monotonic() - self._begun) * 10) / 10))

    # words and colours

    def retranslate(self) -> None:
        """Speak the language of now."""
        card = self._cards["empty"]
        card.title.setText(_(self._empty.title))
        card.text.setText(_(self._empty.text))
        card.text.setVisible(bool(self._empty.text))
        self.begin.setText(_(self._empty.button))
        self.begin.setAccessibleName(_(self._empty.button or self._empty.title))
        self.begin.setVisible(bool(self._empty.button))
        self.cancel.setText(_("Cancel"))
        self.retry.setText(_("Try again"))
        self.copy.setText(_("Copy details"))
        if self.more is not None:
            self.more.setText(_(self._more))
        self._bar.setAccessibleName(_("Progress"))
        self._fill_failed()
        self.apply_theme(self._theme)

    def _fill_failed(self) -> None:
        if self._error is not None:
            self._cards["failed"].title.setText(str(self._error))
            self._cards["failed"].text.setText(self._error.hint)
            self._cards["failed"].text.setVisible(bool(self._error.hint))

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in its colours."""
        self._theme = theme
        self._cards["empty"].draw(self._empty.icon, theme.muted)
        self._cards["failed"].draw("error", theme.error)

    @Slot()
    def _copy_details(self) -> None:
        if self._error is not None:
            QGuiApplication.clipboard().setText(details(self._error))


def details(error: BaseException) -> str:
    """An error with what caused it, for a ticket: a line each, the first cause last."""
    lines = [f"{error} {getattr(error, 'hint', '')}".strip()]
    cause = error.__cause__
    while cause is not None:
        lines.append(f"{type(cause).__name__}: {cause}")
        cause = cause.__cause__
    return "\n".join(lines)
