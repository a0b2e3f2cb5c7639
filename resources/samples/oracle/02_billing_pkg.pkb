CREATE OR REPLACE PACKAGE BODY billing AS
  -- 月结：把上月的费用汇总到账户
  PROCEDURE settle(p_month IN DATE) IS
    v_count NUMBER;
    v_sql   VARCHAR2(400) := q'[UPDATE bill_account SET status = 'S' WHERE created < :1]';
  BEGIN
    SELECT COUNT(*) INTO v_count FROM bill_detail;
    IF v_count = 0 THEN
      RETURN;
    END IF;

    UPDATE bill_account SET balance = 0;   -- 少了 WHERE

    EXECUTE IMMEDIATE v_sql USING p_month;

    FOR r IN (SELECT * FROM bill_account WHERE account_name LIKE '%公司') LOOP
      INSERT INTO bill_detail VALUES (seq_detail.NEXTVAL, r.account_id, 10, '月费');
      COMMIT;
    END LOOP;
  EXCEPTION
    WHEN OTHERS THEN
      NULL;
  END settle;

  FUNCTION balance_of(p_id NUMBER) RETURN NUMBER IS
    v_balance NUMBER;
  BEGIN
    SELECT balance INTO v_balance FROM bill_account WHERE TO_CHAR(account_id) = p_id;
    RETURN v_balance;
  END balance_of;
END billing;
/

CREATE OR REPLACE TRIGGER trg_account_audit
BEFORE UPDATE ON bill_account
FOR EACH ROW
BEGIN
  :NEW.created := SYSDATE;
END;
/
