"""What is asked of information_schema for a snapshot: a statement a kind of thing, a schema each.

A server may hold 100,000 tables, and MariaDB opens every one of which it is asked for sizes; a
statement a schema stays within the session's time limit where one for all would not.
"""

from app.engines.mysql.server import Server

SCHEMATA = (
    "SELECT schema_name AS name, default_character_set_name AS charset,"
    " default_collation_name AS collation FROM information_schema.schemata"
    " WHERE schema_name NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')"
    " ORDER BY schema_name"
)
TABLES = (
    "SELECT table_name AS name, table_type AS type, engine, row_format, table_rows AS row_count,"
    " data_length, index_length, auto_increment, table_collation AS collation,"
    " table_comment AS comment FROM information_schema.tables WHERE table_schema = %s"
    " ORDER BY table_name"
)
COLUMNS = (
    "SELECT table_name, column_name AS name, column_type AS type, is_nullable, column_default,"
    " collation_name AS collation, extra, column_comment AS comment, data_type"
    " FROM information_schema.columns WHERE table_schema = %s"
    " ORDER BY table_name, ordinal_position"
)
FOREIGN_KEYS = (
    "SELECT k.table_name, k.constraint_name AS name, k.column_name, k.referenced_table_schema,"
    " k.referenced_table_name, k.referenced_column_name, r.update_rule, r.delete_rule"
    " FROM information_schema.key_column_usage AS k"
    " JOIN information_schema.referential_constraints AS r"
    " ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name"
    " AND r.table_name = k.table_name"
    " WHERE k.table_schema = %s AND k.referenced_table_name IS NOT NULL"
    " ORDER BY k.table_name, k.constraint_name, k.ordinal_position"
)
PARTITIONS = (
    "SELECT table_name, partition_name AS name, table_rows AS row_count, data_length, index_length,"
    " partition_description AS bound FROM information_schema.partitions"
    " WHERE table_schema = %s AND partition_name IS NOT NULL"
    " ORDER BY table_name, partition_ordinal_position, subpartition_ordinal_position"
)
TRIGGERS = (
    "SELECT event_object_table AS table_name, trigger_name AS name"
    " FROM information_schema.triggers WHERE trigger_schema = %s"
    " ORDER BY event_object_table, action_order"
)
ROUTINES = (
    "SELECT routine_name AS name, routine_type AS type FROM information_schema.routines"
    " WHERE routine_schema = %s ORDER BY routine_name"
)
HISTOGRAMS = (
    "SELECT table_name, column_name, JSON_EXTRACT(histogram, '$.buckets') AS buckets"
    " FROM information_schema.column_statistics"
    " WHERE schema_name = %s AND JSON_EXTRACT(histogram, '$.\"histogram-type\"') = 'singleton'"
)
"""Values of rows stand in these buckets: they are looked at for their shares, and left out."""

SEES_ALL = (
    "SELECT 1 AS found FROM information_schema.user_privileges"
    " WHERE privilege_type = 'SELECT' AND grantee = %s"
)
SEES_SCHEMA = (
    "SELECT 1 AS found FROM information_schema.schema_privileges"
    " WHERE privilege_type = 'SELECT' AND grantee = %s AND table_schema = %s"
)

VARIABLES = frozenset(
    "autocommit binlog_encryption binlog_format binlog_row_image binlog_transaction_compression"
    " character_set_server collation_server"
    " default_storage_engine encrypt_binlog event_scheduler explicit_defaults_for_timestamp"
    " foreign_key_checks"
    " gtid_mode gtid_strict_mode innodb_autoinc_lock_mode innodb_buffer_pool_size"
    " innodb_default_row_format innodb_file_per_table innodb_flush_log_at_trx_commit"
    " innodb_large_prefix innodb_lock_wait_timeout innodb_online_alter_log_max_size"
    " innodb_page_size"
    " innodb_strict_mode local_infile lock_wait_timeout log_bin log_bin_compress"
    " log_bin_trust_function_creators"
    " lower_case_table_names max_allowed_packet max_execution_time max_statement_time"
    " optimizer_switch read_only sort_buffer_size sql_mode sql_require_primary_key"
    " sql_safe_updates super_read_only sync_binlog tmp_table_size transaction_isolation"
    " tx_isolation version version_comment".split()
)
"""Settings that rules may ask for: none names a host, a file or an account."""


def statistics(server: Server) -> str:
    """The parts of all indexes; functional parts and hidden indexes where the server has them."""
    more = ""
    if server.mysql(8):
        more = ", is_visible"
    if server.mysql(8, 0, 13):
        more += ", expression"
    if server.maria(10, 6):
        more = ", ignored"
    return (
        "SELECT table_name, index_name AS name, non_unique, column_name, sub_part, collation,"
        f" cardinality, index_type{more} FROM information_schema.statistics"
        " WHERE table_schema = %s ORDER BY table_name, index_name, seq_in_index"
    )
