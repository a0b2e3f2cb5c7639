"""No password that was typed into a statement is written down, and nothing else is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.redact import redacted

SECRET = "Tiger-9!"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE USER u IDENTIFIED BY 'Tiger-9!'",
        "create user u identified /* x */ by\n'Tiger-9!' require ssl",
        'CREATE USER u IDENTIFIED BY "Tiger-9!" DEFAULT TABLESPACE users',
        "ALTER USER u IDENTIFIED BY Tiger-9!",
        "ALTER USER u IDENTIFIED BY Tiger-9! REPLACE Tiger-9!;",
        "ALTER USER u IDENTIFIED BY VALUES 'S:Tiger-9!'",
        "ALTER USER u IDENTIFIED BY 'Tiger-9!' REPLACE 'Tiger-9!'",
        "ALTER USER u IDENTIFIED WITH caching_sha2_password BY 'Tiger-9!'",
        "ALTER USER u IDENTIFIED WITH mysql_native_password AS '*Tiger-9!'",
        "CREATE USER u IDENTIFIED VIA ed25519 USING PASSWORD('Tiger-9!')",
        "CREATE USER u IDENTIFIED BY 'it''s \\' Tiger-9!'",
        "CREATE USER u IDENTIFIED BY 'open Tiger-9!",
        "SET PASSWORD FOR 'u'@'h' = PASSWORD('Tiger-9!')",
        "SET PASSWORD FOR 'u'@'h' = 'Tiger-9!'",
        "SET PASSWORD = 'Tiger-9!'",
        "CHANGE MASTER TO MASTER_HOST='h', MASTER_PASSWORD='Tiger-9!', MASTER_PORT=1",
        "CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD = 'Tiger-9!'",
        "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD 'Tiger-9!')",
        "AUTH Tiger-9!",
        "auth default Tiger-9!",
        "HELLO 3 AUTH default Tiger-9! SETNAME x",
        "CONFIG SET requirepass Tiger-9!",
        'CONFIG SET "masterauth" "Tiger-9!"',
        "SENTINEL SET mymaster auth-pass Tiger-9!",
        "MIGRATE h 6379 k 0 1000 AUTH Tiger-9!",
        "MIGRATE h 6379 k 0 1000 AUTH2 u Tiger-9! KEYS a",
        "ACL SETUSER ann on >Tiger-9! ~* +@all",
        "ACL SETUSER ann on <Tiger-9!",
        'ACL SETUSER ann on ">Tiger-9!"',
    ],
)
def test_a_password_is_taken_out(statement: str) -> None:
    written = redacted(statement)
    assert SECRET not in written
    assert "***" in written
    assert written[:4] == statement[:4]


@pytest.mark.parametrize(
    "statement",
    [
        "KILL 17",
        "ALTER USER u IDENTIFIED BY {secret:instance/1/password}",
        "CONFIG SET requirepass {secret:instance/1/password}",
        "SET GLOBAL max_connections = 500 /* mohist */",
        "SET PASSWORD FOR 'u'@'h' = {secret:a}",
        "REPLACE INTO t VALUES ('a')",
        "CLIENT KILL ID 3",
        "SET auth 1",
    ],
)
def test_what_holds_none_stays_as_it_is(statement: str) -> None:
    assert redacted(statement) == statement


@given(st.text(st.sampled_from("identified by with'\"password=auth >\\/*"), max_size=60))
def test_once_is_enough(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)


@pytest.mark.parametrize(
    "part", ["password for ", "identified with ", "password", "auth ", "hello 3 auth ", "'", "/*"]
)
def test_a_huge_hostile_statement_is_read_in_one_go(part: str) -> None:
    redacted("ACL SETUSER " + part * 100_000)
    redacted("identified by " + part * 100_000)
