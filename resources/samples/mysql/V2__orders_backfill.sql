-- 回填订单数据，凌晨窗口执行
USE shop;

-- 忘了写 WHERE：整张表都会被锁住
UPDATE orders SET status = 'closed';
DELETE FROM order_item;

-- 条件恒为真
DELETE FROM orders WHERE 1 = 1;

-- 没有列名：以后加一列就会出错
INSERT INTO orders VALUES ('20250101-000001', 1, 99.90, 'new', '首单', NOW());
INSERT INTO orders SELECT * FROM orders_archive;

-- 手机号是字符串，拿数字去比，索引就用不上
SELECT id, name FROM customer WHERE mobile = 13800000000;

-- 前面带 % 的模糊查询，以及对列做函数运算
SELECT * FROM customer WHERE name LIKE '%张%';
SELECT id FROM customer WHERE DATE(created_at) = '2025-01-01';
SELECT id FROM customer WHERE level + 1 > 2;

-- 笛卡尔积
SELECT o.order_no, c.name FROM orders o, customer c WHERE o.amount > 100;

-- 随机抽奖
SELECT id, name FROM customer WHERE level = 2 ORDER BY RAND() LIMIT 10;

-- 与 NULL 比较永远不成立
SELECT order_no FROM orders WHERE remark = NULL;

-- 带排序和限制的更新，主从可能不一致
UPDATE orders SET remark = '已催付' WHERE status = 'new' ORDER BY created_at LIMIT 100;

-- mohist: ignore dml-require-where 这是临时表，任务每晚都会重新生成
DELETE FROM tmp_daily_report;
