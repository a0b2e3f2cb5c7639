"""Which statements change nothing, so that a console needs nobody's consent for them.

What `guard` lets through, and what only concerns the session itself: its schema, its variables as
far as they are listed here, the begin and the end of its transaction. Whatever else there is may
change something, and is treated so.
"""

from app.domain.errors import Refused
from app.engines.mysql.guard import refuse_unless_reading
from app.sql import tree
from app.sql.parse import Parsed

_TRANSACTIONS = frozenset(
    {"BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT",
     "RELEASE"}
)  # fmt: skip
_SETS = frozenset({"", "NAMES", "CHARACTER SET", "CHARSET", "TRANSACTION"})
_OWN_SCOPES = frozenset({"", "SESSION", "LOCAL"})
_OWN_PREFIXES = ("@@SESSION.", "@@LOCAL.", "@@")
_VARIABLES = frozenset(
    """
    AUTOCOMMIT BIG_TABLES BULK_INSERT_BUFFER_SIZE CHARACTER_SET_CLIENT CHARACTER_SET_CONNECTION
    CHARACTER_SET_RESULTS COLLATION_CONNECTION CTE_MAX_RECURSION_DEPTH DEFAULT_WEEK_FORMAT
    DIV_PRECISION_INCREMENT END_MARKERS_IN_JSON EQ_RANGE_INDEX_DIVE_LIMIT EXPLAIN_FORMAT
    EXPLAIN_JSON_FORMAT_VERSION GROUP_CONCAT_MAX_LEN HISTOGRAM_SIZE HISTOGRAM_TYPE
    INFORMATION_SCHEMA_STATS_EXPIRY INNODB_LOCK_WAIT_TIMEOUT INTERACTIVE_TIMEOUT
    IN_PREDICATE_CONVERSION_THRESHOLD JOIN_BUFFER_SIZE JOIN_BUFFER_SPACE_LIMIT JOIN_CACHE_LEVEL
    LC_MESSAGES LC_TIME_NAMES LOCK_WAIT_TIMEOUT LONG_QUERY_TIME LOW_PRIORITY_UPDATES
    MAX_ERROR_COUNT MAX_EXECUTION_TIME MAX_HEAP_TABLE_SIZE MAX_JOIN_SIZE MAX_LENGTH_FOR_SORT_DATA
    MAX_POINTS_IN_GEOMETRY MAX_RECURSIVE_ITERATIONS MAX_SEEKS_FOR_KEY MAX_SORT_LENGTH
    MAX_STATEMENT_TIME MIN_EXAMINED_ROW_LIMIT MRR_BUFFER_SIZE NET_READ_TIMEOUT NET_WRITE_TIMEOUT
    OPTIMIZER_PRUNE_LEVEL OPTIMIZER_SEARCH_DEPTH OPTIMIZER_SWITCH OPTIMIZER_TRACE
    OPTIMIZER_TRACE_FEATURES OPTIMIZER_TRACE_LIMIT OPTIMIZER_TRACE_MAX_MEM_SIZE
    OPTIMIZER_TRACE_OFFSET OPTIMIZER_USE_CONDITION_SELECTIVITY PROFILING PROFILING_HISTORY_SIZE
    RANGE_ALLOC_BLOCK_SIZE RANGE_OPTIMIZER_MAX_MEM_SIZE READ_BUFFER_SIZE READ_RND_BUFFER_SIZE
    REGEXP_STACK_LIMIT REGEXP_TIME_LIMIT ROWID_MERGE_BUFF_SIZE SET_OPERATIONS_BUFFER_SIZE
    SHOW_CREATE_TABLE_VERBOSITY SHOW_OLD_TEMPORALS SORT_BUFFER_SIZE SQL_BIG_SELECTS
    SQL_BUFFER_RESULT SQL_NOTES SQL_QUOTE_SHOW_CREATE SQL_SAFE_UPDATES SQL_SELECT_LIMIT
    SQL_WARNINGS TIMESTAMP TIME_ZONE TMP_MEMORY_TABLE_SIZE TMP_TABLE_SIZE TRANSACTION_ISOLATION
    TX_ISOLATION UPDATABLE_VIEWS_WITH_LIMIT USE_STAT_TABLES WAIT_TIMEOUT
    WINDOWING_USE_HIGH_PRECISION
    """.split()
)
"""Of a session: they bear on how it reads, waits, and is answered. Not SQL_MODE, under which our
own reading might differ from the server's; not what later changes would do otherwise or in secret
(SQL_LOG_BIN, FOREIGN_KEY_CHECKS); not TRANSACTION_READ_ONLY, the server's own guard."""


def why_changing(statement: str) -> str:
    """Why a statement may change something, in a sentence; "" where it does not."""
    try:
        refuse_unless_reading(statement, only_ours)
    except Refused as refused:
        return str(refused)
    return ""


def only_ours(parsed: Parsed) -> bool:
    """Whether a statement that is no query concerns nothing but the session that runs it."""
    statement = parsed.tree
    match statement:
        case tree.Use():
            return True
        case tree.Transaction():
            return statement.kind in _TRANSACTIONS and "WRITE" not in parsed.tokens.kinds
        case tree.SetVariables(kind="TRANSACTION"):
            kinds = parsed.tokens.kinds
            return "GLOBAL" not in kinds and "WRITE" not in kinds
        case tree.SetVariables():
            return statement.kind in _SETS and all(map(_is_ours, statement.assignments))
    return False


def _is_ours(assignment: tree.VariableAssignment) -> bool:
    if assignment.scope.upper() not in _OWN_SCOPES:
        return False
    target = assignment.target
    if isinstance(target, tree.Variable):
        name = target.name.upper().replace("`", "")
        if not name.startswith("@@"):
            return True  # a variable of the user's
        prefix = next(each for each in _OWN_PREFIXES if name.startswith(each))
        return name.removeprefix(prefix) in _VARIABLES
    if isinstance(target, tree.Column):
        return len(target.name.parts) == 1 and target.name.parts[0].upper() in _VARIABLES
    return True  # SET NAMES, SET CHARACTER SET
