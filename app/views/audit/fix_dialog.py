"""Shows what could be mended, file by file, and lets the user choose before anything is written."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QWidget,
)

from app.domain.errors import ConsoleError, Unwritable
from app.domain.finding import FileFailure
from app.domain.stop import Stop
from app.flows.fix_files import Written
from app.flows.fixable_files import Effect, Fixable, Fixables
from app.i18n import N_, _, ngettext
from app.models.fix_rows import FIX_FILES, FIX_KINDS, Counted, FixFile, FixKind
from app.models.formats import count, percent
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.audit.diff_html import diff_html
from app.views.audit.fixing import Fixing, Kinds
from app.views.theme import GAP, Theme
from app.views.widgets.dialog_frame import lay_out, resize_within
from app.views.widgets.record_view import RecordView
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Job

_SIZE = 1180, 680
_NOTHING = Empty(
    N_("Nothing to mend"),
    N_("No fix is known for what was found, or it is suppressed or not in a script."),
    icon="good",
)


class FixDialog(QDialog):
    """Asks `fixing` for what could be mended, and has it write what is ticked.

    Signals:
        fixed: the paths of scripts that are other ones now.
    """

    fixed = Signal(object)

    def __init__(
        self,
        fixing: Fixing,
        theme: Theme,
        code_font: QFont,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Fix what was found"))
        resize_within(self, *_SIZE)
        self._fixing, self._theme = fixing, theme
        self._found: Sequence[Fixable] = ()
        self._looking: Job[tuple[Fixables, list[FixKind]]] | None = None
        self._counting: Job[Counted] | None = None
        self._counts = Counted()
        self._showing: Job[tuple[str, ...]] | None = None
        self._writing: Stop | None = None
        self.files: RecordTable[FixFile] = RecordTable(
            FIX_FILES, lambda row: row.path, order=Order("file"), checkable=True
        )
        self.kinds: RecordTable[FixKind] = RecordTable(
            FIX_KINDS, lambda row: row.key, checkable=True
        )
        # each with its parent from the beginning: Qt styles what is in a widget at every new one
        parts = QSplitter(Qt.Orientation.Horizontal, self, childrenCollapsible=False)
        left = QSplitter(Qt.Orientation.Vertical, parts, childrenCollapsible=False)
        self.file_panel: TablePanel[FixFile] = TablePanel(self.files, N_("Files"), _NOTHING, left)
        self.kind_view: RecordView[FixKind] = RecordView(self.kinds, left)
        self.kind_view.setAccessibleName(_("Rules"))
        self.change = QTextBrowser(parts)
        self.change.setFont(code_font)
        self.change.setAccessibleName(_("The change to the file"))
        self.change.setLineWrapMode(QTextBrowser.LineWrapMode.NoWrap)
        self.told, self.write, self.leave = QLabel(wordWrap=True), QPushButton(), QPushButton()
        self.told.setProperty("role", "muted")
        self.write.setProperty("primary", True)
        left.setSizes([340, 260])
        parts.setSizes([540, 620])
        for splitter in (left, parts):
            splitter.setHandleWidth(3 * GAP)
        lay_out(self, parts, self.told, (self.write, self.leave))
        self._connect()
        self.file_panel.apply_theme(theme)
        self.file_panel.set_code_font(code_font)
        self.kind_view.apply_theme(theme)
        self.kind_view.delegate.painter.set_code_font(code_font)
        self.look()

    def _connect(self) -> None:
        self.file_panel.current_changed.connect(self._preview)
        self.file_panel.retry_wanted.connect(self.look)
        self.file_panel.cancel_wanted.connect(self.reject)
        self.files.arranged.connect(self._tick_fresh)
        self.files.ticked.connect(self._tell)
        self.kinds.ticked.connect(self._count)
        self.write.clicked.connect(self.write_ticked)
        self.leave.clicked.connect(self.reject)

    # what there is

    @Slot()
    def look(self) -> None:
        """Ask what could be mended."""
        self.file_panel.wait(_("Looking for what can be mended…"))
        self.kind_view.hide()
        self._looking = job = self._fixing.look()
        job.succeeded.connect(self._take)
        job.failed.connect(self._fail)
        self._tell()

    @Slot(object)
    def _take(self, looked: tuple[Fixables, list[FixKind]]) -> None:
        """Show everything that could be mended, what is safe ticked."""
        found, kinds = looked
        self._looking, self._found = None, found.files
        self.kinds.replace(kinds)
        self.kind_view.setVisible(bool(kinds))
        if found.files:
            self.kinds.tick([kind.key for kind in kinds if kind.effect is Effect.SAFE])
            self._count()
        elif found.failures:
            self.file_panel.fail(_refused(found.failures))
        else:
            self.file_panel.settle()
        if found.files and found.failures:
            self.file_panel.strip.show_failed(_refused(found.failures))
        self._tell()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._looking = None
        self.file_panel.fail(error)

    @property
    def _wanted(self) -> Kinds:
        return frozenset(kind.key for kind in self.kinds.ticked_records)

    @Slot()
    def _count(self) -> None:
        """Count what each file would get, now that other rules are ticked."""
        if self._counting:
            self._counting.cancel()
        self._counting = job = self._fixing.count(self._found, self._wanted, self._counts)
        job.succeeded.connect(self._counted)
        self._tell()

    @Slot(object)
    def _counted(self, counts: Counted) -> None:
        self._counting, self._counts = None, counts
        self.file_panel.view.arranged.connect(
            self._show_first, Qt.ConnectionType.SingleShotConnection
        )
        failed = self.file_panel.strip.isVisibleTo(self.file_panel)
        self.files.replace(counts.rows)
        if not failed:
            self.file_panel.settle()

    @Slot()
    def _tick_fresh(self) -> None:
        """What gets a fix is ticked until the user takes the tick away; what gets none is not."""
        counts = self._counts
        self._counts = replace(counts, fresh=frozenset())
        self.files.tick(counts.fresh)
        self.files.tick(counts.none, on=False)
        self._tell()

    @Slot()
    def _show_first(self) -> None:
        view = self.file_panel.view
        if view.current is None and self.files.shown:
            view.select(self.files.key_at(0))
        else:
            self._preview(view.current)

    @property
    def ticked(self) -> list[Fixable]:
        """The files that would be written."""
        return [row.fixable for row in self.files.ticked_records if row.fixes]

    @Slot()
    def _tell(self) -> None:
        """Say what the button will do."""
        rows = [row for row in self.files.ticked_records if row.fixes]
        fixes = sum(row.fixes for row in rows)
        busy = any((self._looking, self._counting, self._writing))
        self.write.setText(
            ngettext("Fix {count} file", "Fix {count} files", len(rows)).format(
                count=count(len(rows))
            )
        )
        self.write.setEnabled(bool(rows) and not busy)
        self.leave.setText(_("Stop") if self._writing else _("Cancel"))
        if not self._writing:
            said = ngettext("{count} fix", "{count} fixes", fixes).format(count=count(fixes))
            kept = _("As each file is now, it is kept beside it: .bak.")
            self.told.setText(f"{said}  ·  {kept}" if fixes else "")

    # a file

    @Slot(object)
    def _preview(self, row: FixFile | None) -> None:
        """Show what would become of a file; worked out beside the window."""
        if self._showing:
            self._showing.cancel()
            self._showing = None
        if row is None or not row.fixes:
            said = "" if row is None else _("Nothing of this file is chosen: tick a rule.")
            self.change.setPlainText(said)
            return
        self._showing = job = self._fixing.diff(row.fixable, self._wanted)
        job.succeeded.connect(self._show)
        job.failed.connect(self._show_refused)

    @Slot(object)
    def _show(self, lines: tuple[str, ...]) -> None:
        self.change.setHtml(diff_html(lines, self._theme))

    @Slot(object)
    def _show_refused(self, error: ConsoleError) -> None:
        self.change.setPlainText(f"{error} {error.hint}".strip())

    # writing

    @Slot()
    def write_ticked(self) -> None:
        """Write the files that are ticked; what was not reached when it is stopped stays."""
        ticked = self.ticked
        if not ticked or any((self._looking, self._counting, self._writing)):
            return
        self._writing = Stop()
        errand = self._fixing.write(ticked, self._wanted, self._writing)
        errand.told.connect(self._progress)  # queued: told in the lane
        errand.succeeded.connect(self._wrote)
        self.destroyed.connect(errand.cancel)
        self._enable(False)
        self._progress(0)
        self._tell()

    @Slot(object)
    def _progress(self, share: float) -> None:
        if self._writing:
            self.told.setText(_("Writing: {share}").format(share=percent(share)))

    def _enable(self, on: bool) -> None:
        for panel in (self.file_panel, self.kind_view):
            panel.setEnabled(on)

    @Slot(object)
    def _wrote(self, written: Written) -> None:
        """All is well: close. Else say which file is as it was, and why."""
        self._writing = None
        if written.paths:
            self.fixed.emit(written.paths)
        if not written.failures and not written.stopped:
            self.accept()
            return
        self._enable(True)
        done = set(written.paths)
        self._found = [each for each in self._found if each.name not in done]
        self.file_panel.strip.rest()
        if written.failures:
            self.file_panel.strip.show_failed(_refused(written.failures))
        self._count()

    @Slot()
    def reject(self) -> None:
        """Stop writing, behind the file that is being written; else close."""
        if self._writing:
            self._writing.set()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close, and wait for nothing any more."""
        for job in (self._looking, self._counting, self._showing):
            if job is not None:
                job.cancel()
        super().done(result)


def _refused(failures: Sequence[FileFailure]) -> ConsoleError:
    """What went wrong with the first of them, and how many more there are."""
    said = failures[0].message
    if more := len(failures) - 1:
        others = ngettext("{count} file more is as it was.", "{count} files more are as they were.",
                          more)  # fmt: skip
        said = f"{said} {others.format(count=count(more))}"
    return Unwritable(said)
