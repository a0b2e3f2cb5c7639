"""What a statement is called, by its first words, and of what nature it is."""

from enum import StrEnum
from functools import lru_cache

from app.domain.dialect import Dialect
from app.sql.tokens import END, IDENTIFIER, Tokens


class Nature(StrEnum):
    """What a statement is for."""

    QUERY = "query"
    DML = "dml"
    DDL = "ddl"
    TRANSACTION = "transaction"
    OTHER = "other"


_DDL = frozenset("CREATE ALTER DROP RENAME TRUNCATE COMMENT PURGE FLASHBACK".split())
_DML = frozenset("INSERT UPDATE DELETE REPLACE MERGE LOAD".split())
_TRANSACTIONS = frozenset("BEGIN COMMIT ROLLBACK SAVEPOINT RELEASE XA".split())
_QUERIES = frozenset("SELECT VALUES TABLE SHOW DESCRIBE DESC EXPLAIN".split())
_NATURES = {
    "ALTER SESSION": Nature.OTHER,
    "ALTER SYSTEM": Nature.OTHER,
    "ALTER INSTANCE": Nature.OTHER,
    "DROP PREPARE": Nature.OTHER,
    "LOAD INDEX": Nature.OTHER,
    "PURGE BINARY": Nature.OTHER,
    "PURGE MASTER": Nature.OTHER,
    "BEGIN NOT ATOMIC": Nature.OTHER,
    "SET TRANSACTION": Nature.TRANSACTION,
    "START TRANSACTION": Nature.TRANSACTION,
}

PLSQL_BLOCK = "PL/SQL BLOCK"

_OBJECTS: dict[str, list[tuple[str, ...]]] = {}
for _name in """
    TABLE; VIEW; INDEX; DATABASE; DATABASE LINK; SCHEMA; PROCEDURE; FUNCTION; TRIGGER; EVENT;
    PACKAGE; PACKAGE BODY; TYPE; TYPE BODY; SEQUENCE; SYNONYM; USER; ROLE; TABLESPACE; SERVER;
    SPATIAL REFERENCE SYSTEM; RESOURCE GROUP; LOGFILE GROUP; MATERIALIZED VIEW;
    MATERIALIZED VIEW LOG; MATERIALIZED ZONEMAP; LIBRARY; JAVA; DIRECTORY; PROFILE; CLUSTER;
    CONTEXT; DIMENSION; OPERATOR; OUTLINE; INDEXTYPE; SESSION; SYSTEM; INSTANCE; PREPARE; EDITION;
    CONTROLFILE; PFILE; SPFILE; DISKGROUP; PLUGGABLE DATABASE; RESTORE POINT; ROLLBACK SEGMENT;
    AUDIT POLICY; FLASHBACK ARCHIVE; HIERARCHY; JOIN GROUP; PROPERTY GRAPH; MLE MODULE; MLE ENV;
    DOMAIN; RESOURCE COST; PMEM FILESTORE
    """.split(";"):
    _words = tuple(_name.split())
    _OBJECTS.setdefault(_words[0], []).insert(0, _words)
_NO_OBJECT = frozenset({END, "(", ";", "AS"})
_ON_OBJECTS = frozenset("CREATE ALTER DROP".split())
_FAR = 24  # tokens between CREATE and its object: definers, algorithms and the like
_PAIRS = frozenset(
    tuple(pair.split())
    for pair in """
    ADMINISTER KEY; ANALYZE TABLE; ANALYZE INDEX; ANALYZE CLUSTER; CHANGE MASTER;
    CHANGE REPLICATION; CHECK TABLE; CHECKSUM TABLE; COMMENT ON; FLASHBACK DATABASE;
    FLASHBACK TABLE; IMPORT TABLE; INSTALL COMPONENT; INSTALL PLUGIN; LOAD DATA; LOAD INDEX;
    LOAD XML; LOCK INSTANCE; LOCK TABLE; LOCK TABLES; OPTIMIZE TABLE; PURGE BINARY; PURGE MASTER;
    RENAME TABLE; RENAME TABLES; RENAME USER; REPAIR TABLE; SET CONSTRAINT; SET CONSTRAINTS;
    SET PASSWORD; SET ROLE; SET TRANSACTION; START REPLICA; START SLAVE; START TRANSACTION;
    STOP REPLICA; STOP SLAVE; TRUNCATE CLUSTER; UNINSTALL COMPONENT; UNINSTALL PLUGIN;
    UNLOCK INSTANCE; UNLOCK TABLES
    """.split(";")
)
_SCOPES = frozenset("GLOBAL SESSION LOCAL NO_WRITE_TO_BINLOG".split())
_BEHIND_WITH = frozenset("SELECT INSERT UPDATE DELETE MERGE REPLACE VALUES TABLE".split())
_BLOCKS = frozenset("BEGIN DECLARE EXEC EXECUTE".split())


@lru_cache(maxsize=1024)
def nature(kind: str) -> Nature:
    """The nature of a statement of that kind."""
    if kind in _NATURES:
        return _NATURES[kind]
    verb = kind.partition(" ")[0]
    if verb in _DDL:
        return Nature.DDL
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
    at = _behind_labels(kinds, 0)
    while kinds[at] == "(":
        at += 1
    word = kinds[at]
    if word in _BLOCKS and dialect is Dialect.ORACLE:
        return PLSQL_BLOCK
    if word == "WITH":
        return _behind_with(kinds, at)
    if word in _ON_OBJECTS:
        return _on_object(kinds, at)
    second = kinds[at + 1 + (kinds[at + 1] in _SCOPES)] if word[:1].isalpha() else ""
    if (word, second) in _PAIRS:
        return f"{word} {second}"
    if word == "TRUNCATE":
        return "TRUNCATE TABLE"
    if (word, second, kinds[at + 2]) == ("BEGIN", "NOT", "ATOMIC"):
        return "BEGIN NOT ATOMIC"
    return word if word[:1].isalpha() else ""


def _behind_labels(kinds: list[str], at: int) -> int:
    """Where the statement itself begins, behind `label:` and `<<label>>`."""
    while kinds[at] == "<<" and kinds[at + 2] == ">>":
        at += 3
    if kinds[at + 1] == ":" and (kinds[at][:1].isalpha() or kinds[at] is IDENTIFIER):
        at += 2
    return at


def _on_object(kinds: list[str], at: int) -> str:
    """CREATE and what is created, over whatever stands between them."""
    verb, here = kinds[at], at + 1
    while here < at + _FAR and kinds[here] not in _NO_OBJECT:
        for words in _OBJECTS.get(kinds[here], ()):
            if tuple(kinds[here : here + len(words)]) == words:
                return " ".join((verb, *words))
        here += 3 if kinds[here] == "DEFINER" and kinds[here + 1] == "=" else 1
    return verb


def _behind_with(kinds: list[str], at: int) -> str:
    """The verb behind the common table expressions; functions among them serve queries only."""
    if kinds[at + 1] in {"FUNCTION", "PROCEDURE"}:
        return "SELECT"
    depth = 0
    for word in kinds[at:]:
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in _BEHIND_WITH:
            return word
    return "SELECT"
