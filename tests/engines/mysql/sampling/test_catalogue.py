"""Each field that a formula of the catalogue reads is there on a real MySQL and MariaDB."""

from typing import Any

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Tier
from app.monitor.catalogue import load
from app.monitor.derive import Deriver
from tests.engines.agreement import asks, missing
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB
from tests.servers.mysql_group import MySQLGroup

_OLDER = "MySQL before 8.0.30 and 8.0.26, and what MariaDB kept of it"
_OFF = "counters of InnoDB that are off by default"
_PLUGIN = "plugins that are not loaded on servers like these"
ELSEWHERE = {
    DatabaseType.MARIADB: {
        "status.Innodb_os_log_pending_fsyncs": _OLDER,
        "variable.innodb_log_files_in_group": _OLDER,
        "variable.innodb_redo_log_capacity": "MySQL has it since 8.0.30",
        "status.Rpl_semi_sync_source_status": "MySQL has it since 8.0.26",
        "status.Rpl_semi_sync_source_no_tx": "MySQL has it since 8.0.26",
        "variable.rpl_semi_sync_source_enabled": "MySQL has it since 8.0.26",
        "group.online": "MySQL has groups",
        "group.certifying": "MySQL has groups",
        "group.applying": "MySQL has groups",
        "status.wsrep_local_state": _PLUGIN,
        "status.wsrep_local_recv_queue": _PLUGIN,
        "status.wsrep_flow_control_paused_ns": _PLUGIN,
    },
    DatabaseType.MYSQL: {
        "variable.innodb_log_file_size": _OLDER,
        "variable.innodb_log_files_in_group": _OLDER,
        "status.Innodb_checkpoint_age": "Percona",
        "status.Innodb_checkpoint_max_age": "Percona",
        "status.Innodb_history_list_length": "Percona",
        "innodb.log_lsn_checkpoint_age": _OFF,
        "innodb.log_max_modified_age_sync": _OFF,
        "status.Rpl_semi_sync_source_status": _PLUGIN,
        "status.Rpl_semi_sync_source_no_tx": _PLUGIN,
        "status.Rpl_semi_sync_master_status": _PLUGIN,
        "status.Rpl_semi_sync_master_no_tx": _PLUGIN,
        "variable.rpl_semi_sync_source_enabled": _PLUGIN,
        "variable.rpl_semi_sync_master_enabled": _PLUGIN,
        "status.wsrep_ready": "Galera",
        "status.wsrep_cluster_status": "Galera",
        "status.wsrep_cluster_size": "Galera",
        "status.wsrep_local_state": "Galera",
        "status.wsrep_local_recv_queue": "Galera",
        "status.wsrep_flow_control_paused_ns": "Galera",
    },
}
OF_THE_GROUP = {"group.online", "group.certifying", "group.applying"}
NUMBERED = "CREATE TABLE orders.numbered (id TINYINT AUTO_INCREMENT PRIMARY KEY)"


def kind_of(server: Any) -> DatabaseType:
    return DatabaseType.MARIADB if isinstance(server, MariaDB) else DatabaseType.MYSQL


def test_what_formulas_read_is_there(pair: Any, open_session: Opens) -> None:
    pair.source.sql("CREATE DATABASE orders")
    pair.source.sql(NUMBERED)
    pair.source.sql("INSERT INTO orders.numbered VALUES ()")
    assert pair.catch_up()
    kind = kind_of(pair.source)
    sessions = [open_session(each) for each in (pair.source, pair.replica)]
    looks = [session.sample(ask) for session in sessions for ask in asks(kind)]
    assert not [raw.troubles for raw in looks if raw.troubles]
    known = ELSEWHERE[kind].keys() | OF_THE_GROUP
    assert missing(kind, looks).keys() == known


def test_a_member_of_a_group_is_told(mysql9_group: MySQLGroup, open_session: Opens) -> None:
    session = open_session(mysql9_group.members[0])
    looks = [session.sample(ask) for ask in asks(DatabaseType.MYSQL)]
    assert not OF_THE_GROUP & missing(DatabaseType.MYSQL, looks).keys()


def test_what_a_server_counts_is_what_is_shown(pair: Any, open_session: Opens) -> None:
    """Derived from two looks with known work between; what the server has not is not shown."""
    kind = kind_of(pair.source)
    catalogue = load()
    deriver = Deriver(catalogue, kind)
    session = open_session(pair.source)
    ask, seldom = (catalogue.ask(kind, tier) for tier in (Tier.STATUS, Tier.MINUTE))
    first = session.sample(ask)
    deriver.derive(Tier.STATUS, first)
    deriver.derive(Tier.MINUTE, session.sample(seldom))
    pair.source.sql("CREATE DATABASE counted")
    pair.source.sql("CREATE TABLE counted.some (id INT PRIMARY KEY)")
    for number in range(30):
        pair.source.sql(f"INSERT INTO counted.some VALUES ({number})")
    second = session.sample(ask)
    said = deriver.derive(Tier.STATUS, second)
    deadlocks = {**said.values, **deriver.derive(Tier.MINUTE, session.sample(seldom)).values}
    assert not said.restarted
    assert said.values["mysql.statement_mix/insert"] == 30 / (second.at - first.at)
    name = "mariadb" if "mariadb.deadlocks" in deadlocks else "mysql"
    assert deadlocks[f"{name}.deadlocks"] == 0
    assert 0 < said.values["mysql.connections_used_pct"] < 100
    assert not [key for key in said.values if "galera" in key or "semi_sync" in key]
