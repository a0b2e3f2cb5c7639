"""Replication: the channels this server follows, and its group."""

from app.domain.monitoring.sample import Scalar
from app.domain.operating.replication import Replica
from app.engines.mysql.channels import lag_of, old_names
from app.engines.mysql.facts import replica_status
from app.engines.mysql.gtid import parse_list, parse_set
from app.engines.mysql.sampling.look import Look, Missing, Wanted, scalar
from app.i18n import _

_LONGEST = 20_000
"""Characters of a set of GTIDs beyond which nobody reckons with it every ten seconds."""
_OF_MEMBERS = frozenset({"certifying", "applying", "conflicts"})


def take_channels(look: Look, wanted: Wanted) -> None:
    """`replica`: takes REPLICATION CLIENT, or what MariaDB has for it."""
    columns, rows = look.named_rows("replica", replica_status(look.server))
    found: dict[str, dict[str, Scalar]] = {}
    for values in rows:
        row = old_names(dict(zip(columns, values, strict=True)))
        channel = row.get("connection_name") or row.get("channel_name") or ""
        found[channel] = {
            "io_running": row.get("slave_io_running"),
            "sql_running": row.get("slave_sql_running"),
            "lag": lag_of(row),
            "delay": float(row.get("sql_delay") or 0),
            "last_errno": int(row.get("last_sql_errno") or 0) or int(row.get("last_io_errno") or 0),
            "last_error": row.get("last_sql_error") or row.get("last_io_error") or "",
        }
        if "gtid_gap" in wanted["replica"]:
            found[channel]["gtid_gap"] = _gap(row, mariadb=look.server.mariadb)
    look.tables["replica"] = dict(found)


def _gap(row: dict[str, str | None], *, mariadb: bool) -> int | None:
    """Transactions received and not applied; None without GTIDs, or with too many to reckon."""
    got = row.get("gtid_io_pos" if mariadb else "retrieved_gtid_set") or ""
    have = row.get("gtid_slave_pos" if mariadb else "executed_gtid_set") or ""
    if not got or len(got) + len(have) > _LONGEST:
        return None
    try:
        if mariadb:
            return sum(parse_list(have).behind(parse_list(got)).values())
        return len(parse_set(got) - parse_set(have))
    except ValueError:
        return None


def take_members(look: Look, members: tuple[Replica, ...]) -> None:
    """`group`, as this server sees it: a member sees itself at least."""
    if not members:
        raise Missing(_("The account may not see the replication group this server is in."))
    look.tables["group"] = {
        member.address: {
            "state": member.state,
            "online": int(member.healthy),
            "role": member.role.value,
            **{name: scalar(value) for name, value in member.facts if name in _OF_MEMBERS},
        }
        for member in members
    }
