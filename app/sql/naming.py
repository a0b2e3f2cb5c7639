"""Names as they are written in statements."""

import re

from app.domain.dialect import Dialect
from app.sql.grammar.words import RESERVED

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")
_PLAIN_ORACLE = re.compile(r"[A-Z][A-Z0-9_$#]*\Z")
_RESERVED_ORACLE = frozenset(
    """ACCESS ADD ALL ALTER AND ANY AS ASC AUDIT BETWEEN BY CHAR CHECK CLUSTER COLUMN COMMENT
    COMPRESS CONNECT CREATE CURRENT DATE DECIMAL DEFAULT DELETE DESC DISTINCT DROP ELSE EXCLUSIVE
    EXISTS FILE FLOAT FOR FROM GRANT GROUP HAVING IDENTIFIED IMMEDIATE IN INCREMENT INDEX INITIAL
    INSERT INTEGER INTERSECT INTO IS LEVEL LIKE LOCK LONG MAXEXTENTS MINUS MLSLABEL MODE MODIFY
    NOAUDIT NOCOMPRESS NOT NOWAIT NULL NUMBER OF OFFLINE ON ONLINE OPTION OR ORDER PCTFREE PRIOR
    PUBLIC RAW RENAME RESOURCE REVOKE ROW ROWID ROWNUM ROWS SELECT SESSION SET SHARE SIZE SMALLINT
    START SUCCESSFUL SYNONYM SYSDATE TABLE THEN TO TRIGGER UID UNION UNIQUE UPDATE USER VALIDATE
    VALUES VARCHAR VARCHAR2 VIEW WHENEVER WHERE WITH""".split()
)


def written(name: str, dialect: Dialect) -> str:
    """A name as a statement takes it: in quotes only where it must be."""
    if dialect is Dialect.ORACLE:
        if _PLAIN_ORACLE.match(name) and name not in _RESERVED_ORACLE:
            return name
        return '"' + name + '"'  # no name holds a quote
    if _PLAIN.match(name) and name.upper() not in RESERVED:
        return name
    return quoted(name, dialect)


def quoted(name: str, dialect: Dialect) -> str:
    """A name in quotes, whatever it is."""
    if dialect is Dialect.ORACLE:
        return '"' + name + '"'
    return "`" + name.replace("`", "``") + "`"


def dotted(schema: str, name: str, dialect: Dialect) -> str:
    """A name with its schema, each as it must be written."""
    parts = (schema, name) if schema else (name,)
    return ".".join(written(part, dialect) for part in parts)
