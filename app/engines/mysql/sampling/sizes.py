"""What fills up: auto-increment columns, InnoDB's files, binary logs. Asked for seldom.

These can take minutes on big schemas, and wait for metadata locks: each is ended by the server
after some seconds, and then left alone for hours. Sizes are of files, which takes no lock on any
table; tables of other engines are not among them.
"""

from app.engines.mysql.sampling.look import Look, Missing, Wanted
from app.i18n import _

_WITHIN = 10.0  # seconds
_AUTO_INCREMENT = (
    "SELECT t.table_schema, t.table_name, c.column_type, t.auto_increment"
    " FROM information_schema.columns AS c JOIN information_schema.tables AS t"
    " ON t.table_schema = c.table_schema AND t.table_name = c.table_name"
    " WHERE c.extra LIKE '%auto_increment%' AND t.auto_increment > 1"
    " AND c.table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')"
    " ORDER BY t.auto_increment / {most} DESC LIMIT 100"
)
_MOST_OF = (
    "(CASE SUBSTRING_INDEX(SUBSTRING_INDEX(c.column_type, '(', 1), ' ', 1)"
    " WHEN 'tinyint' THEN 127 WHEN 'smallint' THEN 32767 WHEN 'mediumint' THEN 8388607"
    " WHEN 'int' THEN 2147483647 ELSE 9223372036854775807e0 END"
    " * IF(c.column_type LIKE '%unsigned%', 2, 1))"
)
_BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}
_FILES = (
    "SELECT SUBSTRING_INDEX(name, '/', 1), SUM(file_size) FROM information_schema.{table}"
    " WHERE name LIKE '%/%' GROUP BY 1 ORDER BY 2 DESC LIMIT 500"
)


def take_auto_increment(look: Look, _wanted: Wanted) -> None:
    """`autoinc`: the hundred that are fullest."""
    statement = look.within(_WITHIN, _AUTO_INCREMENT.format(most=_MOST_OF))
    look.tables["autoinc"] = {
        f"{schema}.{table}": {"used_percent": 100 * float(next_value or 0) / _most(kind or "")}
        for schema, table, kind, next_value in look.rows("autoinc", statement)
    }


def _most(column_type: str) -> float:
    """The greatest number of a column's type; of `float` and the like, as of a bigint."""
    bits = _BITS.get(column_type.partition("(")[0].partition(" ")[0], 64)
    return float(2 ** (bits if "unsigned" in column_type else bits - 1) - 1)


def take_space(look: Look, _wanted: Wanted) -> None:
    """`space`: takes PROCESS."""
    table = "innodb_tablespaces" if look.server.mysql(8) else "innodb_sys_tablespaces"
    rows = look.rows("space", look.within(_WITHIN, _FILES.format(table=table)))
    look.tables["space"] = {name or "": {"bytes": int(float(size or 0))} for name, size in rows}


def take_binary_logs(look: Look, _wanted: Wanted) -> None:
    """`binlog`: takes REPLICATION CLIENT."""
    if not look.server.on("log_bin"):
        raise Missing(_("This server writes no binary log."))
    columns, rows = look.named_rows("binlog", "SHOW BINARY LOGS")
    size = columns.index("file_size")
    look.fields["binlog.files"] = len(rows)
    look.fields["binlog.bytes"] = sum(int(row[size] or 0) for row in rows)
