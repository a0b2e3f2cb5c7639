"""Rules about partitions: their names and bounds, and how they are changed."""

import re
from collections.abc import Iterator, Sequence

from app.audit.registry import EVERYWHERE, Hit, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.audit.sources import in_program
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.numbers import whole_number

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?")
_LOG = (
    "CREATE TABLE log (id INT, at DATE) PARTITION BY RANGE (id)"
    " (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20));\n"
)
_HARMLESS = frozenset({"ALGORITHM", "LOCK", "WITH VALIDATION", "WITHOUT VALIDATION"})


def _table(node: tree.Node) -> str:
    for above in tree.ancestors(node):
        if isinstance(above, tree.CreateTable | tree.AlterTable):
            return above.name.dotted
    return ""


@rule(
    Severity.ERROR,
    on=(tree.PartitionChange,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE TABLE log (id NUMBER) PARTITION BY RANGE (id) (PARTITION p0"
        " VALUES LESS THAN (10)); ALTER TABLE log DROP PARTITION p7",
        _LOG + "ALTER TABLE log DROP PARTITION p7",
        _LOG + "ALTER TABLE log TRUNCATE PARTITION p0, p2",
        "CREATE TABLE item (id INT PRIMARY KEY); ALTER TABLE item DROP PARTITION p0",
        "CREATE TABLE item (id INT PRIMARY KEY); ALTER TABLE item ADD PARTITION"
        " (PARTITION p2 VALUES LESS THAN (30))",
        _LOG + "ALTER TABLE log DROP PARTITION p0; ALTER TABLE log REBUILD PARTITION p0",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE log (id NUMBER) PARTITION BY RANGE (id) (PARTITION p0"
        " VALUES LESS THAN (10)); ALTER TABLE log DROP PARTITION P0",
        _LOG + "ALTER TABLE log DROP PARTITION P0",
        "ALTER TABLE unknown DROP PARTITION p0",
        _LOG + "ALTER TABLE log ADD PARTITION (PARTITION p2 VALUES LESS THAN (30));"
        " ALTER TABLE log DROP PARTITION p2",
        "CREATE TABLE log (id INT) PARTITION BY HASH (id) PARTITIONS 4;"
        " ALTER TABLE log REBUILD PARTITION p3",
        _LOG + "ALTER TABLE log ANALYZE PARTITION ALL",
    ],
    sources=["goInception er_partition_not_existed, msg:not-partitioned", "MySQL error 1507, 1505"],
)
def table_partition_missing(node: tree.PartitionChange, scope: Scope) -> Hits:
    """A partition to be changed does not exist.

    Why: the statement fails with error 1507, or 1505 where the table has no partitions at all. It
    is said where the table is known from this file, --schema or a snapshot.

    Instead: correct the name; look at SHOW CREATE TABLE.
    """
    statement = node.parent
    if not isinstance(statement, tree.AlterTable) or in_program(scope.parsed.tree):
        return
    table = scope.schema.table(statement.name)
    below = scope.tokens.kinds[node.first + 1].startswith("SUBPARTITION")
    if table is None or table.partitions is None or below:
        return
    if not table.partitions and node.verb != "CONVERT":
        yield hit(node, N_("{table} has no partitions"), table=statement.name.dotted,
                  about=statement.name.dotted)  # fmt: skip
        return
    for name in node.names[:1] if node.verb == "RENAME" else node.names:
        if name.name.lower() not in table.partitions and not _is_of_the_server(name):
            yield hit(name, N_("{table} has no partition {partition}"),
                      table=statement.name.dotted, partition=name.name,
                      about=statement.name.dotted)  # fmt: skip


def _is_of_the_server(name: tree.Name) -> bool:
    """Whether Oracle has made the name up, or the partition is told by a value: FOR (…)."""
    return name.name.lower().startswith(("sys_", "for ("))


@rule(
    Severity.ERROR,
    on=(tree.PartitionBy, tree.PartitionChange),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE TABLE log (id NUMBER) PARTITION BY RANGE (id) (PARTITION p0"
        " VALUES LESS THAN (10), PARTITION P0 VALUES LESS THAN (20))",
        "CREATE TABLE log (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10),"
        " PARTITION P0 VALUES LESS THAN (20))",
        _LOG + "ALTER TABLE log ADD PARTITION (PARTITION p1 VALUES LESS THAN (30))",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE log (id NUMBER) PARTITION BY RANGE (id) (PARTITION p0"
        " VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20))",
        _LOG + "ALTER TABLE log REORGANIZE PARTITION p1 INTO (PARTITION p1 VALUES LESS THAN (15),"
        " PARTITION p2 VALUES LESS THAN (20))",
        _LOG + "ALTER TABLE log ADD PARTITION (PARTITION p2 VALUES LESS THAN (30))",
        "ALTER TABLE unknown ADD PARTITION (PARTITION p1 VALUES LESS THAN (30))",
    ],
    sources=["goInception er_same_name_partition", "MySQL error 1517"],
)
def table_partition_duplicate_name(
    node: tree.PartitionBy | tree.PartitionChange, scope: Scope
) -> Hits:
    """Two partitions have the same name.

    Why: the server refuses it with error 1517, upper or lower case.

    Instead: another name.
    """
    if not (made := node.partitions):
        return
    taken: set[str] = set()
    if isinstance(node, tree.PartitionChange) and isinstance(node.parent, tree.AlterTable):
        table = scope.schema.table(node.parent.name)
        taken.update(table.partitions or () if table else ())
        taken -= {name.name.lower() for name in node.names}
    for partition in _all_of(made):
        name = partition.name.name.lower()
        if name in taken:
            yield hit(partition.name, N_("There is a partition {partition} already"),
                      partition=partition.name.name, about=_table(node))  # fmt: skip
        taken.add(name)


def _all_of(made: Sequence[tree.Partition]) -> Iterator[tree.Partition]:
    for partition in made:
        yield partition
        yield from partition.subpartitions


@rule(
    Severity.ERROR,
    on=(tree.PartitionBy, tree.PartitionChange),
    dialects=EVERYWHERE,
    bad=[
        "-- dialect: oracle\nCREATE TABLE log (id NUMBER) PARTITION BY RANGE (id) (PARTITION p0"
        " VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (10))",
        "CREATE TABLE log (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10),"
        " PARTITION p1 VALUES LESS THAN (10))",
        "CREATE TABLE log (id INT) PARTITION BY LIST (id)"
        " (PARTITION p0 VALUES IN (1, 2), PARTITION p1 VALUES IN (2, 3))",
        "CREATE TABLE log (at DATE) PARTITION BY RANGE COLUMNS (at) (PARTITION p0"
        " VALUES LESS THAN ('2025-02-01'), PARTITION p1 VALUES LESS THAN ('2025-01-01'))",
        "ALTER TABLE log ADD PARTITION (PARTITION p0 VALUES LESS THAN MAXVALUE,"
        " PARTITION p1 VALUES LESS THAN (10))",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE log (id NUMBER) PARTITION BY RANGE (id) (PARTITION p0"
        " VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (MAXVALUE))",
        "CREATE TABLE log (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (9),"
        " PARTITION p1 VALUES LESS THAN (10), PARTITION p2 VALUES LESS THAN MAXVALUE)",
        "CREATE TABLE log (id INT) PARTITION BY LIST (id)"
        " (PARTITION p0 VALUES IN (1, NULL), PARTITION p1 VALUES IN (2, 3))",
        "CREATE TABLE log (at DATE) PARTITION BY RANGE (TO_DAYS(at)) (PARTITION p0"
        " VALUES LESS THAN (TO_DAYS('2025-01-01')), PARTITION p1 VALUES LESS THAN"
        " (TO_DAYS('2025-02-01')))",
    ],
    sources=["goInception er_repeat_const_definition", "MySQL errors 1493 and 1495"],
)
def table_partition_duplicate_bound(
    node: tree.PartitionBy | tree.PartitionChange, scope: Scope
) -> Hits:
    """A bound of a partition repeats another, or does not rise.

    Why: the server refuses it: error 1493 where VALUES LESS THAN does not rise strictly, 1495
    where a value of a list is in two partitions. Numbers and dates are compared; of other
    expressions only those that are written alike are reported.

    Instead: bounds that rise, and each value in one partition.
    """
    before: tuple[object, ...] | None = None
    seen: set[tuple[object, ...]] = set()
    for partition in node.partitions:
        if not partition.values:
            continue
        if scope.tokens.kinds[partition.name.last + 2] == "IN":
            for value in partition.values:
                key = _bound((value,), scope)
                if key in seen:
                    yield _repeated(value, scope, node)
                seen.add(key)
            continue
        bound = _bound(partition.values, scope)
        if before is not None and not _rises(before, bound):
            yield hit(partition, N_("The bound of {partition} does not rise"),
                      partition=partition.name.name, about=_table(node))  # fmt: skip
        before = bound


def _repeated(value: tree.Node, scope: Scope, node: tree.Node) -> Hit:
    return hit(value, N_("{value} is in two partitions"), value=scope.source(value),
               about=_table(node))  # fmt: skip


def _bound(values: Sequence[tree.Node], scope: Scope) -> tuple[object, ...]:
    """A bound, part by part: a number, a text, or infinity for MAXVALUE."""
    return tuple(_value(value, scope) for value in values)


def _value(value: tree.Node, scope: Scope) -> object:
    match value:
        case tree.Literal(kind="maxvalue"):
            return float("inf")
        case tree.Unary(op="-", operand=tree.Literal(kind="number") as number):
            text = scope.literal(number)
            return -whole_number(text) if text.isdecimal() else f"-{text}"
        case tree.Literal(kind="number"):
            text = scope.literal(value)
            return whole_number(text) if text.isdecimal() else text
        case tree.Literal():
            return scope.literal(value)
        case _:
            return "".join(scope.source(value).lower().split())


def _rises(before: tuple[object, ...], bound: tuple[object, ...]) -> bool:
    """Whether `bound` is greater, as far as its first part that differs can be compared."""
    for one, two in zip(before, bound, strict=False):
        if one == two:
            continue
        if isinstance(one, int | float) and isinstance(two, int | float):
            return two > one
        if one == float("inf"):
            return False
        if isinstance(one, str) and isinstance(two, str):
            dates = _DATE.fullmatch(one) and _DATE.fullmatch(two)
            return two > one if dates else True
        return True
    return False


@rule(
    Severity.ERROR,
    on=(only(tree.AlterTable, tree.PartitionChange),),
    bad=[
        "ALTER TABLE log ADD COLUMN n INT, TRUNCATE PARTITION p0",
        "ALTER TABLE log DROP COLUMN n, ADD PARTITION (PARTITION p2 VALUES LESS THAN (30))",
    ],
    good=[
        "ALTER TABLE log DROP PARTITION p0, p1",
        "ALTER TABLE log TRUNCATE PARTITION p0",
        "ALTER TABLE log ADD COLUMN n INT REMOVE PARTITIONING",
    ],
    sources=["goInception msg:partition-multi-clause", "MySQL 8.4 reference manual, 15.1.9.1"],
)
def table_partition_multi_clause(node: tree.AlterTable, scope: Scope) -> Hits:
    """A change of partitions stands beside other actions in one ALTER TABLE.

    Why: the server takes ADD, DROP, TRUNCATE, REORGANIZE and the like only alone in a statement,
    and refuses others with a syntax error.

    Instead: one statement for each; they are quick, for they change no rows but those dropped.
    """
    actions = [action for action in node.actions if not _is_harmless(action)]
    changes = [action for action in actions if isinstance(action, tree.PartitionChange)]
    if changes and len(actions) > 1:
        other = next(action for action in actions[::-1] if action is not changes[0])
        place = max((changes[0], other), key=lambda action: action.first)
        yield hit(place, N_("A change of partitions of {table} must stand alone"),
                  table=node.name.dotted, about=node.name.dotted)  # fmt: skip


def _is_harmless(action: tree.Node) -> bool:
    return isinstance(action, tree.OtherChange) and action.kind in _HARMLESS
