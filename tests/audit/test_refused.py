"""What the rules say a server refuses is put to servers: they are the judges.

Bad examples have to fail with one of the errors the rule is about, good ones with none of them.
What fails for want of a table that the example does not make tells nothing.
"""

from collections.abc import Iterator
from itertools import count

import pymysql

from app.audit.registry import catalogue
from app.domain.dialect import Dialect
from tests.audit.examples import dialect_of, pieces
from tests.servers.mysql_family import MysqlFamilyServer

REFUSALS = {
    "auto-increment-engine": {1164},
    "column-duplicate": {1060},
    "column-invalid-default": {1067},
    "column-invalid-on-update": {1294},
    "column-set-members": {1097, 1291, 1367},
    "column-size-out-of-range": {1063, 1074, 1425, 1426, 1427, 1439},
    "ddl-no-drop-last-column": {1090},
    "ddl-walk-through": {1054, 1060, 1091, 1451, 1553, 1701, 1828, 1829, 3730, 3855},
    "dml-value-does-not-fit": {1264, 1366, 1406},
    "index-column-missing": {1072},
    "index-comment-too-long": {1688},
    "index-key-too-long": {1071},
    "index-prefix-length-invalid": {1089, 1391},
    "naming-column-invalid": {1166},
    "primary-key-missing-to-drop": {1091},
    "primary-key-not-null": {1171},
    "table-conflicting-charset": {1302},
    "table-foreign-key-column-count": {1239},
    "table-foreign-key-duplicate-name": {1826},
    "table-foreign-key-invalid": {1215, 1347, 1506, 1822, 1824, 1830, 3734, 3780, 6125},
    "table-no-columns": {1072, 1113, 4028},
    "table-partition-duplicate-bound": {1493, 1495},
    "table-partition-duplicate-name": {1517},
    "table-partition-missing": {1505, 1507, 1735},
    "table-partition-multi-clause": {1064},
    "table-row-size": {1118},
    "table-unknown-charset": {1115},
    "table-unknown-collation": {1253, 1273},
    "view-column-count": {1353},
    "view-invalid-clause": {1351, 1352},
}
"""The rules, and the errors of MySQL they foretell."""
WANTING = frozenset({1049, 1051, 1146, 1824, 1046})
"""For want of a table or database."""
NOT_THIS_SERVER = {
    "-- max_bytes: 767", "-- charset: latin1", "-- max: 10", "{$CHARSET}",
    "DATE DEFAULT 0", "DEFAULT '0000-00-00", "= ?",
}  # fmt: skip
"""Examples about older servers, parameters, placeholders, and what migration-zero-date tells."""


_numbers = count()


def examples(kind: str) -> Iterator[tuple[str, str]]:
    """The examples for MySQL, each with its rule."""
    for name in REFUSALS:
        for sql in getattr(catalogue()[name], kind):
            plain = not any(mark in sql for mark in NOT_THIS_SERVER)
            if plain and dialect_of(sql) is Dialect.MYSQL and "-- dialect: maria" not in sql:
                yield name, sql


def answer(server: MysqlFamilyServer, sql: str) -> int:
    """The number of the error that ends the script, 0 where it runs to its end."""
    database = f"refused_{next(_numbers)}"
    server.sql(f"CREATE DATABASE {database}")
    if "DATABASE shop" in sql:
        server.sql("DROP DATABASE IF EXISTS shop")
    connection = server.connect(database=database)
    try:
        with connection.cursor() as cursor:
            for piece in pieces(sql):
                try:
                    cursor.execute(piece.text)
                except pymysql.err.MySQLError as error:
                    return int(error.args[0])
    finally:
        connection.close()
    return 0


def test_what_is_called_refused_is_refused(mysql9: MysqlFamilyServer) -> None:
    wrong, judged = [], 0
    for name, sql in examples("bad"):
        said = answer(mysql9, sql)
        judged += said not in WANTING
        if said not in REFUSALS[name] | WANTING:
            wrong.append((name, sql, said))
    assert wrong == []
    assert judged > 60


def test_what_is_called_good_is_not_refused_for_that(mysql9: MysqlFamilyServer) -> None:
    found = [(name, sql, answer(mysql9, sql)) for name, sql in examples("good")]
    assert [one for one in found if one[2] in REFUSALS[one[0]] - WANTING] == []
