"""Definitions cut, doubled and mixed up: whatever stands there, the grammar answers at once."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from app.domain.dialect import Dialect
from app.sql.grammar import Parser
from app.sql.parse import parse
from app.sql.tokens import tokenize
from app.sql.tree import walk
from tests.sql.grammar.oracle.test_statements import statements
from tests.sql.grammar.test_servers import ASKED

SAMPLES = (
    "CREATE TABLE IF NOT EXISTS a.t (id INT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT '号', "
    "g INT GENERATED ALWAYS AS (id + 1) STORED, PRIMARY KEY (id), UNIQUE u (g(3) DESC) USING HASH, "
    "CONSTRAINT f FOREIGN KEY (g) REFERENCES b (c) ON DELETE SET NULL, CHECK (g > 0)) "
    "ENGINE=InnoDB, CHARSET=utf8 PARTITION BY RANGE (id) (PARTITION p VALUES LESS THAN (1))",
    "ALTER TABLE t ADD COLUMN (a INT, b INT), DROP KEY k, MODIFY c INT FIRST, RENAME TO x, "
    "ALGORITHM=INPLACE, ORDER BY a",
    "ALTER TABLE t REORGANIZE PARTITION p INTO (PARTITION q VALUES IN (1, 2))",
    "CREATE DEFINER=u@h PROCEDURE p(IN a INT) COMMENT 'x' l: BEGIN DECLARE i INT DEFAULT 0; "
    "DECLARE c CURSOR FOR SELECT 1; DECLARE EXIT HANDLER FOR NOT FOUND SET i = 1; "
    "WHILE i < 3 DO IF a THEN LEAVE l; ELSE CASE i WHEN 1 THEN SELECT 1; END CASE; END IF; "
    "END WHILE; REPEAT FETCH c INTO i; UNTIL i END REPEAT; "
    "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'x'; END l",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS NOW() ON COMPLETION PRESERVE ENABLE DO SELECT 1",
    "CREATE USER u@h IDENTIFIED WITH p BY 'x' REQUIRE ISSUER 'i' AND CIPHER 'c' "
    "WITH MAX_QUERIES_PER_HOUR 5 PASSWORD EXPIRE INTERVAL 3 DAY ACCOUNT LOCK",
    "GRANT SELECT (a, b), INSERT ON d.* TO u@h, v WITH GRANT OPTION",
    "CREATE OR REPLACE ALGORITHM=MERGE VIEW v (a, b) AS SELECT 1, 2 WITH LOCAL CHECK OPTION",
    "CREATE UNIQUE INDEX i USING BTREE ON t (a, (b + 1) DESC) COMMENT 'c' LOCK=NONE",
)
PIECES = tuple(
    tokens.source(at, at)
    for tokens in (tokenize(text) for text in SAMPLES)
    for at in range(len(tokens))
)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A sample whose pieces were dropped, doubled or replaced by others."""
    tokens = tokenize(draw(st.sampled_from(SAMPLES)))
    pieces = [tokens.source(at, at) for at in range(len(tokens))]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(pieces) - 1))
        put = draw(st.lists(st.sampled_from(PIECES), max_size=3))
        pieces[at : at + draw(st.integers(0, 4))] = put
        pieces = pieces or ["CREATE"]
    return " ".join(pieces)


def assert_nodes_stay_inside(text: str, dialect: Dialect) -> None:
    parsed = parse(text, dialect)
    for node in walk(parsed.tree):
        above = node.parent or parsed.tree
        assert above.first <= node.first <= node.last <= above.last
    for lost in parsed.skipped:
        assert 0 <= lost.first <= lost.last < len(parsed.tokens)


@settings(max_examples=300, deadline=1000)
@given(broken(), st.sampled_from((Dialect.MYSQL, Dialect.MARIADB)))
def test_every_node_stays_inside_the_one_above(text: str, dialect: Dialect) -> None:
    assert_nodes_stay_inside(text, dialect)


def test_every_node_stays_inside_the_one_above_in_all_that_is_understood() -> None:
    for taken_by, text in ASKED:
        dialect = Dialect.MARIADB if taken_by == "mariadb" else Dialect.MYSQL
        assert_nodes_stay_inside(text, dialect)
        assert_nodes_stay_inside(f"EXPLAIN {text}", dialect)
    for text in statements(refused=False):
        assert_nodes_stay_inside(text, Dialect.ORACLE)


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize("dialect", [Dialect.MYSQL, Dialect.MARIADB])
def test_the_samples_themselves_are_understood(text: str, dialect: Dialect) -> None:
    parsed = parse(text, dialect)
    assert parsed.whole
    assert (parsed.tree.first, parsed.tree.last) == (0, len(parsed.tokens) - 1)


@pytest.mark.parametrize("text", SAMPLES)
def test_a_definition_cut_short_is_never_whole_but_at_a_clause(text: str) -> None:
    tokens = tokenize(text)
    whole = [at for at in range(len(tokens)) if parse(tokens.source(0, at), Dialect.MYSQL).whole]
    assert whole[-1] == len(tokens) - 1
    assert 0 not in whole


def test_every_way_in_leads_somewhere() -> None:
    for words, method in Parser._methods.items():
        assert callable(getattr(Parser, method)), words


def test_the_time_for_a_long_table_grows_with_its_length() -> None:
    columns = ",\n".join(
        f"c{n} VARCHAR(10) NOT NULL DEFAULT 'x' COMMENT '列{n}'" for n in range(4000)
    )
    parsed = parse(f"CREATE TABLE t ({columns}) ENGINE=InnoDB", Dialect.MYSQL)
    assert parsed.whole
    assert sum(1 for _ in walk(parsed.tree)) > 4000 * 6
