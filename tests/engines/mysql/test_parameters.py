"""Parameters are shown with what they were by default, and changed as planned."""

from collections.abc import Callable
from typing import Any

import pymysql
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput, Unsupported
from app.domain.operating.settings import Parameter, Reach
from app.engines.abilities import PlacesParameters, SetsParameters, ShowsParameters
from app.engines.mysql.parameters import Parameters, sized
from app.engines.mysql.server import recognise
from tests.engines.mysql.acts import do
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer


def by_name(session: Any) -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in session.parameters()}


def test_changes_one_as_planned(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    before = by_name(session)["sort_buffer_size"]
    act = session.plan_parameter(before, "4M", persist=False)
    assert act.commands[0].text == "SET GLOBAL sort_buffer_size = 4194304"
    assert "4194304 (4M)" in act.hits[0]
    assert any("restarts" in warning for warning in act.warnings)
    do(session, act)
    changed = by_name(session)["sort_buffer_size"]
    assert changed.value == "4194304"
    assert changed.source != before.source
    others = {
        "slow_query_log": "ON",
        "long_query_time": "0.5",
        "init_connect": "SET @a='x;y'",
        "binlog_format": "ROW",
    }
    for name, value in others.items():
        do(session, session.plan_parameter(by_name(session)[name], value, persist=False))
        assert by_name(session)[name].value in {value, f"{value}00000"}


def test_mysql_keeps_a_change_and_takes_it_back(
    start_mysql9: Callable[..., MySQL], open_session: Opens
) -> None:
    server = start_mysql9()
    session = open_session(server)
    able: object = session
    assert isinstance(able, PlacesParameters)
    parameter = by_name(session)["max_connections"]
    assert parameter.default == "151"
    assert parameter.reaches == (Reach.KEPT, Reach.NOW, Reach.START)
    act = session.plan_parameter(parameter, "177", persist=True)
    assert act.commands[0].text == "SET PERSIST max_connections = 177"
    assert act.hits == ("max_connections: 151 → 177",)
    do(session, act)
    kept = by_name(session)["max_connections"]
    assert (kept.value, kept.stored) == ("177", "177")
    later = session.plan_placed(kept, "188", reach=Reach.START, place="*")
    assert later.commands[0].text == "SET PERSIST_ONLY max_connections = 188"
    do(session, later)
    kept = by_name(session)["max_connections"]
    assert (kept.value, kept.stored) == ("177", "188")
    fixed = by_name(session)["back_log"]
    assert fixed.dynamic is False
    with pytest.raises(Unsupported, match="while the server runs") as caught:
        session.plan_parameter(fixed, "60", persist=False)
    do(session, session.plan_parameter(fixed, "60", persist=True))
    session.close()
    server.restart()
    session = open_session(server)
    found = by_name(session)
    assert (found["max_connections"].value, found["back_log"].value) == ("188", "60")
    do(session, session.plan_reset(found["max_connections"], place="*"))
    assert by_name(session)["max_connections"].stored is None
    assert by_name(session)["max_connections"].value == "188"
    with pytest.raises(Unsupported, match="Nothing is persisted"):
        session.plan_reset(by_name(session)["max_connections"], place="*")
    with pytest.raises(Unsupported, match="cannot be kept") as caught:
        session.plan_placed(found["datadir"], "/x", reach=Reach.START, place="*")
    assert "datadir = /x" in caught.value.hint


def test_what_cannot_be_set_while_mysql_runs_is_known(mysql9: MySQL, open_session: Opens) -> None:
    """Every variable is set to what it is; the server must refuse just those we say it does."""
    found = by_name(open_session(mysql9))
    unset = {"rbr_exec_mode", "group_replication_group_name"}  # session's own; NULL by default
    with mysql9.connect() as login, login.cursor() as cursor:
        for name, parameter in found.items():
            try:
                cursor.execute(f"SET GLOBAL {name} = @@GLOBAL.{name}")
                refused = False
            except pymysql.err.MySQLError as error:
                refused = error.args[0] == 1238
            if name not in unset and not name.startswith("innodb_monitor"):
                assert parameter.dynamic is not refused, name


def test_mariadb_says_the_line_for_the_option_file(mariadb: MariaDB, open_session: Opens) -> None:
    session = open_session(mariadb)
    able: object = session
    assert not isinstance(able, PlacesParameters)
    found = by_name(session)
    act = session.plan_parameter(found["innodb_io_capacity"], "400", persist=False)
    assert act.hits == ("innodb_io_capacity: 200 → 400",)
    assert any("innodb_io_capacity = 400 into the section [mysqld]" in w for w in act.warnings)
    for parameter, persist in ((found["innodb_io_capacity"], True), (found["back_log"], False)):
        with pytest.raises(Unsupported) as caught:
            session.plan_parameter(parameter, "400", persist=persist)
        assert f"{parameter.name} = 400" in caught.value.hint


def test_mariadb_tells_defaults_limits_and_what_is_fixed(
    mariadb: MariaDB, open_session: Opens
) -> None:
    session = open_session(mariadb)
    found = by_name(session)
    assert found["binlog_format"].default == "MIXED"
    assert found["binlog_format"].changed
    assert found["binlog_format"].choices == ("MIXED", "STATEMENT", "ROW")
    assert found["datadir"].dynamic is False
    with pytest.raises(Unsupported):
        session.plan_parameter(found["datadir"], "/x", persist=False)
    with pytest.raises(Unsupported):
        session.plan_parameter(found["max_connections"], "9", persist=True)
    with pytest.raises(BadInput, match="between"):
        session.plan_parameter(found["max_connections"], "1", persist=False)
    with pytest.raises(BadInput, match="one of"):
        session.plan_parameter(found["binlog_format"], "ROWS", persist=False)


def planner() -> Parameters:
    made = Parameters.__new__(Parameters)
    made.server = recognise("9.1.0", {})
    return made


@given(st.text())
def test_a_text_never_leaves_its_quotes(value: str) -> None:
    act = planner().plan_parameter(Parameter("init_connect", ""), value, persist=False)
    written = act.commands[0].text.partition(" = ")[2]
    if written in {"DEFAULT", "ON", "OFF"} or written.upper() in {"ON", "OFF"}:
        return
    inside = written[1:-1].replace("\\\\", "").replace("''", "")
    assert written[0] == written[-1] == "'"
    assert "'" not in inside
    assert "\n" not in written


@pytest.mark.parametrize("value", ["1; DROP TABLE x", "abc", "", "1 OR 1", "1e5 --"])
def test_a_number_is_a_number(value: str) -> None:
    with pytest.raises(BadInput):
        planner().plan_parameter(Parameter("max_connections", "151"), value, persist=False)


def test_sizes() -> None:
    assert sized("134217728") == "134217728 (128M)"
    assert sized("151") == "151"
    act = planner().plan_parameter(Parameter("x", "1"), "1.5G", persist=False)
    assert act.commands[0].text == "SET GLOBAL x = 1610612736"


def test_every_server_shows_and_sets_them(server: MysqlFamilyServer, open_session: Opens) -> None:
    session: object = open_session(server)
    assert isinstance(session, ShowsParameters)
    assert isinstance(session, SetsParameters)
