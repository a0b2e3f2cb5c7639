"""What is audited: the files and folders somebody named, and the scripts in them. No Qt."""

import os
from bisect import insort
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from operator import attrgetter
from pathlib import Path

from app.domain.finding import FileReport, Severity
from app.flows.events import Event, Failed, Finished, Found, Progress, Started
from app.flows.gather import natural
from app.models.findings_store import SUPPRESSED, Kind, PathKey, kind_of


class FileState(Enum):
    """How far a script is."""

    WAITING = auto()
    RUNNING = auto()
    DONE = auto()
    FAILED = auto()
    STOPPED = auto()
    """In its middle, by the user."""


@dataclass(slots=True, eq=False)
class Script:
    """A script, how far it is, and what came of it until now; `share` is from 0 to 1.

    `above` is the input it is or belongs to, `name` its path from there; `failure` says why it was
    not audited to its end.
    """

    path: str
    above: str
    name: str
    key: PathKey
    state: FileState = FileState.WAITING
    share: float = 0.0
    report: FileReport | None = None
    failure: str = ""
    counts: Counter[Kind] = field(default_factory=Counter)

    @property
    def failed(self) -> bool:
        """Whether something is wrong with it; what was only stopped is well."""
        return self.state is FileState.FAILED


@dataclass(slots=True, eq=False)
class Input:
    """What somebody named, and its scripts in order; a file has itself for its only script."""

    path: str
    scripts: list[Script] = field(default_factory=list)
    counts: Counter[Kind] = field(default_factory=Counter)
    audited: bool = False

    def reset(self) -> None:
        """Forget what came of it."""
        self.scripts, self.counts, self.audited = [], Counter(), False

    @property
    def is_file(self) -> bool:
        """Whether it turned out to be a script itself."""
        return len(self.scripts) == 1 and self.scripts[0].path == self.path

    @property
    def fruitless(self) -> bool:
        """Whether there was no script in it."""
        return self.audited and not self.scripts


class Titles:
    """Names for tables, of some inputs; serves in any thread, for it is never changed."""

    def __init__(self, inputs: Iterable[str], given: Mapping[str, str]) -> None:
        """`given` are better names for some of them."""
        self.given = given
        self._inputs = frozenset(inputs)
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """An input's own name, a script's from the folder that was named."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._made(path)
        return known

    def below(self, path: str, above: str) -> str:
        """The name of a script from the input it belongs to."""
        return os.path.relpath(path, above) if above not in ("", path) else self.of(path)

    def _made(self, path: str) -> str:
        if path in self.given:
            return self.given[path]
        above = _input_of(path, self._inputs)
        if above is None or above == path:
            return Path(path).name or path
        return os.path.join(self.of(above), self.below(path, above))  # noqa: PTH118


def _input_of(path: str, inputs: Container[str]) -> str | None:
    while path not in inputs:
        above = os.path.dirname(path)  # noqa: PTH120  (ten times as quick as Path)
        if above == path or not above:
            return None
        path = above
    return path


class Desk:
    """The inputs in the order they were named, and their scripts by path."""

    def __init__(self) -> None:
        self.inputs: dict[str, Input] = {}
        self.scripts: dict[str, Script] = {}
        self.totals: Counter[Kind] = Counter()
        self.states = dict.fromkeys(FileState, 0)
        """How many scripts are how far."""
        self.statements = self.parsed = self.reports = 0
        """Of all scripts, statements and those with a whole tree; how many scripts tell."""
        self.titles = Titles((), {})

    # inputs

    def add(self, paths: Iterable[str], titles: Mapping[str, str] | None = None) -> list[str]:
        """Name more inputs; what is there already, or below a folder that is, is left out.

        `titles` are better names for some of them. What was really added is returned.
        """
        fresh = []
        for path in paths:
            if self.input_of(path) is None:
                self.inputs[path] = Input(path)
                fresh.append(path)
        self.titles = Titles(self.inputs, {**self.titles.given, **(titles or {})})
        return fresh

    def remove(self, paths: Iterable[str]) -> set[str]:
        """Take inputs off; the scripts that went with them."""
        gone: set[str] = set()
        for path in paths:
            if taken := self.inputs.pop(path, None):
                gone.update(script.path for script in taken.scripts)
        for path in gone:
            self._lose(path)
        self.titles = Titles(self.inputs, self.titles.given)
        return gone

    def drop(self, scripts: Iterable[str]) -> set[str]:
        """Forget scripts of folders that are not there any more; those that were known."""
        gone = {path for path in scripts if path in self.scripts and path not in self.inputs}
        for path in gone:
            script = self.scripts[path]
            self._count(script, Counter())
            self._lose(path)
            if named := self.inputs.get(script.above):
                named.scripts.remove(script)
        return gone

    def _lose(self, path: str) -> None:
        script = self.scripts.pop(path)
        self.totals -= script.counts
        self.states[script.state] -= 1
        self._report(script, None)

    def input_of(self, path: str) -> str | None:
        """The input that a path is, or is below."""
        return _input_of(path, self.inputs)

    # an audit

    def begin(self, inputs: Iterable[str]) -> set[str]:
        """Forget what came of some inputs, for they are audited now; the scripts forgotten."""
        gone: set[str] = set()
        for path in inputs:
            gone.update(script.path for script in self.inputs[path].scripts)
            self.inputs[path].reset()
        for path in gone:
            self._lose(path)
        return gone

    def begin_again(self, scripts: Iterable[str]) -> None:
        """Forget what came of some scripts: they are audited again."""
        for path in scripts:
            script = self.scripts[path]
            self._count(script, Counter())
            self._move(script, FileState.WAITING)
            self._report(script, None)
            script.share, script.failure = 0.0, ""

    def end(self, inputs: Iterable[str]) -> None:
        """The audit of some inputs came to its end: one without a script has none."""
        for path in inputs:
            if named := self.inputs.get(path):
                named.audited = True

    def take(self, event: Event) -> str:
        """Keep what happens to a script; its path, empty where it is about none."""
        match event:
            case Started(path=path):
                self._move(self._known(path), FileState.RUNNING)
            case Progress(path=path, share=share, so_far=report):
                script = self._known(path)
                script.share = share
                self._report(script, report)
            case Found(path=path, findings=findings):
                script = self._known(path)
                self._count(script, script.counts + Counter(map(kind_of, findings)))
            case Finished(report=report):
                path = report.path
                script = self._known(path)
                self._report(script, report)
                self._move(script, FileState.DONE)
            case Failed(failure=failure):
                path = failure.path
                script = self._known(path)
                script.failure = failure.message
                self._move(script, FileState.STOPPED if failure.stopped else FileState.FAILED)
            case _:
                return ""
        return path

    def _known(self, path: str) -> Script:
        script = self.scripts.get(path)
        if script is None:
            above = self.input_of(path) or ""
            name = self.titles.below(path, above)
            script = self.scripts[path] = Script(path, above, name, natural(path))
            self.states[script.state] += 1
            if above:
                insort(self.inputs[above].scripts, script, key=attrgetter("key"))
        return script

    def _move(self, script: Script, state: FileState) -> None:
        self.states[script.state] -= 1
        self.states[state] += 1
        script.state = state

    def _report(self, script: Script, report: FileReport | None) -> None:
        for each, sign in ((script.report, -1), (report, 1)):
            if each is not None:
                self.statements += sign * each.statements
                self.parsed += sign * each.fully_parsed
                self.reports += sign
        script.report = report

    @property
    def whole(self) -> bool:
        """Whether every script of every input was audited to its end."""
        unfinished = (FileState.WAITING, FileState.RUNNING, FileState.STOPPED)
        done = not any(self.states[state] for state in unfinished)
        return done and all(named.audited for named in self.inputs.values())

    def recount(self, path: str, counts: Counter[Kind]) -> None:
        """Put other counts in the place of a script's."""
        self._count(self.scripts[path], counts)

    def _count(self, script: Script, counts: Counter[Kind]) -> None:
        named = self.inputs.get(script.above)
        for kind in (*Severity, SUPPRESSED):
            more = counts[kind] - script.counts[kind]
            self.totals[kind] += more
            if named:
                named.counts[kind] += more
        script.counts = counts

    def title(self, path: str) -> str:
        """A name for tables, of the inputs of now."""
        return self.titles.of(path)
