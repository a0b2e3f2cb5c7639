"""Global variables: values, defaults, where they are from, and how one is changed."""

import re
from collections.abc import Mapping
from typing import Any

from app.domain.act import Act, Command
from app.domain.errors import BadInput, Unsupported
from app.domain.operating.settings import Parameter, Reach
from app.engines.mysql.asking import Asking
from app.engines.mysql.server import Server
from app.engines.mysql.static_variables import FIXED, FROM_THE_NEXT_START
from app.engines.mysql.wire import quoted, text_of
from app.i18n import _

_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40, "P": 1 << 50}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGTP])I?B?", re.I)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NAME = re.compile(r"\w+(?:\.\w+)*")
_GROUPS = tuple(
    """innodb performance_schema binlog replica slave rpl gtid group_replication wsrep aria myisam
    rocksdb optimizer ssl tls character_set collation query_cache thread_pool log max
    validate_password caching_sha2_password""".split()
)

_HERE = "*"
_SCOPES = {Reach.KEPT: "PERSIST", Reach.NOW: "GLOBAL", Reach.START: "PERSIST_ONLY"}
_INFO = (
    "SELECT i.variable_name AS name, i.variable_source AS source, i.variable_path AS path,"
    " i.min_value AS least, i.max_value AS most FROM performance_schema.variables_info AS i"
)
_METADATA = (
    "SELECT variable_name AS name, variable_scope AS scope, data_type AS type,"
    " documentation AS text FROM performance_schema.variables_metadata"
)
_PERSISTED = (
    "SELECT variable_name AS name, variable_value AS value"
    " FROM performance_schema.persisted_variables"
)
_MARIADB = (
    "SELECT LOWER(variable_name) AS name, default_value AS standard, global_value_origin AS source,"
    " global_value_path AS path, read_only, numeric_min_value AS least, numeric_max_value AS most,"
    " enum_value_list AS choices, variable_comment AS text, variable_type AS type"
    " FROM information_schema.system_variables WHERE global_value IS NOT NULL"
)


class Parameters(Asking):
    """Shows and sets global variables."""

    def parameters(self) -> tuple[Parameter, ...]:
        """All global variables, by name."""
        values = {
            text_of(row["variable_name"]).lower(): text_of(row["value"])
            for row in self.fetch("SHOW GLOBAL VARIABLES")
        }
        if self.server.mariadb:
            describe = self._described_by_mariadb(values)
        else:
            describe = self._described_by_mysql(values)
        return tuple(
            describe.get(name) or Parameter(name, value, group=_group(name))
            for name, value in sorted(values.items())
        )

    def _described_by_mariadb(self, values: Mapping[str, str]) -> dict[str, Parameter]:
        found = {}
        for row in self.fetch_if_allowed(_MARIADB):
            name = text_of(row["name"])
            choices = text_of(row["choices"])
            several = text_of(row["type"]) in {"SET", "FLAGSET"}
            found[name] = Parameter(
                name,
                values.get(name, ""),
                default=None if row["standard"] is None else text_of(row["standard"]),
                source=_source(row),
                dynamic=text_of(row["read_only"]) == "NO",
                choices=tuple(choices.split(",")) if choices and not several else (),
                least=text_of(row["least"]),
                most=text_of(row["most"]),
                text=text_of(row["text"]),
                group=_group(name),
            )
        return found

    def _described_by_mysql(self, values: Mapping[str, str]) -> dict[str, Parameter]:
        """MySQL tells defaults only where nobody changed them, and not which are dynamic."""
        if not self.server.performance_schema:
            return {}
        info = self._by_name(_INFO) if self.server.mysql(8) else {}
        texts = self._by_name(_METADATA) if self.server.mysql(9) else {}
        stored = self._by_name(_PERSISTED) if self.server.mysql(8) else {}
        found = {}
        for name, value in values.items():
            row, about = info.get(name, {}), texts.get(name, {})
            compiled = text_of(row.get("source")) == "COMPILED"
            kept = stored.get(name)
            found[name] = Parameter(
                name,
                value,
                default=value if compiled else None,
                stored=text_of(kept["value"]) if kept else None,
                source=_source(row),
                dynamic=_dynamic(self.server, name),
                persistable=bool(info),
                reaches=_reaches(name) if info else (),
                choices=("ON", "OFF") if text_of(about.get("type")) == "Boolean" else (),
                least=_limit(row.get("least"), row.get("most")),
                most=_limit(row.get("most"), row.get("most")),
                text=text_of(about.get("text")),
                group=_group(name),
            )
        return found

    def _by_name(self, statement: str) -> dict[str, dict[str, Any]]:
        return {text_of(row["name"]): row for row in self.fetch_if_allowed(statement)}

    def plan_parameter(self, parameter: Parameter, value: str, *, persist: bool) -> Act:
        """SET GLOBAL; what has to survive a restart is for `PersistsParameters`, or by hand."""
        if persist:
            raise Unsupported(
                _("This server cannot keep a changed parameter by itself."),
                hint=_in_the_option_file(parameter, value),
            )
        if parameter.dynamic is False:
            raise Unsupported(
                _("{name} cannot be changed while the server runs.").format(name=parameter.name),
                hint=_in_the_option_file(parameter, value),
            )
        by_hand = "" if parameter.persistable else _in_the_option_file(parameter, value)
        return self.setting("GLOBAL", parameter, value, by_hand)

    def setting(self, scope: str, parameter: Parameter, value: str, by_hand: str = "") -> Act:
        """The act that sets a variable; `by_hand` says what is left to do for good."""
        if not _NAME.fullmatch(parameter.name):
            raise BadInput(_("{name} is not the name of a parameter.").format(name=parameter.name))
        written = _written(parameter, value)
        before = parameter.value
        warnings = []
        if scope == "GLOBAL":
            warnings.append(_("It holds until the server restarts."))
        if by_hand:
            warnings.append(by_hand)
        if scope == "PERSIST_ONLY":
            before = parameter.stored if parameter.stored is not None else parameter.value
            warnings.append(
                _("It holds from the next start on; a wrong value may keep the server from it.")
            )
        elif not self.server.on("read_only") and parameter.name in {"read_only", "super_read_only"}:
            warnings.append(_("Applications can no longer write here."))
        if scope != "GLOBAL" and not self.server.on("persisted_globals_load"):
            warnings.append(
                _("The server starts without what is persisted (persisted_globals_load = OFF).")
            )
        return Act(
            "parameter-set",
            _("Set {name} to {value}").format(name=parameter.name, value=sized(value)),
            (Command(f"SET {scope} {parameter.name} = {written}"),),
            (f"{parameter.name}: {sized(before)} → {sized(_plain(written))}",),
            tuple(warnings),
        )


class PersistsParameters(Parameters):
    """Keeps changes in mysqld-auto.cnf; MySQL since 8.0."""

    def parameter_places(self) -> tuple[str, ...]:
        """A server is one place."""
        return (_HERE,)

    def plan_parameter(self, parameter: Parameter, value: str, *, persist: bool) -> Act:
        """For now, or as far as a change can reach."""
        if not persist:
            return super().plan_parameter(parameter, value, persist=False)
        reach = Reach.START if parameter.dynamic is False else Reach.KEPT
        return self.plan_placed(parameter, value, reach=reach, place=_HERE)

    def plan_placed(self, parameter: Parameter, value: str, *, reach: Reach, place: str) -> Act:
        """SET PERSIST, GLOBAL or PERSIST_ONLY."""
        if parameter.dynamic is False and reach is not Reach.START:
            raise Unsupported(
                _("{name} cannot be changed while the server runs.").format(name=parameter.name),
                hint=_("Have it hold from the next start on.")
                if Reach.START in parameter.reaches
                else _in_the_option_file(parameter, value),
            )
        if reach not in parameter.reaches:
            raise Unsupported(
                _("{name} cannot be kept from here.").format(name=parameter.name),
                hint=_in_the_option_file(parameter, value),
            )
        return self.setting(_SCOPES[reach], parameter, value)

    def plan_reset(self, parameter: Parameter, *, place: str) -> Act:
        """RESET PERSIST; the value that holds now stays until the restart."""
        if parameter.stored is None:
            raise Unsupported(
                _("Nothing is persisted for {name}.").format(name=parameter.name),
                hint=_("After a restart it is what the option file says, or the default."),
            )
        return Act(
            "parameter-reset",
            _("Take {name} out of what is persisted").format(name=parameter.name),
            (Command(f"RESET PERSIST IF EXISTS {parameter.name}"),),
            (f"mysqld-auto.cnf, {parameter.name}: {sized(parameter.stored)} → ∅",),
            (
                _("The server goes on with {value}; after a restart it is what the option file"
                  " says, or the default.").format(value=sized(parameter.value)),
            ),
        )  # fmt: skip


def _in_the_option_file(parameter: Parameter, value: str) -> str:
    """The line to write by hand; sizes as they were typed, which the file takes as well."""
    line = f"{parameter.name} = {value.strip()}"
    if parameter.name in FIXED and parameter.name.startswith(("version", "have_", "hostname")):
        return _("It cannot be set at all.")
    return _(
        "For good, write {line} into the section [mysqld] of the server's option file (my.cnf); it"
        " holds after a restart."
    ).format(line=line)


def _dynamic(server: Server, name: str) -> bool | None:
    """None where it is not known: of a plugin, or of a release that was not looked at."""
    if name in FIXED or name in FROM_THE_NEXT_START:
        return False
    return True if server.mysql(9) and "." not in name and not name.startswith("mysqlx") else None


def _reaches(name: str) -> tuple[Reach, ...]:
    if name in FIXED:
        return ()
    return (Reach.START,) if name in FROM_THE_NEXT_START else (Reach.KEPT, Reach.NOW, Reach.START)


def _written(parameter: Parameter, value: str) -> str:
    """The value as SET takes it: numbers bare, with their unit worked out; the rest quoted."""
    text = value.strip()
    if text.upper() == "DEFAULT":
        return "DEFAULT"
    choices = {each.upper() for each in parameter.choices}
    if choices and text.upper() not in choices and not text.isdecimal():
        raise BadInput(
            _("{name} takes one of {choices}.").format(
                name=parameter.name, choices=", ".join(parameter.choices)
            )
        )
    numeric = bool(_NUMBER.fullmatch(parameter.value) or parameter.least)
    if not numeric:
        return text if text.upper() in {"ON", "OFF"} else quoted(value)
    if size := _SIZE.fullmatch(text):
        text = str(round(float(size[1]) * _UNITS[size[2].upper()]))
    if _NUMBER.fullmatch(text):
        _check_limits(parameter, float(text))
        return text
    if text.upper() in {"ON", "OFF"}:
        return text
    raise BadInput(
        _("{value} is not a number; {name} takes one, with K, M or G where it is a size.").format(
            value=value, name=parameter.name
        )
    )


def _check_limits(parameter: Parameter, number: float) -> None:
    low = float(parameter.least) if _NUMBER.fullmatch(parameter.least) else None
    high = float(parameter.most) if _NUMBER.fullmatch(parameter.most) else None
    if (low is not None and number < low) or (high is not None and number > high):
        raise BadInput(
            _("{name} must be between {least} and {most}.").format(
                name=parameter.name, least=sized(parameter.least), most=sized(parameter.most)
            )
        )


def sized(value: str) -> str:
    """A number of bytes with its unit beside it, where it is a round one: `134217728 (128M)`."""
    if value.isdecimal() and (number := int(value)) >= 1 << 10:
        for unit, size in reversed(_UNITS.items()):
            if number % size == 0:
                return f"{value} ({number // size}{unit})"
    return value


def _plain(written: str) -> str:
    return written[1:-1] if written.startswith("'") else written


def _source(row: Mapping[str, Any]) -> str:
    path = text_of(row.get("path"))
    source = text_of(row.get("source"))
    return f"{source} ({path})" if path else source


def _limit(value: object, most: object) -> str:
    """Both limits are 0 or empty where a variable has none."""
    return text_of(value) if text_of(most) not in {"", "0"} else ""


def _group(name: str) -> str:
    return next((group for group in _GROUPS if name.startswith(group + "_")), "")
