"""Which dialect a script is in, by its words, its folders and its name.

Every sign counts for one side by its weight, one that is repeated at most `_REPEATED` times:
what is said in many ways is not outvoted by one that is said a hundred times.
"""

import re
from collections import Counter
from pathlib import PurePath

from app.domain.dialect import Dialect
from app.sql.possessive import compile_pattern
from app.sql.redis.detecting import is_redis

_HEAD = 32 * 1024  # code points
_REPEATED = 3

_ORACLE_WORDS = {
    5: "VARCHAR2 NVARCHAR2 PLS_INTEGER BINARY_INTEGER RAISE_APPLICATION_ERROR ROWTYPE PRAGMA"
    " ROWNUM NEXTVAL SERVEROUTPUT WHENEVER SYSDBA DBMS_OUTPUT UTL_FILE ORACLE SQLPLUS PLSQL",
    4: "NVL NVL2 DECODE TO_DATE TO_CHAR TO_NUMBER TO_TIMESTAMP LISTAGG REGEXP_COUNT MINUS"
    " SYSTIMESTAMP ELSIF BULK FORALL VARRAY AUTHID PCTFREE INITRANS NOLOGGING EDITIONABLE NOCACHE"
    " TABLESPACE SYNONYM PACKAGE MATERIALIZED PLUGGABLE FLASHBACK MULTISET XMLTYPE XMLELEMENT"
    " XMLTABLE INITCAP BFILE NCLOB UNPIVOT CONNECT_BY_ROOT SQLERRM DISKGROUP INMEMORY",
    3: "PROMPT SPOOL EXEC SYSDATE CLOB PIVOT SUBTYPE DEFERRABLE NOAUDIT",
    2: "MERGE REM EXCEPTION SEQUENCE BODY VALIDATE SAMPLE ADD_MONTHS TRUNC OBJECT PURGE",
}
_MYSQL_WORDS = {
    5: "AUTO_INCREMENT INNODB MYISAM UTF8MB4 MEDIUMINT LONGTEXT MEDIUMTEXT TINYTEXT LONGBLOB"
    " FOREIGN_KEY_CHECKS SQL_MODE SQL_LOG_BIN MYSQL MARIADB PERFORMANCE_SCHEMA",
    4: "ENGINE TINYINT UNSIGNED ZEROFILL DELIMITER CHARSET IGNORE DUPLICATE IFNULL GROUP_CONCAT"
    " DATE_FORMAT ENUM FULLTEXT UNIX_TIMESTAMP CONCAT_WS STRAIGHT_JOIN HANDLER SQLSTATE DEFINER"
    " DEALLOCATE SLAVE REPLICA BINLOG BINARY ELSEIF DIAGNOSTICS",
    3: "DATETIME BIGINT LIMIT DATABASES VARBINARY UTF8 ALGORITHM MASTER NAMES MODIFIES",
    2: "USE DATABASE NOW SHOW COLLATE REGEXP CURDATE ISOLATION",
}
_WORD = compile_pattern(r"[A-Z_][A-Z0-9_$#]*")

_ORACLE_OBJECTS = (
    "DIRECTORY|DIMENSION|HIERARCHY|CLUSTER|EDITION|JAVA|LIBRARY|OUTLINE|CONTEXT|OPERATOR"
    "|INDEXTYPE|TYPE|(?:PUBLIC|SHARED)|AUDIT POLICY|LOCKDOWN|ROLLBACK SEGMENT|RESTORE POINT"
    "|ANALYTIC VIEW|ATTRIBUTE DIMENSION|PROFILE|(?:NO)?FORCE|GLOBAL TEMPORARY|PRIVATE TEMPORARY"
    "|BITMAP INDEX|PFILE|SPFILE|CONTROLFILE|MLE|PMEM"
)
# what a script is searched for is in capitals, and so are the signs
_ORACLE_SIGNS = tuple(
    (compile_pattern(sign, re.M), weight)
    for sign, weight in (
        (r"^[ \t]*/[ \t\r]*$", 6),
        (r"^(?:PROMPT|REM|SPOOL|DEFINE|UNDEFINE|ACCEPT|COLUMN|COL|TTITLE|BREAK ON|VAR)\b", 4),
        (r"^SET (?:ECHO|DEFINE|FEED|SERVEROUT|VERIFY|LINES|PAGES|HEAD|TIMING|TERM|TRIMS)", 5),
        (r"^@@?[\w&./\\?]", 4),
        (r"\b(?:DBMS|UTL|CTX|APEX|HTP|OWA|SDO|CTXSYS)_\w", 5),
        (r"\bG?V\$[A-Z]|\b(?:DBA|ALL)_[A-Z]|\bUSER_(?:TAB|OBJECTS|IND|CONS|ERRORS|SOURCE)", 4),
        (r"\bNUMBER\s*(?:[(,)]|NOT\b|DEFAULT\b|PRIMARY\b|GENERATED\b)", 4),
        (r"%TYPE\b|%ROWTYPE\b|\(\+\)", 5),
        (r"\bCONNECT\s+BY\b|\bEXECUTE\s+IMMEDIATE\b", 4),
        (r"\bRETURNING\b(?:(?!\b(?:RETURNING|INTO)\b).)*+\bINTO\b", 4),
        (r"^[^\S\n]*+COMMENT\s+ON\s+(?:TABLE|COLUMN)\b", 5),
        (rf"\b(?:CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+)?(?:{_ORACLE_OBJECTS})\b", 5),
        (r"\bCREATE\s+OR\s+REPLACE\s+(?:FUNCTION|PROCEDURE|TRIGGER)\b", 3),
        (r"\bALTER\s+(?:SESSION|SYSTEM)\s+SET\b", 3),
        (r"(?<![@\w])\w+\s*:=", 2),
        (r"(?<![\s&])&&?[A-Z\d]|(?<![\w'\":@]):[A-Z\d]", 1),
    )
)
_MYSQL_SIGNS = tuple(
    (compile_pattern(sign, re.M), weight)
    for sign, weight in (
        (r"`", 5),
        (r"/\*M?!\d{5}", 8),
        (r"^#", 2),
        (r"@@?(?:GLOBAL|SESSION)\b|@\w+\s*:?=|&& |\s!\w", 3),
        (r"\bIF\s+(?:NOT\s+)?EXISTS\b|\bEND\s+(?:WHILE|REPEAT)\b", 3),
        (r"\bINT\s*\(\d+\)|\bSYSDATE\(\)", 4),
        (r"(?:NULL|DEFAULT\s+\S+)\s+AFTER\s+\w", 4),
        (r"^USE\s+[\w`]+\s*;", 4),
        (r"\b(?:MODIFY|CHANGE|ADD)\s+COLUMN\b|\bADD\s+(?:UNIQUE\s+)?KEY\b", 3),
        (r"^DECLARE (?!SECTION).*\b(?:HANDLER|CONDITION|CURSOR) FOR\b", 6),
    )
)
_DUMP = compile_pattern(r"^-- (?:MYSQL|MARIADB) DUMP\b", re.M)
# comments and strings, which speak only where the code does not
_NO_SIGN = compile_pattern(r"--[^\n]*+|/\*(?!M?!)(?:[^*]++|\*(?!/))*+(?:\*/)?|'[^'\n]*+'")
_MARIADB = compile_pattern(
    r"^-- MARIADB DUMP\b|/\*M!\d{6}|\b\d+\.\d+\.\d+-MARIADB\b|SOURCE SERVER TYPE\s*:\s*MARIADB"
    r"|\bWITH\s+SYSTEM\s+VERSIONING\b|\bBEGIN\s+NOT\s+ATOMIC\b|\bENGINE\s*=\s*ARIA\b",
    re.M,
)

_ORACLE_NAME = compile_pattern(r"ORACLE|(?<![A-Z])ORA(?![A-Z])|PL-?SQL|SQL-?PLUS")
_MYSQL_NAME = compile_pattern(r"MYSQL|MARIA|PERCONA|INNODB")
_ORACLE_ENDINGS = frozenset(".PKS .PKB .PCK .PKG .PLS .PLB .PLSQL .TPS .TPB .PRC .FNC".split())
_OF_PARTS = (12, 8, 5, 3)  # what the name of the file, its folder, and the ones above weigh
_OF_ENDING = 20


def detect(name: str, head: str) -> Dialect:
    """The dialect of the script called `name` whose text begins with `head`.

    MySQL where nothing says otherwise.
    """
    if is_redis(name, head[:_HEAD]):
        return Dialect.REDIS
    head, name = head[:_HEAD].upper(), name.upper()
    score = _of_name(name) + _of_text(_NO_SIGN.sub(" ", head))
    if (score or _of_text(head)) > 0 and not _DUMP.search(head):
        return Dialect.ORACLE
    return Dialect.MARIADB if "MARIADB" in name or _MARIADB.search(head) else Dialect.MYSQL


def _of_text(head: str) -> int:
    """How much more of the text, in capitals, speaks for Oracle than for MySQL."""
    counts = Counter(_WORD.findall(head))
    score = 0
    for side, words in ((1, _ORACLE_WORDS), (-1, _MYSQL_WORDS)):
        for weight, listed in words.items():
            score += side * weight * sum(min(counts[word], _REPEATED) for word in listed.split())
    for side, signs in ((1, _ORACLE_SIGNS), (-1, _MYSQL_SIGNS)):
        for sign, weight in signs:
            score += side * weight * min(len(sign.findall(head)), _REPEATED)
    return score


def _of_name(name: str) -> int:
    """How much more of the path, in capitals, speaks for Oracle than for MySQL."""
    path = PurePath(name)
    score = _OF_ENDING if path.suffix in _ORACLE_ENDINGS else 0
    for depth, part in enumerate(reversed(path.parts)):
        weight = _OF_PARTS[min(depth, len(_OF_PARTS) - 1)]
        if _ORACLE_NAME.search(part):
            score += weight
        if _MYSQL_NAME.search(part):
            score -= weight
    return score
