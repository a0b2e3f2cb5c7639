"""What is asked of the dictionary for a snapshot: a statement a kind of thing, a schema each.

`{all}` is `dba` where the account may read all of the dictionary, and `all` elsewhere: what
ALL_ views show goes by the grants on the objects. Columns: Database Reference 19c. Never asked for
are LOW_VALUE, HIGH_VALUE and histograms, which hold values of rows.
"""

TABLES = (
    "SELECT t.table_name, t.tablespace_name, t.num_rows, t.blocks, t.last_analyzed"
    " FROM {all}_all_tables t WHERE t.owner = :owner AND NVL(t.dropped, 'NO') = 'NO'"
    " AND NVL(t.nested, 'NO') = 'NO' AND NVL(t.secondary, 'N') = 'N'"
    " AND (t.iot_type IS NULL OR t.iot_type = 'IOT')"
    " ORDER BY t.table_name"
)
"""Relational and object tables; not the recycle bin, nor what belongs to another table.

DROPPED is NULL for what has partitions.
"""
VIEWS = "SELECT v.view_name FROM {all}_views v WHERE v.owner = :owner ORDER BY v.view_name"
SYNONYMS = (
    "SELECT s.synonym_name FROM {all}_synonyms s WHERE s.owner = :owner ORDER BY s.synonym_name"
)
PUBLIC_SYNONYMS = (
    "SELECT s.synonym_name FROM {all}_synonyms s WHERE s.owner = 'PUBLIC'"
    " AND s.table_owner IN (SELECT u.username FROM all_users u WHERE u.oracle_maintained = 'N')"
    " ORDER BY s.synonym_name"
)
COLUMNS = (
    "SELECT c.table_name, c.column_name, c.data_type, c.data_length, c.char_length, c.char_used,"
    " c.data_precision, c.data_scale, c.nullable, c.data_default, c.virtual_column,"
    " c.identity_column, c.num_distinct FROM {all}_tab_cols c"
    " WHERE c.owner = :owner AND c.user_generated = 'YES'"
    " ORDER BY c.table_name, c.column_id, c.internal_column_id"
)
COMMENTS = (
    "SELECT c.table_name, c.comments FROM {all}_tab_comments c"
    " WHERE c.owner = :owner AND c.comments IS NOT NULL"
)
COLUMN_COMMENTS = (
    "SELECT c.table_name, c.column_name, c.comments FROM {all}_col_comments c"
    " WHERE c.owner = :owner AND c.comments IS NOT NULL"
)
INDEXES = (
    "SELECT i.table_name, i.owner, i.index_name, i.index_type, i.uniqueness, i.visibility,"
    " i.distinct_keys, i.leaf_blocks, i.tablespace_name FROM {all}_indexes i"
    " WHERE i.table_owner = :owner AND i.index_type <> 'LOB' AND NVL(i.dropped, 'NO') = 'NO'"
    " ORDER BY i.table_name, i.index_name"
)
INDEX_COLUMNS = (
    "SELECT c.index_owner, c.index_name, c.column_name, c.column_position, c.descend"
    " FROM {all}_ind_columns c WHERE c.table_owner = :owner"
    " ORDER BY c.index_owner, c.index_name, c.column_position"
)
INDEX_EXPRESSIONS = (
    "SELECT e.index_owner, e.index_name, e.column_position, e.column_expression"
    " FROM {all}_ind_expressions e WHERE e.table_owner = :owner"
)
CONSTRAINTS = (
    "SELECT c.table_name, c.constraint_name, c.constraint_type, c.r_owner, c.r_constraint_name,"
    " c.delete_rule, c.index_owner, c.index_name FROM {all}_constraints c"
    " WHERE c.owner = :owner AND c.constraint_type IN ('P', 'U', 'R') AND c.status = 'ENABLED'"
    " ORDER BY c.table_name, c.constraint_name"
)
KEY_COLUMNS = (
    "SELECT k.owner, k.constraint_name, k.table_name, k.column_name FROM {all}_cons_columns k"
    " WHERE k.position IS NOT NULL AND (k.owner = :owner OR (k.owner, k.constraint_name) IN"
    " (SELECT c.r_owner, c.r_constraint_name FROM {all}_constraints c"
    " WHERE c.owner = :owner AND c.constraint_type = 'R'))"
    " ORDER BY k.owner, k.constraint_name, k.position"
)
"""Of the schema's own keys, and of those in other schemas that its foreign keys name."""
PARTITIONS = (
    "SELECT p.table_name, p.partition_name, p.high_value, p.num_rows, p.blocks, p.tablespace_name"
    " FROM {all}_tab_partitions p WHERE p.table_owner = :owner"
    " ORDER BY p.table_name, p.partition_position"
)
TRIGGERS = (
    "SELECT t.table_name, t.trigger_name FROM {all}_triggers t WHERE t.table_owner = :owner"
    " AND t.table_name IS NOT NULL ORDER BY t.table_name, t.trigger_name"
)
ROUTINES = (
    "SELECT o.object_name, o.object_type FROM {all}_objects o WHERE o.owner = :owner"
    " AND o.object_type IN ('PROCEDURE', 'FUNCTION', 'PACKAGE') ORDER BY o.object_name"
)
SEGMENTS = (
    "SELECT s.segment_name, s.partition_name, s.segment_type, s.bytes FROM dba_segments s"
    " WHERE s.owner = :owner"
)
OWN_SEGMENTS = (
    "SELECT s.segment_name, s.partition_name, s.segment_type, s.bytes FROM user_segments s"
)
BLOCK_SIZES = "SELECT t.tablespace_name, t.block_size FROM user_tablespaces t"

_ASKED = (
    "compatible", "cursor_sharing", "db_block_size", "ddl_lock_timeout",
    "deferred_segment_creation", "enable_ddl_logging", "max_string_size", "nls_length_semantics",
    "open_cursors", "optimizer_features_enable", "optimizer_mode", "parallel_degree_policy",
    "parallel_max_servers", "pga_aggregate_target", "plsql_code_type", "plsql_optimize_level",
    "query_rewrite_enabled", "recyclebin", "resumable_timeout", "sga_target",
    "skip_unusable_indexes", "sql92_security", "statistics_level", "undo_retention",
)  # fmt: skip
"""Parameters that rules may ask for: none names a host, a file or an account."""
PARAMETERS = (
    "SELECT p.name, p.value FROM v$system_parameter p WHERE p.name IN ("
    + ", ".join(f"'{name}'" for name in _ASKED)
    + ")"
)
CHARACTER_SETS = (
    "SELECT n.parameter, n.value FROM nls_database_parameters n"
    " WHERE n.parameter IN ('NLS_CHARACTERSET', 'NLS_NCHAR_CHARACTERSET')"
)
