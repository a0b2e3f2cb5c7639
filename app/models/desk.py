"""What is audited: the files and folders somebody named, and the scripts in them. No Qt."""

import os
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from app.domain.finding import FileReport
from app.flows.events import Event, Failed, Finished, Found, Progress, Started
from app.flows.gather import natural
from app.models.findings_store import Kind, PathKey, kind_of


class FileState(Enum):
    """How far a script is."""

    WAITING = auto()
    RUNNING = auto()
    DONE = auto()
    FAILED = auto()


@dataclass(slots=True)
class Script:
    """A script, how far it is, and what came of it; `share` is from 0 to 1."""

    path: str
    key: PathKey
    state: FileState = FileState.WAITING
    share: float = 0.0
    report: FileReport | None = None
    failure: str = ""
    counts: Counter[Kind] = field(default_factory=Counter)

    def reset(self) -> None:
        """Forget what came of it."""
        self.state, self.share, self.failure = FileState.WAITING, 0.0, ""
        self.report, self.counts = None, Counter()


@dataclass(slots=True)
class Input:
    """What somebody named, and its scripts by path; a file has itself for its only script."""

    path: str
    scripts: list[str] = field(default_factory=list)
    audited: bool = False

    @property
    def is_file(self) -> bool:
        """Whether it turned out to be a script itself."""
        return self.scripts == [self.path]

    @property
    def fruitless(self) -> bool:
        """Whether there was no script in it."""
        return self.audited and not self.scripts


class Desk:
    """The inputs in the order they were named, and their scripts by path."""

    def __init__(self) -> None:
        self.inputs: dict[str, Input] = {}
        self.scripts: dict[str, Script] = {}
        self.totals: Counter[Kind] = Counter()
        self._titles: dict[str, str] = {}

    # inputs

    def add(self, paths: Iterable[str], titles: Mapping[str, str] | None = None) -> list[str]:
        """Name more inputs; what is there already, or below a folder that is, is left out.

        `titles` are better names for some of them. What was really added is returned.
        """
        self._titles |= titles or {}
        fresh = []
        for path in paths:
            if self.input_of(path) is None:
                self.inputs[path] = Input(path)
                fresh.append(path)
        return fresh

    def remove(self, paths: Iterable[str]) -> set[str]:
        """Take inputs off; the scripts that went with them."""
        gone: set[str] = set()
        for path in paths:
            if taken := self.inputs.pop(path, None):
                gone.update(taken.scripts)
        for path in gone:
            self.totals -= self.scripts.pop(path).counts
        return gone

    def input_of(self, path: str) -> str | None:
        """The input that a path is, or is below."""
        while path not in self.inputs:
            above = os.path.dirname(path)  # noqa: PTH120  (ten times as quick as Path)
            if above == path or not above:
                return None
            path = above
        return path

    # an audit

    def begin(self, inputs: Iterable[str]) -> set[str]:
        """Forget what came of some inputs, for they are audited now; the scripts forgotten."""
        gone: set[str] = set()
        for path in inputs:
            named = self.inputs[path]
            gone.update(named.scripts)
            named.scripts, named.audited = [], False
        for path in gone:
            self.totals -= self.scripts.pop(path).counts
        return gone

    def begin_again(self, scripts: Iterable[str]) -> None:
        """Forget what came of some scripts: they are audited again."""
        for path in scripts:
            self.totals -= self.scripts[path].counts
            self.scripts[path].reset()

    def end(self, inputs: Iterable[str]) -> None:
        """The audit of some inputs came to its end: one without a script has none."""
        for path in inputs:
            if named := self.inputs.get(path):
                named.audited = True

    def take(self, event: Event) -> None:
        """Keep what happens to a script."""
        match event:
            case Started(path=path):
                self._known(path).state = FileState.RUNNING
            case Progress(path=path, share=share):
                self._known(path).share = share
            case Found(path=path, findings=findings):
                counts = Counter(map(kind_of, findings))
                self._known(path).counts += counts
                self.totals += counts
            case Finished(report=report):
                script = self._known(report.path)
                script.report, script.state = report, FileState.DONE
            case Failed(failure=failure):
                script = self._known(failure.path)
                script.failure, script.state = failure.message, FileState.FAILED

    def _known(self, path: str) -> Script:
        script = self.scripts.get(path)
        if script is None:
            script = self.scripts[path] = Script(path, natural(path))
            above = self.input_of(path)
            if above is not None:
                insort(self.inputs[above].scripts, path, key=lambda p: self.scripts[p].key)
        return script

    def recount(self, path: str, counts: Counter[Kind]) -> None:
        """Put other counts in the place of a script's."""
        script = self.scripts[path]
        self.totals += counts
        self.totals -= script.counts
        script.counts = counts

    # names

    def title(self, path: str) -> str:
        """A name for tables: an input's own, a script's from the folder that was named."""
        if path in self._titles:
            return self._titles[path]
        above = self.input_of(path)
        if above is None or above == path:
            return Path(path).name or path
        return os.path.join(self.title(above), self.name(path))  # noqa: PTH118

    def name(self, path: str) -> str:
        """A script's name below its input."""
        above = self.input_of(path)
        return self.title(path) if above in (None, path) else os.path.relpath(path, above)
