"""What may be run to read, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Refused
from app.engines.oracle.guard import refuse_unless_reading

READS = """\
SELECT * FROM dual
(SELECT 1 FROM dual) UNION ALL SELECT 2 FROM dual
WITH t (a, b) AS (SELECT 1, 2 FROM dual), u AS (SELECT a FROM t) SELECT * FROM u ORDER BY 1
SELECT /*+ FULL(o) */ COUNT(*), MAX(o.x) KEEP (DENSE_RANK FIRST ORDER BY o.y) FROM orders o
SELECT q'[it's; for update]' FROM dual -- FOR UPDATE
SELECT TO_CHAR(SYSDATE, 'HH24:MI') AS "FOR UPDATE" FROM dual;
SELECT CAST(a AS VARCHAR2(10)), NUMTODSINTERVAL(3, 'DAY') FROM t WHERE a IN (1, 2) AND (b = 1)
SELECT * FROM TABLE(DBMS_XPLAN.DISPLAY_CURSOR('0123456789abc', 0, 'ALLSTATS LAST'))
SELECT SYS.DBMS_METADATA.GET_DDL('TABLE', 'T') FROM dual
SELECT a, ROW_NUMBER() OVER (PARTITION BY b ORDER BY c) FROM t PIVOT (SUM(a) FOR b IN (1, 2))
SELECT LISTAGG(a, ',') WITHIN GROUP (ORDER BY a) FROM t PARTITION (p1) SAMPLE (10)""".splitlines()

WRITES = """\
INSERT INTO t VALUES (1)
UPDATE t SET a = 1
DELETE t
MERGE INTO t USING u ON (1 = 1) WHEN MATCHED THEN UPDATE SET a = 1
DROP TABLE t
TRUNCATE TABLE t
ALTER SYSTEM SWITCH LOGFILE
ALTER SESSION SET sql_trace = TRUE
GRANT DBA TO me
BEGIN NULL; END;
DECLARE x NUMBER; BEGIN NULL; END;
CALL p()
<<l>> BEGIN NULL; END;
LOCK TABLE t IN EXCLUSIVE MODE
EXPLAIN PLAN FOR SELECT 1 FROM dual
SET TRANSACTION READ WRITE
COMMIT
SELECT * FROM t FOR UPDATE
SELECT * FROM t FOR /* x */ UPDATE NOWAIT
SELECT s.NEXTVAL FROM dual
SELECT s."NEXTVAL" FROM dual
SELECT a INTO b FROM t
SELECT * FROM t@there
SELECT erase(1) FROM dual
SELECT me.pkg.erase(1) FROM dual
SELECT "erase"(1) FROM dual
SELECT "COUNT"(1) FROM dual
SELECT DBMS_LOCK.REQUEST(1) FROM dual
SELECT dbms_xmlgen.getxml('select 1 from dual') FROM dual
SELECT evil.DBMS_XPLAN.DISPLAY(1) FROM dual
SELECT * FROM XMLTABLE('ora:view("T")')
SELECT HTTPURITYPE('http://x').getclob() FROM dual
WITH FUNCTION f RETURN NUMBER IS BEGIN DELETE t; RETURN 1; END; SELECT f FROM dual
WITH PROCEDURE p IS BEGIN NULL; END; SELECT 1 FROM dual
WITH t AS (SELECT 1 FROM dual) DELETE FROM x
SELECT 1 FROM dual; DROP TABLE t
SELECT 1 FROM dual /
SELECT 'open FROM dual
SELECT 1 /* open FROM dual
SELECT :x FROM dual
SELECT 1, erase (2) FROM dual""".splitlines()


@pytest.mark.parametrize("statement", READS)
def test_what_reads_is_let_through(statement: str) -> None:
    refuse_unless_reading(statement)


@pytest.mark.parametrize("statement", [each for each in WRITES if not each.endswith(" /")])
def test_what_could_change_anything_is_refused(statement: str) -> None:
    for spelt in (statement, statement.lower(), f"/* hi */ {statement}", f"\n\t{statement}"):
        with pytest.raises(Refused) as said:
            refuse_unless_reading(spelt)
        assert said.value.hint


@pytest.mark.parametrize("statement", ["", "  ", "-- nothing", ";", "SELECT 1\0 FROM dual", "("])
def test_what_is_no_statement(statement: str) -> None:
    with pytest.raises(Refused):
        refuse_unless_reading(statement)


@given(st.text(max_size=60))
def test_whatever_else_begins_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        refuse_unless_reading(f"DELETE {text}")
