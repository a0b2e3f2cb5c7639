"""About, and the list of shortcuts, both read from what is there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from app import __version__
from app.i18n import _
from app.views.actions import Command
from app.views.icons import app_icon


def show_about(parent: QWidget) -> QDialog:
    """Name, version, licence."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(_("About Mohist"))
    picture = QLabel()
    picture.setPixmap(app_icon().pixmap(64, 64))
    name = QLabel(_("Mohist {version}").format(version=__version__))
    name.setProperty("role", "title")
    said = QLabel(
        _(
            "A desktop console for the DBA of MySQL, MariaDB and Oracle. Licence: Apache-2.0. "
            "It uses Qt for Python under the LGPL."
        ),
        wordWrap=True,
    )
    layout = QVBoxLayout(dialog)
    layout.setSpacing(12)
    for part in (picture, name, said, _close_button(dialog)):
        layout.addWidget(part)
    dialog.setMinimumWidth(380)
    dialog.open()
    return dialog


def show_shortcuts(commands: Sequence[Command], parent: QWidget) -> QDialog:
    """Every command that has a shortcut, with all of them."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(_("Shortcuts"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(32)
    for row, command in enumerate(commands):
        native = QKeySequence.SequenceFormat.NativeText
        keys = ", ".join(QKeySequence(text).toString(native) for text in command.shortcuts)
        shown = QLabel(keys)
        shown.setProperty("role", "heading")
        grid.addWidget(QLabel(command.title), row % 14, row // 14 * 2)
        grid.addWidget(shown, row % 14, row // 14 * 2 + 1, Qt.AlignmentFlag.AlignLeft)
    layout = QVBoxLayout(dialog)
    layout.setSpacing(16)
    layout.addLayout(grid)
    layout.addWidget(_close_button(dialog))
    dialog.open()
    return dialog


def _close_button(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    return buttons
