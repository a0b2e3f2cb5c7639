"""Rules about AUTO_INCREMENT: what counts as a key depends on the engine."""

import pytest

from app.domain.errors import BadProfile
from tests.audit.examples import findings

TWO_COLUMNS = "CREATE TABLE t (g INT, n INT AUTO_INCREMENT, PRIMARY KEY (g, n))"


@pytest.mark.parametrize(
    ("engine", "refused"),
    [("", True), (" ENGINE=InnoDB", True), (" ENGINE=MEMORY", True), (" ENGINE=MyISAM", False),
     (" ENGINE='aria'", False)],
)  # fmt: skip
def test_counting_within_a_group_is_myisam_and_aria_only(engine: str, refused: bool) -> None:
    found = findings(TWO_COLUMNS + engine, "auto-increment-single")
    assert bool(found) == refused


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t (n INT AUTO_INCREMENT, FROBNICATE (n))",
        "CREATE TABLE t (n INT AUTO_INCREMENT UNIQUE) AS SELECT 1",
        "ALTER TABLE t ADD n INT AUTO_INCREMENT",
        "ALTER TABLE t ADD n INT AUTO_INCREMENT, CHANGE n m INT",
        "CREATE TABLE t (a SERIAL); ALTER TABLE t DROP a, ADD n INT AUTO_INCREMENT PRIMARY KEY",
    ],
)
def test_is_silent_where_the_keys_are_not_known(sql: str) -> None:
    assert findings(sql, "auto-increment-single") == []


def test_signed_columns_by_type() -> None:
    sql = "CREATE TABLE t (n {} AUTO_INCREMENT PRIMARY KEY)"
    for type_, signed in {"SMALLINT(5)": True, "INT UNSIGNED": False, "BIGINT": False,
                          "INT ZEROFILL": False, "DOUBLE": False}.items():  # fmt: skip
        assert bool(findings(sql.format(type_), "auto-increment-unsigned")) == signed, type_
    assert findings(sql.format("BIGINT"), "auto-increment-unsigned", except_types=())


def test_names_may_follow_any_pattern_but_a_broken_one() -> None:
    sql = "CREATE TABLE item (ITEM_ID INT AUTO_INCREMENT PRIMARY KEY)"
    assert findings(sql, "naming-auto-increment-column", format="^item_id$") == []
    with pytest.raises(BadProfile, match="not a regular expression"):
        findings(sql, "naming-auto-increment-column", format="(")


def test_the_first_value_may_be_the_house_s_own() -> None:
    sql = "CREATE TABLE t (n INT AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT="
    assert findings(sql + "0", "auto-increment-initial-value") == []
    assert findings(sql + "1000", "auto-increment-initial-value", value=1000) == []
    assert findings(sql + "1", "auto-increment-initial-value", value=1000)


@pytest.mark.parametrize(
    ("key", "reported"),
    [
        ("id BINARY(16) PRIMARY KEY", True),
        ("id YEAR KEY", True),
        ("id BOOLEAN PRIMARY KEY", False),
        ("id SERIAL, a INT, PRIMARY KEY (id)", False),
        ("a INT, at DATETIME, PRIMARY KEY (at, a)", True),
    ],
)
def test_only_the_first_column_of_a_primary_key_must_be_an_integer(
    key: str, reported: bool
) -> None:
    assert bool(findings(f"CREATE TABLE t ({key})", "primary-key-integer")) == reported
