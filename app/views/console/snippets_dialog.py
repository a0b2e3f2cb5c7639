"""The snippets: those of the program, and the user's, which are added, changed and deleted here."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.domain.console.snippet import Snippet
from app.i18n import N_, _, ngettext
from app.models.console.snippets import SNIPPETS, SnippetRow, snippet_rows
from app.models.formats import count
from app.models.record_order import Order
from app.models.records import RecordTable
from app.store.console.snippets import Kept
from app.views.actions import Command
from app.views.console.room import ConsoleRoom
from app.views.console.snippet_form import SnippetForm
from app.views.theme import GAP, Theme, code_font
from app.views.widgets.ask import Ask
from app.views.widgets.edited_list import EditedList
from app.views.widgets.states import Empty
from app.workers.lane import Job

_SIZE = 1080, 580
_EMPTY = Empty(N_("No snippets"), N_("A snippet is a text that is written by a short word."),
               N_("New snippet"), icon="edit")  # fmt: skip


class SnippetsView(EditedList[SnippetRow]):
    """All snippets. One of the program is changed by a copy, which then hides it.

    Signals:
        kept: what there is now, whenever it was changed: a Kept.
    """

    kept = Signal(object)

    def __init__(self, room: ConsoleRoom, parent: QWidget | None = None) -> None:
        table: RecordTable[SnippetRow] = RecordTable(
            SNIPPETS, lambda row: row.id, order=Order("word")
        )
        super().__init__("snippets", table, N_("Snippets"), _EMPTY, parent)
        self._room = room
        self._now = Kept()
        self.asking: Ask | None = None
        """The question that is open."""
        self.panel.offer(
            Command("add-snippet", N_("&New snippet…"), self.add, ("Ins",), icon="add"),
            Command("edit-snippet", N_("&Edit…"), self.edit, ("F2",), icon="edit",
                    enabled=lambda: self.panel.view.current is not None),
            Command("delete-snippets", N_("&Delete…"), self.delete, ("Del",), icon="clear",
                    enabled=lambda: bool(self._chosen)),
        )  # fmt: skip
        self.panel.begin_as("add-snippet")
        self.panel.retry_wanted.connect(self.refresh)
        now = room.preferences.now
        for part in (self.panel, self.details):
            part.set_code_font(code_font(now.code_font, now.code_size))
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read them."""
        snippets = self._room.snippets
        self.panel.wait(_("Reading the snippets…"))
        job = self._room.lane.submit(lambda _stop: snippets.read())
        job.succeeded.connect(self._take)
        job.failed.connect(self.panel.fail)

    @Slot(object)
    def _take(self, kept: Kept) -> None:
        self._now = kept
        self._show()
        if kept.trouble is not None:
            self.panel.strip.show_failed(kept.trouble)

    def _show(self) -> None:
        self.panel.show_records(snippet_rows(self._now))

    @property
    def _chosen(self) -> list[Snippet]:
        return [row.snippet for row in self.panel.view.selected_records if row.own]

    # what can be done

    @Slot()
    def add(self) -> None:
        """The form of a new one."""
        self._open(SnippetRow(Snippet("", ""), own=False))

    @Slot()
    def edit(self) -> None:
        """The form of the current one."""
        row = self.panel.view.current
        if row is not None:
            self._open(row)

    def _open(self, row: SnippetRow) -> None:
        now = self._room.preferences.now

        def make() -> SnippetForm:
            return SnippetForm(
                row.snippet, own=row.own, code_family=now.code_font, code_size=now.code_size
            )

        self.split.open(make, lambda form: form.save_wanted.connect(partial(self._save, row)))

    def _save(self, row: SnippetRow, snippet: Snippet) -> None:
        form, snippets = self.split.form, self._room.snippets
        assert form is not None
        form.wait()
        instead_of = row.snippet if row.own else None
        job = self._room.lane.submit(lambda _stop: snippets.keep(snippet, instead_of))
        job.failed.connect(form.refuse)
        self._changes(job, self.split.close_form)

    def _changes(self, job: Job[Kept], then: Callable[[], object]) -> None:
        def done(kept: Kept) -> None:
            then()
            self._take(kept)
            self.kept.emit(kept)

        job.succeeded.connect(done)

    @Slot()
    def delete(self) -> None:
        """Delete those of the user that are chosen, after asking."""
        gone = self._chosen
        title = ngettext("Delete {count} snippet", "Delete {count} snippets", len(gone))
        self.asking = Ask(
            title.format(count=count(len(gone))), (), [each.word for each in gone],
            yes=_("Delete"), parent=self,
        )  # fmt: skip
        self.asking.agreed.connect(partial(self._delete, gone))
        self.asking.open()

    def _delete(self, gone: list[Snippet]) -> None:
        snippets = self._room.snippets
        job = self._room.lane.submit(lambda _stop: snippets.forget(gone))
        job.failed.connect(self.panel.strip.show_failed)
        self._changes(job, lambda: None)


class SnippetsDialog(QDialog):
    """Signals:
    kept: what there is now, whenever it was changed: a Kept.
    """

    kept = Signal(object)

    def __init__(self, room: ConsoleRoom, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Snippets"))
        self.resize(*_SIZE)
        self.view = SnippetsView(room)
        self.view.kept.connect(self.kept)
        self.view.apply_theme(theme)
        down = QVBoxLayout(self)
        down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        down.addWidget(self.view)
        self.view.setFocus()

    @Slot()
    def reject(self) -> None:
        """Close, after asking where something would be lost."""
        self.view.leave(super().reject)
