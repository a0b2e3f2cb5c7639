"""What a write would hit, looked up before it runs: nothing of it is run, every look is bounded.

The statement is read by our own parser; rows come from the optimizer, or are counted within a
bound in rows and in time; everything else is asked of the catalogue. What cannot be looked up is
named.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import prod
from typing import Any

from app.domain.console.blast import BlastRadius, ReplicaBehind
from app.domain.errors import ConsoleError, Refused, StatementFailed
from app.domain.stop import Stop
from app.engines.mysql.console.obstacles import Obstacles
from app.engines.mysql.console.targets import Target, Write, write_of
from app.engines.mysql.explain import ExplainsStatements
from app.engines.mysql.failures import TIMED_OUT
from app.engines.mysql.guard import refuse_unless_reading
from app.engines.mysql.replication import Replicating
from app.engines.mysql.wire import text_of
from app.engines.weighing import COUNT_MOST, Known
from app.i18n import _
from app.sql.kinds import Nature, nature

_SAFE_ENGINES = frozenset({"INNODB", "ROCKSDB", "TOKUDB"})
_SIZES = (
    "SELECT table_rows, data_length, index_length, engine FROM information_schema.tables"
    " WHERE table_schema = %s AND table_name = %s"
)
_TRIGGERS = (
    "SELECT trigger_schema, trigger_name, action_timing, event_manipulation AS event"
    " FROM information_schema.triggers"
    " WHERE event_object_schema = %s AND event_object_table = %s ORDER BY action_timing"
)
_CHILDREN = (
    "SELECT k.table_schema, k.table_name, k.constraint_name, k.referenced_column_name AS parent,"
    " r.update_rule, r.delete_rule FROM information_schema.key_column_usage AS k"
    " JOIN information_schema.referential_constraints AS r"
    " ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name"
    " AND r.table_name = k.table_name"
    " WHERE k.referenced_table_schema = %s AND k.referenced_table_name = %s"
)
_LONGEST = 86_400.0  # seconds; 0, and more than servers take, would be no bound at all
_ANSWER_WITHIN = 5.0  # seconds for the answer itself, when the server has ended the counting
_log = logging.getLogger(__name__)


class WeighsStatements(ExplainsStatements, Obstacles, Replicating):
    """Says what a write would hit."""

    def blast_radius(
        self, statement: str, schema: str, *, seconds: float = 2.0, own: str = ""
    ) -> BlastRadius:
        """Look it up, counting for at most so many seconds; see `WeighsWrites`."""
        write, known = write_of(statement, self.server.dialect), Known()
        if not write.targets:
            known.unknown.append(_("Which tables it writes to cannot be read off the statement."))
        targets = [Target(each.schema or schema, each.name) for each in write.targets]
        engines: set[str] = set()
        for target in targets:
            engines |= self._weigh_size(target, known)
            self._weigh_triggers(target, write, known)
            self._weigh_children(target, write, known)
        self._weigh_rows(statement, schema, write, seconds, known)
        self._weigh_locks(targets, write, own, known)
        with known.trying(_("Who replicates from here is not known:")):
            known.replicas = tuple(
                ReplicaBehind(each.address, each.lag) for each in self.replication().replicas
            )
        tables = tuple(f"{each.schema}.{each.name}" for each in targets)
        return known.radius(
            statement, write.parsed.kind, tables, reversible=_reversible(write, engines)
        )

    def count_hit(self, statement: str, schema: str, *, seconds: float) -> int | None:
        """Count what it would hit, to the end; see `CountsHits`."""
        query = write_of(statement, self.server.dialect).rows_query
        if not query:
            raise Refused(_("Which rows it hits cannot be read off the statement."))
        with self._patient(seconds + _ANSWER_WITHIN):
            return self._weigh_counted(query, schema, seconds, most=None)

    # ------------------------------------------------------------------ rows

    def _weigh_rows(
        self, statement: str, schema: str, write: Write, seconds: float, known: Known
    ) -> None:
        if write.values is not None:
            known.in_the_text(write.values)
            return
        if write.whole_table:
            known.all_of_them()
            return
        if not write.rows_query:
            return
        estimate = None
        with known.trying(_("The optimizer was not asked:")):
            plan = self._weigh_plan(statement, schema, seconds)
            estimate = _estimate(plan)
            if write.events & {"UPDATE", "DELETE"} and any(_reads_all(each) for each in plan):
                known.locks.append(
                    _("No index finds its rows: it reads, and locks on its way, whole tables.")
                )
        counted = None
        with known.trying(_("Its rows were not counted:")):
            counted = self._weigh_counted(write.rows_query, schema, seconds)
        known.count(counted, estimate)

    def _weigh_counted(
        self, query: str, schema: str, seconds: float, most: int | None = COUNT_MOST
    ) -> int | None:
        """Rows of a query, up to one more than `most`; None where time ran out."""
        refuse_unless_reading(query)
        if schema:
            self.in_schema(schema)
        inner = query if most is None else f"SELECT 1 FROM ({query}) AS a LIMIT {most + 1}"
        seconds = min(max(seconds, 0.001), _LONGEST)
        if self.server.mariadb:
            bounded = f"SET STATEMENT max_statement_time = {seconds:g} FOR SELECT COUNT(*)"
        else:
            bounded = f"SELECT /*+ MAX_EXECUTION_TIME({round(seconds * 1000)}) */ COUNT(*)"
        try:
            return int(str(self.run_unguarded(f"{bounded} FROM ({inner}) AS b", 1).rows[0][0]))
        except StatementFailed as error:
            if error.code.isdecimal() and int(error.code) in TIMED_OUT:
                return None
            raise

    def _weigh_plan(self, statement: str, schema: str, seconds: float) -> list[dict[str, Any]]:
        """The steps of its plan. The optimizer may run a subquery for it, as long as that takes."""
        asked = f"EXPLAIN {statement}"
        refuse_unless_reading(asked)
        if schema:
            self.in_schema(schema)
        writes = self._writes(asked) and not self.endpoint.read_only
        if writes:  # MariaDB wants that for the plan of a write
            self.tell("SET SESSION TRANSACTION READ WRITE")
        try:
            with self._ended_after(seconds):
                found = self.run(asked)
        finally:
            if writes:
                self._settle("SET SESSION TRANSACTION READ ONLY")
        names = [name.lower() for name in found.columns]
        return [dict(zip(names, row, strict=True)) for row in found.rows]

    @contextmanager
    def _ended_after(self, seconds: float) -> Iterator[None]:
        """End what runs inside once it took too long; no limit of MySQL's is for EXPLAIN."""

        def end() -> None:
            self._kill_is_late = True
            try:
                self._kill_query(Stop())
            except ConsoleError as error:
                _log.info("a plan that took too long could not be ended: %s", error)

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    # ------------------------------------------------------------------ the catalogue

    def _weigh_size(self, target: Target, known: Known) -> set[str]:
        """Note rows and bytes; the engines it is kept by."""
        engines = set()
        with known.trying(_("The size of {table} is not known:").format(table=target.name)):
            for row in self.fetch(_SIZES, target.schema, target.name):
                known.of_rows = (known.of_rows or 0) + int(row["table_rows"] or 0)
                known.bytes = (known.bytes or 0) + sum(
                    int(row[each] or 0) for each in ("data_length", "index_length")
                )
                engines.add(text_of(row["engine"]).upper())
        return engines

    def _weigh_triggers(self, target: Target, write: Write, known: Known) -> None:
        with known.trying(_("The triggers of {table} are not known:").format(table=target.name)):
            for row in self.fetch(_TRIGGERS, target.schema, target.name):
                if text_of(row["event"]).upper() in write.events:
                    known.triggers.append(
                        "{action_timing} {event}: {trigger_schema}.{trigger_name}".format(
                            **{name: text_of(value) for name, value in row.items()}
                        )
                    )

    def _weigh_children(self, target: Target, write: Write, known: Known) -> None:
        """Tables whose foreign keys lead here; of an UPDATE those alone whose columns are set."""
        sentence = _("The foreign keys to {table} are not known:").format(table=target.name)
        with known.trying(sentence):
            for row in self.fetch(_CHILDREN, target.schema, target.name):
                said = {name: text_of(value) for name, value in row.items()}
                if line := _child_line(said, write):
                    known.keys.append(line)

    def _weigh_locks(self, targets: Sequence[Target], write: Write, own: str, known: Known) -> None:
        ddl = nature(write.parsed.kind) is Nature.DDL
        for target in targets:
            name = f"{target.schema}.{target.name}"
            if ddl:
                text = _(
                    "It waits until nobody uses {table}, and everybody who comes waits for it."
                )
                known.locks.append(text.format(table=name))
            with known.trying(_("Who locks {table} now is not known:").format(table=name)):
                known.locks += self.in_the_way(target.schema, target.name, own, ddl=ddl)


def _child_line(row: dict[str, str], write: Write) -> str:
    """What a foreign key does to the children, in a line; "" where it is not touched."""
    child = "{table_schema}.{table_name} ({constraint_name})".format(**row)
    if "DELETE" in write.events:
        rule = row["delete_rule"]
    elif "UPDATE" in write.events and row["parent"].lower() in write.columns:
        rule = row["update_rule"]
    elif write.whole_table and not write.events:
        return _("{child} refers to it, which may forbid this.").format(child=child)
    else:
        return ""
    match rule:
        case "CASCADE" if "DELETE" in write.events:
            return _("{child}: its rows are deleted along (CASCADE).").format(child=child)
        case "CASCADE":
            return _("{child}: its rows are changed along (CASCADE).").format(child=child)
        case "SET NULL" | "SET DEFAULT":
            return _("{child}: its column is set ({rule}).").format(child=child, rule=rule)
    return _("{child}: refused where it has rows ({rule}).").format(child=child, rule=rule)


def _estimate(plan: Sequence[dict[str, Any]]) -> int | None:
    """Rows of a plan: those of the tables joined first, by what each is filtered to."""
    first = [each for each in plan if each.get("id") in (None, 1) and each.get("rows") is not None]
    if not first:
        return None
    return round(
        prod(float(each["rows"]) * float(each.get("filtered") or 100) / 100 for each in first)
    )


def _reads_all(step: dict[str, Any]) -> bool:
    return text_of(step.get("type")).upper() in ("ALL", "INDEX") and int(step.get("rows") or 0) > 1


def _reversible(write: Write, engines: set[str]) -> bool | None:
    if nature(write.parsed.kind) is Nature.DDL:
        return False
    if nature(write.parsed.kind) is not Nature.DML or not engines:
        return None
    return engines <= _SAFE_ENGINES
