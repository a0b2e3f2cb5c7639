"""What can be done on the Audit page: a table, and what each entry means here."""

from collections.abc import Callable
from functools import partial

from app.audit.report import BINARY, FORMATS
from app.i18n import N_
from app.models.findings_order import Grouping
from app.models.findings_store import SUPPRESSED
from app.views.actions import Command
from app.views.audit.adding import Adding
from app.views.audit.exporting import ReportExporting
from app.views.audit.files_view import FilesView
from app.views.audit.finding_actions import FindingActions
from app.views.audit.findings_panel import FindingsPanel
from app.views.audit.session import AuditSession
from app.views.audit.source_panel import SourcePanel
from app.views.audit.watching import Watching

_FILE, _AUDIT, _VIEW = "&File", N_("&Audit"), "&View"
_EXPORTS = {
    "text": N_("Export as &text…"),
    "json": N_("Export as &JSON…"),
    "sarif": N_("Export as &SARIF…"),
    "html": N_("Export as &HTML…"),
    "junit": N_("Export as J&Unit…"),
    "markdown": N_("Export as &Markdown…"),
    "csv": N_("Export as &CSV…"),
    "xlsx": N_("Export as &Excel…"),
    "pdf": N_("Export as &PDF…"),
}
_GROUPINGS = {
    Grouping.NONE: N_("&Do not group"),
    Grouping.FILE: N_("Group by &file"),
    Grouping.RULE: N_("Group by &rule"),
}
EXPORTS = tuple(f"export-{name}" for name in (*FORMATS, *BINARY))
ADDS = ("add-folder", "add-files", "paste", "sample")
OF_FINDING = ("open-source", "copy-finding", "copy-message", "suppress", "open-folder")


class PageCommands:
    """Speaks of the current finding and the current file; the parts do the work."""

    def __init__(
        self,
        session: AuditSession,
        adding: Adding,
        acting: FindingActions,
        files: FilesView,
        findings: FindingsPanel,
        source: SourcePanel,
        edit_rules: Callable[[], object],
        watching: Watching,
        exporting: ReportExporting,
        toggle_runs: Callable[[], object],
        on_runs: Callable[[], bool],
    ) -> None:
        self._session, self._adding, self._acting = session, adding, acting
        self._files, self._findings, self._source = files, findings, source
        self._edit_rules, self._watching = edit_rules, watching
        self._exporting = exporting
        self._toggle_runs, self._on_runs = toggle_runs, on_runs

    def table(self) -> tuple[Command, ...]:
        """Everything, in the order of the menus."""
        return (*self._of_files(), *self._of_audits(), *self._of_findings(), *self._of_views())

    def _of_files(self) -> list[Command]:
        adding = self._adding
        folder = ("Ctrl+Shift+O",)
        return [
            Command(
                "add-folder", N_("Add f&older…"), adding.ask_folder, folder, _FILE, "add-folder"
            ),
            Command(
                "add-files", N_("&Add files…"), adding.ask_files, ("Ctrl+O",), _FILE, "add-file"
            ),
            Command("paste", N_("&Paste SQL to audit"), adding.paste, ("Ctrl+V",), _FILE, "copy"),
            Command("sample", N_("Add the sa&mple"), adding.add_sample, (), _FILE, "audit"),
            *map(self._export, (*FORMATS, *BINARY)),
        ]

    def _export(self, format_: str) -> Command:
        does = partial(self._exporting.ask, format_)
        text = _EXPORTS[format_]
        return Command(f"export-{format_}", text, does, (), _FILE, "export", self._has_reports)

    def _of_audits(self) -> list[Command]:
        session, watching = self._session, self._watching
        again = N_("Run &changed files again")
        off = N_("Take off the &list")
        return [
            Command("run", N_("&Run"), session.run, ("F5",), _AUDIT, "run", self._can_run),
            Command(
                "run-stale", again, session.run_stale, ("Shift+F5",), _AUDIT, "run", self._is_stale
            ),
            Command("stop", N_("&Stop"), session.stop, ("Esc",), _AUDIT, "stop", self._is_running),
            Command(
                "fix",
                N_("&Fix…"),
                self._acting.fix,
                ("Ctrl+Shift+M",),
                _AUDIT,
                "edit",
                self._can_fix,
            ),
            Command(
                "watch",
                N_("&Watch the files"),
                watching.toggle,
                ("Ctrl+Shift+W",),
                _AUDIT,
                "live",
                lambda: not session.empty,
                lambda: watching.on,
            ),
            Command(
                "runs",
                N_("&History"),
                self._toggle_runs,
                ("Ctrl+Shift+H",),
                _AUDIT,
                "recorder",
                checked=self._on_runs,
            ),
            Command("back", N_("&Back"), self.go_back, ("Esc",), enabled=self._is_idle),
            Command("remove", off, self.remove, (), _AUDIT, "clear", self._can_remove),
            Command("edit-rules", N_("&Edit the rules…"), self._edit_rules, (), _AUDIT, "edit"),
        ]

    def _of_findings(self) -> list[Command]:
        step, here, rows = self._findings.view.step, self._is_on_finding, self._has_rows
        copy_message, suppress = ("Ctrl+Shift+C",), ("Ctrl+Shift+U",)
        show, mute = N_("Show the s&ource"), N_("S&uppress…")
        return [
            Command("next", N_("&Next finding"), partial(step, 1), ("F8",), _AUDIT, "", rows),
            Command(
                "previous",
                N_("Pre&vious finding"),
                partial(step, -1),
                ("Shift+F8",),
                _AUDIT,
                "",
                rows,
            ),
            Command("open-source", show, self.show_source, (), _AUDIT, "", here),
            Command(
                "suppress", mute, self.suppress, suppress, _AUDIT, "suppress", self._can_suppress
            ),
            Command("copy-finding", N_("Cop&y finding"), self.copy, (), _AUDIT, "copy", here),
            Command(
                "copy-message",
                N_("Copy &message"),
                self.copy_message,
                copy_message,
                _AUDIT,
                "copy",
                here,
            ),
            Command(
                "open-folder", N_("Open fol&der"), self.open_folder, (), _AUDIT, "folder", here
            ),
        ]

    def _of_views(self) -> list[Command]:
        fold, keys = self._session.findings.fold_all, ("Ctrl+F", "/")
        left, right = ("Ctrl+Shift+Left",), ("Ctrl+Shift+Right",)
        filter_ = N_("Filter &findings")
        return [
            Command("filter", filter_, self.go_filter, keys, _VIEW, "search"),
            *map(self._group, Grouping),
            Command("fold", N_("Fold all &groups"), partial(fold, True), left, _VIEW),
            Command("unfold", N_("Open all gro&ups"), partial(fold, False), right, _VIEW),
        ]

    def _group(self, grouping: Grouping) -> Command:
        return Command(
            f"group-{grouping}",
            _GROUPINGS[grouping],
            partial(self._findings.bar.choose_grouping, grouping),
            menu=_VIEW,
            checked=lambda: self._session.findings.grouping is grouping,
        )

    # when it can be done

    def _has_reports(self) -> bool:
        return self._session.files.desk.reports > 0

    def _can_run(self) -> bool:
        return not self._session.running and not self._session.empty

    def _is_stale(self) -> bool:
        return not self._session.running and bool(self._session.stale)

    def _can_fix(self) -> bool:
        return not self._session.running and len(self._session.findings.store) > 0

    def _is_running(self) -> bool:
        return self._session.running and not self._session.stopping

    def _is_idle(self) -> bool:
        return not self._session.running

    def _can_remove(self) -> bool:
        return not self._session.running and self._files.input is not None

    def _has_rows(self) -> bool:
        return self._session.findings.shown > 0

    def _is_on_finding(self) -> bool:
        return self._findings.view.number is not None

    def _can_suppress(self) -> bool:
        number = self._findings.view.number
        if number is None or self._session.running:
            return False
        return self._session.findings.store.kind(number) is not SUPPRESSED

    # what it means

    def show_source(self) -> None:
        """Go to the source of the current finding."""
        self._source.view.setFocus()

    def suppress(self) -> None:
        """Ask for a reason to suppress the current finding."""
        number = self._findings.view.number
        if number is not None and self._can_suppress():
            self._acting.suppress(number)

    def copy(self) -> None:
        """Copy the current finding."""
        number = self._findings.view.number
        if number is not None:
            self._acting.copy(number)

    def copy_message(self) -> None:
        """Copy the message of the current finding."""
        number = self._findings.view.number
        if number is not None:
            self._acting.copy_message(number)

    def open_folder(self) -> None:
        """Open the folder of the current finding's script."""
        number = self._findings.view.number
        if number is not None:
            self._acting.open_folder(self._session.findings.store.path(number))

    def remove(self) -> None:
        """Take the input of the current file off the list."""
        if (named := self._files.input) is not None:
            self._session.remove([named])

    def go_filter(self) -> None:
        """Type into the filter."""
        self._findings.bar.filter.setFocus()
        self._findings.bar.filter.selectAll()

    def go_back(self) -> None:
        """Out of the history; out of the filter, which is emptied first; else to the findings."""
        edit = self._findings.bar.filter
        if self._on_runs():
            self._toggle_runs()
        elif edit.hasFocus() and edit.text():
            edit.clear()
        else:
            self._findings.view.setFocus()
