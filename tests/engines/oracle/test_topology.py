"""Where nodes and databases are: what a listener or a connect identifier says, and nothing else."""

from pathlib import Path
from typing import Any

from app.domain.endpoint import OracleAccess
from app.domain.inventory import TopologyRole
from app.engines.oracle.topology import read_local
from tests.engines.oracle.conftest import INSTANCE, Opens
from tests.engines.oracle.fake import Dictionary

TNS = """\
far = (DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=far-scan)(PORT=1600))
        (CONNECT_DATA=(SERVICE_NAME=far)))
"""


def listener(node: int, value: str, kind: str = "LOCAL LISTENER") -> dict[str, Any]:
    return {"inst_id": node, "type": kind, "value": value}


def at(host: str, port: int, protocol: str = "TCP") -> str:
    return f"(ADDRESS=(PROTOCOL={protocol})(HOST={host})(PORT={port}))"


def two_nodes(dictionary: Dictionary) -> None:
    dictionary.put(
        "gv$instance",
        INSTANCE,
        INSTANCE | {"inst_id": 2, "instance_name": "testdb2", "host_name": "db2"},
    )


def test_nodes_are_where_their_listeners_are(dictionary: Dictionary, open_session: Opens) -> None:
    two_nodes(dictionary)
    dictionary.put(
        "gv$listener_network",
        listener(1, f"(ADDRESS_LIST={at('db1-vip', 1521)}{at('db1-vip', 2484, 'TCPS')})"),
        listener(2, at("db2-vip", 1531)),
        listener(1, "db-scan:1521", "REMOTE LISTENER"),
        listener(1, "testdb", "SERVICE NAME"),
    )
    found = open_session().find_topology()
    assert [(node.place, node.role) for node in found.nodes] == [
        ("db1-vip:1521", TopologyRole.RAC_NODE), ("db2-vip:1531", TopologyRole.RAC_NODE),
    ]  # fmt: skip
    assert found.nodes[1].also == ("db2", "testdb")
    (note,) = found.notes
    assert "db-scan:1521" in note


def test_a_port_that_nobody_tells_is_not_made_up(
    dictionary: Dictionary, open_session: Opens
) -> None:
    two_nodes(dictionary)
    dictionary.hidden |= {"gv$listener_network"}
    found = open_session().find_topology()
    assert [(node.place, node.port) for node in found.nodes] == [("db1", 0), ("db2", 0)]
    assert "testdb1, testdb2" in found.notes[0]


def test_a_node_is_reached_as_we_reach_ours() -> None:
    rows = [listener(1, at("a", 1521) + "x"), listener(1, f"(ADDRESS_LIST={at('a', 2484, 'TCPS')}"
            f"{at('a', 1521)})"), listener(2, "LISTENER_DB2")]  # fmt: skip
    assert read_local(rows, tls=False)[1].port == 1521
    assert read_local(rows, tls=True)[1].port == 2484
    assert 2 not in read_local(rows, tls=False), "an alias that only the server can look up"


def configured(dictionary: Dictionary, **destination: str) -> None:
    dictionary.put(
        "v$dataguard_config",
        {"db_unique_name": "testdb", "parent_dbun": None, "dest_role": "PRIMARY DATABASE"},
        {"db_unique_name": "far", "parent_dbun": "testdb", "dest_role": "PHYSICAL STANDBY"},
    )
    dictionary.chosen["v$archive_dest"] = lambda sql, _binds: (
        [destination] if "connect_identifier" in sql else []
    )


def test_another_database_is_where_redo_is_shipped_to(
    dictionary: Dictionary, open_session: Opens, tmp_path: Path
) -> None:
    configured(dictionary, database="far", connect_identifier="far")
    (tmp_path / "tnsnames.ora").write_text(TNS)
    oracle = OracleAccess(service="testdb", config_folder=str(tmp_path))
    found = open_session(oracle=oracle).find_topology()
    far = found.nodes[-1]
    assert (far.place, far.name, far.role) == ("far-scan:1600", "far", TopologyRole.STANDBY)
    (link,) = found.links
    assert link.replica == "far-scan:1600"
    assert "tnsnames.ora of this machine" in found.notes[-1]


def test_an_identifier_that_says_it_itself_needs_no_file(
    dictionary: Dictionary, open_session: Opens
) -> None:
    configured(dictionary)
    dictionary.put("v$dg_broker_config", {"database": "far", "connect_identifier": "far-1:1577/f"})
    found = open_session().find_topology()
    assert found.nodes[-1].place == "far-1:1577"
    assert found.notes == ()


def test_where_it_is_not_known_there_is_no_port(
    dictionary: Dictionary, open_session: Opens, monkeypatch: Any
) -> None:
    monkeypatch.delenv("TNS_ADMIN", raising=False)
    configured(dictionary, database="far", connect_identifier="far")
    found = open_session().find_topology()
    assert (found.nodes[-1].place, found.nodes[-1].port) == ("far", 0)
    assert found.links[0].replica == "far"
