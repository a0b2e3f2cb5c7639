SELECT MAX(s) KEEP (DENSE_RANK FIRST ORDER BY d DESC), SUM(s) OVER (PARTITION BY a ORDER BY b ROWS 1 PRECEDING) FROM t
SELECT LISTAGG(x, ',' ON OVERFLOW TRUNCATE '…' WITH COUNT) WITHIN GROUP (ORDER BY y) FROM t GROUP BY ROLLUP (a, b), ()
SELECT * FROM &owner..t_&month WHERE &condition AND a = &1 ORDER BY &&sorted
SELECT * FROM t AS OF TIMESTAMP SYSTIMESTAMP - INTERVAL '5' MINUTE x WHERE ROWNUM < 10
SELECT * FROM t VERSIONS BETWEEN SCN MINVALUE AND MAXVALUE v SAMPLE BLOCK (5) SEED (1)
SELECT CAST(MULTISET(SELECT 1 FROM dual) AS list), (a - b) DAY(3) TO SECOND, x AT TIME ZONE 'UTC' FROM t
WITH a (n) AS (SELECT 1 FROM dual) SEARCH DEPTH FIRST BY n SET o CYCLE n SET c TO 'y' DEFAULT 'n' SELECT * FROM a
SELECT a FROM t WHERE (a, b) IN ((1, 2)) AND c ^= ANY (1, 2) AND e IS OF TYPE (ONLY p) AND m NOT MEMBER OF n
SELECT a FROM t LEFT JOIN u PARTITION BY (u.d) ON t.a = u.a CROSS APPLY (SELECT * FROM v) w, TABLE(t.list) (+) l
SELECT a FROM t OFFSET 5 ROWS FETCH NEXT 10 PERCENT ROWS WITH TIES
SELECT a FROM t ORDER BY b OFFSET NVL(:a, 10) ROWS FETCH NEXT c.d + 1 ROWS ONLY
SELECT a FROM t offset, u ORDER BY offset.b, offset + 1
SELECT 1 FETCH FIRST 1 ROWS ONLY
SELECT a_${b}, ${c}d FROM ${owner}.t_${env}_x WHERE ${flyway:defaultSchema} = 'a' AND b = ${c.d}
SELECT * FROM a LEFT JOIN b ON a.c = b.c PIVOT (MAX(d) FOR e IN (1, 2)) p
SELECT t.doc.a[0].b, f(1)(2).c, q'[it's]', DATE '2026-01-01' FROM t FOR UPDATE OF t.a SKIP LOCKED
select * from t pivot (sum(a) as s, count(*) for (x,y) in ((1,2) as q, (3,4))) p order by 1
select * from t pivot xml (sum(a) for x in (any))
select * from t unpivot include nulls (v for n in (a as 'A', b)) u
select * from t match_recognize (partition by s order by d measures final last(x.p) as lp, running count(*) as c all rows per match after match skip to last up pattern (strt down+ up{2,3}? {- a -} ^ $ permute(a,b)) subset z=(a,b) define down as down.p < prev(down.p), up as up.p > prev(up.p)) m
select c, y, s from v model return updated rows partition by (c) dimension by (p, y) measures (s s, 0 as z) rules upsert sequential order iterate (5) until (abs(x[1])<2) (s['B', 2002] = s['B',2001] + 1, upsert s[any, y between 1 and 2] order by y = sum(s)[any, cv(y)], s[for p in ('a','b'), for y from 1 to 5 increment 1] = 0, z[for (p,y) in (select 1,2 from dual)] = presentv(s[cv(),1],1,0))
select model_x from (select 1 a from dual) model reference r on (select 1 a, 2 b from dual) dimension by (a) measures (b) main m dimension by (a) measures (0 x) ignore nav unique single reference rules (x[1]=r.b[1])
select xmlelement("E", xmlattributes(a as "id", b), xmlforest(c as d, e)), xmlagg(xmlelement(name x, y) order by z), xmlquery('$p' passing by value doc as "p" returning content null on empty) from t where xmlexists('/a[x=1]' passing doc)
select xmlserialize(content x as clob indent size = 2), xmlparse(document y wellformed), xmlroot(z, version '1.0', standalone yes), xmlcast(w as number) from t, xmltable(xmlnamespaces(default 'x'), '/r/c' passing t.doc columns n for ordinality, a varchar2(10) path '@a' default 'z', b xmltype path 'b') x
select json_value(d, '$.a' returning number null on error default 1 on empty), json_query(d format json, '$.b' with unconditional array wrapper empty array on error), json_object('a' : b, key 'c' value d format json, e, *  absent on null returning clob strict with unique keys), json_object('a':b.c, 'd':f(1)) from t where json_exists(d, '$.x?(@.y == $z)' passing 1 as "z") and d is json (strict) and e is not json
select json_array(1, 'a' null on null returning varchar2(10)), json_arrayagg(a order by b desc absent on null), json_objectagg(key k value v), json_serialize(d pretty), json_mergepatch(a, b), json_transform(d, set '$.a' = 1 ignore on missing, remove '$.b', append '$.c' = json('[1]'), rename '$.x' = 'y', keep '$.a', '$.b'), JSON {'a' : 1, 'b' : [1]}, JSON [1,2] from t
select jt.* from t, json_table(t.d, '$[*]' error on error columns (a number path '$.a' default 0 on error, b for ordinality, nested path '$.c[*]' columns (e varchar2(10) exists path '$.e', f), g format json with wrapper path '$.g')) (+) jt
select jt.* from t nested d columns (a, b number, nested c[*] columns (e)) j
select set(x), f(a partition by b order by c), prediction(m cost model using *), cluster_set(m, 1 desc using a as b, c), approx_rank(partition by a order by b desc) from t
select * from t as of snapshot (:x)
select * from f(cursor(select * from t), table u partition by x, columns(a,b))
select * from t where a in &list and b = '&x' and &&c..d = 1
SELECT /*+ PARALLEL(4) */ DISTINCT a.ename AS "Name", NVL2(comm, sal+comm, sal) FROM scott.emp a WHERE ROWNUM <= 10 AND ename LIKE UPPER('%' || :v || '%') ESCAPE '\' ORDER BY 1 DESC NULLS FIRST
SELECT e.*, d.dname FROM emp e INNER JOIN dept d USING (deptno) LEFT OUTER JOIN (SELECT * FROM loc) l ON (l.id = d.loc) WHERE (e.sal, e.deptno) IN (SELECT MAX(sal), deptno FROM emp GROUP BY deptno)
SELECT * FROM emp PARTITION (p1) e, dept SUBPARTITION (sp1) d WHERE e.deptno = d.deptno(+) AND e.hiredate BETWEEN DATE '2020-01-01' AND TO_DATE('2020-12-31', 'YYYY-MM-DD')
SELECT deptno, LISTAGG(ename, ', ') WITHIN GROUP (ORDER BY ename) OVER (PARTITION BY deptno) AS l FROM emp
SELECT LAST_VALUE(sal IGNORE NULLS) OVER (ORDER BY hiredate RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND INTERVAL '1' DAY FOLLOWING) FROM emp
SELECT CASE deptno WHEN 10 THEN 'A' WHEN 20 THEN 'B' ELSE 'C' END, DECODE(a, 1, 'x', 2, 'y', NULL) FROM emp
SELECT t.COLUMN_VALUE, ROWID, LEVEL FROM TABLE(sys.odcinumberlist(1,2,3)) t
SELECT XMLTYPE('<a/>').EXTRACT('/a/text()').getStringVal() FROM dual
SELECT x.obj.attr, VALUE(p), REF(p), DEREF(r).name FROM persons p WHERE VALUE(p) IS OF (ONLY emp_t)
SELECT SYS_CONNECT_BY_PATH(name, '/') p, CONNECT_BY_ISLEAF FROM t CONNECT BY PRIOR id = pid AND LEVEL <= 3 START WITH pid IS NULL ORDER SIBLINGS BY name
SELECT REGEXP_SUBSTR('a,b,c', '[^,]+', 1, LEVEL) FROM dual CONNECT BY REGEXP_SUBSTR('a,b,c', '[^,]+', 1, LEVEL) IS NOT NULL AND PRIOR SYS_GUID() IS NOT NULL
SELECT COUNT(*) OVER (), ROW_NUMBER() OVER (PARTITION BY a, b ORDER BY c DESC NULLS LAST, d) rn FROM t QUALIFY rn = 1
SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY sal DESC) OVER (PARTITION BY deptno), CUME_DIST(1500) WITHIN GROUP (ORDER BY sal) FROM emp
WITH FUNCTION f(n NUMBER) RETURN NUMBER IS BEGIN RETURN n * 2; END; SELECT f(sal) FROM emp
SELECT CAST(COLLECT(ename ORDER BY ename) AS name_tab), SET(x), CARDINALITY(y), POWERMULTISET(z) FROM emp
SELECT a FROM t1 MINUS (SELECT a FROM t2 UNION ALL SELECT a FROM t3) INTERSECT SELECT a FROM t4 ORDER BY a
SELECT * FROM t WHERE EXISTS (SELECT NULL FROM u WHERE u.id = t.id) AND NOT EXISTS (SELECT 1 FROM v) OR a NOT IN (1,2) AND (b IS NULL OR c IS NOT NULL)
SELECT dbms_lob.getlength(c), pkg.f@remote(1), seq.NEXTVAL FROM t@remote
SELECT TIMESTAMP '2020-01-01 00:00:00 +01:00' AT TIME ZONE DBTIMEZONE, SYSTIMESTAMP AT LOCAL, NUMTODSINTERVAL(1,'DAY'), FROM_TZ(x,'UTC') FROM dual
SELECT EXTRACT(TIMEZONE_REGION FROM SYSTIMESTAMP), TRIM(LEADING '0' FROM x), TO_CHAR(d, 'YYYY', 'NLS_DATE_LANGUAGE=english') FROM dual
SELECT TO_NUMBER('x' DEFAULT -1 ON CONVERSION ERROR), CAST('x' AS DATE DEFAULT NULL ON CONVERSION ERROR, 'YYYY'), VALIDATE_CONVERSION('x' AS NUMBER) FROM dual
SELECT * FROM emp SAMPLE (10) SEED (3) WHERE deptno = ALL (10, 20)
SELECT * FROM emp AS OF SCN 1234 e JOIN dept VERSIONS BETWEEN TIMESTAMP SYSTIMESTAMP - 1 AND MAXVALUE d ON 1 = 1
SELECT 'a' || 'b' || CHR(10) || q'!it's!' || N'x' || nq'{y}' FROM dual
SELECT 1e10, .5, 1., 1.5f, 2d, -3 FROM dual
SELECT GROUPING_ID(a,b), SUM(x) FROM t GROUP BY CUBE(a, (b, c)), ROLLUP(d), e HAVING SUM(x) > 0
SELECT * FROM (SELECT deptno, job, sal FROM emp) PIVOT (SUM(sal) AS total, COUNT(*) AS cnt FOR job IN ('CLERK' AS clerk, 'MANAGER' AS "Mgr")) ORDER BY deptno
SELECT a, b FROM t FOR UPDATE OF t.a NOWAIT
SELECT a FROM t FOR UPDATE WAIT 5
SELECT TRUE, NOT FALSE, (a > b) IS TRUE, 1 = 1 AS same
SELECT v.x, v.y FROM (VALUES (1, 'a'), (2, 'b')) v (x, y)
SELECT JSON_VALUE(doc, '$.name' RETURNING VARCHAR2(100) NULL ON ERROR), j.doc.items[0].price.number() FROM j
SELECT * FROM JSON_TABLE('[1,2]', '$[*]' COLUMNS (n NUMBER PATH '$', NESTED PATH '$.x[*]' COLUMNS (y VARCHAR2(10) PATH '$')))
SELECT JSON_OBJECT(KEY 'id' VALUE id, 'n' IS name, 'x' : y FORMAT JSON ABSENT ON NULL RETURNING CLOB) FROM t
SELECT JSON_OBJECT(*), JSON_ARRAYAGG(JSON_OBJECT('a' VALUE a) ORDER BY a RETURNING CLOB) FROM t
SELECT ts.*, FIRST_VALUE(a) RESPECT NULLS OVER w, SUM(b) OVER (w ROWS UNBOUNDED PRECEDING) FROM ts WINDOW w AS (PARTITION BY x ORDER BY y)
SELECT * FROM TABLE(DBMS_XPLAN.DISPLAY_CURSOR(format => 'ALLSTATS LAST'))
SELECT * FROM hr.employees e CROSS JOIN LATERAL (SELECT * FROM hr.jobs j WHERE j.id = e.job_id) OUTER APPLY f(e.id) x
SELECT MAX(a) KEEP (DENSE_RANK LAST ORDER BY b NULLS FIRST) OVER (PARTITION BY c) FROM t
SELECT t1.a FROM t1, t2 WHERE t1.a (+) = t2.a AND t1.b (+) IS NULL AND t1.c (+) BETWEEN 1 AND 2 AND t1.d (+) IN (1)
SELECT INTERVAL '4 5:12:10.222' DAY TO SECOND(3), INTERVAL '123-2' YEAR(3) TO MONTH, INTERVAL '5' HOUR FROM dual
SELECT * FROM t WHERE a = ANY (SELECT 1 FROM dual) AND b > SOME (1,2) AND c LIKEC 'x' AND d IS NOT JSON AND e IS NAN AND f IS A SET AND g IS EMPTY AND h SUBMULTISET OF i
SELECT CURSOR(SELECT * FROM emp e WHERE e.deptno = d.deptno) FROM dept d
SELECT a.b.c(1).d FROM a
SELECT "a b"."C" FROM "X"."y" z WHERE z."a b" = "Z"
SELECT COUNT(DISTINCT a), COUNT(ALL b), APPROX_COUNT_DISTINCT(c), STATS_MODE(d) FROM t
SELECT * FROM ((a JOIN b ON a.x = b.x) LEFT JOIN (c JOIN d USING (y)) ON a.z = c.z), e
SELECT owner, object_name FROM all_objects WHERE owner NOT IN ('SYS', 'SYSTEM') AND last_ddl_time > TRUNC(SYSDATE, 'MM') - 1/24
SELECT NEW_TIME(d, 'AST', 'PST'), next_day(d, 'MONDAY'), u.type, u.start_date, u.current_value, u.end FROM u
SELECT s.sid, s.serial#, p.spid, s.module mod, s.action FROM v$session s, gv$process p WHERE s.paddr = p.addr AND s.audsid = USERENV('SESSIONID')
SELECT a FROM t WHERE a IN (SELECT /*+ x */ b FROM u UNION SELECT c FROM v) AND (SELECT COUNT(*) FROM w) > 0
SELECT a AS "X", b "Y", c z, d AS date_, e comment_, f "select" FROM t
SELECT * FROM t WHERE (a = 1 AND (b = 2 OR (c = 3 AND d = 4))) AND ((e)) = 5
SELECT * FROM t ORDER BY CASE WHEN a = 1 THEN 0 ELSE 1 END, DECODE(b, 1, 2) DESC, 3
SELECT u.name FROM t u WHERE u.xml.existsNode('/a') = 1
SELECT ora_hash(a), userenv('lang'), sys_context('USERENV','SESSION_USER'), standard_hash('x','MD5') FROM dual
SELECT vector_distance(v, TO_VECTOR('[1,2]'), COSINE) d FROM t ORDER BY d FETCH APPROX FIRST 5 ROWS ONLY WITH TARGET ACCURACY 90
SELECT VECTOR_EMBEDDING(doc_model USING 'hello' AS data), v <=> :q FROM t
SELECT * FROM GRAPH_TABLE (g MATCH (a IS person) -[e]-> (b) COLUMNS (a.name AS n))
SELECT * FROM my_ptf(t PARTITION BY a ORDER BY b, COLUMNS(c, d))
SELECT x FROM t WHERE TREAT(VALUE(p) AS emp_t).sal > 10
SELECT a INTO v FROM t
SELECT a BULK COLLECT INTO v_tab FROM t
SELECT DISTINCT t.a.b FROM t t START WITH a = 1 CONNECT BY NOCYCLE PRIOR b = a GROUP BY c HAVING COUNT(*) > 1
(SELECT 1 FROM dual) UNION ALL (SELECT 2 FROM dual) ORDER BY 1 FETCH NEXT ROW ONLY
SELECT a, FROM_TZ(b, 'x') c FROM t ;
-- refused
SELECT a FROM t LIMIT 3
SELECT a b c FROM t
SELECT a FROM t AS u
SELECT a FROM t JOIN u
SELECT FROM t
SELECT a FROM t ORDER a
SELECT a FROM t WHERE a LIKE
SELECT a FROM t PIVOT (SUM(a) FOR b)
SELECT a FROM t UNPIVOT (a FOR b IN ())
SELECT a FROM t MATCH_RECOGNIZE (PATTERN () DEFINE a AS 1 = 1)
SELECT a FROM t MODEL DIMENSION BY (a) MEASURES (b) RULES (b = 1)
SELECT JSON_VALUE(a, '$' NULL ON) FROM t
SELECT XMLELEMENT() FROM t
SELECT a FROM t START WITH a = 1
SELECT CASE WHEN a THEN 1 FROM t
SELECT SUM(a) OVER (ORDER a) FROM t
SELECT a FROM t FETCH FIRST 5 ROWS
SELECT a FROM t GROUP a
SELECT a FROM t WHERE a BETWEEN 1
SELECT a, FROM t
SELECT a FROM t,
SELECT a FROM t MINUS
SELECT INTERVAL '1' WEEK FROM t
