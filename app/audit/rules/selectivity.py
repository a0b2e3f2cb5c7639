"""Rules about what an index is worth, by the statistics of a snapshot.

The examples speak of the server of `resources/facts/example.json` (see `sizes`): of the rows of
shop.orders, state has 4 different values, customer_id 50,000, placed 4,000,000.
"""

from app.audit import definitions
from app.audit.facts.known import distinct_values, unique_keys
from app.audit.indexing import ORDERED, key_name
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Level, Severity
from app.domain.snapshot import TableFacts
from app.i18n import N_
from app.sql import tree

_FEW = N_("{column} has about {distinct} different values in {rows} rows of {table}")
_ORDER = N_("{second} tells rows apart better than {first} before it: {more} values, not {fewer}")
_MAY_REPEAT = N_("{table} has about {rows} rows, and {columns} may repeat in them")
_SKEWED = N_("{percent} % of the rows of {table} have one and the same value of {column}")
_KEYS = (tree.Key, tree.CreateIndex)


def _key(node: tree.Key | tree.CreateIndex) -> tree.Key:
    return node.key if isinstance(node, tree.CreateIndex) else node


def _facts(node: tree.Key | tree.CreateIndex, scope: Scope) -> TableFacts | None:
    """Of the table a key is added to."""
    name = node.table if isinstance(node, tree.CreateIndex) else definitions.table_of(node)
    if name is None or (isinstance(node, tree.Key) and isinstance(node.parent, tree.CreateIndex)):
        return None
    return scope.table_facts(name)


def _columns(key: tree.Key) -> list[str]:
    return [part.column.name for part in key.parts if part.column and part.length is None]


@rule(
    Severity.NOTICE,
    on=_KEYS,
    dialects=EVERYWHERE,
    level=Level.STATISTICS,
    parameters={"min_values": 20},
    bad=["ALTER TABLE shop.orders ADD KEY by_state (state)",
         "CREATE INDEX by_state ON shop.orders (state)",
         "-- dialect: oracle\nCREATE INDEX by_state ON shop.orders (state)"],
    good=["CREATE INDEX c ON shop.orders (customer_id)",
          "CREATE INDEX s ON shop.orders (state, customer_id)",
          "CREATE INDEX s ON shop.setting (value)",
          "-- dialect: oracle\nCREATE BITMAP INDEX by_state ON shop.orders (state)",
          "-- dialect: oracle\nCREATE INDEX c ON shop.orders (customer_id)"],
    sources=["SQLE SQLE00058", "SOAR KEY.004", "SQLE ddl_check_index_option (min_percent=70)"],
)  # fmt: skip
def index_selectivity(node: tree.Key | tree.CreateIndex, scope: Scope) -> Hits:
    """An index over a column of few different values.

    Why: each of its values leads to a large part of the table, which is read faster without it,
    while every change of a row pays for it. It serves only searches for a rare value, or counting.

    Instead: put a column that tells more beside it, or do without. The parameter `min_values` is
    the number of different values wanted; peers ask for a share of the rows, which condemns every
    foreign key of a large table.
    """
    facts, key = _facts(node, scope), _key(node)
    if facts is None or key.kind not in ORDERED or len(key.parts) != 1 or not facts.rows:
        return
    for column in _columns(key):
        distinct = distinct_values(facts, column)
        if distinct is not None and distinct < min(scope.number("min_values"), facts.rows // 10):
            yield hit(node, _FEW, column=column, distinct=f"{distinct:,}", rows=f"{facts.rows:,}",
                      table=facts.name, about=key_name(key))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=_KEYS,
    dialects=EVERYWHERE,
    level=Level.STATISTICS,
    in_default=False,
    bad=["CREATE INDEX s ON shop.orders (state, customer_id)",
         "-- dialect: oracle\nCREATE INDEX s ON shop.orders (state, customer_id)"],
    good=["CREATE INDEX s ON shop.orders (customer_id, state)",
          "CREATE INDEX s ON shop.orders (note(10), state)"],
    sources=["SQLE SQLE00030", "SOAR index advice", "goInception"],
)  # fmt: skip
def index_column_order_by_selectivity(node: tree.Key | tree.CreateIndex, scope: Scope) -> Hits:
    """The column that tells rows apart better stands behind the other.

    Why: where a search gives only the first column, an index is worth what that one tells.

    Instead: put it first, unless searches give the other by equality and this one as a range, or
    give the other alone.
    """
    facts, key = _facts(node, scope), _key(node)
    if facts is None or key.kind not in ORDERED or len(key.parts) < 2:
        return
    columns = [
        part.column.name if part.column and part.length is None else "" for part in key.parts
    ]
    first, second = columns[:2]
    fewer = distinct_values(facts, first) if first else None
    more = distinct_values(facts, second) if second else None
    if fewer is not None and more is not None and more > 10 * fewer:
        yield hit(node, _ORDER, first=first, second=second, more=f"{more:,}", fewer=f"{fewer:,}",
                  about=key_name(key))  # fmt: skip


@rule(
    Severity.WARNING,
    on=_KEYS,
    dialects=EVERYWHERE,
    level=Level.STATISTICS,
    bad=["ALTER TABLE shop.orders ADD UNIQUE KEY (customer_id, placed)",
         "CREATE UNIQUE INDEX c ON shop.customer (city)",
         "-- dialect: oracle\nALTER TABLE shop.orders ADD CONSTRAINT u UNIQUE (customer_id)"],
    good=["ALTER TABLE shop.archive ADD UNIQUE KEY (id)",
          "CREATE UNIQUE INDEX e ON shop.customer (email, city)",
          "CREATE INDEX c ON shop.customer (city)",
          "-- dialect: oracle\nCREATE UNIQUE INDEX e ON shop.customer (email, city)"],
    sources=["SQLE SQLE00156", "SQLE ddl_check_unique_index", "goInception"],
)  # fmt: skip
def index_unique_check_duplicates(node: tree.Key | tree.CreateIndex, scope: Scope) -> Hits:
    """A unique key is added to a table that has rows.

    Why: one pair of equal rows, and the statement fails after all the work of building it. Tools
    for online changes are worse: they drop one of the two rows without a word.

    Instead: look for repeated values first (GROUP BY … HAVING COUNT(*) > 1). Nothing is said where
    another unique key over some of these columns makes repetition impossible.
    """
    facts, key = _facts(node, scope), _key(node)
    if facts is None or key.kind not in {"UNIQUE", "PRIMARY"} or not facts.rows:
        return
    wanted = {column.lower() for column in _columns(key)}
    for index in unique_keys(facts):
        if {part.column.lower() for part in index.parts} <= wanted:
            return
    yield hit(node, _MAY_REPEAT, table=facts.name, rows=f"{facts.rows:,}",
              columns=", ".join(_columns(key)) or key_name(key), about=key_name(key))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=_KEYS,
    level=Level.STATISTICS,
    parameters={"max_percent": 70},
    bad=["CREATE INDEX by_kind ON shop.event (kind)"],
    good=["CREATE INDEX by_state ON shop.orders (state)"],
    sources=["SQLE SQLE00218", "SQLE ddl_check_skewed_column (threshold=0.7)"],
)
def index_skewed_column(node: tree.Key | tree.CreateIndex, scope: Scope) -> Hits:
    """An index over a column most of whose rows have the same value.

    Why: for that value the index is slower than the table, and the optimizer may take it all the
    same, for it counts different values, not their rows.

    Instead: ask for the rare values only, or put another column first. The parameter `max_percent`
    is the share one value may have. It is known where the server has a histogram of the column.
    """
    facts, key = _facts(node, scope), _key(node)
    if facts is None or key.kind not in ORDERED or not key.parts or not key.parts[0].column:
        return
    name = key.parts[0].column.name.lower()
    share = next((c.most_frequent for c in facts.columns if c.name.lower() == name), None)
    if share is not None and share * 100 > scope.number("max_percent"):
        yield hit(node, _SKEWED, table=facts.name, column=name, percent=round(share * 100),
                  about=key_name(key))  # fmt: skip
