"""Migration traps in settings and accounts: modes, variables, plug-ins that are gone."""

from collections.abc import Iterator, Mapping

from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.audit.settings import variable
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_MODE = N_("The SQL mode {mode} is gone since MySQL {release}")
_VARIABLE = N_("The variable {variable} is gone since MySQL {release}")
_MODES = frozenset(
    """NO_AUTO_CREATE_USER DB2 MAXDB MSSQL MYSQL323 MYSQL40 ORACLE POSTGRESQL NO_FIELD_OPTIONS
    NO_KEY_OPTIONS NO_TABLE_OPTIONS""".split()
)
"""MySQL 8.0 release notes, "Removed Features". MariaDB has kept all of them."""


def _releases(table: str) -> Mapping[str, str]:
    """The release each variable went with, from lines of a release and names."""
    return {
        name: release
        for release, *names in (line.split() for line in table.strip().splitlines())
        for name in names
    }


REMOVED = _releases(
    """
5.7 thread_concurrency timed_mutexes storage_engine innodb_additional_mem_pool_size
5.7 innodb_use_sys_malloc engine_condition_pushdown
8.0 query_cache_limit query_cache_min_res_unit query_cache_size query_cache_type
8.0 query_cache_wlock_invalidate tx_isolation tx_read_only innodb_file_format
8.0 innodb_file_format_check innodb_file_format_max innodb_large_prefix innodb_stats_sample_pages
8.0 innodb_locks_unsafe_for_binlog innodb_support_xa innodb_undo_logs innodb_checksums log_warnings
8.0 sync_frm secure_auth multi_range_count old_passwords show_compatibility_56 max_tmp_tables
8.0 ignore_builtin_innodb ignore_db_dirs date_format datetime_format time_format
8.0 metadata_locks_cache_size metadata_locks_hash_instances log_builtin_as_identified_by_password
8.0 have_crypt internal_tmp_disk_storage_engine log_syslog simplified_binlog_gtid_recovery
8.3 master_info_repository relay_log_info_repository transaction_write_set_extraction
8.3 slave_rows_search_algorithms log_bin_use_v1_row_events group_replication_ip_whitelist
8.4 avoid_temporal_upgrade show_old_temporals default_authentication_plugin expire_logs_days
8.4 binlog_transaction_dependency_tracking have_openssl have_ssl
8.4 group_replication_recovery_complete_at
9.0 mysql_native_password_proxy_users
"""
)
"""System variables that MySQL 9 has no more, with the series that was the first without."""
_PLUGINS = {
    "mysql_native_password": N_("{plugin} is off by default in MySQL 8.4 and gone from 9.0 on"),
    "sha256_password": N_("{plugin} is deprecated since MySQL 8.0.16"),
    "mysql_old_password": N_("{plugin} is gone since MySQL 5.7.5"),
}


@rule(
    Severity.ERROR,
    on=(tree.VariableAssignment,),
    dialects=(Dialect.MYSQL,),
    bad=[
        "SET sql_mode = 'STRICT_TRANS_TABLES,NO_AUTO_CREATE_USER'",
        "SET SESSION sql_mode = CONCAT(@@sql_mode, ',no_auto_create_user')",
        "SET @@global.sql_mode = 'ORACLE'",
    ],
    good=[
        "SET sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE'",
        "SET @mode = 'NO_AUTO_CREATE_USER'",
        "/*!50003 SET sql_mode = 'NO_AUTO_CREATE_USER' */",
    ],
    sources=["MySQL 8.0 release notes, removed features", "MySQL error 1231"],
)
def migration_removed_sql_mode(node: tree.VariableAssignment, scope: Scope) -> Hits:
    """An SQL mode is set that newer servers do not know.

    Why: MySQL 8.0 refuses the whole SET with error 1231, so that the script runs in the server's
    mode, or not at all; a login that sets it fails. What mysqldump puts into a versioned comment is
    not reported.

    Instead: leave the mode out. NO_AUTO_CREATE_USER is how MySQL 8.0 always behaves.
    """
    if variable(node) != "sql_mode" or node.value is None:
        return
    if scope.code.lstrip().startswith("/*!"):
        return
    for literal in tree.walk(node.value):
        if isinstance(literal, tree.Literal) and literal.kind == "string":
            for mode in scope.literal(literal).upper().replace(" ", "").split(","):
                if mode in _MODES:
                    yield hit(literal, _MODE, mode=mode, release="8.0", about=mode)


@rule(
    Severity.WARNING,
    on=(tree.VariableAssignment, tree.Variable),
    dialects=(Dialect.MYSQL,),
    bad=[
        "SET GLOBAL query_cache_size = 0",
        "SET SESSION tx_isolation = 'READ-COMMITTED'",
        "SELECT @@tx_isolation",
        "SET GLOBAL expire_logs_days = 7",
    ],
    good=[
        "SET SESSION transaction_isolation = 'READ-COMMITTED'",
        "SET @tx_isolation = 'READ-COMMITTED'",
        "SET GLOBAL binlog_expire_logs_seconds = 604800",
    ],
    sources=["MySQL manual, 1.4 and 1.5 of each series", "what MySQL 9 answers SHOW VARIABLES"],
)
def migration_removed_variable(node: tree.VariableAssignment | tree.Variable, scope: Scope) -> Hits:
    """A system variable is used that newer servers do not have.

    Why: the statement fails with error 1193 once the server is upgraded; drivers and pools that say
    it at each login cannot connect any more.

    Instead: what took its place: transaction_isolation, binlog_expire_logs_seconds,
    log_error_verbosity, authentication_policy; the query cache has no successor.
    """
    if isinstance(node, tree.VariableAssignment):
        name = variable(node)
    else:
        name = node.name.rpartition(".")[2].lstrip("@").lower() if node.name[:2] == "@@" else ""
        if isinstance(node.parent, tree.VariableAssignment) and node.parent.target is node:
            return
    if release := REMOVED.get(name):
        yield hit(node, _VARIABLE, variable=name, release=release, about=name)


@rule(
    Severity.WARNING,
    on=(tree.Accounts, tree.Grant, tree.VariableAssignment),
    dialects=(Dialect.MYSQL,),
    bad=[
        "CREATE USER app@'%' IDENTIFIED WITH mysql_native_password BY 'x'",
        "ALTER USER app@'%' IDENTIFIED WITH sha256_password BY 'x'",
        "SET GLOBAL default_authentication_plugin = 'mysql_native_password'",
    ],
    good=[
        "CREATE USER app@'%' IDENTIFIED WITH caching_sha2_password BY 'x'",
        "CREATE USER app@'%' IDENTIFIED BY 'x'",
    ],
    sources=["MySQL 8.4 reference manual, 8.4.1.1", "MySQL 9.0 release notes"],
)
def migration_authentication_plugin(
    node: tree.Accounts | tree.Grant | tree.VariableAssignment, scope: Scope
) -> Hits:
    """An account uses a plug-in that newer servers do not load or do not have.

    Why: mysql_native_password is off by default in MySQL 8.4 and gone from 9.0, so that the account
    cannot log in after the upgrade; its SHA-1 can be broken from a dump of the accounts.

    Instead: caching_sha2_password, once all drivers know it.
    """
    for place, name in _plugins(node, scope):
        if template := _PLUGINS.get(name.lower()):
            yield hit(place, template, plugin=name, about=name)


def _plugins(
    node: tree.Accounts | tree.Grant | tree.VariableAssignment, scope: Scope
) -> Iterator[tuple[tree.Node, str]]:
    if isinstance(node, tree.VariableAssignment):
        plugin = variable(node) in {"default_authentication_plugin", "authentication_policy"}
        if plugin and isinstance(node.value, tree.Literal) and node.value.kind == "string":
            yield node.value, scope.literal(node.value)
        return
    for option in node.options:
        if option.name.startswith("IDENTIFIED WITH"):
            match option.value:
                case tree.Name(name=name):
                    yield option, name
                case tree.Literal(kind="string") as literal:
                    yield option, scope.literal(literal)
