"""Statements as people type them, and as they come out: (dialect, typed, laid out)."""

from app.domain.dialect import Dialect

MYSQL, ORACLE = Dialect.MYSQL, Dialect.ORACLE

GOLDEN: list[tuple[Dialect, str, str]] = [
    (
        MYSQL,
        "select  *\nfrom t where id=1",
        "SELECT * FROM t WHERE id = 1",
    ),
    (
        MYSQL,
        "select o.id, o.total, c.name, count(*) over (partition by c.id order by o.created desc) n"
        " from orders o left join customers c on c.id=o.customer_id and c.city<>'Berlin'"
        " where o.total between 1 and 100 and (c.name like 'a%' or c.name is null)"
        " and exists (select 1 from items i where i.order_id=o.id and i.qty>-1 and i.sku_number"
        " not in ('a','b')) group by o.id having sum(o.total)>10 order by 1 desc limit 10",
        """\
SELECT o.id, o.total, c.name, count(*) OVER (PARTITION BY c.id ORDER BY o.created DESC) n
FROM orders o
    LEFT JOIN customers c ON c.id = o.customer_id AND c.city <> 'Berlin'
WHERE o.total BETWEEN 1 AND 100
    AND (c.name LIKE 'a%' OR c.name IS NULL)
    AND EXISTS (
        SELECT 1
        FROM items i
        WHERE i.order_id = o.id
            AND i.qty > -1
            AND i.sku_number NOT IN ('a', 'b')
    )
GROUP BY o.id
HAVING sum(o.total) > 10
ORDER BY 1 DESC
LIMIT 10""",
    ),
    (
        MYSQL,
        "insert into t (a,b) values (1,'x'),(2,default) on duplicate key update a=values(a),b=b+1",
        """\
INSERT INTO t (a, b)
VALUES (1, 'x'), (2, DEFAULT)
ON DUPLICATE KEY UPDATE a = VALUES(a), b = b + 1""",
    ),
    (
        MYSQL,
        "with x as (select id from orders where created>now()-interval 1 day and total>100),"
        " y as (select * from x) select y.id, case when y.id>100 then 'late' when y.id>10 then"
        " 'early' else 'first of all' end as age_of_order from y join x using(id)",
        """\
WITH x AS (
    SELECT id
    FROM orders
    WHERE created > now() - INTERVAL 1 day
        AND total > 100
),
y AS (SELECT * FROM x)
SELECT
    y.id,
    CASE
        WHEN y.id > 100 THEN 'late'
        WHEN y.id > 10 THEN 'early'
        ELSE 'first of all'
    END AS age_of_order
FROM y
    JOIN x USING (id)""",
    ),
    (
        MYSQL,
        "create table t(id bigint unsigned not null auto_increment, price decimal(10,2),"
        "primary key(id)) engine=InnoDB",
        """\
CREATE TABLE t (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    price DECIMAL(10, 2),
    PRIMARY KEY (id)
) ENGINE = InnoDB""",
    ),
    (
        MYSQL,
        "alter table t add column a int not null, drop index by_name, add constraint f"
        " foreign key (a) references u (id) on delete cascade",
        """\
ALTER TABLE t
    ADD COLUMN a INT NOT NULL,
    DROP INDEX by_name,
    ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id) ON DELETE CASCADE""",
    ),
    (
        MYSQL,
        "create procedure p(in a int) begin declare b int default 0; -- so many\n"
        "l: loop set b=b+1; if b>a then leave l; else iterate l; end if; end loop l;\n\n"
        "update orders set total=b where id=a; end",
        """\
CREATE PROCEDURE p(IN a INT)
BEGIN
    DECLARE b INT DEFAULT 0; -- so many
    l: LOOP
        SET b = b + 1;
        IF b > a THEN
            LEAVE l;
        ELSE
            ITERATE l;
        END IF;
    END LOOP l;

    UPDATE orders SET total = b WHERE id = a;
END""",
    ),
    (
        ORACLE,
        "select /*+ index(t by_a) */ a, -- first\nb from t where t.id=u.id(+) -- outer\n"
        "-- and\nand b=q'[it's]' minus select 1,2 from dual",
        """\
SELECT /*+ index(t by_a) */
    a, -- first
    b
FROM t
WHERE t.id = u.id(+) -- outer
    -- and
    AND b = q'[it's]'
MINUS
SELECT 1, 2
FROM dual""",
    ),
    (
        ORACLE,
        "merge into t d using (select 1 a from dual) s on (d.a=s.a) when matched then update set"
        " d.b=1 when not matched then insert (a,b) values (s.a,2)",
        """\
MERGE INTO t d
USING (SELECT 1 a FROM dual) s ON (d.a = s.a)
WHEN MATCHED THEN UPDATE SET d.b = 1
WHEN NOT MATCHED THEN INSERT (a, b)
VALUES (s.a, 2)""",
    ),
    (
        ORACLE,
        "create or replace package body b as v t.a%type; procedure pay(p_id in number default 1)"
        " is n number:=0; begin for r in (select * from x) loop n:=n+r.a; exit when n>5; end"
        " loop; case p_id when 1 then null; else raise no_data_found; end case; exception when"
        " others then rollback; raise; end pay; end b;",
        """\
CREATE OR REPLACE PACKAGE BODY b AS
    v t.a%TYPE;
    PROCEDURE pay(p_id IN number DEFAULT 1) IS
        n number := 0;
    BEGIN
        FOR r IN (SELECT * FROM x) LOOP
            n := n + r.a;
            EXIT WHEN n > 5;
        END LOOP;
        CASE p_id
            WHEN 1 THEN
                NULL;
            ELSE
                RAISE no_data_found;
        END CASE;
    EXCEPTION
        WHEN others THEN
            ROLLBACK;
            RAISE;
    END pay;
END b;""",
    ),
]
