"""Both versions of what two people changed, side by side, and the choice between them."""

import textwrap
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.conflict import Clash, Conflict
from app.domain.errors import ConsoleError
from app.domain.estate import Inventory
from app.domain.validation import Record
from app.flows.merging import Path, choices, merged
from app.i18n import _
from app.models.fields import State
from app.models.formats import stamp
from app.models.source_text import visible
from app.views.inventory.field_words import label, shown
from app.views.theme import GAP

_SIZE = 860, 560
_WIDE, _LINES = 42, 8
"""Characters of a value in a line, and lines of it; all of it is in the tool tip."""


class ClashCard(QWidget):
    """One record in two versions; a row a field that differs, mine at the left.

    Who alone changed a field is chosen for it at first; where both did, mine is, and the row says
    so by its mark.
    """

    def __init__(self, clash: Clash, inventories: Sequence[Inventory]) -> None:
        super().__init__()
        self.clash = clash
        self.rows: dict[Path, tuple[QRadioButton, QRadioButton]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4 * GAP)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._head(_("Field"), _("Mine"), self._theirs())
        if clash.theirs is None:
            self._add(
                (), _("The record"), _("write it again"), _("leave it deleted"), mine_first=True
            )
        self.disputed = 0
        for choice in choices(clash):
            self.disputed += choice.is_disputed
            mark = f"{State.WARNING.shape} " if choice.is_disputed else ""
            self._add(
                choice.path, mark + label(choice.path),
                shown(choice.path, choice.mine, *inventories),
                shown(choice.path, choice.theirs, *inventories),
                mine_first=choice.changed_by_me,
            )  # fmt: skip

    def _theirs(self) -> str:
        if self.clash.theirs is None:
            return _("Deleted by somebody else")
        when = stamp(datetime.fromisoformat(self.clash.when).astimezone())
        return _("Of {who}, {when}").format(who=self.clash.who, when=when)

    def _head(self, *titles: str) -> None:
        for column, title in enumerate(titles):
            head = QLabel(visible(title), wordWrap=column > 0)
            head.setTextFormat(Qt.TextFormat.PlainText)
            head.setProperty("role", "heading")
            self._grid.addWidget(head, 0, column)

    def _add(self, path: Path, name: str, mine: str, theirs: str, *, mine_first: bool) -> None:
        row = self._grid.rowCount()
        title = QLabel(name)
        title.setTextFormat(Qt.TextFormat.PlainText)
        self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        group = QButtonGroup(self)
        buttons = []
        for column, (whose, value) in enumerate(((_("Mine"), mine), (_("Theirs"), theirs)), 1):
            button = QRadioButton(_wrapped(value))
            button.setToolTip(visible(value))
            button.setAccessibleName(f"{name}, {whose}: {value}")
            group.addButton(button)
            self._grid.addWidget(button, row, column, Qt.AlignmentFlag.AlignTop)
            buttons.append(button)
        buttons[0 if mine_first else 1].setChecked(True)
        self.rows[path] = buttons[0], buttons[1]

    def choose_all(self, *, mine: bool) -> None:
        """Take one side in every field."""
        for ours, theirs in self.rows.values():
            (ours if mine else theirs).setChecked(True)

    def chosen(self) -> Record | None:
        """The record as it is to be; None for one that stays as they left it."""
        taken = [path for path, (_mine, theirs) in self.rows.items() if theirs.isChecked()]
        if self.clash.theirs is None:
            return None if taken else self.clash.mine
        found = merged(self.clash, taken)
        return None if found == self.clash.theirs else found


class ConflictDialog(QDialog):
    """Asks what becomes of records that two people changed; what is undecided stays here.

    Signals:
        decided: the records to be saved now, perhaps none.
    """

    decided = Signal(object)

    def __init__(
        self, conflict: Conflict, seen: Inventory, parent: QWidget | None = None, *,
        has_form: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.conflict, self._has_form = conflict, has_form
        self.setWindowTitle(_("Changed by two"))
        self.resize(*_SIZE)
        self.cards = [ClashCard(clash, (conflict.now, seen)) for clash in conflict.clashes]
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "error")
        self.said.hide()
        down = QVBoxLayout(self)
        down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        down.setSpacing(3 * GAP)
        self._add_text(down)
        down.addWidget(self._scrolled(), 1)
        down.addWidget(self.said)
        down.addLayout(self._buttons())

    def _add_text(self, down: QVBoxLayout) -> None:
        title = QLabel(visible(str(self.conflict)) if len(self.cards) == 1 else self.windowTitle())
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        down.addWidget(title)
        said = _("Nothing was written. Only what differs is shown: choose field by field.")
        if any(card.disputed for card in self.cards):
            marked = _("{mark} marks what both of you changed.").format(mark=State.WARNING.shape)
            said = f"{said} {marked}"
        hint = QLabel(said, wordWrap=True)
        hint.setProperty("role", "muted")
        down.addWidget(hint)

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 2 * GAP, 0)
        column.setSpacing(3 * GAP)
        for number, card in enumerate(self.cards):
            if len(self.cards) > 1:
                name = QLabel(visible(card.clash.mine.name))
                name.setTextFormat(Qt.TextFormat.PlainText)
                name.setProperty("role", "title")
                column.addWidget(name)
            column.addWidget(card)
            if number + 1 < len(self.cards):
                line = QFrame()
                line.setProperty("role", "line")
                column.addWidget(line)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _buttons(self) -> QHBoxLayout:
        self.save, self.over = QPushButton(_("Save what is chosen")), QPushButton()
        self.drop, self.back = QPushButton(_("Drop mine")), QPushButton(_("Back to the form"))
        self.over.setText(_("Save mine over theirs"))
        self.save.setDefault(True)
        self.save.clicked.connect(self._save_chosen)
        self.over.clicked.connect(self._save_mine)
        self.drop.clicked.connect(self._drop_mine)
        self.back.clicked.connect(self.reject)
        self.back.setVisible(self._has_form)
        row = QHBoxLayout()
        row.setSpacing(2 * GAP)
        row.addWidget(self.drop)
        row.addStretch(1)
        for button in (self.back, self.over, self.save):
            row.addWidget(button)
        return row

    @Slot()
    def _save_chosen(self) -> None:
        clashing = {card.clash.mine.id for card in self.cards}
        others = [record for record in self.conflict.wanted if record.id not in clashing]
        chosen = [record for card in self.cards if (record := card.chosen()) is not None]
        self._enable(False)
        self.decided.emit((*others, *chosen))

    @Slot()
    def _save_mine(self) -> None:
        for card in self.cards:
            card.choose_all(mine=True)
        self._save_chosen()

    @Slot()
    def _drop_mine(self) -> None:
        for card in self.cards:
            card.choose_all(mine=False)
        self._save_chosen()

    def refuse(self, error: ConsoleError) -> None:
        """It was not saved: say why; the choice stays."""
        self.said.setText(f"{error} {error.hint}".strip())
        self.said.show()
        self._enable(True)

    def _enable(self, on: bool) -> None:
        """One decision at a time: a second click would meet what the first one wrote."""
        for button in (self.save, self.over, self.drop):
            button.setEnabled(on)

    def reject(self) -> None:
        """Back to the form, where what was typed still stands; without one, a choice is asked."""
        if self._has_form or self.cards == []:
            super().reject()
        else:
            self.refuse(ConsoleError(_("Choose first: save, or drop what is yours.")))


def _wrapped(text: str) -> str:
    """Short lines for a button, which wraps none by itself and reads & as a mark."""
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, _WIDE) or [""]]
    if len(lines) > _LINES:
        lines = [*lines[:_LINES], "…"]
    return visible("\n".join(lines)).replace("&", "&&")
