"""The audit of one file, from its bytes to its findings. This is what the processes run."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from app import i18n
from app.audit.baseline import Marks, Sieve
from app.audit.facts.known import KnownFacts
from app.audit.judge import Judge
from app.audit.profile import Profile
from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError
from app.domain.finding import FileFailure, FileReport, Finding
from app.domain.input_kind import InputKind
from app.domain.packed import Packed
from app.flows.events import Event, Failed, Finished, Found, Progress, Started
from app.flows.gather import Script, why_unreadable
from app.flows.mappers import fragments_of
from app.i18n import _
from app.sql.decode import Source, open_source
from app.sql.hidden import dialect_in, pieces, recognise
from app.sql.schema import Schema
from app.sql.split import PieceKind
from app.sql.versions import Release

_MOST = 500  # findings in one event
_PACE = 0.1  # seconds between two events of progress


@dataclass(frozen=True, slots=True)
class Task:
    """A script, and how to audit it; what is None is found out.

    `within` are tasks that the script runs, by what it calls them, `then` those that are run after
    it: all of them on one schema.
    `release` is that of the server it is for, None where nobody says. `known` are the marks of its
    findings in the baseline; None where there is no baseline, so that no marks are wanted.
    """

    script: Script
    profile: Profile
    dialect: Dialect | None
    encoding: str | None
    input: InputKind | None = None
    release: Release | None = None
    within: "tuple[tuple[str, tuple[Task, ...]], ...]" = ()
    then: "tuple[Task, ...]" = ()
    known: Marks | None = None

    @property
    def scripts(self) -> list[Script]:
        """All of its scripts, its own first."""
        found = [self.script]
        for task in (*(each for _name, tasks in self.within for each in tasks), *self.then):
            found += task.scripts
        return found


@dataclass(frozen=True, slots=True)
class Audit:
    """Audits scripts, one a call. It is pickled to every process, schema and facts and all.

    `mappers` are those of MyBatis among the files, by namespace.
    """

    schema: Schema | None
    language: str
    facts: KnownFacts | None = None
    mappers: Mapping[str, Path] = field(default_factory=dict)

    def __call__(self, task: Task) -> Iterator[Event]:
        """Everything that happens to the script of `task`; it never raises for its content.

        What breaks off midway keeps what was found until then.
        """
        if i18n.language() != self.language:
            i18n.install(self.language)
        schema = self.schema.copy() if self.schema else Schema()
        for each in (task, *task.then):
            yield from self.run(each, schema)

    def run(self, task: Task, schema: Schema) -> Iterator[Event]:
        """Everything that happens to one script, which goes on with `schema`."""
        script = task.script
        yield Started(script.name, script.size)
        running = None
        failure = ""
        try:
            running = _Running(open_source(script.path, task.encoding), task, self, schema)
            yield from running.events()
        except (ConsoleError, OSError, MemoryError) as error:
            failure = _reason(error)
        if running:
            yield from running.end()
        if failure:
            yield Failed(FileFailure(script.name, failure))


def _reason(error: ConsoleError | OSError | MemoryError) -> str:
    """What went wrong, and what to do about it."""
    match error:
        case ConsoleError():
            return f"{error} {error.hint}".strip()
        case OSError():
            return why_unreadable(error)
    return _("The memory of this computer was not enough for it.")


def _spoken(task: Task, dialect: Dialect) -> tuple[Dialect, Release | None]:
    """The dialect of the script that was taken for `dialect`, and the release it is for.

    A release tells MariaDB from MySQL, and where it has no name it is one of Oracle for a script
    of Oracle; a script of another product has none.
    """
    release = task.release
    ours = (Dialect.MYSQL, Dialect.MARIADB)
    if release and not task.dialect and {dialect, release.dialect} <= {*ours}:
        dialect = release.dialect
    if release and not release.named and dialect is Dialect.ORACLE:
        release = Release(dialect, release.numbers)
    return dialect, release if release and release.dialect is dialect else None


class _Running:
    """One file while it is audited: its judge, and what was not yet sent."""

    def __init__(self, source: Source, task: Task, audit: Audit, schema: Schema) -> None:
        self._begun = self._sent = time.perf_counter()
        self._source = source
        self._name = task.script.name
        chunks = source.chunks()
        head = next(chunks, "")
        self._input = task.input or recognise(self._name, head)
        found = task.dialect or dialect_in(self._input, self._name, head)
        self._dialect, release = _spoken(task, found)
        self._pieces = pieces(
            self._input, chain([head], chunks), self._dialect, fragments_of(audit.mappers)
        )
        active = task.profile.active(self._name, self._dialect)
        self._audit, self._schema, self._within = audit, schema, dict(task.within)
        self._judge = Judge(
            active, self._dialect, schema,
            facts=audit.facts, release=release, marks=task.known is not None,
        )  # fmt: skip
        self._sift = Sieve(task.known).sift if task.known else None
        self._findings: list[Finding] = []

    def events(self) -> Iterator[Event]:
        """Progress and findings, in batches."""
        yield Progress(self._name, 0.0, self._report())
        for piece in self._pieces:
            if piece.kind is PieceKind.INCLUDE and piece.text in self._within:
                for task in self._within.pop(piece.text):
                    yield from self._audit.run(task, self._schema)
                continue
            found = self._judge.judge(piece)
            self._findings += map(self._sift, found) if self._sift else found
            if len(self._findings) >= _MOST or time.perf_counter() - self._sent > _PACE:
                yield from self._batches()
                yield Progress(self._name, self._source.done, self._report())
                self._sent = time.perf_counter()
        found = self._judge.finish(script=self._input is InputKind.SCRIPT)
        self._findings += map(self._sift, found) if self._sift else found

    def end(self) -> Iterator[Event]:
        """What was found and not sent, and the report."""
        yield from self._batches()
        yield Finished(self._report())

    def _batches(self) -> Iterator[Event]:
        found, self._findings = self._findings, []
        for n in range(0, len(found), _MOST):
            yield Found(self._name, Packed(found[n : n + _MOST]))

    def _report(self) -> FileReport:
        return FileReport(
            path=self._name,
            dialect=self._dialect,
            encoding=self._source.encoding,
            statements=self._judge.statements,
            fully_parsed=self._judge.fully_parsed,
            seconds=time.perf_counter() - self._begun,
            includes=tuple(self._judge.includes),
            not_run=self._judge.not_run,
            input=self._input,
            unread=tuple(self._judge.unread),
            unlisted=self._judge.unlisted,
        )
