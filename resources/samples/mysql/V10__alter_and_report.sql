-- 结构变更：同一张表改了三次，应合并成一条
USE shop;

ALTER TABLE customer ADD COLUMN birthday DATE;
ALTER TABLE customer ADD COLUMN city VARCHAR(32) AFTER name;
ALTER TABLE customer MODIFY COLUMN level INT NOT NULL DEFAULT 0 COMMENT '会员等级';
ALTER TABLE customer DROP COLUMN mobile;

ALTER TABLE order_item ADD INDEX sku_index (sku), ADD UNIQUE sku_unique (sku);
ALTER TABLE order_item ADD INDEX idx_missing (no_such_column);

-- 危险操作
TRUNCATE TABLE `select`;
DROP TABLE IF EXISTS orders_archive;
DROP DATABASE legacy_shop;

-- 报表视图
CREATE OR REPLACE VIEW v_sales AS
SELECT c.city, COUNT(*) AS orders, SUM(o.amount) AS amount
  FROM orders o JOIN customer c ON c.id = o.customer_id
 GROUP BY c.city
HAVING c.city <> '测试';

SELECT city FROM customer WHERE level = 1
UNION
SELECT city FROM customer WHERE level = 2;

DELIMITER //
CREATE PROCEDURE close_old_orders(IN days INT)
COMMENT '关闭超时未付的订单'
BEGIN
  -- 存储过程里的语句同样会检查
  UPDATE orders
     SET status = 'closed'
   WHERE status = 'new' AND created_at < NOW() - INTERVAL days DAY;
END//

CREATE TRIGGER trg_orders_log AFTER UPDATE ON orders
FOR EACH ROW
INSERT INTO `select` VALUES (UUID_SHORT(), CURDATE(), NEW.remark)//
DELIMITER ;

-- 写错的语句：不会被悄悄放过
SELEC id FROM customer;
