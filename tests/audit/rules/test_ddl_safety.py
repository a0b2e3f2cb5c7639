"""Rules about ALTER TABLE: what could be one, and what a change of type is."""

import pytest

from tests.audit.examples import findings


@pytest.mark.parametrize(
    ("between", "merges"),
    [
        ("", True),
        ("SET @a = 1;", True),
        ("ALTER TABLE pack ADD a INT;", True),
        ("SELECT 1;", True),
        ("UPDATE item SET a = 1 WHERE id = 1;", False),
        ("CALL fill();", False),
        ("USE depot;", False),
        ("CREATE TABLE pack (id INT PRIMARY KEY);", False),
    ],
)
def test_alters_in_a_row_could_be_one(between: str, merges: bool) -> None:
    sql = f"ALTER TABLE item ADD a INT;{between}ALTER TABLE item MODIFY a INT NOT NULL"
    assert bool(findings(sql, "ddl-merge-alters")) == merges


@pytest.mark.parametrize(
    ("second", "merges"),
    [
        ("ALTER ONLINE IGNORE TABLE IF EXISTS `ITEM` ADD b INT", True),
        ("alter\ttable\nitem add b int", True),
        ("ALTER TABLE shop.item ADD b INT", False),
        ("ALTER TABLE item2 ADD b INT", False),
        ("ALTER TABLE item REMOVE PARTITIONING", True),
        ("ALTER TABLE item DROP PARTITION p", False),
        ("ALTER DATABASE item CHARACTER SET utf8mb4", False),
    ],
)
def test_how_the_second_alter_may_be_written(second: str, merges: bool) -> None:
    found = findings("ALTER TABLE item ADD a INT;\r\n" + second, "ddl-merge-alters")
    assert bool(found) == merges
    assert all(finding.statement == 1 for finding in found)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("INT", "BIGINT", "from INT to BIGINT"),
        ("INT(11)", "INT(5)", ""),
        ("INT UNSIGNED", "INT", "from INT UNSIGNED to INT"),
        ("BOOLEAN", "TINYINT(1)", ""),
        ("VARCHAR(20)", "VARCHAR(300)", ""),
        ("VARCHAR(20)", "VARCHAR(19)", ""),
        ("VARCHAR(20)", "CHAR(20)", "from VARCHAR(20) to CHAR(20)"),
        ("CHAR(2)", "CHAR", ""),
        ("DECIMAL(8,2)", "DECIMAL(10,2)", ""),
        ("DECIMAL(8,2)", "DECIMAL(10,4)", ""),
        ("DECIMAL(8,2)", "DECIMAL(8,4)", ""),
        ("DECIMAL", "DECIMAL(10,0)", ""),
        ("DATETIME", "DATETIME(6)", ""),
        ("DATETIME(6)", "DATETIME", ""),
        ("ENUM('a')", "ENUM('a','b')", ""),
        ("TEXT", "LONGTEXT", "from TEXT to LONGTEXT"),
    ],
)
def test_changes_of_type(old: str, new: str, says: str) -> None:
    sql = f"CREATE TABLE t (id INT PRIMARY KEY, c {old}); ALTER TABLE t MODIFY c {new} NOT NULL"
    found = findings(sql, "ddl-column-type-change")
    assert [f.message for f in found] == ([f"c changes {says}"] if says else [])
    assert [sql[f.start.offset : f.end.offset] for f in found] == ([new] if says else [])


@pytest.mark.parametrize(
    ("old", "new", "loses"),
    [
        ("INT", "BIGINT", False),
        ("BIGINT", "INT", True),
        ("INT UNSIGNED", "INT", False),
        ("INT", "INT UNSIGNED", True),
        ("VARCHAR(20)", "VARCHAR(19)", True),
        ("CHAR(2)", "CHAR", True),
        ("DECIMAL(8,2)", "DECIMAL(10,4)", False),
        ("DECIMAL(8,2)", "DECIMAL(8,4)", True),
        ("DATETIME(6)", "DATETIME", True),
        ("LONGTEXT", "TEXT", True),
    ],
)
def test_changes_that_lose_something(old: str, new: str, loses: bool) -> None:
    sql = f"CREATE TABLE t (id INT PRIMARY KEY, c {old}); ALTER TABLE t MODIFY c {new}"
    assert bool(findings(sql, "ddl-column-shortened")) == loses


def test_a_type_is_only_changed_where_it_is_known() -> None:
    changes = "ALTER TABLE t CHANGE c d BIGINT"
    assert findings(changes, "ddl-column-type-change") == []
    assert findings(f"ALTER TABLE t ADD c INT; {changes}", "ddl-column-type-change")
    assert findings(f"CREATE TABLE t (c INT); CALL p(); {changes}", "ddl-column-type-change") == []


def test_points_at_the_place_a_column_is_given() -> None:
    sql = "ALTER TABLE t ADD a INT FIRST, MODIFY COLUMN b INT NOT NULL AFTER `c`, ADD d INT"
    found = findings(sql, "ddl-no-column-order-change")
    assert [sql[f.start.offset : f.end.offset] for f in found] == ["FIRST", "AFTER `c`"]
