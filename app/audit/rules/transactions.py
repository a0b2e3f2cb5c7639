"""Rules about sessions and transactions: what a file sets, begins and ends."""

import re

from app.audit.registry import EVERYWHERE, End, Hits, Text, hit, rule
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.kinds import Nature, nature

_ORACLE = Dialect.ORACLE  # members of an enumeration are slow to get at in Python 3.11

_HARMLESS = (
    "NAMES", "CHARACTER SET", "sql_mode", "time_zone", "foreign_key_checks", "unique_checks",
    "sql_notes", "character_set_client", "character_set_results", "collation_connection",
    "lock_wait_timeout", "innodb_lock_wait_timeout",
)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.SetVariables, tree.Transaction, tree.Administration),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"allowed": _HARMLESS},
    bad=["SET GLOBAL max_connections = 500", "ROLLBACK",
         "SET autocommit = 0; DELETE FROM account WHERE id = 7",
         "-- dialect: oracle\nALTER SESSION SET nls_date_format = 'YYYY'",
         "-- dialect: oracle\nROLLBACK"],
    good=["SET NAMES utf8mb4", "SET @a = 7", "SET SESSION sql_mode = 'ANSI'", "COMMIT",
          "/*!40014 SET @OLD = @@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS = 0 */",
          "-- dialect: oracle\nCOMMIT"],
    sources=["Archery oracle-session-control", "goInception er_incorrect_global_local_var"],
)  # fmt: skip
def statement_no_session_control(
    node: tree.SetVariables | tree.Transaction | tree.Administration, scope: Scope
) -> Hits:
    """The file changes settings, or rolls back.

    Why: SET GLOBAL changes the server for everybody and is lost at its restart; a session that runs
    several files keeps what one of them has set; ROLLBACK takes changes back that were reviewed.
    `allowed` names settings that may be set for the session.

    Instead: settings belong to whoever runs the file, and to the server's configuration.
    """
    if node.parent is not None:
        return
    if isinstance(node, tree.Transaction):
        if node.kind == "ROLLBACK":
            yield hit(node, N_("ROLLBACK takes back what the file did"))
        return
    if isinstance(node, tree.Administration):
        if node.kind in {"ALTER SESSION", "ALTER SYSTEM"}:
            yield hit(node, N_("{kind} changes settings"), kind=node.kind)
        return
    allowed = {word.lower() for word in scope.words("allowed")}
    for assignment in node.assignments:
        target = assignment.target
        text = scope.source(target).lower()
        name = text.rpartition(".")[2].strip("`@")
        if node.kind in scope.words("allowed") or (text[:1] == "@" and text[:2] != "@@"):
            continue
        is_global = assignment.scope in {"GLOBAL", "PERSIST", "PERSIST_ONLY"} or ".." in text
        if is_global or text.startswith(("@@global", "@@persist")) or name not in allowed:
            yield hit(assignment, N_("The file sets {name}"), name=name, about=name)


@rule(
    Severity.ERROR,
    on=(tree.Transaction,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["DELETE FROM account WHERE id = 7; COMMIT", "-- dialect: oracle\nCOMMIT"],
    good=["DELETE FROM account WHERE id = 7",
          "CREATE PROCEDURE tidy() BEGIN DELETE FROM account WHERE id = 7; COMMIT; END"],
    sources=["Bytebase STATEMENT_DISALLOW_COMMIT"],
)  # fmt: skip
def statement_no_commit(node: tree.Transaction, scope: Scope) -> Hits:
    """The file commits by itself.

    Why: a tool that runs it as one transaction can no longer take it back as a whole. House rule of
    shops whose tools commit.

    Instead: leave it to the tool.
    """
    if node.kind == "COMMIT" and node.parent is None:
        yield hit(node, N_("The file commits by itself"))


@rule(
    Severity.WARNING,
    on=(Text,),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"max": 10},
    bad=[
        "START TRANSACTION; " + "DELETE FROM account WHERE id = 7; " * 11 + "COMMIT",
        "SET autocommit = 0; " + "DELETE FROM account WHERE id = 7; " * 11,
        "-- dialect: oracle\n" + "DELETE FROM account WHERE id = 7;\n" * 11 + "COMMIT;\n",
    ],
    good=[
        "START TRANSACTION; " + "DELETE FROM account WHERE id = 7; " * 9 + "COMMIT",
        "DELETE FROM account WHERE id = 7; " * 11,
        "-- dialect: oracle\n" + ("DELETE FROM account WHERE id = 7;\n" * 9 + "COMMIT;\n") * 2,
    ],
    sources=["Bytebase STATEMENT_MAXIMUM_STATEMENTS_IN_TRANSACTION"],
)
def statement_max_count_in_transaction(_node: None, scope: Scope) -> Hits:
    """A transaction has very many statements.

    Why: its locks are held until the end, others wait and deadlock, and replicas wait for all.
    In Oracle every change begins one that ends with COMMIT.

    Instead: smaller transactions.
    """
    kind, memory = scope.kind, scope.memory
    if scope.dialect is _ORACLE:
        memory.setdefault("manual", True)
        memory.setdefault("count", 0)
        if nature(kind) is Nature.QUERY:
            return
    if kind in {"START TRANSACTION", "BEGIN"}:
        memory["count"] = 0
    elif kind in {"COMMIT", "ROLLBACK"}:
        memory["count"] = 0 if memory.get("manual") else None
    elif kind == "SET":
        if "autocommit" in scope.code.lower() and (found := _AUTOCOMMIT.search(scope.text)):
            memory["manual"] = found[1].upper() in {"0", "OFF", "FALSE"}
            memory["count"] = 0 if memory["manual"] else None
    elif memory.get("count") is not None and memory["count"] <= (most := scope.number("max")):
        memory["count"] += 1
        if memory["count"] > most:
            yield hit(0, N_("The transaction has more than {most} statements"), most=most)


_AUTOCOMMIT = re.compile(r"\bautocommit\s*:?=\s*(\w+)", re.I)


@rule(
    Severity.ERROR,
    on=(Text, End),
    parameters={"ddl_commits": 0},
    bad=["START TRANSACTION; DELETE FROM account WHERE id = 7",
         "BEGIN; DELETE FROM account WHERE id = 7; BEGIN; DELETE FROM account WHERE id = 8; COMMIT",
         "-- ddl_commits: 1\nBEGIN; CREATE TABLE few (id INT PRIMARY KEY); COMMIT"],
    good=["START TRANSACTION; DELETE FROM account WHERE id = 7; COMMIT",
          "BEGIN; SAVEPOINT a; DELETE FROM account WHERE id = 7; ROLLBACK TO a; COMMIT",
          "BEGIN; CREATE TABLE few (id INT PRIMARY KEY); COMMIT",
          "DELETE FROM account WHERE id = 7",
          "-- dialect: mariadb\nBEGIN NOT ATOMIC DELETE FROM account WHERE id = 7; END"],
    sources=["goInception er_start_as_begin, er_end_with_commit, er_have_begin"],
)  # fmt: skip
def batch_frame_invalid(_node: None, scope: Scope) -> Hits:
    """A transaction is never ended, or begins within another.

    Why: what is not committed at the end is rolled back without a word; BEGIN within a transaction
    commits the one before. DDL commits, too, and is reported with ddl_commits = 1. A file that says
    inception_magic_start must begin with it and end with inception_magic_commit.

    Instead: COMMIT before the next BEGIN and at the end.
    """
    memory, kind = scope.memory, scope.kind
    if scope.over:
        if memory.get("open") and scope.file.script:
            yield hit(0, N_("The transaction is not committed at the end of the file"))
        return
    first = not memory
    memory["any"] = True
    if kind in _OPENING and _ALONE.match(scope.code):
        if memory.get("open"):
            yield hit(0, N_("This commits the transaction that is open"))
        elif kind == "INCEPTION_MAGIC_START" and not first:
            yield hit(0, N_("The frame does not begin with the file"))
        memory["open"] = True
    elif kind in _CLOSING and not _TO_SAVEPOINT.search(scope.code):
        if kind == "INCEPTION_MAGIC_COMMIT" and not memory.get("open"):
            yield hit(0, N_("The frame ends but does not begin"))
        memory["open"] = False
    elif memory.get("open") and nature(kind) is Nature.DDL and scope.number("ddl_commits"):
        memory["open"] = False
        yield hit(0, N_("This commits the transaction that is open"))


_ALONE = re.compile(r"(?:BEGIN(?:\s+WORK)?\s*\Z|START\b|inception)", re.I)  # no compound statement
_OPENING = frozenset({"BEGIN", "START TRANSACTION", "INCEPTION_MAGIC_START"})
_CLOSING = frozenset({"COMMIT", "ROLLBACK", "INCEPTION_MAGIC_COMMIT"})
_TO_SAVEPOINT = re.compile(r"\bTO\b|\bAND\s+CHAIN\b", re.I)


@rule(
    Severity.NOTICE,
    on=(tree.SetVariables,),
    in_default=False,
    parameters={"level": "READ COMMITTED"},
    bad=["SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
         "SET SESSION transaction_isolation = 'REPEATABLE-READ'"],
    good=["SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
          "SET SESSION transaction_isolation = 'READ-COMMITTED'", "SET TRANSACTION READ ONLY"],
    sources=["SQLE ddl_check_transaction_isolation_level", "SQLE SQLE00062"],
)  # fmt: skip
def env_isolation_level(node: tree.SetVariables, scope: Scope) -> Hits:
    """The isolation of transactions is set to another level than the house's.

    Why: REPEATABLE READ and SERIALIZABLE lock gaps and what is merely read, READ UNCOMMITTED sees
    what is rolled back. The parameter `level` is that of the house.

    Instead: leave the level as it is.
    """
    wanted = scope.text_setting("level").upper()
    kinds = scope.tokens.kinds
    if node.kind.endswith("TRANSACTION") and "LEVEL" in kinds:
        at = kinds.index("LEVEL", node.first) + 1
        said = " ".join(
            kinds[at : at + 2] if kinds[at] in {"READ", "REPEATABLE"} else kinds[at : at + 1]
        )
        if said != wanted:
            yield hit(node, N_("The isolation level becomes {level}"), level=said)
    for assignment in node.assignments:
        name = scope.source(assignment.target).lower().rpartition(".")[2].strip("`@")
        value = assignment.value
        if name in {"transaction_isolation", "tx_isolation"} and isinstance(value, tree.Literal):
            said = scope.literal(value).upper().replace("-", " ")
            if said != wanted:
                yield hit(assignment, N_("The isolation level becomes {level}"), level=said)
