"""Learning who the server is, and what the account may not see, from the views it can read.

Views are read whole (`SELECT *`) where releases differ in their columns.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.domain.inventory import DatabaseType, TopologyRole
from app.domain.operating.server import ServerFacts
from app.engines.oracle.server import Server
from app.engines.oracle.session import OracleSession
from app.i18n import N_, _

_CONTEXT = (
    "SELECT TO_CHAR(SYSTIMESTAMP, 'YYYY-MM-DD\"T\"HH24:MI:SS.FF6TZH:TZM') AS clock,"
    " DBTIMEZONE AS db_zone, SESSIONTIMEZONE AS session_zone,"
    " SYS_CONTEXT('USERENV', 'SESSION_USER') AS account,"
    " SYS_CONTEXT('USERENV', 'ISDBA') AS is_dba,"
    " SYS_CONTEXT('USERENV', 'CON_NAME') AS container,"
    " SYS_CONTEXT('USERENV', 'CON_ID') AS container_id,"
    " SYS_CONTEXT('USERENV', 'DATABASE_ROLE') AS role,"
    " SYS_CONTEXT('USERENV', 'DB_UNIQUE_NAME') AS unique_name,"
    " SYS_CONTEXT('USERENV', 'INSTANCE') AS instance_number,"
    " SYS_CONTEXT('USERENV', 'INSTANCE_NAME') AS instance,"
    " SYS_CONTEXT('USERENV', 'SERVER_HOST') AS host"
    " FROM dual"
)
_INSTANCE = "SELECT * FROM v$instance"
_DATABASE = "SELECT * FROM v$database"
_BANNER = "SELECT * FROM v$version"
_PRIVILEGES = "SELECT privilege AS granted FROM session_privs"
_ROLES = "SELECT role AS granted FROM session_roles"
_RDS = "SELECT username FROM all_users WHERE username = 'RDSADMIN'"

_NEEDED = {
    "V$SESSION": N_("Sessions, locks and transactions need SELECT on {views}."),
    "V$PROCESS": N_("The memory of sessions needs SELECT on {views}."),
    "V$TRANSACTION": N_("The age of transactions needs SELECT on {views}."),
    "V$LOCK": N_("The modes of locks need SELECT on {views}."),
    "V$SQL": N_("The statements of sessions need SELECT on {views}."),
    "V$SQLSTATS": N_("Slow SQL needs SELECT on {views}."),
    "V$SYSTEM_PARAMETER": N_("Parameters need SELECT on {views}."),
    "V$DATABASE": N_("Data Guard needs SELECT on {views}."),
    "DBA_USERS": N_("Accounts need SELECT on {views}."),
    "DBA_DATA_FILES": N_("Space needs SELECT on {views}."),
    "DBA_INDEXES": N_("Indexes need SELECT on {views}."),
}
"""What the pages cannot do without."""

_PROBES = {
    "V$SESSION": "SELECT 1 FROM gv$session WHERE 1 = 0",
    "V$PROCESS": "SELECT 1 FROM gv$process WHERE 1 = 0",
    "V$TRANSACTION": "SELECT 1 FROM gv$transaction WHERE 1 = 0",
    "V$LOCK": "SELECT 1 FROM gv$lock WHERE 1 = 0",
    "V$SQL": "SELECT 1 FROM gv$sql WHERE 1 = 0",
    "V$SQLSTATS": "SELECT 1 FROM gv$sqlstats WHERE 1 = 0",
    "V$SYSTEM_PARAMETER": "SELECT 1 FROM v$system_parameter WHERE 1 = 0",
    "V$DATABASE": "SELECT 1 FROM v$database WHERE 1 = 0",
    "DBA_USERS": "SELECT 1 FROM dba_users WHERE 1 = 0",
    "DBA_DATA_FILES": "SELECT 1 FROM dba_data_files WHERE 1 = 0",
    "DBA_INDEXES": "SELECT 1 FROM dba_indexes WHERE 1 = 0",
}
SEES_ALL = frozenset({"SELECT ANY DICTIONARY", "SELECT_CATALOG_ROLE", "DBA", "SYSDBA"})
"""Any of these lets an account read all DBA_ views."""


def learn(session: OracleSession) -> tuple[Server, ServerFacts, str]:
    """The server, the facts, and a sentence about both."""
    (context,) = session.fetch(_CONTEXT)
    instance = _first(session.fetch_if_allowed(_INSTANCE))
    database = _first(session.fetch_if_allowed(_DATABASE))
    version = _text(instance.get("version_full") or instance.get("version")) or session.told_version
    release = tuple(int(part) for part in re.findall(r"\d+", version))
    rds = bool(session.fetch_if_allowed(_RDS))
    server = Server(
        release=release,
        instance=_text(instance.get("instance_name") or context["instance"]),
        number=int(instance.get("instance_number") or context["instance_number"] or 1),
        host=_text(instance.get("host_name") or context["host"]),
        rac=_text(instance.get("parallel")) == "YES",
        container="" if _text(context["container_id"]) == "0" else _text(context["container"]),
        role=_text(database.get("database_role") or context["role"]),
        open_mode=_text(database.get("open_mode")),
        unique_name=_text(database.get("db_unique_name") or context["unique_name"]),
        started=instance.get("startup_time"),
        rds=rds,
        details=dict(database),
    )
    granted = _granted(session, context)
    clock = _clock(_text(context["clock"]))
    offset = clock.utcoffset() if clock else None
    started = server.started.replace(tzinfo=clock.tzinfo) if server.started and clock else None
    facts = ServerFacts(
        DatabaseType.ORACLE,
        version,
        release,
        edition=_edition(session, instance),
        name=_name(server),
        account=_text(context["account"]),
        session=_own_id(session, server),
        role=role_of(server),
        server_read_only=server.open_mode.startswith(("READ ONLY", "MOUNTED")),
        started=started,
        clock=clock,
        time_zone=_("DBTIMEZONE {database}, SESSIONTIMEZONE {session}").format(
            database=_text(context["db_zone"]), session=_text(context["session_zone"])
        ),
        offset=offset if offset is not None else timedelta(),
        grants=tuple(sorted(granted)),
        missing=tuple(_missing(session, granted, rds)),
        encrypted=session.encrypted,
    )
    said = _("Oracle {version} {edition}, {name}, {mode}; its clock shows {clock}").format(
        version=version,
        edition=facts.edition,
        name=facts.name,
        mode=" ".join(part for part in (server.role, server.open_mode) if part),
        clock=_text(context["clock"]),
    )
    return server, facts, said


def _granted(session: OracleSession, context: Mapping[str, Any]) -> set[str]:
    granted = {_text(row["granted"]) for row in session.fetch_if_allowed(_PRIVILEGES)}
    granted |= {_text(row["granted"]) for row in session.fetch_if_allowed(_ROLES)}
    if _text(context["is_dba"]) == "TRUE":
        granted.add("SYSDBA")
    return granted


def _missing(session: OracleSession, granted: set[str], rds: bool) -> list[str]:
    missing = []
    if not granted & SEES_ALL:
        for view, sentence in _NEEDED.items():
            if not session.can_read(probe := _PROBES[view]):
                name = re.findall(r"FROM (\S+)", probe)[0].upper().replace("V$", "V_$")
                missing.append(_(sentence).format(views=f"SYS.{name}"))
    acts = not session.endpoint.read_only and not rds
    if acts and not granted & {"ALTER SYSTEM", "SYSDBA"}:
        missing.append(_("Ending sessions and setting parameters needs ALTER SYSTEM."))
    return missing


def _edition(session: OracleSession, instance: Mapping[str, Any]) -> str:
    if known := _text(instance.get("edition")):
        return {"EE": "Enterprise Edition", "SE": "Standard Edition", "XE": "Express Edition",
                "PO": "Personal Edition", "HP": "High Performance",
                "EP": "Extreme Performance"}.get(known, known)  # fmt: skip
    banners = [_text(row.get("banner")) for row in session.fetch_if_allowed(_BANNER)]
    found = re.search(r"(\w+(?: \w+)? Edition|Free)", " ".join(banners[:1]))
    return found[1] if found else ""


def _name(server: Server) -> str:
    name = server.instance or server.unique_name
    return f"{name}/{server.container}" if server.container else name


def _own_id(session: OracleSession, server: Server) -> str:
    sid, serial = session.numbers
    return f"{sid},{serial},@{server.number}"


def role_of(server: Server) -> TopologyRole:
    """What it is within its service."""
    if server.role.endswith("STANDBY"):
        return TopologyRole.STANDBY
    if server.rac:
        return TopologyRole.RAC_NODE
    if server.role == "PRIMARY":
        guarded = _text(server.details.get("protection_mode")) != ""
        shipped = _text(server.details.get("switchover_status")) not in ("", "NOT ALLOWED")
        return TopologyRole.PRIMARY if guarded and shipped else TopologyRole.STANDALONE
    return TopologyRole.UNKNOWN


def _clock(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _first(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return rows[0] if rows else {}


def _text(value: object) -> str:
    return "" if value is None else str(value)
