"""Rules about a whole file as one change: what may stand in it, and in which order."""

import re

from app.audit.reading import with_names
from app.audit.registry import EVERYWHERE, End, Hits, Text, hit, rule
from app.audit.rules.existence import table_exists, table_missing
from app.audit.rules.existence_parts import column_exists
from app.audit.rules.statements import certainly_wrong
from app.audit.scope import Scope
from app.audit.signs import Homeless, Incomplete, KnownTable, Lost
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.kinds import Nature, nature

_DDL = Nature.DDL  # members of an enumeration are slow to get at in Python 3.11
_CHANGES = frozenset({Nature.DDL, Nature.DML})
_FROM = re.compile(r"\bFROM\b", re.I)
_NEEDED = re.compile(r"\b(?:INTO|FOR\s+(?:UPDATE|SHARE))\b", re.I)
_ROWS = frozenset({"SELECT", "VALUES", "TABLE"})


@rule(
    Severity.ERROR,
    on=(End,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["-- nothing to do yet\n"],
    good=["SELECT 1", "-- dialect: oracle\n@other.sql\n"],
    sources=["goInception er_inception_empty_query"],
)
def statement_empty(_node: None, scope: Scope) -> Hits:
    """The file holds no statement.

    Why: whoever runs it believes that something was done.

    Instead: take it out of the release, or find out where its statements are.
    """
    if scope.file.pieces == 0 and scope.file.script:
        yield hit(0, N_("There is no statement in this file"))


@rule(
    Severity.NOTICE,
    on=(End,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["DELETE FROM account WHERE id = 7; DELETE FROM account WHERE id = 8",
         "-- dialect: oracle\nDELETE FROM account WHERE id = 7"],
    good=["DELETE FROM account WHERE id = 7;", "DELETE FROM account WHERE id = 7; -- done"],
    sources=["goInception er_end_with_semicolon", "SOAR LIT.004", "SOAR RW.delimiter"],
)  # fmt: skip
def statement_missing_delimiter(_node: None, scope: Scope) -> Hits:
    """Nothing ends the last statement.

    Why: some clients do not run it, and when files are put together it becomes one with the first
    statement of the next.

    Instead: a semicolon.
    """
    if not scope.file.ended and scope.file.script:
        last = len(scope.tokens) - 1
        yield hit(max(last, 0), N_("Nothing ends the last statement"))


@rule(
    Severity.ERROR,
    on=(Text,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["UPDATE account SET seen = 1 WHERE id = 7; SELECT id FROM account WHERE id = 7",
         "SELECT id FROM account WHERE id = 7; ALTER TABLE account ADD note TEXT"],
    good=["SELECT id FROM account WHERE id = 7; SELECT id FROM account WHERE id = 8",
          "SELECT id INTO @a FROM account WHERE id = 7; DELETE FROM account WHERE id = @a",
          "SELECT 'begin'; DELETE FROM account WHERE id = 7"],
    sources=["Archery select-in-workflow", "Yearning DMLSelect"],
)  # fmt: skip
def statement_select_in_change_batch(_node: None, scope: Scope) -> Hits:
    """A query stands among changes.

    Why: nobody sees its result when the changes are run, and it holds them up. SELECT … INTO, FOR
    UPDATE and SELECT without FROM are left alone.

    Instead: leave the query out, or run it by itself.
    """
    kind, memory = scope.kind, scope.memory
    if kind in _ROWS:
        if not memory.get("changes") and memory.get("asks"):
            return
        if _FROM.search(scope.code) and not _NEEDED.search(scope.code):
            memory["asks"] = True
            if memory.get("changes"):
                yield _AMONG_CHANGES
    elif nature(kind) in _CHANGES and not memory.get("changes"):
        memory["changes"] = True
        if memory.get("asks"):
            yield hit(0, N_("Queries stand before this change"))


_AMONG_CHANGES = hit(0, N_("A query stands among changes"))


@rule(
    Severity.WARNING,
    on=(Text,),
    in_default=False,
    parameters={"max": 1},
    bad=["ALTER TABLE account ADD note TEXT; CREATE INDEX by_name ON account (name)"],
    good=["ALTER TABLE account ADD note TEXT, ADD KEY by_name (name)",
          "-- max: 2\nALTER TABLE account ADD note TEXT; CREATE INDEX by_name ON account (name)"],
    sources=["Yearning DDLMultiToCommit"],
)  # fmt: skip
def statement_one_ddl_per_ticket(_node: None, scope: Scope) -> Hits:
    """The file has several statements of DDL.

    Why: each commits by itself; where the second fails, the first stays done, and the file cannot
    simply be run again.

    Instead: a file for each. The parameter `max` is how many are allowed.
    """
    if nature(scope.kind) is _DDL:
        memory = scope.memory
        memory["count"] = memory.get("count", 0) + 1
        if memory["count"] > scope.number("max"):
            yield hit(0, N_("This is statement {count} of DDL in this file"), count=memory["count"])


@rule(
    Severity.WARNING,
    on=(Text,),
    once_beyond="max_kb",
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"max_kb": 2048},
    bad=["-- max_kb: 1\nINSERT INTO note (id, text) VALUES (7, '" + "x" * 1024 + "')"],
    good=["INSERT INTO note (id, text) VALUES (7, '" + "x" * 1024 + "')"],
    sources=["Bytebase BUILTIN_STATEMENT_MAXIMUM_SQL_SIZE (max_mb=2)"],
)
def statement_max_script_size(_node: None, scope: Scope) -> Hits:
    """The file is very large.

    Why: nobody reviews so much, and tools that check and run changes cut it off or refuse it. This
    audit reads it to its end.

    Instead: several files; rows belong into LOAD DATA.
    """
    yield hit(0, N_("From here on the file has more than {most} KB"), most=scope.number("max_kb"))


@rule(
    Severity.ERROR,
    on=(Text, tree.Statement),
    having=(KnownTable, Lost, Incomplete,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["DELETE FROM account WHERE id =; DELETE FROM account WHERE id = 8",
         "CREATE TABLE few (id INT PRIMARY KEY); CREATE TABLE few (id INT PRIMARY KEY); SELECT 1",
         "-- dialect: oracle\nSELECT COUNT(id FROM account;\nSELECT id FROM account;\n"],
    good=["DELETE FROM account WHERE id = 7; DELETE FROM account WHERE id = 8",
          "DELETE FROM account WHERE id = 7; DELETE FROM account WHERE id ="],
    sources=["goInception er_error_exist_before"],
)  # fmt: skip
def statement_skipped_after_error(node: tree.Statement | None, scope: Scope) -> Hits:
    """A statement before this one fails, so this one is not run.

    Why: clients stop at the first error, unless --force makes them run the rest on half a change.
    It is said once, behind the first statement that certainly fails.

    Instead: correct that statement.
    """
    if node is not None:
        if node.parent is None and _certainly_fails(node, scope):
            scope.memory.setdefault("state", "now")
        return
    state = scope.memory.get("state")
    if state == "now":
        scope.memory["state"] = "before"
    elif state == "before":
        scope.memory["state"] = "said"
        yield hit(0, N_("A statement before this one fails, so this one is not run"))


def _certainly_fails(node: tree.Statement, scope: Scope) -> bool:
    if not scope.parsed.whole:
        return next(certainly_wrong(scope.tokens, scope), None) is not None
    # once it was told nobody need look; what changes the schema is not kept, so memory may be asked
    if isinstance(node, _JUDGED) and "state" not in scope.memory:
        for rule_of_table in (table_missing, table_exists, column_exists):
            asked = isinstance(node, rule_of_table.on)
            if asked and next(rule_of_table.check(node, scope), None) is not None:
                return True
    return False


_JUDGED = (tree.CreateTable, tree.AlterTable, tree.DropTable, tree.CreateIndex)


@rule(
    Severity.ERROR,
    on=(tree.TableName, tree.Insert, tree.CreateTable, tree.AlterTable, tree.DropTable),
    having=(Homeless,),
    assuming=("require_use",),
    level=Level.SCHEMA,
    parameters={"require_use": 0},
    bad=["USE shop; DROP DATABASE shop; CREATE TABLE account (id INT PRIMARY KEY)",
         "-- require_use: 1\nDELETE FROM account WHERE id = 7"],
    good=["CREATE TABLE account (id INT PRIMARY KEY)",
          "USE shop; DROP DATABASE shop; USE depot; DELETE FROM account WHERE id = 7",
          "USE shop; DROP DATABASE shop; DELETE FROM depot.account WHERE id = 7",
          "-- require_use: 1\nUSE shop; DELETE FROM account WHERE id = 7",
          "-- require_use: 1\nWITH few AS (SELECT 1) SELECT 1 FROM few"],
    sources=["goInception er_no_db_error", "MySQL error 1046"],
)  # fmt: skip
def database_not_selected(node: tree.Node, scope: Scope) -> Hits:
    """No database is chosen for a table that is named without one.

    Why: once the current database is dropped there is none, and the statement fails with error
    1046. A file without USE runs in whatever database the session is in; require_use = 1 reports
    that, too.

    Instead: USE, or the database before the name.
    """
    schema = scope.schema
    if schema.current or not (schema.homeless or scope.number("require_use")):
        return
    match node:
        case tree.TableName(name=name):
            word = name.name.lower()
            names = [name] if word != "dual" and word not in with_names(node) else []
        case tree.Insert(table=name) | tree.CreateTable(name=name) | tree.AlterTable(name=name):
            names = [name]
        case tree.DropTable():
            names = list(node.names)
        case _:
            names = []
    for name in names:
        if not name.qualifier:
            yield hit(name, N_("No database is chosen for {table}"), table=name.name,
                      about=name.name)  # fmt: skip
