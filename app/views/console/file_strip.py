"""Says over the editor that the file of a tab is another on the disk now."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.i18n import _
from app.views.icons import filled_icon
from app.views.theme import GAP, LIGHT, Theme
from app.workers.file_watch import Stamp


class FileStrip(QFrame):
    """Hidden while text and file are known to each other.

    Signals:
        reload_wanted, keep_wanted, compare_wanted: a button was pressed.
    """

    reload_wanted = Signal()
    keep_wanted = Signal()
    compare_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setProperty("kind", "notice")
        self._theme = LIGHT
        self._name = ""
        self.stamp: Stamp = None
        """Of the file as it was when this was shown; None where it is gone."""
        self._picture, self.words = QLabel(), QLabel(wordWrap=True)
        self.reload, self.keep, self.compare = QPushButton(), QPushButton(), QPushButton()
        self.reload.clicked.connect(self.reload_wanted)
        self.keep.clicked.connect(self.keep_wanted)
        self.compare.clicked.connect(self.compare_wanted)
        across = QHBoxLayout(self)
        across.setContentsMargins(3 * GAP, GAP, 2 * GAP, GAP)
        across.setSpacing(2 * GAP)
        across.addWidget(self._picture)
        across.addWidget(self.words, 1)
        for button in (self.reload, self.compare, self.keep):
            across.addWidget(button)
        self.retranslate()
        self.hide()

    def show_changed(self, name: str, stamp: Stamp) -> None:
        """The file of that name is another now, or gone."""
        self._name, self.stamp = name, stamp
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Speak the language of now."""
        gone = self.stamp is None
        said = (
            _("{file} is no more on the disk. The text is kept here.")
            if gone
            else _("{file} was changed on the disk by somebody else.")
        )
        self.words.setText(said.format(file=self._name))
        self.reload.setText(_("Reload it"))
        self.compare.setText(_("Compare"))
        self.keep.setText(_("Keep what is here"))
        self.reload.setVisible(not gone)
        self.compare.setVisible(not gone)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icon in its colours."""
        self._theme = theme
        self._picture.setPixmap(filled_icon("about", theme.notice).pixmap(16, 16))
