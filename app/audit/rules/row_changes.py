"""Rules about UPDATE and DELETE, and about what cannot be brought back."""

from collections.abc import Sequence

from app.audit.described import conjuncts, known_table
from app.audit.facts.asking import one_table
from app.audit.reading import called, tables_of
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import KnownTable, each, only
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Table

_ACCOUNT = (
    "CREATE TABLE account (id INT PRIMARY KEY, seen INT, balance INT,"
    " changed TIMESTAMP NULL ON UPDATE CURRENT_TIMESTAMP);\n"
)


@rule(
    Severity.NOTICE,
    on=(only(tree.Delete, "NO WHERE"),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["DELETE FROM queue"],
    good=["DELETE FROM queue LIMIT 1000", "TRUNCATE TABLE queue",
          "DELETE FROM queue WHERE done = 1",
          "DELETE q FROM queue q JOIN done d ON d.id = q.id"],
    sources=["SQLE dml_hint_use_truncate_instead_of_delete", "SQLE SQLE00124",
             "SOAR CLA.014 (which reports DELETE … LIMIT too; we do not)", "SOAR RW.truncate"],
)  # fmt: skip
def dml_delete_use_truncate(node: tree.Delete, scope: Scope) -> Hits:
    """A whole table is emptied by DELETE.

    Why: every row is locked, written to undo and to the binary log, and the table keeps its size.

    Instead: TRUNCATE TABLE, where no foreign key points to it and nobody wants to roll back.
    """
    table = one_table(node.tables)
    if node.where is None and node.limit is None and table is not None:
        yield hit(node, N_("TRUNCATE empties {table} at once"), table=table.name.dotted,
                  about=table.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.Delete, tree.DropTable, tree.DropDatabase, tree.TruncateTable, tree.DropColumn),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"every_delete": 0},
    bad=["DROP TABLE account", "TRUNCATE TABLE account", "DROP DATABASE shop",
         "ALTER TABLE account DROP COLUMN note",
         "DELETE FROM account WHERE closed_at < '2020-01-01'",
         "-- every_delete: 1\nDELETE FROM account WHERE id = 7"],
    good=["DELETE FROM account WHERE id = 7",
          "DELETE FROM account WHERE region = 'north' AND closed_at < '2020-01-01'",
          "DELETE FROM log WHERE at < '2020-01-01' LIMIT 1000",
          "CREATE TABLE few (id INT PRIMARY KEY); DROP TABLE few",
          "DROP TEMPORARY TABLE few"],
    sources=["SQLE dml_hint_delete_tips", "SQLE SQLE00118",
             "SOAR SEC.003 (which reports any DELETE; we do not)"],
)  # fmt: skip
def dml_backup_first(node: tree.Node, scope: Scope) -> Hits:
    """Much is taken away for good.

    Why: what DROP and TRUNCATE take no ROLLBACK brings back, and a DELETE by range takes more rows
    than one can name. A DELETE that compares a column by equality or has a LIMIT is reported only
    with every_delete = 1.

    Instead: save the rows first: a dump of the table, or CREATE TABLE … AS SELECT.
    """
    what = ""
    match node:
        case tree.DropTable(temporary=False, names=names):
            what = next((n.dotted for n in names if not scope.schema.made_here(n)), "")
        case tree.TruncateTable(name=name) if not scope.schema.made_here(name):
            what = name.dotted
        case tree.DropDatabase(name=name):
            what = name.dotted
        case tree.DropColumn(name=name):
            what = name.dotted
        case tree.Delete():
            named = node.limit is not None or any(
                isinstance(p, tree.Comparison) and p.op == "=" for p in conjuncts(node.where)
            )
            if not named or scope.number("every_delete"):
                what = next(map(called, tables_of(node.tables)), "")
    if what:
        yield hit(node, N_("Nothing brings back what is taken from {name} here"), name=what,
                  about=what)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.Update,),
    dialects=EVERYWHERE,
    bad=["UPDATE account SET id = 8 WHERE id = 7",
         "CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b)); UPDATE pair SET b = 2 WHERE a = 1"],
    good=["UPDATE account SET seen = 1 WHERE id = 7",
          "CREATE TABLE pair (no INT PRIMARY KEY, id INT); UPDATE pair SET id = 2 WHERE no = 1",
          "UPDATE account SET account_id = 8 WHERE id = 7"],
    sources=["SQLE dml_not_recommend_update_pk", "SQLE SQLE00134", "SOAR CLA.016"],
)  # fmt: skip
def dml_update_primary_key(node: tree.Update, scope: Scope) -> Hits:
    """A primary key is given another value.

    Why: the row moves to another place in the table and in all its indexes, and whatever refers to
    it by the old value is lost. Where the schema does not tell, a column called id is meant.

    Instead: a key that means nothing and never changes; else insert the new row and delete the old.
    """
    schema = scope.schema
    sources = [(source, known_table(source, schema)) for source in tables_of(node.tables)]
    for assignment in node.assignments:
        name = assignment.column
        table = _target(name, sources)
        key = table.primary_key if table and table.known_indexes else _ID
        if name.name.lower() in key:
            yield hit(assignment, N_("{column} is the primary key and gets another value"),
                      column=name.dotted, about=name.dotted)  # fmt: skip


_ID = ("id",)


def _target(name: tree.Name, sources: list[tuple[tree.Node, Table | None]]) -> Table | None:
    """The table whose column an assignment sets, where it is known."""
    for source, table in sources:
        if len(name.parts) > 1:
            if called(source) == name.qualifier.lower():
                return table
        elif table is None or table.column(name.name) is not None:
            return table
    return None


_UNSAVED = "CREATE TABLE log (at DATETIME, note TEXT);\n"


@rule(
    Severity.WARNING,
    on=(tree.Update, tree.Delete),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    in_default=False,
    bad=[_UNSAVED + "DELETE FROM log WHERE at < '2020-01-01'",
         _ACCOUNT + "UPDATE account SET id = id + 1 WHERE id > 7",
         "UPDATE a JOIN b ON b.a = a.id SET a.n = 1, b.n = 2 WHERE a.id = 7"],
    good=[_ACCOUNT + "UPDATE account SET seen = 1 WHERE id = 7",
          "UPDATE never_described SET n = 1 WHERE id = 7",
          "UPDATE a JOIN b ON b.a = a.id SET a.n = b.n WHERE a.id = 7"],
    sources=["Bytebase BUILTIN_PRIOR_BACKUP_CHECK", "Yearning PRIRollBack"],
)  # fmt: skip
def dml_prior_backup_possible(node: tree.Update | tree.Delete, scope: Scope) -> Hits:
    """Rows that are changed cannot be saved so that they could be put back.

    Why: a saved row finds its place again by its primary key. A table without one, a key that is
    itself changed, and a statement that changes several tables leave no way back.

    Instead: change one table at a time, by its primary key.
    """
    changed = _changed_tables(node)
    if len(changed) > 1 and len({called(source) for source in changed}) > 1:
        yield hit(node.tables, N_("Rows of several tables are changed at once"))
        return
    schema = scope.schema
    for source in changed:
        table = known_table(source, schema)
        if table is None or not table.known_indexes:
            continue
        if not table.primary_key:
            yield hit(source, N_("{table} has no primary key by which rows could be put back"),
                      table=table.name, about=table.name)  # fmt: skip
        elif isinstance(node, tree.Update) and any(
            a.column.name.lower() in table.primary_key for a in node.assignments
        ):
            yield hit(source, N_("The key by which rows of {table} could be put back is changed"),
                      table=table.name, about=table.name)  # fmt: skip


def _changed_tables(node: tree.Update | tree.Delete) -> Sequence[tree.Node]:
    sources = tables_of(node.tables)
    if len(sources) < 2:
        return sources
    if isinstance(node, tree.Update):
        named = {a.column.qualifier.lower() for a in node.assignments} - {""}
    else:
        named = {target.name.lower() for target in node.targets}
    return [source for source in sources if called(source) in named] if named else sources[:1]


@rule(
    Severity.ERROR,
    on=(tree.Assignment,),
    bad=["UPDATE account SET seen = 1 AND balance = 0 WHERE id = 7",
         "UPDATE account SET name = 'Li' AND region = 'north' AND seen = 1 WHERE id = 7"],
    good=["UPDATE account SET seen = 1, balance = 0 WHERE id = 7",
          "UPDATE account SET active = (seen = 1 AND balance = 0) WHERE id = 7",
          "UPDATE account SET active = seen > 1 AND balance = 0 WHERE id = 7",
          "UPDATE account SET active = seen AND paid WHERE id = 7"],
    sources=["goInception er_wrong_and_expr",
             "SOAR RES.005 (which reports boolean values too; we do not)"],
)  # fmt: skip
def dml_update_and_in_set(node: tree.Assignment, scope: Scope) -> Hits:
    """AND stands in SET where a comma was meant.

    Why: SET a = 1 AND b = 2 gives a the truth of the whole, 0 or 1, and leaves b alone; nobody is
    told.

    Instead: a comma; where a truth is meant, parentheses.
    """
    value = node.value
    if not isinstance(value, tree.Logical) or value.op != "AND":
        return
    if scope.tokens.kinds[value.first] == "(" and scope.tokens.kinds[value.last] == ")":
        return
    head, *rest = value.operands
    if isinstance(head, tree.Literal | tree.Column | tree.Parameter | tree.FunctionCall) and all(
        isinstance(p, tree.Comparison) and p.op == "=" and isinstance(p.left, tree.Column)
        for p in rest
    ):
        yield hit(value, N_("{column} becomes the truth of all this, 0 or 1"),
                  column=node.column.dotted, about=node.column.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.Update, tree.Delete),
    in_default=False,
    bad=["DELETE FROM log WHERE at < '2020-01-01'"],
    good=["DELETE FROM log WHERE at < '2020-01-01' LIMIT 1000",
          "UPDATE a JOIN b ON b.a = a.id SET a.n = b.n WHERE a.id = 7"],
    sources=["SQLE dml_check_limit_must_exist", "SQLE SQLE00092"],
)  # fmt: skip
def dml_require_limit(node: tree.Update | tree.Delete, scope: Scope) -> Hits:
    """UPDATE or DELETE does not say how many rows it may change.

    Why: the condition may meet far more rows than was thought. House rule of shops that change in
    portions; dml-no-limit is the opposite one. A join cannot have a LIMIT.

    Instead: ORDER BY the key and LIMIT, again until no row is left.
    """
    if node.limit is None and one_table(node.tables) is not None:
        yield hit(node, N_("Nothing says how many rows may be changed"))


@rule(
    Severity.WARNING,
    on=each((tree.Update, tree.Delete), "JOIN"),
    in_default=False,
    bad=["UPDATE a JOIN b ON b.a = a.id SET a.n = b.n WHERE a.id = 7",
         "DELETE a, b FROM a JOIN b ON b.a = a.id WHERE a.id = 7"],
    good=["UPDATE a SET n = 1 WHERE id IN (SELECT a FROM b)", "DELETE FROM a WHERE id = 7"],
    sources=["SOAR JOI.007"],
)  # fmt: skip
def dml_multi_table(node: tree.Update | tree.Delete, scope: Scope) -> Hits:
    """UPDATE or DELETE goes over several tables.

    Why: rows of all of them may be locked, one row is changed once though it matches several times,
    and there is no LIMIT.

    Instead: find the keys first, and change one table by them.
    """
    tables = [called(source) for source in tables_of(node.tables)]
    if len(tables) > 1:
        yield hit(node.tables, N_("The statement goes over {tables}"), tables=", ".join(tables))


@rule(
    Severity.NOTICE,
    on=(tree.Update,),
    having=(KnownTable,),
    level=Level.SCHEMA,
    in_default=False,
    bad=[_ACCOUNT + "UPDATE account SET seen = 1 WHERE id = 7"],
    good=[
        _ACCOUNT + "UPDATE account SET seen = 1, changed = changed WHERE id = 7",
        "UPDATE never_described SET seen = 1 WHERE id = 7",
    ],
    sources=["SOAR RES.011"],
)
def dml_update_auto_timestamp(node: tree.Update, scope: Scope) -> Hits:
    """UPDATE changes a time stamp that it does not name.

    Why: a column with ON UPDATE CURRENT_TIMESTAMP gets the time of a repair as if somebody had
    changed the row, and whoever copies changes by it copies all of them.

    Instead: where the time should stay, set the column to itself: changed = changed.
    """
    table = known_table(one_table(node.tables), scope.schema)
    named = {assignment.column.name.lower() for assignment in node.assignments}
    for column in table.columns.values() if table else ():
        if column.on_update and column.name.lower() not in named:
            yield hit(node, N_("{column} of {table} gets the time of this UPDATE"),
                      column=column.name, table=table.name if table else "",
                      about=column.name)  # fmt: skip
