import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.sql.kinds import Nature, kind_of, nature
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import tokenize


def named(text: str, dialect: Dialect) -> str:
    oracle = dialect is Dialect.ORACLE
    return kind_of(tokenize_oracle(text) if oracle else tokenize(text, dialect), dialect)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ""),
        ("-- nothing", ""),
        ("42", ""),
        ("select 1", "SELECT"),
        ("((select 1) union (select 2))", "SELECT"),
        ("with a as (select 1) select * from a", "SELECT"),
        ("with a as (select 1) delete from b", "DELETE"),
        ("with recursive a(b) as (select 1), c as (select 2) update d set e = 1", "UPDATE"),
        ("insert into t with a as (select 1) select * from a", "INSERT"),
        ("explain delete from t", "EXPLAIN"),
        ("create table t (a int)", "CREATE TABLE"),
        ("create temporary table if not exists t (a int)", "CREATE TABLE"),
        ("CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`b` VIEW v AS SELECT 1", "CREATE VIEW"),
        ("/*!50001 CREATE */ /*!50001 DEFINER=a */ /*!50001 VIEW v */", "CREATE VIEW"),
        ("create definer = event procedure p() begin end", "CREATE PROCEDURE"),
        ("create definer = 'a'@'b' trigger t before insert on x", "CREATE TRIGGER"),
        ("create unique index i on t (a)", "CREATE INDEX"),
        ("create fulltext index i on t (a)", "CREATE INDEX"),
        ("create or replace spatial reference system 1", "CREATE SPATIAL REFERENCE SYSTEM"),
        ("create aggregate function f returns int soname 'x'", "CREATE FUNCTION"),
        ("create user a", "CREATE USER"),
        ("alter ignore table t add a int", "ALTER TABLE"),
        ("alter event e do select 1", "ALTER EVENT"),
        ("drop temporary table t", "DROP TABLE"),
        ("drop prepare p", "DROP PREPARE"),
        ("truncate t", "TRUNCATE TABLE"),
        ("rename table a to b", "RENAME TABLE"),
        ("set global transaction isolation level serializable", "SET TRANSACTION"),
        ("set names utf8", "SET"),
        ("start transaction", "START TRANSACTION"),
        ("begin", "BEGIN"),
        ("begin not atomic select 1; end", "BEGIN NOT ATOMIC"),
        ("lock tables t read", "LOCK TABLES"),
        ("load data infile 'x' into table t", "LOAD DATA"),
        ("analyze local table t", "ANALYZE TABLE"),
        ("create", "CREATE"),
        ("create definer", "CREATE"),
        ("create (", "CREATE"),
        ("create nonsense t", "CREATE"),
        ("`create` table", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", [Dialect.MYSQL, Dialect.MARIADB])
def test_kinds_of_mysql(text: str, kind: str, dialect: Dialect) -> None:
    assert named(text, dialect) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ""),
        ("select 1 from dual", "SELECT"),
        (
            "with function f return int is begin update t set a = 1; end; select f from dual",
            "SELECT",
        ),
        ("with a as (select 1 from dual) select * from a", "SELECT"),
        ("merge into t using u on (a = b) when matched then update set c = 1", "MERGE"),
        ("begin null; end;", "PL/SQL BLOCK"),
        ("declare a int; begin null; end;", "PL/SQL BLOCK"),
        ("<<l>> <<m>> begin null; end;", "PL/SQL BLOCK"),
        ("exec p", "PL/SQL BLOCK"),
        ("create or replace package body p as end;", "CREATE PACKAGE BODY"),
        ("create or replace editionable package p as end;", "CREATE PACKAGE"),
        ("create type body t as end;", "CREATE TYPE BODY"),
        ("create or replace force view v as select 1 from dual", "CREATE VIEW"),
        ("create materialized view log on t", "CREATE MATERIALIZED VIEW LOG"),
        ("create materialized view v as select 1 from dual", "CREATE MATERIALIZED VIEW"),
        ("create global temporary table t (a int)", "CREATE TABLE"),
        ("create bitmap index i on t (a)", "CREATE INDEX"),
        ("create public database link l connect to a", "CREATE DATABASE LINK"),
        ("create or replace public synonym s for t", "CREATE SYNONYM"),
        ("create or replace and compile java source named a as x", "CREATE JAVA"),
        ("alter session set a = 1", "ALTER SESSION"),
        ("alter pluggable database p open", "ALTER PLUGGABLE DATABASE"),
        ("alter package p compile body", "ALTER PACKAGE"),
        ("comment on table t is 'x'", "COMMENT ON"),
        ("drop table t purge", "DROP TABLE"),
        ("purge recyclebin", "PURGE"),
        ("rename a to b", "RENAME"),
        ("flashback table t to before drop", "FLASHBACK TABLE"),
        ("truncate cluster c", "TRUNCATE CLUSTER"),
        ("lock table t in exclusive mode", "LOCK TABLE"),
        ("set transaction read only", "SET TRANSACTION"),
        ("explain plan for select 1 from dual", "EXPLAIN"),
        ("administer key management set key", "ADMINISTER KEY"),
    ],
)
def test_kinds_of_oracle(text: str, kind: str) -> None:
    assert named(text, Dialect.ORACLE) == kind


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("SELECT", Nature.QUERY),
        ("SHOW", Nature.QUERY),
        ("EXPLAIN", Nature.QUERY),
        ("INSERT", Nature.DML),
        ("MERGE", Nature.DML),
        ("LOAD DATA", Nature.DML),
        ("CREATE TABLE", Nature.DDL),
        ("TRUNCATE TABLE", Nature.DDL),
        ("COMMENT ON", Nature.DDL),
        ("RENAME TABLE", Nature.DDL),
        ("BEGIN", Nature.TRANSACTION),
        ("START TRANSACTION", Nature.TRANSACTION),
        ("SET TRANSACTION", Nature.TRANSACTION),
        ("COMMIT", Nature.TRANSACTION),
        ("START REPLICA", Nature.OTHER),
        ("ALTER SESSION", Nature.OTHER),
        ("DROP PREPARE", Nature.OTHER),
        ("PURGE BINARY", Nature.OTHER),
        ("LOAD INDEX", Nature.OTHER),
        ("GRANT", Nature.OTHER),
        ("PL/SQL BLOCK", Nature.OTHER),
        ("SET", Nature.OTHER),
        ("", Nature.OTHER),
    ],
)
def test_natures(kind: str, expected: Nature) -> None:
    assert nature(kind) is expected


WORDS = "create drop alter with begin set start ( ) ; << >> : definer = @ as x table 1 'a' end not"


@given(st.lists(st.sampled_from(WORDS.split())), st.sampled_from(Dialect))
def test_any_words_have_a_kind(words: list[str], dialect: Dialect) -> None:
    assert isinstance(named(" ".join(words), dialect), str)
