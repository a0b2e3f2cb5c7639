"""Rules about conditions an index could have served, had they been written for it."""

from collections.abc import Iterator

from app.audit.described import conjuncts, known_table, leads_known_index
from app.audit.indexing import ORDERED
from app.audit.reading import AGGREGATES, called, columns_in, filters, is_constant, tables_of
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import KnownTable, each
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Index, Table

_ITEM = (
    "CREATE TABLE item (id INT PRIMARY KEY, kind INT, day DATE, price INT, name VARCHAR(20),"
    " KEY kind_day (kind, day, price), KEY by_name (name));\n"
)
_ORACLE = (
    "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, kind NUMBER, day DATE);\n"
    "CREATE INDEX kind_day ON item (kind, day);\n"
)
_CONDITIONS = (tree.Comparison, tree.Between, tree.In, tree.Like)


def computed_index(node: tree.Node, scope: Scope) -> tuple[tree.Expression, tree.Column] | None:
    """The side of a condition that computes something of a column which begins an index."""
    match node:
        case tree.Comparison():
            sides: tuple[tuple[tree.Expression, tuple[tree.Expression, ...]], ...] = (
                (node.left, (node.right,)), (node.right, (node.left,)),
            )  # fmt: skip
        case tree.Between():
            sides = ((node.operand, (node.low, node.high)),)
        case tree.In():
            sides = ((node.operand, node.items),)
        case tree.Like():
            sides = ((node.operand, (node.pattern,)),)
        case _:
            return None
    for side, others in sides:
        if _computes(side) and all(map(is_constant, others)) and filters(node):
            for column in columns_in(side):
                if leads_known_index(column, scope):
                    return side, column
    return None


def _computes(value: tree.Expression) -> bool:
    match value:
        case tree.FunctionCall():
            return value.name not in AGGREGATES and value.over is None
        case tree.Arithmetic():
            return value.op not in {"->", "->>"}
        case tree.Cast() | tree.ConvertCharset():
            return True
    return False


@rule(
    Severity.ERROR,
    on=_CONDITIONS,
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[_ITEM + "SELECT id FROM item WHERE LOWER(name) = 'pen'",
         _ITEM + "SELECT id FROM item WHERE kind + 1 = 8",
         _ITEM + "DELETE FROM item WHERE CAST(id AS CHAR) LIKE '7%'",
         _ORACLE + "SELECT id FROM item WHERE NVL(kind, 0) = 8"],
    good=[_ITEM + "SELECT id FROM item WHERE name = LOWER('PEN')",
          _ITEM + "SELECT id FROM item WHERE price * 2 = 8",
          "SELECT id FROM never_described WHERE LOWER(name) = 'pen'"],
    sources=["SQLE dml_check_math_computation_or_func_on_index",
             "Bytebase STATEMENT_WHERE_DISALLOW_FUNCTIONS_AND_CALCULATIONS"],
)  # fmt: skip
def query_function_on_indexed_column(node: tree.Node, scope: Scope) -> Hits:
    """A function or a calculation on a column makes its index useless.

    Why: there is an index that begins with the column, but it holds the column's values, not the
    results, so the whole table is read. What the schema does not know is reported by
    query-function-on-column and query-expression-on-column.

    Instead: leave the column alone and compute the other side, or index the expression.
    """
    if found := computed_index(node, scope):
        side, column = found
        yield hit(side, N_("What is computed of {column} keeps its index from being used"),
                  column=column.name.dotted, about=column.name.dotted)  # fmt: skip


def _wanted(where: tree.Expression, name: str) -> Iterator[tuple[str, bool]]:
    """The columns of a table that conditions compare with something, and whether by equality."""
    for part in conjuncts(where):
        match part:
            case tree.Comparison(quantifier="") if part.op not in {"<>", "!="}:
                sides: tuple[tree.Expression, ...] = (part.left, part.right)
                equal = part.op in {"=", "<=>"}
            case tree.In(negated=False):
                sides, equal = (part.operand,), True
            case tree.Is(what="NULL", negated=False):
                sides, equal = (part.operand,), True
            case tree.Between(negated=False) | tree.Like(negated=False):
                sides, equal = (part.operand,), False
            case _:
                continue
        for side in sides:
            if isinstance(side, tree.Column) and side.name.qualifier.lower() in {"", name}:
                yield side.name.name.lower(), equal


def _ordered(table: Table) -> list[Index]:
    """The indexes that can be searched and begin with a column, not with an expression."""
    return [i for i in table.indexes.values() if i.kind in ORDERED and i.parts[0].column]


@rule(
    Severity.WARNING,
    on=each((tree.Select, tree.Update, tree.Delete), "WHERE"),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[_ITEM + "SELECT id FROM item WHERE day = '2026-01-01'",
         _ITEM + "DELETE FROM item WHERE day < '2026-01-01' AND price = 3",
         _ORACLE + "SELECT id FROM item WHERE day = DATE '2026-01-01'"],
    good=[_ITEM + "SELECT id FROM item WHERE kind = 3 AND day = '2026-01-01'",
          _ITEM + "SELECT id FROM item WHERE day = '2026-01-01' AND name = 'pen'",
          _ITEM + "SELECT id FROM item WHERE day = '2026-01-01' OR kind = 3",
          _ITEM + "SELECT i.id FROM item i JOIN kinds k ON k.id = i.kind WHERE i.day = NOW()",
          "SELECT id FROM never_described WHERE day = '2026-01-01'"],
    sources=["SQLE dml_must_use_left_most_prefix", "SQLE SQLE00218"],
)  # fmt: skip
def query_composite_index_first_column(
    node: tree.Select | tree.Update | tree.Delete, scope: Scope
) -> Hits:
    """A condition names a later column of an index but not its first.

    Why: an index is sorted by its first column; without it the others are spread all over. It is
    said where no other index begins with a column of the condition.

    Instead: name the first column too, or an index that begins with this one.
    """
    if node.where is None:
        return
    for source in tables_of(node.tables):
        table = known_table(source, scope.schema)
        if table is None:
            continue
        wanted = {name for name, _equal in _wanted(node.where, called(source))}
        indexes = _ordered(table) if wanted else []
        firsts = {index.columns[0] for index in indexes}
        if wanted & firsts:
            continue
        for index in indexes:
            if later := [column for column in index.columns[1:] if column in wanted]:
                if _joined(node.tables, called(source)) & firsts:
                    break
                yield hit(node.where, N_("The index {index} begins with {first}, not {column}"),
                          index=index.name, first=index.columns[0], column=later[0],
                          about=table.name)  # fmt: skip
                break


def _joined(source: tree.Node | None, name: str) -> set[str]:
    """The columns of a table that stand in ON and USING, by which it may be looked up."""
    found: set[str] = set()
    todo = [source] if isinstance(source, tree.Join) else []
    while todo:
        node = todo.pop()
        if isinstance(node, tree.Join):
            found |= {column.name.lower() for column in node.using}
            todo += [side for side in (node.left, node.right) if isinstance(side, tree.Join)]
            for column in columns_in(node.on) if node.on else ():
                if column.name.qualifier.lower() in {"", name}:
                    found.add(column.name.name.lower())
    return found


@rule(
    Severity.WARNING,
    on=each((tree.Select, tree.Update, tree.Delete), "WHERE"),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[_ITEM + "SELECT id FROM item WHERE kind > 3 AND day = '2026-01-01'",
         _ITEM + "SELECT id FROM item WHERE kind BETWEEN 1 AND 5 AND day >= '2026-01-01'",
         _ORACLE + "SELECT id FROM item WHERE kind > 3 AND day = DATE '2026-01-01'"],
    good=[_ITEM + "SELECT id FROM item WHERE kind = 3 AND day > '2026-01-01'",
          _ITEM + "SELECT id FROM item WHERE kind IN (1, 2) AND day = '2026-01-01'",
          _ITEM + "SELECT id FROM item WHERE kind > 3",
          _ITEM + "SELECT id FROM item WHERE kind > 3 AND day = '2026-01-01' AND name = 'pen'"],
    sources=["SQLE dml_must_match_left_most_prefix"],
)  # fmt: skip
def query_composite_index_first_column_equality(
    node: tree.Select | tree.Update | tree.Delete, scope: Scope
) -> Hits:
    """The first column of an index is compared by a range, and a later one too.

    Why: within a range of the first column the next one is not sorted, so that the condition on it
    narrows nothing that is read. It is said where no other index begins with a column that is
    compared by equality.

    Instead: an index that begins with the column that is compared by equality.
    """
    if node.where is None:
        return
    for source in tables_of(node.tables):
        table = known_table(source, scope.schema)
        if table is None:
            continue
        wanted = list(_wanted(node.where, called(source)))
        equal = {name for name, by_equality in wanted if by_equality}
        ranged = {name for name, by_equality in wanted if not by_equality} - equal
        indexes = _ordered(table) if ranged else []
        if equal & {index.columns[0] for index in indexes}:
            continue
        for index in indexes:
            second = index.columns[1:2]
            if index.columns[0] in ranged and second and second[0] in equal | ranged:
                template = N_("A range of {first} leaves {column} nothing to narrow in {index}")
                yield hit(node.where, template, first=index.columns[0], column=second[0],
                          index=index.name, about=table.name)  # fmt: skip
                break
