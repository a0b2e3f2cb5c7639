"""All findings of an audit, by number, in the order they came. No Qt.

What they are sorted, chosen and counted by is kept in columns, a few bytes of each; the rest is
packed (`app.models.findings_pages`).
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress, repeat
from typing import TypeAlias

from app.domain.finding import Finding, Severity
from app.domain.packed import unpacked
from app.flows.gather import natural
from app.models.findings_pages import FindingPages

PathKey: TypeAlias = tuple[object, ...]
SUPPRESSED = None
"""Stands for the suppressed among the severities that are counted."""
Kind: TypeAlias = Severity | None

_QUIET = 16  # what the code of a severity has more where the finding is suppressed
_SEVERITIES = {int(each) + more: each for each in Severity for more in (0, _QUIET)}
_KINDS: dict[int, Kind] = {
    code: SUPPRESSED if code >= _QUIET else severity for code, severity in _SEVERITIES.items()
}


def kind_of(finding: Finding) -> Kind:
    """What a finding counts as: its severity, or suppressed."""
    return finding.severity if finding.suppressed is None else SUPPRESSED


class FindingStore:
    """Findings with the files they are in; a finding's number is its place in here."""

    def __init__(self) -> None:
        self._pages = FindingPages()
        self._owners: list[str] = []  # the file of each page
        self._codes = bytearray()
        self._rules, self._files = array("I"), array("I")  # numbers of names
        self._lines, self._offsets = array("Q"), array("Q")
        self._names: list[str] = []
        self._ids: dict[str, int] = {}
        self.numbers: list[int] = []
        """All numbers; sorting these, and no others, makes and frees none."""
        self._of_file: dict[str, list[int]] = {}
        self._marks: dict[str, dict[int, Kind]] = {}
        self.keys: dict[str, PathKey] = {}
        """Sorts the paths of the files as a person would."""
        self.totals: Counter[Kind] = Counter()

    def __len__(self) -> int:
        return len(self._codes)

    def add(self, path: str, findings: Sequence[Finding]) -> range:
        """Take the next findings of a file; their numbers."""
        fresh = range(len(self), len(self) + len(findings))
        if path not in self.keys:
            self.keys[path] = natural(path)
        self._pages.add(findings)
        self._owners += [path] * (len(self._pages.firsts) - len(self._owners))
        self._codes.extend(map(_code, findings))
        self._rules.extend([self._id(finding.rule) for finding in findings])
        self._files.extend(repeat(self._id(path), len(findings)))
        self._lines.extend([finding.start.line for finding in findings])
        self._offsets.extend([finding.start.offset for finding in findings])
        self.numbers += fresh
        self._of_file.setdefault(path, []).extend(self.numbers[fresh.start :])
        self._mark(path, fresh)
        self.totals.update(map(self.kind, fresh))
        return fresh

    def _id(self, name: str) -> int:
        known = self._ids.get(name)
        if known is None:
            known = self._ids[name] = len(self._names)
            self._names.append(name)
        return known

    def clear(self) -> None:
        """Forget everything."""
        self.__init__()  # type: ignore[misc]

    def forget(self, paths: Iterable[str]) -> None:
        """Drop all findings of some files; the others are numbered anew, and nothing else."""
        gone = set(paths)
        for path in gone:
            self.totals -= self.counts_of(path)
            self._marks.pop(path, None)
            self.keys.pop(path, None)
        kept = [path not in gone for path in self._owners]
        spans = [slice(n, self._pages.end(page)) for page, n in enumerate(self._pages.firsts)]
        left = list(compress(spans, kept))
        self._codes = bytearray().join([self._codes[span] for span in left])
        self._rules, self._files = _parts(self._rules, left), _parts(self._files, left)
        self._lines, self._offsets = _parts(self._lines, left), _parts(self._offsets, left)
        self._owners = list(compress(self._owners, kept))
        self._pages.keep(kept)
        del self.numbers[len(self) :]
        self._of_file = {path: [] for path in self.keys}
        for page, path in enumerate(self._owners):
            span = slice(self._pages.firsts[page], self._pages.end(page))
            self._of_file[path].extend(self.numbers[span])

    def forget_words(self) -> None:
        """Put the messages into words anew, when somebody looks for them: the language changed."""
        self._pages.forget_words()

    # one of them

    def finding(self, number: int) -> Finding:
        """The finding of that number, read from its page: ask for less where that will do."""
        return self._pages.finding(number)

    def passing(self, number: int) -> Finding:
        """The same for whoever goes through all of them in their order."""
        return self._pages.passing(number)

    def severity(self, number: int) -> Severity:
        """How bad it is, suppressed or not."""
        return _SEVERITIES[self._codes[number]]

    def kind(self, number: int) -> Kind:
        """What it counts as."""
        return _KINDS[self._codes[number]]

    def rule(self, number: int) -> str:
        """The rule that found it."""
        return self._names[self._rules[number]]

    def path(self, number: int) -> str:
        """The file it is in."""
        return self._names[self._files[number]]

    def line(self, number: int) -> int:
        """The line it begins in."""
        return self._lines[number]

    def offset(self, number: int) -> int:
        """Where it begins."""
        return self._offsets[number]

    def words(self, number: int) -> str:
        """Everything about a finding that a filter looks at, in small letters.

        To be asked in the order of the numbers: a whole page is put into words at once.
        """
        return self._pages.words(number, self._spelled)

    def _spelled(self, page: int, finding: Finding) -> str:
        words = (finding.rule, finding.message, finding.object, self._owners[page])
        return "\n".join(words).casefold()

    # those of a file

    def of_file(self, path: str) -> list[int]:
        """The numbers of a file's findings, in the order of its statements."""
        return self._of_file.get(path, [])

    def marks(self, path: str) -> Mapping[int, Kind]:
        """The worst severity of each line of a file with findings; kept up to date."""
        return self._marks.setdefault(path, {})

    def _mark(self, path: str, numbers: Iterable[int]) -> None:
        marks = self._marks.setdefault(path, {})
        for number in numbers:
            line, kind = self._lines[number], self.kind(number)
            if line not in marks or (kind or 0) > (marks[line] or 0):
                marks[line] = kind

    def counts_of(self, path: str) -> Counter[Kind]:
        """How many findings of a file are what."""
        return Counter(map(self.kind, self.of_file(path)))

    def change(self, path: str, change: Callable[[Finding], Finding]) -> None:
        """Put `change(finding)` in the place of every finding of a file; where it stands stays."""
        self.totals -= self.counts_of(path)
        for page, owner in enumerate(self._owners):
            if owner == path:
                first, end = self._pages.firsts[page], self._pages.end(page)
                changed = [change(finding) for finding in self._pages.read(page)]
                self._pages.replace(page, changed)
                self._codes[first:end] = bytes(map(_code, changed))
        self.totals += self.counts_of(path)
        self._marks.get(path, {}).clear()
        self._mark(path, self.of_file(path))

    # all of them

    def batches(self) -> Callable[[], Iterator[tuple[str, tuple[Finding, ...]]]]:
        """What to call, in any thread, for all findings of now, some of a file at a time."""
        owners, contents = tuple(self._owners), self._pages.contents()
        return lambda: (
            (path, tuple(unpacked(content))) for path, content in zip(owners, contents, strict=True)
        )


def _code(finding: Finding) -> int:
    return finding.severity + (0 if finding.suppressed is None else _QUIET)


def _parts(column: "array[int]", spans: Iterable[slice]) -> "array[int]":
    found = array(column.typecode)
    for span in spans:
        found += column[span]
    return found
