"""Every rewrite gives the rows of what it stands for, on real servers; a wrong one does not."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.audit.rewrites import Rewriter
from app.audit.rewrites.registry import TABLES, Where
from app.domain.dialect import Dialect
from app.domain.fix import Fix
from app.sql import tree
from app.sql.parse import parse
from tests.audit.rewrites.ways import EQUAL, both_ways
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer

Way: TypeAlias = tuple[str, str]
"""A query, and the other way to write it."""
Data: TypeAlias = tuple[list[tuple[object, ...]], ...]
"""The rows of each table, without their numbers."""

VALUES: dict[str, tuple[object, ...]] = {
    "KEY": tuple(range(8)),
    "INT": (1, 0, 2, 1, 0, 2, -1, 5, 2147483647, -2147483648),
    "DECIMAL": (1, 0, 0.5, 2.5, -0.01, 9999.99),
    "DOUBLE": (1, 0, 0.1, 2.5, 1e300),
    "DATE": ("2024-02-29", "2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01", "1000-01-01"),
    "DATETIME": (
        "2024-02-29 12:00:00", "2023-12-31 23:59:59", "2024-01-01 00:00:00", "2024-02-29 23:59:59",
        "2024-03-01 00:00:00", "2024-12-31 23:59:59", "2025-01-01 00:00:00", "1999-06-01 00:00:00",
        "9998-12-31 23:59:59", "1000-01-01 00:00:00", "2024-02-01 00:00:00",
    ),
    "VARCHAR": (
        "a", "a ", "a", "A", "", "b", "ab", "aB", "ab ", "abc", "ß", "ss", "1", "01", "1x", "é",
        "e\u0301", "%", "_", "a\u00adb", "ａb", "a\tb",
    ),
}  # fmt: skip
"""What the columns hold; hypothesis takes the first most readily."""
COLUMNS = {
    "t": "INT INT? DECIMAL? DOUBLE? DATE? DATETIME VARCHAR? VARCHAR VARCHAR? INT? KEY".split(),
    "u": "KEY INT? VARCHAR? DATETIME".split(),
}


def _value(kind: str) -> st.SearchStrategy[object]:
    value: st.SearchStrategy[object] = st.sampled_from(VALUES[kind.rstrip("?")])
    return st.none() | value if kind.endswith("?") else value


def _rows(kinds: list[str]) -> st.SearchStrategy[list[tuple[object, ...]]]:
    """None, a few, or so many that some are alike."""
    row = st.tuples(*map(_value, kinds))
    return st.lists(row, min_size=8, max_size=24) | st.lists(row, max_size=3)


def _full() -> Data:
    """Every value in every column, with NULL now and then, each column at its own step."""
    made = []
    for kinds in COLUMNS.values():
        columns = []
        for step, kind in enumerate(kinds, start=1):
            values = VALUES[kind.rstrip("?")] + (None, None) * kind.endswith("?")
            columns.append([values[n * step % len(values)] for n in range(40)])
        made.append(list(zip(*columns, strict=True)))
    return tuple(made)


class Proof:
    """Both ways of queries on a server, over any data."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def differing(self, ways: list[Way], examples: int) -> dict[Way, Data]:
        """The ways that do not give the same, with the data that shows it."""
        found: dict[Way, Data] = {}
        some: Counter[Way] = Counter()

        @settings(
            max_examples=examples,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @example(_full())
        @given(st.tuples(*map(_rows, COLUMNS.values())))
        def compare(data: Data) -> None:
            left = [way for way in ways if way not in found]
            if left:
                self._fill(data)
            for way in left:
                in_order = all(map(_orders, way))
                one, other = (self._answer(sql, in_order=in_order) for sql in way)
                some[way] += bool(one)
                if one != other:
                    found[way] = data

        compare()
        void = [way for way in ways if way not in found and not some[way]]
        assert not void, "equal because there is nothing is no proof"
        return found

    def _fill(self, data: Data) -> None:
        for table, rows in zip(COLUMNS, data, strict=True):
            self._cursor.execute(f"DELETE FROM {table}")
            if rows:
                places = ", ".join(["%s"] * (len(rows[0]) + 1))
                self._cursor.executemany(
                    f"INSERT INTO {table} VALUES ({places})",
                    [(n, *row) for n, row in enumerate(rows)],
                )

    def _answer(self, sql: str, *, in_order: bool) -> object:
        """The rows under the names of the columns."""
        self._cursor.execute(sql)
        rows = self._cursor.fetchall()
        if not rows:
            return None
        called = [column[0] for column in self._cursor.description]
        names = [name if name.isidentifier() else "" for name in called]  # "": an expression
        return names, list(rows) if in_order else Counter(rows)


@cache
def _orders(sql: str) -> bool:
    query = parse(sql, Dialect.MYSQL).tree
    return isinstance(query, tree.Query) and bool(query.order_by)


@pytest.fixture(params=["mariadb", "mysql9"])
def proof(request: pytest.FixtureRequest) -> Iterator[Proof]:
    server: MysqlFamilyServer = request.getfixturevalue(request.param)
    assert isinstance(server, MariaDB | MySQL)
    server.sql("CREATE DATABASE proofs")
    with server.connect(database="proofs") as connection, connection.cursor() as made:
        for statement in TABLES.strip().rstrip(";").split(";\n"):
            made.execute(statement)
        yield Proof(made)


def test_both_ways_give_the_same_rows(proof: Proof) -> None:
    ways = [way for rewriter, sql in EQUAL for way in both_ways(rewriter, sql)]
    assert proof.differing(ways, 6) == {}


# ---------------------------------------------------------------------- wrong ones


def planted(rule: str, on: type[tree.Node], sql: str, wrong: Callable[[str], str]) -> Way:
    """Both ways of a query with a rewriter that does `wrong` to the text of its nodes."""

    def rewrite(node: tree.Node, where: Where) -> Iterator[Fix]:
        yield where.put("Wrong", wrong(where.source(node)), node)

    (way,) = both_ways(Rewriter(rule, on, rewrite, (sql,)), sql)
    return way


WRONG = (
    planted("query-union-all", tree.SetOperator, "SELECT a FROM t UNION SELECT x FROM u",
            lambda text: f"{text} ALL"),
    planted("query-negated-condition", tree.In,
            "SELECT id FROM t WHERE b NOT IN (SELECT x FROM u)",
            lambda _text: "NOT EXISTS (SELECT 1 FROM u WHERE u.x = t.b)"),
    planted("query-negated-condition", tree.Unary, "SELECT id FROM t WHERE NOT (b > 1 AND a > 1)",
            lambda _text: "b <= 1 AND a <= 1"),
    planted("query-or-could-be-in", tree.Logical, "SELECT id FROM t WHERE s = '1' OR s = 'b'",
            lambda _text: "s IN (1, 'b')"),
    planted("query-in-null", tree.In, "SELECT id, b NOT IN (1, NULL) FROM t",
            lambda _text: "b NOT IN (1)"),
    planted("query-function-on-indexed-column", tree.Comparison,
            "SELECT id FROM t WHERE YEAR(m) <= 2024", lambda _text: "m <= '2024-12-31'"),
    planted("query-function-on-column", tree.Comparison,
            "SELECT id FROM t WHERE LEFT(s, 2) = 'ss'", lambda _text: "s LIKE 'ss%'"),
    planted("query-outer-join-cancelled", tree.Select,
            "SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id AND u.x > 0 WHERE u.x = 1",
            lambda text: text.replace("LEFT ", "").replace("WHERE u.x = 1", "")),
    planted("query-distinct-with-join", tree.Select,
            "SELECT DISTINCT t.a FROM t JOIN u ON u.t_id = t.id",
            lambda text: text.replace("DISTINCT ", "")),
    planted("query-having", tree.Select,
            "SELECT a AS b, COUNT(*) FROM t GROUP BY a HAVING b > 0",
            lambda text: text.replace("GROUP BY a HAVING b > 0", "WHERE b > 0 GROUP BY a")),
)  # fmt: skip
"""What was thought equal somewhere; each is caught by other data."""


def test_a_wrong_rewriter_is_caught(proof: Proof) -> None:
    assert set(proof.differing(list(WRONG), 30)) == set(WRONG)
