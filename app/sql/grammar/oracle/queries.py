"""Queries: SELECT, VALUES, set operations and what goes around them."""

from abc import abstractmethod
from typing import ClassVar

from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.models import Models
from app.sql.tree import (
    CommonTable,
    ConnectBy,
    Expression,
    FunctionCall,
    GroupBy,
    Name,
    NamedWindow,
    Node,
    OrderItem,
    Query,
    Row,
    RowValue,
    Select,
    SetOperation,
    SetOperator,
    Star,
    TableQuery,
    Values,
    With,
)

_SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})
_TAILS = frozenset({"ORDER", "OFFSET", "FETCH", "FOR"})


class Queries(Models):
    """Whole query expressions."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("SELECT",): "query",
        ("(",): "query",
        ("VALUES",): "query",
        ("WITH",): "query",
    }

    def query(self) -> Query:
        """A query: from WITH, SELECT or ( to ORDER BY, FETCH and FOR UPDATE, INTO included."""
        self.descend(2)
        first = self.at
        with_ = self.with_() if self.kinds[first] == "WITH" else None
        made = Query(first, 0, with_, self._body())
        if self.kinds[self.at] in _TAILS:
            self._query_tail(made)
        made.last = self.before
        self._depth -= 2
        return made

    def _query_tail(self, made: Query) -> None:
        if self.accept("ORDER"):
            made.siblings = self.accept("SIBLINGS")
            self.expect("BY")
            made.order_by = self.order_items()
        made.limit = self.limit()
        if self.kinds[self.at] == "FOR" and self.kinds[self.at + 1] == "UPDATE":
            made.locking = (self.locking(),)
            if not made.order_by:
                made.order_by = self.order_by()

    # ------------------------------------------------------------------ WITH

    def with_(self) -> With:
        """`WITH [functions] name [(columns)] AS (query) [SEARCH …] [CYCLE …], …`."""
        first = self.expect("WITH")
        programs = self.inline_programs()
        recursive = self.accept("RECURSIVE")
        tables: tuple[CommonTable, ...] = ()
        if self.kinds[self.at] not in {"SELECT", "("} or not programs:
            tables = self.separated(self._common_table)
        return With(first, self.before, recursive, tables, programs)

    @abstractmethod
    def inline_programs(self) -> tuple[Node, ...]:
        """The functions and procedures of WITH, which PL/SQL reads."""

    def _common_table(self) -> CommonTable:
        name = self.identifier()
        columns = self.identifiers() if self.kinds[self.at] == "(" else ()
        if self.accept("ANALYTIC", "VIEW"):
            return self._analytic_view(name)
        self.expect("AS")
        made = CommonTable(name.first, 0, name, columns, self.parenthesised(self.query))
        if self.accept("SEARCH"):
            self.expect_any({"DEPTH", "BREADTH"})
            self.expect("FIRST", "BY")
            made.search = self.order_items()
            self.expect("SET")
            self.identifier()
        if self.accept("CYCLE"):
            made.cycle = self.separated(self.identifier)
            self.expect("SET")
            self.identifier()
            self.expect("TO")
            self.expression()
            self.expect("DEFAULT")
            self.expression()
        made.last = self.before
        return made

    def _analytic_view(self, name: Name) -> CommonTable:
        """`name ANALYTIC VIEW AS (USING view …)`: of its own measures nobody asks."""
        self.expect("AS")
        view, _measures = self.analytic_view()
        return CommonTable(
            name.first, self.before, name, (), TableQuery(view.first, view.last, view)
        )

    # ------------------------------------------------------------------ bodies

    def _body(self) -> Node:
        left = self._query_branch()
        if self.kinds[self.at] not in _SET_OPERATORS:
            return left
        branches, operators = [left], []
        while self.kinds[self.at] in _SET_OPERATORS:
            first = self.at
            self.at += 1
            keep = self.accept_any({"ALL", "DISTINCT"}) == "ALL"
            operators.append(SetOperator(first, self.before, self.kinds[first], keep))
            branches.append(self._query_branch())
        return SetOperation(left.first, self.before, tuple(branches), tuple(operators))

    def _query_branch(self) -> Node:
        kind = self.kinds[self.at]
        if kind == "SELECT":
            return self._select()
        if kind == "(":
            first = self.at
            self.at += 1
            inner = self.query()
            inner.first, inner.last = first, self.expect(")")
            return inner
        if kind == "VALUES":
            return self.values()
        raise Refused(self.at, "SELECT")

    def _select(self) -> Select:
        first = self.expect("SELECT")
        quantity = self.accept_any({"ALL", "DISTINCT", "UNIQUE"})
        distinct = quantity in {"DISTINCT", "UNIQUE"}
        options = (quantity,) if quantity else ()
        items = self.select_items()
        made = Select(first, 0, distinct, options, items, None, None, None, None)
        made.into = self.into()
        if self.accept("FROM"):
            made.tables = self.table_references()
        made.where = self.where()
        self._grouped(made)
        if self.accept("MODEL"):
            made.model = self.model()
        if self.kinds[self.at] == "WINDOW" and self.kinds[self.at + 2] == "AS":
            self.at += 1
            made.windows = self.separated(self._named_window)
        if self.accept("QUALIFY"):
            made.qualify = self.search_condition()
        made.last = self.before
        return made

    # ------------------------------------------------------------------ clauses

    def _grouped(self, made: Select) -> None:
        """CONNECT BY, GROUP BY and HAVING, which Oracle takes in several orders."""
        while True:
            word = self.kinds[self.at]
            if word in {"CONNECT", "START"} and made.connect is None:
                made.connect = self._connect_by()
            elif word == "GROUP" and made.group_by is None:
                made.group_by = self._group_by()
            elif word == "HAVING" and made.having is None:
                self.at += 1
                made.having = self.search_condition()
            else:
                return

    def _connect_by(self) -> ConnectBy:
        first = self.at
        start = self._start_with()
        self.expect("CONNECT", "BY")
        nocycle = self.accept("NOCYCLE")
        condition = self.search_condition()
        if start is None:
            start = self._start_with()
        return ConnectBy(first, self.before, condition, start, nocycle)

    def _start_with(self) -> Expression | None:
        return self.search_condition() if self.accept("START", "WITH") else None

    def _group_by(self) -> GroupBy:
        first = self.expect("GROUP")
        self.expect("BY")
        if self.accept("ALL"):
            everything = Star(self.before, self.before)
            item = OrderItem(self.before, self.before, everything, False)
            return GroupBy(first, self.before, (item,), False)
        items = self.separated(self._group_item)
        rollup = any(
            isinstance(item.value, FunctionCall) and item.value.name == "ROLLUP" for item in items
        )
        return GroupBy(first, self.before, items, rollup)

    def _group_item(self) -> OrderItem:
        value = self._grouping()
        self.skip_substitutions()
        return OrderItem(value.first, value.last, value, False)

    def _grouping(self) -> Expression:
        """A value, `()`, `GROUPING SETS (…)`; ROLLUP and CUBE are called like functions."""
        first = self.at
        if self.accept("(", ")"):
            return RowValue(first, self.before, ())
        if self.accept("GROUPING", "SETS"):
            self.descend(1)
            sets = self.parenthesised(lambda: self.separated(self._grouping))
            self._depth -= 1
            return FunctionCall(first, self.before, "GROUPING SETS", sets)
        return self.expression()

    def _named_window(self) -> NamedWindow:
        name = self.identifier()
        self.expect("AS")
        window = self.window()
        return NamedWindow(name.first, self.before, name, window)

    # ------------------------------------------------------------------ VALUES

    def values(self) -> Values:
        """`VALUES (…), (…)`."""
        first = self.expect("VALUES")
        rows = self.separated(self.row)
        return Values(first, self.before, rows)

    def row(self) -> Row:
        """`(value, …)`, DEFAULT among them."""
        first = self.expect("(")
        items = self.separated(self.value)
        return Row(first, self.expect(")"), items)
