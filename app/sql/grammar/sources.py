"""What stands in FROM: tables, derived tables, functions, joins (MySQL 8.4 manual, 15.2.13.2)."""

from app.sql.grammar.cursor import Refused
from app.sql.grammar.functions import Functions
from app.sql.tokens import IDENTIFIER, PARAMETER, STRING
from app.sql.tree import (
    DerivedTable,
    IndexHint,
    Join,
    Name,
    Node,
    TableFunction,
    TableName,
)

_JOIN_WORDS = frozenset(
    {"JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "NATURAL", "STRAIGHT_JOIN", "FULL", ","}
)
_HINT_VERBS = frozenset({"USE", "FORCE", "IGNORE"})
_NEVER_ALIAS = frozenset(
    """FULL OFFSET RETURNING WINDOW FOR SET PARTITION EXCEPT MINUS INTERSECT FETCH LATERAL
    PROCEDURE TABLESAMPLE""".split()
)
"""Words that follow a table and are no alias, though some of them may be names elsewhere."""


class Sources(Functions):
    """FROM and everything in it."""

    def table_references(self) -> Node:
        """Tables with commas and joins between them; left-deep, as the server reads them."""
        left = self._table_factor()
        kinds = self.kinds
        while kinds[self.at] in _JOIN_WORDS:
            if kinds[self.at] == "FULL" and kinds[self.at + 1] not in {"JOIN", "OUTER"}:
                break
            left = self._join(left)
        return left

    def _join(self, left: Node) -> Join:
        if self.accept(","):
            return self._finished(Join(left.first, 0, ",", False, left, self._joined()))
        natural = self.accept("NATURAL")
        kind = self.accept_any({"INNER", "CROSS", "LEFT", "RIGHT", "FULL"})
        if kind in {"LEFT", "RIGHT", "FULL"}:
            self.accept("OUTER")
        if not kind and self.accept("STRAIGHT_JOIN"):
            kind = "STRAIGHT"
        else:
            self.expect("JOIN")
        made = Join(left.first, 0, kind or "INNER", natural, left, self._joined(kind))
        if self.accept("ON"):
            made.on = self.expression()
        elif self.accept("USING"):
            made.using = self.identifiers()
        return self._finished(made)

    def _joined(self, kind: str = ",") -> Node:
        """The right side: `a JOIN b JOIN c ON … ON …` nests where two ONs follow."""
        right = self._table_factor()
        if kind == "," or self.kinds[self.at] not in _JOIN_WORDS - {","}:
            return right
        inner = self.attempt(lambda: self._nested(right))
        return inner or right

    def _nested(self, left: Node) -> Node:
        inner = self._join(left)
        if inner.on is None or self.kinds[self.at] != "ON":
            raise Refused(self.at, "ON")
        return inner

    def _finished(self, join: Join) -> Join:
        join.last = self.before
        return join

    def _table_factor(self) -> Node:
        kind = self.kinds[self.at]
        if kind == "(":
            return self._parenthesised_source()
        if kind == "LATERAL":
            self.at += 1
            return self._derived(self.before, lateral=True)
        if kind == "{":  # ODBC's { oj … }
            self.at += 2
            inner = self.table_references()
            self.expect("}")
            return inner
        if self.kinds[self.at + 1] == "(" and kind is not IDENTIFIER and kind != "TABLE":
            return self._table_function()
        return self._table_name()

    def _parenthesised_source(self) -> Node:
        first = self.at
        if self.sees_query(first + 1):
            found = self.attempt(lambda: self._derived(first))
            if found is not None:
                return found
        self.at += 1
        inner = self.table_references()
        self.expect(")")
        inner.first, inner.last = first, self.before
        return inner

    def _derived(self, first: int, *, lateral: bool = False) -> DerivedTable:
        self.expect("(")
        query = self.query()
        self.expect(")")
        made = DerivedTable(first, self.before, query, lateral=lateral)
        made.alias = self.optional_alias()
        if made.alias and self.kinds[self.at] == "(":
            made.columns = self.identifiers()
        made.last = self.before
        return made

    def _table_function(self) -> TableFunction:
        """JSON_TABLE(value, path COLUMNS (…)), SEQUENCE and whatever else is called in FROM."""
        first = self.at
        name = self.kinds[first]
        self.at += 1
        self.expect("(")
        arguments = () if self.kinds[self.at] == ")" else self.separated(self.expression)
        if self.kinds[self.at] == "COLUMNS":
            self.skip_to(frozenset())
        self.expect(")")
        alias = self.optional_alias()
        return TableFunction(first, self.before, name, arguments, alias)

    def _table_name(self) -> TableName:
        if self.kinds[self.at] is PARAMETER:  # a template fills the table in
            self.at += 1
            name = Name(self.before, self.before, (self.text(self.before),))
        elif self.accept("DUAL"):
            name = Name(self.before, self.before, ("DUAL",))
        else:
            name = self.name()
        made = TableName(name.first, 0, name)
        if self.accept("PARTITION"):
            made.partitions = self.identifiers()
        if self.kinds[self.at] == "FOR" and self.kinds[self.at + 1] == "SYSTEM_TIME":
            self._system_time()
        made.alias = self.optional_alias()
        if self.accept("TABLESAMPLE"):
            self.any_word()
            self.parenthesised(self.expression)
        hints = []
        while self.kinds[self.at] in _HINT_VERBS:
            hints.append(self._hint())
            self.accept(",")
        made.hints = tuple(hints)
        made.last = self.before
        return made

    def _system_time(self) -> None:
        self.at += 2
        if self.accept("ALL"):
            return
        if self.accept("AS"):
            self.expect("OF")
            self.accept_any({"TRANSACTION", "TIMESTAMP"})
            self.expression()
        else:
            kind = self.expect_any({"BETWEEN", "FROM"})
            self._arithmetic(1)
            self.expect("AND" if kind == "BETWEEN" else "TO")
            self._arithmetic(1)

    def optional_alias(self) -> Name | None:
        """An alias, with or without AS."""
        if self.accept("AS"):
            return self.alias()
        kind = self.kinds[self.at]
        if kind is IDENTIFIER or kind is STRING:
            return self.alias()
        if kind not in _NEVER_ALIAS and self.sees_identifier():
            return self.identifier()
        return None

    def _hint(self) -> IndexHint:
        first = self.at
        verb = self.expect_any(_HINT_VERBS)
        self.expect_any({"INDEX", "KEY"})
        if self.accept("FOR") and not self.accept("JOIN"):
            self.expect_any({"ORDER", "GROUP"})
            self.expect("BY")
        self.expect("(")
        indexes = () if self.kinds[self.at] == ")" else self.separated(self.any_word)
        self.expect(")")
        return IndexHint(first, self.before, verb, indexes)
