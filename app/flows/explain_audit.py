"""Have a server explain the statements of audited files, and judge its plans.

The second half of an audit at an instance: the rules of the text are asked first, by processes
that know no server; then each shape of statement is explained once, here, on one session. Nothing
is run: EXPLAIN plans, and that is all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from app.audit.facts.known import KnownFacts
from app.audit.profile import ActiveRules, built_in
from app.audit.suppress import suppressions
from app.domain.dialect import Dialect
from app.domain.errors import Cancelled, Refused, StatementFailed, Unsupported
from app.domain.finding import FileReport, Finding, Level, Position, Severity
from app.domain.inventory import TYPE_NAMES
from app.domain.plan import Plan
from app.engines.abilities import ExplainsPlans
from app.engines.base import Session
from app.flows.audited_statements import AuditedStatement, askable, statements_of
from app.flows.events import Event, Explaining, Found
from app.flows.gather import never
from app.i18n import N_, _
from app.plans import RULES, PlanWarning, warnings_of
from app.sql import tree
from app.sql.fingerprint import shape
from app.sql.lines import Lines
from app.sql.parse import Parsed, parse
from app.sql.split import Piece

DRY_RUN_FAILS = "statement-dry-run-fails"
_FAILS = N_("The server cannot run it: {reason}")
_EXPLAINED = (tree.Query, tree.Insert, tree.Update, tree.Delete)
_MOST = 2000
"""Shapes explained in one audit: a server is not asked without end."""


@dataclass(slots=True)
class Explained:
    """What came of it."""

    shapes: int = 0
    """Asked about; each once."""
    left: int = 0
    """Statements whose shapes were more than are asked about."""
    not_there_yet: int = 0
    """Statements on tables that their own script makes first."""


def _as_built_in(report: FileReport) -> ActiveRules:
    return built_in("default").active(report.path, report.dialect)


def explain_files(
    reports: Iterable[FileReport],
    session: Session,
    told: Explained,
    stopped: Callable[[], bool] = never,
    active_of: Callable[[FileReport], ActiveRules] = _as_built_in,
    facts: KnownFacts | None = None,
) -> Iterator[Event]:
    """Findings on the plans of everything that reads or changes rows in audited files.

    `told` counts along; `active_of` gives the rules that are on for a file, `facts` how selective
    indexes are. Raises SessionLost and Cancelled as the session does, Unsupported where
    the server explains nothing.
    """
    if not isinstance(session, ExplainsPlans):
        raise Unsupported(
            _("{type} explains no statements.").format(type=TYPE_NAMES[session.facts.type])
        )
    asking = _Asking(session, told)
    audited, before = list(reports), 0
    every = sum(each.statements for each in audited)
    for report in audited:
        if not askable(report, session.facts.type):
            continue
        judging = _Judging(active_of(report), facts)
        for number, piece, findings in _of_file(report, asking, judging):
            if stopped():
                raise Cancelled("")
            if findings:
                yield Found(report.path, tuple(_suppressed(piece, report.dialect, findings)))
            yield Explaining(min(1.0, (before + number) / max(1, every)))
        before += report.statements
    yield Explaining(1.0)


def _of_file(
    report: FileReport, asking: "_Asking", judging: "_Judging"
) -> Iterator[tuple[int, Piece, list[Finding]]]:
    """Each statement of a file that has a plan: its number, and what is said against it."""
    for one in statements_of(report):
        if isinstance(one.parsed.tree, _EXPLAINED) and not one.bound:
            answer = asking.answer(one, report.dialect)
            if answer is not None:
                yield (
                    one.number,
                    one.piece,
                    judging.findings(answer, one.piece, one.parsed, one.number),
                )


def _suppressed(piece: Piece, dialect: Dialect, findings: list[Finding]) -> Iterator[Finding]:
    """Findings, those that the script suppresses marked so."""
    said = suppressions(piece, "", lambda: parse(piece.text, dialect).tokens)
    for finding in findings:
        at = finding.start.offset - piece.start.offset
        reason = next((each.reason for each in said if each.covers(finding.rule, at)), None)
        yield finding if reason is None else finding.suppressed_for(reason)


class _Asking:
    """One session, and what it answered so far."""

    def __init__(self, session: ExplainsPlans, told: Explained) -> None:
        self._session, self._told = session, told
        self._known: dict[tuple[str, str], Plan | StatementFailed | None] = {}

    def answer(self, one: AuditedStatement, dialect: Dialect) -> Plan | StatementFailed | None:
        """How the server would run it, or why not; None where that is not to be had."""
        if one.needs_own_tables():
            self._told.not_there_yet += 1
            return None
        current, text = one.schema.current, one.piece.text
        key = current, shape(text, dialect)
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._told.left += 1
                return None
            self._told.shapes += 1
            self._known[key] = self._asked(text, current)
        return self._known[key]

    def _asked(self, text: str, schema: str) -> Plan | StatementFailed | None:
        try:
            return self._session.explain_plan(text, schema)
        except StatementFailed as error:
            return error
        except (Refused, Unsupported):
            return None  # not understood whole, or it has no plan: nothing is sent, nothing is said


class _Judging:
    """The rules that are on for a file, as severe and with the parameters its profile gives."""

    def __init__(self, active: ActiveRules, facts: KnownFacts | None) -> None:
        self._facts = facts
        self._rules = [
            (RULES[one.rule.id], one.severity, RULES[one.rule.id].limits(one.parameters))
            for one in active
            if one.rule.id in RULES
        ]
        self.refusal = next((one.severity for one in active if one.rule.id == DRY_RUN_FAILS), None)
        self._judged: dict[int, tuple[PlanWarning, ...]] = {}

    def warnings(self, plan: Plan) -> tuple[PlanWarning, ...]:
        """What they say of a plan, the gravest first; each plan is judged once."""
        if id(plan) not in self._judged:
            found = list(self._warnings(plan))
            found.sort(key=lambda warning: -warning.severity)
            self._judged[id(plan)] = tuple(found)
        return self._judged[id(plan)]

    def _warnings(self, plan: Plan) -> Iterator[PlanWarning]:
        for rule, severity, limits in self._rules:
            known = warnings_of(plan, limits, rules=[rule.id], selectivity=self._selectivity)
            for each in known:  # what a rule only notices stays a notice
                as_rule = each.severity is rule.severity
                yield replace(each, severity=severity) if as_rule else each

    def _selectivity(self, table: str, index: str) -> float | None:
        """Distinct values of an index in percent of the rows, by the facts of the server."""
        schema, _dot, name = table.rpartition(".")
        facts = self._facts.table(schema, name) if self._facts else None
        if facts is None:
            return None
        for each in facts.indexes:
            distinct = each.parts[-1].distinct if each.parts else None
            if each.name.lower() == index.lower() and distinct is not None and facts.rows:
                return 100 * distinct / facts.rows
        return None

    def findings(
        self, answer: Plan | StatementFailed, piece: Piece, parsed: Parsed, number: int
    ) -> list[Finding]:
        """What is to be said of one statement."""
        lines = Lines(piece.text, piece.start)
        first = parsed.tokens.starts[0]
        end = parsed.tokens.ends[len(parsed.tokens) - 1]
        whole = lines.position(first), lines.position(end)
        if not isinstance(answer, StatementFailed):
            return [_finding(each, number, lines, whole) for each in self.warnings(answer)]
        if self.refusal is None:
            return []
        return [_failed(answer, self.refusal, number, lines, whole)]


def _finding(
    warning: PlanWarning, number: int, lines: Lines, whole: tuple[Position, Position]
) -> Finding:
    """As one of the audit; at the clause the plan's node comes from, where that is known."""
    span = warning.node.span
    values = tuple(
        (name, value if isinstance(value, str) else f"{value:,.0f}")
        for name, value in warning.values.items()
    )
    return Finding(
        warning.rule.id,
        warning.severity,
        Level.PLAN,
        warning.rule.message,
        values,
        number,
        warning.node.name,
        lines.position(span[0]) if span else whole[0],
        lines.position(span[1]) if span else whole[1],
    )


def _failed(
    error: StatementFailed,
    severity: Severity,
    number: int,
    lines: Lines,
    whole: tuple[Position, Position],
) -> Finding:
    return Finding(
        DRY_RUN_FAILS,
        severity,
        Level.PLAN,
        _FAILS,
        (("reason", str(error).rstrip(".")),),
        number,
        "",
        lines.position(error.position) if error.position is not None else whole[0],
        whole[1],
    )
