"""What a server says of the syntax of a statement, without running it."""

from typing import Any

from pymysql.converters import escape_string
from pymysql.err import MySQLError

from tests.servers.mysql_family import MysqlFamilyServer

SYNTAX_ERRORS = {
    1064,  # what does not parse
    1149,  # the same, said by what is not the parser
    1221,  # clauses that do not go together
    1582,  # a number of arguments that a native function does not have
    1583,  # arguments a native function does not have
    1303, 1308, 1309, 1313, 1314, 1319, 1323, 1324,  # what stands in a program and must not
    1330, 1331, 1332, 1333, 1337, 1338, 1413,  # declared twice or too late there
    1362, 1363, 1407,  # rows a trigger has not, SQLSTATEs that are none
}  # fmt: skip
MEANING_ERRORS = {
    1225, 1310, 1320, 1327, 1415, 3709,  # told within the parser, before the rest is looked at
    1479, 1480, 1492, 1564, 1657, 4113, 4128,  # partitions that do not fit how they are cut
    1103, 1791, 1800, 4161,  # a name of a table, format, algorithm, type that cannot be
    1067, 1115, 1273, 1801,  # a default, a charset, a collation, a lock
    1350,  # a view that writes
}  # fmt: skip
_GONE = {2006, 2013}


class SyntaxJudge:
    """A running server, asked for syntax alone: PREPARE parses a statement and runs nothing."""

    def __init__(self, running: MysqlFamilyServer) -> None:
        self._running = running
        running.sql("CREATE DATABASE IF NOT EXISTS judged")
        self._login = self._connect()

    def said(self, sql: str) -> tuple[int, str]:
        """The error and its words; 0 where there is none."""
        try:
            with self._login.cursor() as cursor:
                cursor.execute(f"PREPARE judged FROM '{escape_string(sql)}'")
        except MySQLError as error:
            code, words = (*error.args, "")[:2]
            if code in _GONE:
                self._login = self._connect()
            return int(code), str(words)
        return 0, ""

    def refusal(self, sql: str) -> str | None:
        """Its words on the syntax; nothing where it takes it, None where it cannot be told.

        A server takes what it refuses for another reason than its syntax.
        """
        code, words = self.said(sql)
        if code in _GONE or code in MEANING_ERRORS:
            return None
        return words if code in SYNTAX_ERRORS else ""

    def _connect(self) -> Any:
        return self._running.connect(
            unix_socket=str(self._running.socket), database="judged", charset="utf8mb4"
        )
