"""The settings page, drawn from the options of `Settings`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConsoleError
from app.i18n import N_, _
from app.models.preferences import Preferences
from app.store.settings import Option, Settings, options
from app.views.page import Page
from app.views.widgets.option_editor import Field, field_for

_WIDTH = 760
_PLACES = N_("Where things are kept")


class _Row(QWidget):
    """An option: what it is called, what it does, and the field to choose in."""

    def __init__(self, name: str, option: Option, preferences: Preferences) -> None:
        super().__init__()
        self._name, self._option, self._preferences = name, option, preferences
        self.field: Field = field_for(option, getattr(preferences.now, name))
        self.field.setObjectName(name)
        self.field.chosen.connect(self._choose)
        self._title, self._help = QLabel(), QLabel(wordWrap=True)
        self._help.setProperty("role", "muted")
        self._help.setVisible(bool(option.help))
        _lay_out_row(self, self._title, self._help, self.field)

    def retranslate(self) -> None:
        """Say it in the language spoken now."""
        self._title.setText(_(self._option.title))
        self._help.setText(_(self._option.help))
        self.field.setAccessibleName(_(self._option.title))
        self.field.setAccessibleDescription(_(self._option.help))
        self.field.retranslate()

    def follow(self, settings: Settings) -> None:
        """Show what was chosen, wherever that was."""
        self.field.show_value(getattr(settings, self._name))

    @Slot(object)
    def _choose(self, value: object) -> None:
        self._preferences.change(**{self._name: value})


class _Place(QWidget):
    """A folder of ours, and a button that opens it."""

    def __init__(self, title: str, folder: Path) -> None:
        super().__init__()
        self._words, self._folder = title, folder
        self._title, self._path = QLabel(), QLabel(str(folder), wordWrap=True)
        self._path.setProperty("role", "muted")
        self._path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._open = QPushButton()
        self._open.clicked.connect(self._show_folder)
        _lay_out_row(self, self._title, self._path, self._open)

    def retranslate(self) -> None:
        """Say it in the language spoken now."""
        self._title.setText(_(self._words))
        self._open.setText(_("Open the folder"))

    @Slot()
    def _show_folder(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            raise ConsoleError(
                _("No program of this system shows folders."),
                hint=_("The folder is {folder}.").format(folder=self._folder),
            )


@dataclass(frozen=True, slots=True)
class Door:
    """What is set elsewhere and looked for here; its texts are declared with N_()."""

    section: str
    title: str
    help: str
    button: str
    open: Callable[[], object]


class _DoorRow(QWidget):
    """What is set in a dialog of its own, and a button that opens it."""

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door
        self._title, self._help = QLabel(), QLabel(wordWrap=True)
        self._help.setProperty("role", "muted")
        self._open = QPushButton()
        self._open.clicked.connect(lambda: door.open())
        _lay_out_row(self, self._title, self._help, self._open)

    def retranslate(self) -> None:
        """Say it in the language spoken now."""
        self._title.setText(_(self._door.title))
        self._help.setText(_(self._door.help))
        self._open.setText(_(self._door.button))
        self._open.setAccessibleName(f"{_(self._door.title)}: {_(self._door.button)}")


def _lay_out_row(row: QWidget, title: QLabel, below: QLabel, at_right: QWidget) -> None:
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addStretch(1)
    words.addWidget(title)
    words.addWidget(below)
    words.addStretch(1)
    across = QHBoxLayout(row)
    across.setContentsMargins(16, 8, 16, 8)
    across.setSpacing(24)
    across.addLayout(words, 1)
    across.addWidget(at_right)


class SettingsPage(Page):
    """A card a section, a row an option; a change holds at once."""

    title = N_("Settings")
    icon = "settings"

    def __init__(
        self, preferences: Preferences, settings: Path, state: Path, parent: QWidget | None = None,
        *, doors: Sequence[Door] = (),
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._preferences = preferences
        self._headings: list[tuple[QLabel, str]] = []
        self._rows: list[_Row] = []
        self._places = [
            _Place(N_("Settings"), settings),
            _Place(N_("Log and crash reports"), state),
        ]
        self._doors = [(door.section, _DoorRow(door)) for door in doors]
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._reset = QPushButton()
        self._reset.clicked.connect(preferences.reset)
        self._lay_out()
        preferences.changed.connect(self._follow)
        self.retranslate()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(8)
        column.addWidget(self._title)
        for section, rows in self._sections().items():
            self._rows += rows
            self._add_card(column, section, rows)
        for section in dict.fromkeys(section for section, _row in self._doors):
            self._add_card(column, section, [row for of, row in self._doors if of == section])
        self._add_card(column, _PLACES, self._places)
        column.addSpacing(12)
        column.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        inside.setMaximumWidth(_WIDTH)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _sections(self) -> dict[str, list[_Row]]:
        made: dict[str, list[_Row]] = {}
        for name, option in options():
            if option.title:
                made.setdefault(option.section, []).append(_Row(name, option, self._preferences))
        return made

    def _add_card(self, column: QVBoxLayout, heading: str, rows: Sequence[QWidget]) -> None:
        label = QLabel()
        label.setProperty("role", "heading")
        self._headings.append((label, heading))
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 2, 0, 2)
        inside.setSpacing(0)
        for number, row in enumerate(rows):
            if number:
                line = QFrame()
                line.setProperty("role", "line")
                inside.addWidget(line)
            inside.addWidget(row)
        column.addSpacing(12)
        column.addWidget(label)
        column.addWidget(card)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self._title.setText(_(self.title))
        for label, text in self._headings:
            label.setText(_(text))
        for row in self._rows:
            row.retranslate()
        for place in self._places:
            place.retranslate()
        for _section, door in self._doors:
            door.retranslate()
        self._reset.setText(_("Restore the defaults"))

    @Slot(object)
    def _follow(self, settings: Settings) -> None:
        for row in self._rows:
            row.follow(settings)
