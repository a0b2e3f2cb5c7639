"""Rows of a result edited in place: collected, shown as SQL, and run as one transaction.

editing = ResultEditing(grid, Target(endpoint, dialect, line.apply_edits, line.primary_key))
layout.addWidget(editing.bar)
editing.made.connect(page.run_again)    # the rows that are shown are old now
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.act import Consent
from app.domain.dialect import Dialect
from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput, ConsoleError
from app.flows.console.editing import Conflict, EditsRan
from app.i18n import _, ngettext
from app.models.formats import NULL, count
from app.results.editing import Change, Edits
from app.results.written import written
from app.views.results.cell_dialog import CellDialog
from app.views.results.exporting import ResultExporting
from app.views.results.grid import ResultGrid
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.ask import Ask
from app.views.widgets.strip import Strip
from app.workers.errand import Errand
from app.workers.lane import Job

_SHOWN = 120  # characters of a value in a conflict


class Question(Protocol):
    """A dialog that asks once."""

    @property
    def agreed(self) -> SignalInstance:
        """Gives what was typed."""

    def open(self) -> None:
        """Ask."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where edits go, and how they get there: as a `ConsoleLine` does it."""

    endpoint: Endpoint
    dialect: Dialect
    send: Callable[[Sequence[Change], Consent], Job[EditsRan]]
    key_of: Callable[[str, str], Job[tuple[str, ...]]]
    """The columns of a table's whole primary key, by schema and table; none where it has none."""
    exporting: ResultExporting | None = None
    """What runs a statement anew for a file, on a login of its own."""
    schema: Callable[[], str] = lambda: ""
    """What names without a schema mean there now."""
    whole: Callable[[str], Errand] | None = None
    """Has the one value of a statement read in full, on a login of its own."""
    question: Callable[[Sequence[str], Theme, QFont, QWidget], Question] | None = None
    """Makes what asks before statements run on production: it shows what each would hit."""


class ResultEditing(QObject):
    """The edits of one grid. Nothing is sent before its SQL was shown and agreed to.

    Signals:
        made: the table has them, and the sentence that says so; the result shows what was before.
    """

    made = Signal(object)

    def __init__(self, grid: ResultGrid, target: Target) -> None:
        super().__init__(grid)
        self._grid, self._target = grid, target
        self._asking: Job[tuple[str, ...]] | None = None
        self._then: Callable[[Edits], object] | None = None
        self._edits: Edits | None = None
        self._job: Job[EditsRan] | None = None
        self._font, self._theme = QFont(), LIGHT
        self.strip = Strip()
        self.bar = QFrame()
        self.words, self.preview, self.discard = QLabel(), QPushButton(), QPushButton()
        line = QHBoxLayout()
        line.setSpacing(2 * GAP)
        line.addWidget(self.words, 1)
        line.addWidget(self.preview)
        line.addWidget(self.discard)
        down = QVBoxLayout(self.bar)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(GAP)
        down.addWidget(self.strip)
        down.addLayout(line)
        self.preview.clicked.connect(self.ask)
        self.discard.clicked.connect(self.clear)
        self.delete_rows, self.add_row = QAction(self), QAction(self)
        self.delete_rows.triggered.connect(self.delete)
        self.add_row.triggered.connect(self.add)
        grid.can_edit = True
        grid.edit_wanted.connect(self.edit)
        for action in (self.add_row, self.delete_rows):
            grid.offer(action)
        self.retranslate()
        self._count()

    # collecting

    def _ready(self, then: Callable[[Edits], object]) -> None:
        """Go on once the server told the key of the table; say why where rows have none."""
        if self._edits is not None:
            then(self._edits)
            return
        self._then = then
        first = next((each for each in self._grid.reader.columns if each.table), None)
        if first is None:
            self._begin(())
        elif self._asking is None:
            self._asking = self._target.key_of(first.schema, first.table)
            self._asking.succeeded.connect(self._begin)
            self._asking.failed.connect(self._fail)
            self._asking.finished.connect(self._end_asking)
            self.strip.show_busy(_("Asking for the primary key…"), cancel=False)

    @Slot()
    def _end_asking(self) -> None:
        self._asking = None
        if self.strip.waiting:
            self.strip.rest()

    @Slot(object)
    def _begin(self, key: Sequence[str]) -> None:
        then, self._then = self._then, None
        try:
            self._edits = Edits(self._grid.reader.columns, key, self._target.dialect)
        except BadInput as error:
            self._fail(error)
            return
        self._grid.model.pending = self._edits
        if then is not None:
            then(self._edits)

    def _row(self, number: int) -> Sequence[object]:
        found: Sequence[object] = self._grid.reader.rows(number, number + 1)[0]
        return found

    @Slot(object, object)
    def edit(self, number: int, column: int) -> None:
        """Ask for another value of a cell, by the number its row came with."""
        self._ready(partial(self._ask_value, number, column))

    def _ask_value(self, number: int, column: int, edits: Edits) -> None:
        value = edits.cells(number).get(column, self._row(number)[column])
        dialog = CellDialog(
            self._grid.reader.columns[column], value, self._target.dialect, self._font, self._grid
        )
        dialog.typed.connect(partial(self._set, number, column))
        dialog.open()

    def _set(self, number: int, column: int, value: object) -> None:
        if self._edits is not None:
            self._attempt(partial(self._edits.set, number, self._row(number), column, value))

    @Slot()
    def delete(self) -> None:
        """Have the selected rows go."""
        self._ready(self._delete)

    def _delete(self, edits: Edits) -> None:
        for number in map(int, self._grid.selection.numbers()):
            edits.delete(number, self._row(number))
        self._count()

    @Slot()
    def add(self) -> None:
        """Have a new row like the current one, without its key."""
        self._ready(self._add)

    def _add(self, edits: Edits) -> None:
        numbers = self._grid.selection.numbers()
        row = self._row(int(numbers[0])) if len(numbers) else ()
        columns = self._grid.reader.columns
        edits.add({n: value for n, value in enumerate(row) if not columns[n].primary})
        self._count()

    def _attempt(self, call: Callable[[], object]) -> None:
        try:
            call()
        except BadInput as error:
            self._fail(error)
        self._count()

    @Slot()
    def clear(self) -> None:
        """Want nothing any more."""
        if self._edits is not None:
            self._edits.clear()
        self._count()

    # running

    @Slot()
    def ask(self) -> None:
        """Show what would run; it runs once somebody agreed."""
        if self._edits is None or self._job is not None:
            return
        try:
            changes = self._edits.changes()
        except BadInput as error:
            self._fail(error)
            return
        statements = [change.statement for change in changes]
        if self._target.endpoint.production:
            assert self._target.question is not None
            question = self._target.question(statements, self._theme, self._font, self._grid)
            question.agreed.connect(partial(self._send, changes))
            question.open()
            return
        ask = Ask(
            self.words.text(), [f"{statement};" for statement in statements],
            yes=_("Make the changes"), code=self._font, parent=self._grid,
        )  # fmt: skip
        ask.agreed.connect(partial(self._send, changes, ""))
        ask.open()

    def _send(self, changes: Sequence[Change], typed: str) -> None:
        self.strip.show_busy(_("Making the changes…"))
        self._job = self._target.send(changes, Consent("", typed))
        self._job.succeeded.connect(self._take)
        self._job.failed.connect(self._fail)
        self._job.finished.connect(self._end)
        self._count()

    @Slot()
    def _end(self) -> None:
        self._job = None
        self._count()

    @Slot(object)
    def _take(self, ran: EditsRan) -> None:
        if ran.conflict is not None:
            self.strip.rest()
            self._show_conflict(ran.conflict)
        elif ran.error is not None:
            self._fail(ran.error)
        else:
            self.clear()
            text = ngettext(
                "{count} change was made.", "{count} changes were made.", len(ran.changes)
            ).format(count=count(len(ran.changes)))
            if ran.open:
                text += " " + _("The transaction is still open: commit it to keep them.")
            self.strip.show_done(text)
            self.made.emit(text)

    def _show_conflict(self, conflict: Conflict) -> None:
        """What was read, what is there now, and what was wanted, a line each column."""
        number = conflict.change.row
        ask = Ask(
            _("Somebody changed this row meanwhile; nothing was made."),
            [conflict.change.statement], hits=self._differences(conflict),
            yes=_("Forget my change of this row"), code=self._font, parent=self._grid,
        )  # fmt: skip
        ask.agreed.connect(partial(self._forget, number))
        ask.open()

    def _differences(self, conflict: Conflict) -> list[str]:
        if conflict.now is None:
            return [_("The row is gone.")]
        reader, row = self._grid.reader, conflict.change.row
        read = reader.rows(row, row + 1)[0]

        def text(value: object, place: int) -> str:
            return NULL if value is None else written(value, reader.columns[place])[:_SHOWN]

        lines = []
        for place, (before, now) in enumerate(zip(read, conflict.now, strict=True)):
            if text(before, place) != text(now, place):
                lines.append(
                    _("{column}: was {before}, is {now} now").format(
                        column=reader.columns[place].name, before=text(before, place),
                        now=text(now, place),
                    )
                )  # fmt: skip
        return lines

    def _forget(self, number: int) -> None:
        if self._edits is not None:
            self._edits.undo(number)
        self._count()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.strip.show_failed(error)
        self.strip.retry.hide()
        self._count()

    # words

    def _count(self) -> None:
        wanted = 0 if self._edits is None else len(self._edits)
        told = ngettext("{count} row is to be changed", "{count} rows are to be changed", wanted)
        self.words.setText(told.format(count=count(wanted)))
        for part in (self.words, self.preview, self.discard):
            part.setVisible(wanted > 0)
        for button in (self.preview, self.discard):
            button.setEnabled(self._job is None)
        self._grid.model.look_again()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.preview.setText(_("Show the SQL…"))
        self.discard.setText(_("Discard"))
        self.delete_rows.setText(_("Delete the selected rows"))
        self.add_row.setText(_("Add a row like this"))
        self.strip.retranslate()
        self._count()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.strip.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for SQL and values."""
        self._font = font
