"""Slow SQL by shape, from GV$SQLSTATS: what is in the shared pools now, without any pack.

Statements that differ in their literals only have the same FORCE_MATCHING_SIGNATURE and count as
one. Columns: Oracle Database Reference, V$SQLSTATS; its times are microseconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.operating.statements import Digest, DigestReport
from app.engines.oracle.opened import Opened
from app.engines.oracle.rows import SQL_ID, chunks, literal
from app.engines.oracle.session import MARK, OracleSession
from app.i18n import _
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import IDENTIFIER

SQLSTATS = (
    "SELECT * FROM (SELECT s.inst_id, s.sql_id, s.sql_text, s.plan_hash_value, s.executions,"
    " s.elapsed_time, s.cpu_time, s.disk_reads, s.buffer_gets, s.rows_processed, s.sorts,"
    " s.application_wait_time, s.last_active_time,"
    " TO_CHAR(s.force_matching_signature) AS signature FROM gv$sqlstats s"
    " ORDER BY s.elapsed_time DESC) WHERE ROWNUM <= 3000"
)
SCHEMAS = (
    "SELECT q.sql_id, MIN(q.parsing_schema_name) AS parsing_schema,"
    " COUNT(DISTINCT q.parsing_schema_name) AS schemas FROM gv$sql q"
    " WHERE q.sql_id IN ({ids}) GROUP BY q.sql_id"
)
"""V$SQLSTATS does not tell for whom a statement was parsed; the cursors do."""
_MICRO = 1e6
_BEFORE_TABLES = frozenset({"FROM", "JOIN", "INTO", "UPDATE", "USING"})

_NO_TABLE = frozenset({"SELECT", "SET", "WITH", "VALUES", "TABLE", "LATERAL", "XMLTABLE"})


class Digests(OracleSession):
    """Counts statements by shape."""

    def __init__(self, login: Opened) -> None:
        super().__init__(login)
        self._schemas: dict[str, str] = {}

    def digests(self) -> DigestReport:
        """The heaviest first; without our own statements."""
        rows = self.fetch_needing("SELECT ON SYS.GV_$SQLSTATS", SQLSTATS)
        zone = self.facts.clock.tzinfo if self.facts.clock else None
        self._learn_schemas({str(row["sql_id"]) for row in rows})
        return DigestReport(
            gather(rows, zone, self._schemas),
            _("Counted in V$SQLSTATS of all instances: what is still in the shared pool."),
            _("What was pushed out of the shared pool is not counted any more. The slowest call"
              " is not kept; only the Tuning Pack would tell."),
        )  # fmt: skip

    def _learn_schemas(self, ids: set[str]) -> None:
        """Ask for those not known yet: the page asks every few seconds, mostly for the same."""
        asked = sorted(each for each in ids - self._schemas.keys() if SQL_ID.fullmatch(each))
        for some in chunks(asked, 500):
            listed = ", ".join(map(literal, some))
            self._schemas.update(dict.fromkeys(some, ""))
            for row in self.fetch_if_allowed(SCHEMAS.format(ids=listed)):
                if row["schemas"] == 1:
                    self._schemas[str(row["sql_id"])] = str(row["parsing_schema"] or "")


@dataclass(slots=True)
class _Sum:
    first: Mapping[str, Any]
    """The row that took longest: its text and plan stand for all."""
    values: dict[str, float] = field(default_factory=dict)
    last: datetime | None = None
    plans: set[str] = field(default_factory=set)


_SUMMED = (
    "executions", "elapsed_time", "cpu_time", "buffer_gets", "rows_processed", "sorts",
    "application_wait_time",
)  # fmt: skip


def gather(
    rows: Iterable[Mapping[str, Any]], zone: Any = None, schemas: Mapping[str, str] | None = None
) -> tuple[Digest, ...]:
    """Rows, the longest first, as digests: of all instances, and of whatever literals, as one.

    `schemas` are by SQL id; one that several schemas run the same text of has none.
    """
    sums: dict[str, _Sum] = {}
    for row in rows:
        if str(row["sql_text"] or "").startswith(MARK.strip()):
            continue
        signature = str(row["signature"] or "0")
        key = signature if signature != "0" else str(row["sql_id"])  # 0: PL/SQL and the like
        found = sums.setdefault(key, _Sum(row))
        for name in _SUMMED:
            found.values[name] = found.values.get(name, 0) + float(row[name] or 0)
        found.plans.add(str(row["plan_hash_value"]))
        if (at := row["last_active_time"]) is not None:
            found.last = max(found.last or at, at)
    known = schemas or {}
    made = (_digest(key, each, zone, known) for key, each in sums.items())
    return tuple(sorted(made, key=lambda digest: -digest.seconds))


def _digest(key: str, found: _Sum, zone: Any, schemas: Mapping[str, str]) -> Digest:
    values, text = found.values, str(found.first["sql_text"] or "")
    sql_id = str(found.first["sql_id"])
    return Digest(
        id=key,
        schema=schemas.get(sql_id, ""),
        text=" ".join(text.split()),
        count=int(values["executions"]),
        seconds=values["elapsed_time"] / _MICRO,
        lock_seconds=values["application_wait_time"] / _MICRO,
        cpu_seconds=values["cpu_time"] / _MICRO,
        rows_sent=int(values["rows_processed"]),
        sorts=int(values["sorts"]),
        reads=int(values["buffer_gets"]),
        last_seen=found.last.replace(tzinfo=zone) if found.last and zone else None,
        sample=text,
        tables=tables_in(text),
        statement_id=sql_id,
        plan_id=str(found.first["plan_hash_value"])
        if len(found.plans) == 1
        else _("{count} plans").format(count=len(found.plans)),
    )


def tables_in(statement: str) -> tuple[str, ...]:
    """What stands behind FROM, JOIN, INTO, UPDATE and USING, commas and all, each once."""
    tokens = tokenize_oracle(statement)
    kinds = tokens.kinds
    found: dict[str, None] = {}
    at, expected = 0, False
    while at < len(tokens):
        kind = kinds[at]
        if kind in _BEFORE_TABLES:
            expected = True
        elif expected and kind not in _NO_TABLE and (kind is IDENTIFIER or kind[:1].isalpha()):
            first = at
            while kinds[at + 1] == "." and at + 2 < len(tokens):
                at += 2
            found[tokens.source(first, at).replace('"', "").upper()] = None
            following = kinds.index(",", at) if "," in kinds[at + 1 : at + 3] else 0
            at, expected = following or at, bool(following)
        elif kind != "(":
            expected = False
        at += 1
    return tuple(found)
