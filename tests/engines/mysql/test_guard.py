"""What reads may run; everything else is refused, however it is dressed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Refused
from app.engines.mysql.guard import refuse_unless_reading

READS = """
SELECT 1
SELECT 1;
  -- a comment; with a semicolon
(SELECT a FROM t) UNION ALL (SELECT b FROM u) ORDER BY 1 LIMIT 3
WITH x AS (SELECT 1 AS n) SELECT COUNT(*), MAX(n) FROM x
VALUES ROW(1, 2)
TABLE t
SHOW GLOBAL STATUS LIKE 'Threads%'
SHOW ENGINE INNODB STATUS
SHOW CREATE TABLE shop.item
SHOW REPLICA STATUS
SHOW ALL SLAVES STATUS
SHOW BINARY LOG STATUS
SHOW FULL PROCESSLIST
DESC mysql.user
EXPLAIN SELECT * FROM t
EXPLAIN UPDATE t SET a = 1
EXPLAIN ANALYZE SELECT * FROM t
ANALYZE FORMAT=JSON SELECT 1
SELECT 'INSERT INTO t; DROP TABLE t'
SELECT `update` FROM `delete`
SELECT /*+ MAX_EXECUTION_TIME(1000) */ * FROM t
SELECT /*!50000 SQL_NO_CACHE */ a FROM t
SELECT ST_AsText(g), JSON_EXTRACT(d, '$.a'), d->>'$.b' FROM t
SELECT @@global.max_connections, @x
"""

WRITES = """
INSERT INTO t VALUES (1)
UPDATE t SET a = 1
DELETE FROM t
REPLACE INTO t VALUES (1)
TRUNCATE t
CREATE TABLE t (a INT)
DROP DATABASE shop
ALTER TABLE t ADD b INT
RENAME TABLE a TO b
SET GLOBAL max_connections = 1
SET @x = 1
SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'
KILL 3
CALL p()
DO SLEEP(1)
HANDLER t OPEN
LOAD DATA INFILE '/etc/passwd' INTO TABLE t
LOCK TABLES t WRITE
FLUSH TABLES WITH READ LOCK
PREPARE s FROM 'DROP TABLE t'
EXECUTE s
EXECUTE IMMEDIATE 'DROP TABLE t'
GRANT ALL ON *.* TO x
BEGIN
START TRANSACTION
XA START 'a'
USE mysql
STOP REPLICA
CHANGE MASTER TO master_host = 'x'
RESET MASTER
PURGE BINARY LOGS TO 'x'
OPTIMIZE TABLE t
ANALYZE TABLE t
CHECK TABLE t
SHUTDOWN
SELECT * FROM t INTO OUTFILE '/tmp/x'
SELECT 1 INTO DUMPFILE '/tmp/x'
SELECT 1 INTO @x
SELECT * FROM t FOR UPDATE
SELECT * FROM t LOCK IN SHARE MODE
SELECT * FROM (SELECT * FROM t FOR UPDATE) AS x
SELECT (SELECT a FROM t FOR SHARE)
SELECT SLEEP(10)
SELECT `sleep`(10)
SELECT IF(1, BENCHMARK(1000000000, SHA1(1)), 0)
SELECT GET_LOCK('a', 10)
SELECT RELEASE_ALL_LOCKS()
SELECT LOAD_FILE('/etc/passwd')
SELECT sys_exec('rm -rf /')
SELECT shop.cleanup()
SELECT NEXTVAL(s)
SELECT NEXT VALUE FOR s
SELECT MASTER_POS_WAIT('a', 1)
SELECT 1 FROM t WHERE SLEEP(1)
SHOW STATUS WHERE SLEEP(5)
SELECT 1 ORDER BY SLEEP(1)
EXPLAIN ANALYZE UPDATE t SET a = 1
ANALYZE UPDATE t SET a = 1
ANALYZE DELETE FROM t
EXPLAIN SELECT SLEEP(100)
WITH x AS (SELECT 1) DELETE FROM t
SELECT 1; DROP TABLE t
SELECT 1;; SELECT 2
SELECT 1 /*! INTO OUTFILE '/tmp/x' */
SELECT 1 /*!50000 INTO @x */
SELECT 1 /*M! INTO @x */
SELECT 1 /*M!100100 FOR UPDATE */ FROM t
/*!50000 DROP TABLE t */
/*! DROP */ TABLE t
SELECT 1 /*!50000 ' */ INTO OUTFILE /*!99999 ' */
SELECT /*!99999 1 */ /*!00000 SLEEP(3) */
SELECT "a" /*! /* */ INTO @x */
SELECT 'a
SELECT 1 /* never closed
SELEKT 1
{
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def refused(statement: str) -> bool:
    try:
        refuse_unless_reading(statement)
    except Refused:
        return True
    return False


@pytest.mark.parametrize("statement", lines(READS)[:2] + lines(READS)[3:])
def test_reads(statement: str) -> None:
    refuse_unless_reading(statement)


@pytest.mark.parametrize("statement", [*lines(WRITES), "", ";", "-- nothing", "SELECT 1\0"])
def test_everything_else_is_refused(statement: str) -> None:
    assert refused(statement)


@given(st.sampled_from(lines(WRITES)), st.sampled_from(["", " ", "\n", "/**/", "-- x\n", "# y\n"]))
def test_blanks_and_comments_in_front_change_nothing(statement: str, front: str) -> None:
    assert refused(front + statement)


@given(st.sampled_from(lines(WRITES)), st.randoms())
def test_the_case_of_letters_changes_nothing(statement: str, chance: object) -> None:
    mixed = "".join(
        letter.upper() if chance.random() < 0.5 else letter.lower()  # type: ignore[attr-defined]
        for letter in statement
    )
    assert refused(mixed.replace("/*m!", "/*M!"))  # MariaDB knows it by its capital only


@given(st.text(alphabet="SELECT INTO@x1();/*!-#'\"`\\,\n", max_size=40))
def test_whatever_comes_is_answered(text: str) -> None:
    refused(text)


@given(st.sampled_from(["INTO @x", "FOR UPDATE", "INTO OUTFILE 'f'"]),
       st.sampled_from(["/*!{} */", "/*!40000 {} */", "/*!99999 {} */", "/*M! {} */"]))  # fmt: skip
def test_an_executed_comment_is_looked_into(clause: str, comment: str) -> None:
    assert refused("SELECT a FROM t " + comment.format(clause))
