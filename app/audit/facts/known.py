"""What rules ask of a snapshot: sizes and statistics of a table, the server's settings."""

from app.domain.snapshot import IndexFacts, Snapshot, TableFacts


class KnownFacts:
    """A snapshot, to be looked up in. It crosses processes with the audit."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._tables = {
            (table.schema.lower(), table.name.lower()): table for table in snapshot.tables
        }
        self._schemas = {each.name.lower() for each in snapshot.schemas}

    @property
    def release(self) -> tuple[int, ...]:
        """Of the server."""
        return self.snapshot.release

    def variable(self, name: str) -> str:
        """A setting of the server, "" where it was not taken."""
        return self.snapshot.variables.get(name, "")

    def table(self, schema: str, name: str) -> TableFacts | None:
        """A table or view; without a schema, that of the only one there is."""
        if not schema and len(self._schemas) == 1:
            schema = next(iter(self._schemas))
        return self._tables.get((schema.lower(), name.lower()))


def distinct_values(table: TableFacts, column: str) -> int | None:
    """How many different values a column has, by the indexes that begin with it."""
    found = [
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
