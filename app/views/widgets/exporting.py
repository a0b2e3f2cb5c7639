"""Exporting what a table or tree shows: asked for, written in a thread, told in a strip."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMenu

from app.i18n import _, ngettext
from app.models.fields import Field
from app.models.formats import count, percent
from app.models.record_export import FORMS, Form, export, with_levels
from app.views.theme import Theme
from app.views.widgets.record_tree_view import RecordTreeView
from app.views.widgets.record_view import RecordView
from app.views.widgets.strip import Strip
from app.workers.errand import Errand


class Which(Enum):
    """Which of the rows."""

    SHOWN = auto()
    ALL = auto()
    SELECTED = auto()


class Exporting(QObject):
    """Exports the rows of a view in the columns it shows. `title` names the file.

    `strip` belongs above the rows.
    """

    def __init__(
        self, view: RecordView[Any] | RecordTreeView[Any], title: Callable[[], str]
    ) -> None:
        super().__init__(view)
        self._view, self._title = view, title
        self._errand: Errand | None = None
        self._path, self._form, self._which = Path(), FORMS[0], Which.SHOWN
        self.dialog: QFileDialog | None = None
        """The question where to write, while it is open."""
        self.strip = Strip()
        self.strip.cancel_wanted.connect(self.cancel)
        self.strip.retry_wanted.connect(self._ask_again)

    def fill(self, menu: QMenu) -> None:
        """Put what can be exported into a menu."""
        shown, total = self._view.counts
        text = _("Export the {count} rows shown…").format(count=count(shown))
        menu.addAction(text, partial(self.ask, Which.SHOWN)).setEnabled(shown > 0)
        if shown != total:
            text = _("Export all {count} rows…").format(count=count(total))
            menu.addAction(text, partial(self.ask, Which.ALL))
        selected = len(self._view.selected_records)
        if selected > 1:
            text = _("Export the {count} selected rows…").format(count=count(selected))
            menu.addAction(text, partial(self.ask, Which.SELECTED))

    def ask(self, which: Which = Which.SHOWN) -> None:
        """Ask where to write, and in which form."""
        self._which = which
        dialog = QFileDialog(self._view, _("Export"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        filters = {f"{_(form.title)} (*.{form.ending})": form for form in FORMS}
        dialog.setNameFilters(list(filters))
        dialog.filterSelected.connect(lambda name: self._choose(dialog, filters[name]))
        dialog.selectNameFilter(next(name for name, form in filters.items() if form == self._form))
        dialog.setDefaultSuffix(self._form.ending)
        dialog.selectFile(f"{_file_name(self._title())}.{self._form.ending}")
        dialog.fileSelected.connect(self._take_name)
        dialog.destroyed.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def _choose(self, dialog: QFileDialog, form: Form) -> None:
        self._form = form
        dialog.setDefaultSuffix(form.ending)
        for name in dialog.selectedFiles():
            dialog.selectFile(f"{Path(name).stem}.{form.ending}")

    @Slot()
    def _forget_dialog(self) -> None:
        self.dialog = None

    @Slot(str)
    def _take_name(self, name: str) -> None:
        self.write(Path(name), self._form, self._which)

    @Slot()
    def _ask_again(self) -> None:
        self.ask(self._which)

    def write(self, path: Path, form: Form, which: Which = Which.SHOWN) -> None:
        """Write, unless something is being written already."""
        if self._errand is not None:
            return
        self._path = path
        fields, records = self._rows(which)
        errand = Errand(
            "export", lambda stop, tell: export(path, form, fields, records, stop, tell)
        )
        self._errand = errand
        self._view.destroyed.connect(errand.cancel)
        errand.told.connect(self._show_share)  # queued: told in the lane
        errand.succeeded.connect(self._tell)
        errand.failed.connect(self.strip.show_failed)
        errand.finished.connect(self._end)
        self._show_share(0.0)

    def _rows(self, which: Which) -> tuple[Sequence[Field[Any]], Sequence[Any]]:
        view, fields = self._view, self._view.columns.shown
        if which is Which.SELECTED:
            return fields, view.selected_records
        if isinstance(view, RecordTreeView):
            nodes = view.tree.nodes() if which is Which.SHOWN else view.tree.every()
            return with_levels(fields, [(len(node.path), node.record) for node in nodes])
        table = view.table
        if which is Which.SHOWN:
            return fields, [table.records[key] for key in table.keys]
        return fields, tuple(table.records.values())

    @Slot()
    def cancel(self) -> None:
        """Write nothing after all."""
        if self._errand is not None:
            self._errand.cancel()

    @Slot(object)
    def _show_share(self, share: float) -> None:
        if self._errand is not None:
            said = _("Writing {file}: {share}")
            self.strip.show_busy(said.format(file=self._path.name, share=percent(share)))

    @Slot(object)
    def _tell(self, written: int) -> None:
        said = ngettext(
            "{count} row was written to {file}.", "{count} rows were written to {file}.", written
        )
        self.strip.show_done(said.format(count=count(written), file=self._path))

    @Slot()
    def _end(self) -> None:
        cancelled, self._errand = self.strip.waiting, None
        if cancelled:
            self.strip.rest()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.strip.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.strip.retranslate()


def _file_name(title: str) -> str:
    """A title as the name of a file."""
    return "".join("-" if mark in '/\\:*?"<>|' or mark.isspace() else mark for mark in title)
