"""What is audited now, and what came of it: the page without its widgets.

Inputs come and go, audits run one after the other, findings and files are kept up to date. All of
it lives in the GUI thread; what takes time is done by an `AuditRun` or in a lane.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.audit.registry import catalogue
from app.audit.report.lacking import lacked
from app.domain.dialect import Dialect
from app.domain.finding import FileFailure, FileReport, Need
from app.domain.input_kind import InputKind
from app.domain.result import AuditResult
from app.flows.audit_files import Request, audit_files
from app.flows.collect import Collector, rules_of_plans
from app.flows.events import Event, Failed, Finished, Found, Gathered
from app.models.desk import FileState
from app.models.files import FilesTable
from app.models.findings import FindingsTable
from app.models.lacking import LackingRules
from app.store.settings import Settings
from app.views.audit.facts_choice import COUNT_WITHIN, NO_FACTS, FactsChoice, Instances
from app.views.audit.progress import RunProgress
from app.workers.audit_run import AuditRun, Ended, Flow
from app.workers.file_watch import FileWatch, Stamp
from app.workers.lane import Lane


@dataclass(frozen=True, slots=True)
class Manner:
    """How an audit is done: what the user chose, empty for what is found out."""

    dialect: str = ""
    input: str = ""
    profile: str = ""
    encoding: str = ""
    facts: FactsChoice = NO_FACTS

    @classmethod
    def of(cls, settings: Settings, facts: FactsChoice) -> "Manner":
        """The manner chosen in the settings, and with which facts."""
        return cls(settings.dialect, settings.input, settings.profile, settings.encoding, facts)


class AuditSession(QObject):
    """Inputs, findings, and the audit that turns the ones into the others.

    Signals:
        changed: something of what the properties tell is another.
        failed: a `ConsoleError` for the user.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        settings: Callable[[], Settings],
        flow: Flow = audit_files,
        instances: Instances | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.instances = instances
        self.facts = NO_FACTS
        """Of this session only: the next one begins without a server."""
        self.told: list[str] = []
        """What the server could not explain, a sentence each; only added to while an audit runs."""
        self.lane = Lane("files", self)
        # not while the window opens, and not under the user's first click
        self.lane.submit(lambda _stopped: catalogue())
        self.files = FilesTable(self)
        self.findings = FindingsTable(self.files.desk.title, _rule_title, self)
        self.watch = FileWatch(self.lane, self)
        self.watch.changed.connect(self._mark_stale)
        self.progress = RunProgress()
        self.begun = datetime.now(UTC)
        self.last: Ended | None = None
        self._run = AuditRun(flow, self)
        self._run.heard.connect(self._take)
        self._run.ended.connect(self._end)
        self._manners: set[Manner] = set()
        self.manner = Manner()
        """How the last audit was done."""
        self._explained = True  # until something came without plans
        self._has_sql = False  # of Redis' commands there are none
        self._lacking = LackingRules()
        self._unread: dict[str, FileReport] = {}
        self._inputs_of_run: list[str] = []
        self._waiting: list[str] = []
        self._stamps: dict[str, Stamp] = {}

    # what there is

    @property
    def running(self) -> bool:
        """Whether an audit runs."""
        return self._run.running

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._run.stopping

    @property
    def seconds(self) -> float:
        """How long the audit takes, or took."""
        if self.running:
            return self._run.seconds
        return self.last.seconds if self.last else 0.0

    @property
    def empty(self) -> bool:
        """Whether nobody named anything yet."""
        return not self.files.desk.inputs

    @property
    def outdated(self) -> bool:
        """Whether the user chose another manner since the audit."""
        return not self._manners <= {Manner.of(self._settings(), self.facts)}

    @property
    def stale(self) -> frozenset[str]:
        """The scripts that changed on disk since they were audited."""
        return self.watch.stale

    def stamp_of(self, path: str) -> Stamp:
        """What the script looked like when its audit began."""
        return self._stamps.get(path)

    @property
    def looks(self) -> dict[Path, tuple[int, int]]:
        """What each script that was there looked like when its audit began."""
        return {Path(path): seen for path, seen in self._stamps.items() if seen is not None}

    def report_of(self, path: str) -> FileReport | None:
        """The report of a script, or what there is of it until now."""
        script = self.files.desk.scripts.get(path)
        return script.report if script else None

    @property
    def whole(self) -> bool:
        """Whether everything that was named was audited to its end."""
        last = self.last
        if self.running or last is None or last.stopped or last.error is not None:
            return False
        return self.files.desk.whole and self.files.desk.reports > 0

    @property
    def not_run(self) -> list[tuple[str, Need]]:
        """The rules that did not run for some file, and what they lacked."""
        if self.running or self.last is None or not self._lacking:
            return []
        explained = self._explained or not self._has_sql
        return lacked(self._lacking.names(), () if explained else rules_of_plans())

    @property
    def unread(self) -> Collection[FileReport]:
        """The reports of files with rows or findings that were only counted; few have any."""
        return () if self.running else self._unread.values()

    # inputs

    def choose_facts(self, choice: FactsChoice) -> None:
        """Audit with other facts from now on; what was found is outdated."""
        self.facts = choice
        self.changed.emit()

    @Slot(bool)
    def choose_counting(self, wanted: bool) -> None:
        """Whether the instance that is chosen shall count rows."""
        if self.facts.instance and wanted != bool(self.facts.count_rows):
            self.choose_facts(replace(self.facts, count_rows=COUNT_WITHIN if wanted else 0.0))

    def add(self, paths: Iterable[Path], titles: Mapping[str, str] | None = None) -> None:
        """Name more to audit, and begin at once, or when the audit that runs is over."""
        names = [str(path) for path in paths]
        self._waiting += self.files.change(lambda desk: desk.add(names, titles))
        self._go_on()
        self.changed.emit()

    def remove(self, inputs: Iterable[str]) -> None:
        """Forget inputs and what came of them. Nothing is removed while an audit runs."""
        if self.running:
            return
        gone = self.files.change(lambda desk: desk.remove(inputs))
        self._forget(gone)
        if self.empty:
            self.last = None
            self._begin_anew()
        self.changed.emit()

    def drop(self, scripts: Iterable[str]) -> None:
        """Forget scripts that are not there any more. Nothing is removed while an audit runs."""
        if not self.running:
            self._forget(self.files.change(lambda desk: desk.drop(scripts)))
            self.changed.emit()

    # audits

    def run(self) -> None:
        """Audit everything anew."""
        if self.running or self.empty:
            return
        self._begin_anew()
        self._waiting = []
        self._start(self.files.desk.inputs)

    def _begin_anew(self) -> None:
        self._manners.clear()
        self.told, self._explained, self._has_sql = [], True, False

    def run_stale(self) -> None:
        """Audit those scripts again that changed on disk."""
        self.run_again(path for path in self.stale if path in self.files.desk.scripts)

    def run_again(self, scripts: Iterable[str]) -> None:
        """Audit these scripts, which may be new in a folder, and what shares a schema with them;
        what is known of them goes.
        """
        paths = list(scripts)
        if self.running or not paths:
            return
        known = [path for path in paths if path in self.files.desk.scripts]
        self.files.change(lambda desk: desk.begin_again(known))
        self._forget(known)
        self._begin([], paths)

    def stop(self) -> None:
        """End the audit that runs; what was found is kept."""
        self._waiting = []
        self._run.stop()
        self.changed.emit()

    def close(self) -> None:
        """End everything; the window closes."""
        self.watch.stop()
        self._run.close()
        self.lane.close()

    def _go_on(self) -> None:
        """Audit what was named since, if nothing runs."""
        if self.running or not self._waiting:
            return
        waiting = [path for path in self._waiting if path in self.files.desk.inputs]
        self._waiting = []
        if waiting:
            self._start(waiting)

    def _start(self, inputs: Iterable[str]) -> None:
        named = list(inputs)
        self._forget(self.files.change(lambda desk: desk.begin(named)))
        self._begin(named, named)

    def _begin(self, inputs: list[str], paths: list[str]) -> None:
        self._inputs_of_run = inputs
        manner = Manner.of(self._settings(), self.facts)
        self._manners.add(manner)
        self.manner = manner
        flow = self._flow_of(manner.facts)
        if not manner.facts.instance:
            self._explained = False
        self.progress = RunProgress()
        self.begun = datetime.now(UTC).astimezone()
        self.watch.stop()
        self._run.start(
            Request(
                paths=tuple(map(Path, paths)),
                within=() if inputs else tuple(map(Path, self.files.desk.inputs)),
                dialect=Dialect(manner.dialect) if manner.dialect else None,
                encoding=manner.encoding or None,
                input=InputKind(manner.input) if manner.input else None,
                profile=manner.profile,
                jobs=self._settings().jobs,
                responsive=True,
                facts=manner.facts.file,
                count_rows=manner.facts.count_rows,
                kept=True,  # the user may want to keep the run once it is seen
            ),
            flow,
        )
        self.changed.emit()

    def _flow_of(self, facts: FactsChoice) -> Flow | None:
        """How to audit with these facts; None is the usual way."""
        if not facts.instance:
            return None
        assert self.instances is not None
        return self.instances.audit(facts, self.told.append)

    def _forget(self, scripts: Iterable[str]) -> None:
        gone = set(scripts)
        if gone:
            self._lacking.forget(gone)
            self.findings.forget(gone)
            for path in gone:
                self._stamps.pop(path, None)
                self._unread.pop(path, None)
            self.watch.watch(self._stamps)

    def _begin_too(self, paths: Iterable[str]) -> None:
        """These are audited again as well."""
        known = [path for path in paths if path in self.files.desk.scripts]
        if known:
            self.files.change(lambda desk: desk.begin_again(known))
            self._forget(known)
            self.watch.stop()  # until the end

    @Slot(object)
    def _take(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if isinstance(event, Gathered):
                self._begin_too(event.again)
        self.progress.take(events)
        self.files.take(events)
        for event in events:
            if isinstance(event, Finished):
                self._lacking.note(event.report.path, event.report.not_run)
                self._has_sql |= event.report.dialect is not Dialect.REDIS
                if event.report.partial:
                    self._unread[event.report.path] = event.report
        self.findings.add((e.path, tuple(e.findings)) for e in events if isinstance(e, Found))
        self.changed.emit()

    @Slot(object)
    def _end(self, ended: Ended) -> None:
        self.last = ended
        if ended.stopped or ended.error:
            self._explained = False  # that is the last thing done
        else:
            self.files.change(lambda desk: desk.end(self._inputs_of_run))
        self.findings.arrange()
        self._stamps |= self._run.stamps
        self.watch.watch(self._stamps)
        if ended.error:
            self.failed.emit(ended.error)
        self._go_on()
        self.changed.emit()

    @Slot(object)
    def _mark_stale(self, paths: frozenset[str]) -> None:
        self.findings.mark_stale(paths)
        self.files.mark_stale(paths)
        self.changed.emit()

    def note_stamp(self, path: str, fresh: Stamp) -> None:
        """A script is another by our own hand; what is known of it was brought along."""
        self._stamps[path] = fresh
        self.watch.watch(self._stamps)

    # reports

    def result(self) -> Callable[[], AuditResult]:
        """What to call, in any thread, for everything that came until now."""
        batches = self.findings.store.batches()
        scripts = [
            (s.path, s.report, s.failure, s.state is FileState.STOPPED)
            for s in self.files.desk.scripts.values()
        ]
        begun, seconds = self.begun, self.seconds
        stopped = self.running or (self.last is not None and self.last.stopped)
        explained = self._explained and not self.running

        def put_together() -> AuditResult:
            collector = Collector(explained=explained)
            for path, findings in batches():
                collector.take(Found(path, findings))
            for path, report, failure, cut in scripts:
                if report:
                    collector.take(Finished(report))
                if failure:
                    collector.take(Failed(FileFailure(path, failure, cut)))
            return replace(collector.result(stopped=stopped), begun=begun, seconds=seconds)

        return put_together


def _rule_title(rule: str) -> str:
    known = catalogue().get(rule)
    return f"{rule} · {known.title}" if known else rule
