"""What the page shows before anything was named: what it is for, how to begin, a sample."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.views.icons import filled_icon, icon
from app.views.theme import GAP, LIGHT, Theme

_RECENT = 6  # shown of what is remembered


class EmptyState(QWidget):
    """An invitation.

    Signals:
        folder_wanted, files_wanted, sample_wanted: a button was pressed.
        recent_wanted: the path of a recent file or folder.
    """

    folder_wanted = Signal()
    files_wanted = Signal()
    sample_wanted = Signal()
    recent_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._recent: tuple[str, ...] = ()
        self._picture, self._title, self._text = QLabel(), QLabel(), QLabel()
        self._hint, self._recent_title = QLabel(), QLabel()
        self.folder, self.files, self.sample = QPushButton(), QPushButton(), QPushButton()
        self.folder.setProperty("primary", True)
        self.folder.clicked.connect(self.folder_wanted)
        self.files.clicked.connect(self.files_wanted)
        self.sample.clicked.connect(self.sample_wanted)
        self._list = QVBoxLayout()
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        self._title.setProperty("role", "title")
        for label in (self._text, self._hint):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        self._recent_title.setProperty("role", "heading")
        card = QFrame()
        card.setObjectName("drop")
        card.setMinimumWidth(560)
        card.setMaximumWidth(640)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(10 * GAP, 8 * GAP, 10 * GAP, 8 * GAP)
        inside.setSpacing(3 * GAP)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GAP)
        for button in (self.folder, self.files, self.sample):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for widget in (self._picture, self._title, self._text):
            inside.addWidget(widget)
        inside.addLayout(buttons)
        inside.addWidget(self._hint)
        inside.addSpacing(2 * GAP)
        inside.addWidget(self._recent_title)
        inside.addLayout(self._list)
        self._list.setSpacing(0)
        outside = QGridLayout(self)
        outside.addWidget(card, 0, 0, Qt.AlignmentFlag.AlignCenter)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self._title.setText(_("Audit SQL files"))
        self._text.setText(
            _(
                "Name scripts for MySQL, MariaDB or Oracle and see what is wrong with each"
                " statement, why, and what to write instead. Nothing leaves this computer."
            )
        )
        self.folder.setText(_("Add folder…"))
        self.files.setText(_("Add files…"))
        self.sample.setText(_("Try the sample"))
        self._hint.setText(
            _("Or drop files and folders here, or paste SQL with {keys}.").format(keys="Ctrl+V")
        )
        self._recent_title.setText(_("Recent"))
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._picture.setPixmap(filled_icon("audit", theme.accent).pixmap(QSize(48, 48)))
        self.folder.setIcon(filled_icon("add-folder", theme.on_accent))
        self.files.setIcon(icon("add-file", theme))
        self._fill()

    def show_dropping(self, dropping: bool) -> None:
        """Show that what is dragged over the page may be dropped."""
        ink = self._theme.accent if dropping else self._theme.border
        self.setStyleSheet(
            f"QFrame#drop {{ background: {self._theme.surface}; border: 1px dashed {ink};"
            " border-radius: 4px; }"
        )

    def show_recent(self, recent: Sequence[str]) -> None:
        """List files and folders named before."""
        self._recent = tuple(recent[:_RECENT])
        self._fill()

    def _fill(self) -> None:
        self.show_dropping(False)
        while (item := self._list.itemAt(0)) and (entry := item.widget()):
            self._list.removeWidget(entry)
            entry.hide()  # it stays for a moment, and where it is then is on top of another
            entry.deleteLater()
        self._recent_title.setVisible(bool(self._recent))
        for path in self._recent:
            self._list.addWidget(self._entry(path))

    def _entry(self, path: str) -> QPushButton:
        place = Path(path)
        made = QPushButton(f"{place.name or path}    {place.parent}")
        made.setFlat(True)
        made.setToolTip(path)
        made.setIcon(icon("folder", self._theme))
        made.setStyleSheet(
            "QPushButton { text-align: left; border: 1px solid transparent; padding: 4px;"
            f" background: transparent; color: {self._theme.text}; }}"
            f"QPushButton:hover {{ background: {self._theme.selection}; }}"
            f"QPushButton:focus {{ border: 1px solid {self._theme.accent}; }}"
        )
        made.clicked.connect(lambda: self.recent_wanted.emit(path))
        return made
