"""Initialization parameters: what they are, what they will be, and how far a change can reach.

Columns: Oracle Database Reference, V$SYSTEM_PARAMETER (what the instance uses), V$SPPARAMETER
(what it will start with), V$PARAMETER_VALID_VALUES. Hidden ones (`_…`) show once they were set.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.operating.settings import Parameter, Reach
from app.engines.oracle.session import OracleSession
from app.i18n import N_, _

PARAMETERS = (
    "SELECT name, type, value, display_value, isdefault, isses_modifiable, issys_modifiable,"
    " isinstance_modifiable, ispdb_modifiable, ismodified, description{more}"
    " FROM v$system_parameter ORDER BY name"
)
STORED = (
    "SELECT name, value, display_value, ordinal FROM v$spparameter"
    " WHERE isspecified = 'TRUE' AND sid IN ('*', SYS_CONTEXT('USERENV', 'INSTANCE_NAME'))"
    " ORDER BY name, ordinal, CASE sid WHEN '*' THEN 0 ELSE 1 END"
)
ELSEWHERE = (
    "SELECT p.name, i.instance_name, p.display_value FROM gv$system_parameter p"
    " JOIN gv$instance i ON i.inst_id = p.inst_id WHERE p.inst_id <> :node"
    " ORDER BY p.name, i.instance_name"
)
CHOICES = "SELECT name, value FROM v$parameter_valid_values ORDER BY num, ordinal"

_BOOLEAN = "1"  # V$SYSTEM_PARAMETER.TYPE
_GROUPS = (
    ("memory_", N_("Memory")), ("sga_", N_("Memory")), ("pga_", N_("Memory")),
    ("db_cache", N_("Memory")), ("shared_pool", N_("Memory")), ("optimizer_", N_("Optimizer")),
    ("parallel_", N_("Parallel execution")), ("log_archive", N_("Archiving")),
    ("dg_", "Data Guard"), ("fal_", "Data Guard"), ("standby_", "Data Guard"),
    ("undo_", N_("Undo")), ("nls_", N_("Language")), ("audit_", N_("Auditing")),
    ("db_recovery", N_("Recovery")), ("cluster_", "RAC"), ("gcs_", "RAC"),
    ("inmemory", "In-Memory"),
)  # fmt: skip


class Parameters(OracleSession):
    """Shows parameters."""

    def parameters(self) -> tuple[Parameter, ...]:
        """All that the instance has set or knows, by name."""
        more = ", default_value" if self.facts.release >= (12, 2) else ""
        choices: dict[str, list[str]] = {}
        for row in self.fetch_if_allowed(CHOICES):
            choices.setdefault(str(row["name"]), []).append(str(row["value"]))
        stored = read_stored(self.fetch_if_allowed(STORED))
        others: dict[str, list[tuple[str, str]]] = {}
        if self.server.rac:
            for row in self.fetch_if_allowed(ELSEWHERE, node=self.server.number):
                said = str(row["instance_name"]), str(row["display_value"] or "")
                others.setdefault(str(row["name"]), []).append(said)
        rows = self.fetch(PARAMETERS.format(more=more))
        spfile = any(row["name"] == "spfile" and row["value"] for row in rows)
        pluggable = self.server.container not in ("", "CDB$ROOT")
        return tuple(
            _parameter(
                row,
                stored,
                choices.get(row["name"], []),
                others.get(row["name"], []),
                () if self.server.rds else read_reaches(row, spfile=spfile, pluggable=pluggable),
            )
            for row in rows
        )


def read_reaches(
    row: Mapping[str, Any], *, spfile: bool, pluggable: bool = False
) -> tuple[Reach, ...]:
    """How far a change can go. A pluggable database keeps its own, where it may differ at all."""
    if pluggable and row["ispdb_modifiable"] == "FALSE":
        return ()
    now = row["issys_modifiable"] != "FALSE"
    possible = (Reach.KEPT, now and spfile), (Reach.NOW, now), (Reach.START, spfile)
    return tuple(reach for reach, is_possible in possible if is_possible)


def read_stored(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the spfile says, by name; the parts of a list joined, an instance's own over `*`."""
    parts: dict[str, dict[int, str]] = {}
    for row in rows:
        at = int(row["ordinal"] or 0)
        parts.setdefault(str(row["name"]), {})[at] = str(row["display_value"] or row["value"] or "")
    return {name: ", ".join(said[at] for at in sorted(said)) for name, said in parts.items()}


def _parameter(
    row: Mapping[str, Any],
    stored: Mapping[str, str],
    choices: Iterable[str],
    others: Iterable[tuple[str, str]],
    reaches: tuple[Reach, ...],
) -> Parameter:
    name, changes = str(row["name"]), str(row["issys_modifiable"])
    default = row.get("default_value")
    shown = str(row["display_value"] or row["value"] or "")
    if default is None and row["isdefault"] == "TRUE":
        default = shown
    boolean = str(row["type"]) == _BOOLEAN
    return Parameter(
        name=name,
        value=shown,
        default=None if default is None else str(default),
        stored=stored.get(name) if stored else None,
        source=_source(row, name in stored),
        dynamic=changes != "FALSE",
        persistable=Reach.KEPT in reaches or Reach.START in reaches,
        choices=("TRUE", "FALSE") if boolean else tuple(choices),
        text=str(row["description"] or ""),
        group=_group(name),
        reaches=reaches,
        single=row["isinstance_modifiable"] == "TRUE" or reaches == (Reach.START,),
        elsewhere=tuple(each for each in others if each[1] != shown),
    )


def _group(name: str) -> str:
    return next((_(group) for head, group in _GROUPS if name.startswith(head)), "")


def _source(row: Mapping[str, Any], is_stored: bool) -> str:
    """Where the value is from; DEFERRED is what holds for sessions to come only."""
    if row["ismodified"] in {"SYSTEM_MOD", "MODIFIED"}:
        where = "ALTER SYSTEM"
    elif is_stored:
        where = "spfile"
    else:
        where = "default" if row["isdefault"] == "TRUE" else "init.ora"
    return f"{where}, DEFERRED" if row["issys_modifiable"] == "DEFERRED" else where
