insert into t (a,b) values (1, default)
insert into t select * from u
insert into t x (x.a) with q as (select 1 from dual) select * from q
insert into (select a from t where b=1 with check option) values (1)
insert into t values rec
insert into t partition (p1) values (1,2) returning a, b into :x, :y
insert into t (a) values (1) log errors into e ('tag') reject limit unlimited
insert all into a values (x) into b (c) values (y) select x,y from z
insert first when a > 1 then into x else into y values (1) select * from z
update t set a = 1, (b,c) = (select 1,2 from dual), d = default where x = 1 returning a bulk collect into l
update (select a from t) set a = 1
update t set row = r where current of c
delete t where a = 1
delete from t x where x.a in (select 1 from dual) log errors
merge into t a using (select * from u) b on (a.id=b.id) when matched then update set a.x = b.x where a.y=1 delete where a.z = 2 when not matched then insert (id) values (b.id) where b.x is not null
commit
rollback to savepoint x
set transaction read only name 'x'
set role all except a
lock table a, b partition (p) in share row exclusive mode nowait
explain plan set statement_id = 'x' into pt for select 1 from dual
call p.q(1, x=>2) into :r
update t set a = b from u where t.id=u.id
INSERT /*+ APPEND */ INTO t (a, b) SELECT a, b FROM u LOG ERRORS INTO err$_t ('x') REJECT LIMIT UNLIMITED
INSERT INTO t (a) VALUES (seq.NEXTVAL) RETURNING id, ROWID INTO :id, :r
INSERT INTO TABLE(SELECT nt FROM t WHERE id = 1) VALUES (1)
INSERT ALL WHEN a > 1 THEN INTO t1 (x) VALUES (a) INTO t2 VALUES (a, b) WHEN a < 0 THEN INTO t3 ELSE INTO t4 (y) VALUES (b) SELECT a, b FROM u
UPDATE emp e SET (sal, comm) = (SELECT s, c FROM x WHERE x.id = e.id), job = DEFAULT WHERE EXISTS (SELECT 1 FROM x WHERE x.id = e.id)
UPDATE (SELECT e.sal, x.s FROM emp e JOIN x ON x.id = e.id) SET sal = s
UPDATE t SET obj.attr = 1, VALUE(p) = NULL
UPDATE t p SET VALUE(p) = person_t(1) WHERE p.id = 1
DELETE FROM TABLE(SELECT nt FROM t) n WHERE n.x = 1
DELETE t PARTITION (p) WHERE ROWNUM < 1000
MERGE INTO t USING dual ON (t.id = :id) WHEN NOT MATCHED THEN INSERT (id) VALUES (:id) WHEN MATCHED THEN UPDATE SET n = n + 1 DELETE WHERE n > 5
MERGE /*+ x */ INTO s.t@l d USING (SELECT * FROM u) s ON (d.id = s.id AND d.x = s.x) WHEN MATCHED THEN UPDATE SET d.a = s.a, d.b = DEFAULT LOG ERRORS
LOCK TABLE a IN EXCLUSIVE MODE WAIT 10
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE NAME 'x'
SET CONSTRAINTS ALL DEFERRED
SET ROLE a IDENTIFIED BY b, c
COMMIT WRITE BATCH NOWAIT
COMMIT WORK COMMENT 'x'
ROLLBACK WORK TO sp1
ROLLBACK FORCE '25.32.87'
CALL pkg.p(a => 1, b => :x)
EXPLAIN PLAN SET STATEMENT_ID = 'a' INTO plan_table@l FOR UPDATE t SET a = 1 WHERE b = 2
INSERT WHEN k > 1 THEN INTO t VALUES (k) ELSE INTO u VALUES (k) SELECT k FROM x
-- refused
INSERT WHEN INTO t VALUES (k) SELECT k FROM x
INSERT t VALUES (1)
INSERT INTO t
INSERT INTO t (a) VALUES
INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 1
INSERT ALL INTO t VALUES (1)
UPDATE t SET a
UPDATE t SET a = 1 LIMIT 1
UPDATE t WHERE a = 1
DELETE FROM t WHERE
DELETE t1, t2 FROM t1
MERGE INTO t USING u WHEN MATCHED THEN UPDATE SET a = 1
MERGE INTO t USING u ON (t.a = u.a)
LOCK TABLE t
LOCK TABLE t IN SHARED MODE
SET ROLE
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
EXPLAIN PLAN SELECT 1 FROM dual
ROLLBACK TO
