"""The simulated schema: what statements make of it, and what it will not claim to know."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse
from app.sql.schema import Schema, Table
from app.sql.split import split

ITEM = "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20), KEY idx_name (name));"


def schema_after(sql: str, schema: Schema | None = None) -> Schema:
    """The schema once all of a script has run."""
    schema = schema or Schema()
    for piece in split([sql], Dialect.MARIADB):
        schema.apply(parse(piece.text, Dialect.MARIADB).tree)
    return schema


def named(dotted: str) -> tree.Name:
    """A name as the grammar would make it."""
    return tree.Name(0, 0, tuple(dotted.split(".")))


def table_after(sql: str, name: str = "item") -> Table:
    """The table of that name once a script has run; it has to be known."""
    table = schema_after(sql).table(named(name))
    assert table is not None
    return table


def described(table: Table) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The columns of a table, and its indexes with theirs."""
    return list(table.columns), {key: index.columns for key, index in table.indexes.items()}


@pytest.mark.parametrize(
    ("sql", "columns", "indexes"),
    [
        (ITEM, ["id", "name"], {"primary": ("id",), "idx_name": ("name",)}),
        (ITEM + "ALTER TABLE item ADD a INT, ADD (b INT, c INT)", ["id", "name", "a", "b", "c"],
         {"primary": ("id",), "idx_name": ("name",)}),
        (ITEM + "ALTER TABLE item DROP name", ["id"], {"primary": ("id",)}),
        (ITEM + "ALTER TABLE item DROP name, ADD name TEXT", ["id", "name"],
         {"primary": ("id",), "idx_name": ("name",)}),
        (ITEM + "ALTER TABLE item CHANGE name title VARCHAR(9)", ["id", "title"],
         {"primary": ("id",), "idx_name": ("title",)}),
        (ITEM + "ALTER TABLE item RENAME COLUMN id TO name, RENAME COLUMN name TO id",
         ["name", "id"], {"primary": ("name",), "idx_name": ("id",)}),
        (ITEM + "ALTER TABLE item DROP PRIMARY KEY, ADD UNIQUE (id), ADD KEY (id)",
         ["id", "name"], {"idx_name": ("name",), "id": ("id",), "id_2": ("id",)}),
        (ITEM + "ALTER TABLE item MODIFY name VARCHAR(9) UNIQUE", ["id", "name"],
         {"primary": ("id",), "idx_name": ("name",), "name": ("name",)}),
        (ITEM + "ALTER TABLE item RENAME INDEX idx_name TO idx_title", ["id", "name"],
         {"primary": ("id",), "idx_title": ("name",)}),
        (ITEM + "CREATE INDEX both_ways ON item (name DESC, id)", ["id", "name"],
         {"primary": ("id",), "idx_name": ("name",), "both_ways": ("name", "id")}),
        (ITEM + "DROP INDEX IDX_NAME ON Item", ["id", "name"], {"primary": ("id",)}),
        (ITEM + "ALTER TABLE item ADD COLUMN IF NOT EXISTS id TEXT", ["id", "name"],
         {"primary": ("id",), "idx_name": ("name",)}),
        ("CREATE TABLE item (a INT KEY, b INT UNIQUE, c SERIAL)", ["a", "b", "c"],
         {"primary": ("a",), "b": ("b",), "c": ("c",)}),
        ("CREATE TABLE item (a INT, KEY ((a + 1)), KEY ((a + 2)))", ["a"],
         {"functional_index": ("",), "functional_index_2": ("",)}),
        (ITEM + "CREATE TABLE item (other INT)", ["id", "name"],
         {"primary": ("id",), "idx_name": ("name",)}),
        (ITEM + "CREATE OR REPLACE TABLE item (other INT)", ["other"], {}),
    ],
)  # fmt: skip
def test_follows_definitions(
    sql: str, columns: list[str], indexes: dict[str, tuple[str, ...]]
) -> None:
    table = table_after(sql)
    assert described(table) == (columns, indexes)
    assert table.known_columns
    assert table.known_indexes


def test_knows_what_a_column_is() -> None:
    table = table_after(
        "CREATE TABLE item (id SERIAL, price DECIMAL(8,2) UNSIGNED NOT NULL DEFAULT 0,"
        " note TEXT, cents INT AS (price * 100), PRIMARY KEY (note(9)))"
    )
    key, price, note, cents = table.columns.values()
    assert (key.type, key.unsigned, key.nullable, key.auto_increment) == (
        "BIGINT", True, False, True,
    )  # fmt: skip
    assert (price.type, price.length, price.decimals, price.unsigned) == ("DECIMAL", 8, 2, True)
    assert (price.has_default, price.nullable) == (True, False)
    assert not note.nullable, "columns of the primary key never are"
    assert cents.generated
    assert table.primary_key == ("note",)


def test_sets_and_drops_defaults() -> None:
    sql = ITEM + "ALTER TABLE item ALTER COLUMN name SET DEFAULT 'a'"
    assert table_after(sql).columns["name"].has_default
    assert (
        not table_after(sql + ";ALTER TABLE item ALTER name DROP DEFAULT")
        .columns["name"]
        .has_default
    )


def test_copies_like_and_not_the_columns_of_a_query() -> None:
    like = table_after(ITEM + "CREATE TABLE pack LIKE item", "pack")
    assert described(like) == described(table_after(ITEM))
    assert like.name == "pack"
    asked = table_after(ITEM + "CREATE TABLE pack (extra INT, KEY (extra)) AS SELECT * FROM item",
                        "pack")  # fmt: skip
    assert asked.column("EXTRA")
    assert not asked.known_columns
    assert not asked.lacks_column("name")
    assert asked.known_indexes
    assert not table_after("CREATE TABLE pack LIKE nothing_known", "pack").known_columns


def test_knows_of_an_altered_stranger_what_was_said() -> None:
    table = table_after("ALTER TABLE item ADD a INT, DROP b, CHANGE c d INT, DROP INDEX e")
    assert table.column("a")
    assert table.column("d")
    assert [table.lacks_column(name) for name in "abcdz"] == [False, True, True, False, False]
    assert table.lacks_index("e")
    assert not table.lacks_index("f")


def test_a_clause_nobody_understood_leaves_columns_open() -> None:
    table = table_after(ITEM + "ALTER TABLE item FROBNICATE COLUMN a, ADD b INT")
    assert table.column("b")
    assert not table.lacks_column("c")
    assert not table.lacks_index("c")


def test_databases_keep_their_tables_apart() -> None:
    schema = schema_after("USE shop;" + ITEM + "USE depot; CREATE TABLE item (other INT)")
    shop, depot = schema.table(named("Shop.item")), schema.table(named("item"))
    assert shop is not None
    assert depot is not None
    assert list(shop.columns) == ["id", "name"]
    assert list(depot.columns) == ["other"]
    assert schema.table(named("elsewhere.item")) is None
    assert schema.current == "depot"


@pytest.mark.parametrize(
    ("sql", "missing", "there", "unknown"),
    [
        (ITEM, [], ["item", "ITEM"], ["pack"]),
        (ITEM + "DROP TABLE item", ["item"], [], ["pack"]),
        ("DROP TABLE item", ["item"], [], []),
        ("DROP TABLE IF EXISTS item", [], [], ["item"]),
        (ITEM + "DROP TABLE item;" + ITEM, [], ["item"], []),
        (ITEM + "RENAME TABLE item TO pack", ["item"], ["pack"], []),
        (ITEM + "ALTER TABLE item RENAME TO pack, ADD a INT", ["item"], ["pack"], []),
        (ITEM + "RENAME TABLE item TO old, fresh TO item", ["fresh"], ["item", "old"], []),
        (ITEM + "RENAME TABLE item TO depot.item", ["item"], ["depot.item"], []),
        ("CREATE DATABASE d; USE d;" + ITEM, ["pack", "d.pack"], ["item", "d.item"], ["e.item"]),
        ("CREATE DATABASE IF NOT EXISTS d; USE d", [], [], ["item"]),
        ("DROP DATABASE IF EXISTS d; CREATE DATABASE IF NOT EXISTS d", ["d.item"], [], []),
        ("USE d;" + ITEM + "DROP DATABASE d", ["d.item"], [], ["item"]),
        ("CREATE VIEW few (a) AS SELECT 1; DROP TABLE IF EXISTS few", [], ["few"], []),
        ("CREATE VIEW few AS SELECT 1; DROP VIEW few", ["few"], [], []),
        ("CREATE DATABASE mysql", [], [], ["mysql.user"]),
    ],
)
def test_says_missing_only_where_it_is_certain(
    sql: str, missing: list[str], there: list[str], unknown: list[str]
) -> None:
    schema = schema_after(sql)
    for name in missing:
        assert schema.missing(named(name)), name
    for name in there:
        assert schema.table(named(name)), name
        assert not schema.missing(named(name)), name
    for name in unknown:
        assert schema.table(named(name)) is None, name
        assert not schema.missing(named(name)), name


def test_a_temporary_table_hides_another() -> None:
    schema = schema_after(
        ITEM + "CREATE TEMPORARY TABLE item (few INT); ALTER TABLE item ADD a INT"
    )
    hidden, temporary = schema.permanent(named("item")), schema.temporary(named("item"))
    assert hidden is not None
    assert temporary is not None
    assert list(hidden.columns) == ["id", "name"]
    assert list(temporary.columns) == ["few", "a"]
    assert schema.table(named("item")) is temporary
    assert schema_after("DROP TABLE item", schema).table(named("item")) is hidden
    assert schema_after("DROP TEMPORARY TABLE IF EXISTS item", schema).table(named("item"))
    assert schema_after("DROP TABLE item", schema).missing(named("item"))


def test_views_say_what_columns_they_list() -> None:
    assert not table_after("CREATE VIEW item AS SELECT 1 AS a").lacks_column("b")
    view = table_after("CREATE VIEW item (a) AS SELECT 1")
    assert view.is_view
    assert view.lacks_column("b")
    assert list(table_after("CREATE VIEW item (a) AS SELECT 1; ALTER VIEW item (b) AS SELECT 2")
                .columns) == ["b"]  # fmt: skip


def test_a_foreign_key_may_have_made_an_index() -> None:
    table = table_after(
        "CREATE TABLE item (id INT PRIMARY KEY, box INT,"
        " CONSTRAINT item_box FOREIGN KEY ix (box) REFERENCES box (id))"
    )
    assert [table.lacks_index(name) for name in ("item_box", "ix", "box", "id")] == [
        False, False, False, True,
    ]  # fmt: skip


# ---------------------------------------------------------------------- given beforehand


def given_before(sql: str) -> Schema:
    """A schema that DDL given beforehand describes completely."""
    schema = schema_after(sql)
    schema.complete = True
    return schema


def test_a_given_schema_is_all_there_is() -> None:
    schema = given_before(ITEM)
    assert schema.missing(named("pack"))
    assert not schema.missing(named("item"))
    assert not schema.missing(named("elsewhere.pack")), "of that database nothing was said"
    assert not schema.database_missing("elsewhere"), "no database was named at all"


def test_a_given_schema_may_name_its_databases() -> None:
    schema = given_before("CREATE DATABASE shop; USE shop;" + ITEM)
    assert schema.current == "shop"
    assert schema.missing(named("shop.pack"))
    assert schema.database_missing("depot")
    assert not schema.database_missing("mysql")
    assert given_before("USE a;" + ITEM + "USE b;" + ITEM).current == ""


def test_a_given_schema_without_a_name_is_that_of_the_first_use() -> None:
    schema = schema_after("USE shop", given_before(ITEM))
    assert schema.table(named("item"))
    assert schema.table(named("shop.item"))
    assert schema.missing(named("pack"))
    assert not schema_after("USE depot", schema).table(named("item"))


def test_what_was_given_was_not_made_by_the_file() -> None:
    schema = schema_after("CREATE TABLE pack (id INT)", given_before(ITEM).copy())
    assert schema.made_here(named("pack"))
    assert not schema.made_here(named("item"))
    assert not schema_after("CREATE TABLE IF NOT EXISTS pack (id INT)").made_here(named("pack"))


@pytest.mark.parametrize(
    "unclear",
    [
        "CALL upgrade()",
        "EXECUTE built",
        "EXECUTE IMMEDIATE 'ALTER TABLE item DROP name'",
        "ALTER TABLE",
        "DROP TABLE IF",
        "BEGIN NOT ATOMIC DROP TABLE item; END",
    ],
)
def test_nothing_is_certain_behind_what_nobody_can_follow(unclear: str) -> None:
    schema = given_before(ITEM + "DROP TABLE pack")
    schema.apply(parse(unclear, Dialect.MARIADB).tree)
    assert not schema.complete
    assert schema.table(named("item")) is None
    assert not schema.missing(named("pack"))
    schema.complete = True
    assert not schema.complete, "the DDL was not understood in full"


def test_a_table_nobody_could_read_leaves_the_others() -> None:
    schema = given_before("CREATE TABLE;" + ITEM)
    assert schema.table(named("item"))
    assert not schema.complete
    assert not schema.missing(named("pack"))


@pytest.mark.parametrize(
    "harmless",
    [
        "SELECT 1",
        "INSERT INTO item (id) VALUES (1)",
        "PREPARE built FROM 'DROP TABLE item'",
        "SET @a = 1",
        "EXPLAIN SELECT * FROM item",
        "TRUNCATE item",
        "CREATE PROCEDURE p() DROP TABLE item",
        "FROBNICATE item",
    ],
)
def test_other_statements_change_nothing(harmless: str) -> None:
    schema = given_before(ITEM)
    version = schema.version
    schema.apply(parse(harmless, Dialect.MARIADB).tree)
    assert schema.version == version
    assert schema.table(named("item"))


# ---------------------------------------------------------------------- copies, versions


def test_copies_go_their_own_ways() -> None:
    one = schema_after(ITEM)
    two, three = one.copy(), one.copy()
    schema_after("DROP TABLE item", two)
    schema_after("ALTER TABLE item ADD a INT", one)
    assert two.missing(named("item"))
    assert table_columns(one) == ["id", "name", "a"]
    assert table_columns(three) == ["id", "name"]


def table_columns(schema: Schema) -> list[str]:
    """The columns of `item`."""
    table = schema.table(named("item"))
    return list(table.columns) if table else []


def test_each_change_raises_the_version() -> None:
    schema, versions = Schema(), [0]
    for statement in (ITEM, "USE shop", "CREATE VIEW v AS SELECT 1", "DROP VIEW v",
                      "CREATE INDEX a ON item (id)", "RENAME TABLE item TO pack",
                      "CREATE DATABASE d", "DROP DATABASE d", "CALL p()"):  # fmt: skip
        schema_after(statement, schema)
        assert schema.version > versions[-1], statement
        versions.append(schema.version)


def test_what_would_be_changes_nothing() -> None:
    schema = schema_after(ITEM)
    statement = parse("ALTER TABLE item ADD a INT", Dialect.MYSQL).tree
    after = schema.after(statement)
    assert after is not None
    assert list(after.columns) == ["id", "name", "a"]
    assert table_columns(schema) == ["id", "name"]
    assert schema.after(parse("SELECT 1", Dialect.MYSQL).tree) is None


def test_crosses_to_another_process() -> None:
    schema = pickle.loads(pickle.dumps(given_before(ITEM)))
    assert schema.complete
    assert table_columns(schema) == ["id", "name"]


_WORDS = """CREATE ALTER DROP RENAME TABLE TEMPORARY VIEW INDEX DATABASE USE LIKE AS SELECT 1 ( ) ,
    ADD COLUMN MODIFY CHANGE TO item pack a b INT TEXT PRIMARY KEY UNIQUE id IF NOT EXISTS ON ;
    REPLACE OR FIRST AFTER shop . CALL""".split()


@settings(deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=30))
def test_survives_any_script(words: list[str]) -> None:
    schema = schema_after(ITEM + " ".join(words))
    copy = schema.copy()
    schema_after(ITEM, copy)
    assert copy.table(named("item")) or copy.current


def test_columns_stand_where_they_were_put() -> None:
    table = table_after(
        "CREATE TABLE item (a INT, b INT, c INT);"
        "ALTER TABLE item ADD d INT FIRST, ADD e INT AFTER a, ADD f INT;"
        "ALTER TABLE item MODIFY c INT AFTER d, CHANGE b g INT FIRST"
    )
    assert [column.name for column in table.columns.values()] == ["g", "d", "c", "a", "e", "f"]


@pytest.mark.parametrize(
    ("made", "more"),
    [
        (", ".join(f"c{n} INT" for n in range(5_001)), "ALTER TABLE item ADD x INT"),
        ("a INT, " + ", ".join(["KEY (a)"] * 257), "CREATE INDEX x ON item (a)"),
    ],
)
def test_of_a_table_that_no_server_takes_nothing_is_kept_in_mind(made: str, more: str) -> None:
    script = f"CREATE TABLE item ({made});"
    table = table_after(script)
    assert described(table) == ([], {})
    assert (table.known_columns, table.known_indexes) == (False, False)
    table = table_after(script + more)
    assert [*table.columns, *table.indexes] == ["x"]


def test_names_made_up_for_many_indexes_are_those_of_the_server() -> None:
    script = f"CREATE TABLE item (a INT, {', '.join(['KEY (a)'] * 100)});"
    table = table_after(script + "ALTER TABLE item DROP KEY a_7, ADD KEY (a), ADD KEY (a)")
    assert set(table.indexes) == {"a", *(f"a_{n}" for n in range(2, 102))}
