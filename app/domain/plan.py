"""The plan of a statement, in the same words for every engine.

A node's rows are those of one loop, read before its condition is applied; `kept` is the share of
them that pass. Costs are the optimizer's own units; times are seconds over all loops.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from app.domain.dialect import Dialect
from app.i18n import N_, _


class Form(Enum):
    """What a plan was read from."""

    MYSQL_JSON = "mysql-json-1"
    MYSQL_JSON_2 = "mysql-json-2"
    MYSQL_TREE = "mysql-tree"
    MARIADB_JSON = "mariadb-json"
    TABLE = "table"
    """One row a table, as EXPLAIN without a format answers."""
    ORACLE_TEXT = "dbms-xplan"
    ORACLE_ROWS = "v$sql_plan"


class Step(Enum):
    """What a node does, as far as rules and colours tell nodes apart."""

    STATEMENT = "statement"
    ACCESS = "access"
    LOOP = "loop"
    HASH_JOIN = "hash-join"
    MERGE_JOIN = "merge-join"
    CARTESIAN = "cartesian"
    FILTER = "filter"
    SORT = "sort"
    GROUP = "group"
    DISTINCT = "distinct"
    WINDOW = "window"
    LIMIT = "limit"
    STORE = "store"
    """Rows are put into a temporary table."""
    SUBQUERY = "subquery"
    UNION = "union"
    WRITE = "write"
    OTHER = "other"


class Access(Enum):
    """How a node comes to its rows; the later, the better."""

    NONE = "none"
    FULL_SCAN = "full-scan"
    INDEX_SCAN = "index-scan"
    """All of an index, from end to end."""
    SKIP_SCAN = "skip-scan"
    MERGE = "index-merge"
    RANGE = "range"
    LOOKUP = "lookup"
    """By a value, which several rows may have."""
    SEARCH = "search"
    """Full text, spatial or another kind of index."""
    UNIQUE = "unique"
    CONSTANT = "constant"
    """Read before the plan was made, or never a table."""
    TEMPORARY = "temporary"
    """What another part of the plan had put by."""

    @property
    def word(self) -> str:
        """What it is called, in the language spoken now."""
        return _(_ACCESSES[self])


class Trait(Enum):
    """What else is to be known of a node."""

    TEMPORARY = "temporary"
    ON_DISK = "on-disk"
    """It did not fit into memory."""
    FILESORT = "filesort"
    JOIN_BUFFER = "join-buffer"
    COVERING = "covering"
    """The index has all columns; the table is not read."""
    DEPENDENT = "dependent"
    """Done anew for the rows around it."""
    NEVER = "never"
    """Was not run at all."""
    FULL_SCAN_ON_NULL = "full-scan-on-null"
    RANGE_CHECKED = "range-checked"
    """Which index serves is found out for every row."""
    CONVERTED = "converted"
    """A column is converted before it is compared, so its index is of no use."""
    MATERIALIZED = "materialized"
    WHOLE_TABLE = "whole-table"
    """The access has no condition at all."""


_ACCESSES = {
    Access.NONE: "",
    Access.FULL_SCAN: N_("whole table"),
    Access.INDEX_SCAN: N_("whole index"),
    Access.SKIP_SCAN: N_("skip scan"),
    Access.MERGE: N_("merged indexes"),
    Access.RANGE: N_("range"),
    Access.LOOKUP: N_("lookup"),
    Access.SEARCH: N_("search index"),
    Access.UNIQUE: N_("unique lookup"),
    Access.CONSTANT: N_("constant"),
    Access.TEMPORARY: N_("stored rows"),
}


@dataclass(frozen=True, slots=True)
class PlanNode:
    """One step of a plan, with the steps it takes rows from, the first to run first.

    What a server does not tell is None, or empty; never 0.
    """

    operation: str
    """As the server words it."""
    step: Step = Step.OTHER
    object: str = ""
    """Table, index or view it reads."""
    alias: str = ""
    """What the statement calls that, where the server tells."""
    access: Access = Access.NONE
    index: str = ""
    key_parts: tuple[str, ...] = ()
    """Columns of the index that are used, in their order."""
    possible_indexes: tuple[str, ...] = ()
    estimated_rows: float | None = None
    actual_rows: float | None = None
    estimated_kept: float | None = None
    """Share of the rows that pass the condition, 0 to 1."""
    actual_kept: float | None = None
    loops: float | None = None
    """How often it was begun."""
    own_cost: float | None = None
    cost: float | None = None
    """With all that is below it."""
    own_time: float | None = None
    """Seconds of all loops, without what is below it."""
    time: float | None = None
    """Seconds of all loops, with what is below it."""
    condition: str = ""
    """What rows must fulfil after they were read."""
    access_condition: str = ""
    """What the index is asked for."""
    memory: int | None = None
    """Bytes it took at most."""
    disk: int | None = None
    """Bytes it put on disk."""
    buffers: int | None = None
    """Pages it took from memory or disk, with all that is below it."""
    reads: int | None = None
    """Pages it read from disk."""
    partitions: str = ""
    block: str = ""
    """The query block it belongs to, as the server numbers or names it."""
    traits: frozenset[Trait] = frozenset()
    details: tuple[tuple[str, str], ...] = ()
    """What else the server says, by its own names."""
    span: tuple[int, int] | None = None
    """Start and end in the statement of the clause it comes from, in characters."""
    children: "tuple[PlanNode, ...]" = ()

    @property
    def name(self) -> str:
        """What it reads, as the statement calls it."""
        return self.alias or self.object

    @property
    def headline(self) -> str:
        """The operation in one line, without the condition it ends with."""
        said = self.operation
        for text in (self.access_condition, self.condition):
            if text and (place := said.find(text)) > 0:
                said = said[:place]
        said = re.sub(r"( over|, with index condition)?[\s:(]*$", "", said)
        return " ".join(said.split()) or self.operation

    @property
    def estimated_out(self) -> float | None:
        """Rows one loop was thought to hand on."""
        return _share(self.estimated_rows, self.estimated_kept)

    @property
    def actual_out(self) -> float | None:
        """Rows one loop handed on."""
        return _share(self.actual_rows, self.actual_kept)

    @property
    def rows_touched(self) -> float | None:
        """Rows read in all loops: counted, or else estimated for one loop."""
        if self.actual_rows is not None:
            return self.actual_rows * (1.0 if self.loops is None else self.loops)
        return self.estimated_rows

    @property
    def factor(self) -> float | None:
        """How many times more rows (above 1) or fewer (below 1) came than were thought.

        Of what was read and what was handed on, whichever is further off. None without figures of
        a run. A row more or less is never a factor: both sides count from 1.
        """
        found = [
            max(actual, 1.0) / max(estimated, 1.0)
            for actual, estimated in (
                (self.actual_rows, self.estimated_rows),
                (self.actual_out, self.estimated_out),
            )
            if actual is not None and estimated is not None
        ]
        if not found or Trait.NEVER in self.traits:
            return None
        return max(found, key=lambda factor: max(factor, 1 / factor))

    def walk(self) -> "Iterator[PlanNode]":
        """This node and all below, parents first, without recursion."""
        todo = [self]
        while todo:
            node = todo.pop()
            yield node
            todo += reversed(node.children)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a server runs one statement, or ran it."""

    root: PlanNode
    form: Form
    raw: str
    """As the server wrote it."""
    dialect: Dialect
    version: str = ""
    statement: str = ""
    schema: str = ""
    digest: str = ""
    """Equal for statements that differ in literals only."""
    analyzed: bool = False
    """The statement was run for it, so there are actual rows and times."""
    planning: float | None = None
    """Seconds it took to make the plan."""
    cut: bool = False
    """It was broken off, or still runs: the figures are of what was done so far."""
    notes: tuple[str, ...] = ()
    """What the server says beside the plan."""

    @property
    def cost(self) -> float | None:
        """Of the whole, in the optimizer's units."""
        return next((node.cost for node in self.root.walk() if node.cost is not None), None)

    @property
    def time(self) -> float | None:
        """Seconds of the whole run."""
        return next((node.time for node in self.root.walk() if node.time is not None), None)

    @property
    def shape(self) -> tuple[str, ...]:
        """What makes it this plan and no other: steps, tables and indexes in their order.

        Estimates, costs and literals are left out. Only plans of one form can be compared.
        """
        return tuple(
            f"{depth} {node.step.value} {node.name} {node.access.value} {node.index}".rstrip()
            for depth, node in with_depth(self.root)
        )


def with_depth(root: PlanNode) -> Iterator[tuple[int, PlanNode]]:
    """All nodes from the top down, with how deep they are."""
    todo = [(0, root)]
    while todo:
        depth, node = todo.pop()
        yield depth, node
        todo += [(depth + 1, child) for child in reversed(node.children)]


def rebuilt(root: PlanNode, change: "dict[int, dict[str, object]]") -> PlanNode:
    """The tree with fields of some nodes changed, by `id()` of the node; without recursion."""
    done: dict[int, PlanNode] = {}
    for node in reversed(list(root.walk())):
        children = tuple(done[id(child)] for child in node.children)
        done[id(node)] = replace(node, children=children, **change.get(id(node), {}))  # type: ignore[arg-type]
    return done[id(root)]


def _share(rows: float | None, kept: float | None) -> float | None:
    return rows if rows is None or kept is None else rows * kept
