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
