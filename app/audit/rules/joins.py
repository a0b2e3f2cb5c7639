"""Rules about how tables are joined."""

from collections.abc import Iterator
from typing import NamedTuple

from app.audit.reading import called, gives_one_row, joins_of, tables_of
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree


@rule(
    Severity.WARNING,
    on=each((tree.Select, tree.Update, tree.Delete), "JOIN"),
    dialects=EVERYWHERE,
    bad=[
        "SELECT a.id FROM account a JOIN orders o WHERE a.region = 'north'",
        "SELECT a.id FROM account a, orders o",
        "SELECT a.id FROM a JOIN b ON b.id = a.id, c WHERE c.kind = 3",
        "-- dialect: oracle\nSELECT a.id FROM account a, orders o WHERE a.region = 'north'",
    ],
    good=[
        "SELECT a.id FROM account a JOIN orders o ON o.account_id = a.id",
        "SELECT a.id FROM account a, orders o WHERE o.account_id = a.id",
        "SELECT d.day FROM days d CROSS JOIN regions r",
        "SELECT id FROM account JOIN orders USING (account_id)",
        "SELECT id FROM account, (SELECT @n := 0) AS start",
        "SELECT id FROM account, orders WHERE account_id = owner",
        "-- dialect: oracle\nSELECT a.id FROM account a, orders o WHERE a.id = o.account_id (+)",
        "-- dialect: oracle\nSELECT a.id, n FROM account a, TABLE(a.tags) t, dual, "
        "(SELECT LEVEL n FROM dual CONNECT BY LEVEL <= 3)",
        "-- dialect: oracle\nSELECT p.n, c.n FROM part p, part c CONNECT BY PRIOR p.id = c.part_of",
    ],
    sources=[
        "goInception er_join_no_on_condition",
        "SQLE dml_check_join_has_on",
        "sqlcheck join without equality",
    ],
)
def query_join_condition(node: tree.Select | tree.Update | tree.Delete, scope: Scope) -> Hits:
    """Tables are joined without a condition between them.

    Why: every row of one is paired with every row of the other; a thousand and a million rows make
    a billion. A CROSS JOIN that says so, and a table of one row, are not reported.

    Instead: say with ON or USING what belongs together, or CROSS JOIN where all pairs are meant.
    """
    joins = joins_of(node.tables)[::-1]  # those inside first
    if all(map(_says_what_it_joins, joins)):
        return
    groups, sides = _Groups(), dict[int, _Side]()
    for table in tables_of(node.tables):
        name = called(table)
        groups.add(name)
        sides[id(table)] = _Side(name, name, [name])
    for join in joins:
        sides[id(join)] = _joined(join, sides[id(join.left)], sides[id(join.right)], groups)
    if groups.are_one() or _unclear(node.where):
        return
    hierarchy = node.connect.condition if isinstance(node, tree.Select) and node.connect else None
    for condition in (node.where, hierarchy):
        for one, other in _equated(condition):
            groups.unite(one, other)
    for join in joins:
        left, right = sides[id(join.left)], sides[id(join.right)]
        if not groups.linked(left.first, right.first):
            groups.unite(left.first, right.first)
            yield hit(join.right, N_("Nothing says which rows of {one} and {other} are a pair"),
                      one=left.last, other=right.first, about=right.first)  # fmt: skip


class _Groups:
    """Which tables are linked with each other, directly or through others."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def add(self, name: str) -> None:
        self._of.setdefault(name, name)

    def root(self, name: str) -> str:
        while (above := self._of.setdefault(name, name)) != name:
            self._of[name] = self._of[above]  # the way is half as long next time
            name = above
        return name

    def unite(self, one: str, two: str) -> None:
        self._of[self.root(one)] = self.root(two)

    def are_one(self) -> bool:
        """Whether all of them are linked."""
        return len({self.root(name) for name in list(self._of)}) < 2

    def linked(self, one: str, two: str) -> bool:
        return self.root(one) == self.root(two)


class _Side(NamedTuple):
    """What a join joins: its first and last table, and one of each group not linked inside it."""

    first: str
    last: str
    apart: list[str]


def _joined(join: tree.Join, left: _Side, right: _Side, groups: _Groups) -> _Side:
    """Both sides as one; linked where the join itself links them: by a condition, on purpose, or
    as one side has one row. Takes the left side's list for its own: chains of joins are long.
    """
    meant = _says_what_it_joins(join)
    for table in (join.left, join.right):
        meant = meant or isinstance(table, _MADE_OF_OTHERS)
        meant = meant or gives_one_row(table) or getattr(table, "lateral", False)
        meant = meant or _counts(table)
    apart = left.apart
    apart += right.apart
    if meant:
        for name in apart:
            groups.unite(left.first, name)
        del apart[1:]
    return _Side(left.first, right.last, apart)


def _says_what_it_joins(join: tree.Join) -> bool:
    if join.on is not None or join.natural:
        return True
    return bool(join.using) or join.kind in _ON_PURPOSE


_ON_PURPOSE = frozenset({"CROSS", "CROSS APPLY", "OUTER APPLY"})
_MADE_OF_OTHERS = (
    tree.TableFunction, tree.Unparsed, tree.Pivot, tree.Unpivot, tree.MatchRecognize,
)  # fmt: skip


def _counts(table: tree.Node) -> bool:
    """Whether a derived table only counts: `(SELECT LEVEL FROM dual CONNECT BY LEVEL <= 3)`."""
    query = table.query if isinstance(table, tree.DerivedTable) else None
    body = query.body if isinstance(query, tree.Query) else None
    return (
        isinstance(body, tree.Select)
        and body.connect is not None
        and (body.tables is None or gives_one_row(body.tables))
    )


def _columns(where: tree.Expression | None) -> Iterator[tuple[tree.Column, tree.Column]]:
    """The pairs of columns that a condition compares, those of its subqueries included."""
    for node in _everything(where):
        if isinstance(node, tree.Comparison):
            left = [n for n in _everything(node.left) if isinstance(n, tree.Column)]
            right = [n for n in _everything(node.right) if isinstance(n, tree.Column)]
            yield from ((one, two) for one in left for two in right)


def _everything(start: tree.Node | None) -> Iterator[tree.Node]:
    todo = [] if start is None else [start]
    while todo:
        current = todo.pop()
        yield current
        todo += tree.children(current)


def _unclear(where: tree.Expression | None) -> bool:
    """Whether columns without a table are compared, or parts are unknown: no telling then."""
    unknown = any(isinstance(node, tree.Unparsed | tree.RowValue) for node in _everything(where))
    return unknown or any(not (a.name.qualifier and b.name.qualifier) for a, b in _columns(where))


def _equated(where: tree.Expression | None) -> Iterator[tuple[str, str]]:
    """The tables whose columns a condition compares."""
    for one, two in _columns(where):
        yield one.name.qualifier.lower(), two.name.qualifier.lower()
