"""What another session tells of one that is busy: how far it has come, who waits, what is hit.

Views and columns are those of the Database Reference; none was seen on a real Oracle.
"""

from app.domain.console.blast import BlastRadius, ReplicaBehind
from app.domain.console.transaction import Blocking, Progress
from app.domain.errors import Refused, StatementFailed
from app.engines.oracle.console.targets import Write, write_of
from app.engines.oracle.failures import BROKEN_OFF, DENIED
from app.engines.oracle.guard import refuse_unless_reading
from app.engines.oracle.locks import Locks
from app.engines.oracle.replication import Replicating
from app.engines.oracle.rows import number, seconds, session_id, text
from app.engines.weighing import COUNT_MOST, Known, blocked_by
from app.i18n import _
from app.sql.kinds import Nature, nature

_LONG_ONES = (
    "SELECT l.opname, l.target, l.sofar, l.totalwork, l.time_remaining FROM gv$session_longops l"
    " WHERE l.sid = :sid AND l.serial# = :serial AND l.inst_id = :inst AND l.totalwork > 0"
    " AND l.sofar < l.totalwork ORDER BY l.last_update_time DESC"
)
_EVENT = (
    "SELECT s.status, s.state, s.event FROM gv$session s"
    " WHERE s.sid = :sid AND s.serial# = :serial AND s.inst_id = :inst"
)
_TABLE = "SELECT t.num_rows FROM all_tables t WHERE t.owner = :owner AND t.table_name = :name"
_BYTES = (
    "SELECT SUM(s.bytes) AS bytes FROM dba_segments s"
    " WHERE s.owner = :owner AND s.segment_name = :name"
)
_TRIGGERS = (
    "SELECT t.owner, t.trigger_name, t.trigger_type, t.triggering_event FROM all_triggers t"
    " WHERE t.table_owner = :owner AND t.table_name = :name AND t.status = 'ENABLED'"
)
_CHILDREN = (
    "SELECT c.owner, c.table_name, c.constraint_name, c.delete_rule FROM all_constraints c"
    " WHERE c.constraint_type = 'R' AND c.status = 'ENABLED' AND (c.r_owner, c.r_constraint_name)"
    " IN (SELECT p.owner, p.constraint_name FROM all_constraints p"
    " WHERE p.owner = :owner AND p.table_name = :name AND p.constraint_type IN ('P', 'U'))"
)
_HOLDERS = (
    "SELECT s.inst_id, s.sid, s.serial#, s.username, l.locked_mode FROM gv$locked_object l"
    " JOIN gv$session s ON s.inst_id = l.inst_id AND s.sid = l.session_id"
    " JOIN all_objects o ON o.object_id = l.object_id"
    " WHERE o.owner = :owner AND o.object_name = :name"
)


class LooksAside(Locks, Replicating):
    """Looks at another session, and at what a write would hit."""

    def progress_of(self, session: str) -> Progress | None:
        """The long operation it is at, with its share; else what it waits for."""
        sid, serial, inst = session.replace("@", "").split(",")
        at = {"sid": int(sid), "serial": int(serial), "inst": int(inst)}
        for row in self.fetch_if_allowed(_LONG_ONES, **at):
            stage = " ".join(part for part in (text(row["opname"]), text(row["target"])) if part)
            share = float(row["sofar"]) / float(row["totalwork"])
            return Progress(stage, min(share, 1.0), remaining=seconds(row["time_remaining"]))
        for row in self.fetch_if_allowed(_EVENT, **at):
            if text(row["status"]) == "ACTIVE":
                waits = text(row["state"]) == "WAITING"
                return Progress(text(row["event"]) if waits else "ON CPU")
        return None

    def blocked_by(self, session: str) -> Blocking:
        """All who wait for it; nobody where the account may not look."""
        try:
            return blocked_by(self.lock_waits(), session)
        except StatementFailed as error:
            if error.code in DENIED:
                return Blocking()
            raise

    def blast_radius(
        self, statement: str, schema: str, *, seconds: float = 2.0, own: str = ""
    ) -> BlastRadius:
        """Look it up, counting for at most so many seconds; see `WeighsWrites`.

        The optimizer is not asked: it could only answer by writing into the plan table.
        """
        write, known = write_of(statement), Known()
        table = {"owner": write.owner or schema, "name": write.table}
        if not write.table:
            known.unknown.append(_("Which tables it writes to cannot be read off the statement."))
            return known.radius(statement, write.kind, (), reversible=_reversible(write))
        self._weigh_size(table, known)
        self._weigh_rows(write, schema, seconds, known)
        self._weigh_bonds(table, write, known)
        self._weigh_locks(table, write, own, known)
        with known.trying(_("Who replicates from here is not known:")):
            known.replicas = tuple(
                ReplicaBehind(each.address, each.lag) for each in self.replication().replicas
            )
        tables = (f"{table['owner']}.{table['name']}",)
        return known.radius(statement, write.kind, tables, reversible=_reversible(write))

    def count_hit(self, statement: str, schema: str, *, seconds: float) -> int | None:
        """Count what it would hit, to the end; see `CountsHits`."""
        write = write_of(statement)
        if not write.rows_query:
            raise Refused(_("Which rows it hits cannot be read off the statement."))
        return self._weigh_count(write, schema, seconds, most=None)

    # ------------------------------------------------------------------ inside

    def _weigh_size(self, table: dict[str, str], known: Known) -> None:
        with known.trying(_("The size of {table} is not known:").format(table=table["name"])):
            for row in self.fetch(_TABLE, **table):
                known.of_rows = number(row["num_rows"])
            for row in self.fetch(_BYTES, **table):
                known.bytes = number(row["bytes"])

    def _weigh_rows(self, write: Write, schema: str, seconds: float, known: Known) -> None:
        if write.values:
            known.in_the_text(1)
        elif write.whole_table:
            known.all_of_them()
        elif write.rows_query:
            with known.trying(_("Its rows were not counted:")):
                known.count(self._weigh_count(write, schema, seconds), None)

    def _weigh_count(
        self, write: Write, schema: str, seconds: float, most: int | None = COUNT_MOST
    ) -> int | None:
        refuse_unless_reading(write.rows_query)
        if not write.owner and schema not in ("", self.facts.account):
            raise Refused(_("The table is named without its schema, which is not this login's."))
        bound = "" if most is None else f" AND ROWNUM <= {most + 1}"
        query = f"SELECT COUNT(*) AS counted FROM ({write.rows_query}{bound})"
        try:
            return number(self.fetch_within(seconds, query)[0]["counted"])
        except StatementFailed as error:
            if error.code == BROKEN_OFF:
                return None
            raise

    def _weigh_bonds(self, table: dict[str, str], write: Write, known: Known) -> None:
        name = table["name"]
        with known.trying(_("The triggers of {table} are not known:").format(table=name)):
            for row in self.fetch(_TRIGGERS, **table):
                if set(text(row["triggering_event"]).split(" OR ")) & write.events:
                    known.triggers.append(
                        f"{text(row['trigger_type'])} {text(row['triggering_event'])}:"
                        f" {text(row['owner'])}.{text(row['trigger_name'])}"
                    )
        if "DELETE" not in write.events and not (write.whole_table and not write.events):
            return
        with known.trying(_("The foreign keys to {table} are not known:").format(table=name)):
            for row in self.fetch(_CHILDREN, **table):
                said = {key: text(value) for key, value in row.items()}
                child = "{owner}.{table_name} ({constraint_name})".format(**said)
                known.keys.append(_child_line(child, said["delete_rule"], write))

    def _weigh_locks(self, table: dict[str, str], write: Write, own: str, known: Known) -> None:
        name = f"{table['owner']}.{table['name']}"
        if nature(write.kind) is Nature.DDL:
            text_ = _("It fails at once where anybody has an open transaction on {table}.")
            known.locks.append(text_.format(table=name))
        with known.trying(_("Who locks {table} now is not known:").format(table=name)):
            for row in self.fetch(_HOLDERS, **table):
                if (session := session_id(row)) != own:
                    said = _("Session {id} ({user}) has an open transaction on it.")
                    known.locks.append(said.format(id=session, user=text(row["username"])))


def _child_line(child: str, rule: str, write: Write) -> str:
    if not write.events:
        return _("{child} refers to it, which may forbid this.").format(child=child)
    if rule == "CASCADE":
        return _("{child}: its rows are deleted along (CASCADE).").format(child=child)
    if rule == "SET NULL":
        return _("{child}: its column is set ({rule}).").format(child=child, rule=rule)
    return _("{child}: refused where it has rows ({rule}).").format(child=child, rule=rule)


def _reversible(write: Write) -> bool | None:
    found = nature(write.kind)
    return True if found is Nature.DML else False if found is Nature.DDL else None
