"""MariaDB starts, serves with and without TLS, comes back, replicates, and is tidied up."""

import ssl
from collections.abc import Callable

import pymysql
import pytest

from tests.servers.mariadb import MariaDB
from tests.servers.pairs import SourceAndReplica


def test_answers_and_comes_back_with_its_data(mariadb: MariaDB) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.item (id INT PRIMARY KEY)")
    mariadb.sql("INSERT INTO shop.item VALUES (1), (2)")
    mariadb.restart()
    assert mariadb.sql("SELECT id FROM shop.item") == [(1,), (2,)]
    mariadb.kill()
    assert not mariadb.running
    mariadb.start()
    assert "MariaDB" in mariadb.sql("SELECT @@version")[0][0]
    assert "ready for connections" in mariadb.log


def test_a_user_has_the_rights_it_was_given(mariadb: MariaDB) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.create_user("reader", "secret", "SELECT ON shop.*")
    with (
        mariadb.connect(user="reader", password="secret") as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SHOW DATABASES")
        assert ("shop",) in cursor.fetchall()
        with pytest.raises(pymysql.err.OperationalError, match="denied"):
            cursor.execute("CREATE DATABASE another")


def test_a_client_certificate_is_asked_for(mariadb: MariaDB) -> None:
    mariadb.create_user("strict", "secret", require="X509")
    trust = ssl.create_default_context(cafile=str(mariadb.certificates.ca))
    login = {"user": "strict", "password": "secret", "ssl": trust}
    with pytest.raises(pymysql.err.OperationalError, match="denied"):
        mariadb.connect(**login)
    trust.load_cert_chain(mariadb.certificates.client_cert, mariadb.certificates.client_key)
    with mariadb.connect(**login) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW STATUS LIKE 'Ssl_version'")
        assert cursor.fetchone()[1].startswith("TLS")
    stranger = ssl.create_default_context(cafile=str(mariadb.certificates.other_ca))
    with pytest.raises(pymysql.err.OperationalError, match="CERTIFICATE_VERIFY_FAILED"):
        mariadb.connect(**(login | {"ssl": stranger}))


def test_statements_and_metadata_locks_are_instrumented(mariadb: MariaDB) -> None:
    mariadb.sql("CREATE TABLE mysql.t_locked (id INT)")
    with mariadb.connect() as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT * FROM mysql.t_locked")
        locks = mariadb.sql(
            "SELECT lock_type FROM performance_schema.metadata_locks WHERE object_name = 't_locked'"
        )
        assert locks == [("SHARED_READ",)]
        cursor.execute("COMMIT")
    mariadb.sql("DROP TABLE mysql.t_locked")
    digests = mariadb.sql(
        "SELECT digest_text FROM performance_schema.events_statements_summary_by_digest"
    )
    assert any("t_locked" in str(text) for (text,) in digests)


def test_slow_statements_reach_the_file(start_mariadb: Callable[..., MariaDB]) -> None:
    server = start_mariadb("--slow-query-log=ON", "--long-query-time=0")
    server.sql("SELECT 'to be found'")
    server.wait_until(lambda: "to be found" in server.slow_log.read_text())


def test_what_a_test_leaves_is_removed(mariadb: MariaDB) -> None:
    mariadb.sql("CREATE DATABASE `odd ``name`")
    mariadb.create_user("oneil", "secret", "ALL ON *.*")
    mariadb.sql("CREATE ROLE keeper")
    with mariadb.connect() as lost:
        assert mariadb.tidy()
        with pytest.raises(pymysql.err.OperationalError):
            lost.ping(reconnect=False)
    assert mariadb.sql("SELECT user FROM mysql.user WHERE user IN ('oneil', 'keeper')") == []
    digests = mariadb.sql(
        "SELECT digest_text FROM performance_schema.events_statements_summary_by_digest"
    )
    assert not any("keeper" in str(text) for (text,) in digests)
    mariadb.sql("SET GLOBAL max_connections = 77")
    assert not mariadb.tidy()
    mariadb.sql("SET GLOBAL max_connections = DEFAULT")
    assert mariadb.tidy()
    mariadb.sql("UPDATE performance_schema.setup_consumers SET enabled = 'NO'")
    assert not mariadb.tidy()


def test_the_replica_follows(mariadb_pair: SourceAndReplica[MariaDB]) -> None:
    mariadb_pair.source.sql("CREATE DATABASE shop")
    assert mariadb_pair.catch_up()
    assert mariadb_pair.replica.sql("SHOW DATABASES LIKE 'shop'") == [("shop",)]
    assert mariadb_pair.tidy()
    assert mariadb_pair.replica.sql("SHOW DATABASES LIKE 'shop'") == []
    mariadb_pair.replica.sql("STOP SLAVE")
    assert not mariadb_pair.tidy()
