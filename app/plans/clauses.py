"""The clauses of a statement of MySQL or MariaDB, by query block, as spans of its text.

Blocks are numbered as the servers do: from 1, in the order in which SELECT is written. A clause of
a block is looked for in it alone; without a number, in the first.
"""

import re
from collections.abc import Iterable

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse

Span = tuple[int, int]
Block = tree.Select | tree.Update | tree.Delete
_STORED = re.compile(r"<(?:derived|subquery|union)(\d+)(?:,.*)?>")
_COLUMN = re.compile(r"([\w$]+)`?\.`?([\w$]+)`?(?!\.)(?!`?\.)")
_AGGREGATES = {"SUM", "COUNT", "AVG", "MIN", "MAX", "GROUP_CONCAT", "STD", "STDDEV", "VARIANCE"}


class Clauses:
    """One statement, parsed."""

    trusts_blocks = False
    """Steps other than subqueries tell no block."""

    def __init__(self, statement: str, dialect: Dialect) -> None:
        parsed = parse(statement, dialect)
        self._tokens = parsed.tokens
        self._nodes = tree.walk(parsed.tree)
        self._selects = sorted(
            (node for node in self._nodes if isinstance(node, Block)),
            key=lambda node: node.first,
        )
        main = next((each for each in self._selects if not _is_common(each)), None)
        if main is not None:  # the servers begin to count there, whatever WITH stands before it
            self._selects = [main, *(each for each in self._selects if each is not main)]
        size = len(self._tokens)
        self.whole: Span | None = self._tokens.span(0, size - 1) if size else None

    # blocks

    def _select(self, block: str) -> Block | None:
        number = int(block) if block.isdecimal() and len(block) < 6 else 1
        return self._selects[number - 1] if 0 < number <= len(self._selects) else None

    def block_below(self, name: str, block: str) -> str:
        """The block of the query a derived or common table is made by; "" for no such table."""
        found = _STORED.fullmatch(name)
        if found:
            return found[1]
        for node in self._nodes:
            if isinstance(node, tree.DerivedTable) and _named(node.alias, name):
                return self._first_block(node.query)
            if isinstance(node, tree.CommonTable) and _named(node.name, name):
                return self._first_block(node.query)
        return ""

    def _first_block(self, query: tree.Node) -> str:
        for number, select in enumerate(self._selects, 1):
            if query.first <= select.first <= query.last:
                return str(number)
        return ""

    def _block_around(self, node: tree.Node) -> Block | None:
        return next((up for up in tree.ancestors(node) if isinstance(up, Block)), None)

    # clauses

    def query(self, block: str) -> Span | None:
        """A subquery, with its ORDER BY and LIMIT."""
        select = self._select(block)
        return None if select is None else self._span(_query_of(select) or select)

    def tables(self, name: str, table: str, block: str) -> list[Span]:
        """Where a table stands in FROM: in this block, else wherever."""
        if found := _STORED.fullmatch(name):
            select = self._select(found[1])
            return [] if select is None else [self._span(_query_of(select) or select)]
        if not name:
            return []
        places = [
            node
            for node in self._nodes
            if (isinstance(node, tree.TableName) and _stands_for(node, name))
            or (isinstance(node, tree.DerivedTable) and _named(node.alias, name))
        ]
        select = self._select(block)
        inside = [node for node in places if self._block_around(node) is select]
        return [self._span(node) for node in inside or places]

    def condition(self, text: str, block: str) -> Span | None:
        """The part of WHERE, ON or HAVING that names the columns of a condition.

        In this block, else in one that was merged into it; the optimizer may have put a column in
        the place of an equal one, so that half of what a part names may do.
        """
        named = {(table.lower(), column.lower()) for table, column in _COLUMN.findall(text)}
        select = self._select(block)
        here = [] if select is None else self._conditions(select)
        everywhere = [part for each in self._selects for part in self._conditions(each)]
        for parts, least in ((here, 1.0), (everywhere, 1.0), (here, 0.5), (everywhere, 0.5)):
            fits = [(self._fit(part, named), part) for part in parts]
            best = max((fit for fit, _part in fits), default=0.0)
            if best >= least:
                chosen = [part for fit, part in fits if fit == best]
                around = self._block_around(chosen[0])
                chosen = [part for part in chosen if self._block_around(part) is around]
                return self._tokens.span(chosen[0].first, chosen[-1].last)
        return None

    def _fit(self, part: tree.Node, named: set[tuple[str, str]]) -> float:
        """The share of the columns of an expression that a condition names."""
        columns = self._columns(part)
        found = sum(
            any(column == name and table in ("", owner) for owner, name in named)
            for table, column in columns
        )
        return found / len(columns) if columns else 0.0

    def _conditions(self, select: Block) -> list[tree.Node]:
        """What is joined by AND in the conditions of a block, in the order of the text."""
        joins = [
            node.on
            for node in self._nodes
            if isinstance(node, tree.Join)
            and node.on is not None
            and self._block_around(node) is select
        ]
        found: list[tree.Node] = []
        todo = [each for each in (*joins, select.where, _having(select)) if each is not None]
        while todo:
            part = todo.pop()
            if isinstance(part, tree.Logical) and part.op == "AND":
                todo += part.operands
            else:
                found.append(part)
        return sorted(found, key=lambda node: node.first)

    def _columns(self, part: tree.Node) -> set[tuple[str, str]]:
        """Table, where it says one, and name of columns; not those of queries within it."""
        found: set[tuple[str, str]] = set()
        todo = [part]
        while todo:
            node = todo.pop()
            if isinstance(node, tree.Column):
                found.add((node.name.qualifier.lower(), node.name.name.lower()))
            elif not isinstance(node, tree.Query):
                todo += tree.children(node)
        return found

    def ordering(self, block: str) -> Span | None:
        """ORDER BY, else what is grouped by: grouping may sort."""
        select = self._select(block)
        query = None if select is None else _query_of(select)
        if query is not None and query.order_by:
            return self._items(query.order_by, "ORDER")
        return self.grouping(block)

    def grouping(self, block: str) -> Span | None:
        """GROUP BY; DISTINCT with its list; else the aggregate that makes one row of all."""
        select = self._select(block)
        if not isinstance(select, tree.Select):
            return None
        if select.group_by is not None:
            return self._span(select.group_by)
        if select.distinct or any(map(_aggregates, select.items)):
            return self._tokens.span(select.first, select.items[-1].last)
        return None

    def window(self, block: str) -> Span | None:
        """The first call of a window function."""
        select = self._select(block)
        if not isinstance(select, tree.Select):
            return None
        calls = (
            node
            for item in select.items
            for node in tree.walk(item)
            if isinstance(node, tree.FunctionCall) and node.over is not None
        )
        call = next(calls, None)
        return None if call is None else self._span(call)

    def limit(self, block: str) -> Span | None:
        """LIMIT of a block's query."""
        select = self._select(block)
        query = None if select is None else _query_of(select)
        return None if query is None or query.limit is None else self._span(query.limit)

    def sources(self, block: str) -> Span | None:
        """All that stands behind FROM."""
        select = self._select(block)
        return None if select is None or select.tables is None else self._span(select.tables)

    def union(self, block: str) -> Span | None:
        """The first set operation."""
        found = next((node for node in self._nodes if isinstance(node, tree.SetOperation)), None)
        return None if found is None else self._span(found)

    def _items(self, items: Iterable[tree.Node], word: str) -> Span:
        """Items with the two words before them."""
        all_items = list(items)
        first = all_items[0].first
        if first >= 2 and self._tokens.kinds[first - 2] == word:
            first -= 2
        return self._tokens.span(first, all_items[-1].last)

    def _span(self, node: tree.Node) -> Span:
        return self._tokens.span(node.first, node.last)


def _named(name: tree.Name | None, wanted: str) -> bool:
    return name is not None and name.name.lower() == wanted.lower()


def _stands_for(table: tree.TableName, name: str) -> bool:
    return _named(table.alias or table.name, name)


def _is_common(select: Block) -> bool:
    return any(isinstance(up, tree.CommonTable) for up in tree.ancestors(select))


def _having(select: Block) -> tree.Expression | None:
    return select.having if isinstance(select, tree.Select) else None


def _query_of(select: Block) -> tree.Query | tree.Update | tree.Delete | None:
    """Whose ORDER BY and LIMIT are those of a block: the query a SELECT is the body of."""
    if not isinstance(select, tree.Select):
        return select
    return next((up for up in tree.ancestors(select) if isinstance(up, tree.Query)), None)


def _aggregates(item: tree.Node) -> bool:
    return any(
        isinstance(node, tree.FunctionCall) and node.name in _AGGREGATES for node in tree.walk(item)
    )
