"""What the programs on hostile input read: lines without an end, and lists without a measure.

A text is made when it is asked for, from its parts, and of any size.
"""

from collections.abc import Callable, Iterator

from app.domain.dialect import Dialect

LINES = {
    "INSERTs of 900 KB": (
        "",
        "INSERT INTO t VALUES " + "(1, 'abc', NULL), " * 50_000 + "(2, 'x', 0); ",
        "",
    ),
    "one INSERT": ("INSERT INTO t VALUES (0, '', NULL)", ", (1, 'abc', NULL)", ";"),
    "one literal": ("SELECT '", "x", "';"),
    "an open literal": ("SELECT '", "it''s ", ""),
    "a comment": ("/* ", "x ", "*/ SELECT 1;"),
    "a comment to the end of the line": ("-- ", "x", ""),
    "one IN list": ("SELECT * FROM t WHERE a IN (0", ", 12", ");"),
    "one list of columns": ("SELECT a", ", b", " FROM t;"),
    "open parentheses": ("SELECT ", "(", ""),
    "one word": ("", "x", ""),
    "blanks": ("", " ", ""),
    "semicolons": ("", ";", ""),
    "a block": ("BEGIN ", "x := 1; ", "END;"),
}
"""How each begins, what it is full of, and how it ends."""

Each = Callable[[int], str]
Chain = tuple[str, str | Each, str, str, int]
"""How it begins; what stands in it again and again, by its number; what is between; how it ends;
how many there are of it."""


def _numbered(form: str) -> Each:
    """`form` with `#` for the number and `@` for the one before."""
    return lambda n: form.replace("#", str(n)).replace("@", str(max(n - 1, 0)))


_ALL: dict[str, Chain] = {
    "UNIONs": ("", "SELECT a FROM t", " UNION ", "", 10_000),
    "UNION ALLs of some columns": (
        "SELECT * FROM (",
        "SELECT a, b, 'x' c FROM t WHERE a = 1",
        " UNION ALL ",
        ") x",
        3_000,
    ),
    "few UNIONs": ("", "SELECT a FROM t", " UNION ", "", 300),
    "joins ON": ("SELECT * FROM t0 ", _numbered("JOIN t# ON t#.a = t@.a"), " ", "", 8_000),
    "joins, all ON the first": (
        "SELECT * FROM t ",
        _numbered("LEFT JOIN t# ON t#.a = t.a"),
        " ",
        "",
        8_000,
    ),
    "joins USING": ("SELECT * FROM t ", _numbered("JOIN t# USING (a)"), " ", "", 8_000),
    "tables in FROM": ("SELECT * FROM ", _numbered("t#"), ", ", " WHERE t1.a = t2.a", 8_000),
    "ANDs": ("SELECT a FROM t WHERE ", _numbered("a = #"), " AND ", "", 100_000),
    "ORs": ("SELECT a FROM t WHERE ", _numbered("a = #"), " OR ", "", 100_000),
    "ORs of ANDs": ("DELETE FROM t WHERE ", _numbered("(a = # AND b <> 2)"), " OR ", "", 30_000),
    "LIKEs": ("SELECT a FROM t WHERE ", _numbered("a LIKE '%#'"), " OR ", "", 20_000),
    "an IN list": ("SELECT a FROM t WHERE a IN (", _numbered("#"), ", ", ")", 100_000),
    "an IN list of strings": ("DELETE FROM t WHERE a IN (", _numbered("'#'"), ",", ")", 100_000),
    "IN lists": ("SELECT a FROM t WHERE ", _numbered("a IN (#, 2)"), " AND ", "", 20_000),
    "IN behind IN": ("DELETE FROM t WHERE a ", "IN (1, 2)", " ", "", 8_000),
    "IN of columns behind IN": ("DELETE FROM t WHERE a ", "IN (b, c)", " ", "", 8_000),
    "IN behind a constant": ("DELETE FROM t WHERE 1 ", "IN (1, 2)", " ", "", 8_000),
    "unclosed comments": ("SELECT 1 ", "/*+ x ", "", "", 50_000),
    "EXISTS": (
        "SELECT a FROM t WHERE ",
        _numbered("EXISTS (SELECT 1 FROM u# WHERE u#.a = t.a)"),
        " AND ",
        "",
        5_000,
    ),
    "subqueries in the list": (
        "SELECT ",
        _numbered("(SELECT max(a) FROM u# WHERE u#.b = t.b) c#"),
        ", ",
        " FROM t",
        5_000,
    ),
    "columns in SELECT": ("SELECT ", _numbered("c# AS d#"), ", ", " FROM t", 50_000),
    "ORDER BY": ("SELECT a FROM t ORDER BY ", _numbered("c#"), ", ", "", 50_000),
    "GROUP BY": ("SELECT count(*) FROM t GROUP BY ", _numbered("c#"), ", ", "", 50_000),
    "WHENs": ("SELECT CASE ", _numbered("WHEN a = # THEN '#'"), " ", " END FROM t", 50_000),
    "arguments": ("SELECT coalesce(", _numbered("c#"), ", ", ") FROM t", 100_000),
    "||": ("SELECT ", _numbered("c#"), " || ", " FROM t", 100_000),
    "WITH": ("WITH ", _numbered("w# AS (SELECT a FROM w@)"), ", ", " SELECT a FROM w1", 10_000),
    "SETs of UPDATE": ("UPDATE t SET ", _numbered("c# = #"), ", ", " WHERE a = 1", 50_000),
    "columns of INSERT": ("INSERT INTO t (", _numbered("c#"), ", ", ") SELECT * FROM u", 50_000),
    "rows of expressions": (
        "INSERT INTO t (a, b) VALUES ",
        _numbered("(# + 1, now())"),
        ", ",
        "",
        50_000,
    ),
    "comments": ("SELECT ", "/* x */", " ", " 1 FROM t", 100_000),
    "hints": ("SELECT /*+ ", _numbered("index(t# i)"), " ", " */ 1 FROM t", 20_000),
    "CREATE TABLE's columns": ("CREATE TABLE t (", _numbered("c# INT NOT NULL"), ", ", ")", 50_000),
    "CREATE TABLE's CHECKs": (
        "CREATE TABLE t (a INT, ",
        _numbered("CONSTRAINT k# CHECK (a > #)"),
        ", ",
        ")",
        10_000,
    ),
    "CREATE TABLE's foreign keys": (
        "CREATE TABLE t (a INT, ",
        _numbered("CONSTRAINT k# FOREIGN KEY (a) REFERENCES u# (a)"),
        ", ",
        ")",
        10_000,
    ),
    "ALTERs": ("", _numbered("ALTER TABLE t ADD c# INT"), ";\n", ";", 5_000),
    "tables": ("", _numbered("CREATE TABLE t# (a INT PRIMARY KEY, b INT)"), ";\n", ";", 10_000),
    "indexes": (
        "CREATE TABLE t (a INT, b INT);\n",
        _numbered("CREATE INDEX i# ON t (a, b)"),
        ";\n",
        ";",
        5_000,
    ),
    "views on views": ("", _numbered("CREATE VIEW v# AS SELECT a FROM v@"), ";\n", ";", 5_000),
    "GRANTs": ("GRANT SELECT ON t TO ", _numbered("u#"), ", ", "", 20_000),
    "dots": ("SELECT ", "a", ".", "", 100_000),
    "statements alike": ("", _numbered("UPDATE t SET a = # WHERE b = #"), ";\n", ";", 20_000),
}
_OF_MYSQL: dict[str, Chain] = {
    "executed comments": ("SELECT 1 ", "/*! + 1 */", " ", "", 100_000),
    "executed comments with versions": ("SELECT 1 ", "/*!50100 + 1 */", "", "", 100_000),
    "executed comments of statements": ("", _numbered("/*!40101 SET @a = # */"), ";\n", ";", 5_000),
    "CREATE TABLE's indexes": (
        "CREATE TABLE t (a INT, b INT, c INT, ",
        _numbered("KEY k# (a, b)"),
        ", ",
        ")",
        10_000,
    ),
    "CREATE TABLE's indexes, each its column": (
        "CREATE TABLE t (",
        _numbered("c# INT, KEY k# (c#)"),
        ", ",
        ")",
        10_000,
    ),
    "keys without a name": ("CREATE TABLE t (a INT, ", "KEY (a)", ", ", ")", 10_000),
    "columns put first": ("ALTER TABLE t ", _numbered("ADD c# INT FIRST"), ", ", "", 5_000),
    "unique columns": ("ALTER TABLE t ", _numbered("ADD c# INT UNIQUE"), ", ", "", 5_000),
    "partitions": (
        "CREATE TABLE t (a INT) PARTITION BY RANGE (a) (",
        _numbered("PARTITION p# VALUES LESS THAN (#)"),
        ", ",
        ")",
        10_000,
    ),
    "ENUM": ("CREATE TABLE t (a ENUM(", _numbered("'v#'"), ", ", "))", 50_000),
    "ALTER's actions": ("ALTER TABLE t ", _numbered("ADD COLUMN c# INT"), ", ", "", 10_000),
    "DROPs and ADDs": (
        "ALTER TABLE t ",
        _numbered("DROP COLUMN c#, ADD COLUMN c# BIGINT"),
        ", ",
        "",
        5_000,
    ),
    "DROP TABLE": ("DROP TABLE ", _numbered("t#"), ", ", "", 50_000),
    "a procedure": (
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN ",
        _numbered("SET @a# = #;"),
        " ",
        " END//\n",
        50_000,
    ),
    "a procedure of UPDATEs": (
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN ",
        _numbered("UPDATE t SET a = # WHERE b = #;"),
        " ",
        " END//\n",
        20_000,
    ),
    "a procedure's variables": (
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN ",
        _numbered("DECLARE v# INT;"),
        " ",
        " SET v1 = v2; END//\n",
        20_000,
    ),
    "a procedure's ELSEIFs": (
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN IF a = 0 THEN SET @a = 1; ",
        _numbered("ELSEIF a = # THEN SET @a = #;"),
        " ",
        " END IF; END//\n",
        20_000,
    ),
    "SET": ("SET ", _numbered("@a# = #"), ", ", "", 50_000),
    "delimiters": ("", _numbered("DELIMITER #;\nSELECT 1 #;"), "\n", "\n", 10_000),
    "UPDATE's tables": ("UPDATE ", _numbered("t#"), ", ", " SET t1.a = 1 WHERE t1.a = 2", 8_000),
}
_OF_ORACLE: dict[str, Chain] = {
    "a block": ("BEGIN ", _numbered("x# := #;"), " ", " END;\n/\n", 100_000),
    "a block of UPDATEs": (
        "BEGIN ",
        _numbered("UPDATE t SET a = # WHERE b = #;"),
        " ",
        " END;\n/\n",
        20_000,
    ),
    "a block of calls": ("BEGIN ", _numbered("p.q#(a => #);"), " ", " END;\n/\n", 50_000),
    "a block's variables": (
        "DECLARE ",
        _numbered("v# NUMBER := #;"),
        " ",
        " BEGIN v1 := v2; END;\n/\n",
        20_000,
    ),
    "a block's cursors": (
        "DECLARE ",
        _numbered("CURSOR c# IS SELECT a FROM t#;"),
        " ",
        " BEGIN NULL; END;\n/\n",
        10_000,
    ),
    "a block's ELSIFs": (
        "BEGIN IF a = 0 THEN b := 1; ",
        _numbered("ELSIF a = # THEN b := #;"),
        " ",
        " END IF; END;\n/\n",
        20_000,
    ),
    "a block's handlers": (
        "BEGIN NULL; EXCEPTION ",
        _numbered("WHEN e# THEN x := #;"),
        " ",
        " END;\n/\n",
        10_000,
    ),
    "a block's blocks": ("BEGIN ", _numbered("BEGIN x := #; END;"), " ", " END;\n/\n", 20_000),
    "a block's loops": (
        "BEGIN ",
        _numbered("FOR r IN (SELECT a FROM t#) LOOP x := r.a; END LOOP;"),
        " ",
        " END;\n/\n",
        10_000,
    ),
    "a package": (
        "CREATE PACKAGE BODY p IS ",
        _numbered("PROCEDURE p#(a IN NUMBER) IS BEGIN p@(a); END p#;"),
        " ",
        " END p;\n/\n",
        5_000,
    ),
    "a block of other databases": (
        "BEGIN ",
        _numbered("DELETE FROM d.t# WHERE ROWNUM <= p#;"),
        " ",
        " END;\n/\n",
        10_000,
    ),
    "unique columns": ("CREATE TABLE t (", _numbered("c# NUMBER UNIQUE"), ", ", ")", 10_000),
    "indexes dropped": (
        "",
        _numbered("CREATE TABLE t# (a NUMBER); CREATE INDEX i# ON t# (a); DROP INDEX i#"),
        ";\n",
        ";",
        3_000,
    ),
    "q quotes": ("SELECT ", "q'[ ", "", "", 20_000),
    "INSERT ALL": (
        "INSERT ALL ",
        _numbered("INTO t (a, b) VALUES (#, 'x')"),
        " ",
        " SELECT 1 FROM dual",
        20_000,
    ),
    "partitions": (
        "CREATE TABLE t (a NUMBER) PARTITION BY RANGE (a) (",
        _numbered("PARTITION p# VALUES LESS THAN (#)"),
        ", ",
        ")",
        10_000,
    ),
    "PIVOT": (
        "SELECT * FROM t PIVOT (SUM(a) FOR b IN (",
        _numbered("'v#' AS v#"),
        ", ",
        "))",
        20_000,
    ),
    "(+)": ("SELECT * FROM t, u WHERE ", _numbered("t.c# = u.c#(+)"), " AND ", "", 20_000),
    "$IF": ("BEGIN ", "$IF a $THEN NULL; $END", " ", " NULL; END;\n/\n", 20_000),
    "substitutions": ("SELECT ", _numbered("&v#"), ", ", " FROM t", 20_000),
    "commands": ("", _numbered("SET LINESIZE #"), "\n", "\n", 20_000),
    "comments on columns": ("", _numbered("COMMENT ON COLUMN t.c# IS 'x'"), ";\n", ";", 10_000),
}


def chains(most: int) -> Iterator[tuple[str, Dialect, Callable[[], str]]]:
    """Title, dialect and maker of each text; no list in one is longer than `most`."""
    for dialect in (Dialect.MYSQL, Dialect.MARIADB, Dialect.ORACLE):
        own = _OF_ORACLE if dialect is Dialect.ORACLE else _OF_MYSQL
        for title, chain in {**_ALL, **own}.items():
            count = min(chain[4], most)
            yield f"{count:,} × {title}, {dialect.value}", dialect, _maker(chain, count)


def _maker(chain: Chain, count: int) -> Callable[[], str]:
    begin, each, between, end, _count = chain
    of = each if callable(each) else lambda _number: each
    return lambda: begin + between.join(of(n + 1) for n in range(count)) + end
