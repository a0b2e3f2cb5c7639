"""The session's transaction under the editor: who commits, what is open since when, whom it blocks.

In manual mode, and whenever something is open, the whole line has a colour.
"""

from time import monotonic

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.domain.console.transaction import Blocking, Mode, TransactionState
from app.i18n import N_, _, ngettext
from app.models.formats import count, duration
from app.views.style import style
from app.views.theme import GAP, LIGHT, Theme, blend
from app.views.widgets.segments import Segments

_TICK = 1_000  # milliseconds
_TINT = 0.12
_NAMED = 3  # sessions named of those that wait


class TransactionBar(QFrame):
    """Signals:
    mode_wanted: the Mode that was chosen.
    idle: what is open was left alone for longer than `patience`; said once for each time.
    """

    mode_wanted = Signal(object)
    idle = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transaction")
        self._theme = LIGHT
        self.patience = 60.0
        """Seconds without a statement after which an open transaction is worth a word."""
        self.state = TransactionState()
        self.blocking = Blocking()
        self._touched = monotonic()
        self._reminded = False
        self.modes: Segments[Mode] = Segments(
            {Mode.AUTOCOMMIT: N_("Autocommit"), Mode.MANUAL: N_("Manual commit")}
        )
        self.said, self.blocks = QLabel(), QLabel()
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(2 * GAP, 2, 2 * GAP, 2)
        self._across.setSpacing(2 * GAP)
        self._across.addWidget(self.modes)
        self._across.addWidget(self.said)
        self._across.addWidget(self.blocks)
        self._across.addStretch(1)
        self.modes.chosen.connect(self._want)
        self._clock = QTimer(self, interval=_TICK)
        self._clock.timeout.connect(self._tick)
        self.retranslate()

    def offer(self, *actions: QAction) -> None:
        """Put buttons at the end: commit and roll back."""
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(QSize(16, 16))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._across.addWidget(button)

    def show_state(self, state: TransactionState) -> None:
        """The session's transaction is this now."""
        if state.statements != self.state.statements or state.since != self.state.since:
            self.touch()
        self.state = state
        if not state.open:
            self.blocking = Blocking()
        self.modes.blockSignals(True)
        self.modes.choose(state.mode)
        self.modes.blockSignals(False)
        if state.open:
            self._clock.start()
        else:
            self._clock.stop()
        self._fill()

    def show_blocking(self, blocking: Blocking) -> None:
        """Somebody waits for what is open, or nobody does."""
        self.blocking = blocking
        self._fill()

    def touch(self) -> None:
        """Something ran in it: it is not left alone."""
        self._touched, self._reminded = monotonic(), False

    @property
    def left_alone(self) -> float:
        """Seconds since something ran in it."""
        return monotonic() - self._touched

    @Slot(object)
    def _want(self, mode: Mode) -> None:
        if mode is not self.state.mode:
            self.mode_wanted.emit(mode)
            self.modes.blockSignals(True)
            self.modes.choose(self.state.mode)  # until the session says so
            self.modes.blockSignals(False)

    @Slot()
    def _tick(self) -> None:
        self._fill()
        if self.state.open and not self._reminded and self.left_alone >= self.patience:
            self._reminded = True
            self.idle.emit()

    @Slot()
    def _fill(self) -> None:
        state, theme = self.state, self._theme
        parts = []
        if state.open:
            known = _("open") if state.exact else _("may be open")
            since = "" if state.since is None else duration(int(monotonic() - state.since))
            parts.append(f"● {known} {since}".rstrip())
            parts.append(
                ngettext("{count} statement", "{count} statements", state.statements).format(
                    count=count(state.statements)
                )
            )
            if state.rows_changed:
                parts.append(
                    ngettext(
                        "{count} row changed", "{count} rows changed", state.rows_changed
                    ).format(count=count(state.rows_changed))
                )
        elif state.mode is Mode.MANUAL:
            parts.append(_("nothing is open"))
        self.said.setText("  ·  ".join(parts))
        self.blocks.setText(blocking_said(self.blocking))
        self.blocks.setVisible(bool(self.blocking.sessions))
        self.said.setAccessibleName(self.said.text())
        ink = theme.warning if state.open else theme.muted
        if self.blocking.sessions:
            ink = theme.error
        behind = theme.window
        if state.open or state.mode is Mode.MANUAL:
            behind = blend(ink if state.open else theme.notice, theme.window, _TINT)
        style(
            self,
            f"#transaction {{ background: {behind}; border: none;"
            f" border-top: 1px solid {theme.border}; }} QLabel {{ color: {ink}; }}",
        )

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.modes.retranslate()
        self.modes.setToolTip(
            _("Whether the server makes each statement lasting at once, or you do, by a key")
        )
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._fill()


def blocking_said(blocking: Blocking) -> str:
    """Who waits, in a sentence; "" where nobody does."""
    if not blocking.sessions:
        return ""
    named = ", ".join(blocking.sessions[:_NAMED])
    if len(blocking.sessions) > _NAMED:
        named += "…"
    return ngettext(
        "▲ {count} session waits for it, for {time}: {names}",
        "▲ {count} sessions wait for it, the first for {time}: {names}",
        len(blocking.sessions),
    ).format(count=count(len(blocking.sessions)), time=duration(int(blocking.longest)), names=named)
