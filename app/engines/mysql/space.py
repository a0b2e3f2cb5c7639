"""Space: schemas, their tables, their indexes; undo, temporary tablespaces, redo and binary logs.

Sizes are the engine's estimates out of information_schema, which may be as old as an hour (the
session says so to MySQL 8, whose own default is a day). They are asked for one schema at a time
when opened, for a server may hold a hundred thousand tables; all of it within the time limit of
the session's statements.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.operating.space import SpaceItem, SpaceKind
from app.engines.mysql.asking import Asking
from app.engines.mysql.wire import text_of
from app.i18n import _

_SCHEMAS = (
    "SELECT table_schema AS name, SUM(data_length + index_length) AS used,"
    " SUM(IF(engine = 'InnoDB' AND create_options LIKE '%partitioned%', 0, data_free)) AS free,"
    " SUM(table_rows) AS row_count, COUNT(*) AS tables"
    " FROM information_schema.tables WHERE table_type <> 'VIEW'"
    " GROUP BY table_schema ORDER BY used DESC"
)
_TABLES = (
    "SELECT table_name AS name, engine, row_format, data_length AS data, index_length AS indexes,"
    " data_free AS free, table_rows AS row_count, auto_increment, create_time, update_time"
    " FROM information_schema.tables WHERE table_schema = %s AND table_type <> 'VIEW'"
    " ORDER BY data_length + index_length DESC"
)
_INDEXES = (
    "SELECT index_name AS name, stat_value AS pages, last_update"
    " FROM mysql.innodb_index_stats"
    " WHERE database_name = %s AND table_name = %s AND stat_name = 'size' ORDER BY stat_value DESC"
)
_FILES = "SELECT name, file_size FROM information_schema.{table} WHERE name LIKE %s"
_UNDO = (
    "SELECT name, file_size, allocated_size, state FROM information_schema.innodb_tablespaces"
    " WHERE space_type = 'Undo'"
)
_TEMPORARY = "SELECT SUM(size) AS size FROM information_schema.innodb_session_temp_tablespaces"
_SHARED_TEMPORARY = (
    "SELECT file_size, allocated_size FROM information_schema.innodb_tablespaces"
    " WHERE name = 'innodb_temporary'"
)


class Space(Asking):
    """Shows what takes space."""

    def space(self, of: SpaceItem | None = None) -> tuple[SpaceItem, ...]:
        """Schemas and the server's own; of a schema its tables, of a table its indexes."""
        if of is None:
            return (*self._schemas(), *self._of_server())
        if of.kind is SpaceKind.SCHEMA:
            return self._tables_of(of.name)
        if of.kind is SpaceKind.TABLE:
            return self._indexes_of(of.owner, of.name)
        return ()

    def _schemas(self) -> list[SpaceItem]:
        return [
            SpaceItem(
                SpaceKind.SCHEMA,
                text_of(row["name"]),
                used=_int(row["used"]),
                free=_int(row["free"]),
                rows=_int(row["row_count"]),
                opens=True,
                facts=((_("Tables"), text_of(row["tables"])),),
            )
            for row in self.fetch(_SCHEMAS)
        ]

    def _tables_of(self, schema: str) -> tuple[SpaceItem, ...]:
        files = self._file_sizes(schema)
        return tuple(
            SpaceItem(
                SpaceKind.TABLE,
                text_of(row["name"]),
                owner=schema,
                used=(_int(row["data"]) or 0) + (_int(row["indexes"]) or 0),
                allocated=files.get(text_of(row["name"])),
                free=_int(row["free"]),
                rows=_int(row["row_count"]),
                opens=text_of(row["engine"]) == "InnoDB",
                facts=_table_facts(row),
            )
            for row in self.fetch(_TABLES, schema)
        )

    def _file_sizes(self, schema: str) -> dict[str, int]:
        """Size of each table's files, all partitions together; takes PROCESS."""
        table = "innodb_tablespaces" if self.server.mysql(8) else "innodb_sys_tablespaces"
        pattern = schema.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%") + "/%"
        sizes: dict[str, int] = {}
        for row in self.fetch_if_allowed(_FILES.format(table=table), pattern):
            name = text_of(row["name"]).partition("/")[2].partition("#")[0]
            sizes[name] = sizes.get(name, 0) + (_int(row["file_size"]) or 0)
        return sizes

    def _indexes_of(self, schema: str, table: str) -> tuple[SpaceItem, ...]:
        page = int(self.server.variables.get("innodb_page_size") or 16384)
        return tuple(
            SpaceItem(
                SpaceKind.INDEX,
                text_of(row["name"]),
                owner=f"{schema}.{table}",
                used=(_int(row["pages"]) or 0) * page,
                facts=((_("Statistics of"), text_of(row["last_update"])),),
            )
            for row in self.fetch_needing("SELECT ON mysql.*", _INDEXES, schema, table)
        )

    def _of_server(self) -> list[SpaceItem]:
        return [*self._undo(), *self._temporary(), *self._logs()]

    def _undo(self) -> list[SpaceItem]:
        if not self.server.mysql(8):
            return []
        return [
            SpaceItem(
                SpaceKind.UNDO,
                text_of(row["name"]),
                used=_int(row["allocated_size"]),
                allocated=_int(row["file_size"]),
                facts=((_("State"), text_of(row["state"])),),
            )
            for row in self.fetch_if_allowed(_UNDO)
        ]

    def _temporary(self) -> list[SpaceItem]:
        if not self.server.mysql(8):
            return []
        found = [
            SpaceItem(
                SpaceKind.TEMP,
                "innodb_temporary",
                used=_int(row["allocated_size"]),
                allocated=_int(row["file_size"]),
            )
            for row in self.fetch_if_allowed(_SHARED_TEMPORARY)
        ]
        sessions = self.fetch_if_allowed(_TEMPORARY)
        if sessions and sessions[0]["size"]:
            found.append(
                SpaceItem(SpaceKind.TEMP, _("of all sessions"), used=_int(sessions[0]["size"]))
            )
        return found

    def _logs(self) -> list[SpaceItem]:
        """Binary logs all together; the redo log's size is a setting."""
        found = []
        if self.server.on("log_bin"):
            logs = self.fetch_if_allowed("SHOW BINARY LOGS")
            size = sum(_int(row["file_size"]) or 0 for row in logs)
            if logs:
                names = f"{text_of(logs[0]['log_name'])} – {text_of(logs[-1]['log_name'])}"
                facts = ((_("Files"), f"{len(logs)}: {names}"),)
                found.append(SpaceItem(SpaceKind.LOG, _("binary logs"), used=size, facts=facts))
        redo = int(self.server.variables.get("innodb_redo_log_capacity") or 0)
        if not redo:
            files = int(self.server.variables.get("innodb_log_files_in_group") or 1)
            redo = files * int(self.server.variables.get("innodb_log_file_size") or 0)
        if redo:
            found.append(SpaceItem(SpaceKind.LOG, _("redo log"), allocated=redo))
        return found


def _table_facts(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    shown = (
        (_("Engine"), row["engine"]),
        (_("Row format"), row["row_format"]),
        (_("Data"), row["data"]),
        (_("Indexes"), row["indexes"]),
        (_("Next AUTO_INCREMENT"), row["auto_increment"]),
        (_("Created"), row["create_time"]),
        (_("Changed"), row["update_time"]),
    )
    return tuple((name, text_of(value)) for name, value in shown if value is not None)


def _int(value: Any) -> int | None:
    return None if value is None else int(value)
