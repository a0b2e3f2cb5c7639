"""A row of buttons over a list: what can be done, for whoever does not know the menus yet.

What does not fit goes behind the arrow at the end, as in every tool bar. Tab reaches it once, and
the arrow keys go along it.
"""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from app.views.style import style
from app.views.theme import Theme

_ARROW = "qt_toolbar_ext_button"
"""What Qt calls it."""
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ActionBar(QToolBar):
    """Shows actions with their icons and words; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(16, 16))
        self.setMovable(False)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Show the arrow at the end in a colour that is seen: Qt's own is black on dark."""
        arrow = self.findChild(QToolButton, _ARROW)
        if arrow is not None:
            arrow.setIcon(QIcon())
            arrow.setText("»")
            arrow.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            style(arrow, f"QToolButton {{ padding: 0; border: none; color: {theme.text}; }}")

    def offer(self, actions: Iterable[QAction]) -> None:
        """Put them at the end."""
        for action in actions:
            self.addAction(action)
            self.widgetForAction(action).installEventFilter(self)
        self._let_tab_in()
        self.setVisible(bool(self.actions()))

    def _let_tab_in(self) -> None:
        """At the first button that is not greyed."""
        stop = next((button for button in self._buttons() if button.isEnabled()), None)
        for button in self._buttons():
            tab = Qt.FocusPolicy.TabFocus if button is stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(tab)

    def _buttons(self) -> list[QToolButton]:
        found = (self.widgetForAction(action) for action in self.actions())
        return [button for button in found if isinstance(button, QToolButton)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go along the bar with the arrow keys."""
        if event.type() == QEvent.Type.EnabledChange:
            self._let_tab_in()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(Qt.Key(event.key()))
            buttons = self._buttons()
            if step is not None and watched in buttons:
                reachable = [each for each in buttons if each is watched or
                             (each.isEnabled() and each.isVisible())]  # fmt: skip
                place = (reachable.index(watched) + step) % len(reachable)
                reachable[place].setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)
