"""Replication channels out of SHOW REPLICA STATUS and its older and MariaDB's kin.

The columns of all of them mean the same under other names: Slave_IO_Running is Replica_IO_Running,
Seconds_Behind_Master is Seconds_Behind_Source. They are read under the old names.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.operating.replication import Channel
from app.engines.mysql.channel_errors import advice_for
from app.engines.mysql.gtid import GtidSet, parse_list, parse_set
from app.engines.mysql.wire import text_of
from app.i18n import _, ngettext

_FACTS = (
    "slave_io_state", "slave_sql_running_state", "master_log_file", "read_master_log_pos",
    "relay_master_log_file", "exec_master_log_pos", "relay_log_space", "master_server_id",
    "master_uuid", "sql_remaining_delay", "using_gtid", "parallel_mode", "retried_transactions",
    "last_io_error", "last_sql_error", "last_sql_error_timestamp", "last_io_error_timestamp",
    "replicate_do_db", "replicate_ignore_db", "replicate_do_table", "replicate_ignore_table",
    "replicate_wild_do_table", "replicate_wild_ignore_table", "replicate_rewrite_db",
    "until_condition", "connect_retry", "master_retry_count",
)  # fmt: skip
"""What is shown beside; the rest of the sixty columns is in here by other names, or empty."""

_FOLLOWS = frozenset({1756, 3030})
"""The coordinator, or a worker, stopped because another worker failed."""


def old_names(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row under the names MySQL had before 8.0.22, and MariaDB has."""
    return {
        name.replace("replica_", "slave_").replace("source_", "master_")
        .replace("_behind_source", "_behind_master"): value
        for name, value in row.items()
    }  # fmt: skip


def lag_of(row: Mapping[str, Any], workers: Sequence[str] = ()) -> float | None:
    """Seconds behind; None where it is broken or not connected, whatever the server says of it.

    While the receiver is down, the server counts on from what it received last and shows 0 when
    all of that is applied: a zero that means nothing.
    """
    behind = row.get("seconds_behind_master")
    running = row.get("slave_io_running") == row.get("slave_sql_running") == "Yes"
    if behind is None or not running or workers:
        return None
    return float(behind)


def channel_of(
    row: Mapping[str, Any], executed: str, *, mariadb: bool, workers: Sequence[str] = ()
) -> Channel:
    """One channel. `workers` are errors of the applier's threads."""
    io, sql = text_of(row.get("slave_io_running")), text_of(row.get("slave_sql_running"))
    number, words = _error(row, workers)
    error = "\n".join(dict.fromkeys(word for word in words if word))
    received, applied, behind = _of_mariadb(row) if mariadb else _of_mysql(row, executed)
    return Channel(
        name=text_of(row.get("connection_name") or row.get("channel_name")),
        source=f"{text_of(row.get('master_host'))}:{text_of(row.get('master_port'))}",
        receiving=io,
        applying=sql,
        healthy=io == sql == "Yes" and not number and not workers,
        lag=lag_of(row, workers),
        delay=float(row.get("sql_delay") or 0),
        position=(
            f"{text_of(row.get('relay_master_log_file'))}:{text_of(row.get('exec_master_log_pos'))}"
        ),
        received=received,
        applied=applied,
        behind=behind,
        error_number=number,
        error=error,
        advice=advice_for(number, error),
        encrypted=text_of(row.get("master_ssl_allowed")) == "Yes",
        auto_position=_auto(row, mariadb=mariadb),
        facts=tuple((name, text_of(row[name])) for name in _FACTS if text_of(row.get(name))),
    )


def _error(row: Mapping[str, Any], workers: Sequence[str]) -> tuple[int, list[str]]:
    """Number and words of what stopped it, the cause before what only followed from it.

    Of several workers one fails, and the others stop because of it; the server may show either.
    What is skipped is what the first words name.
    """
    own = int(row.get("last_sql_errno") or row.get("last_io_errno") or 0)
    words = [text_of(row.get("last_sql_error")), text_of(row.get("last_io_error"))]
    of_workers = sorted(workers, key=lambda each: _number(each) in _FOLLOWS)
    if own in _FOLLOWS and of_workers and _number(of_workers[0]) not in _FOLLOWS:
        return _number(of_workers[0]), [*of_workers, *words]
    return own, [*words, *of_workers]


def _number(worker: str) -> int:
    return int(worker.partition(":")[0])


def _auto(row: Mapping[str, Any], *, mariadb: bool) -> bool:
    if mariadb:
        return text_of(row.get("using_gtid")) not in {"", "No"}
    return text_of(row.get("auto_position")) == "1"


def _of_mysql(row: Mapping[str, Any], executed: str) -> tuple[str, str, str]:
    """Received, applied, and what was received and is not applied yet."""
    received = text_of(row.get("retrieved_gtid_set"))
    done = text_of(row.get("executed_gtid_set")) or executed
    try:
        got, have = parse_set(received), parse_set(done)
    except ValueError:
        return received, done, ""
    uuid = text_of(row.get("master_uuid"))
    applied = have.of(source.partition(":")[0] for source in {*got.sources, uuid})
    return str(got), str(applied), _said(got - have)


def _said(missing: GtidSet) -> str:
    if not missing:
        return ""
    count = len(missing)
    words = ngettext("{count} transaction: {set}", "{count} transactions: {set}", count)
    return words.format(count=count, set=missing)


def _of_mariadb(row: Mapping[str, Any]) -> tuple[str, str, str]:
    received, applied = text_of(row.get("gtid_io_pos")), text_of(row.get("gtid_slave_pos"))
    try:
        ahead = parse_list(applied).behind(parse_list(received))
    except ValueError:
        return received, applied, ""
    words = [
        _("{count} in domain {domain}").format(count=count, domain=domain)
        for domain, count in sorted(ahead.items())
    ]
    return received, applied, ", ".join(words)
