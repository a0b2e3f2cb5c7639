"""Parameters are shown with what they were by default, and changed as planned."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput, Unsupported
from app.domain.operating.settings import Parameter
from app.engines.abilities import SetsParameters, ShowsParameters
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


def test_mysql_keeps_a_change_for_the_next_start(mysql9: MySQL, open_session: Opens) -> None:
    session = open_session(mysql9)
    parameter = by_name(session)["max_connections"]
    assert parameter.default == "151"
    assert parameter.persistable
    act = session.plan_parameter(parameter, "177", persist=True)
    assert act.commands[0].text == "SET PERSIST max_connections = 177"
    do(session, act)
    assert by_name(session)["max_connections"].stored == "177"


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
