"""Have a server count the rows that audited statements hit, where an audit has estimated them.

Only where somebody asked for it: counting reads what the statement would read. Each count is a
SELECT that the server itself ends after the seconds allowed; where it does, or refuses, the
estimate stands and says so.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from app.audit.profile import ActiveRules
from app.domain.errors import Cancelled, Refused, StatementFailed, Unsupported
from app.domain.finding import FileReport, Finding, Note, Severity
from app.domain.inventory import TYPE_NAMES
from app.engines.base import Session
from app.engines.console import CountsHits
from app.flows.audited_statements import AuditedStatement, askable, statements_of
from app.flows.events import Counting, Event, Found
from app.i18n import N_, _
from app.sql import tree

AFFECTED_ROWS = "dml-affected-rows"
_EXACTLY = N_(
    "{verb} hits exactly {rows} rows of {table}, as the server counted them now; the limit is {max}"
)
_TOO_SLOW = N_("counting took longer than {seconds} s, so this is the estimate")
_NOT_COUNTED = N_("not counted: {reason}")
_MOST = 500
"""Statements counted in one audit: a server is not asked without end."""


@dataclass(slots=True)
class Estimates:
    """The findings of an audit that counting may make exact, kept back until it has."""

    _by_path: defaultdict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))

    def take_from(self, event: Found) -> Found:
        """Keep what of an event is to be counted; gives the event without it."""
        rest = []
        for finding in event.findings:
            if finding.rule == AFFECTED_ROWS and finding.suppressed is None:
                self._by_path[event.path].append(finding)
            else:
                rest.append(finding)
        return replace(event, findings=tuple(rest))

    def of(self, path: str) -> list[Finding]:
        """Those of a file, which are given away."""
        return self._by_path.pop(path, [])

    def __len__(self) -> int:
        return sum(map(len, self._by_path.values()))


@dataclass(slots=True)
class Counted:
    """What came of it."""

    statements: int = 0
    """Asked about; the same text once."""
    too_slow: int = 0
    """Not counted to the end in the time allowed."""
    left: int = 0
    """More than are asked about."""


def count_files(
    estimates: Estimates, reports: Iterable[FileReport], session: Session, seconds: float,
    active_of: Callable[[FileReport], ActiveRules], told: Counted,
) -> Iterator[Event]:  # fmt: skip
    """Everything that was kept back, exact where the server could count it.

    Once somebody cancels, the rest comes as it was estimated, and nothing is raised.

    Raises:
        Unsupported: the server is of a type that has no such rows.
        SessionLost: as the session does.
    """
    if not isinstance(session, CountsHits):
        raise Unsupported(
            _("{type} counts no rows of statements.").format(type=TYPE_NAMES[session.facts.type])
        )
    counting = _Counting(session, seconds, told)
    every, done = len(estimates), 0
    for report in reports:
        findings = deque(sorted(estimates.of(report.path), key=lambda each: each.start.offset))
        if findings and askable(report, session.facts.type) and not counting.cancelled:
            limit = _limit(active_of(report))
            for one in statements_of(report):
                end = one.piece.start.offset + len(one.piece.text)
                while findings and findings[0].start.offset < end:
                    judged = counting.judged(findings.popleft(), one, limit)
                    yield Found(report.path, (judged,))
                    done += 1
                    yield Counting(done, every)
                if not findings or counting.cancelled:
                    break
        if findings:
            yield Found(report.path, tuple(findings))


def _limit(active: ActiveRules) -> int:
    """The rows that the profile allows; none where the rule is off, as it then found nothing."""
    for each in active:
        if each.rule.id == AFFECTED_ROWS:
            most = each.parameters["max"]
            return most if isinstance(most, int) else 0
    return 0


class _Counting:
    """One session, and what it answered so far."""

    def __init__(self, session: CountsHits, seconds: float, told: Counted) -> None:
        self._session, self._seconds, self._told = session, seconds, told
        self._known: dict[tuple[str, str], int | Note] = {}
        self.cancelled = False

    def judged(self, finding: Finding, one: AuditedStatement, limit: int) -> Finding:
        """The finding with what was counted, a notice where that is allowed; else with why not."""
        if not isinstance(one.parsed.tree, tree.Update | tree.Delete):
            return finding  # it stands in a routine, whose variables only a call knows
        if one.bound or one.needs_own_tables() or self.cancelled:
            return finding
        answer = self._answer(one.piece.text, one.schema.current)
        if answer is None:
            return finding
        if isinstance(answer, Note):
            return finding._replace(note=finding.note or answer)
        values = dict(finding.values) | {"rows": f"{answer:,}"}
        return finding._replace(
            severity=finding.severity if answer > limit else Severity.NOTICE,
            template=_EXACTLY,
            values=tuple(values.items()),
        )

    def _answer(self, text: str, schema: str) -> int | Note | None:
        key = schema, text
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._told.left += 1
                return None
            self._told.statements += 1
            try:
                self._known[key] = self._asked(text, schema)
            except Cancelled:
                self.cancelled = True
                return None
        return self._known[key]

    def _asked(self, text: str, schema: str) -> int | Note:
        try:
            counted = self._session.count_hit(text, schema, seconds=self._seconds)
        except (StatementFailed, Refused) as error:
            return Note(_NOT_COUNTED, (("reason", str(error).rstrip(".")),))
        if counted is None:
            self._told.too_slow += 1
            return Note(_TOO_SLOW, (("seconds", f"{self._seconds:g}"),))
        return counted
