"""Who is signed in, at the foot of the rail: the first sign of their name in a disc."""

from PySide6.QtCore import QEvent, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from app.domain.people import Status, User
from app.views.sign_in.words import person_lines, standing_text, user_now
from app.views.theme import LIGHT, Theme
from app.workers.identity import Identity
from app.workers.identity_parts import State
from app.workers.standing import Standing

_DISC = 28
_DOT = 9
"""Of the dot that says that something is not as it should be."""


class WhoButton(QToolButton):
    """Follows `identity`; what a click does is the caller's."""

    def __init__(
        self, identity: Identity, standing: Standing, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._identity, self._standing, self._theme = identity, standing, LIGHT
        self.setObjectName("who")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        identity.changed.connect(self.retranslate)
        standing.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def sign(self) -> str:
        """What stands in the disc: "?" where nobody is known."""
        if self._identity.state in (State.OUT, State.COMING):
            return "?"
        shown = self._identity.user.shown.strip()
        return shown[:1].upper() or "?"

    @property
    def _user(self) -> User:
        return user_now(self._identity, self._standing)

    @property
    def warns(self) -> bool:
        """Whether a dot says that something is not as it should be."""
        identity = self._identity
        return identity.state in (State.OUT, State.OFFLINE) or (
            identity.state is not State.COMING and self._user.status is Status.BLOCKED
        )

    @Slot()
    def retranslate(self) -> None:
        """Say who it is in the language spoken now."""
        identity = self._identity
        user = self._user
        said = standing_text(identity.state, user, identity.provider, identity.left)
        if identity.state in (State.IN, State.OFFLINE):
            said = "\n".join((said, *person_lines(user)))
        self.setToolTip(said)
        self.setAccessibleName(said)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.update()

    def event(self, event: QEvent) -> bool:
        """How long somebody stays signed in is another whenever it is looked at."""
        if event.type() == QEvent.Type.ToolTip:
            self.retranslate()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring is drawn."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A disc, filled where somebody is known; a ring round it while it has the focus."""
        theme, known = self._theme, self._identity.state not in (State.OUT, State.COMING)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QRectF(self.rect()).center()
        disc = QRectF(0, 0, _DISC, _DISC)
        disc.moveCenter(centre)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.faint), 1.5))
            painter.drawEllipse(disc.adjusted(-3, -3, 3, 3))
        painter.setPen(QPen(QColor(theme.accent if known else theme.muted), 1.5))
        painter.setBrush(QColor(theme.accent) if known else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        font = self.font()
        font.setPixelSize(14)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(theme.on_accent if known else theme.muted))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self.sign)
        if self.warns:
            dot = QRectF(disc.right() - _DOT + 2, disc.top() - 2, _DOT, _DOT)
            painter.setPen(QPen(QColor(theme.window), 1.5))
            painter.setBrush(QColor(theme.warning))
            painter.drawEllipse(dot)
        painter.end()
