"""What the simulated schema keeps of a table beside its columns and indexes."""

import pytest

from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.schema import Schema, Table
from app.sql.split import split
from app.sql.tree import Name

LOG = (
    "CREATE TABLE log (id INT, at DATE) PARTITION BY RANGE (id)"
    " (PARTITION p0 VALUES LESS THAN (10), PARTITION P1 VALUES LESS THAN (20));"
)


def table(sql: str, name: str, database: str = "") -> Table:
    """A table as a script leaves it."""
    schema = Schema()
    for piece in split([sql], Dialect.MYSQL):
        schema.apply(parse(piece.text, Dialect.MYSQL).tree)
    found = schema.table(Name(0, 0, (database, name) if database else (name,)))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ("", ("p0", "p1")),
        ("DROP PARTITION p0", ("p1",)),
        ("ADD PARTITION (PARTITION p2 VALUES LESS THAN (30))", ("p0", "p1", "p2")),
        ("REORGANIZE PARTITION p0 INTO (PARTITION a VALUES LESS THAN (5),"
         " PARTITION b VALUES LESS THAN (10))", ("a", "b", "p1")),
        ("TRUNCATE PARTITION p0", ("p0", "p1")),
        ("REMOVE PARTITIONING", ()),
        ("PARTITION BY HASH (id) PARTITIONS 3", ("p0", "p1", "p2")),
        ("COALESCE PARTITION 1", None),
    ],
)  # fmt: skip
def test_partitions(change: str, names: tuple[str, ...] | None) -> None:
    assert table(LOG + (f"ALTER TABLE log {change}" if change else ""), "log").partitions == names


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ("RENAME PARTITION p0 TO first", ("first", "p1")),
        ("SPLIT PARTITION p1 AT (15) INTO (PARTITION a, PARTITION b)", ("p0", "a", "b")),
        ("MERGE PARTITIONS p0, p1 INTO PARTITION both", ("both",)),
        ("TRUNCATE SUBPARTITION p7", ("p0", "p1")),
    ],
)
def test_partitions_of_oracle(change: str, names: tuple[str, ...]) -> None:
    schema = Schema()
    schema.oracle = True
    for sql in (LOG.replace("INT", "NUMBER").rstrip(";"), f"ALTER TABLE log {change}"):
        schema.apply(parse(sql, Dialect.ORACLE).tree)
    found = schema.table(Name(0, 0, ("log",)))
    assert found is not None
    assert found.partitions == names


def test_oracle_may_add_partitions_by_itself() -> None:
    schema = Schema()
    schema.oracle = True
    sql = LOG.replace("RANGE (id)", "RANGE (id) INTERVAL (10)").rstrip(";")
    schema.apply(parse(sql, Dialect.ORACLE).tree)
    found = schema.table(Name(0, 0, ("LOG",)))
    assert found is not None
    assert found.partitions is None


def test_a_table_nobody_described_may_have_partitions() -> None:
    assert table("ALTER TABLE log ADD n INT", "log").partitions is None
    assert table("CREATE TABLE log (id INT)", "log").partitions == ()


def test_the_columns_that_tell_the_partition() -> None:
    assert table(LOG, "log").partition_columns == {"id"}


def test_foreign_keys() -> None:
    sql = (
        "CREATE TABLE shop.item (id INT, box INT, CONSTRAINT item_box FOREIGN KEY (box)"
        " REFERENCES depot.Box (Id) ON DELETE SET NULL, FOREIGN KEY (id) REFERENCES other (id));"
    )
    named, nameless = table(sql, "item", "shop").foreign_keys
    assert (named.name, named.columns, named.database, named.table) == (
        "item_box", ("box",), "depot", "Box")  # fmt: skip
    assert (named.its_columns, named.on_delete) == (("id",), "SET NULL")
    assert (nameless.name, nameless.database) == ("", "shop")
    sql += "ALTER TABLE shop.item DROP FOREIGN KEY Item_Box"
    assert table(sql, "item", "shop").foreign_keys == (nameless,)
    sql += "; CREATE TABLE shop.copy LIKE shop.item"
    assert table(sql, "copy", "shop").foreign_keys == ()


def test_character_sets() -> None:
    made = table("CREATE TABLE t (a CHAR(9), b CHAR(9) COLLATE gbk_bin, n INT) CHARSET=utf8", "t")
    assert made.charset == "utf8mb3"
    columns = {column.name: column.charset for column in made.columns.values()}
    assert columns == {"a": "utf8mb3", "b": "gbk", "n": ""}
    changed = table(
        "CREATE TABLE t (a CHAR(9)) CHARSET=latin1; ALTER TABLE t CHARSET=utf8mb4;"
        " ALTER TABLE t ADD b CHAR(9)",
        "t",
    )
    assert [column.charset for column in changed.columns.values()] == ["latin1", "utf8mb4"]
    converted = table(
        "CREATE TABLE t (a CHAR(9)) CHARSET=latin1; ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4",
        "t",
    )
    assert [column.charset for column in converted.columns.values()] == ["utf8mb4"]


def test_engines_and_virtual_columns() -> None:
    made = table(
        "CREATE TABLE t (a INT, b INT AS (a) VIRTUAL, c INT AS (a) STORED) ENGINE=Aria", "t"
    )
    assert made.engine == "aria"
    assert [column.name for column in made.columns.values() if column.virtual] == ["b"]


def test_databases_have_character_sets() -> None:
    schema = Schema()
    for sql in ("CREATE DATABASE shop COLLATE utf8mb4_bin", "ALTER DATABASE depot CHARSET gbk"):
        schema.apply(parse(sql, Dialect.MYSQL).tree)
    assert schema.database_collation(Name(0, 0, ("shop", "t"))) == ("utf8mb4", "utf8mb4_bin")
    assert schema.database_collation(Name(0, 0, ("depot", "t"))) == ("gbk", "")
    assert schema.database_exists("SHOP")
    assert not schema.database_exists("unheard")
    schema.apply(parse("DROP DATABASE shop", Dialect.MYSQL).tree)
    assert schema.database_collation(Name(0, 0, ("shop", "t"))) == ("", "")
