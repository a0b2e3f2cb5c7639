import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from tests.sql.grammar.ddl_bench import reading, refused


@pytest.mark.parametrize(
    ("text", "user", "host"),
    [
        ("root", "root", ""),
        ("'张 三'@'10.0.%'", "张 三", "10.0.%"),
        ("`a``b`@`%`", "a`b", "%"),
        ("root@localhost", "root", "localhost"),
        ("root@127.0.0.1", "root", "127.0.0.1"),
        ('"u"@"h"', "u", "h"),
        ("''@localhost", "", "localhost"),
        ("'a@b'", "a@b", ""),
        ("'root' @'localhost'", "root", "localhost"),
        ("CURRENT_USER", "CURRENT_USER", ""),
        ("CURRENT_USER()", "CURRENT_USER", ""),
    ],
)
def test_account(text: str, user: str, host: str) -> None:
    found = reading(f"DROP USER {text}", tree.Accounts)
    (account,) = found.tree.accounts
    assert (account.user, account.host) == (user, host)
    assert found.of(account) == text


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("IDENTIFIED BY '密码'", ["IDENTIFIED BY"]),
        ("IDENTIFIED BY PASSWORD '*AB'", ["IDENTIFIED BY PASSWORD"]),
        ("IDENTIFIED BY RANDOM PASSWORD", ["IDENTIFIED BY RANDOM PASSWORD"]),
        ("IDENTIFIED WITH caching_sha2_password", ["IDENTIFIED WITH"]),
        ("IDENTIFIED WITH 'sha' BY 'x'", ["IDENTIFIED WITH", "IDENTIFIED BY"]),
        ("IDENTIFIED WITH sha AS '$A'", ["IDENTIFIED WITH", "IDENTIFIED AS"]),
        ("IDENTIFIED WITH sha AS 0x24", ["IDENTIFIED WITH", "IDENTIFIED AS"]),
        (
            "IDENTIFIED WITH a BY 'x' AND IDENTIFIED WITH b AS 'uid=x,dc=y'",
            ["IDENTIFIED WITH", "IDENTIFIED BY", "IDENTIFIED WITH", "IDENTIFIED AS"],
        ),
        ("REQUIRE NONE", ["REQUIRE"]),
        ("REQUIRE ISSUER '/C=SE' AND SUBJECT '/CN=x'", ["REQUIRE ISSUER", "REQUIRE SUBJECT"]),
        (
            "WITH MAX_QUERIES_PER_HOUR 5 MAX_USER_CONNECTIONS 2",
            ["MAX_QUERIES_PER_HOUR", "MAX_USER_CONNECTIONS"],
        ),
        ("PASSWORD EXPIRE", ["PASSWORD EXPIRE"]),
        ("PASSWORD EXPIRE INTERVAL 180 DAY", ["PASSWORD EXPIRE INTERVAL"]),
        ("PASSWORD HISTORY DEFAULT", ["PASSWORD HISTORY"]),
        ("PASSWORD REUSE INTERVAL 90 DAY", ["PASSWORD REUSE INTERVAL"]),
        ("PASSWORD REQUIRE CURRENT OPTIONAL", ["PASSWORD REQUIRE CURRENT"]),
        (
            "FAILED_LOGIN_ATTEMPTS 4 PASSWORD_LOCK_TIME UNBOUNDED ACCOUNT LOCK",
            ["FAILED_LOGIN_ATTEMPTS", "PASSWORD_LOCK_TIME", "ACCOUNT LOCK"],
        ),
        ("COMMENT '张三'", ["COMMENT"]),
        ("ATTRIBUTE '{}'", ["ATTRIBUTE"]),
        ("DEFAULT ROLE a, b@c", ["DEFAULT ROLE", "DEFAULT ROLE"]),
    ],
)
def test_create_user(text: str, options: list[str]) -> None:
    found = reading(f"CREATE USER IF NOT EXISTS u@h {text}", tree.Accounts)
    assert found.tree.kind == "CREATE USER"
    assert found.tree.if_not_exists
    assert [o.name for o in found.tree.options] == options
    assert found.of(found.tree).endswith(text)


def test_a_password_is_found_where_it_stands() -> None:
    text = "ALTER USER IF EXISTS a IDENTIFIED BY 'x', b@h IDENTIFIED WITH p BY '密' REPLACE 'y'"
    found = reading(text, tree.Accounts)
    assert found.each(found.tree.accounts) == ["a", "b@h"]
    assert found.each(found.tree.options) == [
        "IDENTIFIED BY 'x'", "IDENTIFIED WITH p", "BY '密' REPLACE 'y'",
    ]  # fmt: skip
    secrets = [o.value for o in found.tree.options if o.name == "IDENTIFIED BY"]
    assert [found.of(value) for value in secrets] == ["'x'", "'密'"]


@pytest.mark.parametrize(
    "text",
    [
        "ALTER USER USER() IDENTIFIED BY 'x' RETAIN CURRENT PASSWORD",
        "ALTER USER u DISCARD OLD PASSWORD",
        "ALTER USER u ADD 2 FACTOR IDENTIFIED WITH fido",
        "ALTER USER u DROP 2 FACTOR DROP 3 FACTOR",
        "ALTER USER u 2 FACTOR INITIATE REGISTRATION",
        "ALTER USER u DEFAULT ROLE ALL",
        "DROP ROLE IF EXISTS r, s@h",
        "CREATE ROLE IF NOT EXISTS r, 's'@h",
        "RENAME USER a@h TO b@h, c TO d",
        "SET PASSWORD = 'x'",
        "SET PASSWORD FOR 'u'@'h' = PASSWORD('x')",
        "SET PASSWORD FOR u TO RANDOM",
        "SET ROLE NONE",
        "SET ROLE ALL EXCEPT a, b",
        "SET DEFAULT ROLE a, b TO u@h, v",
    ],
)
def test_other_statements_on_accounts(text: str) -> None:
    found = reading(text, tree.Accounts)
    assert found.of(found.tree) == text
    assert text.startswith(found.tree.kind)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE OR REPLACE USER u IDENTIFIED VIA unix_socket OR p USING PASSWORD('x')",
        "CREATE ROLE r WITH ADMIN CURRENT_USER",
        "SET DEFAULT ROLE r FOR u@h",
    ],
)
def test_accounts_of_mariadb(text: str) -> None:
    found = reading(text, tree.Accounts, Dialect.MARIADB)
    assert found.of(found.tree) == text


@pytest.mark.parametrize(
    ("text", "privileges", "target"),
    [
        ("GRANT ALL ON *.* TO u", ["ALL PRIVILEGES"], "*.*"),
        ("GRANT all privileges ON `d`.* TO u", ["ALL PRIVILEGES"], "d.*"),
        ("GRANT SELECT (a, b), update (c) ON d.t TO u, v@h", ["SELECT", "UPDATE"], "d.t"),
        ("GRANT REPLICATION SLAVE, PROCESS ON * TO u", ["REPLICATION SLAVE", "PROCESS"], "*"),
        ("GRANT CREATE TEMPORARY TABLES ON t TO u", ["CREATE TEMPORARY TABLES"], "t"),
        ("GRANT system_variables_admin ON *.* TO u", ["SYSTEM_VARIABLES_ADMIN"], "*.*"),
        ("GRANT EXECUTE ON PROCEDURE d.p TO u", ["EXECUTE"], "d.p"),
        ("GRANT SELECT ON TABLE sequence TO u", ["SELECT"], "sequence"),
        ("GRANT SELECT ON sequence TO u", ["SELECT"], "sequence"),
        ("GRANT Role1, 'r 2'@h TO u", ["Role1", "r 2"], None),
        ("GRANT PROXY ON ''@'' TO root@h", ["PROXY"], None),
    ],
)
def test_grant(text: str, privileges: list[str], target: str | None) -> None:
    found = reading(text, tree.Grant).tree
    assert [p.name for p in found.privileges] == privileges
    assert (found.target and found.target.dotted) == target
    assert not found.revoke


def test_every_part_of_a_grant_is_exactly_its_text() -> None:
    text = (
        "GRANT SELECT (`列`), INSERT ON `库`.`表` TO 'u'@'%' IDENTIFIED BY '密' "
        "REQUIRE SSL WITH GRANT OPTION MAX_QUERIES_PER_HOUR 5"
    )
    found = reading(text, tree.Grant)
    assert found.each(found.tree.privileges) == ["SELECT (`列`)", "INSERT"]
    assert found.of(found.tree.target) == "`库`.`表`"
    assert found.each(found.tree.accounts) == ["'u'@'%'"]
    assert found.each(found.tree.options) == [
        "IDENTIFIED BY '密'", "REQUIRE SSL", "GRANT OPTION", "MAX_QUERIES_PER_HOUR 5",
    ]  # fmt: skip
    assert found.tree.grant_option


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("GRANT r TO u WITH ADMIN OPTION", True),
        ("GRANT ALL ON *.* TO u AS v WITH ROLE ALL EXCEPT r", False),
        ("REVOKE GRANT OPTION ON *.* FROM u", True),
        ("REVOKE ALL PRIVILEGES, GRANT OPTION FROM u, v", True),
        ("REVOKE IF EXISTS SELECT ON d.* FROM u IGNORE UNKNOWN USER", False),
        ("REVOKE r, s FROM u@h", False),
        ("REVOKE PROXY ON a FROM b", False),
        ("REVOKE ADMIN OPTION FOR r FROM u", True),
    ],
)
def test_grant_option_and_revoke(text: str, free: bool) -> None:
    found = reading(text, tree.Grant)
    assert found.tree.grant_option == free
    assert found.tree.revoke == text.startswith("REVOKE")
    assert found.of(found.tree) == text


@pytest.mark.parametrize(
    "text",
    [
        "CREATE USER",
        "CREATE USER then@h",
        "CREATE USER u IDENTIFIED WITH if",
        "GRANT SET ON *.* TO u",
        "CREATE USER u REQUIRE SUBJECT 'a' AND SUBJECT 'b'",
        "CREATE USER u IDENTIFIED BY",
        "CREATE USER u WITH",
        "DROP USER a b",
        "DROP USER `a@`localhost",
        "RENAME USER a b",
        "GRANT SELECT TO u",
        "GRANT SELECT ON d.t",
        "GRANT SELECT ON d.t.c TO u",
        "GRANT ON d.t TO u",
        "REVOKE SELECT ON d.t TO u",
        "SET ROLE",
        "SET PASSWORD FOR u",
        "SET PASSWORD = MD5('x')",
        "ALTER USER u 2 FACTOR INITIATE",
    ],
)
def test_refused(text: str) -> None:
    assert refused(text)
