"""Statements of Oracle nested as deep as nobody writes them."""

import pytest

from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.tree import Opaque
from tests.sql.test_parse import deeper, nested

NESTS = """
SELECT {(«1»)} FROM t
SELECT {a OR («1»)} FROM t
SELECT 1 FROM t WHERE {NOT («1 = 1»)}
SELECT {a OR b AND NOT c = d || e + f * g ** -(«1»)} FROM t
SELECT {a OR b = f(c, d + «1»)} FROM t
SELECT {f(a => «1»)} FROM t
SELECT {f(1)(«1»)} FROM t
SELECT {f(1).m(«1»)} FROM t
SELECT {a[«1»]} FROM t
SELECT {SUM(1) OVER (ORDER BY «1»)} FROM t
SELECT {MAX(1) KEEP (DENSE_RANK FIRST ORDER BY «1»)} FROM t
SELECT {LISTAGG(1) WITHIN GROUP (ORDER BY «1»)} FROM t
SELECT {CAST(«1» AS NUMBER)} FROM t
SELECT {CASE WHEN «1» THEN 1 END} FROM t
SELECT {CASE 1 WHEN 1 THEN 2 ELSE «1» END} FROM t
SELECT 1 FROM t WHERE {EXISTS (SELECT 1 FROM t WHERE «1»)}
SELECT {(SELECT «1» FROM t)} FROM t
SELECT {CURSOR(SELECT «1» FROM t)} FROM t
SELECT {CAST(MULTISET(SELECT «1» FROM t) AS x)} FROM t
SELECT 1 FROM {(SELECT * FROM «t»)}
SELECT 1 FROM {LATERAL (SELECT * FROM «t»)}
SELECT 1 FROM {(t JOIN «t» ON 1 = 1)}
SELECT 1 FROM {TABLE(f(CURSOR(SELECT * FROM «t»)))}
SELECT 1 FROM {(SELECT * FROM «t») PIVOT (SUM(a) FOR b IN (1))}
SELECT 1 FROM {(SELECT * FROM «t») MATCH_RECOGNIZE (PATTERN (a) DEFINE a AS 1 = 1)}
SELECT 1 FROM t WHERE {a IN (1, «2»)}
SELECT 1 FROM t WHERE {a IN (SELECT «1» FROM t)}
{WITH a AS («SELECT 1 FROM t») SELECT 1 FROM a}
{(«SELECT 1 FROM t» UNION SELECT 2 FROM t)}
SELECT {XMLELEMENT(a, «1»)} FROM t
SELECT {XMLFOREST(«1» AS x)} FROM t
SELECT {JSON_OBJECT('a' VALUE «1»)} FROM t
SELECT JSON <{'a' : «1»}> FROM t
SELECT JSON [{[«1»]}] FROM t
SELECT 1 FROM JSON_TABLE(a, '$' COLUMNS ({NESTED PATH '$' COLUMNS («b»)}))
SELECT {JSON_TRANSFORM(a, SET '$' = «1»)} FROM t
SELECT JSON_TRANSFORM(a, {NESTED PATH '$' («REMOVE '$'»)}) FROM t
SELECT 1 FROM t GROUP BY {GROUPING SETS («a»)}
SELECT 1 FROM t GROUP BY {ROLLUP(a, «b»)}
SELECT 1 FROM t CONNECT BY {a = («1»)}
SELECT 1 FROM t MODEL DIMENSION BY (a) MEASURES (b) RULES (b[1] = {b[«1»]})
{EXPLAIN PLAN FOR «SELECT 1 FROM t»}
INSERT INTO t VALUES ({(«1»)})
MERGE INTO t USING (SELECT {(«1»)} FROM t) u ON (1=1) WHEN MATCHED THEN UPDATE SET a = 1
SELECT {1 + «1»} FROM t
SELECT 1 FROM t WHERE {1=1 AND «1=1»}
SELECT 1 FROM t CONNECT BY {PRIOR «a»}
SELECT {- «1»} FROM t
{BEGIN «NULL;» END;}
BEGIN {IF 1 = 1 THEN «NULL;» END IF;} END;
BEGIN {LOOP «NULL;» END LOOP;} END;
BEGIN {FOR r IN (SELECT 1 FROM t) LOOP «NULL;» END LOOP;} END;
BEGIN {CASE WHEN 1 = 1 THEN «NULL;» END CASE;} END;
DECLARE {PROCEDURE p IS «x NUMBER;» BEGIN NULL; END;} BEGIN NULL; END;
DECLARE x t := {t(1 => «1»)}; BEGIN NULL; END;
{BEGIN NULL; EXCEPTION WHEN OTHERS THEN «NULL;» END;}
""".strip().split("\n")


@pytest.mark.parametrize("construct", NESTS)
def test_as_deep_as_people_write_it_is_understood(construct: str) -> None:
    assert parse(nested(construct, 9), Dialect.ORACLE).whole


@pytest.mark.parametrize("construct", NESTS)
@pytest.mark.parametrize("times", [70, 150, 2000])
def test_too_deep_is_said_and_never_an_error(construct: str, times: int) -> None:
    text = nested(construct, times)
    parsed = deeper(260, lambda: parse(text, Dialect.ORACLE))
    told = isinstance(parsed.tree, Opaque) and parsed.tree.reason == "nested too deeply"
    assert told or parsed.whole
