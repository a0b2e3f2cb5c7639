"""A connection is made stage by stage, and says where it failed and what to do."""

import socket
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from app.domain.connecting import Stage, StageReport, StageState
from app.domain.endpoint import Tls, TlsMode
from app.domain.errors import Cancelled, ConnectFailed
from app.domain.inventory import TopologyRole
from app.domain.stop import Stop
from app.engines.base import Session
from tests.engines.mysql.conftest import Opens
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer


def ended(told: list[StageReport]) -> dict[Stage, StageState]:
    return {report.stage: report.state for report in told}


def test_tells_every_stage_and_the_facts(server: MysqlFamilyServer, open_session: Opens) -> None:
    told: list[StageReport] = []
    session = open_session(server, told=told)
    assert isinstance(session, Session)
    passed = ended(told)
    assert all(
        passed[stage] is StageState.PASSED
        for stage in (Stage.TCP, Stage.TLS, Stage.LOGIN, Stage.VERSION, Stage.GRANTS)
    )
    facts = session.facts
    assert facts.type == session.endpoint.type
    assert facts.release >= (5, 7)
    assert facts.account.startswith("root@")
    assert facts.encrypted.startswith("TLS")
    assert facts.clock is not None
    assert facts.offset is not None
    assert facts.time_zone
    assert facts.role is TopologyRole.STANDALONE
    assert not facts.missing


def test_knows_source_and_replica(pair: Any, open_session: Opens) -> None:
    assert open_session(pair.source).facts.role is TopologyRole.MASTER
    assert open_session(pair.replica).facts.role is TopologyRole.SLAVE


def test_a_wrong_password_fails_the_login(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.create_user("dba", "right", "SELECT ON *.*")
    told: list[StageReport] = []
    with pytest.raises(ConnectFailed, match="Access denied") as caught:
        open_session(server, user="dba", password="wrong", told=told)
    assert "password" in caught.value.hint
    assert ended(told)[Stage.LOGIN] is StageState.FAILED
    assert ended(told)[Stage.TLS] is StageState.PASSED
    assert "wrong" not in repr(caught.value.__cause__)


def test_an_unknown_database_fails_the_login(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    with pytest.raises(ConnectFailed, match="Unknown database") as caught:
        open_session(server, database="nowhere")
    assert "database" in caught.value.hint


@pytest.mark.parametrize("mode", [TlsMode.OFF, TlsMode.REQUIRED, TlsMode.PREFERRED])
def test_a_password_in_chinese_opens(mysql9: MySQL, open_session: Opens, mode: TlsMode) -> None:
    """Over TLS as it is, in the clear by RSA, and the second time by the server's cache."""
    mysql9.create_user("dba", "密码", "SELECT ON *.*")
    for _twice in range(2):
        session = open_session(mysql9, user="dba", password="密码", tls=Tls(mode))
        assert bool(session.facts.encrypted) is (mode is not TlsMode.OFF)


def test_missing_grants_are_told_with_the_remedy(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    server.create_user("watcher", "x", "SELECT ON performance_schema.*")
    told: list[StageReport] = []
    facts = open_session(server, user="watcher", password="x", told=told).facts
    assert ended(told)[Stage.GRANTS] is StageState.WARNED
    assert any("GRANT PROCESS ON *.* TO 'watcher'@'%'" in said for said in facts.missing)
    assert any("SELECT ON mysql.*" in said for said in facts.missing)
    acts = len(facts.missing)
    reading = open_session(server, user="watcher", password="x", read_only=True).facts
    assert len(reading.missing) < acts


def test_the_remedies_help(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.create_user("watcher", "x")
    for said in open_session(server, user="watcher", password="x").facts.missing:
        server.sql(said.partition("Remedy: ")[2])
    assert open_session(server, user="watcher", password="x").facts.missing == ()


def test_verifies_the_server_and_shows_a_client_certificate(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    files = server.certificates
    server.create_user("strict", "x", require="X509")
    tls = Tls(
        TlsMode.VERIFY_FULL,
        ca=str(files.ca),
        certificate=str(files.client_cert),
        key=str(files.client_key),
    )
    assert open_session(server, user="strict", password="x", tls=tls).facts.encrypted
    told: list[StageReport] = []
    stranger = Tls(TlsMode.VERIFY_CA, ca=str(files.other_ca))
    with pytest.raises(ConnectFailed, match="certificate") as caught:
        open_session(server, tls=stranger, told=told)
    assert "CA" in caught.value.hint
    assert ended(told)[Stage.TLS] is StageState.FAILED
    named = Tls(TlsMode.VERIFY_FULL, ca=str(files.ca), server_name="elsewhere.example")
    with pytest.raises(ConnectFailed, match="certificate"):
        open_session(server, tls=named)


def test_only_preferred_goes_on_without_tls(start_mariadb: Any, open_session: Opens) -> None:
    bare = start_mariadb("--skip-ssl")
    told: list[StageReport] = []
    assert open_session(bare, told=told).facts.encrypted == ""
    assert ended(told)[Stage.TLS] is StageState.WARNED
    told.clear()
    with pytest.raises(ConnectFailed, match="does not offer"):
        open_session(bare, tls=Tls(TlsMode.REQUIRED), told=told)
    assert ended(told)[Stage.TLS] is StageState.FAILED


def test_something_else_on_the_port_is_told_as_that(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:

        def greet() -> None:
            client, _address = door.accept()
            client.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")
            client.recv(100)
            client.close()

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(ConnectFailed) as caught:
            open_session(server, port=door.getsockname()[1], connect_timeout=1.0)
        thread.join()
    assert "not a MySQL" in str(caught.value) or "closed" in str(caught.value)


def test_a_silent_server_is_given_up_and_can_be_cancelled(
    server: MysqlFamilyServer, open_session: Opens, fault_proxy: Any
) -> None:
    proxy: FaultProxy = fault_proxy(server.port)
    proxy.black_hole = True
    with pytest.raises(ConnectFailed, match="said nothing"):
        open_session(server, port=proxy.port, connect_timeout=0.3)
    stop = Stop()
    begun = time.monotonic()
    timer = threading.Timer(0.2, stop.set)
    timer.start()
    with pytest.raises(Cancelled):
        open_session(server, port=proxy.port, stop=stop)
    timer.join()
    assert time.monotonic() - begun < 1.2


def test_what_an_active_role_gives_is_not_missed(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    server.sql("CREATE ROLE watching")
    server.sql("GRANT PROCESS ON *.* TO watching")
    server.create_user("watcher", "x", "watching")
    default = "SET DEFAULT ROLE watching FOR watcher"
    server.sql(default if isinstance(server, MariaDB) else default.replace("FOR", "TO"))
    facts = open_session(server, user="watcher", password="x").facts
    assert not any("PROCESS" in said for said in facts.missing)
    server.sql("DROP ROLE watching")


def test_a_way_of_logging_in_we_do_not_have_is_told(
    start_mariadb: Any, open_session: Opens
) -> None:
    strict = start_mariadb()
    strict.sql("INSTALL SONAME 'auth_pam'")
    strict.sql("CREATE USER dba IDENTIFIED VIA pam")
    with pytest.raises(ConnectFailed, match="not supported here") as caught:
        open_session(strict, user="dba", password="x")
    assert "caching_sha2_password" in caught.value.hint


def test_the_driver_is_imported_with_the_first_session_only() -> None:
    code = (
        "import sys, app.engines.catalogue, app.engines.mysql.connect;"
        "print([name for name in ('pymysql', 'asyncssh', 'PySide6') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
