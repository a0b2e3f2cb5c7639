"""Rules about names in queries: aliases, columns that could be of two tables, stars in views."""

from collections.abc import Iterator

from app.audit.reading import called, joins_of, tables_of, with_names
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import KnownTable, each
from app.audit.sources import in_program
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens

_ORACLE = Dialect.ORACLE  # members of an enumeration are slow to get at in Python 3.11


@rule(
    Severity.WARNING,
    on=(tree.Select,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM account AS account WHERE id = 7",
         "SELECT LOWER(name) AS name FROM account WHERE id = 7",
         "SELECT a.first AS last, a.last AS first FROM account a WHERE a.id = 7"],
    good=["SELECT id, name AS title FROM account a WHERE id = 7",
          "SELECT a.name AS name FROM account a WHERE a.id = 7"],
    sources=["SQLE dml_check_alias", "SQLE SQLE00079", "SOAR ALI.003"],
)  # fmt: skip
def query_alias_same_as_name(select: tree.Select, scope: Scope) -> Hits:
    """An alias is the name of a table or column that the query uses.

    Why: GROUP BY, HAVING and ORDER BY choose between the two by rules nobody knows by heart, and
    not the same ones. A column that keeps its own name is not reported.

    Instead: a name of its own.
    """
    for source in tables_of(select.tables):
        if not isinstance(source, tree.TableName) or source.alias is None:
            continue
        alias = source.alias
        if alias.name.lower() == source.name.name.lower():
            yield hit(alias, N_("The alias {alias} is the name of the table itself"),
                      alias=alias.name)  # fmt: skip
    aliased = [item for item in select.items if item.alias is not None]
    if not aliased:
        return
    columns = {c.name.name.lower() for item in select.items for c in _columns(item.value)}
    for item in aliased:
        own = isinstance(item.value, tree.Column) and item.value.name.name
        if item.alias and item.alias.name.lower() in columns and own != item.alias.name:
            yield hit(item.alias, N_("The alias {alias} is also a column that is read here"),
                      alias=item.alias.name)  # fmt: skip


def _columns(start: tree.Node) -> Iterator[tree.Column]:
    todo = [start]
    while todo:
        node = todo.pop()
        if isinstance(node, tree.Column):
            yield node
        elif not isinstance(node, tree.Query):
            todo += tree.children(node)


@rule(
    Severity.NOTICE,
    on=(tree.SelectItem, tree.TableName, tree.DerivedTable),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT name title FROM account WHERE id = 7",
         "SELECT a.id FROM account a WHERE a.id = 7"],
    good=["SELECT name AS title FROM account AS a WHERE a.id = 7",
          "-- dialect: mariadb\nSELECT id FROM account WHERE id = 7"],
    sources=["SOAR ALI.001"],
)  # fmt: skip
def query_alias_without_as(
    node: tree.SelectItem | tree.TableName | tree.DerivedTable, scope: Scope
) -> Hits:
    """An alias stands without AS.

    Why: where a comma was forgotten, SELECT a b reads the same: one column less, and nobody is
    told. Oracle has no AS before the alias of a table, so there only columns are looked at.

    Instead: say AS.
    """
    alias = node.alias
    if alias is None:
        return
    if scope.dialect is _ORACLE and not isinstance(node, tree.SelectItem):
        return
    if scope.tokens.kinds[alias.first - 1] not in {"AS", "="}:
        yield hit(alias, N_("The alias {alias} stands without AS"), alias=alias.name)


@rule(
    Severity.ERROR,
    on=(
        *each((tree.Select, tree.Update, tree.Delete), "JOIN"), tree.DerivedTable, tree.CreateView,
    ),
    dialects=EVERYWHERE,
    bad=["SELECT 1 FROM account a JOIN orders a ON a.id = a.account_id",
         "SELECT 1 FROM account, account",
         "SELECT n FROM (SELECT id AS n, name AS n FROM account) AS x",
         "CREATE VIEW few AS SELECT a.id, b.id FROM a JOIN b ON b.a = a.id",
         "-- dialect: oracle\nCREATE VIEW few AS SELECT a.id, b.id FROM a JOIN b ON b.a = a.id"],
    good=["SELECT 1 FROM account a JOIN account b ON b.up = a.id",
          "SELECT 1 FROM shop.account JOIN depot.account ON shop.account.id = depot.account.id",
          "SELECT a.id, b.id FROM a JOIN b ON b.a = a.id",
          "CREATE VIEW few (a, b) AS SELECT a.id, b.id FROM a JOIN b ON b.a = a.id"],
    sources=["goInception er_non_uniq_table", "MySQL errors 1060 and 1066"],
)  # fmt: skip
def query_duplicate_alias(node: tree.Node, scope: Scope) -> Hits:
    """Two tables, or two columns of a table made by a query, have one name.

    Why: the statement fails with error 1066 or 1060, for nothing could tell them apart.

    Instead: another alias.
    """
    match node:
        case tree.Select() | tree.Update() | tree.Delete():
            if scope.dialect is not _ORACLE:  # which minds only where a column is unclear
                yield from _same_tables(node.tables)
        case tree.DerivedTable(query=tree.Query() as query, columns=()) if (
            scope.dialect is not _ORACLE
        ):
            yield from _same_columns(query)
        case tree.CreateView(query=query, columns=()):
            yield from _same_columns(query)


def _same_tables(source: tree.Node | None) -> Hits:
    if not isinstance(source, tree.Join):
        return
    seen: set[tuple[str, str]] = set()
    for table in tables_of(source):
        name = called(table)
        database = ""
        if isinstance(table, tree.TableName) and table.alias is None:
            database = table.name.qualifier.lower()
        if name and (database, name) in seen:
            yield hit(table, N_("Two tables are called {name} here"), name=name, about=name)
        seen.add((database, name))


def _same_columns(query: tree.Query) -> Hits:
    body = query.body.branches[0] if isinstance(query.body, tree.SetOperation) else query.body
    seen: set[str] = set()
    for item in body.items if isinstance(body, tree.Select) else ():
        if item.alias is None and not isinstance(item.value, tree.Column):
            continue
        name = item.alias or getattr(item.value, "name", None)
        if isinstance(name, tree.Name) and name.name.lower() in seen:
            yield hit(item, N_("Two columns are called {name} here"), name=name.name,
                      about=name.name)  # fmt: skip
        if isinstance(name, tree.Name):
            seen.add(name.name.lower())


@rule(
    Severity.WARNING,
    on=(),
    dialects=EVERYWHERE,
    bad=["SELECT * AS everything FROM account WHERE id = 7",
         "SELECT a.* AS x FROM account a WHERE id = 7",
         "-- dialect: oracle\nSELECT * AS everything FROM account WHERE id = 7"],
    good=["SELECT a.*, COUNT(*) AS many FROM account a WHERE id = 7",
          "SELECT price * tax AS sum FROM item WHERE id = 7"],
    sources=["SOAR ALI.002"],
)  # fmt: skip
def query_wildcard_alias(node: tree.Node, scope: Scope) -> Hits:
    """A star has an alias.

    Why: every server refuses it: a star is many columns, and an alias is one name.

    Instead: name the columns, each with its alias.
    """
    yield from ()


@query_wildcard_alias.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    kinds = tokens.kinds
    for at in range(1, len(tokens) - 2):
        if kinds[at] == "*" and kinds[at + 1] == "AS" and kinds[at - 1] in _BEFORE_STAR:
            last = min(at + 2, len(tokens) - 1)
            yield hit(at, N_("A star is many columns and cannot have an alias"), last=last)


_BEFORE_STAR = frozenset({"SELECT", "DISTINCT", "ALL", ",", "."})

_TWO = (
    "CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(9));"
    " CREATE TABLE b (id INT PRIMARY KEY, a INT, note VARCHAR(9));\n"
)


@rule(
    Severity.ERROR,
    on=(tree.Column,),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[_TWO + "SELECT id FROM a JOIN b ON b.a = a.id",
         _TWO + "SELECT a.name FROM a JOIN b ON b.a = a.id WHERE id = 7"],
    good=[_TWO + "SELECT a.id, note FROM a JOIN b ON b.a = a.id",
          _TWO + "SELECT id FROM a JOIN b USING (id)",
          _TWO + "SELECT a.id FROM a JOIN b ON b.a = a.id ORDER BY id",
          _TWO + "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.a = a.id)",
          "SELECT id FROM a JOIN never_described n ON n.a = a.id"],
    sources=["goInception er_non_uniq_error", "SQLE precheck ColumnIsAmbiguous",
             "MySQL error 1052"],
)  # fmt: skip
def query_ambiguous_column(node: tree.Column, scope: Scope) -> Hits:
    """A column could be of two tables.

    Why: the statement fails with error 1052; one that is right today fails when a table gets a
    column of that name. It is said where the columns of both tables are known.

    Instead: name the table in front of it.
    """
    if len(node.name.parts) > 1 or in_program(scope.parsed.tree):
        return
    for select in tree.ancestors(node):
        if isinstance(select, _LEVELS):
            break
    else:
        return
    if not isinstance(select.tables, tree.Join) or _is_shared(node, select):
        return
    name, owners = node.name.name, []
    for source in tables_of(select.tables):
        if not isinstance(source, tree.TableName) or source.name.name.lower() in with_names(source):
            continue
        table = scope.schema.table(source.name)
        if table is not None and table.column(name) is not None:
            owners.append(called(source))
    if len(owners) > 1:
        yield hit(node, N_("{column} is a column of {tables}"), column=name,
                  tables=", ".join(owners), about=name)  # fmt: skip


_LEVELS = (tree.Select, tree.Update, tree.Delete)


def _is_shared(node: tree.Column, level: tree.Node) -> bool:
    """Whether USING or NATURAL makes one column of two, or an alias of the list is meant."""
    name = node.name.name.lower()
    for join in joins_of(getattr(level, "tables", None)):
        if join.natural or any(column.name.lower() == name for column in join.using):
            return True
    below: tree.Node = node
    for above in tree.ancestors(node):
        if above is level:
            break
        below = above
    if isinstance(level, tree.Select) and below in (level.group_by, level.having):
        shown = [item.alias or getattr(item.value, "name", None) for item in level.items]
        return any(isinstance(s, tree.Name) and s.name.lower() == name for s in shown)
    return False


@rule(
    Severity.WARNING,
    on=(tree.CreateView,),
    dialects=EVERYWHERE,
    bad=["CREATE VIEW open_account AS SELECT * FROM account WHERE closed_at IS NULL",
         "CREATE VIEW pairs AS SELECT a.*, o.total FROM account a JOIN orders o ON o.a = a.id"],
    good=["CREATE VIEW open_account AS SELECT id, name FROM account WHERE closed_at IS NULL",
          "CREATE VIEW sums AS SELECT COUNT(*) AS n FROM account",
          "CREATE VIEW few AS SELECT * FROM (SELECT id, name FROM account) AS x"],
    sources=["goInception er_select_only_star", "Yearning AllowCrateViewWithSelectStar"],
)  # fmt: skip
def view_select_star(node: tree.CreateView, scope: Scope) -> Hits:
    """A view shows SELECT *.

    Why: the server writes down the columns of the day; columns that come later are never seen, and
    the view breaks when one is dropped.

    Instead: name the columns.
    """
    body = node.query.body
    branches = body.branches if isinstance(body, tree.SetOperation) else (body,)
    for branch in branches:
        if isinstance(branch, tree.Select) and not isinstance(branch.tables, tree.DerivedTable):
            for item in branch.items:
                if isinstance(item.value, tree.Star):
                    yield hit(item, N_("The view {view} keeps the columns of today"),
                              view=node.name.dotted, about=node.name.dotted)  # fmt: skip
