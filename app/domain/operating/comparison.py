"""Parameters of several servers, or of one at several moments, side by side."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

_MYSQL = """aria_log_dir_path basedir bind_address character_sets_dir datadir error_count
    external_user general_log_file gtid_\\w+ hostname identity init_file innodb_data_home_dir
    innodb_log_group_home_dir innodb_temp_tablespaces_dir innodb_tmpdir innodb_undo_directory
    insert_id last_gtid last_insert_id lc_messages_dir log_bin_basename log_bin_index
    log_error log_slow_query_file mysqlx_bind_address mysqlx_port mysqlx_socket pid_file
    plugin_dir port proxy_user pseudo_thread_id rand_seed\\d relay_log relay_log_basename
    relay_log_index relay_log_info_file report_host report_port secure_file_priv server_id
    server_uid server_uuid slave_load_tmpdir replica_load_tmpdir slow_query_log_file socket
    ssl_(ca|cert|key) timestamp tmpdir warning_count wsrep_node_\\w+ wsrep_data_home_dir"""
_ORACLE = """audit_file_dest background_dump_dest cluster_interconnects control_files core_dump_dest
    db_create_\\w+ db_file_name_convert db_recovery_file_dest db_unique_name
    dg_broker_config_file\\d diagnostic_dest dispatchers fal_(client|server) instance_name
    instance_number listener_networks local_listener log_archive_config log_archive_dest(_\\d+)?
    log_file_name_convert remote_listener service_names spfile thread undo_tablespace
    user_dump_dest"""
_REDIS = """aclfile bind bind-source-addr cluster-announce-\\w+(-\\w+)* cluster-config-file
    dbfilename dir logfile masterauth pidfile port replica-announce-(ip|port) replica-priority
    replicaof slave-announce-(ip|port) slave-priority slaveof tls-(client-)?(cert|key)-file
    tls-port unixsocket"""
_OWN = {
    kind: re.compile("|".join(names.split()))
    for kind, names in (
        ("mysql", _MYSQL), ("mariadb", _MYSQL), ("oracle", _ORACLE), ("redis", _REDIS),
    )
}  # fmt: skip
"""Names that are a server's own: its place, its id, its files (from the servers' manuals)."""

Values = Mapping[str, str]
Seen = Sequence[tuple[datetime, str, str]]
"""When a value was seen first, of which parameter, and the value; the oldest first."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A parameter in every column; None where there is none of that name, or no answer."""

    name: str
    values: tuple[str | None, ...]
    differs: bool
    """Between those that answered."""
    expected: bool
    """Every server has its own: a difference is no mistake, and sameness may be one."""


def compare(columns: Sequence[Values | None], kind: str) -> tuple[Compared, ...]:
    """Columns beside each other, by name; None is a column that has not answered."""
    answered = [column for column in columns if column is not None]
    names = sorted({name for column in answered for name in column})
    own = _OWN.get(kind)
    return tuple(
        Compared(
            name,
            tuple(None if column is None else column.get(name) for column in columns),
            len({column.get(name) for column in answered}) > 1,
            own is not None and own.fullmatch(name) is not None,
        )
        for name in names
    )


def moments(seen: Seen) -> tuple[tuple[datetime, int], ...]:
    """When something was seen to be another, the newest first, and how many parameters were."""
    counted: dict[datetime, int] = {}
    for at, _name, _value in seen:
        counted[at] = counted.get(at, 0) + 1
    return tuple(sorted(counted.items(), reverse=True))


def as_of(seen: Seen, moment: datetime) -> dict[str, str]:
    """All values as they were known at a moment."""
    return {name: value for at, name, value in seen if at <= moment}
