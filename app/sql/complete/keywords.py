"""Which words may follow, by what stands before: the ones people write, not all a manual has."""

from app.domain.dialect import Dialect

MYSQL, MARIADB, ORACLE = Dialect.MYSQL, Dialect.MARIADB, Dialect.ORACLE


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


_VERBS = _list(
    """SELECT, INSERT INTO, UPDATE, DELETE FROM, WITH, CREATE, ALTER, DROP, EXPLAIN, CALL, SET,
    GRANT, REVOKE, COMMIT, ROLLBACK, SAVEPOINT, TRUNCATE TABLE, RENAME, LOCK, BEGIN, ANALYZE"""
)
_VERBS_OF = {
    False: _list(
        """SHOW, USE, REPLACE INTO, START TRANSACTION, DESCRIBE, FLUSH, KILL, LOAD DATA, OPTIMIZE
        TABLE, CHECK TABLE, REPAIR TABLE, CHECKSUM TABLE, PREPARE, EXECUTE, DEALLOCATE PREPARE,
        HANDLER, DO, TABLE, VALUES, UNLOCK TABLES, PURGE BINARY LOGS, CHANGE REPLICATION SOURCE TO,
        START REPLICA, STOP REPLICA, RESET, INSTALL PLUGIN, XA, DELIMITER"""
    ),
    True: _list(
        """MERGE INTO, DECLARE, COMMENT ON, PURGE, FLASHBACK TABLE, EXECUTE, EXEC, DESCRIBE, AUDIT,
        NOAUDIT, SET TRANSACTION, EXPLAIN PLAN FOR"""
    ),
}


def verbs(dialect: Dialect) -> tuple[str, ...]:
    """How a statement begins."""
    return _VERBS + _VERBS_OF[dialect is ORACLE]


_PROGRAM = {
    False: _list(
        """SELECT, INSERT INTO, UPDATE, DELETE FROM, SET, IF, CASE, LOOP, WHILE, REPEAT, BEGIN, END,
        END IF, END LOOP, END WHILE, END REPEAT, END CASE, DECLARE, CALL, OPEN, FETCH, CLOSE, LEAVE,
        ITERATE, RETURN, SIGNAL SQLSTATE, RESIGNAL, ELSE, ELSEIF, WITH, COMMIT, ROLLBACK"""
    ),
    True: _list(
        """SELECT, INSERT INTO, UPDATE, DELETE FROM, MERGE INTO, IF, CASE, LOOP, WHILE, FOR, FORALL,
        BEGIN, END, END IF, END LOOP, END CASE, DECLARE, OPEN, FETCH, CLOSE, EXIT, EXIT WHEN,
        CONTINUE, RETURN, RAISE, EXECUTE IMMEDIATE, ELSE, ELSIF, EXCEPTION, WHEN, NULL, COMMIT,
        ROLLBACK, PRAGMA, WITH, GOTO"""
    ),
}


def program_verbs(dialect: Dialect) -> tuple[str, ...]:
    """How a statement within a stored program begins, or a block goes on."""
    return _PROGRAM[dialect is ORACLE]


_BEHIND_TABLE = _list(
    """WHERE, JOIN, LEFT JOIN, INNER JOIN, RIGHT JOIN, CROSS JOIN, NATURAL JOIN, GROUP BY, ORDER BY,
    HAVING, UNION, UNION ALL, FOR UPDATE, AS"""
)
_BEHIND_TABLE_OF = {
    False: _list(
        """LIMIT, STRAIGHT_JOIN, USE INDEX, FORCE INDEX, IGNORE INDEX, PARTITION, WINDOW, EXCEPT,
        INTERSECT, LOCK IN SHARE MODE, FOR SHARE, INTO OUTFILE"""
    ),
    True: _list(
        """FULL JOIN, LEFT OUTER JOIN, CONNECT BY, START WITH, FETCH FIRST, OFFSET, MINUS,
        INTERSECT, SAMPLE, PARTITION, PIVOT, UNPIVOT, CROSS APPLY, AS OF TIMESTAMP"""
    ),
}


def behind_table(dialect: Dialect, *, joined: bool) -> tuple[str, ...]:
    """What follows a table in FROM; `joined` where a JOIN still lacks its condition."""
    first = ("ON", "USING") if joined else ()
    return first + _BEHIND_TABLE + _BEHIND_TABLE_OF[dialect is ORACLE]


_OPERATORS = _list(
    """AND, OR, IS NULL, IS NOT NULL, IN, NOT IN, LIKE, NOT LIKE, BETWEEN, NOT BETWEEN"""
)
_OPERATORS_OF = {False: _list("REGEXP, RLIKE, DIV, MOD, XOR, COLLATE"), True: _list("ESCAPE")}
_AFTER = {
    "SELECT": _list("FROM, AS, INTO, OVER"),
    "WHERE": _list("GROUP BY, ORDER BY, UNION, UNION ALL, FOR UPDATE"),
    "ON": _list("WHERE, JOIN, LEFT JOIN, INNER JOIN, RIGHT JOIN, GROUP BY, ORDER BY, SET"),
    "GROUP": _list("HAVING, ORDER BY, WITH ROLLUP"),
    "HAVING": _list("ORDER BY, UNION, UNION ALL"),
    "ORDER": _list("ASC, DESC, FOR UPDATE"),
    "SET": _list("WHERE, ORDER BY"),
    "VALUES": _list("RETURNING"),
    "CASE": _list("WHEN, THEN, ELSE, END"),
}
_LIMITS = {False: ("LIMIT",), True: ("FETCH FIRST", "OFFSET")}
_LIMITED = frozenset({"WHERE", "ON", "GROUP", "HAVING", "ORDER", "SELECT"})


def behind_operand(clause: str, dialect: Dialect, *, in_case: bool) -> tuple[str, ...]:
    """What follows a value in that clause."""
    oracle = dialect is ORACLE
    words = list(_AFTER["CASE"] if in_case else ())
    if clause in {"SELECT", "GROUP", "ORDER"}:
        words += _AFTER.get(clause, ()) + _OPERATORS + _OPERATORS_OF[oracle]
    else:
        words += _OPERATORS + _OPERATORS_OF[oracle] + _AFTER.get(clause, ())
    if clause in _LIMITED:
        words += _LIMITS[oracle]
    if clause == "SET" and not oracle:
        words.append("LIMIT")
    if clause == "ORDER" and oracle:
        words += ["NULLS FIRST", "NULLS LAST"]
    if clause == "VALUES" and not oracle:
        words = ["ON DUPLICATE KEY UPDATE", *words]
    return tuple(words)


_OPERAND = _list("NULL, CASE, NOT, EXISTS, DISTINCT, INTERVAL")
_OPERAND_OF = {
    False: _list(
        "TRUE, FALSE, DEFAULT, CURRENT_TIMESTAMP, CURRENT_DATE, BINARY, ALL, ANY, STRAIGHT_JOIN"
    ),
    True: _list(
        """SYSDATE, SYSTIMESTAMP, ROWNUM, ROWID, LEVEL, PRIOR, CONNECT_BY_ROOT, USER, DATE,
        TIMESTAMP, CURRENT_DATE, CURRENT_TIMESTAMP, DEFAULT, ALL, ANY, UNIQUE"""
    ),
}


def operand(dialect: Dialect) -> tuple[str, ...]:
    """Words that are a value or begin one."""
    return _OPERAND + _OPERAND_OF[dialect is ORACLE]


_OBJECTS = _list(
    """TABLE, VIEW, INDEX, UNIQUE INDEX, PROCEDURE, FUNCTION, TRIGGER, USER, ROLE, DATABASE,
    OR REPLACE"""
)
_OBJECTS_OF = {
    False: _list(
        """SCHEMA, EVENT, TEMPORARY TABLE, DEFINER =, SERVER, TABLESPACE, FULLTEXT INDEX, SEQUENCE,
        SPATIAL INDEX, TABLE IF NOT EXISTS, DATABASE IF NOT EXISTS"""
    ),
    True: _list(
        """SEQUENCE, SYNONYM, PUBLIC SYNONYM, PACKAGE, PACKAGE BODY, TYPE, TYPE BODY, MATERIALIZED
        VIEW, GLOBAL TEMPORARY TABLE, TABLESPACE, DIRECTORY, PROFILE, DATABASE LINK, BITMAP INDEX,
        CONTEXT"""
    ),
}
_SHOW = _list(
    """TABLES, FULL TABLES, DATABASES, COLUMNS FROM, FULL COLUMNS FROM, INDEX FROM, CREATE TABLE,
    CREATE VIEW, CREATE PROCEDURE, CREATE FUNCTION, CREATE TRIGGER, CREATE EVENT, CREATE DATABASE,
    CREATE USER, TABLE STATUS, PROCESSLIST, FULL PROCESSLIST, VARIABLES LIKE, GLOBAL VARIABLES LIKE,
    STATUS LIKE, GLOBAL STATUS LIKE, ENGINE INNODB STATUS, ENGINES, GRANTS, GRANTS FOR, WARNINGS,
    ERRORS, TRIGGERS, EVENTS, PROCEDURE STATUS, FUNCTION STATUS, REPLICA STATUS,
    ALL REPLICAS STATUS, SLAVE STATUS, MASTER STATUS, BINARY LOG STATUS, BINARY LOGS,
    BINLOG EVENTS, REPLICAS, PLUGINS, PRIVILEGES, OPEN TABLES, COLLATION, CHARACTER SET, PROFILES"""
)
_FOLLOW: dict[str, tuple[str, ...]] = {
    "INSERT": _list("INTO, IGNORE INTO"),
    "REPLACE": _list("INTO"),
    "MERGE": _list("INTO"),
    "DELETE": _list("FROM"),
    "GROUP": _list("BY"),
    "ORDER": _list("BY, SIBLINGS BY"),
    "PARTITION": _list("BY"),
    "CONNECT": _list("BY, BY PRIOR, BY NOCYCLE PRIOR"),
    "LEFT": _list("JOIN, OUTER JOIN"),
    "RIGHT": _list("JOIN, OUTER JOIN"),
    "FULL": _list("JOIN, OUTER JOIN"),
    "INNER": _list("JOIN"),
    "OUTER": _list("JOIN"),
    "CROSS": _list("JOIN"),
    "NATURAL": _list("JOIN, LEFT JOIN"),
    "IS": _list("NULL, NOT NULL, TRUE, FALSE"),
    "NOT": _list("NULL, IN, LIKE, BETWEEN, EXISTS, REGEXP"),
    "START": _list("TRANSACTION, WITH, REPLICA"),
    "FOR": _list("UPDATE, SHARE, EACH ROW"),
    "UNION": _list("SELECT, ALL SELECT"),
    "ALL": _list("SELECT"),
    "EXCEPT": _list("SELECT"),
    "INTERSECT": _list("SELECT"),
    "MINUS": _list("SELECT"),
    "ALTER": _list("TABLE, USER, VIEW, INDEX, DATABASE, PROCEDURE, FUNCTION, EVENT, SESSION SET, "
                   "SYSTEM SET, SEQUENCE, PACKAGE, TRIGGER, TABLESPACE, INSTANCE"),
    "TRUNCATE": _list("TABLE"),
    "LOCK": _list("TABLES, TABLE, IN SHARE MODE"),
    "EXPLAIN": _list("SELECT, UPDATE, DELETE FROM, INSERT INTO, ANALYZE, FORMAT=JSON, FORMAT=TREE, "
                     "PLAN FOR, EXTENDED"),
    "ANALYZE": _list("TABLE, FORMAT=JSON, SELECT"),
    "START TRANSACTION": _list("READ ONLY, WITH CONSISTENT SNAPSHOT"),
    "WHEN": _list("MATCHED THEN, NOT MATCHED THEN"),
    "MATCHED": _list("THEN"),
    "COMMENT": _list("ON TABLE, ON COLUMN"),
    "NULLS": _list("FIRST, LAST"),
    "PURGE": _list("BINARY LOGS, RECYCLEBIN, TABLE"),
    "KILL": _list("QUERY, CONNECTION"),
    "FLUSH": _list("PRIVILEGES, TABLES, LOGS, STATUS, TABLES WITH READ LOCK, BINARY LOGS"),
    "DUPLICATE": _list("KEY UPDATE"),
    "OVER": _list("("),
    "FETCH": _list("FIRST, NEXT"),
}  # fmt: skip
_IN_ALTER_TABLE = _list(
    """ADD COLUMN, ADD INDEX, ADD UNIQUE, ADD PRIMARY KEY, ADD CONSTRAINT, ADD FOREIGN KEY, DROP
    COLUMN, DROP INDEX, DROP PRIMARY KEY, DROP FOREIGN KEY, DROP CONSTRAINT, MODIFY COLUMN, CHANGE
    COLUMN, ALTER COLUMN, RENAME TO, RENAME COLUMN, ADD PARTITION, DROP PARTITION, TRUNCATE
    PARTITION, ENGINE, COMMENT, ALGORITHM=INPLACE, ALGORITHM=INSTANT, LOCK=NONE, CONVERT TO
    CHARACTER SET, AUTO_INCREMENT, ORDER BY, FORCE"""
)
_IN_ALTER_TABLE_OF_ORACLE = _list(
    """ADD, ADD CONSTRAINT, ADD PARTITION, DROP COLUMN, DROP CONSTRAINT, DROP PARTITION, MODIFY,
    MODIFY PARTITION, RENAME TO, RENAME COLUMN, MOVE, MOVE PARTITION, SHRINK SPACE, ENABLE ROW
    MOVEMENT, SPLIT PARTITION, TRUNCATE PARTITION, EXCHANGE PARTITION, PARALLEL, NOLOGGING, LOGGING,
    ENABLE CONSTRAINT, DISABLE CONSTRAINT, SET UNUSED"""
)
COLUMN_TYPES = {
    False: _list(
        """INT, BIGINT, SMALLINT, TINYINT, DECIMAL, DOUBLE, FLOAT, CHAR, VARCHAR, TEXT, MEDIUMTEXT,
        LONGTEXT, BLOB, LONGBLOB, DATE, DATETIME, TIMESTAMP, TIME, YEAR, JSON, ENUM, SET, BINARY,
        VARBINARY, BOOLEAN, BIT, UNSIGNED, NOT NULL, NULL, DEFAULT, AUTO_INCREMENT, PRIMARY KEY,
        UNIQUE, COMMENT, REFERENCES, COLLATE, CHARACTER SET, GENERATED ALWAYS AS, FOREIGN KEY, KEY,
        INDEX, CONSTRAINT, CHECK, ON UPDATE CURRENT_TIMESTAMP"""
    ),
    True: _list(
        """NUMBER, INTEGER, VARCHAR2, CHAR, NVARCHAR2, CLOB, NCLOB, BLOB, DATE, TIMESTAMP, TIMESTAMP
        WITH TIME ZONE, RAW, FLOAT, BINARY_DOUBLE, JSON, BOOLEAN, NOT NULL, NULL, DEFAULT, PRIMARY
        KEY, UNIQUE, CONSTRAINT, CHECK, REFERENCES, FOREIGN KEY, GENERATED ALWAYS AS IDENTITY"""
    ),
}
SET = _list("GLOBAL, SESSION, NAMES, PERSIST, TRANSACTION ISOLATION LEVEL, PASSWORD, ROLE")
"""What is set."""


def objects(dialect: Dialect) -> tuple[str, ...]:
    """What can be created and dropped."""
    return _OBJECTS + _OBJECTS_OF[dialect is ORACLE]


def in_alter_table(dialect: Dialect) -> tuple[str, ...]:
    """What can be done to a table."""
    return _IN_ALTER_TABLE_OF_ORACLE if dialect is ORACLE else _IN_ALTER_TABLE


def following(word: str, dialect: Dialect) -> tuple[str, ...]:
    """What a word of two or more goes on with."""
    if word in {"CREATE", "DROP"}:
        return objects(dialect)
    if word in {"SHOW"} and dialect is not ORACLE:
        return _SHOW
    return _FOLLOW.get(word, ())


def all_words(dialect: Dialect) -> frozenset[str]:
    """Every word of the above: what is offered, last, where nothing is known of the place."""
    oracle = dialect is ORACLE
    lists = (
        *(_VERBS, _VERBS_OF[oracle], _BEHIND_TABLE, _BEHIND_TABLE_OF[oracle], _OPERATORS),
        *(_OPERATORS_OF[oracle], _OPERAND, _OPERAND_OF[oracle], objects(dialect)),
        *(in_alter_table(dialect), COLUMN_TYPES[oracle], _PROGRAM[oracle]),
        *(() if oracle else (_SHOW,)),
    )
    return frozenset(word for words in lists for phrase in words for word in phrase.split())
