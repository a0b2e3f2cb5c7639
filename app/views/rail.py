"""The rail at the left: one button a page, the settings at its foot."""

from typing import Protocol, cast

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from app.i18n import _
from app.models.fields import State
from app.views.icons import icon
from app.views.page import Badge, Page
from app.views.theme import LIGHT, Theme

_WIDTH = 52
_BUTTON = 40
_ICON = 20
_BADGE = 15
"""Height of a badge, and its width where it has one figure."""
_MOST = 99


class RailButton(QToolButton):
    """A page's button, with a number at its corner where something waits for somebody."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.badge, self._theme = Badge(), LIGHT

    def show_badge(self, badge: Badge) -> None:
        """Show this number; the words are the caller's."""
        self.badge = badge
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.update()

    @property
    def badge_text(self) -> str:
        """What stands in the badge."""
        number = self.badge.number
        return f"{_MOST}+" if number > _MOST else str(number) if number else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the badge over the button."""
        super().paintEvent(event)
        text = self.badge_text
        if not text:
            return
        theme, font = self._theme, self.font()
        font.setPixelSize(10)
        font.setBold(True)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        width = max(_BADGE, painter.fontMetrics().horizontalAdvance(text) + 7)
        place = QRectF(self.width() - width - 1, 1, width, _BADGE)
        colour = theme.error if self.badge.state is State.ERROR else theme.warning
        painter.setPen(QColor(theme.window))
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(place, _BADGE / 2, _BADGE / 2)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)  # the window's own colour
        painter.end()


class RailPart(Protocol):
    """What is asked of what stands at the foot and is no page: it is a QWidget as well."""

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""


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
        self._buttons: list[RailButton] = []
        self._parts: list[RailPart] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self.wanted)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(5, 8, 6, 8)
        self._layout.setSpacing(4)
        self._layout.addStretch(1)

    def add(self, page: Page, *, at_foot: bool = False) -> None:
        """A button for `page`; pages are numbered as they are added."""
        button = RailButton()
        button.setCheckable(True)
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        number = len(self._pages)
        self._pages.append(page)
        self._buttons.append(button)
        self._group.addButton(button, number)
        self._layout.insertWidget(self._layout.count() if at_foot else number, button)
        page.badged.connect(self.retranslate)

    def put_at_foot(self, part: QWidget) -> None:
        """What is no page: who is signed in. It is a `RailPart`."""
        part.setFixedSize(_BUTTON, _BUTTON)
        self._parts.append(cast(RailPart, part))
        self._layout.addWidget(part)

    def select(self, number: int) -> None:
        """Show which page is on."""
        self._group.button(number).setChecked(True)

    def retranslate(self) -> None:
        """Say the names of the pages, and what waits there, in the language spoken now."""
        for number, (page, button) in enumerate(zip(self._pages, self._buttons, strict=True)):
            said = f"{_(page.title)}: {page.badge.said}" if page.badge.said else _(page.title)
            button.show_badge(page.badge)
            button.setToolTip(f"{said} (Ctrl+{number + 1})")
            button.setAccessibleName(said)
        for part in self._parts:
            part.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in its colours."""
        for page, button in zip(self._pages, self._buttons, strict=True):
            button.setIcon(icon(page.icon, theme))
            button.apply_theme(theme)
        for part in self._parts:
            part.apply_theme(theme)
