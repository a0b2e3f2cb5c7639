"""Getting in: stage by stage, and said clearly where it does not come about."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.connecting import Stage, StageReport, StageState
from app.domain.endpoint import OracleAccess, Tls, TlsMode
from app.domain.errors import ConnectFailed, LoginRefused
from app.domain.inventory import TopologyRole
from tests.engines.oracle.conftest import CONTEXT, DATABASE, INSTANCE, Opens
from tests.engines.oracle.fake import Dictionary
from tests.servers.certificates import Certificates
from tests.servers.oracle.answers import OraError
from tests.servers.oracle.server import OracleServer, wallet


def states(told: list[StageReport]) -> dict[Stage, StageState]:
    return {report.stage: report.state for report in told}


def test_every_stage_is_told(open_session: Opens, database: OracleServer) -> None:
    told: list[StageReport] = []
    session = open_session(told=told)
    assert states(told) == {
        Stage.NAME: StageState.PASSED,
        Stage.ROUTE: StageState.SKIPPED,
        Stage.TCP: StageState.PASSED,
        Stage.TLS: StageState.SKIPPED,
        Stage.LOGIN: StageState.PASSED,
        Stage.VERSION: StageState.PASSED,
        Stage.GRANTS: StageState.PASSED,
    }
    assert [r.stage for r in told if r.state is not StageState.RUNNING] == list(Stage)
    facts = session.facts
    assert (facts.version, facts.release[:2]) == ("19.24.0.0.0", (19, 24))
    assert (facts.edition, facts.name) == ("Enterprise Edition", "testdb1/TESTPDB")
    assert facts.role is TopologyRole.STANDALONE
    assert facts.offset == timedelta(hours=8)
    assert "Asia/Shanghai" in facts.time_zone
    assert facts.clock is not None
    assert facts.started is not None
    assert facts.started.utcoffset() == timedelta(hours=8)
    (client,) = database.sessions
    assert facts.session == f"{client.sid},{client.serial},@1"
    session.ping()
    assert session.run("select 1 from dual").rows == ((1,),)
    assert client.attributes["module"] == "mohist"


def test_a_standby_and_a_node_of_rac(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put(
        "v$database", DATABASE | {"database_role": "PHYSICAL STANDBY", "open_mode": "MOUNTED"}
    )
    standby = open_session()
    assert standby.facts.role is TopologyRole.STANDBY
    assert standby.facts.server_read_only
    dictionary.put("v$database", DATABASE)
    dictionary.put("v$instance", INSTANCE | {"parallel": "YES"})
    assert open_session().facts.role is TopologyRole.RAC_NODE


def test_an_old_release_has_fewer_columns(dictionary: Dictionary, open_session: Opens) -> None:
    old = {
        name: value for name, value in INSTANCE.items() if name not in ("version_full", "edition")
    }
    dictionary.put("v$instance", old | {"version": "11.2.0.4.0"})
    dictionary.put(
        "v$version", {"banner": "Oracle Database 11g Enterprise Edition Release 11.2.0.4.0"}
    )
    dictionary.put("dual", CONTEXT | {"container_id": "0", "container": "ORCL"})
    told: list[StageReport] = []
    session = open_session(told=told)
    assert session.facts.edition == "11g Enterprise Edition"
    assert session.facts.name == "testdb1"
    assert states(told)[Stage.VERSION] is StageState.WARNED


def test_what_the_account_may_not_see_is_named(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("session_privs", {"granted": "CREATE SESSION"})
    dictionary.hidden = {"gv$session", "dba_users", "v$instance", "v$database"}
    told: list[StageReport] = []
    session = open_session(told=told)
    assert states(told)[Stage.GRANTS] is StageState.WARNED
    missing = "\n".join(session.facts.missing)
    assert "SYS.GV_$SESSION" in missing
    assert "SYS.DBA_USERS" in missing
    assert "SYS.V_$DATABASE" in missing
    assert "ALTER SYSTEM" in missing
    assert "GV_$LOCK" not in missing
    assert session.facts.version == "19.24.0.0.0", "from the login"


@pytest.mark.parametrize(
    ("code", "hint"),
    [(28000, "UNLOCK"), (28001, "expired"), (1017, "password"), (1033, "starting"),
     (2391, "profile"), (1045, "CREATE SESSION"), (28009, "SYSDBA")],
)  # fmt: skip
def test_a_login_refused(open_session: Opens, database: OracleServer, code: int, hint: str) -> None:
    database.refuse_login = OraError(code, "as Oracle says")
    told: list[StageReport] = []
    with pytest.raises(LoginRefused, match=f"ORA-{code:05d}") as said:
        open_session(told=told)
    assert hint in said.value.hint
    assert states(told)[Stage.LOGIN] is StageState.FAILED
    assert Stage.VERSION not in states(told)


def test_a_wrong_password_is_in_no_error(open_session: Opens) -> None:
    with pytest.raises(ConnectFailed, match="ORA-01017") as said:
        open_session(password="hunter2-wrong")
    error: BaseException | None = said.value
    while error is not None:
        assert "hunter2" not in f"{error!r} {error}"
        error = error.__context__
    with pytest.raises(ConnectFailed, match="no password"):
        open_session(password=None)


@pytest.mark.parametrize(
    ("code", "said"),
    [(12514, "knows no testdb"), (12505, "knows no testdb"), (12516, "12516"), (12528, "12528")],
)
def test_a_listener_refuses(
    open_session: Opens, database: OracleServer, code: int, said: str
) -> None:
    database.refuse_connect = code
    with pytest.raises(ConnectFailed, match=said) as error:
        open_session()
    assert error.value.hint


def test_an_unknown_service_and_sid(open_session: Opens) -> None:
    for oracle in (OracleAccess(service="nope"), OracleAccess(sid="nope")):
        with pytest.raises(ConnectFailed, match="nope"):
            open_session(oracle=oracle)
    with pytest.raises(ConnectFailed, match="neither"):
        open_session(oracle=OracleAccess(client_folder=""))


def test_by_a_tns_name(open_session: Opens, database: OracleServer, tmp_path: Path) -> None:
    (tmp_path / "tnsnames.ora").write_text(
        "IFILE=more.ora\nnone=(DESCRIPTION=(CONNECT_DATA=(SID=a)))"
    )
    (tmp_path / "more.ora").write_text(
        "shop=(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT=1))"
        f"(ADDRESS=(PROTOCOL=TCP)(HOST=localhost)(PORT={database.port})))"
        "(CONNECT_DATA=(SERVER=DEDICATED)(SERVICE_NAME=testdb)))"
    )
    folder = str(tmp_path)
    told: list[StageReport] = []
    session = open_session(oracle=OracleAccess(tns_name="SHOP", config_folder=folder), told=told)
    session.ping()
    failed = [report for report in told if report.state is StageState.FAILED]
    assert [report.stage for report in failed] == [Stage.TCP], "the first address of the two"
    with pytest.raises(ConnectFailed, match="ORA-12154"):
        open_session(oracle=OracleAccess(tns_name="nope", config_folder=folder))
    with pytest.raises(ConnectFailed, match="no service"):
        open_session(oracle=OracleAccess(tns_name="none", config_folder=folder))
    with pytest.raises(ConnectFailed, match="cannot be read"):
        open_session(oracle=OracleAccess(tns_name="x", config_folder=folder + "/nope"))


def test_tls_with_a_wallet_and_the_name_checked(
    dictionary: Dictionary, oracle_server: Callable[..., OracleServer], open_session: Opens,
    certificates: Certificates, tmp_path: Path,
) -> None:  # fmt: skip
    server = oracle_server(dictionary, certificates=certificates)
    folder = str(wallet(tmp_path / "wallet", certificates))
    told: list[StageReport] = []
    with_wallet = OracleAccess(service="testdb", wallet_folder=folder)
    session = open_session(port=server.port, oracle=with_wallet, told=told)
    assert states(told)[Stage.TLS] is StageState.PASSED
    assert session.facts.encrypted.startswith("TLS")
    with pytest.raises(ConnectFailed, match="another name"):
        open_session(
            port=server.port, oracle=with_wallet, tls=Tls(TlsMode.VERIFY_FULL, server_name="other")
        )
    told.clear()
    with pytest.raises(ConnectFailed, match="authority"):
        open_session(port=server.port, tls=Tls(TlsMode.VERIFY_FULL), told=told)
    assert states(told)[Stage.TLS] is StageState.FAILED
    assert Stage.LOGIN not in states(told)
    ca = Tls(TlsMode.VERIFY_CA, ca=str(certificates.ca), server_name="other")
    open_session(port=server.port, tls=ca).ping()


def test_tls_to_a_port_without_it(open_session: Opens) -> None:
    with pytest.raises(ConnectFailed) as said:
        open_session(tls=Tls(TlsMode.REQUIRED), connect_timeout=1.0)
    assert said.value.hint


def test_wallets_that_cannot_be_read(open_session: Opens, tmp_path: Path) -> None:
    def refused(folder: Path) -> str:
        with pytest.raises(ConnectFailed) as said:
            open_session(oracle=OracleAccess(service="testdb", wallet_folder=str(folder)))
        return str(said.value)

    assert "not there" in refused(tmp_path / "nope")
    assert "no wallet" in refused(tmp_path)
    (tmp_path / "cwallet.sso").touch()
    assert "cwallet.sso" in refused(tmp_path)
    (tmp_path / "ewallet.pem").write_text("nonsense")
    assert "PEM" in refused(tmp_path)


def test_what_is_no_oracle(open_session: Opens, redis_server: Any) -> None:
    with pytest.raises(ConnectFailed):
        open_session(port=redis_server.port, connect_timeout=1.0)
