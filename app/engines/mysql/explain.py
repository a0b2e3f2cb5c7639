"""Plans: of a statement before it runs, of one that is run for it, of what another session runs.

JSON where the server has it in the words of its iterators (MySQL 8.3 and later) or always had it
(MariaDB, MySQL 5.7); between them MySQL's FORMAT=TREE, which EXPLAIN ANALYZE speaks too.
"""

from dataclasses import replace

from app.domain.errors import BadInput, StatementFailed, Unsupported
from app.domain.operating.server import ResultSet
from app.domain.operating.sessions import ServerSession
from app.domain.plan import Plan
from app.engines.mysql.guard import refuse_unless_reading
from app.engines.mysql.server import Server
from app.engines.mysql.session import MysqlSession
from app.i18n import _
from app.plans.identity import digest_of
from app.plans.mysql_json_2 import is_iterator
from app.plans.notes import with_notes
from app.plans.places import with_places
from app.plans.reading import read_plan
from app.plans.tabular import plan_of_rows
from app.sql.parse import parse
from app.sql.tree import Delete, Explain, Insert, Query, Update

_PLANNED = (Query, Insert, Update, Delete)
_NOTHING_TO_EXPLAIN = frozenset({"1933", "1932", "3012", "1094", "1235"})
_ONLY_READS = "1792"
_OLD_JSON = "SET SESSION explain_json_format_version = 1"
_NEW_JSON = "SET SESSION explain_json_format_version = 2"


class ExplainsStatements(MysqlSession):
    """ExplainsPlans."""

    def explain_plan(self, statement: str, schema: str = "", *, analyze: bool = False) -> Plan:
        """How the server would run it; with `analyze` how it did, for it is run then.

        Whatever `analyze` runs must only read, and ends with the time allowed for statements:
        MySQL answers with what it counted so far (`Plan.cut`), MariaDB with an error. MariaDB
        wants a transaction that may write for the plan of a write.
        """
        text = statement.strip().rstrip(";")
        asked = f"{words_for(self.server, analyze=analyze)} {text}"
        refuse_unless_reading(asked)
        self._refuse_without_plan(asked)
        self._choose_json(_NEW_JSON)
        if schema:
            self.in_schema(schema)
        plan = self._planned(asked)
        if not is_iterator(plan.root):  # a write, of which this server has another kind of plan
            self._choose_json(_OLD_JSON)
            plan = self._planned(f"EXPLAIN FORMAT=JSON {text}")
        return self._known(plan, text, schema)

    def _refuse_without_plan(self, asked: str) -> None:
        """Other products explain definitions, too; these call it an error of syntax."""
        tree_of = parse(asked, self.server.dialect).tree
        if isinstance(tree_of, Explain) and not isinstance(tree_of.statement, _PLANNED):
            raise Unsupported(_("The server has no plan of this statement."))

    def _choose_json(self, how: str) -> None:
        """Have the server's JSON be of a version, where it knows several."""
        if _has_versions(self.server):
            self.tell(how)

    def _planned(self, asked: str) -> Plan:
        if not self._writes(asked):
            return self._asked(asked)
        if self.endpoint.read_only:
            return self._planned_without_writing(asked)
        self.tell("SET SESSION TRANSACTION READ WRITE")
        try:
            return self._asked(asked)
        finally:
            self._settle("SET SESSION TRANSACTION READ ONLY")

    def _planned_without_writing(self, asked: str) -> Plan:
        """Some servers give the plan of a write in a transaction that only reads, others refuse."""
        try:
            return self._asked(asked)
        except StatementFailed as error:
            if error.code != _ONLY_READS:
                raise
            raise Unsupported(
                _("The server plans a write only where it may write, and this is read-only."),
                hint=_("Have the plan of a query that finds the same rows."),
            ) from error

    def _asked(self, asked: str) -> Plan:
        found = self.run(asked)
        plan = read_plan(_text(found), self.server.dialect)
        notes = [(str(row["code"]), str(row["message"])) for row in self.fetch("SHOW WARNINGS")]
        return with_notes(plan, notes)

    def _known(self, plan: Plan, statement: str, schema: str) -> Plan:
        dialect = self.server.dialect
        flavour = "MariaDB" if self.server.mariadb else "MySQL"
        return with_places(
            replace(
                plan,
                version=f"{flavour} {self.server.version}",
                statement=statement,
                schema=schema,
                digest=digest_of(statement, dialect),
            )
        )

    def _writes(self, asked: str) -> bool:
        tree_of = parse(asked, self.server.dialect).tree
        return isinstance(tree_of, Explain) and not isinstance(tree_of.statement, Query)


class ExplainsOthers(ExplainsStatements):
    """Explains what another session runs."""

    def explain_running(self, target: ServerSession) -> Plan:
        """The plan that is being run; only of statements that have one.

        MariaDB tells from 10.9 on what was counted so far.
        """
        if not target.id.isdecimal():
            raise BadInput(_("{id} is not the number of a session.").format(id=target.id))
        try:
            plan = self._running(target.id)
        except (StatementFailed, Unsupported) as error:
            if isinstance(error, StatementFailed) and error.code not in _NOTHING_TO_EXPLAIN:
                raise
            raise Unsupported(
                _("Session {id} runs nothing now that has a plan.").format(id=target.id),
                hint=_("It may have ended in the meantime; refresh the list."),
            ) from error
        return replace(self._known(plan, target.statement, target.database), cut=plan.analyzed)

    def _running(self, number: str) -> Plan:
        server = self.server
        if server.maria(10, 9):
            return self._asked(f"SHOW ANALYZE FORMAT=JSON FOR {number}")
        if server.mariadb:
            found = self.run(f"SHOW EXPLAIN FOR {number}")
            return plan_of_rows(found, server.dialect)
        self._choose_json(_OLD_JSON)
        return self._asked(f"EXPLAIN FORMAT=JSON FOR CONNECTION {number}")


def words_for(server: Server, *, analyze: bool) -> str:
    """What stands before a statement to have its plan. Raises Unsupported."""
    if server.mariadb:
        return "ANALYZE FORMAT=JSON" if analyze else "EXPLAIN FORMAT=JSON"
    if _has_versions(server):
        return "EXPLAIN ANALYZE FORMAT=JSON" if analyze else "EXPLAIN FORMAT=JSON"
    if server.mysql(8, 0, 18):
        return "EXPLAIN ANALYZE" if analyze else "EXPLAIN FORMAT=TREE"
    if analyze:
        raise Unsupported(
            _("MySQL can run a statement for its plan from 8.0.18 on."),
            hint=_("The plan without running it can be had."),
        )
    return "EXPLAIN FORMAT=JSON"


def _has_versions(server: Server) -> bool:
    return server.mysql(8, 3)


def _text(found: ResultSet) -> str:
    """The one cell of an answer in JSON or as a tree."""
    if not found.rows or not found.rows[0]:
        raise Unsupported(_("The server has no plan of this statement."))
    return str(found.rows[0][0])
