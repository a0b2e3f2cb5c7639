"""MySQL 9 starts, serves with and without TLS, comes back, replicates, and is tidied up."""

import ssl
from collections.abc import Callable

import pymysql
import pytest

from tests.servers.mysql import MySQL
from tests.servers.pairs import SourceAndReplica


def test_answers_and_comes_back_with_its_data(mysql9: MySQL) -> None:
    mysql9.sql("CREATE DATABASE shop")
    mysql9.restart()
    assert mysql9.sql("SHOW DATABASES LIKE 'shop'") == [("shop",)]
    assert mysql9.sql("SELECT @@version")[0][0] >= "9"
    assert "ready for connections" in mysql9.log


def test_a_client_certificate_is_asked_for(mysql9: MySQL) -> None:
    mysql9.create_user("strict", "secret", "SELECT ON *.*", require="X509")
    trust = ssl.create_default_context(cafile=str(mysql9.certificates.ca))
    login = {"user": "strict", "password": "secret", "ssl": trust}
    with pytest.raises(pymysql.err.OperationalError, match="denied"):
        mysql9.connect(**login)
    trust.load_cert_chain(mysql9.certificates.client_cert, mysql9.certificates.client_key)
    mysql9.connect(**login).close()


def test_slow_statements_reach_the_file(start_mysql9: Callable[..., MySQL]) -> None:
    server = start_mysql9("--slow-query-log=ON", "--long-query-time=0")
    server.sql("SELECT 'to be found'")
    server.wait_until(lambda: "to be found" in server.slow_log.read_text())


def test_what_a_test_leaves_is_removed(mysql9: MySQL) -> None:
    mysql9.sql("CREATE DATABASE shop")
    mysql9.create_user("oneil", "secret", "ALL ON *.*")
    mysql9.sql("CREATE ROLE keeper")
    with mysql9.connect() as lost:
        assert mysql9.tidy()
        with pytest.raises(pymysql.err.OperationalError):
            lost.ping(reconnect=False)
    assert mysql9.sql("SELECT user FROM mysql.user WHERE user IN ('oneil', 'keeper')") == []
    mysql9.sql("SET GLOBAL max_connections = 77")
    assert not mysql9.tidy()


def test_the_replica_follows_and_goes_on_after_a_restart(
    mysql9_pair: SourceAndReplica[MySQL],
) -> None:
    mysql9_pair.source.sql("CREATE DATABASE shop")
    assert mysql9_pair.catch_up()
    assert mysql9_pair.replica.sql("SHOW DATABASES LIKE 'shop'") == [("shop",)]
    mysql9_pair.replica.restart()
    mysql9_pair.replica.wait_until(mysql9_pair.replica.replicates)
    assert mysql9_pair.tidy()
    assert mysql9_pair.replica.sql("SHOW DATABASES LIKE 'shop'") == []
    mysql9_pair.replica.sql("STOP REPLICA")
    assert not mysql9_pair.tidy()
