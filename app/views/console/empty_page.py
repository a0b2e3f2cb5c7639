"""The console without a tab: what it is for, and two ways to begin."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.i18n import _
from app.views.icons import filled_icon
from app.views.theme import GAP, LIGHT, Theme

_WIDTH = 520


class EmptyPage(QWidget):
    """Signals:
    begin_wanted: a tab on an instance.
    sample_wanted: a tab with something to try.
    """

    begin_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._waiting = False
        self._picture, self._title = QLabel(), QLabel()
        self._text = QLabel(wordWrap=True)
        self._title.setProperty("role", "title")
        self._text.setProperty("role", "muted")
        self.begin, self.sample = QPushButton(), QPushButton()
        self.begin.setProperty("primary", True)
        self.begin.clicked.connect(self.begin_wanted)
        self.sample.clicked.connect(self.sample_wanted)
        inside = QWidget()
        inside.setFixedWidth(_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(2 * GAP)
        row.setContentsMargins(0, 2 * GAP, 0, 0)
        row.addWidget(self.begin)
        row.addWidget(self.sample)
        row.addStretch(1)
        down = QVBoxLayout(inside)
        down.setSpacing(2 * GAP)
        for part in (self._picture, self._title, self._text):
            down.addWidget(part)
        down.addLayout(row)
        outside = QVBoxLayout(self)
        outside.addStretch(1)
        across = QHBoxLayout()  # with an alignment the height of the wrapped text would not count
        across.addStretch(1)
        across.addWidget(inside)
        across.addStretch(1)
        outside.addLayout(across)
        outside.addStretch(2)
        self.retranslate()

    def wait(self) -> None:
        """Tabs are being brought back."""
        self._waiting = True
        self.retranslate()

    def rest(self) -> None:
        """There is nothing to wait for."""
        self._waiting = False
        self.retranslate()

    def retranslate(self) -> None:
        """Speak the language of now."""
        waiting = self._waiting
        self._title.setText(
            _("Bringing back your tabs…") if waiting else _("Write SQL, run it, read what it gives")
        )
        self._text.setText(
            _(
                "Each tab has a session of its own. What you type is kept from the first key on,"
                " and everything that ran can be found again. A write on production shows what it"
                " would hit before it runs."
            )
        )
        self.begin.setText(_("Open a console…"))
        self.sample.setText(_("Try a sample"))
        for part in (self._text, self.begin, self.sample):
            part.setVisible(not waiting)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icon in its colours."""
        self._theme = theme
        self._picture.setPixmap(filled_icon("console", theme.muted).pixmap(32, 32))
