"""What a statement does to tables whose size is known: the questions several rules ask."""

from collections.abc import Sequence

from app.audit.described import conjuncts
from app.audit.estimating import Estimate, estimated
from app.audit.reading import called, tables_of
from app.audit.scope import Scope
from app.domain.snapshot import TableFacts
from app.sql import tree
from app.sql.numbers import whole_number

MEGA = 1 << 20


def one_table(source: tree.Node | None) -> tree.TableName | None:
    """The table of a FROM that names one and joins none."""
    return source if isinstance(source, tree.TableName) else None


def changed_rows(node: tree.Update | tree.Delete, scope: Scope) -> Estimate | None:
    """What an UPDATE or DELETE of one table changes, as far as the snapshot tells."""
    table = one_table(node.tables)
    facts = scope.table_facts(table.name) if table else None
    if table is None or facts is None or facts.is_view:
        return None
    return estimated(facts, called(table), node.where, limit_of(node.limit, node.where, scope))


def limit_of(limit: tree.Limit | None, where: tree.Expression | None, scope: Scope) -> int | None:
    """The number of rows that LIMIT, FETCH FIRST or ROWNUM allow, where it is a plain number.

    A ROWNUM that is compared with something else allows few: it is how Oracle works in portions.
    """
    match limit:
        case tree.Limit(count=tree.Literal(kind="number") as count, percent=False):
            text = scope.literal(count)
            return whole_number(text) if text.isdecimal() else None
    for condition in conjuncts(where):
        match condition:
            case tree.Comparison(
                op="<" | "<=" | "=", left=tree.PseudoColumn(name="ROWNUM"), right=right
            ):
                text = scope.literal(right) if isinstance(right, tree.Literal) else ""
                return whole_number(text) if text.isdecimal() else 0
    return None


def altered(node: tree.Node, scope: Scope) -> TableFacts | None:
    """The table that DDL changes and that has been there, with its facts."""
    match node:
        case tree.AlterTable(name=name) | tree.CreateIndex(table=name):
            return scope.table_facts(name)
        case tree.DropIndex(table=tree.Name() as name):
            return scope.table_facts(name)
    return None


def written(node: tree.Node) -> Sequence[tree.Name]:
    """The tables a statement writes rows into."""
    match node:
        case tree.Insert(table=name) | tree.LoadData(table=name):
            return (name,)
        case tree.Update(tables=tables) | tree.Delete(tables=tables):
            return [each.name for each in tables_of(tables) if isinstance(each, tree.TableName)]
    return ()


def shown_rows(rows: int) -> str:
    """A number of rows as a message shows it."""
    return f"{rows:,}"


def shown_size(size: int) -> str:
    """Bytes as a message shows them."""
    return f"{size / (1 << 30):,.1f} GB" if size >= 1 << 30 else f"{size / MEGA:,.0f} MB"
