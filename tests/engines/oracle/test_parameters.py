"""Parameters, by default, now, and after a restart; on every instance."""

from typing import Any

import pytest

from app.domain.operating.settings import Reach
from app.engines.oracle.parameters import read_reaches, read_stored
from tests.engines.oracle.conftest import INSTANCE, Opens
from tests.engines.oracle.fake import Dictionary


def row(name: str, value: str, **more: Any) -> dict[str, Any]:
    found = {
        "name": name, "type": 3, "value": value, "display_value": value, "isdefault": "FALSE",
        "isses_modifiable": "FALSE", "issys_modifiable": "IMMEDIATE", "ismodified": "FALSE",
        "isinstance_modifiable": "TRUE", "ispdb_modifiable": "TRUE",
        "description": "what it is for", "default_value": None,
    }  # fmt: skip
    return found | more


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
    ("changes", "spfile", "container", "expected"),
    [
        ("IMMEDIATE", True, "TRUE", (Reach.KEPT, Reach.NOW, Reach.START)),
        ("DEFERRED", True, "TRUE", (Reach.KEPT, Reach.NOW, Reach.START)),
        ("IMMEDIATE", False, "TRUE", (Reach.NOW,)),
        ("FALSE", True, "TRUE", (Reach.START,)),
        ("FALSE", False, "TRUE", ()),
        ("IMMEDIATE", True, "FALSE", ()),
    ],
)
def test_how_far_a_change_can_go(
    changes: str, spfile: bool, container: str, expected: tuple[Reach, ...]
) -> None:
    found = row("x", "1", issys_modifiable=changes, ispdb_modifiable=container)
    assert read_reaches(found, spfile=spfile, pluggable=True) == expected


def test_what_differs_on_another_instance(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("v$instance", INSTANCE | {"parallel": "YES"})
    dictionary.put(
        "v$system_parameter", row("open_cursors", "300"), row("spfile", "+DATA/spfile.ora")
    )
    dictionary.put(
        "gv$system_parameter",
        {"name": "open_cursors", "instance_name": "testdb2", "display_value": "500"},
        {"name": "spfile", "instance_name": "testdb2", "display_value": "+DATA/spfile.ora"},
    )
    cursors, spfile = open_session().parameters()
    assert (cursors.elsewhere, spfile.elsewhere) == ((("testdb2", "500"),), ())
    assert (cursors.single, cursors.reaches[0]) == (True, Reach.KEPT)
