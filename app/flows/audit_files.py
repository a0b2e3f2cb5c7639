"""Audit files and folders: in this process where that is quick, else in several.

for event in audit_files(Request(paths=(Path("migrations"),))):
    collector.take(event)
"""

import logging
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app import i18n
from app.audit import baseline
from app.audit.facts import file as facts_file
from app.audit.facts.known import KnownFacts
from app.audit.profile import BUILT_IN, ActiveRules, Profile, built_in, load, nearest
from app.domain.dialect import Dialect
from app.domain.finding import FileFailure, FileReport
from app.domain.input_kind import InputKind
from app.domain.snapshot import Snapshot
from app.flows.audit_one import Audit, Task
from app.flows.events import Event, Failed, Finished, Gathered, Progress, Started
from app.flows.gather import STANDARD_INPUT, Script, gather, never
from app.flows.known_schema import known_schema
from app.flows.mappers import mappers_among
from app.flows.migrations import Chain, chains, together
from app.flows.pool import (
    Broke,
    Given,
    Interrupted,
    Lost,
    Outcome,
    Outcomes,
    work_here,
    work_through,
)
from app.i18n import _
from app.sql.versions import Release

_SMALL = 2_000_000  # bytes: audited here before another process would have come up
_SIGKILL = 9

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """What to audit, and how.

    `paths` are files and folders; the path `-` stands for what came on standard input and was
    put into the file `standard_input`. None for `dialect`, `encoding` and `input` means to find
    out.
    `release` is that of the server the scripts are for, None where their profile may say it.
    `profile` is `default`, `strict`, a file, or empty: then it is the `mohist.toml` nearest above
    each script, else `default`. `schema` says what is there before (see `known_schema`), `facts`
    a snapshot of the server that says so and more; DDL of scripts comes on top of it. `objects`
    says that the scripts are themselves the definitions of what is there, as a dump is.
    `baseline` holds what was found before, which does not count; without one that of the profile is
    taken. `marked` takes none, and gives findings the marks that a new baseline is written from;
    `kept` gives them, too, for the run is to be compared with others.
    `jobs` is the number of processes, 0 for as many as are worth it; one means this process,
    unless it must stay `responsive`, as a window's must: then the others also let it go first.
    `count_rows` is for how many seconds an instance may count the rows of each statement; 0 for
    none: it estimates them.
    `within` is what `paths` were found at and below, where these alone are audited again: what
    shares a schema with one of them goes along (see `migrations.together`).
    """

    paths: tuple[Path, ...]
    dialect: Dialect | None = None
    encoding: str | None = None
    profile: str = ""
    schema: tuple[Path, ...] = ()
    facts: Path | None = None
    objects: bool = False
    jobs: int = 0
    standard_input: Path | None = None
    input: InputKind | None = None
    responsive: bool = False
    release: Release | None = None
    baseline: Path | None = None
    marked: bool = False
    count_rows: float = 0.0
    kept: bool = False
    within: tuple[Path, ...] = ()


def audit_files(
    request: Request, stopped: Callable[[], bool] = never, snapshot: Snapshot | None = None
) -> Generator[Event, None, None]:
    """Audit everything `request` names, and tell what happens (see `app.flows.events`).

    A `snapshot` that was taken just now stands for the file `facts`. When `stopped` gets true,
    which is looked at every 50 ms in other processes and every 100 ms in this one, running files
    fail with what they have, and nothing is begun. Closing the iterator ends all processes at once.

    Raises:
        BadProfile: the profile or the baseline makes no sense, or there is none of that name.
        UnreadableInput: the DDL of `schema`, or the snapshot, cannot be read.
        WorkerLost: the system lets no process be started.
    """
    found = gather((*request.within, *request.paths), request.standard_input, stopped)
    scripts, failures = _wanted(request, *found)
    tasks = _tasks(request, scripts)
    if request.facts:
        snapshot = facts_file.read(request.facts)
    work = Audit(
        known_schema(request.schema, request.dialect, None if request.objects else snapshot),
        i18n.language(),
        KnownFacts(snapshot) if snapshot else None,
        mappers_among(found[0]),
    )
    every = [script for task in tasks for script in task.scripts]
    named = set(map(str, request.paths)) if request.within else {script.name for script in every}
    again = tuple(script.name for script in every if script.name not in named)
    yield Gathered(len(every), sum(script.size for script in every), again=again)
    for failure in failures:
        yield Failed(failure)
    teller = _Teller()
    with closing(_outcomes(request, tasks, work, stopped)) as outcomes:
        for outcome in outcomes:
            yield from teller.events(outcome)


def _wanted(
    request: Request, scripts: list[Script], failures: list[FileFailure]
) -> tuple[list[Script], list[FileFailure]]:
    """Of what was found, that which is asked for."""
    if not request.within:
        return scripts, failures
    named = set(map(str, request.paths))
    return together(scripts, named), [each for each in failures if each.path in named]


def rules_of(request: Request) -> Callable[[FileReport], ActiveRules]:
    """Gives the rules that are on for an audited file."""
    profile_of = _profiles(request.profile)

    def active(report: FileReport) -> ActiveRules:
        profile = profile_of(Script(report.path, Path(report.path), 0))
        return profile.active(report.path, report.dialect)

    return active


def _outcomes(
    request: Request, tasks: list[Task], work: Audit, stopped: Callable[[], bool]
) -> Outcomes[Task, Event]:
    processes = _processes(request, [_size(task) for task in tasks])
    if processes == 0:
        return work_here(tasks, work, stopped)
    largest_first = sorted(tasks, key=lambda task: -_size(task))
    return work_through(largest_first, work, processes, stopped, courteous=request.responsive)


def _processes(request: Request, sizes: list[int]) -> int:
    """How many processes to start beside this one; 0 means to work here."""
    if request.jobs:
        wanted = request.jobs
    elif sum(sizes) < _SMALL:
        wanted = 1
    else:
        wanted = _cores()
    wanted = min(wanted, len(sizes))
    return wanted if wanted > 1 or request.responsive else 0


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _size(task: Task) -> int:
    return sum(script.size for script in task.scripts)


def _tasks(request: Request, scripts: list[Script]) -> list[Task]:
    profile_of, read = _profiles(request.profile), cache(baseline.read)

    def known(script: Script) -> baseline.Marks | None:
        return _known(script, request, profile_of(script), read)

    return [_task(chain, profile_of, known, request) for chain in chains(scripts)]


def _known(
    script: Script, request: Request, profile: Profile, read: Callable[[Path], baseline.Baseline]
) -> baseline.Marks | None:
    """What the baseline has of that script; None where there is none, and marks are not wanted."""
    if request.marked:
        return baseline.Marks()
    path = request.baseline or (Path(profile.baseline) if profile.baseline else None)
    if path:
        return read(path).of(script.name)
    return baseline.Marks() if request.kept else None


def _task(
    chain: Chain,
    profile_of: Callable[[Script], Profile],
    known: Callable[[Script], baseline.Marks | None],
    request: Request,
) -> Task:
    """What the user asked for goes before the profile, and that before what the text tells."""
    script = chain.script
    profile = profile_of(script)
    return Task(
        script,
        profile,
        request.dialect or profile.dialect(script.name),
        request.encoding or profile.encoding(script.name),
        request.input or profile.input(script.name),
        request.release or profile.release(script.name),
        tuple(
            (name, tuple(_task(each, profile_of, known, request) for each in inside))
            for name, inside in chain.within
        ),
        tuple(_task(each, profile_of, known, request) for each in chain.then),
        known(script),
    )


def _profiles(wanted: str) -> Callable[[Script], Profile]:
    """Gives the profile of a script; each is read once."""
    if wanted:
        one = built_in(wanted) if wanted in BUILT_IN else load(Path(wanted))
        return lambda _script: one
    of_file = cache(load)
    of_folder = cache(nearest)

    def nearest_of(script: Script) -> Profile:
        stdin = script.name == STANDARD_INPUT
        found = of_folder(Path.cwd() if stdin else script.path.absolute().parent)
        return of_file(found) if found else built_in("default")

    return nearest_of


class _Teller:
    """Puts what the pool says into events; a file that broke off keeps its counts."""

    def __init__(self) -> None:
        self._so_far: dict[str, FileReport] = {}
        self._begun: set[str] = set()
        self._ended: set[str] = set()

    def events(self, outcome: Outcome[Task, Event]) -> Iterator[Event]:
        """What the user should hear of `outcome`."""
        names = [script.name for script in outcome.task.scripts]
        match outcome:
            case Given(message=event):
                self._remember(event)
                yield event
            case Lost():
                for name in names:
                    yield from self._broken_off(name, _loss(outcome.signal))
            case Broke():
                _log.error("The audit of %s failed.\n%s", names[0], outcome.trace)
                for name in names:
                    yield from self._broken_off(name, _fault(outcome.trace))
            case Interrupted():
                for name in names[:1] + [each for each in names[1:] if each in self._begun]:
                    why = _("It was stopped before its end.")
                    yield from self._broken_off(name, why, stopped=True)

    def _remember(self, event: Event) -> None:
        match event:
            case Started():
                self._begun.add(event.path)
            case Progress():
                self._so_far[event.path] = event.so_far
            case Finished():
                self._ended.add(event.report.path)
            case Failed():
                self._ended.add(event.failure.path)

    def _broken_off(self, name: str, why: str, *, stopped: bool = False) -> Iterator[Event]:
        if name in self._ended:
            return
        if so_far := self._so_far.get(name):
            yield Finished(so_far)
        yield Failed(FileFailure(name, why, stopped))


def _loss(killed_by: int) -> str:
    if killed_by == _SIGKILL:
        return _(
            "The process that audited it was killed, as a system does when memory runs out."
            " Audit it alone, or split it."
        )
    return _("The process that audited it ended by itself. Audit it alone, with --jobs 1.")


def _fault(trace: str) -> str:
    return _(
        "Mohist itself failed on it ({error}). Please report that, with the statement."
    ).format(error=trace.strip().rpartition("\n")[2])
