"""Queries: SELECT, VALUES, TABLE, set operations and what goes around them (manual, 15.2.13)."""

from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.sources import Sources
from app.sql.tokens import ROWS
from app.sql.tree import (
    CommonTable,
    GroupBy,
    LiteralRows,
    Locking,
    NamedWindow,
    Node,
    OrderItem,
    Query,
    Row,
    RowValue,
    Select,
    SetOperation,
    SetOperator,
    TableQuery,
    Values,
    With,
)

_SELECT_OPTIONS = frozenset(
    """ALL DISTINCT DISTINCTROW UNIQUE HIGH_PRIORITY STRAIGHT_JOIN SQL_SMALL_RESULT SQL_BIG_RESULT
    SQL_BUFFER_RESULT SQL_NO_CACHE SQL_CACHE SQL_CALC_FOUND_ROWS""".split()
)
_SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})
_BEHIND_WITH = frozenset({"ROLLUP", "CUBE"})
"""Words that make one with WITH before them."""
_LOCKS = frozenset({"FOR", "LOCK"})
_TAILS = frozenset("ORDER LIMIT OFFSET FETCH FOR LOCK INTO PROCEDURE".split())


class Queries(Sources):
    """Whole query expressions."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("SELECT",): "query_into",
        ("(",): "query_into",
        ("VALUES",): "query_into",
        ("TABLE",): "query_into",
    }

    def query(self) -> Query:
        """A query inside a statement: from WITH, SELECT, VALUES, TABLE or ( on, without INTO."""
        made = self.looped_query()
        self._refuse_procedure(made.first)
        return made

    def looped_query(self) -> Query:
        """The query of a cursor or a loop, which may have PROCEDURE."""
        made = self.query_into()
        if self._into >= made.first:
            raise Refused(self._into, N_("no INTO inside a statement"))
        return made

    def _refuse_procedure(self, first: int) -> None:
        """PROCEDURE stands behind a whole statement."""
        if self._procedure >= first:
            raise Refused(self._procedure, N_("no PROCEDURE inside a statement"))

    def filling_query(self) -> Query:
        """The query that fills a table; MariaDB takes WITH in parentheses around all of it."""
        first = self.at
        if self.dialect is Dialect.MYSQL or not self.sees("(", "WITH"):
            return self.query()
        made = self.parenthesised(self.query)
        made.first, made.last = first, self.before
        return made

    def query_into(self) -> Query:
        """A query that stands by itself, so that it may have INTO."""
        self.descend(2)
        first = self.at
        with_ = self.with_() if self.kinds[first] == "WITH" else None
        made = Query(first, 0, with_, self._body())
        if self.kinds[self.at] in _TAILS:
            self._query_tail(made)
        made.last = self.before
        self._depth -= 2
        return made

    def with_(self) -> With:
        """`WITH [RECURSIVE] name [(columns)] AS (query), …`."""
        first = self.expect("WITH")
        self.note("with", first)
        recursive = self.accept("RECURSIVE")
        tables = self.separated(lambda: self._common_table(recursive))
        return With(first, self.before, recursive, tables)

    def _common_table(self, recursive: bool) -> CommonTable:
        if self.kinds[self.at] in _BEHIND_WITH and self.kinds[self.before] == "WITH":
            raise Refused(self.at, N_("a name"))
        name = self.given_name()
        columns = self.identifiers() if self.kinds[self.at] == "(" else ()
        self.expect("AS")
        query = self.parenthesised(self.query)
        if recursive and self.accept_noting("with-cycle", "CYCLE"):
            self.separated(self.identifier)
            self.expect("RESTRICT")
        return CommonTable(name.first, self.before, name, columns, query)

    # ------------------------------------------------------------------ bodies

    def _body(self) -> Node:
        left = self._query_branch()
        if self.kinds[self.at] not in _SET_OPERATORS:
            return left
        branches, operators = [left], []
        while self.kinds[self.at] in _SET_OPERATORS:
            if self._into >= left.first:
                raise Refused(self._into, N_("INTO in the last query only"))
            operators.append(self._set_operator())
            branches.append(self._query_branch())
        last = branches[-1]
        early = isinstance(last, Select) and last.into and last.into.last < last.last
        if early and self.dialect is Dialect.MARIADB:
            raise Refused(self._into, N_("INTO at the end"))
        return SetOperation(left.first, self.before, tuple(branches), tuple(operators))

    def _set_operator(self) -> SetOperator:
        first = self.at
        self.at += 1
        keep = self.accept_any({"ALL", "DISTINCT", "DISTINCTROW"}) == "ALL"
        word = self.kinds[first]
        if word != "UNION":
            self.note(
                "minus" if word == "MINUS" else "intersect-all" if keep else "intersect", first
            )
        return SetOperator(first, self.before, word, keep)

    def _query_branch(self) -> Node:
        kind = self.kinds[self.at]
        if kind == "SELECT":
            return self._select()
        if kind == "(":
            first = self.at
            self.at += 1
            if self.kinds[self.at] == "WITH":
                self.note("with-inside", self.at)
            inner = self.query_into()
            self._refuse_procedure(first)
            if self._into >= first and self.dialect is Dialect.MARIADB:
                raise Refused(self._into, N_("INTO in the last query only"))
            inner.first, inner.last = first, self.expect(")")
            return inner
        if kind == "VALUES":
            self.note("values-row" if self.kinds[self.at + 1] == "ROW" else "values", self.at)
            return self.values()
        if kind == "TABLE":
            first = self.at
            self.note("table", first)
            self.at += 1
            name = self.table_name()
            return TableQuery(first, self.before, name)
        raise Refused(self.at, "SELECT")

    def _select(self) -> Select:
        first = self.expect("SELECT")
        options = self._select_options()
        distinct = not {"DISTINCT", "DISTINCTROW", "UNIQUE"}.isdisjoint(options)
        items = self.select_items()
        into = self.into() if self.kinds[self.at] == "INTO" else None
        tables = self.table_references() if self.accept("FROM") else None
        made = Select(first, 0, distinct, options, items, tables, self.where(), None, None)
        made.into = into
        if self.kinds[self.at] == "GROUP":
            made.group_by = self._group_by()
        if self.accept("HAVING"):
            made.having = self.search_condition()
        if self.accept_noting("window-clause", "WINDOW"):
            made.windows = self.separated(self._named_window)
        if self.accept_noting("qualify", "QUALIFY"):
            made.qualify = self.search_condition()
        made.last = self.before
        return made

    def _select_options(self) -> tuple[str, ...]:
        found: list[str] = []
        while self.kinds[self.at] in _SELECT_OPTIONS and not self.names_table():
            found.append(self.kinds[self.at])
            self.at += 1
        if "ALL" in found and not {"DISTINCT", "DISTINCTROW"}.isdisjoint(found):
            raise Refused(self.before, N_("DISTINCT or ALL, not both"))
        if "SQL_CACHE" in found and "SQL_NO_CACHE" in found:
            raise Refused(self.before, N_("SQL_CACHE or SQL_NO_CACHE, not both"))
        if "SQL_CACHE" in found:
            self.note("sql-cache")
        if "UNIQUE" in found:
            self.note("select-unique")
        return tuple(found)

    # ------------------------------------------------------------------ clauses

    def _group_by(self) -> GroupBy:
        first = self.at
        self.expect("GROUP", "BY")
        if self.accept_noting("grouping-sets", "GROUPING", "SETS"):
            items = self.parenthesised(lambda: self.separated(self._grouping_set))
        else:
            items = self.order_items()
        for item in items:
            if self.kinds[item.last] in {"ASC", "DESC"}:
                self.note("group-by-order", item.last)
        rollup = self.accept("WITH", "ROLLUP") or self.accept_noting("with-cube", "WITH", "CUBE")
        return GroupBy(first, self.before, items, rollup)

    def _grouping_set(self) -> OrderItem:
        """One of several groupings: `(a, b)`, or `()` for all rows together."""
        if not self.accept("(", ")"):
            value = self.expression()
            return OrderItem(value.first, value.last, value, descending=False)
        nothing = RowValue(self.before - 1, self.before, ())
        return OrderItem(nothing.first, nothing.last, nothing, descending=False)

    def _named_window(self) -> NamedWindow:
        name = self.identifier()
        self.expect("AS")
        window = self.window()
        return NamedWindow(name.first, self.before, name, window)

    def _query_tail(self, made: Query) -> None:
        """ORDER BY, LIMIT, then INTO and locks in any order."""
        made.order_by = self.order_by()
        made.limit = self.limit()
        grouped = made.body.group_by if isinstance(made.body, Select) else None
        if made.order_by and grouped and grouped.rollup:
            self.note("rollup-order", made.order_by[0].first)
        told = isinstance(made.body, Select) and made.body.into is not None
        if not told and self.accept_noting("procedure-analyse", "PROCEDURE"):
            told, self._procedure = True, self.before
            self.call(self.identifier())
        elif self.dialect is Dialect.MYSQL:  # which takes INTO twice
            told = False
        locks: list[Locking] = []
        while True:
            if self.kinds[self.at] == "INTO" and made.into is None and not told:
                made.into = self.into()
            elif self.kinds[self.at] in _LOCKS:
                if locks:
                    self.note("lock-several", self.at)
                locks.append(self.locking())
            else:
                break
        made.locking = tuple(locks)

    # ------------------------------------------------------------------ VALUES

    def values(self) -> Values:
        """`VALUES (…), …`, `VALUE (…)`, `VALUES ROW(…), …`; or a run of rows of literals."""
        first = self.at
        self.expect_any({"VALUES", "VALUE"})
        word = self.kinds[self.at] == "ROW"
        rows = [self._some_rows(word)]
        while self.kinds[self.at] == ",":
            self.at += 1
            rows.append(self._some_rows(word))
        return Values(first, self.before, tuple(rows))

    def _some_rows(self, word: bool) -> Row | LiteralRows:
        """One row, with ROW before it or not; or many that are one token."""
        first, kinds = self.at, self.kinds
        if word:
            self.expect("ROW")
        elif kinds[first] is ROWS:
            return self._literal_rows()
        self.expect("(")
        items = () if kinds[self.at] == ")" else self.separated(self.value)
        return Row(first, self.expect(")"), items)

    def _literal_rows(self) -> LiteralRows:
        at = self.expect(ROWS)
        return LiteralRows(at, at, self.tokens.rows)
