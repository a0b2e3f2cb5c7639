"""All findings of an audit, by number, in the order they came. No Qt."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress
from typing import TypeAlias

from app.domain.finding import Finding, Severity
from app.flows.gather import natural

PathKey: TypeAlias = tuple[object, ...]
SUPPRESSED = None
"""Stands for the suppressed among the severities that are counted."""
Kind: TypeAlias = Severity | None


def kind_of(finding: Finding) -> Kind:
    """What a finding counts as: its severity, or suppressed."""
    return finding.severity if finding.suppressed is None else SUPPRESSED


class FindingStore:
    """Findings with the files they are in; a finding's number is its place in here."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._paths: list[str] = []
        self._words: list[str] = []  # what the filter looks at; empty until it is asked
        self.numbers: list[int] = []
        """All numbers; sorting these, and no others, makes and frees none."""
        self._of_file: dict[str, list[int]] = {}
        self._marks: dict[str, dict[int, Kind]] = {}
        self.keys: dict[str, PathKey] = {}
        """Sorts the paths of the files as a person would."""
        self.totals: Counter[Kind] = Counter()

    def __len__(self) -> int:
        return len(self._findings)

    def add(self, path: str, findings: Sequence[Finding]) -> range:
        """Take the next findings of a file; their numbers."""
        first = len(self._findings)
        if path not in self.keys:
            self.keys[path] = natural(path)
        self._findings += findings
        self._paths += [path] * len(findings)
        self._words += [""] * len(findings)
        fresh = range(first, len(self._findings))
        self.numbers += fresh
        self._of_file.setdefault(path, []).extend(self.numbers[first:])
        self._mark(path, findings)
        self.totals.update(map(kind_of, findings))
        return fresh

    def clear(self) -> None:
        """Forget everything."""
        self.__init__()  # type: ignore[misc]

    def forget(self, paths: Iterable[str]) -> None:
        """Drop all findings of some files; the others are numbered anew, and nothing else."""
        gone = set(paths)
        kept = [path not in gone for path in self._paths]
        for path in gone:
            lost = [self._findings[number] for number in self._of_file.get(path, ())]
            self.totals -= Counter(map(kind_of, lost))
            self._marks.pop(path, None)
            self.keys.pop(path, None)
        self._findings = list(compress(self._findings, kept))
        self._words = list(compress(self._words, kept))
        self._paths = list(compress(self._paths, kept))
        del self.numbers[len(self._findings) :]
        self._of_file = {path: [] for path in self.keys}
        for number, path in zip(self.numbers, self._paths, strict=True):
            self._of_file[path].append(number)

    def forget_words(self) -> None:
        """Put the messages into words anew, when somebody looks for them: the language changed."""
        self._words = [""] * len(self._findings)

    def finding(self, number: int) -> Finding:
        """The finding of that number."""
        return self._findings[number]

    def path(self, number: int) -> str:
        """The file it is in."""
        return self._paths[number]

    def words(self, number: int) -> str:
        """Everything about a finding that a filter looks at, in small letters."""
        known = self._words[number]
        if not known:
            finding = self._findings[number]
            known = "\n".join(
                (finding.rule, finding.message, finding.object, self._paths[number])
            ).casefold()
            self._words[number] = known
        return known

    def of_file(self, path: str) -> list[int]:
        """The numbers of a file's findings, in the order of its statements."""
        return self._of_file.get(path, [])

    def marks(self, path: str) -> Mapping[int, Kind]:
        """The worst severity of each line of a file with findings; kept up to date."""
        return self._marks.setdefault(path, {})

    def _mark(self, path: str, findings: Iterable[Finding]) -> None:
        marks = self._marks.setdefault(path, {})
        for finding in findings:
            line, kind = finding.start.line, kind_of(finding)
            if line not in marks or (kind or 0) > (marks[line] or 0):
                marks[line] = kind

    def by_file(self) -> Callable[[], dict[str, list[Finding]]]:
        """What to call, in any thread, for all findings of now, file by file."""
        findings, paths = self._findings.copy(), self._paths.copy()

        def put_together() -> dict[str, list[Finding]]:
            found: dict[str, list[Finding]] = {}
            for path, finding in zip(paths, findings, strict=True):
                found.setdefault(path, []).append(finding)
            return found

        return put_together

    def counts_of(self, path: str) -> Counter[Kind]:
        """How many findings of a file are what."""
        return Counter(kind_of(self._findings[number]) for number in self.of_file(path))

    def change(self, path: str, change: Callable[[Finding], Finding]) -> None:
        """Put `change(finding)` in the place of every finding of a file."""
        for number in self.of_file(path):
            old = self._findings[number]
            new = self._findings[number] = change(old)
            self.totals[kind_of(old)] -= 1
            self.totals[kind_of(new)] += 1
        self._marks.get(path, {}).clear()
        self._mark(path, (self._findings[number] for number in self.of_file(path)))
