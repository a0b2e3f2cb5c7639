"""What a statement is called, by its first words, and of what nature it is."""

from enum import StrEnum

from app.domain.dialect import Dialect
from app.sql.tokens import END, Tokens


class Nature(StrEnum):
    """What a statement is for."""

    QUERY = "query"
    DML = "dml"
    DDL = "ddl"
    TRANSACTION = "transaction"
    OTHER = "other"


_DDL = frozenset("CREATE ALTER DROP RENAME TRUNCATE COMMENT GRANT REVOKE PURGE FLASHBACK".split())
_DML = frozenset("INSERT UPDATE DELETE REPLACE MERGE LOAD".split())
_TRANSACTIONS = frozenset("BEGIN START COMMIT ROLLBACK SAVEPOINT RELEASE XA".split())
_QUERIES = frozenset({"SELECT", "VALUES", "TABLE", "SHOW", "DESCRIBE", "DESC", "EXPLAIN"})
_OBJECTS = frozenset(
    """TABLE VIEW INDEX DATABASE SCHEMA PROCEDURE FUNCTION TRIGGER EVENT PACKAGE TYPE SEQUENCE
    SYNONYM USER ROLE TABLESPACE SERVER LIBRARY JAVA DIRECTORY PROFILE CLUSTER CONTEXT DIMENSION
    OPERATOR OUTLINE SESSION SYSTEM INSTANCE LINK LOGFILE RESOURCE REFERENCE ZONEMAP HIERARCHY
    CONTROLFILE DISKGROUP PLUGGABLE PUBLICATION EDITION""".split()
)
_FAR = 24  # tokens between CREATE and its object: definers, algorithms and the like


def nature(kind: str) -> Nature:
    """The nature of a statement of that kind."""
    verb = kind.partition(" ")[0]
    if verb in _DDL:
        sessions = kind in {"ALTER SESSION", "ALTER SYSTEM"}
        return Nature.OTHER if sessions or verb in {"GRANT", "REVOKE"} else Nature.DDL
    if verb in _DML:
        return Nature.DML
    if verb in _QUERIES:
        return Nature.QUERY
    return Nature.TRANSACTION if verb in _TRANSACTIONS else Nature.OTHER


def kind_of(tokens: Tokens, dialect: Dialect) -> str:
    """SELECT, INSERT, CREATE TABLE, CREATE PACKAGE BODY, PL/SQL BLOCK, …; "" for no tokens.

    WITH is called after the verb behind it, and a query in parentheses after what is in them.
    """
    kinds = tokens.kinds
    at = 0
    while kinds[at] == "(":
        at += 1
    word = kinds[at]
    if word is END:
        return ""
    if word == "WITH":
        return _behind_with(kinds, at)
    if dialect is Dialect.ORACLE and word in {"BEGIN", "DECLARE", "<<", "<"}:
        return "PL/SQL BLOCK"
    if word in {"CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE"}:
        return _of_object(kinds, at)
    if word in {"SET", "START", "LOCK", "COMMENT"} and kinds[at + 1] in _SECONDS:
        return f"{word} {kinds[at + 1]}"
    return word if word[:1].isalpha() else ""


_SECONDS = frozenset({"TRANSACTION", "ROLE", "CONSTRAINTS", "PASSWORD", "TABLE", "TABLES", "ON"})


def _of_object(kinds: list[str], at: int) -> str:
    """CREATE and what is created, over whatever stands between them."""
    verb = kinds[at]
    for here in range(at + 1, min(at + _FAR, len(kinds))):
        word = kinds[here]
        if word is END or word in {"(", ";", "AS"}:
            break
        if word in _OBJECTS:
            if word == "DATABASE" and kinds[here + 1] == "LINK":
                return f"{verb} DATABASE LINK"
            if word in {"PACKAGE", "TYPE"} and kinds[here + 1] == "BODY":
                return f"{verb} {word} BODY"
            return f"{verb} {word}"
    return "TRUNCATE TABLE" if verb == "TRUNCATE" else verb


def _behind_with(kinds: list[str], at: int) -> str:
    depth = 0
    for word in kinds[at:]:
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES"}:
            return word
    return "SELECT"
