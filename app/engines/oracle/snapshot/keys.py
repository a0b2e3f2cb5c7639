"""Primary, unique and foreign keys of a schema of Oracle's, and the indexes that serve them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from app.domain.snapshot import ForeignKeyFacts, IndexFacts, IndexPart
from app.engines.oracle.rows import text

_Row: TypeAlias = Mapping[str, Any]
_Pair: TypeAlias = tuple[str, str]
_KINDS = {"P": "PRIMARY", "U": "UNIQUE"}


class Keys:
    """The enforced keys of one schema."""

    def __init__(self, schema: str, constraints: Sequence[_Row], columns: Sequence[_Row]) -> None:
        self._columns: defaultdict[_Pair, list[str]] = defaultdict(list)
        self._tables: dict[_Pair, str] = {}
        for row in columns:
            key = text(row["owner"]), text(row["constraint_name"])
            self._columns[key].append(text(row["column_name"]))
            self._tables[key] = text(row["table_name"])
        self._schema = schema
        self._foreign: defaultdict[str, list[_Row]] = defaultdict(list)
        self._unserved: dict[str, _Row] = {}
        self._by_index: defaultdict[_Pair, list[_Row]] = defaultdict(list)
        for row in constraints:
            if text(row["constraint_type"]) == "R":
                self._foreign[text(row["table_name"])].append(row)
                continue
            self._unserved[text(row["constraint_name"])] = row
            # before 12c ALL_CONSTRAINTS leaves the owner empty where it is the table's
            owner = text(row["index_owner"]) or schema
            self._by_index[owner, text(row["index_name"])].append(row)

    def kind_of(self, row: _Row, columns: set[str]) -> tuple[str, str]:
        """The kind of an index over `columns`, and the constraint that is just that."""
        for constraint in self._by_index[text(row["owner"]), text(row["index_name"])]:
            name = text(constraint["constraint_name"])
            if set(self._columns[self._schema, name]) == columns:
                self._unserved.pop(name, None)
                return _KINDS[text(constraint["constraint_type"])], name
        said = text(row["index_type"])
        for special in ("BITMAP", "DOMAIN"):
            if special in said:
                return special, ""
        return ("UNIQUE" if text(row["uniqueness"]) == "UNIQUE" else "INDEX"), ""

    def without_an_index(self) -> Iterator[tuple[str, IndexFacts]]:
        """Keys, by table, that an index over more columns serves, or one nobody showed.

        Ask once the kinds of all indexes are known.
        """
        for name, row in self._unserved.items():
            parts = tuple(IndexPart(column) for column in self._columns[self._schema, name])
            kind = _KINDS[text(row["constraint_type"])]
            yield text(row["table_name"]), IndexFacts(name, kind, parts, constraint=name)

    def foreign(self, table: str) -> Iterator[ForeignKeyFacts]:
        """The foreign keys of a table, as far as the tables they name may be seen."""
        for row in self._foreign.get(table, ()):
            name = text(row["constraint_name"])
            other = text(row["r_owner"]), text(row["r_constraint_name"])
            if other in self._tables:
                yield ForeignKeyFacts(
                    name,
                    tuple(self._columns[self._schema, name]),
                    other[0],
                    self._tables[other],
                    tuple(self._columns[other]),
                    on_delete=text(row["delete_rule"]),
                )
