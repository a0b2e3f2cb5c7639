"""About, and the list of shortcuts, both read from what is there."""

import platform
from collections.abc import Sequence

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.i18n import _
from app.views.actions import Command
from app.views.icons import app_icon

_ROWS = 16
"""Shortcuts below each other before a second column begins."""


class _Told(QDialog):
    """Something to read, and a button to close it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)

    def show_above(self, content: QLayout) -> None:
        """Lay out the content above the button."""
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(20)
        layout.addLayout(content)
        layout.addWidget(buttons)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)


class AboutDialog(_Told):
    """Name, version, what it stands on, licence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("About Mohist"), parent)
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(64, 64))
        name = QLabel(_("Mohist {version}").format(version=__version__))
        name.setProperty("role", "title")
        purpose = QLabel(_("A desktop console for the DBA of MySQL, MariaDB and Oracle."))
        parts = QLabel(
            _("Python {python}, Qt for Python {qt} (LGPL). Licence: Apache-2.0.").format(
                python=platform.python_version(), qt=pyside_version
            )
        )
        parts.setProperty("role", "muted")
        words = QVBoxLayout()
        words.setSpacing(4)
        for line in (name, purpose, parts):
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(line)
        across = QHBoxLayout()
        across.setSpacing(20)
        across.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(words)
        self.show_above(across)


class ShortcutsDialog(_Told):
    """Every command that has a shortcut, with all of them."""

    def __init__(self, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__(_("Shortcuts"), parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for number, command in enumerate(commands):
            row, column = number % _ROWS, number // _ROWS * 3
            keys = QLabel(command.keys)
            keys.setProperty("role", "key")
            grid.addWidget(QLabel(command.title), row, column)
            grid.addWidget(keys, row, column + 1, Qt.AlignmentFlag.AlignRight)
            grid.setColumnMinimumWidth(column + 2, 24)
        self.show_above(grid)
