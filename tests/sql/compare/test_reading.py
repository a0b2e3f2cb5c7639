"""What is written in another way is the same; what a file does not say is no difference."""

import pytest

from app.domain.dialect import Dialect
from app.domain.schema.objects import ObjectKind
from app.sql.compare import Change, Difference, Part, compare, read_schema

TABLE = "CREATE TABLE t ({}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci"


def differences(
    left: str, right: str, *, live: bool = True, dialect: Dialect = Dialect.MYSQL
) -> tuple[Difference, ...]:
    sides = read_schema("a", [left], dialect), read_schema("b", [right], dialect, live=live)
    assert not sides[0].unread
    assert not sides[1].unread
    return compare(*sides).differences


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("`a` int(11) DEFAULT NULL", "A_ INTEGER".replace("A_", "a")),
        ("a decimal(10,0) DEFAULT '0'", "a NUMERIC DEFAULT 0.0"),
        ("a datetime DEFAULT current_timestamp()", "a DATETIME(0) DEFAULT NOW()"),
        ("a tinyint(1) NOT NULL DEFAULT '1'", "a BOOL NOT NULL DEFAULT TRUE"),
        ("a varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci", "a VARCHAR(9)"),
        ("a varchar(9) DEFAULT 'it''s'", 'a VARCHAR(9) DEFAULT "it\'s"'),
        ("a int, PRIMARY KEY (`a`) USING BTREE", "a INT PRIMARY KEY"),
        ("a int, CONSTRAINT c CHECK ((`a` > 1) and (length(`a`) <> 2))",
         "a INT, CONSTRAINT c CHECK (a > 1 AND OCTET_LENGTH(a) != 2)"),
        ("a int, KEY k (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES o (a) ON DELETE RESTRICT",
         "a INT, KEY k (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES b.o (a)"),
    ],
)  # fmt: skip
def test_spelling_is_no_difference(left: str, right: str) -> None:
    assert differences(TABLE.format(left), TABLE.format(right)) == ()


def test_a_file_leaves_to_the_server_what_it_does_not_say() -> None:
    file = "CREATE TABLE t (id BIGINT PRIMARY KEY, o INT, name VARCHAR(9), UNIQUE (name),"
    file += " FOREIGN KEY (o) REFERENCES o (id))"
    told = TABLE.format(
        "`id` bigint NOT NULL, `o` int DEFAULT NULL, `name` varchar(9) COLLATE utf8mb4_bin,"
        " PRIMARY KEY (`id`), UNIQUE KEY `name` (`name`), KEY `o` (`o`),"
        " CONSTRAINT `t_ibfk_1` FOREIGN KEY (`o`) REFERENCES `o` (`id`)"
    )
    assert differences(told, file, live=False) == ()
    (found,) = differences(told, file.replace("BIGINT", "INT"), live=False)
    assert (found.change, found.part, found.name) == (Change.DIFFERENT, Part.COLUMN, "id")


def test_comments_and_spaces_of_code_do_not_count_but_texts_do() -> None:
    one = "CREATE PROCEDURE p()\nBEGIN\n  -- why\n  SELECT 'a  b' FROM x.t;\nEND"
    assert differences(one, "create procedure `b`.`p` ( ) begin select 'a  b' from x.t; end") == ()
    (found,) = differences(one, one.replace("a  b", "a b"))
    assert (found.kind, found.object) == (ObjectKind.PROCEDURE, "p")


def test_a_schema_of_another_name_is_no_difference_in_a_view() -> None:
    view = "CREATE VIEW `{0}`.`v` AS select `{0}`.`t`.`x` AS `x` from `{0}`.`t` where `{0}`.`f`(1)"
    left = read_schema("a", [view.format("a")], Dialect.MYSQL)
    right = read_schema("b", [view.format("b")], Dialect.MYSQL)
    assert compare(left, right).differences == ()
    (step,) = compare(read_schema("a", [], Dialect.MYSQL), right).steps
    assert step.text == "CREATE VIEW `v` AS select `t`.`x` AS `x` from `t` where `f`(1)"


def test_what_is_lost_is_said() -> None:
    left = TABLE.format("a int, b varchar(30), c int")
    right = TABLE.format("a bigint, b varchar(20)")
    steps = compare(*(read_schema("s", [text], Dialect.MYSQL) for text in (left, right))).steps
    assert [bool(step.destroys) for step in steps] == [False, True, True]
    assert "DROP COLUMN `c`" in steps[2].text


def test_definers_may_be_left_out() -> None:
    views = [f"CREATE DEFINER=`{who}`@`%` VIEW v AS SELECT 1" for who in ("a", "b")]
    with_them = [read_schema("s", [view], Dialect.MYSQL) for view in views]
    without = [read_schema("s", [view], Dialect.MYSQL, definers=False) for view in views]
    assert len(compare(*with_them).differences) == 1
    assert compare(*without).differences == ()
    made = compare(read_schema("s", [], Dialect.MYSQL), without[0]).steps[0].text
    assert "DEFINER" not in made


def test_a_dump_adds_its_keys_later_and_what_is_not_understood_is_said() -> None:
    dump = [
        "SET NAMES utf8mb4", "CREATE TABLE t (id INT, a INT)",
        "ALTER TABLE t ADD PRIMARY KEY (id), ADD KEY k (a)", "CREATE INDEX i ON t (a, id)",
        "ALTER TABLE t DROP COLUMN a", "CREATE NONSENSE",
    ]  # fmt: skip
    shape = read_schema("s", dump, Dialect.MYSQL, live=False)
    assert [key.name for key in shape.tables["t"].keys] == ["PRIMARY", "k", "i"]
    assert len(shape.unread) == 2
    assert "KEY k (a)" in shape.tables["t"].create
