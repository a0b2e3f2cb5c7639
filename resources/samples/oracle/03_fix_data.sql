-- 数据修正脚本：此文件使用 GB18030 编码，行尾为 CRLF
-- 执行人请先备份

DELETE FROM bill_detail;

UPDATE bill_account SET status = 'X' WHERE 1 = 1;

INSERT INTO bill_account VALUES (1, '测试账户', 0, 'A', NULL, SYSDATE);

SELECT * FROM bill_account WHERE account_name LIKE '%测试%';

SELECT a.account_id FROM bill_account a WHERE TRUNC(a.created) = DATE '2025-01-01';

-- mohist: ignore ddl-no-truncate 清理演练环境，已审批
TRUNCATE TABLE bill_tmp;

TRUNCATE TABLE bill_detail;
DROP TABLE bill_account CASCADE CONSTRAINTS PURGE;
