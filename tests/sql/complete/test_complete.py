"""What may be typed next, in statements that are not finished."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from app.domain.console.candidate import CandidateKind as Kind
from app.domain.dialect import SQL, Dialect
from app.sql.complete import MOST, complete
from tests.sql.complete.shop import at, catalogue, inserted, labels, taken

MYSQL, ORACLE = Dialect.MYSQL, Dialect.ORACLE


# ---------------------------------------------------------------------- keywords by clause


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("|", ["SELECT", "UPDATE", "SHOW"]),
        ("select 1; |", ["SELECT", "UPDATE"]),
        ("SELECT * FROM orders |", ["WHERE", "LEFT JOIN", "GROUP BY", "LIMIT"]),
        ("SELECT * FROM orders o JOIN customers c |", ["ON", "USING"]),
        ("SELECT * FROM orders WHERE id = 1 |", ["AND", "ORDER BY", "IS NOT NULL"]),
        ("SELECT * FROM orders GROUP |", ["BY"]),
        ("SELECT id |", ["FROM", "AS"]),
        ("SELECT id FROM orders ORDER BY id |", ["DESC", "LIMIT"]),
        ("SELECT CASE WHEN id = 1 |", ["THEN", "END"]),
        ("UPDATE orders |", ["SET"]),
        ("UPDATE orders SET total = 1 |", ["WHERE"]),
        ("INSERT |", ["INTO"]),
        ("INSERT INTO orders (id) VALUES (1) |", ["ON DUPLICATE KEY UPDATE"]),
        ("ALTER TABLE orders |", ["ADD COLUMN", "DROP INDEX"]),
        ("CREATE |", ["TABLE", "UNIQUE INDEX"]),
        ("CREATE TABLE t (a |", ["INT", "NOT NULL"]),
        ("SHOW |", ["CREATE TABLE", "FULL PROCESSLIST"]),
        ("SELECT 1 UNION |", ["ALL SELECT"]),
        ("SELECT sum(total) OVER (|", ["PARTITION BY"]),
        ("CREATE PROCEDURE p() BEGIN SELECT 1; |", ["SELECT", "DECLARE", "END IF"]),
    ],
)
def test_the_words_that_belong_here(marked: str, words: list[str]) -> None:
    offered = labels(at(marked), Kind.KEYWORD)
    assert [word for word in words if word not in offered] == [], offered


def test_oracle_has_its_own_words() -> None:
    assert "CONNECT BY" in labels(at("SELECT * FROM ORDERS |", ORACLE))
    assert "LIMIT" not in labels(at("SELECT * FROM ORDERS |", ORACLE))
    assert "MERGE INTO" in labels(at("|", ORACLE))
    assert "ELSIF" in labels(at("BEGIN NULL; |", ORACLE))


def test_words_are_written_as_their_user_writes_them() -> None:
    assert taken("select * from orders wh|", "where") == "select * from orders where|"
    assert taken("SELECT * FROM orders WH|", "WHERE") == "SELECT * FROM orders WHERE|"
    assert taken("select * from orders |", "group by") == "select * from orders group by|"


# ---------------------------------------------------------------------- tables


@pytest.mark.parametrize(
    "marked",
    [
        "SELECT * FROM |",
        "SELECT * FROM customers, |",
        "SELECT * FROM customers c JOIN |",
        "UPDATE |",
        "INSERT INTO |",
        "DELETE FROM |",
        "TRUNCATE TABLE |",
        "ALTER TABLE |",
        "DROP TABLE IF EXISTS |",
        "CREATE INDEX i ON |",
        "DESCRIBE |",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM |",
        "LOCK TABLES |",
        "SHOW CREATE TABLE |",
    ],
)
def test_where_a_table_is_meant_tables_are_offered(marked: str) -> None:
    found = at(marked)
    assert "orders" in labels(found, Kind.TABLE)
    assert "hr" in labels(found, Kind.SCHEMA)
    assert "big_orders" in labels(found, Kind.VIEW)
    assert not labels(found, Kind.COLUMN)


def test_names_that_begin_so_come_before_those_that_have_it_inside() -> None:
    assert labels(at("SELECT * FROM ord|"), Kind.TABLE, Kind.VIEW) == [
        "orders",
        "order_items",
        "big_orders",
    ]


def test_a_schema_goes_on_with_its_tables() -> None:
    assert labels(at("SELECT * FROM hr.|")) == ["people"]
    assert labels(at("SELECT hr.people.s|")) == ["salary"]
    assert taken("SELECT * FROM hr.pe|", "people") == "SELECT * FROM hr.people|"


def test_names_are_quoted_where_they_need_it() -> None:
    assert taken("SELECT * FROM od|", "odd table") == "SELECT * FROM `odd table`|"
    assert taken("SELECT * FROM `od|", "odd table") == "SELECT * FROM `odd table`|"
    assert taken("SELECT * FROM `od|`", "odd table") == "SELECT * FROM `odd table`|"
    assert inserted(at("SELECT | FROM `odd table`"), Kind.COLUMN) == ["`order`", "名", "MixedCase"]
    assert inserted(at('SELECT o| FROM "ODD TABLE"', ORACLE), Kind.COLUMN) == ['"ORDER"']


def test_oracle_names_follow_the_case_around_them() -> None:
    assert "order_items" in inserted(at("select * from ord|", ORACLE))
    assert "ORDER_ITEMS" in inserted(at("SELECT * FROM ORD|", ORACLE))
    assert "TOTAL" in inserted(at("SELECT * FROM ORDERS WHERE |", ORACLE))


# ---------------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("marked", "columns"),
    [
        ("SELECT | FROM skus", ["sku", "price"]),
        ("SELECT s.| FROM skus AS s", ["sku", "price"]),
        ("SELECT skus.| FROM skus", ["sku", "price"]),
        ("SELECT * FROM skus WHERE pr|", ["price"]),
        ("SELECT * FROM skus s, hr.people p WHERE p.|", ["id", "boss", "salary"]),
        ("SELECT c.| FROM orders o LEFT JOIN customers c ON o.id = c.id", ["id", "name", "city"]),
        ("UPDATE skus SET |", ["sku", "price"]),
        ("UPDATE skus SET sku = 'a', |", ["sku", "price"]),
        ("UPDATE skus SET price = price WHERE |", ["sku", "price"]),
        ("DELETE FROM skus WHERE |", ["sku", "price"]),
        ("INSERT INTO skus (|", ["sku", "price"]),
        ("INSERT INTO skus (sku, |) VALUES (1, 2)", ["price"]),
        ("INSERT INTO customers SELECT | FROM skus", ["sku", "price"]),
        ("INSERT INTO skus VALUES (1, 2) ON DUPLICATE KEY UPDATE |", ["sku", "price"]),
        ("SELECT d.| FROM (SELECT sku, price * 2 AS dear FROM skus) d", ["sku", "dear"]),
        ("SELECT d.| FROM (SELECT * FROM skus) AS d", ["sku", "price"]),
        ("SELECT d.| FROM (SELECT s.*, 1 one FROM skus s) d", ["sku", "price", "one"]),
        ("WITH x AS (SELECT sku FROM skus), y AS (SELECT * FROM x) SELECT y.| FROM y", ["sku"]),
        ("WITH x (a, b) AS (SELECT sku, price FROM skus) SELECT | FROM x", ["a", "b"]),
        ("WITH RECURSIVE x (n) AS (SELECT 1 UNION ALL SELECT | FROM x) SELECT 1", ["n"]),
        ("SELECT 1 UNION SELECT | FROM skus", ["sku", "price"]),
        ("ALTER TABLE skus DROP COLUMN |", ["sku", "price"]),
        ("CREATE INDEX i ON skus (|", ["sku", "price"]),
        ("SELECT * FROM order_items JOIN skus USING (|", ["sku"]),
        ("SELECT count(|) FROM skus", ["sku", "price"]),
        ("SELECT if(price > 1, |, 2) FROM skus", ["sku", "price"]),
        ("SELECT * FROM skus GROUP BY |", ["sku", "price"]),
        ("SELECT sku AS s, price + 1 p1 FROM skus ORDER BY |", ["sku", "price", "s", "p1"]),
        ("SELECT * FROM skus ORDER BY sku, |", ["sku", "price"]),
        ("SELECT * FROM (customers JOIN skus) WHERE sk|", ["sku"]),
        ("CREATE TRIGGER t BEFORE INSERT ON skus FOR EACH ROW SET NEW.|", ["sku", "price"]),
        ("SELECT * FROM nothing WHERE |", []),
        ("SELECT nothing.| FROM skus", []),
    ],
)
def test_columns_of_what_is_in_reach(marked: str, columns: list[str]) -> None:
    assert labels(at(marked), Kind.COLUMN) == columns


def test_of_several_tables_columns_are_qualified() -> None:
    found = at("SELECT na| FROM orders o JOIN customers c ON c.id = o.customer_id")
    assert inserted(found, Kind.COLUMN)[0] == "c.name"
    assert found.items[0].detail == "c · varchar(20)"


def test_the_query_around_is_in_reach_behind_ones_own() -> None:
    found = at("SELECT * FROM orders WHERE EXISTS (SELECT 1 FROM skus WHERE |)")
    assert inserted(found, Kind.COLUMN)[:3] == ["sku", "price", "orders.id"]
    inner = at("SELECT * FROM orders WHERE id IN (SELECT 1 FROM skus) AND |")
    assert "sku" not in labels(inner, Kind.COLUMN)


def test_a_star_is_written_out() -> None:
    assert taken("SELECT *| FROM skus", "*") == "SELECT sku, price| FROM skus"
    assert (
        taken("SELECT s.*| FROM skus s, orders", "*")
        == "SELECT s.sku, s.price| FROM skus s, orders"
    )
    assert labels(at("SELECT 2 *| FROM skus"), Kind.COLUMNS) == []


def test_the_columns_of_an_insert_at_once() -> None:
    assert taken("INSERT INTO skus |", "(sku, price)") == "INSERT INTO skus (sku, price) VALUES (|)"
    assert taken("INSERT INTO skus (|", "sku, price") == "INSERT INTO skus (sku, price|"


# ---------------------------------------------------------------------- joins


def test_a_join_is_proposed_by_its_keys_in_both_directions() -> None:
    joins = inserted(at("SELECT * FROM orders o JOIN |"), Kind.JOIN)
    assert joins == [
        "customers c ON c.id = o.customer_id",
        "customers c ON c.id = o.shipped_to",
        "order_items oi ON oi.order_id = o.id",
    ]


def test_conditions_by_keys_and_by_names() -> None:
    on = inserted(at("SELECT * FROM orders o JOIN customers c ON |"), Kind.JOIN)
    assert on == ["c.id = o.customer_id", "c.id = o.shipped_to"]
    by_name = inserted(at("SELECT * FROM order_items i JOIN skus s ON |"), Kind.JOIN)
    assert by_name == ["s.sku = i.sku"]
    third = (
        "SELECT * FROM customers c JOIN orders o ON o.customer_id = c.id JOIN order_items i ON |"
    )
    assert inserted(at(third), Kind.JOIN) == ["i.order_id = o.id"]


# ---------------------------------------------------------------------- code


def test_functions_have_signatures_and_the_cursor_goes_inside() -> None:
    assert taken("SELECT coal|", "coalesce") == "SELECT coalesce(|)"
    assert taken("SELECT now|(3)", "now") == "SELECT now|(3)"
    found = at("SELECT DATE_FO|")
    assert found.items[0].detail == "DATE_FORMAT(date, format)"
    assert taken("SELECT va|", "vat") == "SELECT vat(|)"
    assert "NVL2" in labels(at("SELECT NVL|", ORACLE))
    assert "IFNULL" not in labels(at("SELECT IFN|", ORACLE))


def test_calls_packages_and_sequences() -> None:
    assert labels(at("CALL sh|"), Kind.PROCEDURE) == ["ship"]
    assert labels(at("BEGIN billing.|", ORACLE)) == ['"pay"']
    assert labels(at("BEGIN dbms_output.|", ORACLE)) == ['"put_line"']
    assert labels(at("SELECT numbers.|", ORACLE)) == ["NEXTVAL", "CURRVAL"]


def test_variables_that_are_declared() -> None:
    block = "DECLARE v_a NUMBER; v_b ORDERS.ID%TYPE; CURSOR c IS SELECT 1 FROM dual; BEGIN v_a := |"
    assert labels(at(block, ORACLE), Kind.VARIABLE) == ["v_a", "v_b", "c"]
    program = "CREATE PROCEDURE p(IN a INT, OUT b TEXT) BEGIN DECLARE c, d INT; SELECT |"
    assert labels(at(program), Kind.VARIABLE) == ["a", "b", "c", "d"]
    assert labels(at("SELECT @a, @bb, @|"), Kind.VARIABLE) == ["@a", "@bb"]
    assert labels(at("SELECT * FROM t WHERE a = :from AND b < :t|", ORACLE)) == []


# ---------------------------------------------------------------------- nothing, and whatever


@pytest.mark.parametrize(
    "marked",
    [
        "SELECT 'or|",
        "SELECT 'it is |' FROM orders",
        "-- SELECT |",
        "SELECT 1 /* or|",
        "SELECT 12|",
        "SELECT * FROM orders LIMIT |",
        "SELECT id AS |",
        "CREATE TABLE |",
    ],
)
def test_where_nothing_is_known_nothing_is_offered(marked: str) -> None:
    assert at(marked).items == ()


def test_another_statement_is_another_world() -> None:
    unfinished = "UPDATE orders SET total = 1\n\nSELECT |\nFROM skus\n\nDELETE FROM customers"
    assert labels(at(unfinished), Kind.COLUMN) == ["sku", "price"]


def test_in_a_long_script_only_what_is_near_is_looked_at() -> None:
    script = (
        "SELECT 1 FROM orders;\n" * 50_000 + "SELECT s.| FROM skus s;\n" + "SELECT 2;\n" * 50_000
    )
    assert labels(at(script)) == ["sku", "price"]


PIECES = (
    *"SELECT FROM WHERE JOIN ON USING ( ) , . ; * = 'a' 'a \" ` -- /* BEGIN END THEN".split(),
    *"INSERT INTO VALUES UPDATE SET WITH AS UNION orders o customers c id MERGE WHEN".split(),
    *"CASE CREATE PROCEDURE TABLE TRIGGER ALTER DROP DECLARE IS IN :a @b & OVER BY \n 表 1.5".split(
        " "
    ),
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join) | st.text(max_size=40),
    st.integers(0, 120),
    st.sampled_from(SQL),
)
def test_whatever_the_text_the_answer_fits_in_it(text: str, place: int, dialect: Dialect) -> None:
    position = min(place, len(text))
    found = complete(text, position, dialect, SHOP, "shop")
    assert 0 <= found.start <= position <= found.end <= len(text)
    assert len(found.items) <= MOST
    for each in found.items:
        assert each.insert
        assert each.caret is None or 0 <= each.caret <= len(each.insert)


SHOP = catalogue()
