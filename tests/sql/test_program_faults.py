"""What servers refuse in stored programs beyond their syntax, and MariaDB says the same."""

import pytest

from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.tree import Opaque
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.syntax import SyntaxJudge

PROGRAM = "CREATE PROCEDURE p(IN v INT) BEGIN {} END"
REFUSED = [
    ("LEAVE l;", "l"),
    ("l: BEGIN ITERATE l; END;", "l"),
    ("l: BEGIN END; LEAVE l;", "l"),
    ("l: LOOP l: LOOP LEAVE l; END LOOP; END LOOP;", "l"),
    ("l: LOOP BEGIN DECLARE EXIT HANDLER FOR 1 LEAVE l; LEAVE l; END; END LOOP;", "l"),
    ("RETURN 1;", "RETURN"),
    ("DECLARE a INT; DECLARE A INT;", "A"),
    ("DECLARE c CURSOR FOR SELECT 1; DECLARE c CURSOR FOR SELECT 1;", "c"),
    ("DECLARE c CONDITION FOR 1; DECLARE c CONDITION FOR 2;", "c"),
    ("DECLARE c CURSOR FOR SELECT 1; DECLARE a INT;", "DECLARE"),
    ("DECLARE EXIT HANDLER FOR 1 BEGIN END; DECLARE c CURSOR FOR SELECT 1;", "DECLARE"),
    ("DECLARE EXIT HANDLER FOR c BEGIN END;", "c"),
    ("DECLARE EXIT HANDLER FOR 1, 1 BEGIN END;", "1"),
    ("DECLARE EXIT HANDLER FOR SQLSTATE '00000' BEGIN END;", "'00000'"),
    ("DECLARE c CONDITION FOR SQLSTATE '4500';", "'4500'"),
    ("SIGNAL SQLSTATE '4500';", "'4500'"),
    ("SIGNAL c;", "c"),
    ("OPEN c;", "c"),
    ("DECLARE a INT; FETCH c INTO a;", "c"),
    ("DECLARE c CURSOR FOR SELECT 1; FETCH c INTO a;", "a"),
    ("USE d;", "USE"),
    ("LOCK TABLES t READ;", "LOCK"),
    ("CREATE PROCEDURE q() SELECT 1;", "CREATE"),
]
TAKEN = [
    "l: LOOP ITERATE l; END LOOP L;",
    "l: BEGIN END; l: BEGIN LEAVE l; END;",
    "DECLARE a INT; BEGIN DECLARE a INT; END;",
    "DECLARE a INT; DECLARE c CURSOR FOR SELECT 1; OPEN c; FETCH c INTO a; FETCH C INTO v;",
    "DECLARE c CONDITION FOR SQLSTATE '42S02'; DECLARE EXIT HANDLER FOR C RESIGNAL; SIGNAL c;",
    "DECLARE c CURSOR FOR SELECT 1; BEGIN OPEN c; CLOSE c; END;",
    "IF v THEN SELECT 1; ELSE CASE v WHEN 1 THEN SELECT 2; END CASE; END IF;",
    "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'x';",
]


def told(text: str) -> list[str]:
    found = parse(text, Dialect.MYSQL)
    assert not isinstance(found.tree, Opaque)
    return [found.tokens.source(part.stopped, part.stopped) for part in found.skipped]


@pytest.mark.parametrize(("body", "place"), REFUSED)
def test_is_told_and_costs_no_tree(body: str, place: str) -> None:
    assert told(PROGRAM.format(body)) == [place]


@pytest.mark.parametrize("body", TAKEN)
def test_is_taken(body: str) -> None:
    assert told(PROGRAM.format(body)) == []


def test_mariadb_says_the_same(mariadb: MysqlFamilyServer) -> None:
    judge = SyntaxJudge(mariadb)
    assert [one for one, _ in REFUSED if not judge.said(PROGRAM.format(one))[0]] == []
    assert [one for one in TAKEN if judge.said(PROGRAM.format(one))[0]] == []


def test_functions_return_and_tell_no_rows() -> None:
    function = "CREATE FUNCTION f(a INT, b INT) RETURNS INT {}"
    assert told(function.format("BEGIN SET a = 1; END")) == ["END"]
    assert told(function.format("BEGIN SELECT 1; RETURN 1; END")) == ["SELECT"]
    assert told(function.format("BEGIN SELECT 1 INTO a; IF a THEN RETURN 1; END IF; END")) == []
    assert told("CREATE FUNCTION f(a INT, A INT) RETURNS INT RETURN 1") == ["A"]


def test_triggers_have_the_rows_that_their_event_has() -> None:
    trigger = "CREATE TRIGGER g {} ON t FOR EACH ROW SET {}"
    assert told(trigger.format("BEFORE INSERT", "NEW.a = 1")) == []
    assert told(trigger.format("BEFORE INSERT", "NEW.a = OLD.a")) == ["OLD"]
    assert told(trigger.format("AFTER DELETE", "@a = NEW.a")) == ["NEW"]
    assert told(trigger.format("AFTER INSERT", "NEW.a = 1")) == ["NEW"]
    assert told(trigger.format("BEFORE UPDATE", "OLD.a = 1")) == ["OLD"]
    assert told("CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW SELECT 1") == ["SELECT"]


def test_nothing_is_told_where_a_declaration_was_lost() -> None:
    found = parse("CREATE PROCEDURE p() BEGIN SELEC 1; OPEN c; END", Dialect.MYSQL)
    assert len(found.skipped) == 1


def test_of_thousands_of_names_each_is_known_in_the_blocks_behind() -> None:
    """All of them copied for each took minutes."""
    declared = "".join(f"DECLARE v{n} INT; " for n in range(30_000))
    blocks = "BEGIN DECLARE c CURSOR FOR SELECT 1; OPEN c; FETCH c INTO v7; END; " * 3_000
    late = "OPEN c; "
    assert told(f"CREATE PROCEDURE p() BEGIN {declared} {blocks} {late} END") == ["c"]
