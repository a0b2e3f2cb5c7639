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
-- refused
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
