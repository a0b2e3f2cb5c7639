"""The one ALTER SYSTEM that changes a parameter: where, how far, and how it is taken back."""

from typing import Any

import pytest

from app.domain.errors import BadInput, Unsupported
from app.domain.operating.settings import Parameter, Reach
from app.engines.abilities import PlacesParameters
from tests.engines.oracle.conftest import INSTANCE, Opens
from tests.engines.oracle.fake import Dictionary


def parameter(name: str = "open_cursors", value: str = "300", **more: Any) -> Parameter:
    dynamic, kept = more.get("dynamic", True), more.get("persistable", True)
    possible = (Reach.KEPT, dynamic and kept), (Reach.NOW, dynamic), (Reach.START, kept)
    reaches = tuple(reach for reach, is_possible in possible if is_possible)
    given: dict[str, Any] = {
        "dynamic": True,
        "persistable": True,
        "reaches": reaches,
        "single": True,
    } | more
    return Parameter(name, value, **given)


@pytest.mark.parametrize(
    ("of", "value", "persist", "expected"),
    [
        (parameter(), "500", False, "open_cursors = 500 SCOPE = MEMORY"),
        (parameter(), "500", True, "open_cursors = 500 SCOPE = BOTH"),
        (parameter(dynamic=False), "9", True, "open_cursors = 9 SCOPE = SPFILE"),
        (parameter("sga_target", "2G"), "4 g", True, "sga_target = 4G SCOPE = BOTH"),
        (parameter("recyclebin", "on", source="default, DEFERRED"), "off", False,
         "recyclebin = 'off' DEFERRED SCOPE = MEMORY"),
        (parameter("log_archive_dest_1", ""), "LOCATION=/a VALID_FOR=(ALL_LOGFILES,ALL_ROLES)",
         False, "log_archive_dest_1 = 'LOCATION=/a VALID_FOR=(ALL_LOGFILES,ALL_ROLES)'"
         " SCOPE = MEMORY"),
        (parameter("control_files", "/a", dynamic=False), "'/a', '/b'", True,
         "control_files = '/a', '/b' SCOPE = SPFILE"),
        (parameter("_hidden", "x"), "it's", False, "\"_hidden\" = 'it''s' SCOPE = MEMORY"),
        (parameter("x", "TRUE", choices=("TRUE", "FALSE")), "false", False,
         "x = FALSE SCOPE = MEMORY"),
    ],
)  # fmt: skip
def test_the_statement(
    of: Parameter, value: str, persist: bool, expected: str, open_session: Opens
) -> None:
    act = open_session().plan_parameter(of, value, persist=persist)
    (command,) = act.commands
    assert command.text == f"ALTER SYSTEM SET {expected}"
    assert persist or act.warnings


@pytest.mark.parametrize(
    ("of", "value", "persist", "error"),
    [
        (parameter(), "many", False, BadInput),
        (parameter("x; DROP USER a", "1"), "1", False, BadInput),
        (parameter("x", "on"), "a\nb", False, BadInput),
        (parameter("x", "TRUE", choices=("TRUE", "FALSE")), "maybe", False, BadInput),
        (parameter(dynamic=False), "1", False, Unsupported),
        (parameter(persistable=False), "1", True, Unsupported),
    ],
)
def test_what_cannot_be(
    of: Parameter, value: str, persist: bool, error: type[Exception], open_session: Opens
) -> None:
    with pytest.raises(error):
        open_session().plan_parameter(of, value, persist=persist)


@pytest.mark.parametrize(("value", "warned"), [("DIAGNOSTIC+TUNING", True), ("NONE", False)])
def test_switching_the_packs_on_is_warned_of(value: str, warned: bool, open_session: Opens) -> None:
    packs = parameter("control_management_pack_access", "NONE")
    act = open_session().plan_parameter(packs, value, persist=True)
    assert any("licensed" in warning for warning in act.warnings) is warned


def test_amazon_has_a_way_of_its_own(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("all_users", {"username": "RDSADMIN"})
    with pytest.raises(Unsupported, match="RDS"):
        open_session().plan_parameter(parameter(), "1", persist=False)


@pytest.fixture
def two_nodes(dictionary: Dictionary) -> Dictionary:
    """A RAC of two, with an entry in the spfile that one of them has for itself."""
    dictionary.put("v$instance", INSTANCE | {"parallel": "YES"})
    dictionary.put("gv$instance", {"instance_name": "testdb1"}, {"instance_name": "testdb2"})
    dictionary.put(
        "gv$system_parameter",
        {"place": "testdb1", "value": "300"},
        {"place": "testdb2", "value": "500"},
    )
    dictionary.put(
        "v$spparameter", {"place": "*", "value": "300"}, {"place": "testdb2", "value": "500"}
    )
    return dictionary


def test_all_instances_are_named_and_so_is_what_goes_before(
    two_nodes: Dictionary, open_session: Opens
) -> None:
    session = open_session()
    assert isinstance(session, PlacesParameters)
    assert session.parameter_places() == ("*", "testdb1", "testdb2")
    act = session.plan_placed(parameter(), "900", reach=Reach.KEPT, place="*")
    assert act.commands[0].text == "ALTER SYSTEM SET open_cursors = 900 SCOPE = BOTH SID = '*'"
    assert act.hits == (
        "All instances, now and after a restart", "testdb1: 300 → 900", "testdb2: 500 → 900",
    )  # fmt: skip
    assert any("testdb2" in warning for warning in act.warnings)


def test_one_instance_alone(two_nodes: Dictionary, open_session: Opens) -> None:
    session = open_session()
    act = session.plan_placed(parameter(), "900", reach=Reach.NOW, place="testdb2")
    assert act.commands[0].text.endswith("= 900 SCOPE = MEMORY SID = 'testdb2'")
    assert act.hits == ("Only instance testdb2, now, until the restart", "testdb2: 500 → 900")
    later = session.plan_placed(parameter(), "900", reach=Reach.START, place="testdb2")
    assert later.hits[1] == "spfile, testdb2: 500 → 900"
    with pytest.raises(Unsupported, match="same on all"):
        session.plan_placed(parameter(single=False), "1", reach=Reach.NOW, place="testdb1")
    with pytest.raises(BadInput):
        session.plan_placed(parameter(), "1", reach=Reach.NOW, place="x' SCOPE=BOTH --")


def test_an_entry_of_the_spfile_is_taken_back(two_nodes: Dictionary, open_session: Opens) -> None:
    session = open_session()
    act = session.plan_reset(parameter(default="50"), place="testdb2")
    (command,) = act.commands
    assert command.text == "ALTER SYSTEM RESET open_cursors SCOPE = SPFILE SID = 'testdb2'"
    assert act.hits[1] == "spfile, testdb2: 500 → 50"
    assert "next start" in act.warnings[0]
    with pytest.raises(Unsupported, match="no entry") as said:
        session.plan_reset(parameter(), place="testdb1")
    assert "testdb2" in said.value.hint


def test_what_only_the_root_container_may_change(open_session: Opens) -> None:
    with pytest.raises(Unsupported, match="in this database"):
        open_session().plan_placed(parameter(reaches=()), "1", reach=Reach.NOW, place="*")
