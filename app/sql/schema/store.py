"""Where the simulated schema keeps its tables: copied only when one of two sharers changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from app.sql.schema.nouns import Table
from app.sql.tree import Name, folded

Place: TypeAlias = tuple[str, str]
"""Database and table in lower case; the database is empty where no USE has named one."""


@dataclass(slots=True)
class Known:
    """All that is known.

    `gone` was dropped or renamed away, `made` was created; both since the schema was given.
    `databases` says of a database whether it exists, and `listed` that they were created one by
    one; all tables of those in `whole` are known, of those in `partial` only some. `names` are what
    tables have been called, wherever; those of tables that went stay in it. `collations` has
    the character set and collation of a database, "" for what is not known of the two. `children`
    are the tables that refer to another by a foreign key, or did, by the place of that one, and
    `indexed` those that have an index of a name, or had.
    """

    tables: dict[Place, Table] = field(default_factory=dict)
    temporary: dict[Place, Table] = field(default_factory=dict)
    gone: set[Place] = field(default_factory=set)
    made: set[Place] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    databases: dict[str, bool] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    partial: set[str] = field(default_factory=set)
    collations: dict[str, tuple[str, str]] = field(default_factory=dict)
    listed: bool = False
    children: dict[Place, dict[Place, None]] = field(default_factory=dict)
    indexed: dict[str, dict[Place, None]] = field(default_factory=dict)

    def copy(self) -> "Known":
        """A copy that shares nothing but the frozen nouns."""
        return Known(
            dict(self.tables),
            dict(self.temporary),
            set(self.gone),
            set(self.made),
            set(self.names),
            dict(self.databases),
            set(self.whole),
            set(self.partial),
            dict(self.collations),
            self.listed,
            {place: dict(children) for place, children in self.children.items()},
            {name: dict(places) for name, places in self.indexed.items()},
        )

    def keep(self, place: Place, table: Table) -> None:
        """Keep a table that is not temporary."""
        self.tables[place] = table
        for key in table.foreign_keys:
            parent = key.database.lower(), key.table.lower()
            self.children.setdefault(parent, {})[place] = None
        for name in table.indexes:
            self.indexed.setdefault(name, {})[place] = None


class Store:
    """Tables by database and name.

    `version` rises with each change; `current` is the database USE has named, "" before that and
    once it was dropped, which `homeless` tells apart.
    Names are compared in lower case, as MySQL does with tables on Windows and macOS and with
    columns and indexes everywhere. With `oracle` a database is a schema, and a name behind a link
    belongs to none of them.
    """

    oracle = False

    def __init__(self) -> None:
        self.version = 0
        self.current = ""
        self.homeless = False
        self._given = False
        self._certain = True
        self._known = Known()
        self._shared = False

    def copy(self) -> Self:
        """An independent copy, cheap until one of the two changes."""
        other = type(self)()
        other.version, other.current = self.version, self.current
        other.oracle = self.oracle
        other.homeless = self.homeless
        other._given, other._certain = self._given, self._certain
        other._known = self._known
        self._shared = other._shared = True
        return other

    def place(self, name: Name) -> Place:
        """Where a table of that name is looked for."""
        if name.link:
            return f"@{name.link.lower()}", name.name.lower()
        parts = name.parts
        database = parts[-2] if len(parts) > 1 else ""
        return folded(database or self.current), folded(parts[-1])

    def table(self, name: Name) -> Table | None:
        """The table or view of that name, as far as it is known; a temporary one comes first."""
        known = self._known
        if not (known.tables or known.temporary):  # as in most files that change rows only
            return None
        place = self.place(name)
        return known.temporary.get(place) or known.tables.get(place)

    def may_know(self, names: Iterable[Name]) -> bool:
        """Whether a table of one of these names has been described, in whatever database."""
        called = self._known.names
        fold = folded if self.oracle else str.lower  # which is quicker, for all names are asked
        return bool(called) and not called.isdisjoint([fold(name.parts[-1]) for name in names])

    def knows_any(self, names: Iterable[str]) -> bool:
        """Whether a table has ever been called so, in whatever database."""
        return not self._known.names.isdisjoint(map(folded, names))

    def lacks_any(self) -> bool:
        """Whether there are tables or databases of which it is certain that they are missing."""
        return bool(self._known.gone or self._known.whole)

    def temporary(self, name: Name) -> Table | None:
        """The temporary table of that name, which hides any other."""
        return self._known.temporary.get(self.place(name))

    def permanent(self, name: Name) -> Table | None:
        """The table or view of that name that is not temporary."""
        return self._known.tables.get(self.place(name))

    def _change(self) -> Known:
        """What is known, to be changed now."""
        if self._shared:
            self._known, self._shared = self._known.copy(), False
        self.version += 1
        return self._known

    def _old(self, name: Name) -> Table:
        """The table of that name, or one of which nothing is known."""
        unknown = Table(name.name, self._database(name), known_columns=False, known_indexes=False)
        return self.table(name) or unknown

    def _database(self, name: Name) -> str:
        return name.qualifier or self.current

    def _put(self, name: Name, table: Table, *, temporary: bool = False) -> None:
        """Keep `table` under `name`."""
        known, place, table = self._change(), self.place(name), table.bounded()
        known.names.add(place[1])
        if temporary:
            known.temporary[place] = table
            return
        known.keep(place, table)
        known.gone.discard(place)
        if place[0]:
            known.databases[place[0]] = True

    def _take(self, name: Name, *, temporary: bool = False) -> None:
        """Take a table out, the temporary one or the other."""
        known, place = self._change(), self.place(name)
        if temporary:
            del known.temporary[place]
            return
        known.tables.pop(place, None)
        known.made.discard(place)
        known.gone.add(place)

    def _rename(self, old: Name, new: Name) -> None:
        table, temporary = self._old(old), self.temporary(old) is not None
        made = self.place(old) in self._known.made
        self._take(old, temporary=temporary)
        renamed = table._replace(name=new.name, database=self._database(new))
        self._put(new, renamed, temporary=temporary)
        if made:
            self._known.made.add(self.place(new))
