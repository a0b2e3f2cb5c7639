"""Exporting what a table or tree shows: asked for, written in a thread, told in a strip."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QMenu

from app.domain.stop import Stop
from app.flows.ours import ExportRight
from app.i18n import _, ngettext
from app.models.fields import Field
from app.models.formats import count
from app.models.record_export import FORMS, Form, export, with_levels
from app.views.widgets.file_errand import FileErrand, Work, file_name
from app.views.widgets.record_tree_view import RecordTreeView
from app.views.widgets.record_view import RecordView
from app.workers.errand import Errand

Every = Callable[[Stop], Iterable[Any]]
"""Reads every record there is; in a lane."""


class Which(Enum):
    """Which of the rows."""

    SHOWN = auto()
    ALL = auto()
    SELECTED = auto()


class Exporting(FileErrand):
    """Exports the rows of a view in the columns it shows. `title` names the file.

    `strip` belongs above the rows. Where the view holds but a part of what there is, whoever owns
    it sets `beyond`: then all of that is exported, not what happens to be shown. Where not all may
    take it along, it sets `right`: that is asked, and noted in the journal, before it is written.
    """

    def __init__(
        self, view: RecordView[Any] | RecordTreeView[Any], title: Callable[[], str]
    ) -> None:
        super().__init__(view, "export")
        self._view, self._title = view, title
        self._form, self._which = FORMS[0], Which.SHOWN
        self.beyond: Callable[[], Every] | None = None
        """What reads the records that are wanted as an export begins."""
        self.right: ExportRight | None = None

    def fill(self, menu: QMenu) -> None:
        """Put what can be exported into a menu."""
        shown, total = self._view.counts
        if self.beyond is not None:
            menu.addAction(_("Export everything that was found…"), self.ask).setEnabled(total > 0)
        else:
            text = _("Export the {count} rows shown…").format(count=count(shown))
            menu.addAction(text, partial(self.ask, Which.SHOWN)).setEnabled(shown > 0)
        if shown != total and self.beyond is None:
            text = _("Export all {count} rows…").format(count=count(total))
            menu.addAction(text, partial(self.ask, Which.ALL))
        selected = len(self._view.selected_records)
        if selected > 1:
            text = _("Export the {count} selected rows…").format(count=count(selected))
            menu.addAction(text, partial(self.ask, Which.SELECTED))
        if self.right is not None and (why_not := self.right.why_not):
            menu.setToolTipsVisible(True)
            for action in menu.actions():
                action.setEnabled(False)
                action.setToolTip(why_not)

    def ask(self, which: Which = Which.SHOWN) -> None:
        """Ask where to write, and in which form."""
        self._which = which
        if self.right is not None and self.right.why_not:
            self._refuse(self.right)
            return
        dialog = QFileDialog(self._view, _("Export"))
        filters = {f"{_(form.title)} (*.{form.ending})": form for form in FORMS}
        dialog.setNameFilters(list(filters))
        dialog.filterSelected.connect(lambda name: self._choose(dialog, filters[name]))
        dialog.selectNameFilter(next(name for name, form in filters.items() if form == self._form))
        dialog.setDefaultSuffix(self._form.ending)
        dialog.selectFile(f"{file_name(self._title())}.{self._form.ending}")
        dialog.fileSelected.connect(self._take_name)
        self._open(dialog)

    def _choose(self, dialog: QFileDialog, form: Form) -> None:
        self._form = form
        dialog.setDefaultSuffix(form.ending)
        for name in dialog.selectedFiles():
            dialog.selectFile(f"{Path(name).stem}.{form.ending}")

    @Slot(str)
    def _take_name(self, name: str) -> None:
        self.write(Path(name), self._form, self._which)

    @Slot()
    def _ask_again(self) -> None:
        self.ask(self._which)

    def _refuse(self, right: ExportRight) -> None:
        """Say why not, once that is in the journal."""
        asked = Errand("refusal", lambda _stop, _tell: right.warden.require(right.ability))
        asked.failed.connect(self.strip.show_failed)

    def write(self, path: Path, form: Form, which: Which = Which.SHOWN) -> None:
        """Write, unless something is being written already."""
        right = self.right

        def noted() -> Work:
            work = prepare()

            def asked(stop: Stop, tell: Callable[[float], object]) -> int:
                with right.noting(path) if right is not None else nullcontext():
                    return work(stop, tell)

            return asked

        def prepare() -> Work:
            if self.beyond is not None and which is not Which.SELECTED:
                columns, every = self._view.columns.shown, self.beyond()
                return lambda stop, tell: export(path, form, columns, list(every(stop)), stop, tell)
            fields, records = self._rows(which)
            return lambda stop, tell: export(path, form, fields, records, stop, tell)

        self._begin(path, noted)

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

    def _words(self, written: int) -> str:
        return ngettext(
            "{count} row was written to {file}.", "{count} rows were written to {file}.", written
        )
