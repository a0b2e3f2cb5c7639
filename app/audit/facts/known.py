"""What rules ask of a snapshot: sizes and statistics of a table, the server's settings."""

from app.audit.facts.simulate import dialect_of, named_in
from app.domain.dialect import Dialect
from app.domain.snapshot import IndexFacts, Snapshot, TableFacts
from app.sql.tree import folded
from app.sql.versions import Release, release_of


class KnownFacts:
    """A snapshot, to be looked up in. It crosses processes with the audit."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._dialect = dialect_of(snapshot.type)
        self._tables = {
            (self._key(table.schema), self._key(table.name)): table for table in snapshot.tables
        }
        self._schemas = {self._key(each.name) for each in snapshot.schemas}

    def _key(self, name: str) -> str:
        return folded(named_in(self._dialect, name))

    @property
    def release(self) -> tuple[int, ...]:
        """Of the server."""
        return self.snapshot.release

    def spoken(self, dialect: Dialect) -> Release | None:
        """The release of the server as scripts are told it, where it speaks the dialect."""
        numbers = ".".join(map(str, self.release))
        found = release_of(f"{self.snapshot.type.value} {numbers}")
        return found if found and found.dialect is dialect else None

    def variable(self, name: str) -> str:
        """A setting of the server, "" where it was not taken."""
        return self.snapshot.variables.get(name, "")

    def table(self, schema: str, name: str) -> TableFacts | None:
        """A table or view, by names as `Schema.place` gives them, whose case does not matter.

        Without a schema it is that of the only one there is.
        """
        if not schema and len(self._schemas) == 1:
            schema = next(iter(self._schemas))
        return self._tables.get((self._place(schema), self._place(name)))

    def _place(self, name: str) -> str:
        """As a key; what a script of Oracle's has in quotes has them still."""
        quoted = self._dialect is Dialect.ORACLE and name.startswith('"')
        return name if quoted else name.lower()


def distinct_values(table: TableFacts, column: str) -> int | None:
    """How many different values a column has, by its statistics or those of its indexes."""
    found = [each.distinct for each in table.columns if each.name.lower() == column.lower()]
    found += [
        index.parts[0].distinct
        for index in table.indexes
        if index.parts and index.parts[0].column.lower() == column.lower()
        and index.parts[0].length is None
    ]  # fmt: skip
    known = [each for each in found if each is not None]
    return max(known) if known else None


def unique_keys(table: TableFacts) -> list[IndexFacts]:
    """Its primary and unique keys, those over columns alone."""
    return [
        index
        for index in table.indexes
        if index.kind in {"PRIMARY", "UNIQUE"} and all(part.column for part in index.parts)
    ]
