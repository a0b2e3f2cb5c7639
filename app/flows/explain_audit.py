"""Have a server explain the statements of audited files, and judge its plans.

The second half of an audit at an instance: the rules of the text are asked first, by processes
that know no server; then each shape of statement is explained once, here, on one session. Nothing
is run: EXPLAIN plans, and that is all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.audit.suppress import suppressions
from app.domain.dialect import Dialect
from app.domain.errors import Cancelled, Refused, StatementFailed, Unsupported
from app.domain.finding import FileReport, Finding, Level, Position, Severity
from app.domain.inventory import TYPE_NAMES
from app.engines.abilities import ExplainsPlans
from app.engines.base import Session
from app.flows.events import Event, Found
from app.flows.gather import never
from app.i18n import N_, _
from app.plans import Limits, PlanWarning, warnings_of
from app.sql import tree
from app.sql.decode import open_source
from app.sql.fingerprint import shape
from app.sql.hidden import pieces
from app.sql.lines import Lines
from app.sql.parse import Parsed, parse
from app.sql.schema import Schema
from app.sql.split import Piece, PieceKind

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


def explain_files(
    reports: Iterable[FileReport],
    session: Session,
    told: Explained,
    stopped: Callable[[], bool] = never,
    limits: Limits | None = None,
) -> Iterator[Event]:
    """Findings on the plans of everything that reads or changes rows in audited files.

    `told` counts along. Raises SessionLost and Cancelled as the session does, Unsupported where
    the server explains nothing.
    """
    if not isinstance(session, ExplainsPlans):
        raise Unsupported(
            _("{type} explains no statements.").format(type=TYPE_NAMES[session.facts.type])
        )
    asking = _Asking(session, told, limits or Limits())
    for report in reports:
        if report.dialect is Dialect.ORACLE and session.facts.type != "oracle":
            continue
        for piece, findings in _of_file(report, asking):
            if stopped():
                raise Cancelled("")
            if findings:
                yield Found(report.path, tuple(_suppressed(piece, report.dialect, findings)))


def _of_file(report: FileReport, asking: "_Asking") -> Iterator[tuple[Piece, list[Finding]]]:
    """Each statement of a file that has a plan, with what is said against it."""
    try:
        chunks = open_source(_path(report), report.encoding).chunks()
        schema, number = Schema(), -1
        schema.oracle = report.dialect is Dialect.ORACLE
        for piece in pieces(report.input, chunks, report.dialect):
            if piece.kind not in (PieceKind.SQL, PieceKind.PLSQL):
                continue
            parsed = parse(piece.text, report.dialect)
            if not len(parsed.tokens):
                continue
            number += 1
            if isinstance(parsed.tree, _EXPLAINED):
                yield piece, asking.findings(piece, parsed, report.dialect, schema, number)
            schema.apply(parsed.tree)
    except OSError:
        return  # it could be read a moment ago; the report says what was found until then


def _path(report: FileReport) -> Path:
    return Path(report.path)


def _suppressed(piece: Piece, dialect: Dialect, findings: list[Finding]) -> Iterator[Finding]:
    """Findings, those that the script suppresses marked so."""
    said = suppressions(piece, "", lambda: parse(piece.text, dialect).tokens)
    for finding in findings:
        at = finding.start.offset - piece.start.offset
        reason = next((each.reason for each in said if each.covers(finding.rule, at)), None)
        yield finding if reason is None else replace(finding, suppressed=reason)


class _Asking:
    """One session, and what it answered so far."""

    def __init__(self, session: ExplainsPlans, told: Explained, limits: Limits) -> None:
        self._session, self._told, self._limits = session, told, limits
        self._known: dict[tuple[str, str], tuple[PlanWarning, ...] | StatementFailed | None] = {}

    def findings(
        self, piece: Piece, parsed: Parsed, dialect: Dialect, schema: Schema, number: int
    ) -> list[Finding]:
        """What is to be said of one statement."""
        if any(_made_here(name, schema) for name in _tables(parsed.tree)):
            self._told.not_there_yet += 1
            return []
        answer = self._answer(piece.text, dialect, schema.current)
        if answer is None:
            return []
        lines = Lines(piece.text, piece.start)
        first = parsed.tokens.starts[0]
        whole = lines.position(first), lines.position(parsed.tokens.ends[len(parsed.tokens) - 1])
        if isinstance(answer, StatementFailed):
            return [_failed(answer, number, lines, whole)]
        return [_finding(each, number, lines, whole) for each in answer]

    def _answer(
        self, text: str, dialect: Dialect, schema: str
    ) -> tuple[PlanWarning, ...] | StatementFailed | None:
        key = schema, shape(text, dialect)
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._told.left += 1
                return None
            self._told.shapes += 1
            self._known[key] = self._asked(text, schema)
        return self._known[key]

    def _asked(self, text: str, schema: str) -> tuple[PlanWarning, ...] | StatementFailed | None:
        try:
            plan = self._session.explain_plan(text, schema)
        except StatementFailed as error:
            return error
        except (Refused, Unsupported):
            return None  # not understood whole, or it has no plan: nothing is sent, nothing is said
        return warnings_of(plan, self._limits)


def _made_here(name: tree.Name, schema: Schema) -> bool:
    return schema.made_here(name) or schema.temporary(name) is not None


def _tables(statement: tree.Statement) -> Iterator[tree.Name]:
    for node in tree.walk(statement):
        match node:
            case tree.TableName(name=name) | tree.Insert(table=name):
                yield name


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
    error: StatementFailed, number: int, lines: Lines, whole: tuple[Position, Position]
) -> Finding:
    return Finding(
        DRY_RUN_FAILS,
        Severity.ERROR,
        Level.PLAN,
        _FAILS,
        (("reason", str(error).rstrip(".")),),
        number,
        "",
        lines.position(error.position) if error.position is not None else whole[0],
        whole[1],
    )
