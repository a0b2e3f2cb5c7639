"""Semi-synchronous replication: what goes on, out of its variables and counters.

A source waits with each commit until a replica has the transaction, or its timeout has passed; then
it goes on asynchronously until a replica has caught up. MariaDB since 10.3 has it built in, MySQL
in two plugins, called source and replica since 8.0.26 and master and slave before.
Source: MySQL Reference, "Semisynchronous Replication".
"""

from collections.abc import Mapping, Sequence

from app.engines.mysql.wire import text_of
from app.i18n import _

PREFIX = "rpl_semi_sync_"
OLD = {"source": "master", "replica": "slave"}
"""The sides as they were called, and MariaDB calls them."""
STATUS = (
    "SHOW GLOBAL STATUS WHERE variable_name REGEXP"
    " '^Rpl_semi_sync_.*(status|clients|yes_tx|no_tx|no_times|avg_wait_time|wait_sessions)$'"
)


def semi_sync_status(rows: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """The status variables under their new names, without what all begin with."""
    return {
        text_of(row["variable_name"]).lower().removeprefix(PREFIX)
        .replace("master_", "source_").replace("slave_", "replica_"): text_of(row["value"])
        for row in rows
    }  # fmt: skip


def semi_sync_lines(variables: Mapping[str, str], status: Mapping[str, str]) -> list[str]:
    """What is going on, a sentence for each side that is switched on."""
    lines = []
    if _is_on(variables, "source"):
        lines.append(_of_source(variables, status))
    if _is_on(variables, "replica"):
        lines.append(
            _("this replica acknowledges, if its source waits")
            if status.get("replica_status") == "ON"
            else _("switched on, not in use: the source does not wait, or the receiver has not"
                   " reconnected since")
        )  # fmt: skip
    return lines


def _of_source(variables: Mapping[str, str], status: Mapping[str, str]) -> str:
    seconds = timeout_of(variables)
    clients = int(status.get("source_clients") or 0)
    waiting = int(status.get("source_wait_sessions") or 0)
    if status.get("source_status") != "ON":
        return _(
            "fell back to asynchronous ({times} times): {clients} replicas acknowledge"
        ).format(times=status.get("source_no_times", "0"), clients=clients)
    if not clients:
        return _("no replica acknowledges: each commit waits {seconds} s ({waiting} wait)").format(
            seconds=seconds, waiting=waiting
        )
    return _("in use: {clients} replicas acknowledge, {waiting} commits wait").format(
        clients=clients, waiting=waiting
    )


def _is_on(variables: Mapping[str, str], side: str) -> bool:
    names = (f"{PREFIX}{side}_enabled", f"{PREFIX}{OLD[side]}_enabled")
    return any(variables.get(name) == "ON" for name in names)


def timeout_of(variables: Mapping[str, str]) -> str:
    """Seconds a commit waits at most. The variable counts milliseconds, 10,000 by default."""
    said = variables.get(f"{PREFIX}source_timeout") or variables.get(f"{PREFIX}master_timeout")
    return f"{int(said or 10_000) / 1000:g}"
