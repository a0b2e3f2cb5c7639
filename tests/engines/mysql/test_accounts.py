"""Accounts are shown with what makes a DBA look twice, and with what they may."""

import pytest

from app.domain.errors import StatementFailed
from app.domain.operating.settings import Account
from app.engines.abilities import ShowsAccounts
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_family import MysqlFamilyServer


def test_shows_users_and_roles(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE ROLE readers")
    server.sql("GRANT SELECT ON mysql.* TO readers")
    server.sql("CREATE USER 'it''s'@'%' IDENTIFIED BY 'x'")
    server.sql("GRANT readers TO 'it''s'@'%'")
    server.sql("CREATE USER 'empty'@'%'")
    server.sql("CREATE USER shut@'%' IDENTIFIED BY 'x' ACCOUNT LOCK")
    server.sql("CREATE USER late@'%' IDENTIFIED BY 'x' PASSWORD EXPIRE")
    session = open_session(server)
    found: dict[str, Account] = {each.name: each for each in session.accounts()}
    assert found["readers"].role
    assert not found["readers"].no_password
    assert [role.partition("@")[0] for role in found["it's"].roles] == ["readers"]
    assert found["empty"].no_password
    assert not found["it's"].no_password
    assert found["shut"].locked
    assert not found["it's"].locked
    assert found["late"].expired
    assert found["root"].administrator
    assert not found["it's"].administrator
    assert any("readers" in line for line in session.grants(found["it's"]))
    assert any("SELECT" in line for line in session.grants(found["readers"]))
    shown: object = session
    assert isinstance(shown, ShowsAccounts)
    server.sql("DROP ROLE readers")


def test_no_hash_of_a_password_is_shown(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.create_user("dba", "x")
    (account,) = [each for each in open_session(server).accounts() if each.name == "dba"]
    assert "authentication_string" not in str(account)
    (secret,) = server.sql("SELECT authentication_string FROM mysql.user WHERE user = 'dba'")[0]
    assert str(secret) not in str(account)


def test_a_missing_grant_is_named(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.create_user("watcher", "x")
    session = open_session(server, user="watcher", password="x")
    with pytest.raises(StatementFailed, match="SELECT ON mysql"):
        session.accounts()
