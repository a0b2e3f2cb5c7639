"""Rules that advise an index for a statement, by the sizes and indexes of a snapshot.

The examples speak of the server of `resources/facts/example.json` (see `sizes`).
"""

from collections.abc import Iterator

from app.audit.estimating import Method, equal_columns, estimated, is_known
from app.audit.facts.asking import one_table
from app.audit.reading import called
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Level, Severity
from app.domain.snapshot import TableFacts
from app.i18n import N_
from app.sql import tree

_ADVICE = N_("An index of {table} over ({columns}) would serve this statement")
_LONG = ("text", "blob", "json", "geometry", "clob", "long", "xmltype")


@rule(
    Severity.NOTICE,
    on=(tree.Select, tree.Update, tree.Delete),
    dialects=EVERYWHERE,
    level=Level.STATISTICS,
    parameters={"min_rows": 10_000},
    bad=[
        "SELECT id FROM shop.orders WHERE note = 'gift'",
        "UPDATE shop.orders SET state = 'x' WHERE note = 'gift'",
        "DELETE FROM shop.event WHERE kind = 'seen' LIMIT 100",
        "-- dialect: oracle\nSELECT id FROM shop.orders WHERE note = :gift",
        "-- dialect: oracle\nBEGIN UPDATE shop.orders SET state = 'x' WHERE note = p_note; END;\n/",
    ],
    good=[
        "SELECT id FROM shop.orders WHERE id = 7 AND note = 'gift'",
        "SELECT id FROM shop.orders WHERE customer_id = 7",
        "SELECT id FROM shop.orders WHERE note LIKE '%gift%'",
        "SELECT value FROM shop.setting WHERE value = 'x'",
        "SELECT id FROM shop.orders",
        "SELECT id FROM shop.unheard_of WHERE note = 'gift'",
        "-- dialect: oracle\nBEGIN UPDATE shop.orders SET state = 'x' WHERE id = p_id; END;\n/",
        "-- dialect: oracle\nSELECT id FROM shop.archive WHERE note = 'gift'",
    ],
    sources=["SQLE optimize_index_enabled", "SQLE SQLE00110", "SOAR index advice (IDX)"],
)
def index_advice(node: tree.Select | tree.Update | tree.Delete, scope: Scope) -> Hits:
    """A statement reads a whole table that an index would spare it.

    Why: none of the table's indexes begins with a column that is compared with a constant, so that
    each run reads all its rows, and UPDATE and DELETE lock them.

    Instead: an index over the columns that are compared with `=`, the one that tells most first,
    and after them one that is compared with a range. Look whether a longer index could take the
    place of one that is there. Only statements over one table of at least `min_rows` rows are
    looked at; texts and JSON are left out.
    """
    table = one_table(node.tables)
    facts = scope.table_facts(table.name) if table and node.where is not None else None
    if (
        table is None
        or facts is None
        or facts.is_view
        or (facts.rows or 0) < scope.number("min_rows")
    ):
        return
    name = called(table)
    estimate = estimated(facts, name, node.where)
    if estimate is None or estimate.method is not Method.WHOLE_TABLE:
        return
    equal = [c for c in equal_columns(node.where, name, facts) if _can_be_indexed(facts, c)]
    ranges = [c for c in _ranges(node.where, name, facts) if _can_be_indexed(facts, c)]
    wanted = list(dict.fromkeys([*equal, *ranges[:1]]))[:3]
    if wanted and not any(index.parts and index.parts[0].column.lower() in {*equal, *ranges}
                          for index in facts.indexes):  # fmt: skip
        yield hit(table, _ADVICE, table=facts.name, columns=", ".join(wanted), about=facts.name)


def _can_be_indexed(facts: TableFacts, column: str) -> bool:
    found = next((each for each in facts.columns if each.name.lower() == column), None)
    return found is not None and not any(kind in found.type.lower() for kind in _LONG)


def _ranges(where: tree.Node | None, name: str, facts: TableFacts) -> Iterator[str]:
    """The columns that are compared with constants by a range."""
    match where:
        case tree.Logical(op="AND", operands=operands):
            for operand in operands:
                yield from _ranges(operand, name, facts)
        case tree.Comparison(op="<" | ">" | "<=" | ">=", left=tree.Column() as column, right=other):
            if is_known(other, name, facts) and column.name.qualifier.lower() in {"", name}:
                yield column.name.name.lower()
        case tree.Between(operand=tree.Column() as column, negated=False):
            if column.name.qualifier.lower() in {"", name}:
                yield column.name.name.lower()
