"""Global variables: values, defaults, where they are from, and how one is changed."""

import re
from collections.abc import Mapping
from typing import Any

from app.domain.act import Act, Command
from app.domain.errors import BadInput, Unsupported
from app.domain.operating.settings import Parameter
from app.engines.mysql.asking import Asking
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
                persistable=bool(info),
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
        """SET GLOBAL, or SET PERSIST where the server can keep it."""
        if not _NAME.fullmatch(parameter.name):
            raise BadInput(_("{name} is not the name of a parameter.").format(name=parameter.name))
        if persist and not self.server.mysql(8):
            raise Unsupported(
                _("This server cannot keep a changed parameter by itself."),
                hint=_("Set it for now, and write it into the option file by hand."),
            )
        if parameter.dynamic is False and not persist:
            raise Unsupported(
                _("{name} cannot be changed while the server runs.").format(name=parameter.name),
                hint=_("Write it into the option file; it holds after a restart."),
            )
        written = _written(parameter, value)
        scope = "PERSIST" if persist else "GLOBAL"
        warnings = []
        if not persist:
            warnings.append(_("It holds until the server restarts."))
        if not self.server.on("read_only") and parameter.name in {"read_only", "super_read_only"}:
            warnings.append(_("Applications can no longer write here."))
        return Act(
            "parameter-set",
            _("Set {name} to {value}").format(name=parameter.name, value=sized(value)),
            (Command(f"SET {scope} {parameter.name} = {written}"),),
            (f"{parameter.name}: {sized(parameter.value)} → {sized(_plain(written))}",),
            tuple(warnings),
        )


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
