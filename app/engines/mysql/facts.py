"""What a server says of itself when a session is made."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from app.domain.inventory import TopologyRole
from app.domain.operating.server import ServerFacts
from app.domain.redact import redacted
from app.engines.mysql.failures import code_and_text, driver_errors
from app.engines.mysql.grants import held, missing
from app.engines.mysql.server import Server, recognise
from app.engines.mysql.wire import MARK, as_rows, lowered, text_of

DUMPS = (
    "SELECT COUNT(*) AS dumps FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'"
)
"""How many replicas read the binary log; without PROCESS the server shows none of them."""
_NO_GRANT = frozenset({1044, 1142, 1227, 1141, 1370})
_NO_SUCH = frozenset({1064, 1146, 1049, 1193, 1054, 1286})


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The first answers of a server."""

    server: Server
    account: str
    session: str
    clock: datetime
    time_zone: str


def ask(connection: Any, statement: str) -> list[dict[str, Any]]:
    """Rows of a statement by their columns, before there is a session."""
    with connection.cursor() as cursor:
        cursor.execute(MARK + statement)
        return as_rows(lowered(cursor.description), cursor.fetchall())


def ask_if_allowed(connection: Any, statement: str) -> list[dict[str, Any]] | None:
    """The same; None where the account may not, or the server knows no such thing."""
    try:
        return ask(connection, statement)
    except driver_errors() as error:
        if code_and_text(error)[0] in _NO_GRANT | _NO_SUCH:
            return None
        raise


def learn(connection: Any) -> Inquiry:
    """Ask for version, variables and clock."""
    said = ask(
        connection,
        "SELECT VERSION() AS version, CURRENT_USER() AS account, CONNECTION_ID() AS session,"
        " NOW(6) AS clock, UTC_TIMESTAMP(6) AS utc, @@session.time_zone AS zone",
    )[0]
    variables = {
        text_of(row["variable_name"]).lower(): text_of(row["value"])
        for row in ask(connection, "SHOW GLOBAL VARIABLES")
    }
    offset = timedelta(minutes=round((said["clock"] - said["utc"]).total_seconds() / 60))
    zone = text_of(said["zone"])
    if zone == "SYSTEM":
        zone = variables.get("system_time_zone") or zone
    return Inquiry(
        recognise(text_of(said["version"]), variables),
        text_of(said["account"]),
        text_of(said["session"]),
        said["clock"].replace(tzinfo=timezone(offset)),
        zone,
    )


def facts_of(connection: Any, inquiry: Inquiry, *, acts: bool) -> ServerFacts:
    """All facts. `acts` tells whether grants for changing something are missed, too."""
    server = inquiry.server
    lines = tuple(
        text_of(next(iter(row.values()))) for row in ask(connection, _grants(connection, server))
    )
    uptime = ask(connection, "SHOW GLOBAL STATUS LIKE 'Uptime'")
    cipher = {
        row["variable_name"]: text_of(row["value"])
        for row in ask(connection, "SHOW SESSION STATUS LIKE 'Ssl%'")
    }
    encrypted = " ".join((cipher.get("Ssl_version", ""), cipher.get("Ssl_cipher", "")))
    grants = held(lines, server)
    return ServerFacts(
        type=server.type,
        version=server.version,
        release=server.release,
        edition=server.cloud.value or server.variables.get("version_comment", ""),
        name=server.variables.get("hostname", ""),
        account=inquiry.account,
        session=inquiry.session,
        role=role_of(connection, server),
        server_read_only=server.on("read_only") or server.on("super_read_only"),
        started=inquiry.clock - timedelta(seconds=int(uptime[0]["value"])) if uptime else None,
        clock=inquiry.clock,
        time_zone=inquiry.time_zone,
        offset=inquiry.clock.utcoffset(),
        grants=tuple(redacted(line) for line in lines),  # MariaDB gives the hash along
        missing=tuple(missing(grants, server, inquiry.account, acts=acts)),
        encrypted=encrypted if cipher.get("Ssl_cipher") else "",
    )


def _grants(connection: Any, server: Server) -> str:
    """SHOW GRANTS, with what the active roles add: MySQL 8 leaves that out unless asked."""
    if not server.mysql(8):
        return "SHOW GRANTS"
    active = text_of(ask(connection, "SELECT CURRENT_ROLE() AS roles")[0]["roles"])
    return "SHOW GRANTS" if active == "NONE" else f"SHOW GRANTS FOR CURRENT_USER() USING {active}"


def replica_status(server: Server) -> str:
    """The statement that shows all channels this server replicates from."""
    if server.mariadb:
        return "SHOW ALL SLAVES STATUS"
    return "SHOW REPLICA STATUS" if server.says_replica else "SHOW SLAVE STATUS"


def role_of(connection: Any, server: Server) -> TopologyRole:
    """Its place in replication, as far as the account may know."""
    if server.mysql(5, 7) and server.variables.get("group_replication_group_name"):
        role = _group_role(connection, server)
        if role is not None:
            return role
    channels = ask_if_allowed(connection, replica_status(server))
    if channels:
        return TopologyRole.SLAVE
    dumps = ask_if_allowed(connection, DUMPS)
    if dumps and dumps[0]["dumps"]:
        return TopologyRole.MASTER
    return TopologyRole.UNKNOWN if channels is None else TopologyRole.STANDALONE


def _group_role(connection: Any, server: Server) -> TopologyRole | None:
    members = ask_if_allowed(
        connection, "SELECT * FROM performance_schema.replication_group_members"
    )
    uuid = server.variables.get("server_uuid", "")
    for member in members or ():
        if text_of(member.get("member_id")) == uuid and uuid:
            primary = text_of(member.get("member_role")) or "SECONDARY"
            if primary == "PRIMARY":
                return TopologyRole.GROUP_PRIMARY
            return TopologyRole.GROUP_SECONDARY
    return None
