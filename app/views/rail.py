"""The rail at the left: one button a page, the settings at its foot."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from app.i18n import _
from app.views.icons import icon
from app.views.page import Page
from app.views.theme import Theme

_WIDTH = 52
_BUTTON = 40
_ICON = 20


class Rail(QFrame):
    """Says which page is wanted.

    Signals:
        wanted: the number of a page.
    """

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(_WIDTH)
        self._pages: list[Page] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self.wanted)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(5, 8, 6, 8)
        self._layout.setSpacing(4)
        self._layout.addStretch(1)

    def add(self, page: Page, *, at_foot: bool = False) -> None:
        """A button for `page`; pages are numbered as they are added."""
        button = QToolButton()
        button.setCheckable(True)
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        number = len(self._pages)
        self._pages.append(page)
        self._group.addButton(button, number)
        self._layout.insertWidget(self._layout.count() if at_foot else number, button)

    def select(self, number: int) -> None:
        """Show which page is on."""
        self._group.button(number).setChecked(True)

    def retranslate(self) -> None:
        """Say the names of the pages in the language spoken now."""
        for number, page in enumerate(self._pages):
            button = self._group.button(number)
            button.setToolTip(f"{_(page.title)} (Ctrl+{number + 1})")
            button.setAccessibleName(_(page.title))

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in its colours."""
        for number, page in enumerate(self._pages):
            self._group.button(number).setIcon(icon(page.icon, theme))
