"""Parameters, and the one ALTER SYSTEM that changes one."""

from typing import Any

import pytest

from app.domain.errors import BadInput, Unsupported
from app.domain.operating.settings import Parameter
from app.engines.oracle.parameters import read_stored
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary


def row(name: str, value: str, **more: Any) -> dict[str, Any]:
    found = {
        "name": name, "type": 3, "value": value, "display_value": value, "isdefault": "FALSE",
        "isses_modifiable": "FALSE", "issys_modifiable": "IMMEDIATE", "ismodified": "FALSE",
        "isinstance_modifiable": "TRUE", "isdeprecated": "FALSE", "isbasic": "FALSE",
        "description": "what it is for", "default_value": None,
    }  # fmt: skip
    return found | more


def parameter(name: str = "open_cursors", value: str = "300", **more: Any) -> Parameter:
    return Parameter(name, value, **({"dynamic": True, "persistable": True} | more))


def test_values_defaults_and_what_the_spfile_says(
    dictionary: Dictionary, open_session: Opens
) -> None:
    dictionary.put(
        "v$system_parameter",
        row("open_cursors", "300", default_value="50"),
        row("processes", "500", issys_modifiable="FALSE"),
        row("recyclebin", "on", type=2, issys_modifiable="DEFERRED", ismodified="SYSTEM_MOD"),
        row("undo_management", "AUTO", type=1),
    )
    dictionary.put(
        "v$spparameter", {"name": "processes", "value": "800", "display_value": "800", "ordinal": 1}
    )
    dictionary.put("v$parameter_valid_values", {"name": "recyclebin", "value": "ON"})
    cursors, processes, bin_, undo = open_session().parameters()
    assert (cursors.changed, cursors.dynamic, cursors.stored) == (True, True, None)
    assert (processes.value, processes.stored, processes.dynamic) == ("500", "800", False)
    assert (bin_.choices, bin_.source) == (("ON",), "ALTER SYSTEM, DEFERRED")
    assert (undo.choices, undo.group) == (("TRUE", "FALSE"), "Undo")


def test_an_instance_of_its_own_and_lists_in_the_spfile() -> None:
    rows = [
        {"name": "control_files", "value": "/a", "display_value": "/a", "ordinal": 1},
        {"name": "control_files", "value": "/b", "display_value": "/b", "ordinal": 2},
        {"name": "undo_tablespace", "value": "UNDO", "display_value": "UNDO", "ordinal": 1},
        {"name": "undo_tablespace", "value": "UNDO2", "display_value": "UNDO2", "ordinal": 1},
    ]
    assert read_stored(rows) == {"control_files": "/a, /b", "undo_tablespace": "UNDO2"}


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
