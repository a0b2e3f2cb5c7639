"""The Audit page: puts its parts together and lets them hear of each other."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.flows.audit_files import audit_files
from app.i18n import N_, _
from app.models.desk import Input, Script
from app.models.findings_store import SUPPRESSED
from app.models.preferences import Preferences
from app.store.runs import RunStore
from app.store.settings import Settings
from app.views.actions import Command
from app.views.audit.adding import Adding
from app.views.audit.audit_bar import AuditBar
from app.views.audit.bands import Bands
from app.views.audit.details import Details
from app.views.audit.empty_state import EmptyState
from app.views.audit.exporting import ReportExporting
from app.views.audit.facts_choice import Instances
from app.views.audit.files_view import FilesView
from app.views.audit.finding_actions import FindingActions
from app.views.audit.findings_panel import FindingsPanel
from app.views.audit.kept_runs import KeptRuns
from app.views.audit.manner_chooser import MannerChooser
from app.views.audit.page_commands import ADDS, EXPORTS, OF_FINDING, PageCommands
from app.views.audit.runs_view import RunsView
from app.views.audit.session import AuditSession
from app.views.audit.summary import lacking_text
from app.views.audit.watching import Watching
from app.views.audit.way_to_finding import WayToFinding
from app.views.page import Page
from app.views.theme import GAP, LIGHT, Theme, code_font
from app.workers.audit_run import Flow

_FILES = 200  # pixels the list of files has at least
_REMEMBERED = 4  # of many files that are named at once
_CLOCK = 100  # milliseconds between two looks at the seconds while an audit runs


class AuditPage(Page):
    """Audits files and shows what was found."""

    title = N_("Audit")
    icon = "audit"
    takes_files = True

    def __init__(
        self, preferences: Preferences, runs: RunStore, flow: Flow = audit_files,
        instances: Instances | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme = LIGHT
        self._preferences = preferences
        self.session = AuditSession(lambda: preferences.now, flow, instances, self)
        self.watching = Watching(self.session, self)
        self.adding = Adding(self.session.lane, self)
        self.acting = FindingActions(self.session, self)
        self.exporting = ReportExporting(self.session, self)
        self.bar, self.bands, self.empty = AuditBar(), Bands(), EmptyState()
        self.manner = MannerChooser(preferences, self.session, self.acting, self.bar, self)
        self.files = FilesView(self.session.files)
        self.findings = FindingsPanel(self.session)
        self.way = WayToFinding(self.session, self.files, self.findings, self)
        self.details = Details(
            self.session, lambda: self.findings.view.number, lambda: self.files.line
        )
        self.source, self.rule = self.details.source, self.details.rule
        self.runs = RunsView(KeptRuns(self.session, runs), lambda: self.session.whole)
        self._on_runs = False
        self.hand_focus_to(self.empty.folder)
        self.doing = PageCommands(
            self.session, self.adding, self.acting, self.files, self.findings, self.source,
            self.manner.edit_rules, self.watching, self.exporting, self.toggle_runs,
            lambda: self._on_runs,
        )  # fmt: skip
        self._clock = QTimer(self, interval=_CLOCK)
        self._lay_out()
        self._connect()
        self._set_menus()
        self.setAcceptDrops(True)
        self._take_settings(preferences.now)
        self.findings.bar.recall(preferences.now)
        self.session.findings.group_by(self.findings.bar.grouping_now)
        self._refresh()

    def _lay_out(self) -> None:
        self.files.setProperty("pane", True)
        self.files.setMinimumWidth(_FILES)
        self._right = _split(Qt.Orientation.Vertical, self.findings, self.details, (1, 1))
        self._across = _split(Qt.Orientation.Horizontal, self.files, self._right, (1, 4))
        self._across.setSizes([300, 960])
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._across)
        self._stack.addWidget(self.runs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * GAP, 3 * GAP, 4 * GAP, 3 * GAP)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.bar)
        layout.addWidget(self.bands)
        layout.addWidget(self.exporting.strip)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        session, bar = self.session, self.bar
        session.changed.connect(self._refresh)
        self.watching.changed.connect(self._refresh)
        session.failed.connect(self.failed)
        self.adding.named.connect(self._add)
        self.adding.failed.connect(self.failed)
        self.acting.failed.connect(self.failed)
        self.acting.said.connect(self.busy)
        self.acting.suppressed.connect(self.details.show_again)
        bar.run.clicked.connect(session.run)
        bar.stop.clicked.connect(session.stop)
        self.manner.failed.connect(self.failed)
        self.manner.chosen.connect(self._refresh)
        self.bands.again_wanted.connect(session.run)
        self.bands.stale_wanted.connect(session.run_stale)
        self.bands.failures_wanted.connect(self._show_failure)
        self.empty.folder_wanted.connect(self.adding.ask_folder)
        self.empty.files_wanted.connect(self.adding.ask_files)
        self.empty.sample_wanted.connect(self.adding.add_sample)
        self.empty.recent_wanted.connect(self._add_recent)
        self.files.chosen.connect(self._choose_files)
        self.files.remove_wanted.connect(lambda path: session.remove([path]))
        self.findings.view.chosen.connect(self.details.show_soon)
        self.findings.view.chosen.connect(self.changed)
        self.findings.view.opened.connect(self.doing.show_source)
        self.findings.counted.connect(self.bar.show_summary)
        self.findings.offer_taken.connect(self._take_offer)
        self.findings.bar.grouped.connect(self._remember_choice)
        self.findings.bar.chosen.connect(self._remember_choice)
        self.source.picked.connect(self._pick)
        self.runs.wanted.connect(self.way.go)
        self.way.found.connect(self.toggle_runs)
        self.way.said.connect(self.busy)
        self.way.failed.connect(self.failed)
        self.rule.suppress_wanted.connect(self.doing.suppress)
        self.rule.copy_wanted.connect(self.doing.copy)
        self.rule.folder_wanted.connect(self.doing.open_folder)
        self._clock.timeout.connect(self._tick)
        self._preferences.changed.connect(self._take_settings)

    def _set_menus(self) -> None:
        actions = self.command_actions
        add, export = QMenu(self), QMenu(self)
        add.addActions([actions[name] for name in ADDS])
        export.addActions([actions[name] for name in EXPORTS])
        self.bar.set_menus(add, export, actions["fix"], actions["watch"], actions["runs"])
        self.findings.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.findings.view.customContextMenuRequested.connect(self._open_menu)

    # what the window asks

    def commands(self) -> tuple[Command, ...]:
        """What can be done here."""
        return self.doing.table()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Audit files and folders."""
        self._add(list(paths), {})

    def retranslate(self) -> None:
        """Speak the language of now."""
        for part in (
            self.bar, self.exporting, self.empty, self.files, self.findings, self.details,
            self.runs,
        ):  # fmt: skip
            part.retranslate()
        self.session.files.retranslate()
        self._refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = self.acting.theme = theme
        for part in (
            self.bar,
            self.bands,
            self.exporting,
            self.empty,
            self.files,
            self.findings,
            self.details,
            self.runs,
        ):
            part.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """Where the splitters and columns stand."""
        return {
            "audit-across": bytes(self._across.saveState().data()),
            "audit-right": bytes(self._right.saveState().data()),
            "audit-below": bytes(self.details.saveState().data()),
            "audit-columns": self.findings.view.columns_state(),
        }

    def restore(self, state: dict[str, bytes]) -> None:
        """Put splitters and columns where they stood."""
        self._across.restoreState(QByteArray(state.get("audit-across", b"")))
        self._right.restoreState(QByteArray(state.get("audit-right", b"")))
        self.details.restoreState(QByteArray(state.get("audit-below", b"")))
        self.findings.view.restore_columns(state.get("audit-columns", b""))

    def shut(self) -> None:
        """End threads and processes, and remove what was pasted."""
        self._clock.stop()
        self.watching.close()
        self.session.close()
        self.details.shut()
        self.adding.scratch.close()

    # adding

    @Slot(object, object)
    def _add(self, paths: list[Path], titles: dict[str, str]) -> None:
        mine = [path for path in paths if not self.adding.scratch.owns(str(path))]
        for path in reversed(mine[:_REMEMBERED]):
            self._preferences.remember(path)
        self.session.add(paths, titles)
        if self._on_runs:
            self.toggle_runs()

    @Slot(object)
    def _add_recent(self, path: str) -> None:
        self._add([Path(path)], {})

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show that files and SQL may be dropped."""
        if self.adding.accepts(event.mimeData()):
            event.acceptProposedAction()
            self.empty.show_dropping(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is dropped after all."""
        self.empty.show_dropping(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Audit what was dropped."""
        self.empty.show_dropping(False)
        if self.adding.drop(event.mimeData()):
            event.acceptProposedAction()

    # settings

    @Slot(object)
    def _take_settings(self, settings: Settings) -> None:
        font = code_font(settings.code_font, settings.code_size)
        if font != self.acting.code_font:
            self.acting.code_font = font
            self.details.set_code_font(font)
            self.runs.set_code_font(font)
        self.bar.show_settings(settings)
        self.empty.show_recent(settings.recent)

    @Slot()
    def _remember_choice(self) -> None:
        bar = self.findings.bar
        self._preferences.change(
            group=bar.grouping_now.value, show_suppressed=bar.toggles[SUPPRESSED].isChecked()
        )
        self.changed.emit()

    # what runs

    @Slot()
    def _refresh(self) -> None:
        session = self.session
        found = self.empty if session.empty else self._across
        self._show_state(self.runs if self._on_runs else found)
        self.runs.refresh_actions()
        if not (session.running and self._clock.isActive()):  # then the clock sees to it
            self.bar.show_session(session)
        self.bar.show_watching(self.watching.said)
        self.bar.show_lacking(lacking_text(session))
        self.bands.refresh(session)
        if session.running != self._clock.isActive():
            self.busy.emit(_("Auditing…") if session.running else "")
            (self._clock.start if session.running else self._clock.stop)()
            self.findings.refresh()
        self.changed.emit()

    def _show_state(self, state: QWidget) -> None:
        """Show the invitation, the findings or the runs; the focus goes along if it was here."""
        hearts = {self.empty: self.empty.folder, self.runs: self.runs.runs}
        heart = hearts.get(state, self.findings.view)
        self.hand_focus_to(heart)
        if self._stack.currentWidget() is not state:
            was_here = self._stack.isAncestorOf(QApplication.focusWidget() or self)
            self._stack.setCurrentWidget(state)
            if was_here:
                heart.setFocus()

    @Slot()
    def _tick(self) -> None:
        self.bar.show_session(self.session)

    @Slot()
    def _show_failure(self) -> None:
        """Go to the next file that failed."""
        failed = [s.path for s in self.session.files.desk.scripts.values() if s.failed]
        line = self.files.line
        here = line.path if isinstance(line, Script) else ""
        at = failed.index(here) + 1 if here in failed else 0
        self.files.show_path(failed[at % len(failed)])

    @Slot()
    def _take_offer(self) -> None:
        session = self.session
        if len(session.findings.store) or session.findings.choice.files is not None:
            self.files.show_all()
            self.findings.bar.clear()
        elif session.files.desk.scripts or session.last is None or session.last.error:
            session.run()
        else:
            self.adding.ask_folder()

    # what is shown

    @Slot(object)
    def _choose_files(self, _line: Input | Script | None) -> None:
        self.findings.choose_files(self.session.files.scripts_of(self.files.currentIndex().row()))
        if self.findings.view.number is None:
            self.details.show_file()
        self.changed.emit()

    @Slot(object, object)
    def _pick(self, path: str, line: int) -> None:
        store = self.session.findings.store
        for number in store.of_file(path):
            if store.line(number) == line and self.findings.view.show_number(number):
                return

    @Slot()
    def toggle_runs(self) -> None:
        """Show the runs that are kept, or what was found now."""
        self._on_runs = not self._on_runs
        self._refresh()
        if self._on_runs:
            self.runs.refresh()

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions([self.command_actions[name] for name in OF_FINDING])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.findings.view.viewport().mapToGlobal(place))


def _split(
    orientation: Qt.Orientation, first: QWidget, second: QWidget, stretch: tuple[int, int]
) -> QSplitter:
    made = QSplitter(orientation)
    made.setHandleWidth(2 * GAP)
    for number, part in enumerate((first, second)):
        made.addWidget(part)
        made.setCollapsible(number, False)
        made.setStretchFactor(number, stretch[number])
    return made
