"""What stands in FROM: tables, derived tables, functions, joins (MySQL 8.4 manual, 15.2.13.2)."""

from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.clauses import Clauses
from app.sql.grammar.cursor import BITS, Refused
from app.sql.grammar.types import COLLATED, GEOMETRIES
from app.sql.tokens import IDENTIFIER, PARAMETER
from app.sql.tree import (
    Column,
    DerivedTable,
    Expression,
    IndexHint,
    Join,
    Literal,
    Name,
    Node,
    TableFunction,
    TableName,
)

_JOINS = frozenset({"JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "NATURAL", "STRAIGHT_JOIN"})
_OUTER = frozenset({"LEFT", "RIGHT", "FULL"})
_HINT_VERBS = frozenset({"USE", "FORCE", "IGNORE"})
_NEVER_ALIAS = frozenset(
    """OFFSET RETURNING WINDOW QUALIFY FOR SET PARTITION EXCEPT MINUS INTERSECT FETCH LATERAL
    PROCEDURE TABLESAMPLE""".split()
)
"""Words that follow a table and are no alias, though some of them may be names elsewhere."""

_NEVER_OF_JSON = frozenset({"ENUM", "SET"}) | GEOMETRIES


@dataclass(slots=True)
class _Waiting:
    """A join whose condition is not known yet, and all that stands before it."""

    left: Node
    kind: str


class Sources(Clauses):
    """FROM and everything in it."""

    def table_references(self) -> Node:
        """Tables with commas and joins between them; commas bind least."""
        self.descend(1)
        left = self._joined_tables()
        while self.kinds[self.at] == ",":
            self.at += 1
            right = self._joined_tables()
            left = Join(left.first, self.before, ",", False, left, right)
        self._depth -= 1
        return left

    # ------------------------------------------------------------------ joins

    def _joined_tables(self) -> Node:
        """Tables joined by words.

        A condition belongs to the last join that has none: `a JOIN b JOIN c ON x ON y` joins a with
        what x joins. Joins that never get one are made left-deep, as the server does it.
        """
        current = self._table_factor()
        waiting: list[_Waiting] = []
        kinds = self.kinds
        while True:
            word = kinds[self.at]
            if word in _JOINS or (word == "FULL" and self._sees_full_join()):
                current = self._next_join(current, waiting)
            elif waiting and word in {"ON", "USING"}:
                current = self._conditional(waiting.pop(), current)
            else:
                break
        return self._unconditional(waiting, current) if waiting else current

    def _sees_full_join(self) -> bool:
        """Whether FULL joins; right before JOIN it is an alias."""
        return self.sees("FULL", "OUTER", "JOIN")

    def _unconditional(self, waiting: list[_Waiting], last: Node) -> Node:
        """Join what never got a condition, from left to right; outer joins must have one."""
        if any(join.kind in _OUTER for join in waiting):
            raise Refused(self.at, "ON")
        found = waiting[0].left
        for join, right in zip(waiting, [*(join.left for join in waiting[1:]), last], strict=True):
            found = _leftmost(found, join.kind, right)
        return found

    def _next_join(self, left: Node, waiting: list[_Waiting]) -> Node:
        """Read a join and its right side, which is what goes on from here."""
        natural = self.accept("NATURAL")
        straight = self.accept("STRAIGHT_JOIN")
        if natural and straight:
            self.note("natural-straight-join")
        kind = "STRAIGHT" if straight else self._join_kind()
        if natural and kind == "CROSS":
            raise Refused(self.before, "INNER")
        right = self._table_factor()
        if natural:
            return Join(left.first, right.last, kind, True, left, right)
        waiting.append(_Waiting(left, kind))
        return right

    def _join_kind(self) -> str:
        kind = self.accept_any({"INNER", "CROSS", "LEFT", "RIGHT", "FULL"})
        if kind == "FULL":
            self.note("full-join")
        if kind in _OUTER:
            self.accept("OUTER")
        self.expect("JOIN")
        return kind or "INNER"

    def _conditional(self, before: _Waiting, right: Node) -> Join:
        made = Join(before.left.first, 0, before.kind, False, before.left, right)
        if self.accept("ON"):
            made.on = self.expression()
        else:
            self.expect("USING")
            made.using = self.identifiers()
        made.last = self.before
        return made

    # ------------------------------------------------------------------ what is joined

    def _table_factor(self) -> Node:
        kind = self.kinds[self.at]
        if kind == "(":
            return self._parenthesised_source()
        if kind == "LATERAL" and self.kinds[self.at + 1] == "(":
            self.at += 1
            self.note("lateral")
            return self._derived(self.before, lateral=True)
        if kind == "{":
            return self._odbc_join()
        if kind == "JSON_TABLE" and self.kinds[self.at + 1] == "(":
            return self._json_table()
        return self._table_name()

    def _odbc_join(self) -> Node:
        """`{ OJ tables }`; OJ may be any word."""
        first = self.expect("{")
        self.identifier()
        inner = self.table_references()
        self.expect("}")
        inner.first, inner.last = first, self.before
        return inner

    def _parenthesised_source(self) -> Node:
        first = self.at
        if self.opens_query(first) or self.kinds[first + 1] == "VALUES":
            return self._derived(first)
        self.at += 1
        if self.kinds[self.at] == "DUAL":
            raise Refused(self.at, N_("a table with rows"))
        inner = self.table_references()
        self.expect(")")
        if isinstance(inner, TableFunction):
            raise Refused(first, N_("no parentheses around a function"))
        if isinstance(inner, DerivedTable):
            self.note("derived-in-parentheses", first)
        inner.first, inner.last = first, self.before
        return inner

    def _derived(self, first: int, *, lateral: bool = False) -> DerivedTable:
        query = self.parenthesised(self.query)
        made = DerivedTable(first, self.before, query, lateral=lateral)
        if self.accept_noting("system-time", "FOR", "SYSTEM_TIME"):
            self._system_time()
        made.alias = self.optional_alias()
        if made.alias is None:
            self.note("derived-alias", first)
        if made.alias and self.kinds[self.at] == "(":
            self.note("derived-columns", self.at)
            made.columns = self.identifiers()
        made.last = self.before
        return made

    def _table_function(self, name: Name) -> TableFunction:
        """`function(…) alias`, which no server has but for JSON_TABLE."""
        self.note("table-function", name.first)
        self.expect("(")
        arguments = () if self.kinds[self.at] == ")" else self.separated(self.expression)
        self.expect(")")
        alias = self.optional_alias()
        return TableFunction(name.first, self.before, name.dotted, arguments, alias)

    def _table_name(self) -> TableName | TableFunction:
        if self.kinds[self.at] is PARAMETER:  # a template fills the table in
            self.at += 1
            name = Name(self.before, self.before, (self.text(self.before),))
        elif self.accept("DUAL"):
            if self.kinds[self.before - 1] in {",", "JOIN"} or self.kinds[self.at] in _JOINS | {
                ","
            }:
                raise Refused(self.before, N_("a table with rows"))
            return TableName(self.before, self.before, Name(self.before, self.before, ("DUAL",)))
        else:
            name = self.table_name()
        if self.kinds[self.at] == "(":
            return self._table_function(name)
        made = TableName(name.first, 0, name)
        if self.kinds[self.at] in _NEVER_ALIAS or self.sees("AS", "OF"):
            self._before_alias(made)
        made.alias = self.optional_alias()
        if self.kinds[self.at] == "TABLESAMPLE":
            self._sample()
        if self.kinds[self.at] in _HINT_VERBS:
            made.hints = self._hints()
        made.last = self.before
        return made

    def _before_alias(self, made: TableName) -> None:
        if self.accept("PARTITION"):
            made.partitions = self.identifiers()
        if self.accept_noting("system-time", "FOR", "SYSTEM_TIME"):
            self._system_time()
        elif self.sees("AS", "OF"):
            self.note("as-of", self.at)
            self._system_time()

    def _system_time(self) -> None:
        """Rows of another time, in MariaDB's versioned tables."""
        if self.accept("ALL"):
            return
        kind = self.expect_any({"AS", "BETWEEN", "FROM"})
        if kind == "AS":
            self.expect("OF")
        self.moment()
        if kind != "AS":
            self.expect("AND" if kind == "BETWEEN" else "TO")
            self.moment()

    def moment(self) -> None:
        """A point in the history of a versioned table."""
        if not self.accept("TRANSACTION"):
            self.accept("TIMESTAMP")
        self.expression(BITS)

    def _sample(self) -> None:
        self.note("tablesample", self.expect("TABLESAMPLE"))
        self.expect_any({"SYSTEM", "BERNOULLI"})
        self.parenthesised(self.expression)

    def optional_alias(self) -> Name | None:
        """An alias of a table, with or without AS."""
        kind = self.kinds[self.at]
        if kind == "AS" or (kind == "=" and self.dialect is Dialect.MARIADB):
            self.at += 1
            if self.kinds[self.at] == "WINDOW" and self.dialect is Dialect.MARIADB:
                raise Refused(self.at, N_("a name"))
            return self.identifier()
        if kind == "FULL" and self._sees_full_join():
            return None
        if kind is IDENTIFIER or (kind not in _NEVER_ALIAS and self.sees_identifier()):
            return self.identifier()
        return None

    def _hints(self) -> tuple[IndexHint, ...]:
        found: list[IndexHint] = []
        while self.kinds[self.at] in _HINT_VERBS:
            found.append(self._hint())
        return tuple(found)

    def _hint(self) -> IndexHint:
        first = self.at
        verb = self.expect_any(_HINT_VERBS)
        self.expect_any({"INDEX", "KEY"})
        if self.accept("FOR") and not self.accept("JOIN"):
            self.expect_any({"ORDER", "GROUP"})
            self.expect("BY")
        self.expect("(")
        empty = verb == "USE" and self.kinds[self.at] == ")"
        indexes = () if empty else self.separated(self.index_name)
        self.expect(")")
        return IndexHint(first, self.before, verb, indexes)

    def index_name(self) -> Name:
        """A name of an index, PRIMARY among them."""
        if not self.accept("PRIMARY"):
            return self.identifier()
        return Name(self.before, self.before, (self.text(self.before),))

    # ------------------------------------------------------------------ JSON_TABLE

    def _json_table(self) -> TableFunction:
        """`JSON_TABLE(document, path COLUMNS (…)) alias` (manual, 14.17.6)."""
        first = self.at
        self.note("json-table", first)
        self.at += 1
        self.expect("(")
        arguments: list[Expression] = [self.expression()]
        self.expect(",")
        arguments.append(self.expression(BITS))
        self._json_columns(arguments)
        self.expect(")")
        alias = self.optional_alias()
        return TableFunction(first, self.before, "JSON_TABLE", tuple(arguments), alias)

    def _json_columns(self, values: list[Expression]) -> None:
        self.descend(1)
        self.expect("COLUMNS", "(")
        self._json_column(values)
        while self.accept(","):
            self._json_column(values)
        self.expect(")")
        self._depth -= 1

    def _json_column(self, values: list[Expression]) -> None:
        if self.accept("NESTED", "PATH"):
            values.append(self._json_path())
            self._json_columns(values)
            return
        self.identifier()
        if self.accept("FOR"):
            self.expect("ORDINALITY")
            return
        self._json_type()
        exists = self.accept("EXISTS")
        self.expect("PATH")
        values.append(self._json_path())
        if not (exists and self.dialect is Dialect.MARIADB):
            defaults = self.on_empty_or_error(in_order=False)
            for value in defaults:
                null = isinstance(value, Literal) and value.kind == "null"
                if isinstance(value, Column) or (null and self.dialect is Dialect.MYSQL):
                    raise Refused(value.first, N_("a literal"))
            values.extend(defaults)

    def _json_path(self) -> Expression:
        """A string, with its charset or not."""
        kind = self.kinds[self.at]
        found = self._prefixed_string() if kind == "N" else None
        if kind[0] == "_":
            found = self._introduced()
        return found or self.one_string()

    def _json_type(self) -> None:
        """The type of a column, which in MariaDB is a number, a time, a text or bytes."""
        made = self.stored_type()
        if self.dialect is Dialect.MYSQL:
            return
        if made.name in _NEVER_OF_JSON:
            raise Refused(made.first, N_("a data type"))
        collation = made.collation
        if collation and (made.name not in COLLATED or self.kinds[collation.first - 2] == "BINARY"):
            raise Refused(collation.first - 1, "PATH")


def _leftmost(left: Node, kind: str, right: Node) -> Node:
    """`right` with `left` joined to the leftmost table of its joins, those in parentheses apart."""
    current, above = right, None
    while isinstance(current, Join) and current.first == current.left.first:
        current.first, above, current = left.first, current, current.left
    made = Join(left.first, current.last, kind, False, left, current)
    if above is None:
        return made
    above.left = made
    return right
