"""Each reason a real server has for not letting one in is a clear sentence with what to do."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.connecting import Stage, StageReport, StageState
from app.domain.endpoint import Tls, TlsMode
from app.domain.errors import ConnectFailed, LoginRefused
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer

IN_THE_CLEAR = {"tls": Tls(TlsMode.OFF)}


def refused(open_session: Opens, server: MysqlFamilyServer, **how: Any) -> ConnectFailed:
    told: list[StageReport] = []
    with pytest.raises(ConnectFailed) as caught:
        open_session(server, **({"user": "dba", "password": "x", "told": told} | how))
    assert told[-1].state is StageState.FAILED
    assert told[-1].stage in (Stage.LOGIN, Stage.VERSION)
    assert told[-1].text == str(caught.value)
    assert caught.value.hint
    assert isinstance(caught.value, LoginRefused) or told[-1].stage is Stage.VERSION
    return caught.value


@pytest.mark.parametrize(
    ("account", "sentence", "hint"),
    [
        ("PASSWORD EXPIRE", "The password of dba has expired.", "another client"),
        ("ACCOUNT LOCK", "The account dba is locked.", "ACCOUNT UNLOCK"),
    ],
)
def test_expired_and_locked(
    server: MysqlFamilyServer, open_session: Opens, account: str, sentence: str, hint: str
) -> None:
    server.sql(f"CREATE USER dba IDENTIFIED BY 'x' {account}")
    error = refused(open_session, server)
    assert str(error) == sentence
    assert hint in error.hint


def test_tls_demanded_by_the_account(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.create_user("dba", "x", require="SSL")
    assert "TLS" in refused(open_session, server, **IN_THE_CLEAR).hint
    assert open_session(server, user="dba", password="x").facts.encrypted


def test_tls_demanded_by_the_server(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.create_user("dba", "x")
    server.sql("SET GLOBAL require_secure_transport = ON")
    assert "TLS" in refused(open_session, server, **IN_THE_CLEAR).hint


def test_the_accounts_own_limit(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE USER dba IDENTIFIED BY 'x' WITH MAX_USER_CONNECTIONS 1")
    assert open_session(server, user="dba", password="x")
    error = refused(open_session, server)
    assert "limit of its own: max_user_connections" in str(error)
    assert "ALTER USER" in error.hint


def test_the_servers_limit_for_each_account(mysql9: MySQL, open_session: Opens) -> None:
    mysql9.create_user("dba", "x")
    mysql9.sql("SET GLOBAL max_user_connections = 1")
    assert open_session(mysql9, user="dba", password="x")
    assert "All connections that dba may have" in str(refused(open_session, mysql9))


def test_too_many_wrong_passwords(mysql9: MySQL, open_session: Opens) -> None:
    mysql9.sql("CREATE USER dba IDENTIFIED BY 'x' FAILED_LOGIN_ATTEMPTS 1 PASSWORD_LOCK_TIME 1")
    refused(open_session, mysql9, password="wrong")
    assert "blocked after too many wrong passwords" in str(refused(open_session, mysql9))


def test_offline_mode(mysql9: MySQL, open_session: Opens) -> None:
    mysql9.create_user("dba", "x")
    mysql9.sql("SET GLOBAL offline_mode = ON")
    assert "offline mode" in str(refused(open_session, mysql9))


def test_ed25519_lets_in_and_tells_a_wrong_password(
    start_mariadb: Callable[..., MariaDB], open_session: Opens
) -> None:
    server = start_mariadb("--plugin-load-add=auth_ed25519")
    server.sql("CREATE USER dba IDENTIFIED VIA ed25519 USING PASSWORD('geheim-密码')")
    for tls in (Tls(TlsMode.OFF), Tls(TlsMode.REQUIRED)):
        session = open_session(server, user="dba", password="geheim-密码", tls=tls)
        assert session.facts.account == "dba@%"
    assert "password" in refused(open_session, server, password="wrong").hint


def test_unix_socket_is_not_for_the_network(mariadb: MariaDB, open_session: Opens) -> None:
    mariadb.sql("CREATE USER dba IDENTIFIED VIA unix_socket")
    error = refused(open_session, mariadb)
    assert "operating system only" in str(error)
    assert "another account" in error.hint
