import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse
from tests.sql.grammar.ddl_bench import Reading, lost, partial, reading, refused

TRANSFER = """CREATE DEFINER=`root`@`%`
    PROCEDURE `转账`(IN `a` BIGINT UNSIGNED, INOUT b DECIMAL(10,2))
    READS SQL DATA\r
    SQL SECURITY INVOKER\r
    COMMENT '转账'\r
main: BEGIN\r
\tDECLARE i, j INT DEFAULT 0; -- 计数
\tDECLARE gone CONDITION FOR SQLSTATE '42S02';
\tDECLARE c CURSOR FOR SELECT id FROM t WHERE x = a;
\tDECLARE CONTINUE HANDLER FOR NOT FOUND, 1051, gone SET j = 1;
\tDECLARE EXIT HANDLER FOR SQLEXCEPTION
\tBEGIN
\t\tGET STACKED DIAGNOSTICS CONDITION 1 @p = MESSAGE_TEXT;
\t\tRESIGNAL;
\tEND;
\tOPEN c;
\tl: LOOP
\t\tFETCH NEXT FROM c INTO i, j;
\t\tIF j THEN LEAVE l; ELSEIF i > 5 THEN ITERATE l; ELSE SET i = i + 1; END IF;
\tEND LOOP l;
\tCLOSE c;
\tCASE i WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE;
\tWHILE i < 3 DO SET i = i + 1; END WHILE;
\tREPEAT CALL q(i); UNTIL i = 0 END REPEAT;
\tSIGNAL SQLSTATE VALUE '45000' SET MESSAGE_TEXT = '余额不足', MYSQL_ERRNO = 7;
END main"""


def body(text: str, dialect: Dialect = Dialect.MYSQL) -> tree.Statement:
    """The statement that is all of a procedure's body, exactly as long as its text."""
    found = reading(f"CREATE PROCEDURE p() {text}", tree.CreateRoutine, dialect)
    assert found.tree.body is not None
    assert found.of(found.tree.body) == text
    return found.tree.body


class TestProcedure:
    @pytest.fixture
    def found(self) -> Reading[tree.CreateRoutine]:
        return reading(TRANSFER, tree.CreateRoutine)

    def test_what_stands_before_the_body(self, found: Reading[tree.CreateRoutine]) -> None:
        assert (found.tree.kind, found.tree.name.name) == ("PROCEDURE", "转账")
        assert found.each(found.tree.parameters) == [
            "IN `a` BIGINT UNSIGNED", "INOUT b DECIMAL(10,2)",
        ]  # fmt: skip
        assert [p.mode for p in found.tree.parameters] == ["IN", "INOUT"]
        assert found.each(found.tree.options) == [
            "DEFINER=`root`@`%`", "READS SQL DATA", "SQL SECURITY INVOKER", "COMMENT '转账'",
        ]  # fmt: skip

    def test_every_statement_of_the_body_is_exactly_its_text(
        self, found: Reading[tree.CreateRoutine]
    ) -> None:
        block = found.tree.body
        assert isinstance(block, tree.Block)
        assert block.label == "main"
        texts = found.each(block.statements)
        assert texts[:4] == [
            "DECLARE i, j INT DEFAULT 0",
            "DECLARE gone CONDITION FOR SQLSTATE '42S02'",
            "DECLARE c CURSOR FOR SELECT id FROM t WHERE x = a",
            "DECLARE CONTINUE HANDLER FOR NOT FOUND, 1051, gone SET j = 1",
        ]
        assert texts[4].endswith("RESIGNAL;\n\tEND")
        assert texts[-1].startswith("SIGNAL SQLSTATE")
        assert [type(s).__name__ for s in block.statements] == [
            "DeclareVariable", "DeclareCondition", "DeclareCursor", "DeclareHandler",
            "DeclareHandler", "CursorUse", "Loop", "CursorUse", "CaseStatement", "Loop", "Loop",
            "Signal",
        ]  # fmt: skip

    def test_handlers_name_their_conditions(self, found: Reading[tree.CreateRoutine]) -> None:
        handlers = [n for n in tree.walk(found.tree) if isinstance(n, tree.DeclareHandler)]
        assert [(h.action, h.conditions) for h in handlers] == [
            ("CONTINUE", ("NOT FOUND", "1051", "gone")),
            ("EXIT", ("SQLEXCEPTION",)),
        ]

    def test_branches_and_jumps(self, found: Reading[tree.CreateRoutine]) -> None:
        (branching,) = (n for n in tree.walk(found.tree) if isinstance(n, tree.If))
        assert found.each(branching.branches) == [
            "IF j THEN LEAVE l;",
            "ELSEIF i > 5 THEN ITERATE l;",
            "ELSE SET i = i + 1;",
        ]
        assert [b.condition is None for b in branching.branches] == [False, False, True]
        jumps = [n for n in tree.walk(found.tree) if isinstance(n, tree.Jump)]
        assert [(j.kind, j.label) for j in jumps] == [("LEAVE", "l"), ("ITERATE", "l")]

    def test_what_is_raised(self, found: Reading[tree.CreateRoutine]) -> None:
        raised = [n for n in tree.walk(found.tree) if isinstance(n, tree.Signal)]
        assert [r.kind for r in raised] == ["GET DIAGNOSTICS", "RESIGNAL", "SIGNAL"]
        assert found.each(raised[-1].values) == ["'余额不足'", "7"]


@pytest.mark.parametrize(
    ("text", "returns", "body"),
    [
        ("CREATE FUNCTION f(a CHAR(3)) RETURNS CHAR(9) CHARSET utf8 RETURN a", "CHAR", True),
        ("CREATE FUNCTION a.f() RETURNS INT NOT DETERMINISTIC NO SQL RETURN 1", "INT", True),
        ("CREATE AGGREGATE FUNCTION f RETURNS INTEGER SONAME 'f.so'", None, False),
        ("CREATE FUNCTION IF NOT EXISTS f RETURNS STRING SONAME 'f.so'", None, False),
    ],
)  # fmt: skip
def test_function(text: str, returns: str | None, body: bool) -> None:
    found = reading(text, tree.CreateRoutine)
    assert found.tree.kind == "FUNCTION"
    assert (found.tree.returns and found.tree.returns.name) == returns
    assert (found.tree.body is not None) == body
    assert found.tree.aggregate == ("AGGREGATE" in text)
    assert found.of(found.tree) == text


@pytest.mark.parametrize("label", ["l:", "l : ", "`l`:", "l:\n"])
def test_a_label_may_touch_its_loop(label: str) -> None:
    found = body(f"{label}LOOP LEAVE l; END LOOP l")
    assert isinstance(found, tree.Loop)
    assert (found.kind, found.label) == ("LOOP", "l")


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("FOR i IN 1..10 DO SELECT i; END FOR", 2),
        ("FOR i IN REVERSE 1 .. 10 DO SELECT i; END FOR", 2),
        ("FOR i IN a..b + 1 DO SELECT i; END FOR", 2),
        ("FOR r IN c DO SELECT r.a; END FOR", 1),
        ("FOR r IN (SELECT a FROM t) DO SELECT r.a; END FOR", 1),
        ("FOR r IN c(1) DO SELECT r.a; END FOR", 1),
    ],
)
def test_for_of_mariadb(text: str, over: int) -> None:
    found = body(text, Dialect.MARIADB)
    assert isinstance(found, tree.Loop)
    assert (found.kind, len(found.over)) == ("FOR", over)
    assert found.variable is not None


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN DECLARE a TYPE OF t.b; DECLARE r ROW TYPE OF t; DECLARE q ROW(x INT); END",
        "BEGIN DECLARE c CURSOR (a INT) FOR SELECT a; OPEN c(1); END",
    ],
)
def test_declarations_of_mariadb(text: str) -> None:
    assert isinstance(body(text, Dialect.MARIADB), tree.Block)


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN NOT ATOMIC SELECT 1; END",
        "IF @a THEN SELECT 1; END IF",
        "CASE WHEN 1 THEN SELECT 1; END CASE",
        "WHILE 0 DO SELECT 1; END WHILE",
    ],
)
def test_mariadb_takes_compound_statements_by_themselves(text: str) -> None:
    assert not refused(text, Dialect.MARIADB)
    assert parse(text, Dialect.MYSQL).constructs[0] == ("compound", 0)


@pytest.mark.parametrize(
    ("text", "time", "event", "order"),
    [
        (
            "CREATE TRIGGER a.g BEFORE INSERT ON t FOR EACH ROW SET NEW.x = 1",
            "BEFORE",
            "INSERT",
            "",
        ),
        (
            "CREATE TRIGGER g AFTER DELETE ON a.t FOR EACH ROW FOLLOWS h BEGIN END",
            "AFTER",
            "DELETE",
            "FOLLOWS",
        ),
        (
            "/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `g` "
            "BEFORE UPDATE ON `t` FOR EACH ROW begin set new.a = 1; end */",
            "BEFORE",
            "UPDATE",
            "",
        ),
    ],
)
def test_trigger(text: str, time: str, event: str, order: str) -> None:
    found = reading(text, tree.CreateTrigger).tree
    assert (found.time, found.event, found.order) == (time, event, order)
    assert found.name.name == "g"
    assert found.table.name == "t"
    assert bool(found.options) == ("DEFINER" in text)


@pytest.mark.parametrize(
    ("text", "schedule", "options"),
    [
        (
            "CREATE EVENT e ON SCHEDULE AT CURRENT_TIMESTAMP + INTERVAL 3 WEEK DO SELECT 1",
            ["CURRENT_TIMESTAMP + INTERVAL 3 WEEK"],
            [],
        ),
        (
            "CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY '1:2' HOUR_MINUTE STARTS NOW() "
            "ENDS NOW() + INTERVAL 1 DAY ON COMPLETION NOT PRESERVE DISABLE ON SLAVE "
            "COMMENT '事件' DO BEGIN SELECT 1; END",
            ["'1:2' HOUR_MINUTE", "NOW()", "NOW() + INTERVAL 1 DAY"],
            ["ON COMPLETION NOT PRESERVE", "DISABLE ON SLAVE", "COMMENT '事件'"],
        ),
        ("ALTER EVENT e RENAME TO a.f ENABLE", [], ["RENAME TO a.f", "ENABLE"]),
        ("ALTER DEFINER=root EVENT e DO SELECT 1", [], ["DEFINER=root"]),
    ],
)
def test_event(text: str, schedule: list[str], options: list[str]) -> None:
    found = reading(text, tree.CreateEvent)
    assert found.each(found.tree.schedule) == schedule
    assert found.each(found.tree.options) == options
    assert found.tree.alter == text.startswith("ALTER")
    assert (found.tree.body is not None) == (" DO " in text)


PACKAGE = """CREATE OR REPLACE DEFINER=u PACKAGE BODY a.`包` SQL SECURITY INVOKER
    DECLARE i INT DEFAULT 0;
    PROCEDURE p(a INT) BEGIN SET i = a; END;
    FUNCTION f() RETURNS INT RETURN i;
    SET i = 1;
END"""


def test_package_of_mariadb() -> None:
    found = reading(PACKAGE, tree.CreatePackage, Dialect.MARIADB)
    assert (found.tree.name.name, found.tree.is_body, found.tree.or_replace) == ("包", True, True)
    assert found.each(found.tree.members) == [
        "DECLARE i INT DEFAULT 0",
        "PROCEDURE p(a INT) BEGIN SET i = a; END",
        "FUNCTION f() RETURNS INT RETURN i",
        "SET i = 1",
    ]


@pytest.mark.parametrize("text", ["CREATE PACKAGE p FUNCTION f() RETURNS INT; PROCEDURE q(); END"])
def test_heading_of_a_package(text: str) -> None:
    found = reading(text, tree.CreatePackage, Dialect.MARIADB)
    routines = [m for m in found.tree.members if isinstance(m, tree.CreateRoutine)]
    assert [(r.kind, r.body) for r in routines] == [("FUNCTION", None), ("PROCEDURE", None)]
    assert refused(text.replace("END", "SET a = 1; END"), Dialect.MARIADB)


def test_alter_routine() -> None:
    found = reading("ALTER PROCEDURE a.p SQL SECURITY INVOKER COMMENT 'x'", tree.AlterRoutine)
    assert found.each(found.tree.options) == ["SQL SECURITY INVOKER", "COMMENT 'x'"]


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN SELECT 1 END",
        "BEGIN SELECT 1;",
        "BEGIN SELECT 1; DECLARE a INT; END",
        "a: BEGIN END b",
        "BEGIN END b",
        "IF 1 THEN END IF",
        "IF 1 THEN SELECT 1; END",
        "CASE END CASE",
        "LOOP END LOOP",
        "a: SELECT 1",
        "a: IF 1 THEN SELECT 1; END IF",
        "BEGIN SIGNAL SQLSTATE; END",
        "BEGIN FETCH c; END",
        "BEGIN DECLARE c CURSOR FOR SELECT 1; FETCH c INTO @a; END",
        "BEGIN DECLARE a VARCHAR; END",
        "BEGIN GET DIAGNOSTICS @a = MESSAGE_TEXT; END",
        "",
    ],
)
def test_body_refused(text: str) -> None:
    assert refused(f"CREATE PROCEDURE p() {text}")


@pytest.mark.parametrize(
    "text",
    [
        "CREATE PROCEDURE p(a) SELECT 1",
        "CREATE PROCEDURE p(IN OUT a INT,) SELECT 1",
        "CREATE FUNCTION f() RETURN 1",
        "CREATE FUNCTION f RETURNS TEXT SONAME 'x'",
        "CREATE TRIGGER g ON t FOR EACH ROW SELECT 1",
        "CREATE TRIGGER g BEFORE SELECT ON t FOR EACH ROW SELECT 1",
        "CREATE EVENT e DO SELECT 1",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DO SELECT 1",
        "ALTER EVENT e",
    ],
)
def test_refused(text: str) -> None:
    assert refused(text)


class TestRecovery:
    def test_a_statement_nobody_understands_costs_no_more_than_itself(self) -> None:
        text = """CREATE PROCEDURE p() BEGIN
            SELECT 1; FROB (x; IF a THEN FROB 2; SELECT 3; END IF; DROP TABLE t; END"""
        found = partial(text, tree.CreateRoutine)
        assert lost(found) == ["FROB (x", "FROB 2"]
        assert any(isinstance(n, tree.DropTable) for n in tree.walk(found.tree))
        opaque = [n for n in tree.walk(found.tree) if isinstance(n, tree.Opaque)]
        assert found.each(tuple(opaque)) == ["FROB (x", "FROB 2"]

    def test_a_broken_clause_inside_a_body_stays_inside_its_statement(self) -> None:
        text = "CREATE PROCEDURE p() BEGIN ALTER TABLE t DROP a, FROB; SELECT 1; END"
        found = partial(text, tree.CreateRoutine)
        assert lost(found) == ["FROB"]

    @pytest.mark.parametrize("depth", [10, 30, 55, 500, 20_000])
    def test_broken_nesting_is_given_up_at_once(self, depth: int) -> None:
        text = (
            "CREATE PROCEDURE p() " + "IF a THEN SELECT 1; " * depth + "IF ; " + "END IF;" * depth
        )
        assert refused(text)

    @pytest.mark.parametrize("depth", [5, 20])
    def test_nesting(self, depth: int) -> None:
        text = "BEGIN " * depth + "SELECT 1; " + "END; " * (depth - 1) + "END"
        assert isinstance(body(text), tree.Block)
