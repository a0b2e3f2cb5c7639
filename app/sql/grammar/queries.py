"""Queries: SELECT, VALUES, TABLE, set operations and what goes around them (manual, 15.2.13)."""

from collections.abc import Callable
from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import DEEPEST, Refused, TooDeep
from app.sql.grammar.sources import Sources
from app.sql.tokens import IDENTIFIER, ONE_ROW, ROWS, STRING, VARIABLE
from app.sql.tree import (
    Column,
    CommonTable,
    Expression,
    GroupBy,
    Into,
    Limit,
    LiteralRows,
    Locking,
    Name,
    NamedWindow,
    Node,
    OrderItem,
    Query,
    Row,
    Select,
    SelectItem,
    SetOperation,
    SetOperator,
    TableQuery,
    Values,
    Variable,
    With,
)

_SELECT_OPTIONS = frozenset(
    """ALL DISTINCT DISTINCTROW HIGH_PRIORITY STRAIGHT_JOIN SQL_SMALL_RESULT SQL_BIG_RESULT
    SQL_BUFFER_RESULT SQL_NO_CACHE SQL_CACHE SQL_CALC_FOUND_ROWS""".split()
)
_SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})
_AFTER_CONDITION = frozenset(
    """GROUP HAVING WINDOW ORDER LIMIT FOR LOCK INTO UNION EXCEPT INTERSECT PROCEDURE ON RETURNING
    FETCH OFFSET WITH ;""".split()
)
_NOT_AN_ALIAS = frozenset({"INTO", "FROM", "WINDOW", "EXCEPT", "MINUS", "INTERSECT", "RETURNING",
                           "BULK", "FETCH"})  # fmt: skip


class Queries(Sources):
    """Whole query expressions."""

    def query(self) -> Query:
        """From WITH, SELECT, VALUES, TABLE or ( to LIMIT, INTO and FOR UPDATE."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep(self.at, N_("less nesting"))
        first = self.at
        with_ = self.with_() if self.kinds[first] == "WITH" else None
        made = Query(first, 0, with_, self._body())
        self._query_tail(made)
        made.last = self.before
        self._depth -= 1
        return made

    def with_(self) -> With:
        """`WITH [RECURSIVE] name [(columns)] AS (query), …`."""
        first = self.expect("WITH")
        recursive = self.accept("RECURSIVE")
        tables = self.separated(self._common_table)
        return With(first, self.before, recursive, tables)

    def _common_table(self) -> CommonTable:
        name = self.identifier()
        columns = self.identifiers() if self.kinds[self.at] == "(" else ()
        self.expect("AS")
        query = self.parenthesised(self.query)
        if self.accept("CYCLE"):  # MariaDB
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
            operators.append(self._set_operator())
            branches.append(self._query_branch())
        return SetOperation(left.first, self.before, tuple(branches), tuple(operators))

    def _set_operator(self) -> SetOperator:
        first = self.at
        self.at += 1
        keep = self.accept_any({"ALL", "DISTINCT", "DISTINCTROW"}) == "ALL"
        return SetOperator(first, self.before, self.kinds[first], keep)

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
        if kind == "TABLE":
            first = self.at
            self.at += 1
            name = self.name()
            return TableQuery(first, self.before, name)
        raise Refused(self.at, "SELECT")

    def _select(self) -> Select:
        first = self.expect("SELECT")
        options = []
        while self.kinds[self.at] in _SELECT_OPTIONS:
            options.append(self.kinds[self.at])
            self.at += 1
        distinct = "DISTINCT" in options or "DISTINCTROW" in options
        if distinct and "ALL" in options:
            raise Refused(self.before, N_("DISTINCT or ALL, not both"))
        made = Select(
            first, 0, distinct, tuple(options), self.select_items(), None, None, None, None
        )
        if self.kinds[self.at] == "INTO":
            made.into = self.into()
        if self.accept("FROM"):
            made.tables = self.table_references()
        made.where = self.where()
        if self.kinds[self.at] == "GROUP":
            made.group_by = self._group_by()
        if self.accept("HAVING"):
            made.having = self.search_condition()
        if self.accept("WINDOW"):
            made.windows = self.separated(self._named_window)
        made.last = self.before
        return made

    def select_items(self) -> tuple[SelectItem, ...]:
        """What stands between SELECT and FROM, or behind RETURNING."""
        return self.separated(self._select_item)

    def _select_item(self) -> SelectItem:
        first, kinds = self.at, self.kinds
        value: Expression | None = None
        if kinds[first] == "*":
            value = self.star()
        elif kinds[first + 1] == "." and "*" in kinds[first + 2 : first + 5 : 2]:
            value = self.attempt(self.star)
        if value is None:
            value = self.expression()
        alias = self._item_alias()
        return SelectItem(first, self.before, value, alias)

    def _item_alias(self) -> Name | None:
        kind = self.kinds[self.at]
        if kind in _NOT_AN_ALIAS:
            return None
        if kind == "AS":
            self.at += 1
            return self.alias()
        if kind is IDENTIFIER or kind is STRING:
            return self.alias()
        return self.identifier() if self.sees_identifier() else None

    # ------------------------------------------------------------------ clauses

    def where(self) -> Expression | None:
        """The condition of WHERE, where there is one."""
        return self.search_condition() if self.accept("WHERE") else None

    def search_condition(self) -> Expression:
        """A condition; one nobody understands is skipped to the next clause."""
        return self.recovering(self.expression, _AFTER_CONDITION)

    def _group_by(self) -> GroupBy:
        first = self.at
        self.expect("GROUP", "BY")
        items = self.order_items()
        rollup = self.accept("WITH", "ROLLUP")
        return GroupBy(first, self.before, items, rollup)

    def _named_window(self) -> NamedWindow:
        name = self.identifier()
        self.expect("AS")
        window = self.window()
        return NamedWindow(name.first, self.before, name, window)

    def order_by(self) -> tuple[OrderItem, ...]:
        """ORDER BY and its items, or nothing."""
        return self.order_items() if self.accept("ORDER", "BY") else ()

    def limit(self) -> Limit | None:
        """LIMIT in its three forms, or nothing."""
        first = self.at
        if not self.accept("LIMIT"):
            return None
        count: Expression | None = self._arithmetic(1)
        offset = None
        if self.accept(","):
            offset, count = count, self._arithmetic(1)
        elif self.accept("OFFSET"):
            offset = self._arithmetic(1)
        if self.accept("ROWS"):  # MariaDB: LIMIT ROWS EXAMINED n
            self.expect("EXAMINED")
            self._arithmetic(1)
        return Limit(first, self.before, count, offset)

    def _query_tail(self, made: Query) -> None:
        """What follows the body, in any order the servers have ever taken."""
        locking: list[Locking] = []
        while (clause := self._TAIL.get(self.kinds[self.at])) is not None:
            if not clause(self, made, locking):
                break
        made.locking = tuple(locking)

    def _tail_order(self, made: Query, locking: list[Locking]) -> bool:
        if made.order_by or made.limit:
            raise Refused(self.at, N_("one ORDER BY"))
        made.order_by = self.order_by()
        return bool(made.order_by)

    def _tail_limit(self, made: Query, locking: list[Locking]) -> bool:
        if made.limit:
            raise Refused(self.at, N_("one LIMIT"))
        made.limit = self.limit()
        return True

    def _tail_fetch(self, made: Query, locking: list[Locking]) -> bool:
        """OFFSET n ROWS and FETCH FIRST n ROWS ONLY, of the standard and of MariaDB."""
        first = self.at
        offset, count = None, None
        if self.accept("OFFSET"):
            offset = self._arithmetic(1)
            self.expect_any({"ROW", "ROWS"})
        if self.accept("FETCH"):
            self.expect_any({"FIRST", "NEXT"})
            if self.kinds[self.at] not in {"ROW", "ROWS"}:
                count = self._arithmetic(1)
            self.expect_any({"ROW", "ROWS"})
            if not self.accept("ONLY"):
                self.expect("WITH", "TIES")
        made.limit = Limit(first, self.before, count, offset)
        return True

    def _tail_for(self, made: Query, locking: list[Locking]) -> bool:
        first = self.at
        mode = self.kinds[first + 1]
        if mode not in {"UPDATE", "SHARE"}:
            return False
        self.at += 2
        tables = self.names() if self.accept("OF") else ()
        locking.append(Locking(first, 0, f"FOR {mode}", tables, self._wait()))
        locking[-1].last = self.before
        return True

    def _tail_lock(self, made: Query, locking: list[Locking]) -> bool:
        first = self.at
        self.expect("LOCK", "IN", "SHARE", "MODE")
        locking.append(Locking(first, 0, "LOCK IN SHARE MODE", (), self._wait()))
        locking[-1].last = self.before
        return True

    def _wait(self) -> str:
        if self.accept("NOWAIT"):
            return "NOWAIT"
        if self.accept("SKIP", "LOCKED"):
            return "SKIP LOCKED"
        if self.accept("WAIT"):
            self.integer()
            return "WAIT"
        return ""

    def _tail_into(self, made: Query, locking: list[Locking]) -> bool:
        made.into = self.into()
        return True

    def _tail_procedure(self, made: Query, locking: list[Locking]) -> bool:
        """PROCEDURE ANALYSE(…), which MySQL had until 8.0."""
        self.at += 1
        self.call(self.identifier())
        return True

    def into(self) -> Into:
        """`INTO OUTFILE | DUMPFILE | variables`."""
        first = self.expect("INTO")
        kind = self.accept_any({"OUTFILE", "DUMPFILE"})
        if kind:
            targets: tuple[Expression, ...] = (self.string(),)
            self.file_format()
        else:
            targets = self.separated(self._into_target)
        return Into(first, self.before, kind or "VARIABLES", targets)

    def _into_target(self) -> Expression:
        if self.kinds[self.at] is VARIABLE:
            self.at += 1
            return Variable(self.before, self.before, self.text(self.before))
        name = self.name()
        return Column(name.first, name.last, name)

    def file_format(self) -> None:
        """CHARACTER SET, FIELDS and LINES of OUTFILE and LOAD DATA."""
        if self.accept("CHARACTER", "SET") or self.accept("CHARSET"):
            self.any_word()
        if self.accept_any({"FIELDS", "COLUMNS"}):
            while word := self.accept_any({"TERMINATED", "OPTIONALLY", "ENCLOSED", "ESCAPED"}):
                if word == "OPTIONALLY":
                    self.expect("ENCLOSED")
                self._by()
        if self.accept("LINES"):
            while self.accept_any({"STARTING", "TERMINATED"}):
                self._by()

    def _by(self) -> None:
        self.expect("BY")
        self._primary()

    # ------------------------------------------------------------------ VALUES

    def values(self) -> Values:
        """`VALUES (…), …`, `VALUE (…)`, `VALUES ROW(…)`; one of them or a run of literals."""
        first = self.at
        self.expect_any({"VALUES", "VALUE"})
        rows: list[Row | LiteralRows] = []
        while True:
            rows.append(self._rows() if self.kinds[self.at] is ROWS else self._row_of_values())
            if not self.accept(","):
                return Values(first, self.before, tuple(rows))

    def _rows(self) -> LiteralRows:
        at = self.expect(ROWS)
        start, end = self.tokens.span(at, at)
        count = sum(1 for _ in ONE_ROW.finditer(self.tokens.text, start, end))
        return LiteralRows(at, at, count)

    def _row_of_values(self) -> Row:
        first = self.at
        self.accept("ROW")
        self.expect("(")
        items = () if self.kinds[self.at] == ")" else self.separated(self.expression)
        return Row(first, self.expect(")"), items)

    _TAIL: ClassVar["dict[str, Callable[[Queries, Query, list[Locking]], bool]]"] = {
        "ORDER": _tail_order, "LIMIT": _tail_limit, "OFFSET": _tail_fetch, "FETCH": _tail_fetch,
        "FOR": _tail_for, "LOCK": _tail_lock, "INTO": _tail_into, "PROCEDURE": _tail_procedure,
    }  # fmt: skip
