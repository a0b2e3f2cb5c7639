"""Names and texts as a statement writes them, in the dialect that will read it."""

import re

from app.domain.dialect import Dialect
from app.sql.grammar.words import RESERVED

_ORACLE_CHUNK = 1000
"""Characters of one literal: Oracle takes 4,000 bytes, and a character may have four."""
_PLAIN = re.compile(r"[A-Z][A-Z0-9_$#]*")
_PLAIN_MYSQL = re.compile(r"[a-z_][a-z0-9_]*")
_RESERVED = frozenset(
    """ACCESS ADD ALL ALTER AND ANY AS ASC AUDIT BETWEEN BY CHAR CHECK CLUSTER COLUMN COLUMN_VALUE
    COMMENT COMPRESS CONNECT CREATE CURRENT DATE DECIMAL DEFAULT DELETE DESC DISTINCT DROP ELSE
    EXCLUSIVE EXISTS FILE FLOAT FOR FROM GRANT GROUP HAVING IDENTIFIED IMMEDIATE IN INCREMENT INDEX
    INITIAL INSERT INTEGER INTERSECT INTO IS LEVEL LIKE LOCK LONG MAXEXTENTS MINUS MLSLABEL MODE
    MODIFY NESTED_TABLE_ID NOAUDIT NOCOMPRESS NOT NOWAIT NULL NUMBER OF OFFLINE ON ONLINE OPTION OR
    ORDER PCTFREE PRIOR PUBLIC RAW RENAME RESOURCE REVOKE ROW ROWID ROWNUM ROWS SELECT SESSION SET
    SHARE SIZE SMALLINT START SUCCESSFUL SYNONYM SYSDATE TABLE THEN TO TRIGGER UID UNION UNIQUE
    UPDATE USER VALIDATE VALUES VARCHAR VARCHAR2 VIEW WHENEVER WHERE WITH""".split()
)
"""Oracle Database 19c, SQL Language Reference, appendix E."""


def quoted(value: str) -> str:
    """A string literal of the MySQL family, for sessions without NO_BACKSLASH_ESCAPES."""
    escaped = value.replace("\\", "\\\\").replace("'", "''").replace("\0", "\\0")
    return "'" + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\x1a", "\\Z") + "'"


def named(name: str) -> str:
    """A name in back-ticks."""
    return "`" + name.replace("`", "``") + "`"


def text_literal(value: str, dialect: Dialect) -> str:
    """A string literal; a long one of Oracle is a CLOB put together from parts."""
    if dialect is not Dialect.ORACLE:
        return quoted(value)
    if len(value) <= _ORACLE_CHUNK:
        return _oracle_quoted(value)
    parts = (value[n : n + _ORACLE_CHUNK] for n in range(0, len(value), _ORACLE_CHUNK))
    return " || ".join(f"TO_CLOB({_oracle_quoted(part)})" for part in parts)


def _oracle_quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def oracle_named(name: str) -> str:
    """A name of Oracle's dictionary, in double quotes where it would mean another without them."""
    if _PLAIN.fullmatch(name) and name not in _RESERVED:
        return name
    return '"' + name.replace('"', "") + '"'


def name_in(name: str, dialect: Dialect) -> str:
    """A name as a statement of this dialect has it."""
    return oracle_named(name) if dialect is Dialect.ORACLE else named(name)


def written(name: str, dialect: Dialect) -> str:
    """A name as somebody writes it: in quotes only where it must be."""
    if dialect is Dialect.ORACLE:
        return oracle_named(name)
    plain = _PLAIN_MYSQL.fullmatch(name) and name.upper() not in RESERVED
    return name if plain else named(name)


def dotted(schema: str, name: str, dialect: Dialect) -> str:
    """A name with its schema, each as it is written."""
    parts = (schema, name) if schema else (name,)
    return ".".join(written(part, dialect) for part in parts)
