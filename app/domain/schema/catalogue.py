"""What a database holds, as far as one needs it to write SQL: names, columns, keys, parameters.

Made for looking up while somebody types: 10,000 tables of 20 columns are held as they were read,
and sorted once. What a browser tells of one object is `details`.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from heapq import nsmallest
from typing import Generic, NamedTuple, Protocol, TypeVar


class Relation(Enum):
    """What rows can be selected from."""

    TABLE = "table"
    VIEW = "view"
    MATERIALIZED = "materialized view"
    SYNONYM = "synonym"


class Column(NamedTuple):
    """A column of a table or view; `type` is as the server writes it."""

    name: str
    type: str = ""
    nullable: bool = True
    comment: str = ""


class ForeignKey(NamedTuple):
    """That `columns` of a table are those of another one's key, in the same order."""

    columns: tuple[str, ...]
    to_schema: str
    to_table: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Something with columns. A synonym has those of what it stands for."""

    schema: str
    name: str
    relation: Relation = Relation.TABLE
    columns: tuple[Column, ...] = ()
    comment: str = ""
    primary: tuple[str, ...] = ()
    """The columns of its primary key."""
    foreign: tuple[ForeignKey, ...] = ()
    target: tuple[str, str] = ("", "")
    """Schema and name of what a synonym stands for."""

    @property
    def place(self) -> tuple[str, str]:
        """Schema and name of where the rows are, in capitals."""
        schema, name = self.target if self.target[1] else (self.schema, self.name)
        return schema.upper(), name.upper()


class Parameter(NamedTuple):
    """One parameter of a routine; `mode` is IN, OUT, IN OUT, INOUT or ""."""

    name: str
    type: str = ""
    mode: str = ""
    optional: bool = False

    @property
    def written(self) -> str:
        """As a signature has it: IN goes without saying."""
        mode = "" if self.mode == "IN" else self.mode
        return " ".join(filter(None, (mode, self.name, self.type)))


@dataclass(frozen=True, slots=True)
class Routine:
    """A function where `returns` tells a type, else a procedure."""

    schema: str
    name: str
    parameters: tuple[Parameter, ...] = ()
    returns: str = ""
    comment: str = ""

    @property
    def signature(self) -> str:
        """`(a int, OUT b text) → int`."""
        listed = ", ".join(each.written for each in self.parameters)
        return f"({listed}) → {self.returns}" if self.returns else f"({listed})"


@dataclass(frozen=True, slots=True)
class Package:
    """A package of PL/SQL with what it offers."""

    schema: str
    name: str
    members: tuple[Routine, ...] = ()


class NumberSequence(NamedTuple):
    """A sequence."""

    schema: str
    name: str


class Named(Protocol):
    """Whatever stands in a schema."""

    @property
    def schema(self) -> str:
        """Where it stands."""

    @property
    def name(self) -> str:
        """What it is called."""


N = TypeVar("N", bound=Named)


class Shelf(Generic[N]):
    """Objects of one kind, found by name whatever the case, and by how their names begin."""

    def __init__(self, objects: Iterable[N]) -> None:
        self._by_name: dict[tuple[str, str], N] = {}
        self._twins: dict[tuple[str, str], N] = {}
        names: dict[str, dict[str, N]] = {}
        for each in objects:
            key = each.schema.upper(), each.name.upper()
            self._by_name.setdefault(key, each)
            self._twins[each.schema, each.name] = each
            names.setdefault(key[0], {}).setdefault(key[1], each)
        self._sorted = {schema: sorted(of) for schema, of in names.items()}

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[N]:
        return iter(self._by_name.values())

    def get(self, schema: str, name: str) -> N | None:
        """The one of that name; where several differ by case alone, the one written so."""
        exact = self._twins.get((schema, name))
        return exact or self._by_name.get((schema.upper(), name.upper()))

    def schemas(self) -> Iterable[str]:
        """Schemas that have any, in capitals."""
        return self._sorted

    def like(self, schema: str, typed: str, most: int) -> list[N]:
        """Those of a schema whose names begin with `typed`, then those with it in them."""
        key, typed = schema.upper(), typed.upper()
        names = self._sorted.get(key, [])
        at = bisect_left(names, typed)
        found: list[str] = []
        while at < len(names) and len(found) < most and names[at].startswith(typed):
            found.append(names[at])
            at += 1
        if typed and len(found) < most:
            inside = (name for name in names if typed in name and not name.startswith(typed))
            found += nsmallest(most - len(found), inside, key=lambda name: name.index(typed))
        return [self._by_name[key, name] for name in found]


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key with the table that has it."""

    table: Table
    key: ForeignKey


@dataclass(frozen=True)
class Catalogue:
    """All of it; never changed once it is made."""

    schemas: tuple[str, ...] = ()
    tables: Shelf[Table] = field(default_factory=lambda: Shelf[Table](()))
    routines: Shelf[Routine] = field(default_factory=lambda: Shelf[Routine](()))
    packages: Shelf[Package] = field(default_factory=lambda: Shelf[Package](()))
    sequences: Shelf[NumberSequence] = field(default_factory=lambda: Shelf[NumberSequence](()))
    lacking: tuple[str, ...] = ()
    """What could not be read and why, or was left out since there is too much; a sentence each."""
    _referring: dict[tuple[str, str], list[Reference]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        referring: dict[tuple[str, str], list[Reference]] = {}
        for table in self.tables:
            for key in table.foreign if table.relation is not Relation.SYNONYM else ():
                place = key.to_schema.upper(), key.to_table.upper()
                referring.setdefault(place, []).append(Reference(table, key))
        object.__setattr__(self, "_referring", referring)

    def referring(self, table: Table) -> Sequence[Reference]:
        """The foreign keys that lead to `table`."""
        return self._referring.get(table.place, ())

    def find(self, name: str, schema: str, default_schema: str) -> Table | None:
        """The table a statement means by `name`, or by `schema`.`name`.

        A name alone is looked for in the default schema, then as a public synonym of Oracle.
        """
        if schema:
            return self.tables.get(schema, name)
        return self.tables.get(default_schema, name) or self.tables.get(PUBLIC, name)


PUBLIC = "PUBLIC"
"""The schema of Oracle's synonyms that everybody sees."""

EMPTY = Catalogue()
"""What is known before anything was read."""


K = TypeVar("K")
V = TypeVar("V")


def grouped(rows: Iterable[V], key: Callable[[V], K]) -> dict[K, list[V]]:
    """Rows by what they belong to, in their order."""
    found: dict[K, list[V]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
