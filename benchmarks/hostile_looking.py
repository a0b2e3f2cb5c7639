"""How hostile input is looked at: with all rules; time and places of each statement are watched."""

import signal
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from app.audit.facts import file as facts_file
from app.audit.facts.known import KnownFacts
from app.audit.judge import Judge
from app.audit.mending import Mending
from app.audit.profile import built_in
from app.domain.dialect import Dialect
from app.domain.finding import Finding
from app.domain.fix import Fix
from app.flows.diff_of_fixes import mended
from app.paths import resource as resource_path
from app.sql.parse import parse
from app.sql.split import Piece

_START = 0.5
"""Processor seconds any statement may take…"""
_EACH = 40e-6
"""…and for each of its code points. The dearest of ordinary statements takes a tenth of that."""
LONGEST = 4_000  # code points of a statement that is spoiled
_ALONE = 5  # fixes of a statement that are made one by one
_SHOWN = 300  # code points of a text that failed


class TooLong(BaseException):
    """A statement had its time; no part of the audit may catch this."""


@dataclass(slots=True)
class Tally:
    """What came of one row; `slowest` is the most processor seconds, and whose they were."""

    pieces: int = 0
    characters: int = 0
    findings: int = 0
    fixes: int = 0
    seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")
    memory: float = 0.0
    failures: list[str] = field(default_factory=list)

    def failed(self, why: str, text: str) -> None:
        """Keep a failure, and the text that made it."""
        self.failures.append(f"{why}\n      of {text[:_SHOWN]!r} ({len(text):,} code points)")


def allowed(length: int) -> float:
    """Processor seconds for a text of that length."""
    return _START + _EACH * length


@contextmanager
def watched(tally: Tally, text: str, length: int) -> Iterator[None]:
    """Stop what takes too long, and keep what raises."""
    most = allowed(length)
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, most * 2)
    try:
        yield
    except TooLong:
        where = traceback.format_exc().splitlines()[-5:-1]
        tally.failed(f"stopped after {most * 2:.1f} s at " + " ".join(where), text)
    except Exception:  # noqa: BLE001  # what the program is for: it is told, and the next one is looked at
        tally.failed(traceback.format_exc(limit=-4), text)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    took = time.process_time() - begun
    if took > most:
        tally.failed(f"took {took:.2f} s, allowed are {most:.2f}", text)
    if took > tally.slowest[0]:
        tally.slowest = took, text[:60]


def stop(_signal: int, _frame: FrameType | None) -> None:
    """End the statement at hand: what the timer calls."""
    raise TooLong


def facts() -> KnownFacts:
    """Those of a server as it might be."""
    return KnownFacts(facts_file.read(resource_path("facts") / "example.json"))


class Looker:
    """Judges pieces with all rules and mends what they find, in a tally."""

    def __init__(self, tally: Tally, dialect: Dialect, facts: KnownFacts | None = None) -> None:
        self._tally, self._dialect = tally, dialect
        active = built_in("strict").active("hostile.sql", dialect)
        self.judge = Judge(active, dialect, facts=facts, cache=False, marks=True)

    def look(self, piece: Piece, of: int = 0) -> None:
        """Judge one piece, where it is one of a text of which `of` code points were read."""
        self._tally.pieces += 1
        if not of:
            self._tally.characters += len(piece.text)
        with watched(self._tally, piece.text, len(piece.text) + len(piece.comments)):
            found = self.judge.judge(piece)
            if piece.origin is None:
                self._check(piece, found)

    def end(self, text: str, length: int) -> None:
        """Judge the end of the file."""
        with watched(self._tally, text, length):
            self._tally.findings += len(self.judge.finish())

    def _check(self, piece: Piece, found: list[Finding]) -> None:
        self._tally.findings += len(found)
        first = piece.start.offset - len(piece.comments)
        last = piece.start.offset + len(piece.text)
        for finding in found:
            start, end = finding.start.offset, finding.end.offset
            if not first <= start <= end <= last or "{" in finding.template.format(
                **dict.fromkeys(dict(finding.values), "")
            ):
                self._tally.failed(f"{finding.rule} at {start}–{end} of {first}–{last}", piece.text)
        if piece.start.offset == 0 and len(piece.text) <= LONGEST * 2:
            self._mend(piece, found)

    def _mend(self, piece: Piece, found: list[Finding]) -> None:
        """A few fixes one by one, and then all at once, as somebody would make them."""
        mending, known = Mending(piece.text, self._dialect), list[Fix]()
        for finding in found:
            known += mending.of(finding)[:1]
            if known and not 0 <= known[-1].start <= known[-1].end <= len(piece.text):
                self._tally.failed(f"fix of {finding.rule} outside", piece.text)
        self._tally.fixes += len(known)
        for fix in known[:_ALONE]:
            parse(fix.on(piece.text), self._dialect)
        apart = list[Fix]()
        for fix in sorted(known, key=lambda fix: (fix.start, fix.end)):
            if not apart or apart[-1].end <= fix.start:
                apart.append(fix)
        parse(mended(piece.text, apart), self._dialect)


def each_at_its_place(tally: Tally, text: str, found: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, which must stand in `text` where they say, one behind the other.

    A lone CR may be shown as LF.
    """
    last, text = 0, text.replace("\r", "\n")
    for piece in found:
        start = piece.start.offset
        if start < last or not text.startswith(piece.text.replace("\r", "\n"), start):
            tally.failed(f"a piece is not at its place {start}", piece.text)
        last = start + len(piece.text)
        yield piece
