"""Rules about what a house protects or forbids: tables, databases, kinds and patterns."""

import fnmatch
from collections.abc import Iterator
from functools import lru_cache

from app.audit.facts.asking import written
from app.audit.patterns import compiled
from app.audit.reading import with_names
from app.audit.registry import EVERYWHERE, Hits, Text, hit, hit_in_comment, rule
from app.audit.scope import Pattern, Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.kinds import Nature, nature
from app.sql.schema.state import SYSTEM_DATABASES

_DDL = (
    tree.CreateTable, tree.AlterTable, tree.DropTable, tree.TruncateTable, tree.RenameTable,
    tree.CreateIndex, tree.DropIndex, tree.CreateTrigger,
)  # fmt: skip
_DML = (tree.Insert, tree.Update, tree.Delete, tree.LoadData)


def _defined(node: tree.Node) -> Iterator[tree.Name]:
    """The tables whose definition a statement makes, changes or takes away."""
    match node:
        case tree.CreateTable(name=name) | tree.AlterTable(name=name):
            yield name
        case tree.TruncateTable(name=name) | tree.CreateTrigger(table=name):
            yield name
        case tree.CreateIndex(table=name) | tree.DropIndex(table=tree.Name() as name):
            yield name
        case tree.DropTable(names=names):
            yield from names
        case tree.RenameTable(pairs=pairs):
            for pair in pairs:
                yield from (pair.old, pair.new)


def _is_listed(name: tree.Name, scope: Scope) -> bool:
    """Whether a parameter names the table: `account`, `shop.account`, `audit_*`."""
    last, dotted = name.name.lower(), name.dotted.lower()
    if not name.qualifier and scope.schema.current:
        dotted = f"{scope.schema.current.lower()}.{last}"
    return any(
        fnmatch.fnmatchcase(dotted if "." in word else last, word.lower())
        for word in scope.words("tables")
    )


@rule(
    Severity.ERROR,
    idle_without="tables",
    on=_DDL,
    dialects=EVERYWHERE,
    parameters={"tables": ()},
    bad=["-- tables: shop.account, audit_*\nDROP TABLE shop.account",
         "-- tables: audit_*\nALTER TABLE audit_log ADD note TEXT"],
    good=["-- tables: shop.account\nDROP TABLE depot.account", "DROP TABLE shop.account",
          "-- tables: audit_*\nINSERT INTO audit_log (id) VALUES (7)"],
    sources=["Bytebase TABLE_DISALLOW_DDL"],
)  # fmt: skip
def statement_table_deny_ddl(node: tree.Node, scope: Scope) -> Hits:
    """The definition of a protected table is changed.

    Why: the house has said that it stays as it is: other programs, auditors or a vendor rely on it.
    The parameter `tables` names them, with * for any letters; without it nothing is reported.

    Instead: ask whoever protects it.
    """
    for name in _defined(node) if scope.words("tables") else ():
        if _is_listed(name, scope):
            yield hit(name, N_("{table} is protected: its definition must stay"),
                      table=name.dotted, about=name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    idle_without="tables",
    on=_DML,
    dialects=EVERYWHERE,
    parameters={"tables": ()},
    bad=["-- tables: audit_*\nDELETE FROM audit_log WHERE id = 7",
         "-- tables: shop.account\nUSE shop; UPDATE account SET seen = 1 WHERE id = 7"],
    good=["-- tables: audit_*\nSELECT id FROM audit_log WHERE id = 7",
          "DELETE FROM audit_log WHERE id = 7"],
    sources=["Bytebase TABLE_DISALLOW_DML"],
)  # fmt: skip
def statement_table_deny_dml(node: tree.Node, scope: Scope) -> Hits:
    """Rows of a protected table are changed.

    Why: the house has said that only its own program writes them. The parameter `tables` names
    them, with * for any letters; without it nothing is reported.

    Instead: ask whoever protects it.
    """
    for name in written(node) if scope.words("tables") else ():
        if _is_listed(name, scope):
            yield hit(name, N_("{table} is protected: its rows must not be changed"),
                      table=name.dotted, about=name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    idle_without="regex",
    on=(Text,),
    dialects=EVERYWHERE,
    parameters={"regex": Pattern("")},
    bad=["-- regex: (?i)drop\\s+database\nDROP DATABASE shop",
         "-- regex: obsolete\nSELECT 'obsolete'"],
    good=["-- regex: (?i)drop\\s+database\nDROP TABLE shop.account", "DROP DATABASE shop"],
    sources=["Archery critical-ddl-regex"],
)  # fmt: skip
def statement_critical_regex(_node: None, scope: Scope) -> Hits:
    """The statement matches a pattern the house has forbidden.

    Why: the parameter `regex` says what must not be run here; without it nothing is reported.

    Instead: ask whoever wrote the pattern.
    """
    pattern = scope.text_setting("regex")
    if pattern and (found := compiled(pattern).search(scope.text)) and found[0]:
        template = N_("The statement matches the forbidden pattern {pattern}")
        yield hit_in_comment(found.span(), template, pattern=pattern)


def _stored(node: tree.Node) -> tree.Name | None:
    """The table a node names, unless it is DUAL or one of a WITH clause."""
    if isinstance(node, _ON_A_TABLE):
        return node.table
    if isinstance(node, tree.TableName):
        name = node.name
        if len(name.parts) > 1:
            return name
        word = name.parts[0].lower()
        return None if word == "dual" or word in with_names(node) else name
    return node.name if isinstance(node, _CALLED) else None


_ON_A_TABLE = (tree.Insert, tree.LoadData, tree.CreateIndex)
_CALLED = (tree.CreateTable, tree.AlterTable, tree.TruncateTable)


_NAMING = (tree.TableName, *_ON_A_TABLE, *_CALLED)


@rule(
    Severity.NOTICE,
    on=_NAMING,
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM account WHERE id = 7", "INSERT INTO account (id) VALUES (7)"],
    good=["SELECT id FROM shop.account WHERE id = 7", "SELECT 1 FROM DUAL",
          "WITH few AS (SELECT id FROM shop.account) SELECT id FROM few"],
    sources=["SQLE SQLE00140"],
)  # fmt: skip
def statement_fully_qualified_object(node: tree.Node, scope: Scope) -> Hits:
    """A table is named without its schema.

    Why: which table it is depends on who runs the statement and where; run in the wrong session it
    changes the table of the same name next door.

    Instead: schema.table.
    """
    name = _stored(node)
    if name is not None and not name.qualifier and not isinstance(node.parent, tree.Grant):
        yield hit(name, N_("{table} is named without its schema"), table=name.name,
                  about=name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=_NAMING,
    having=(".",),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["USE shop; SELECT id FROM depot.stock WHERE id = 7",
         "SELECT a.id FROM shop.account a JOIN depot.stock s ON s.id = a.id"],
    good=["USE shop; SELECT id FROM shop.account WHERE id = 7",
          "SELECT id FROM depot.stock WHERE id = 7",
          "USE shop; SELECT TABLE_NAME FROM information_schema.TABLES"],
    sources=["Bytebase DatabaseNotCurrent", "SOAR JOI.008"],
)  # fmt: skip
def statement_no_cross_database(node: tree.Node, scope: Scope) -> Hits:
    """A statement goes over into another database.

    Why: the two cannot be moved to servers of their own any more, and rights and backups of one do
    not cover the other.

    Instead: let the program ask both.
    """
    name = _stored(node)
    if name is None or not name.qualifier or name.qualifier.lower() in SYSTEM_DATABASES:
        return
    home = scope.schema.current.lower() or _first_database(scope.parsed.tree)
    if home and name.qualifier.lower() != home:
        yield hit(name, N_("{table} stands in another database than {database}"),
                  table=name.dotted, database=home, about=name.dotted)  # fmt: skip


@lru_cache(maxsize=1)
def _first_database(statement: tree.Node) -> str:
    """The database of the first table the statement names; each of its tables asks."""
    for node in tree.walk(statement):
        name = _stored(node)
        if name is not None and name.qualifier.lower() not in SYSTEM_DATABASES | {""}:
            return name.qualifier.lower()
    return ""


@rule(
    Severity.ERROR,
    on=(tree.Administration, tree.Handler, tree.Prepare, tree.LockTables, tree.Opaque),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"allowed": ()},
    bad=["KILL 7", "FLUSH TABLES", "HANDLER account OPEN", "PREPARE s FROM @q",
         "-- dialect: oracle\nALTER SYSTEM FLUSH SHARED_POOL"],
    good=["SELECT id FROM account WHERE id = 7", "-- allowed: FLUSH\nFLUSH TABLES",
          "CREATE PROCEDURE tidy() BEGIN PREPARE s FROM 'SELECT 1'; EXECUTE s; END"],
    sources=["goInception er_not_supported_yet", "Archery unsupported-syntax"],
)  # fmt: skip
def statement_unsupported_kind(node: tree.Statement, scope: Scope) -> Hits:
    """The statement is neither a query nor a change of rows or definitions.

    Why: it acts on the server or on a session, so no rule can tell what it does to the data. The
    parameter `allowed` names first words that are, SHOW and SET always.

    Instead: run it by hand, knowingly.
    """
    if node.parent is not None:
        return
    kind = scope.kind
    if isinstance(node, tree.Opaque) and nature(kind) is not Nature.OTHER:
        return
    word = kind.partition(" ")[0]
    if word and word not in {w.upper() for w in scope.words("allowed")} | {"SHOW", "SET"}:
        yield hit(node, N_("{kind} is no query and no change of rows or definitions"), kind=kind)
