import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse
from tests.sql.grammar.ddl_bench import lost, partial, reading, refused

DUMPED = """\
CREATE TABLE `orders` (\r
\t`id` bigint(20) unsigned NOT NULL AUTO_INCREMENT COMMENT '订单号',\r
\t`总价` decimal(10,2) NOT NULL DEFAULT '0.00' COMMENT '价格, 含税)',\r
\t`at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, -- 时间\r
\t`note` varchar(64) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT NULL,\r
\tPRIMARY KEY (`id`),\r
\tUNIQUE KEY `uk_at` (`at`,`note`(10) DESC) USING BTREE COMMENT '唯一',\r
\tCONSTRAINT `fk_客户` FOREIGN KEY (`c`) REFERENCES `客户` (`id`) ON DELETE SET NULL\r
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COMMENT='订单'\r
/*!50100 PARTITION BY HASH (`id`)\r
PARTITIONS 4 */"""


class TestPositions:
    def test_elements_of_a_dump_are_exactly_their_text(self) -> None:
        found = reading(DUMPED, tree.CreateTable)
        assert found.each(found.tree.elements) == [
            "`id` bigint(20) unsigned NOT NULL AUTO_INCREMENT COMMENT '订单号'",
            "`总价` decimal(10,2) NOT NULL DEFAULT '0.00' COMMENT '价格, 含税)'",
            "`at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
            "`note` varchar(64) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT NULL",
            "PRIMARY KEY (`id`)",
            "UNIQUE KEY `uk_at` (`at`,`note`(10) DESC) USING BTREE COMMENT '唯一'",
            "CONSTRAINT `fk_客户` FOREIGN KEY (`c`) REFERENCES `客户` (`id`) ON DELETE SET NULL",
        ]

    def test_attributes_are_exactly_their_text(self) -> None:
        found = reading(DUMPED, tree.CreateTable)
        assert [found.each(column.attributes) for column in found.tree.columns] == [
            ["NOT NULL", "AUTO_INCREMENT", "COMMENT '订单号'"],
            ["NOT NULL", "DEFAULT '0.00'", "COMMENT '价格, 含税)'"],
            ["NOT NULL", "DEFAULT CURRENT_TIMESTAMP", "ON UPDATE CURRENT_TIMESTAMP"],
            ["DEFAULT NULL"],
        ]

    def test_key_parts_and_options_are_exactly_their_text(self) -> None:
        found = reading(DUMPED, tree.CreateTable)
        key = found.tree.elements[5]
        assert isinstance(key, tree.Key)
        assert (key.kind, found.of(key.name)) == ("UNIQUE", "`uk_at`")
        assert found.each(key.parts) == ["`at`", "`note`(10) DESC"]
        assert [(p.length, p.descending) for p in key.parts] == [(None, False), (10, True)]
        assert found.each(key.options) == ["USING BTREE", "COMMENT '唯一'"]

    def test_options_and_partitions_behind_the_elements(self) -> None:
        found = reading(DUMPED, tree.CreateTable)
        assert found.each(found.tree.options) == [
            "ENGINE=InnoDB",
            "AUTO_INCREMENT=7",
            "DEFAULT CHARSET=utf8mb4",
            "COMMENT='订单'",
        ]
        assert found.of(found.tree.partition_by) == "PARTITION BY HASH (`id`)\r\nPARTITIONS 4"
        assert found.tree.first == 0

    def test_what_references_says(self) -> None:
        key = reading(DUMPED, tree.CreateTable).tree.elements[6]
        assert isinstance(key, tree.ForeignKey)
        assert key.name is not None
        assert key.name.name == "fk_客户"
        assert key.references.table.name == "客户"
        assert (key.references.on_delete, key.references.on_update) == ("SET NULL", "")


def attribute(text: str, dialect: Dialect = Dialect.MYSQL) -> tree.ColumnAttribute:
    (found,) = reading(f"CREATE TABLE t (a {text})", tree.CreateTable, dialect).tree.columns
    return found.attributes[-1]


@pytest.mark.parametrize(
    ("text", "kind", "detail"),
    [
        ("INT NULL", "NULL", ""),
        ("INT KEY", "PRIMARY KEY", ""),
        ("INT PRIMARY KEY", "PRIMARY KEY", ""),
        ("INT UNIQUE KEY", "UNIQUE", ""),
        ("INT DEFAULT -1", "DEFAULT", ""),
        ("DATETIME(6) DEFAULT NOW(6)", "DEFAULT", ""),
        ("JSON DEFAULT (JSON_OBJECT('a', 1))", "DEFAULT", ""),
        ("BIT(1) DEFAULT b'0'", "DEFAULT", ""),
        ("INT DEFAULT (b)", "DEFAULT", ""),
        ("INT SERIAL DEFAULT VALUE", "SERIAL DEFAULT VALUE", ""),
        ("TIMESTAMP(3) NULL ON UPDATE CURRENT_TIMESTAMP(3)", "ON UPDATE", ""),
        ("INT AS (b + 1)", "GENERATED", "VIRTUAL"),
        ("INT GENERATED ALWAYS AS (b + 1) STORED", "GENERATED", "STORED"),
        ("INT AS (b + 1) PERSISTENT", "GENERATED", "STORED"),
        ("INT CHECK (a > 0)", "CHECK", ""),
        ("INT CONSTRAINT c CHECK (a > 0) NOT ENFORCED", "CHECK", "NOT ENFORCED"),
        ("INT REFERENCES b (id) MATCH FULL ON DELETE NO ACTION", "REFERENCES", ""),
        ("INT COLUMN_FORMAT FIXED", "COLUMN_FORMAT", ""),
        ("INT STORAGE DISK", "STORAGE", ""),
        ("INT INVISIBLE", "INVISIBLE", ""),
        ("POINT NOT NULL SRID 4326", "SRID", ""),
        ("INT ENGINE_ATTRIBUTE '{}'", "ENGINE_ATTRIBUTE", ""),
        ("TEXT NOT NULL COLLATE utf8mb4_bin", "COLLATE", ""),
        ("TEXT NOT NULL DEFAULT '' COLLATE utf8mb4_bin", "COLLATE", ""),
    ],
)
def test_attribute(text: str, kind: str, detail: str) -> None:
    found = attribute(text)
    assert (found.kind, found.detail) == (kind, detail)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("TIMESTAMP(6) GENERATED ALWAYS AS ROW START", "GENERATED"),
        ("INT WITHOUT SYSTEM VERSIONING", "WITHOUT SYSTEM VERSIONING"),
        ("TEXT NOT NULL COMPRESSED=zlib", "COMPRESSED"),
        ("POINT REF_SYSTEM_ID=4326", "SRID"),
        ("INT own_thing='x'", "OWN_THING"),
        ("UUID DEFAULT uuid()", "DEFAULT"),
        ("TIMESTAMP DEFAULT now", "DEFAULT"),
        ("INT DEFAULT (b)", "DEFAULT"),
    ],
)
def test_attribute_of_mariadb(text: str, kind: str) -> None:
    assert attribute(text, Dialect.MARIADB).kind == kind


@pytest.mark.parametrize(
    ("text", "kind", "name", "parts"),
    [
        ("PRIMARY KEY (a, b)", "PRIMARY", "", ["a", "b"]),
        ("CONSTRAINT pk PRIMARY KEY USING HASH (a)", "PRIMARY", "pk", ["a"]),
        ("CONSTRAINT PRIMARY KEY (a)", "PRIMARY", "", ["a"]),
        ("CONSTRAINT c UNIQUE u (a)", "UNIQUE", "u", ["a"]),
        ("UNIQUE (a ASC)", "UNIQUE", "", ["a ASC"]),
        ("INDEX USING BTREE (a)", "INDEX", "", ["a"]),
        ("KEY k USING BTREE (a(3))", "INDEX", "k", ["a(3)"]),
        ("KEY type TYPE BTREE (a)", "INDEX", "type", ["a"]),
        ("KEY k ((a + b) DESC)", "INDEX", "k", ["(a + b) DESC"]),
        ("KEY k ((CAST(j->'$.x' AS UNSIGNED ARRAY)))", "INDEX", "k", None),
        ("FULLTEXT f (a, b) WITH PARSER ngram", "FULLTEXT", "f", ["a", "b"]),
        ("SPATIAL KEY s (g)", "SPATIAL", "s", ["g"]),
        ("KEY k (a) KEY_BLOCK_SIZE=8 COMMENT 'c' INVISIBLE", "INDEX", "k", ["a"]),
    ],
)
def test_key(text: str, kind: str, name: str, parts: list[str] | None) -> None:
    found = reading(f"CREATE TABLE t (a INT, {text})", tree.CreateTable)
    key = found.tree.elements[1]
    assert isinstance(key, tree.Key)
    assert (key.kind, key.name.name if key.name else "") == (kind, name)
    assert parts is None or found.each(key.parts) == parts
    assert found.of(key) == text


def test_mariadb_keys_know_vectors_and_periods() -> None:
    text = """CREATE OR REPLACE TABLE t (
        id INT, s DATE, e DATE, v VECTOR(5) NOT NULL, vector INT,
        PERIOD FOR p (s, e), PERIOD FOR SYSTEM_TIME (rs, re),
        PRIMARY KEY (id, p WITHOUT OVERLAPS),
        VECTOR INDEX (v) M=8 DISTANCE=cosine,
        KEY k (id) IGNORED
    ) WITH SYSTEM VERSIONING"""
    found = reading(text, tree.CreateTable, Dialect.MARIADB)
    assert found.tree.or_replace
    assert [c.name.name for c in found.tree.columns] == ["id", "s", "e", "v", "vector"]
    assert [found.of(e) for e in found.tree.elements if isinstance(e, tree.Period)] == [
        "PERIOD FOR p (s, e)",
        "PERIOD FOR SYSTEM_TIME (rs, re)",
    ]
    primary, vector, _ = (e for e in found.tree.elements if isinstance(e, tree.Key))
    assert [p.without_overlaps for p in primary.parts] == [False, True]
    assert [o.kind for o in vector.options] == ["M", "DISTANCE"]
    assert found.tree.option("WITH SYSTEM VERSIONING") is not None


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("TYPE=MyISAM", "ENGINE", "MyISAM"),
        ("ENGINE 'InnoDB'", "ENGINE", "'InnoDB'"),
        ("DEFAULT CHARACTER SET utf8", "CHARACTER SET", "utf8"),
        ("CHARSET=utf8", "CHARACTER SET", "utf8"),
        ("COLLATE binary", "COLLATE", "binary"),
        ("DEFAULT COLLATE = utf8_bin", "COLLATE", "utf8_bin"),
        ("ROW_FORMAT=COMPRESSED", "ROW_FORMAT", "COMPRESSED"),
        ("PACK_KEYS=DEFAULT", "PACK_KEYS", "DEFAULT"),
        ("DATA DIRECTORY='/x'", "DATA DIRECTORY", "'/x'"),
        ("TABLESPACE ts", "TABLESPACE", "ts"),
        ("AUTOEXTEND_SIZE=4M", "AUTOEXTEND_SIZE", "4M"),
        ("ENCRYPTION='Y'", "ENCRYPTION", "'Y'"),
        ("SECONDARY_ENGINE=RAPID", "SECONDARY_ENGINE", "RAPID"),
        ("AUTO_INCREMENT 7", "AUTO_INCREMENT", "7"),
        ("COMMENT := 'x'", "COMMENT", "'x'"),
    ],
)
def test_option(text: str, name: str, value: str) -> None:
    found = reading(f"CREATE TABLE t (a INT) {text}", tree.CreateTable)
    (option,) = found.tree.options
    assert option.name == name
    assert (found.of(option), found.of(option.value)) == (text, value)


def test_options_stand_apart_by_blanks_or_commas() -> None:
    found = reading(
        "CREATE TABLE t (a INT) ENGINE=MyISAM, MAX_ROWS=9 UNION=(b, c) , COMMENT 'x'",
        tree.CreateTable,
    )
    assert found.each(found.tree.options) == [
        "ENGINE=MyISAM", "MAX_ROWS=9", "UNION=(b, c)", "COMMENT 'x'",
    ]  # fmt: skip


def test_an_engines_own_option_is_mariadbs() -> None:
    text = "CREATE TABLE t (a INT) own=7 ENGINE=InnoDB"
    assert reading(text, tree.CreateTable, Dialect.MARIADB).tree.options[0].name == "OWN"
    found = partial(text, tree.CreateTable)
    assert lost(found) == ["own=7"]
    assert found.each(found.tree.options) == ["ENGINE=InnoDB"]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TEMPORARY TABLE IF NOT EXISTS a.t SELECT 1",
        "CREATE TABLE t (a INT) ENGINE=InnoDB AS SELECT * FROM b",
        "CREATE TABLE t (KEY k (x)) IGNORE SELECT * FROM b",
        "CREATE TABLE t REPLACE AS (SELECT 1 UNION SELECT 2)",
        "CREATE TABLE t (SELECT 1)",
        "CREATE TABLE t AS WITH c AS (SELECT 1) SELECT * FROM c",
    ],
)
def test_table_from_a_query(text: str) -> None:
    found = reading(text, tree.CreateTable)
    assert found.tree.query is not None
    assert found.tree.last == found.tree.query.last


@pytest.mark.parametrize("text", ["CREATE TABLE t LIKE a.b", "CREATE TABLE t (LIKE a.b)"])
def test_table_like_another(text: str) -> None:
    found = reading(text, tree.CreateTable)
    assert found.of(found.tree.like) == "a.b"
    assert found.of(found.tree) == text


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE t (a INT,)",
        "CREATE TABLE t ()",
        "CREATE TABLE t (a INT",
        "CREATE TABLE t (a INT) ENGINE=InnoDB,",
        "CREATE TABLE t (a INT) ENGINE",
        "CREATE TABLE t (a INT) ENGINE = SELECT",
        "CREATE TABLE t (a INT) ROW_FORMAT INT",
        "CREATE TABLE t (a INT) COMMENT 5",
        "CREATE TABLE t (a INT) AUTO_INCREMENT=x",
        "CREATE TABLE t (a INT b)",
        "CREATE TABLE t (a)",
        "CREATE TABLE t (a INT, KEY ())",
        "CREATE TABLE t (a INT, INDEX TYPE BTREE (a))",
        "CREATE TABLE t (a INT NOT ENFORCED)",
        "CREATE TABLE t (a INT AS (b) DEFAULT 1)",
        "CREATE TABLE t (a TIMESTAMP DEFAULT now)",
        "CREATE TABLE t (a VARCHAR)",
        "CREATE TABLE t (a UNSIGNED INT)",
        "CREATE TABLE t (a TEXT DEFAULT UUID())",
        "CREATE TABLE t (a INT DEFAULT b)",
        "CREATE TABLE t (a INT ON UPDATE UTC_TIMESTAMP())",
        "CREATE TABLE t (a INT REFERENCES b ON UPDATE CASCADE ON UPDATE CASCADE)",
        "CREATE TABLE t (a INT) LIKE b",
        "CREATE TABLE t (a INT) CREATE TABLE u (a INT)",
        "CREATE TABLE t.* (a INT)",
        "CREATE DEFINER=root TABLE t (a INT)",
        "CREATE TABLE",
    ],
)
def test_refused(text: str) -> None:
    assert refused(text)


class TestRecovery:
    def test_a_column_nobody_understands_costs_no_more_than_itself(self) -> None:
        text = "CREATE TABLE t (a INT, b FOO(1, 2) BAR, c INT, KEY k (c)) ENGINE=InnoDB"
        found = partial(text, tree.CreateTable)
        assert lost(found) == ["b FOO(1, 2) BAR"]
        assert [c.name.name for c in found.tree.columns] == ["a", "c"]
        assert found.each(found.tree.options) == ["ENGINE=InnoDB"]

    def test_an_option_nobody_understands_costs_no_more_than_itself(self) -> None:
        found = partial("CREATE TABLE t (a INT) SO WHAT COMMENT 'x'", tree.CreateTable)
        assert lost(found) == ["SO WHAT"]
        assert found.each(found.tree.skipped) == ["SO WHAT"]
        assert found.each(found.tree.options) == ["COMMENT 'x'"]

    def test_broken_partitions_leave_the_table(self) -> None:
        found = partial("CREATE TABLE t (a INT) PARTITION BY RANGE (a)", tree.CreateTable)
        assert lost(found) == ["PARTITION BY RANGE (a)"]
        assert found.tree.partition_by is None

    def test_a_thousand_broken_columns_take_no_more_depth_than_one(self) -> None:
        broken = ", ".join(f"c{n} INT DEFAULT (((1" + "))) x" for n in range(1000))
        found = partial(f"CREATE TABLE t ({broken}, a INT)", tree.CreateTable)
        assert len(found.parsed.skipped) == 1000
        assert [c.name.name for c in found.tree.columns] == ["a"]


@pytest.mark.parametrize(
    ("text", "names", "temporary", "if_exists"),
    [
        ("DROP TABLE a, b.c", ["a", "b.c"], False, False),
        ("DROP TEMPORARY TABLE IF EXISTS a RESTRICT", ["a"], True, True),
        ("DROP TABLES a CASCADE", ["a"], False, False),
    ],
)
def test_drop(text: str, names: list[str], temporary: bool, if_exists: bool) -> None:
    found = reading(text, tree.DropTable)
    assert found.each(found.tree.names) == names
    assert (found.tree.temporary, found.tree.if_exists) == (temporary, if_exists)
    assert found.of(found.tree) == text


def test_rename() -> None:
    found = reading("RENAME TABLE a TO b, c.d TO e.f", tree.RenameTable)
    assert found.each(found.tree.pairs) == ["a TO b", "c.d TO e.f"]


@pytest.mark.parametrize("text", ["TRUNCATE TABLE a.b", "TRUNCATE a.b"])
def test_truncate(text: str) -> None:
    found = reading(text, tree.TruncateTable)
    assert found.of(found.tree.name) == "a.b"


@pytest.mark.parametrize(
    "text", ["DROP TABLE", "DROP TABLE IF NOT EXISTS a", "DROP TABLE a b", "RENAME TABLE a b"]
)
def test_drop_and_rename_refused(text: str) -> None:
    assert refused(text)


@pytest.mark.parametrize("word", ["count", "json_arrayagg", "bit_and", "now", "trim", "extract"])
@pytest.mark.parametrize("dialect", [Dialect.MYSQL, Dialect.MARIADB])
def test_functions_name_no_table_right_before_a_parenthesis(word: str, dialect: Dialect) -> None:
    assert not parse(f"CREATE TABLE {word}(a INT)", dialect).whole
    assert parse(f"CREATE TABLE {word} (a INT)", dialect).whole
    assert parse(f"CREATE TABLE d.{word}(a INT)", dialect).whole
