import pytest

from app.domain.dialect import Dialect
from app.sql.detect import detect

MYSQL, MARIADB, ORACLE = Dialect.MYSQL, Dialect.MARIADB, Dialect.ORACLE


@pytest.mark.parametrize(
    ("head", "dialect"),
    [
        ("", MYSQL),
        ("SELECT a FROM b WHERE c = 1;", MYSQL),
        ("CREATE TABLE t (id int(11) NOT NULL AUTO_INCREMENT) ENGINE=InnoDB;", MYSQL),
        ("-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;", MYSQL),
        ("# notes\nUSE shop;\nALTER TABLE t ADD COLUMN a TINYINT UNSIGNED AFTER b;", MYSQL),
        ("DELIMITER //\nCREATE PROCEDURE p() BEGIN END//", MYSQL),
        ("INSERT INTO `number` VALUES ('TO_DATE(x) FROM DUAL', 'VARCHAR2');", MYSQL),
        ("-- from Oracle: VARCHAR2, NUMBER, SYSDATE\nSELECT IFNULL(a, 1) FROM t LIMIT 1;", MYSQL),
        ("-- MariaDB dump 10.19\nCREATE TABLE `t` (`a` int(11)) ENGINE=InnoDB;", MARIADB),
        ("/*M!100616 SET a=1 */;", MARIADB),
        ("/*\n Source Server Type    : MariaDB\n*/\nCREATE TABLE `t` (`a` int);", MARIADB),
        ("CREATE TABLE t (a INT) WITH SYSTEM VERSIONING;", MARIADB),
        ("CREATE TABLE t (a VARCHAR2(10), b NUMBER(10,2));", ORACLE),
        ("create table t (a number primary key)\n/\n", ORACLE),
        ("prompt Installing\nset define off\n@@tables.sql\n", ORACLE),
        ("REM notes\nspool a.log\nselect sysdate from dual;", ORACLE),
        ("create or replace package body p as\n  procedure q is begin null; end;\nend;\n/", ORACLE),
        ("begin\n  dbms_output.put_line('a');\nend;\n/\n", ORACLE),
        ("COMMENT ON COLUMN t.a IS '用户名';\n", ORACLE),
        ("select a from t, u where t.x = u.x (+) and rownum < 5;", ORACLE),
        ("declare x t.a%type; begin x := 1; end;", ORACLE),
        ("ALTER SESSION SET nls_date_format = 'YYYY';", ORACLE),
        ("-- grants for Oracle\ncreate user a identified by b;\ngrant dba to a;", ORACLE),
    ],
)  # fmt: skip
def test_the_text_tells_the_dialect(head: str, dialect: Dialect) -> None:
    assert detect("script.sql", head) is dialect


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("a.sql", MYSQL),
        ("db/mysql/V1__init.sql", MYSQL),
        ("db/oracle/V1__init.sql", ORACLE),
        ("C:\\db\\oracle\\init.sql", ORACLE),
        ("init-oracle.sql", ORACLE),
        ("ora/init.sql", ORACLE),
        ("init.pks", ORACLE),
        ("INIT.PKB", ORACLE),
        ("init.plb", ORACLE),
        ("init.prc", ORACLE),
        ("plsql/init.sql", ORACLE),
        ("db/mariadb/init.sql", MARIADB),
        ("MariaDB.sql", MARIADB),
        ("home/oracle/mysql/init.sql", MYSQL),
        ("mysql/oracle/init.sql", ORACLE),
        ("oracle/mysql.sql", MYSQL),
        ("restore/decoration/orange.sql", MYSQL),
    ],
)
def test_the_path_tells_the_dialect_where_the_text_does_not(name: str, dialect: Dialect) -> None:
    assert detect(name, "CREATE INDEX i ON t (a);") is dialect


def test_a_clear_text_outweighs_the_folder() -> None:
    dump = "CREATE TABLE `t` (`id` bigint unsigned AUTO_INCREMENT) ENGINE=InnoDB CHARSET=utf8mb4;"
    assert detect("oracle/dump.sql", dump) is MYSQL
    package = (
        "create or replace package p is\n procedure q(a varchar2, b number);\nend;\n/\nshow err"
    )
    assert detect("mysql/p.sql", package) is ORACLE


def test_only_the_head_is_looked_at() -> None:
    assert detect("a.sql", "SELECT 1;\n" * 10_000 + "create package p is end;\n/\n") is MYSQL


def test_signs_may_stand_behind_empty_lines_and_each_other() -> None:
    assert detect("a.sql", "\n \n" * 9_000 + "comment on table t is 'x';\n") is ORACLE
    assert detect("a.sql", "returning " * 3_000 + "a into b;\n") is ORACLE


def test_a_comment_that_the_head_ends_in_speaks_only_where_the_code_does_not() -> None:
    words = "/* VARCHAR2 NVARCHAR2 PLS_INTEGER ROWNUM NEXTVAL PRAGMA "
    assert detect("a.sql", f"SELECT IFNULL(a, 1) FROM t LIMIT 1;\n{words}") is MYSQL
    assert detect("a.sql", words) is ORACLE
