"""Who holds something now that a write would wait for."""

from app.engines.mysql.asking import Asking
from app.engines.mysql.metadata import SW, X, goes_with
from app.engines.mysql.wire import text_of
from app.i18n import _

_METADATA = (
    "SELECT t.processlist_id AS session, t.processlist_user AS user, m.lock_type AS mode"
    " FROM performance_schema.metadata_locks AS m"
    " JOIN performance_schema.threads AS t ON t.thread_id = m.owner_thread_id"
    " WHERE m.object_type = 'TABLE' AND m.object_schema = %s AND m.object_name = %s"
    " AND m.lock_status = 'GRANTED' AND t.processlist_id IS NOT NULL"
    " AND t.processlist_id <> CONNECTION_ID()"
)
_OF_PLUGIN = (
    "SELECT m.thread_id AS session, p.user AS user, REPLACE(m.lock_mode, 'MDL_', '') AS mode"
    " FROM information_schema.metadata_lock_info AS m"
    " LEFT JOIN information_schema.processlist AS p ON p.id = m.thread_id"
    " WHERE m.table_schema = %s AND m.table_name = %s AND m.thread_id <> CONNECTION_ID()"
)
_ROWS = (
    "SELECT t.processlist_id AS session, t.processlist_user AS user, COUNT(*) AS locks"
    " FROM performance_schema.data_locks AS l"
    " JOIN performance_schema.threads AS t ON t.thread_id = l.thread_id"
    " WHERE l.object_schema = %s AND l.object_name = %s AND l.lock_type = 'RECORD'"
    " AND l.lock_status = 'GRANTED' AND t.processlist_id IS NOT NULL"
    " GROUP BY t.processlist_id, t.processlist_user"
)
_MOST = 20  # sessions named


class Obstacles(Asking):
    """Says who holds locks on a table."""

    def in_the_way(self, schema: str, table: str, own: str, *, ddl: bool) -> list[str]:
        """A sentence for each session, save `own`, whose lock the write may have to wait for."""
        wanted = X if ddl else SW
        rows = self._metadata(schema, table)
        if rows is None:
            return [
                _("Who holds metadata locks on it cannot be told: performance_schema is off, and"
                  " MariaDB's METADATA_LOCK_INFO is not loaded.")
            ]  # fmt: skip
        said = [
            _("Session {id} ({user}) holds a metadata lock in its way: {mode}.").format(
                id=session, user=user, mode=mode
            )
            for session, user, mode in rows
            if session != own and not goes_with(wanted, mode)
        ]
        if self.server.mysql(8) and self.server.performance_schema:
            for row in self.fetch_if_allowed(_ROWS, schema, table):
                if (session := text_of(row["session"])) != own:
                    text = _("Session {id} ({user}) holds {count} row locks on it.")
                    said.append(
                        text.format(id=session, user=text_of(row["user"]), count=row["locks"])
                    )
        return list(dict.fromkeys(said))[:_MOST]

    def _metadata(self, schema: str, table: str) -> list[tuple[str, str, str]] | None:
        if self.server.performance_schema:
            rows = self.fetch_if_allowed(_METADATA, schema, table)
        elif self.server.mariadb:
            loaded = self.fetch_if_allowed(
                "SELECT 1 AS x FROM information_schema.plugins"
                " WHERE plugin_name = 'METADATA_LOCK_INFO' AND plugin_status = 'ACTIVE'"
            )
            if not loaded:
                return None
            rows = self.fetch_if_allowed(_OF_PLUGIN, schema, table)
        else:
            return None
        return [
            (text_of(row["session"]), text_of(row["user"]), text_of(row["mode"])) for row in rows
        ]
