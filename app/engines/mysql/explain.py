"""Plans: of a statement before it runs, and of one that another session runs now."""

from app.domain.errors import BadInput, StatementFailed, Unsupported
from app.domain.operating.server import ResultSet
from app.domain.operating.sessions import ServerSession
from app.engines.mysql.guard import refuse_unless_reading
from app.engines.mysql.session import MysqlSession
from app.i18n import _
from app.sql.parse import parse
from app.sql.tree import Explain, Query

_NOTHING_TO_EXPLAIN = frozenset({"1933", "1932", "3012", "1094", "1235"})


class ExplainsStatements(MysqlSession):
    """Explains."""

    def explain(self, statement: str, schema: str = "") -> ResultSet:
        """How the server would run it; the statement itself is never run.

        MariaDB wants a transaction that may write for the plan of a write. `run` has made sure
        that it is one statement and a mere EXPLAIN before anything is sent.
        """
        explained = f"EXPLAIN {statement.strip().rstrip(';')}"
        refuse_unless_reading(explained)
        if schema:
            self.in_schema(schema)
        if self.endpoint.read_only or not self._writes(explained):
            return self.run(explained)
        self.tell("SET SESSION TRANSACTION READ WRITE")
        try:
            return self.run(explained)
        finally:
            self.as_new()

    def _writes(self, explained: str) -> bool:
        tree_of = parse(explained, self.server.dialect).tree
        return isinstance(tree_of, Explain) and not isinstance(tree_of.statement, Query)


class ExplainsOthers(MysqlSession):
    """Explains what another session runs."""

    def explain_running(self, target: ServerSession) -> ResultSet:
        """The plan that is being run; only of statements that have one."""
        if not target.id.isdecimal():
            raise BadInput(_("{id} is not the number of a session.").format(id=target.id))
        words = "SHOW EXPLAIN FOR" if self.server.mariadb else "EXPLAIN FOR CONNECTION"
        try:
            return self.run(f"{words} {target.id}")
        except StatementFailed as error:
            if error.code not in _NOTHING_TO_EXPLAIN:
                raise
            raise Unsupported(
                _("Session {id} runs nothing now that has a plan.").format(id=target.id),
                hint=_("It may have ended in the meantime; refresh the list."),
            ) from error
