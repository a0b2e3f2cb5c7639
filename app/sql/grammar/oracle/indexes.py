"""CREATE, ALTER and DROP INDEX of Oracle, of every kind of index."""

from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.alterations import Alterations
from app.sql.grammar.oracle.following import Opening
from app.sql.tree import (
    AlterIndex,
    Column,
    CreateIndex,
    DropIndex,
    Expression,
    FunctionCall,
    Key,
    KeyPart,
    Name,
    Option,
    TableFunction,
)

_KINDS = frozenset({"UNIQUE", "BITMAP", "MULTIVALUE", "VECTOR", "SEARCH", "HYBRID"})
_NO_ALIAS = frozenset({"(", "TABLESPACE", "PCTFREE"})


class Indexes(Alterations):
    """Indexes as statements of their own."""

    def create_index(self, opening: Opening) -> CreateIndex:
        """From the kind of the index, or INDEX, on."""
        start, kind = self.at, "INDEX"
        while word := self.accept_any(_KINDS):
            kind = "INDEX" if word in {"MULTIVALUE", "SEARCH", "HYBRID"} else word
        kinds = self.kinds[start : self.at]
        if "BITMAP" in kinds and len(kinds) > 1:
            raise Refused(start + 1, "INDEX")
        self.expect("INDEX")
        absent = self.if_not_exists()
        name = self.qualified_name()
        absent = self.if_not_exists() or absent
        self.follows("ilm")
        self.expect("ON")
        if self.accept("CLUSTER"):
            kind = "CLUSTER"
        table = self.qualified_name()
        if kind != "CLUSTER" and self.kinds[self.at] not in _NO_ALIAS and self.sees_identifier():
            self.identifier()  # correlates the names of a bitmap join index
        parts = self._parts() if kind != "CLUSTER" else ()
        if self.kinds[self.at] == "FROM":
            kind = "BITMAP JOIN"
            self.follow("bitmap_join")
        options = self.key_options("index_property")
        if any(option.kind.startswith("INDEXTYPE") for option in options):
            kind = "DOMAIN"
        key = Key(start, self.before, kind, name, parts, options)
        return CreateIndex(opening.first, self.before, key, table, absent)

    def _parts(self) -> tuple[KeyPart, ...]:
        return self.parenthesised(lambda: self.separated(self.key_part))

    def key_part(self) -> KeyPart:
        """A column or an expression, ascending or not."""
        start = self.at
        value = self._indexed()
        descending = self.accept_any({"ASC", "DESC"}) == "DESC"
        column: Name | None = None
        if isinstance(value, Column):
            column = value.name
        expression = None if column else value
        return KeyPart(start, self.before, column, None, descending, expression)

    def _indexed(self) -> Expression:
        """An expression; of a multivalue index a JSON_TABLE, whose rows are indexed."""
        rows = self.table_function() if self.kinds[self.at] == "JSON_TABLE" else None
        if not isinstance(rows, TableFunction):
            return self.expression()
        return FunctionCall(rows.first, rows.last, rows.name, rows.arguments)

    def alter_index(self, opening: Opening) -> AlterIndex:
        """From INDEX on."""
        self.expect("INDEX")
        there = self.if_exists()
        name = self.qualified_name()
        start = self.at
        found = self.one_option("alter_index")
        action = found or Option(start, start, "")
        if found is None:
            self.follow("alter_index")
        options = self.options("alter_index_item")
        return AlterIndex(opening.first, self.before, name, (action, *options), there)

    def drop_index(self, opening: Opening) -> DropIndex:
        """From INDEX on."""
        self.expect("INDEX")
        there = self.if_exists()
        name = self.qualified_name()
        options = self.key_options("drop_index_item")
        return DropIndex(opening.first, self.before, name, None, there, options)
