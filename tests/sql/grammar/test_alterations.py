import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from tests.sql.grammar.ddl_bench import lost, partial, reading, refused


def action(text: str, dialect: Dialect = Dialect.MYSQL) -> tree.Node:
    """The one action `text` is, exactly as long as it."""
    found = reading(f"ALTER TABLE `库`.t {text}", tree.AlterTable, dialect)
    (one,) = found.tree.actions
    assert found.of(one) == text
    return one


@pytest.mark.parametrize(
    ("text", "names", "position", "if_not_exists"),
    [
        ("ADD a INT", ["a"], "", False),
        ("ADD COLUMN a INT NOT NULL FIRST", ["a"], "FIRST", False),
        ("ADD COLUMN `a` INT COMMENT '中' AFTER b", ["a"], "AFTER", False),
        ("ADD COLUMN IF NOT EXISTS a INT", ["a"], "", True),
        ("ADD (a INT, b INT, KEY (a))", ["a", "b"], "", False),
        ("ADD COLUMN (a INT)", ["a"], "", False),
    ],
)
def test_add_column(text: str, names: list[str], position: str, if_not_exists: bool) -> None:
    found = action(text)
    assert isinstance(found, tree.AddColumn)
    columns = [c for c in found.columns if isinstance(c, tree.ColumnDefinition)]
    assert [c.name.name for c in columns] == names
    assert (found.position, found.if_not_exists) == (position, if_not_exists)
    assert (found.after is not None) == (position == "AFTER")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ADD INDEX i (a)", tree.Key),
        ("ADD KEY IF NOT EXISTS i (a)", tree.Key),
        ("ADD PRIMARY KEY (a)", tree.Key),
        ("ADD CONSTRAINT UNIQUE INDEX i (a)", tree.Key),
        ("ADD FULLTEXT f (a)", tree.Key),
        ("ADD CONSTRAINT IF NOT EXISTS c CHECK (a > 0)", tree.Check),
        ("ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED", tree.Check),
        ("ADD CONSTRAINT FOREIGN KEY (a) REFERENCES b (c)", tree.ForeignKey),
        ("ADD FOREIGN KEY i (a) REFERENCES b (c)", tree.ForeignKey),
    ],
)
def test_add_key(text: str, kind: type) -> None:
    found = action(text)
    assert isinstance(found, tree.AddKey)
    assert isinstance(found.key, kind)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("DROP PRIMARY KEY", "PRIMARY", None),
        ("DROP KEY k", "INDEX", "k"),
        ("DROP INDEX IF EXISTS k", "INDEX", "k"),
        ("DROP FOREIGN KEY k", "FOREIGN KEY", "k"),
        ("DROP CHECK k", "CHECK", "k"),
        ("DROP CONSTRAINT k", "CONSTRAINT", "k"),
    ],
)
def test_drop_key(text: str, kind: str, name: str | None) -> None:
    found = action(text)
    assert isinstance(found, tree.DropKey)
    assert (found.kind, found.name and found.name.name) == (kind, name)


@pytest.mark.parametrize("text", ["DROP a", "DROP COLUMN a", "DROP COLUMN IF EXISTS a CASCADE"])
def test_drop_column(text: str) -> None:
    found = action(text)
    assert isinstance(found, tree.DropColumn)
    assert (found.name.name, found.if_exists) == ("a", "EXISTS" in text)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("MODIFY a BIGINT NOT NULL", None, "a"),
        ("MODIFY COLUMN a BIGINT AFTER b", None, "a"),
        ("CHANGE a b VARCHAR(9)", "a", "b"),
        ("CHANGE COLUMN `a` `b` INT FIRST", "a", "b"),
    ],
)
def test_modify_and_change(text: str, old: str | None, new: str) -> None:
    found = action(text)
    assert isinstance(found, tree.ModifyColumn)
    assert (found.old and found.old.name, found.column.name.name) == (old, new)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("ALTER a SET DEFAULT -1", "SET DEFAULT"),
        ("ALTER COLUMN a SET DEFAULT (uuid())", "SET DEFAULT"),
        ("ALTER a DROP DEFAULT", "DROP DEFAULT"),
        ("ALTER a SET INVISIBLE", "SET INVISIBLE"),
    ],
)
def test_alter_column(text: str, what: str) -> None:
    found = action(text)
    assert isinstance(found, tree.AlterColumn)
    assert found.what == what


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("ALTER INDEX k INVISIBLE", "INDEX", "INVISIBLE"),
        ("ALTER CHECK k NOT ENFORCED", "CHECK", "NOT ENFORCED"),
        ("ALTER CONSTRAINT k ENFORCED", "CONSTRAINT", "ENFORCED"),
    ],
)
def test_alter_key(text: str, kind: str, what: str) -> None:
    found = action(text)
    assert isinstance(found, tree.AlterKey)
    assert (found.kind, found.what) == (kind, what)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("RENAME COLUMN a TO b", tree.RenameColumn),
        ("RENAME INDEX a TO b", tree.RenameKey),
        ("RENAME KEY a TO b", tree.RenameKey),
        ("RENAME TO a.b", tree.RenameTo),
        ("RENAME AS b", tree.RenameTo),
        ("RENAME = b", tree.RenameTo),
        ("RENAME b", tree.RenameTo),
        ("CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", tree.ConvertTo),
        ("CONVERT TO CHARSET DEFAULT", tree.ConvertTo),
    ],
)
def test_rename_and_convert(text: str, kind: type) -> None:
    assert isinstance(action(text), kind)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("ORDER BY a, b DESC", "ORDER BY", ""),
        ("DISABLE KEYS", "DISABLE KEYS", ""),
        ("FORCE", "FORCE", ""),
        ("ALGORITHM=INPLACE", "ALGORITHM", "INPLACE"),
        ("LOCK NONE", "LOCK", "NONE"),
        ("WITHOUT VALIDATION", "WITHOUT VALIDATION", ""),
        ("DISCARD TABLESPACE", "DISCARD TABLESPACE", ""),
        ("REMOVE PARTITIONING", "REMOVE PARTITIONING", ""),
        ("SECONDARY_LOAD", "SECONDARY_LOAD", ""),
    ],
)
def test_other_change(text: str, kind: str, value: str) -> None:
    found = action(text)
    assert isinstance(found, tree.OtherChange)
    assert (found.kind, found.value.name if found.value else "") == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "ADD SYSTEM VERSIONING",
        "DROP SYSTEM VERSIONING",
        "ADD PERIOD FOR p (s, e)",
        "ADD PERIOD IF NOT EXISTS FOR p (s, e)",
        "DROP PERIOD FOR SYSTEM_TIME",
        "DROP PERIOD IF EXISTS FOR p",
    ],
)
def test_versioning_of_mariadb(text: str) -> None:
    assert isinstance(action(text, Dialect.MARIADB), tree.OtherChange)


def test_mariadb_takes_a_function_as_the_new_default() -> None:
    text = "ALTER TABLE t ALTER a SET DEFAULT NOW()"
    assert not refused(text, Dialect.MARIADB)
    assert refused(text, Dialect.MYSQL)


@pytest.mark.parametrize(
    ("text", "verb", "names", "partitions"),
    [
        ("ADD PARTITION (PARTITION p VALUES LESS THAN (3))", "ADD", [], 1),
        ("ADD PARTITION PARTITIONS 4", "ADD", [], 0),
        ("DROP PARTITION p0, p1", "DROP", ["p0", "p1"], 0),
        ("TRUNCATE PARTITION ALL", "TRUNCATE", [], 0),
        ("REBUILD PARTITION LOCAL local", "REBUILD", ["local"], 0),
        ("CHECK PARTITION p0 FOR UPGRADE", "CHECK", ["p0"], 0),
        ("COALESCE PARTITION NO_WRITE_TO_BINLOG 2", "COALESCE", [], 0),
        ("REORGANIZE PARTITION", "REORGANIZE", [], 0),
        (
            "REORGANIZE PARTITION p INTO (PARTITION q VALUES IN (1), PARTITION r VALUES IN (2))",
            "REORGANIZE",
            ["p"],
            2,
        ),
        ("EXCHANGE PARTITION p WITH TABLE a.b WITHOUT VALIDATION", "EXCHANGE", ["p"], 0),
        ("IMPORT PARTITION p, q TABLESPACE", "IMPORT", ["p", "q"], 0),
    ],
)
def test_partition_change(text: str, verb: str, names: list[str], partitions: int) -> None:
    found = action(text)
    assert isinstance(found, tree.PartitionChange)
    assert (found.verb, [n.name for n in found.names]) == (verb, names)
    assert len(found.partitions) == partitions


@pytest.mark.parametrize(
    "text",
    [
        "CONVERT PARTITION p TO TABLE a.b",
        "CONVERT TABLE a.b TO PARTITION p VALUES LESS THAN (9) WITH VALIDATION",
    ],
)
def test_mariadb_converts_partitions(text: str) -> None:
    found = action(text, Dialect.MARIADB)
    assert isinstance(found, tree.PartitionChange)
    assert found.table is not None
    assert found.table.dotted == "a.b"


def test_many_actions_are_each_exactly_their_text() -> None:
    text = (
        "ALTER TABLE t\r\n\tADD COLUMN a INT COMMENT '逗号, 句号.',\r\n"
        "\tENGINE=InnoDB ROW_FORMAT=DYNAMIC, /* 注 */ DROP b, ALGORITHM=COPY PARTITION BY HASH(a)"
    )
    found = reading(text, tree.AlterTable)
    assert found.each(found.tree.actions) == [
        "ADD COLUMN a INT COMMENT '逗号, 句号.'",
        "ENGINE=InnoDB",
        "ROW_FORMAT=DYNAMIC",
        "DROP b",
        "ALGORITHM=COPY",
        "PARTITION BY HASH(a)",
    ]


def test_what_phpmyadmin_writes() -> None:
    text = "ALTER TABLE `t`\n  MODIFY `id` int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=12;"
    found = reading(text, tree.AlterTable)
    modify, option = found.tree.actions
    assert isinstance(modify, tree.ModifyColumn)
    assert isinstance(option, tree.Option)
    assert found.of(modify) == "MODIFY `id` int(11) NOT NULL AUTO_INCREMENT"
    assert found.of(option.value) == "12"


@pytest.mark.parametrize(
    "text",
    [
        "ALTER TABLE t",
        "ALTER IGNORE TABLE t ADD a INT",
        "ALTER ONLINE TABLE t ADD a INT",
        "ALTER TABLE IF EXISTS t ADD a INT",
        "ALTER TABLE t NOWAIT ADD a INT",
    ],
)
def test_what_stands_around_the_actions(text: str) -> None:
    found = reading(text, tree.AlterTable)
    assert found.of(found.tree) == text
    assert found.tree.if_exists == ("EXISTS" in text)


@pytest.mark.parametrize(
    "text",
    [
        "ADD a INT,",
        "ADD (a INT FIRST)",
        "ADD a",
        "ADD KEY ()",
        "DROP INDEX",
        "RENAME COLUMN a TO t.b",
        "ALTER a SET DEFAULT 1 + 1",
        "ALTER CONSTRAINT a",
        "TRUNCATE PARTITION p0, ALL",
        "REORGANIZE PARTITION REMOVE PARTITION",
        "LOCK=SOMETIMES",
        "FROBNICATE",
        ", ADD a INT",
    ],
)
def test_refused(text: str) -> None:
    assert refused(f"ALTER TABLE t {text}")


def test_an_action_nobody_understands_costs_no_more_than_itself() -> None:
    text = "ALTER TABLE t DROP a, FROB (x, y) COMMENT 'z', ADD b FOO, DROP c"
    found = partial(text, tree.AlterTable)
    assert lost(found) == ["FROB (x, y) COMMENT 'z'", "ADD b FOO"]
    assert found.each(found.tree.actions) == [
        "DROP a", "FROB (x, y) COMMENT 'z'", "ADD b FOO", "DROP c",
    ]  # fmt: skip
    assert isinstance(found.tree.actions[1], tree.Unparsed)


def test_a_column_nobody_understands_leaves_its_neighbours() -> None:
    found = partial("ALTER TABLE t ADD (a FOO, b INT), DROP c", tree.AlterTable)
    assert lost(found) == ["a FOO"]
    add = found.tree.actions[0]
    assert isinstance(add, tree.AddColumn)
    assert found.each(add.columns) == ["a FOO", "b INT"]
