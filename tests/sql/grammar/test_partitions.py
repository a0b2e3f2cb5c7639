import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from tests.sql.grammar.ddl_bench import reading, refused

DUMPED = """CREATE TABLE `t` (`d` date) ENGINE=InnoDB
/*!50500 PARTITION BY RANGE  COLUMNS(d)
SUBPARTITION BY KEY (id) SUBPARTITIONS 2
(PARTITION p0 VALUES LESS THAN ('2024-01-01') COMMENT = '旧的' ENGINE = InnoDB
 (SUBPARTITION r0, SUBPARTITION r1),
 PARTITION p1 VALUES LESS THAN (MAXVALUE) ENGINE = InnoDB
 (SUBPARTITION s0 DATA DIRECTORY = '/a', SUBPARTITION s1 MAX_ROWS 5)) */"""


def partition_by(text: str, dialect: Dialect = Dialect.MYSQL) -> tree.PartitionBy:
    found = reading(f"CREATE TABLE t (a INT) {text}", tree.CreateTable, dialect)
    assert found.of(found.tree.partition_by) == text
    assert found.tree.partition_by is not None
    return found.tree.partition_by


def test_every_part_of_a_dump_is_exactly_its_text() -> None:
    found = reading(DUMPED, tree.CreateTable)
    by = found.tree.partition_by
    assert by is not None
    assert (by.kind, found.each(by.expressions)) == ("RANGE COLUMNS", ["d"])
    assert found.of(by.by) == "SUBPARTITION BY KEY (id) SUBPARTITIONS 2"
    first, second = by.partitions
    assert found.of(first) == (
        "PARTITION p0 VALUES LESS THAN ('2024-01-01') COMMENT = '旧的' ENGINE = InnoDB\n"
        " (SUBPARTITION r0, SUBPARTITION r1)"
    )
    assert found.each(first.options) == ["COMMENT = '旧的'", "ENGINE = InnoDB"]
    assert found.each(second.values) == ["MAXVALUE"]
    assert found.each(second.subpartitions) == [
        "SUBPARTITION s0 DATA DIRECTORY = '/a'",
        "SUBPARTITION s1 MAX_ROWS 5",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "linear", "count", "values"),
    [
        ("PARTITION BY HASH (a)", "HASH", False, None, []),
        ("PARTITION BY LINEAR HASH (YEAR(a)) PARTITIONS 4", "HASH", True, 4, []),
        ("PARTITION BY KEY () PARTITIONS 2", "KEY", False, 2, []),
        ("PARTITION BY LINEAR KEY ALGORITHM=2 (a, b)", "KEY", True, None, []),
        ("PARTITION BY HASH (a) PARTITIONS 2 (PARTITION x, PARTITION y)", "HASH", False, 2, [0, 0]),
        (
            "PARTITION BY RANGE (a) (PARTITION x VALUES LESS THAN (-1), "
            "PARTITION y VALUES LESS THAN MAXVALUE)",
            "RANGE",
            False,
            None,
            [1, 1],
        ),
        (
            "PARTITION BY LIST COLUMNS (a, b) (PARTITION x VALUES IN ((1, 2), (3, NULL)))",
            "LIST COLUMNS",
            False,
            None,
            [2],
        ),
        ("PARTITION BY LIST (a) (PARTITION x VALUES IN (1, 2))", "LIST", False, None, [2]),
    ],
)
def test_partition_by(
    text: str, kind: str, linear: bool, count: int | None, values: list[int]
) -> None:
    by = partition_by(text)
    assert (by.kind, by.linear, by.count) == (kind, linear, count)
    assert [len(p.values) for p in by.partitions] == values


@pytest.mark.parametrize(
    "text",
    [
        "PARTITION BY SYSTEM_TIME (PARTITION p HISTORY, PARTITION q CURRENT)",
        "PARTITION BY SYSTEM_TIME INTERVAL 1 WEEK STARTS '2024-01-01' AUTO PARTITIONS 12",
        "PARTITION BY SYSTEM_TIME LIMIT 1000 (PARTITION p HISTORY, PARTITION q CURRENT)",
        "PARTITION BY LIST (a) (PARTITION p VALUES IN (1), PARTITION q DEFAULT)",
    ],
)
def test_partition_by_of_mariadb(text: str) -> None:
    assert partition_by(text, Dialect.MARIADB).expressions is not None


@pytest.mark.parametrize(
    "text",
    [
        "PARTITION BY RANGE (a)",
        "PARTITION BY LIST (a) (PARTITION x)",
        "PARTITION BY LIST (a) (PARTITION x VALUES IN ())",
        "PARTITION BY RANGE (a) (PARTITION x VALUES IN (1))",
        "PARTITION BY RANGE (a) (PARTITION x VALUES LESS THAN (1, 2))",
        "PARTITION BY RANGE COLUMNS (a, b) (PARTITION x VALUES LESS THAN (1))",
        "PARTITION BY RANGE COLUMNS (a, b) (PARTITION x VALUES LESS THAN MAXVALUE)",
        "PARTITION BY LIST COLUMNS (a, b) (PARTITION x VALUES IN ((1, 2), 3))",
        "PARTITION BY HASH (a) (PARTITION x VALUES LESS THAN (1))",
        "PARTITION BY HASH (a) PARTITIONS 3 (PARTITION x)",
        "PARTITION BY KEY ALGORITHM=3 (a)",
        "PARTITION BY RANGE (a) SUBPARTITION BY RANGE (b) (PARTITION x VALUES LESS THAN (1))",
        "PARTITION BY RANGE (a > 1) (PARTITION x VALUES LESS THAN (1))",
        "PARTITION BY LIST (NOT a) (PARTITION x VALUES IN (1))",
        "PARTITION BY LIST (a) (PARTITION x VALUES IN (MAXVALUE))",
        "PARTITION BY LINEAR RANGE (a) (PARTITION x VALUES LESS THAN (1))",
    ],
)
def test_refused(text: str) -> None:
    assert refused(f"CREATE TABLE t (a INT) {text}")
