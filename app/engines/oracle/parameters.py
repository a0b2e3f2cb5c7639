"""Initialization parameters, and planning a change of one.

Columns: Oracle Database Reference, V$SYSTEM_PARAMETER (what the instance uses), V$SPPARAMETER
(what it will start with), V$PARAMETER_VALID_VALUES. Hidden ones (`_…`) show once they were set.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.act import Act, Command
from app.domain.errors import BadInput, Unsupported
from app.domain.operating.settings import Parameter
from app.engines.oracle.rows import literal
from app.engines.oracle.session import OracleSession
from app.i18n import N_, _

PARAMETERS = (
    "SELECT name, type, value, display_value, isdefault, isses_modifiable, issys_modifiable,"
    " isinstance_modifiable, ismodified, isdeprecated, isbasic, description{more}"
    " FROM v$system_parameter ORDER BY name"
)
STORED = (
    "SELECT name, value, display_value, ordinal FROM v$spparameter"
    " WHERE isspecified = 'TRUE' AND sid IN ('*', SYS_CONTEXT('USERENV', 'INSTANCE_NAME'))"
    " ORDER BY name, ordinal, CASE sid WHEN '*' THEN 0 ELSE 1 END"
)
CHOICES = "SELECT name, value FROM v$parameter_valid_values ORDER BY num, ordinal"

_BOOLEAN = "1"  # V$SYSTEM_PARAMETER.TYPE
_LIST = re.compile(r"'(?:[^']|'')*'(?:\s*,\s*'(?:[^']|'')*')*")
_NAME = re.compile(r"_?[a-z][a-z0-9_]*(?:\$[a-z0-9_]+)?")
_SIZE = re.compile(r"\d+(?:\.\d+)?\s*[KMGT]?", re.IGNORECASE)
_GROUPS = (
    ("memory_", N_("Memory")), ("sga_", N_("Memory")), ("pga_", N_("Memory")),
    ("db_cache", N_("Memory")), ("shared_pool", N_("Memory")), ("optimizer_", N_("Optimizer")),
    ("parallel_", N_("Parallel execution")), ("log_archive", N_("Archiving")),
    ("dg_", "Data Guard"), ("fal_", "Data Guard"), ("standby_", "Data Guard"),
    ("undo_", N_("Undo")), ("nls_", N_("Language")), ("audit_", N_("Auditing")),
    ("db_recovery", N_("Recovery")), ("cluster_", "RAC"), ("gcs_", "RAC"),
    ("inmemory", "In-Memory"),
)  # fmt: skip
_NO_PACK = "control_management_pack_access"


class Parameters(OracleSession):
    """Shows parameters, and plans changes."""

    def parameters(self) -> tuple[Parameter, ...]:
        """All that the instance has set or knows, by name."""
        more = ", default_value" if self.facts.release >= (12, 2) else ""
        choices: dict[str, list[str]] = {}
        for row in self.fetch_if_allowed(CHOICES):
            choices.setdefault(str(row["name"]), []).append(str(row["value"]))
        stored = read_stored(self.fetch_if_allowed(STORED))
        return tuple(
            _parameter(row, stored, choices.get(row["name"], []))
            for row in self.fetch(PARAMETERS.format(more=more))
        )

    def plan_parameter(self, parameter: Parameter, value: str, *, persist: bool) -> Act:
        """One ALTER SYSTEM: now, now and for good, or from the next start where only that can be.

        Of a RAC all instances are changed, as they are without SID.
        """
        if self.server.rds:
            raise Unsupported(
                _("Amazon RDS does not let anybody use ALTER SYSTEM SET."),
                hint=_("Change the parameter group of the instance."),
            )
        if not _NAME.fullmatch(parameter.name):
            raise BadInput(_("{name} is no name of a parameter.").format(name=parameter.name))
        if parameter.dynamic is False and not persist:
            raise Unsupported(
                _("{name} cannot be changed while the instance runs.").format(name=parameter.name),
                hint=_("Keep it in the spfile; it holds after the next start."),
            )
        if persist and not parameter.persistable:
            raise Unsupported(
                _("The instance runs without an spfile, so nothing can be kept from here."),
                hint=_("Change the init.ora on the server, or start the instance with an spfile."),
            )
        scope = "MEMORY"
        if persist:
            scope = "SPFILE" if parameter.dynamic is False else "BOTH"
        name = f'"{parameter.name}"' if parameter.name.startswith("_") else parameter.name
        written = _written(parameter, value)
        deferred = (
            " DEFERRED" if parameter.source.endswith("DEFERRED") and scope != "SPFILE" else ""
        )
        return Act(
            "parameter-set",
            _("Set {name} to {value}").format(name=parameter.name, value=value.strip()),
            (Command(f"ALTER SYSTEM SET {name} = {written}{deferred} SCOPE = {scope}"),),
            (f"{parameter.name}: {parameter.value or '∅'} → {value.strip() or '∅'}",),
            tuple(_warnings(parameter, written, scope, deferred)),
        )


def read_stored(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the spfile says, by name; the parts of a list joined, an instance's own over `*`."""
    parts: dict[str, dict[int, str]] = {}
    for row in rows:
        at = int(row["ordinal"] or 0)
        parts.setdefault(str(row["name"]), {})[at] = str(row["display_value"] or row["value"] or "")
    return {name: ", ".join(said[at] for at in sorted(said)) for name, said in parts.items()}


def _parameter(
    row: Mapping[str, Any], stored: Mapping[str, str], choices: Iterable[str]
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
        persistable=bool(stored),
        choices=("TRUE", "FALSE") if boolean else tuple(choices),
        text=str(row["description"] or ""),
        group=_group(name),
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


def _written(parameter: Parameter, value: str) -> str:
    """The value as ALTER SYSTEM SET takes it: numbers and sizes bare, texts quoted.

    A list of texts (CONTROL_FILES) is told from a text with commas in it (LOG_ARCHIVE_DEST_1) by
    its quotes: `'a', 'b'`.
    """
    text = value.strip()
    choices = {each.upper() for each in parameter.choices}
    if choices == {"TRUE", "FALSE"}:
        if text.upper() not in choices:
            raise BadInput(
                _("{name} takes one of {choices}.").format(
                    name=parameter.name, choices="TRUE, FALSE"
                )
            )
        return text.upper()
    if _SIZE.fullmatch(text):
        return text.replace(" ", "").upper()
    if _SIZE.fullmatch(parameter.value):
        raise BadInput(
            _(
                "{value} is not a number; {name} takes one, with K, M or G where it is a size."
            ).format(value=value, name=parameter.name)
        )
    if "\0" in value or "\n" in value:
        raise BadInput(_("The value of a parameter is one line."))
    return text if _LIST.fullmatch(text) else literal(text)


def _warnings(parameter: Parameter, written: str, scope: str, deferred: str) -> Iterable[str]:
    if scope == "MEMORY":
        yield _("It holds until the instance restarts.")
    if scope == "SPFILE":
        yield _("It holds from the next start on; a wrong value may keep the instance from it.")
    if deferred:
        yield _("It holds for sessions that log in from now on.")
    if parameter.name.startswith("_"):
        yield _("A hidden parameter: change it only where Oracle Support asked for it.")
    if parameter.name == _NO_PACK and "NONE" not in written.upper():
        yield _("It switches on what the Diagnostics and Tuning Packs must be licensed for.")
