-- 网店数据库：初始结构
-- 作者：演示；所有内容均为虚构
CREATE DATABASE IF NOT EXISTS shop DEFAULT CHARACTER SET utf8mb4;
USE shop;

-- 客户
CREATE TABLE customer (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT '客户编号',
  name        VARCHAR(64)     NOT NULL DEFAULT ''      COMMENT '姓名',
  mobile      VARCHAR(20)     NOT NULL DEFAULT ''      COMMENT '手机号',
  level       TINYINT         NOT NULL DEFAULT 0       COMMENT '会员等级：0 普通，1 银卡，2 金卡',
  created_at  DATETIME        NOT NULL DEFAULT CURRENT_TIMESTAMP COMMENT '注册时间',
  PRIMARY KEY (id),
  UNIQUE KEY uniq_customer_mobile (mobile)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COMMENT = '客户';

-- 订单：金额误用浮点数，状态用了枚举，没有主键
CREATE TABLE orders (
  order_no    CHAR(200),
  customer_id BIGINT,
  amount      FLOAT(10, 2) COMMENT '金额（元）',
  status      ENUM('new', 'paid', 'shipped', 'closed'),
  remark      TEXT,
  created_at  TIMESTAMP NULL,
  KEY customer (customer_id),
  KEY idx_orders_customer_status (customer_id, status),
  KEY idx_orders_remark (remark(20), order_no, created_at, amount, status, customer_id)
) ENGINE = MyISAM DEFAULT CHARSET = utf8;

-- 订单明细：外键会把锁传给父表
CREATE TABLE order_item (
  id       INT NOT NULL AUTO_INCREMENT,
  order_id BIGINT NOT NULL,
  sku      VARCHAR(9000) NOT NULL COMMENT '商品编码',
  quantity INT(11) DEFAULT 1,
  price    DOUBLE NOT NULL COMMENT '单价',
  tags     SET('gift', 'fragile'),
  PRIMARY KEY (id),
  KEY idx_item_order (order_id),
  KEY idx_item_order_again (order_id),
  CONSTRAINT fk_item_order FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE = InnoDB AUTO_INCREMENT = 1000;

-- 日志按月分区
CREATE TABLE `select` (
  `日志编号` BIGINT NOT NULL,
  day      DATE NOT NULL,
  payload  LONGBLOB NOT NULL,
  PRIMARY KEY (`日志编号`, day)
) ENGINE = InnoDB
PARTITION BY RANGE (YEAR(day)) (
  PARTITION p2024 VALUES LESS THAN (2025),
  PARTITION p2025 VALUES LESS THAN (2026)
);
