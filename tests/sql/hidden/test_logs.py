"""Logs of servers: which statements are in them, and where."""

import re
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.audit.judge import Judge
from app.audit.profile import ActiveRules
from app.domain.dialect import Dialect
from app.domain.input_kind import InputKind
from app.sql.hidden import dialect_in, pieces, recognise
from app.sql.hidden.records import records
from app.sql.split import Piece
from tests.audit.examples import active

SLOW = """\
/usr/sbin/mariadbd, Version: 10.11.6-MariaDB-log (Debian). started with:
Tcp port: 3306  Unix socket: /run/mysqld/mysqld.sock
Time\t\t    Id Command\tArgument
# Time: 230101 12:00:00
# User@Host: app[app] @ localhost []
# Thread_id: 12  Schema: shop  QC_hit: No
# Query_time: 12.500000  Lock_time: 0.000100  Rows_sent: 0  Rows_examined: 4711
use shop;
SET timestamp=1672574400;
DELETE FROM basket
# Time: 230101 is a comment of the statement
;
# User@Host: app[app] @ localhost []
# Query_time: 2  Lock_time: 0  Rows_sent: 1  Rows_examined: 3
use shop;
SET insert_id=4,timestamp=1672574401;
SELECT '顾客; 1' FROM guest
WHERE id = 1;
# Time: 2023-01-01T12:00:02.000001Z
# User@Host: app[app] @ localhost []  Id:     9
# Query_time: 3.0  Lock_time: 0.0 Rows_sent: 0  Rows_examined: 0
# administrator command: Quit;
/usr/sbin/mariadbd, Version: 10.11.6-MariaDB-log (Debian). started with:
Tcp port: 3306  Unix socket: /run/mysqld/mysqld.sock
Time\t\t    Id Command\tArgument
# Time: 230101 12:00:09
# User@Host: app[app] @ localhost []
# Query_time: 2  Lock_time: 0  Rows_sent: 1  Rows_examined: 3
SELECT 2;
"""
GENERAL_NEW = """\
/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:
Tcp port: 3306  Unix socket: /tmp/mysql.sock
Time                 Id Command    Argument
2024-02-03T04:05:06.123456Z\t    8 Connect\tapp@localhost on shop using Socket
2024-02-03T04:05:06.123999Z\t    8 Query\tSELECT 1
FROM guest
2024-02-03T04:05:07.000000+08:00\t    8 Prepare\tSELECT ? FROM guest
2024-02-03T04:05:07.000001+08:00\t    8 Execute\tSELECT 5 FROM guest
2024-02-03T04:05:07.000002+08:00\t    9 Execute\tSELECT 6 FROM guest
2024-02-03T04:05:08.000000Z\t    8 Quit\t
"""
GENERAL_OLD = """\
140101 12:00:00\t    3 Connect\troot@localhost on shop
\t\t    3 Query\tSELECT 1
FROM guest
\t\t    3 Prepare\t[1] SELECT ? FROM guest
\t\t    4 Execute\t[1] SELECT 6 FROM guest
140101 12:00:07\t    3 Quit\t
"""
BINLOG = """\
/*!50530 SET @@SESSION.PSEUDO_SLAVE_MODE=1*/;
/*!50003 SET @OLD_COMPLETION_TYPE=@@COMPLETION_TYPE,COMPLETION_TYPE=0*/;
DELIMITER /*!*/;
# at 4
#240203  4:05:06 server id 1  end_log_pos 126 CRC32 0x5a \tStart: binlog v 4, server v 8.0.36
BINLOG '
BsK9ZQ8BAAAAegAAAH4AAAABAAQAOC4wLjM2AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
'/*!*/;
# at 200
#240203  4:05:07 server id 1  end_log_pos 300 CRC32 0x5b \tQuery\tthread_id=9\texec_time=0
use `shop`/*!*/;
SET TIMESTAMP=1706933107/*!*/;
SET @@session.sql_mode=1168113696/*!*/;
DELETE FROM basket
/*!*/;
# at 300
#240203  4:05:07 server id 1  end_log_pos 400 CRC32 0x5c \tUpdate_rows: table id 91
BINLOG '
M8K9ZRMBAAAA
'/*!*/;
### UPDATE `shop`.`guest`
### WHERE
###   @1=1
### SET
###   @1=2
COMMIT/*!*/;
DELIMITER ;
# End of log file
ROLLBACK /* added by mysqlbinlog */;
/*!50003 SET COMPLETION_TYPE=@OLD_COMPLETION_TYPE*/;
"""


def cut(text: str, name: str = "x.log") -> tuple[InputKind, list[Piece]]:
    kind = recognise(name, text)
    return kind, list(pieces(kind, [text], dialect_in(kind, name, text)))


@pytest.mark.parametrize(
    ("log", "kind", "statements"),
    [
        (SLOW, InputKind.SLOW_LOG, [
            "use shop", "DELETE FROM basket\n# Time: 230101 is a comment of the statement",
            "SELECT '顾客; 1' FROM guest\nWHERE id = 1", "SELECT 2",
        ]),
        (GENERAL_NEW, InputKind.GENERAL_LOG, [
            "SELECT 1\nFROM guest", "SELECT ? FROM guest", "SELECT 6 FROM guest"
        ]),
        (GENERAL_OLD, InputKind.GENERAL_LOG, [
            "SELECT 1\nFROM guest", "SELECT ? FROM guest", "SELECT 6 FROM guest"
        ]),
        (BINLOG, InputKind.BINLOG, [
            "DELIMITER /*!*/;", "use `shop`", "DELETE FROM basket", "COMMIT", "DELIMITER ;"
        ]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_statements_stand_where_they_stand_in_the_log(
    log: str, kind: InputKind, statements: list[str], ends: str
) -> None:
    text = log.replace("\n", ends)
    seen, found = cut(text)
    assert seen is kind
    assert [piece.text.replace("\r\n", "\n") for piece in found] == statements
    for piece in found:
        start = piece.start.offset
        assert text[start : start + len(piece.text)] == piece.text
        assert piece.start.line == text.count("\n", 0, start) + 1
        assert piece.start.column == start - (text.rfind("\n", 0, start) + 1) + 1


@pytest.mark.parametrize("log", [SLOW, GENERAL_NEW, GENERAL_OLD, BINLOG])
def test_how_the_text_arrives_changes_nothing(log: str) -> None:
    kind, whole = cut(log)
    assert list(pieces(kind, iter(log), Dialect.MYSQL)) == whole


def test_each_use_of_an_entry_stands_where_it_stands() -> None:
    text = SLOW.replace("use shop;\n", "use shop;\nuse  two ;\nuse shop;\n", 1)
    _kind, found = cut(text)
    assert [piece.text for piece in found[:3]] == ["use shop", "use  two ", "use shop"]
    for piece in found:
        assert text.startswith(piece.text, piece.start.offset)
        assert piece.start.line == text.count("\n", 0, piece.start.offset) + 1


def test_a_slow_statement_tells_how_slow_it_was() -> None:
    judge = Judge(ActiveRules([active("dml-require-where")]), Dialect.MARIADB)
    (finding,) = [each for piece in cut(SLOW)[1] for each in judge.judge(piece)]
    assert finding.message.endswith("(it took 12.5 s and examined 4711 rows)")
    assert finding.start.line == 10
    assert judge.statements == 4


@pytest.mark.parametrize(
    "script",
    [
        "-- a script\nSELECT 1;\n# Time: of the day\n",
        "# User@Host: is what a head has\nSELECT '\n# at 4\n';",
        "CREATE TABLE t (a INT);\n2024-02-03 Query\n",
        "",
    ],
)
def test_scripts_stay_scripts(script: str) -> None:
    assert recognise("a.sql", script) in {InputKind.SCRIPT, InputKind.SLOW_LOG}
    assert recognise("a.sql", script.replace("User@Host", "user")) is InputKind.SCRIPT


def test_dialect_is_that_of_the_server() -> None:
    assert dialect_in(InputKind.SLOW_LOG, "a.log", SLOW) is Dialect.MARIADB
    assert dialect_in(InputKind.GENERAL_LOG, "a.log", GENERAL_NEW) is Dialect.MYSQL


def test_an_endless_entry_is_cut_and_the_next_is_found() -> None:
    begins = re.compile(r"\n(?=# )")
    text = "# a\n" + "x" * 10_000 + "\n# b\ny\n"
    found = list(records(iter([text[n : n + 700] for n in range(0, len(text), 700)]), begins, 500))
    assert [(len(each.text), each.start.offset, each.cut) for each in found] == [
        (500, 0, True), (6, 10_005, False),
    ]  # fmt: skip
    assert found[1].start.line == 3


def test_a_long_log_takes_little_memory() -> None:
    entry = SLOW[SLOW.index("# Time") : SLOW.index("# User@Host: app[app] @ localhost []\n# Q")]

    def log() -> Iterator[str]:
        for _n in range(50):
            yield entry * 250

    tracemalloc.start()
    count = sum(1 for _piece in pieces(InputKind.SLOW_LOG, log(), Dialect.MYSQL))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 12_501
    assert peak < 4_000_000


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([SLOW, GENERAL_NEW, GENERAL_OLD, BINLOG]),
    st.lists(
        st.tuples(st.integers(0, 1200), st.sampled_from(["", ";", "'", "\n", "\r", "#", "\0"]))
    ),
    st.integers(1, 400),
)
@example(GENERAL_NEW, [(1, "\n"), (31, "\n")], 1)  # no log any more, and in Oracle's dialect
def test_damaged_logs_are_read_to_their_end(
    log: str, damage: list[tuple[int, str]], step: int
) -> None:
    for at, put in damage:
        log = log[:at] + put + log[at + 3 :]
    kind, found = cut(log)
    chunks = [log[n : n + step] for n in range(0, len(log), step)]
    again = pieces(kind, iter(chunks), dialect_in(kind, "x.log", log))
    assert [piece.start for piece in again] == [piece.start for piece in found]
    for piece in found:
        start = piece.start.offset
        assert log[start : start + len(piece.text)].replace("\r", "\n") == piece.text.replace(
            "\r", "\n"
        )
