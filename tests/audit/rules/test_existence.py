"""Rules about what is there: judged from the simulated schema, silent where it does not know."""

import pytest

from app.audit.judge import Judge
from app.audit.profile import ActiveRules
from app.audit.registry import catalogue
from app.domain.dialect import Dialect
from app.domain.finding import Finding, Level
from app.sql.parse import parse
from app.sql.schema import Schema
from tests.audit.examples import active, pieces

RULES = [rule.id for rule in catalogue().values() if rule.family.startswith("existence")]
RULES += ["index-column-missing", "primary-key-missing-to-drop"]
ITEM = "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20), KEY idx_name (name));"
PACK = "CREATE TABLE pack (id INT PRIMARY KEY, item_id INT, weight INT);"


def said(sql: str, given: str = "") -> list[str]:
    """What the rules of existence say of a script, with DDL given beforehand or without."""
    return [f"{found.rule}: {sql_of(found, sql)}" for found in judged(sql, given)]


def judged(sql: str, given: str = "") -> list[Finding]:
    """Their findings."""
    schema = Schema()
    for piece in pieces(given, Dialect.MARIADB):
        schema.apply(parse(piece.text, Dialect.MARIADB).tree)
    schema.complete = bool(given)
    rules = ActiveRules(active(rule) for rule in RULES)
    judge = Judge(rules, Dialect.MARIADB, schema)
    return [found for piece in pieces(sql, Dialect.MARIADB) for found in judge.judge(piece)]


def sql_of(found: Finding, sql: str) -> str:
    """The text a finding points at."""
    return sql[found.start.offset : found.end.offset]


def test_there_are_rules_and_all_need_the_schema() -> None:
    assert len(RULES) == 9
    assert all(catalogue()[rule].level is Level.SCHEMA for rule in RULES)


@pytest.mark.parametrize(
    ("query", "lacking"),
    [
        ("SELECT i.nmae FROM item i", ["i.nmae"]),
        ("SELECT item.nmae FROM item", ["item.nmae"]),
        ("SELECT name FROM item WHERE nmae = 1 ORDER BY nmae", ["nmae", "nmae"]),
        ("SELECT id AS nmae FROM item ORDER BY nmae", []),
        ("SELECT COUNT(*) AS n FROM item GROUP BY name HAVING n > 1", []),
        ("SELECT nmae FROM item, unknown", []),
        ("SELECT nmae FROM item i JOIN pack p ON p.item_id = i.id", ["nmae"]),
        ("SELECT i.weight FROM item i JOIN pack p ON p.item_id = i.id", ["i.weight"]),
        ("SELECT u.nmae FROM item JOIN unknown u USING (id)", []),
        ("SELECT 1 FROM item WHERE EXISTS (SELECT 1 FROM pack WHERE item_id = name)", []),
        ("SELECT 1 FROM item WHERE EXISTS (SELECT 1 FROM pack WHERE item_id = nmae)", ["nmae"]),
        ("SELECT 1 FROM item WHERE id IN (SELECT nmae FROM pack)", ["nmae"]),
        ("SELECT x.nmae FROM (SELECT id AS nmae FROM item) AS x", []),
        ("WITH item AS (SELECT 1 AS nmae) SELECT nmae FROM item", []),
        ("WITH x AS (SELECT nmae FROM item) SELECT id FROM x", []),
        ("SELECT id FROM item UNION SELECT id FROM pack ORDER BY nmae", []),
        ("SELECT nmae FROM pack, JSON_TABLE('[]', '$' COLUMNS (nmae INT PATH '$')) j", []),
        ("SELECT nmae", []),
        ("SELECT id FROM item ORDER BY (SELECT nmae FROM pack LIMIT 1)", ["nmae"]),
        ("SELECT _rowid FROM item", []),
        ("SELECT NMAE FROM shop.item", []),
        ("UPDATE item SET nmae = weight WHERE id = 1", ["nmae", "weight"]),
        ("UPDATE item i JOIN pack p ON p.item_id = i.id SET p.weight = i.nmae", ["i.nmae"]),
        ("DELETE FROM item WHERE nmae IS NULL", ["nmae"]),
        ("INSERT INTO item SET id = 1, nmae = 'a'", ["nmae"]),
        ("INSERT INTO item (id) SELECT nmae FROM pack ON DUPLICATE KEY UPDATE nmea = weight",
         ["nmae", "nmea"]),
        ("REPLACE item (ID, NAME) VALUES (1, DEFAULT(name))", []),
        ("LOAD DATA INFILE 'f' INTO TABLE item (id, nmae) SET name = UPPER(@x)", ["nmae"]),
        ("SHOW TABLES WHERE nmae = 1", []),
        ("SET @a = nmae", []),
        ("CREATE TABLE x (a INT, b INT AS (nmae + 1))", []),
    ],
)  # fmt: skip
def test_columns_of_queries(query: str, lacking: list[str]) -> None:
    sql = ITEM + PACK + query
    assert said(sql) == [f"column-missing: {name}" for name in lacking]


def test_a_column_none_of_the_tables_has() -> None:
    sql = ITEM + PACK + "SELECT nmae FROM item JOIN pack ON item_id = item.id"
    assert [f.message for f in judged(sql)] == ["None of the tables has a column nmae"]


@pytest.mark.parametrize(
    ("alter", "says"),
    [
        ("DROP nmae", ["column-missing: nmae"]),
        ("MODIFY nmae INT", ["column-missing: nmae"]),
        ("CHANGE nmae title INT", ["column-missing: nmae"]),
        ("RENAME COLUMN nmae TO title", ["column-missing: nmae"]),
        ("ALTER nmae SET DEFAULT 1", ["column-missing: nmae"]),
        ("ADD a INT AFTER nmae", ["column-missing: nmae"]),
        ("ADD a INT, ADD b INT AFTER a", []),
        ("CHANGE name title INT, ADD a INT AFTER title", []),
        ("ADD KEY (id, nmae)", ["index-column-missing: nmae"]),
        ("ADD FOREIGN KEY (nmae) REFERENCES pack (id)", ["index-column-missing: nmae"]),
        ("RENAME COLUMN name TO title, ADD KEY (title)", []),
        ("DROP name, ADD KEY (name)", ["index-column-missing: name"]),
        ("ADD (name INT, a INT)", ["column-exists: name"]),
        ("CHANGE id name INT", ["column-exists: name"]),
        ("CHANGE id ID INT", []),
        ("ADD KEY idx_name (id)", ["index-exists: idx_name"]),
        ("ADD KEY a (id), ADD KEY A (name)", ["index-exists: A"]),
        ("ADD KEY IF NOT EXISTS idx_name (id)", []),
        ("RENAME INDEX idx_name TO a, ADD KEY idx_name (id)", []),
        ("ADD a INT UNIQUE, ADD KEY (a)", []),
        ("DROP KEY idx_nmae", ["index-missing: idx_nmae"]),
        ("DROP KEY IF EXISTS idx_nmae", []),
        ("RENAME INDEX idx_nmae TO a", ["index-missing: idx_nmae"]),
        ("DROP PRIMARY KEY, DROP KEY idx_name", []),
        ("RENAME TO pack", ["table-exists: pack"]),
        ("RENAME TO item", []),
    ],
)
def test_actions_of_alter_table(alter: str, says: list[str]) -> None:
    assert said(ITEM + PACK + "ALTER TABLE item " + alter) == says


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT * FROM nothing", ["table-missing: nothing"]),
        ("SELECT * FROM item JOIN nothing USING (id)", ["table-missing: nothing"]),
        ("SELECT * FROM elsewhere.nothing", []),
        ("SELECT * FROM information_schema.TABLES, mysql.user, dual", []),
        ("INSERT INTO nothing VALUES (1)", ["table-missing: nothing"]),
        ("DELETE i FROM item AS i", []),
        ("DROP TABLE item, nothing", ["table-missing: nothing"]),
        ("DROP TABLE IF EXISTS nothing", []),
        ("DROP VIEW nothing", ["table-missing: nothing"]),
        ("TRUNCATE nothing", ["table-missing: nothing"]),
        ("ALTER TABLE IF EXISTS nothing ADD a INT", []),
        ("CREATE TABLE fresh LIKE nothing", ["table-missing: nothing"]),
        ("CREATE INDEX i ON nothing (a)", ["table-missing: nothing"]),
        ("CREATE TRIGGER t BEFORE INSERT ON nothing FOR EACH ROW SET @a = 1",
         ["table-missing: nothing"]),
        ("CREATE TRIGGER t BEFORE INSERT ON item FOR EACH ROW INSERT INTO nothing VALUES (1)", []),
        ("CREATE VIEW v AS SELECT * FROM nothing", ["table-missing: nothing"]),
        ("CREATE PROCEDURE p() SELECT * FROM nothing", []),
        ("RENAME TABLE nothing TO thing", ["table-missing: nothing"]),
        ("RENAME TABLE item TO pack", ["table-exists: pack"]),
        ("RENAME TABLE item TO x, pack TO item, x TO pack", []),
        ("CREATE TABLE x (a INT); INSERT INTO x (a) VALUES (1)", []),
        ("CREATE TEMPORARY TABLE item (a INT); SELECT a FROM item", []),
        ("CREATE TEMPORARY TABLE x (a INT); CREATE TEMPORARY TABLE x (a INT)", ["table-exists: x"]),
        ("CALL p(); SELECT * FROM nothing", []),
        ("source more.sql\nSELECT * FROM nothing", []),
        ("USE elsewhere; SELECT * FROM nothing", []),
        ("LOCK TABLES nothing READ", ["table-missing: nothing"]),
    ],
)  # fmt: skip
def test_against_a_given_schema(sql: str, says: list[str]) -> None:
    assert said(sql, given="USE shop;" + ITEM + PACK) == says


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("USE elsewhere", ["database-missing: elsewhere"]),
        ("SELECT * FROM elsewhere.nothing", ["database-missing: elsewhere.nothing"]),
        ("INSERT INTO elsewhere.nothing VALUES (1)", ["database-missing: elsewhere.nothing"]),
        ("CREATE DATABASE elsewhere; USE elsewhere", []),
        ("USE performance_schema", []),
        ("DROP DATABASE shop; CREATE TABLE shop.x (a INT)", ["database-missing: shop.x"]),
    ],
)
def test_databases_of_a_given_schema(sql: str, says: list[str]) -> None:
    assert said(sql, given="CREATE DATABASE shop; USE shop;" + ITEM) == says


def test_says_why_a_table_is_not_there() -> None:
    found = judged("DROP TABLE 表; SELECT * FROM `表`; CREATE DATABASE d; DROP VIEW d.v")
    assert [f.message for f in found] == [
        "表 was dropped or renamed before",
        "There is no table d.v",
    ]
