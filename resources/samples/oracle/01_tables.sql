-- 计费系统：建表脚本（SQL*Plus）
SET DEFINE OFF
SET ECHO ON
WHENEVER SQLERROR EXIT FAILURE ROLLBACK

PROMPT 创建账户表

CREATE TABLE bill_account (
  account_id   NUMBER(18),
  account_name VARCHAR2(100),
  balance      FLOAT,
  status       CHAR(1) DEFAULT 'A',
  photo        BLOB,
  created      DATE
);
COMMENT ON TABLE bill_account IS '计费账户';

CREATE TABLE bill_detail (
  detail_id  NUMBER(18) NOT NULL,
  account_id NUMBER(18) NOT NULL,
  fee        NUMBER(12, 2) DEFAULT 0 NOT NULL,
  memo       VARCHAR2(4000),
  CONSTRAINT pk_bill_detail PRIMARY KEY (detail_id),
  CONSTRAINT fk_detail_account FOREIGN KEY (account_id) REFERENCES bill_account (account_id)
);

CREATE INDEX detail_account ON bill_detail (account_id);
CREATE UNIQUE INDEX account_name_u ON bill_account (account_name);

CREATE OR REPLACE VIEW v_bill AS
SELECT * FROM bill_detail d, bill_account a WHERE d.account_id = a.account_id;

@02_billing_pkg.pkb
EXIT
