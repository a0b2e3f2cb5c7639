"""Rules as TOML, as they are kept, exported and imported:

["mysql.replica_lag"]                  # the id of a rule that is made in: yours takes its place
metric = "mysql.replica_lag"
warning = "> 30 for 1m"
critical = { otherwise = "> 300 for 1m", reporting = "> 3600 for 5m" }

["queue of the shop"]                  # any other id: a rule of your own
metric = "mysql.orders_waiting"
critical = "> 1000 for 10m clear 500"
note = "Ask the shop's team."
scope = { environments = ["Production"], tags = ["shop"] }
"""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app import files
from app.domain.errors import BadInput, ConsoleError, StoreTrouble
from app.domain.monitoring.metric import Severity, Threshold
from app.domain.monitoring.rule import Rule, Scope
from app.i18n import _
from app.monitor.catalogue.thresholds import thresholds, written

_OTHERWISE = "otherwise"
_TEXTS = ("parts", "title", "note")
_SCOPES = ("instances", "types", "environments", "tags")
_FIELDS = frozenset(("metric", "enabled", "scope", *_TEXTS, *Severity))
LARGEST = 1 << 20
"""Characters; a larger file is no file of rules."""
_LONGEST = 400


class KeptRules:
    """A file of them. Where something in it could not be read, it is kept aside before another
    takes its place: nothing that somebody wrote is lost.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.rules: tuple[Rule, ...] = ()
        self.troubles: tuple[ConsoleError, ...] = ()
        """What is wrong with those that could not be taken."""
        try:
            self.rules, self.troubles = read_rules(path.read_text("utf-8"))
        except FileNotFoundError:
            pass
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            text = _("The rules cannot be read: {reason}").format(reason=reason)
            self.troubles = (StoreTrouble(text, hint=_("What is made in holds until then.")),)
        except BadInput as error:
            self.troubles = (error,)
        self._unread = bool(self.troubles)

    def write(self, rules: Iterable[Rule]) -> None:
        """Keep these from now on. Raises StoreTrouble where that cannot be."""
        try:
            if self._unread:
                self._path.replace(_unused(self._path.with_suffix(".damaged")))
                self._unread = False
            files.write(self._path, write_rules(rules).encode())
        except OSError as error:
            raise StoreTrouble(
                _("The rules cannot be kept: {reason}").format(reason=error.strerror),
                hint=_("Nothing was changed."),
            ) from error


def _unused(path: Path) -> Path:
    """A name like it that nothing has."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_suffix(f".{number}{path.suffix}")
    return free


def read_rules(text: str) -> tuple[tuple[Rule, ...], tuple[ConsoleError, ...]]:
    """The rules in it, and what is wrong with the others: one bad rule costs no other.

    Raises:
        BadInput: it is no TOML at all.
    """
    if len(text) > LARGEST:
        raise BadInput(_("This is too large to be a file of rules."))
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(
            _("This is no file of rules: {reason}").format(reason=error),
            hint=_("It must be TOML, as an export of rules is."),
        ) from error
    rules: list[Rule] = []
    troubles: list[ConsoleError] = []
    for id_, table in said.items():
        try:
            rules.append(_rule(id_, table))
        except BadInput as error:
            troubles.append(
                BadInput(
                    _("Rule “{id}”: {what}").format(id=id_[:_LONGEST], what=error), hint=error.hint
                )
            )
    return tuple(rules), tuple(troubles)


def write_rules(rules: Iterable[Rule]) -> str:
    """As `read_rules` reads it again."""
    return "\n".join(_table(rule) for rule in rules)


def _rule(id_: str, table: object) -> Rule:
    if not isinstance(table, Mapping):
        raise BadInput(_("It must be a table."))
    if not id_.strip() or len(id_) > _LONGEST:
        raise BadInput(_("It has no name, or one that is too long."))
    for field in table:
        if field not in _FIELDS:
            raise BadInput(
                _("There is no field “{field}”; there are: {fields}.").format(
                    field=str(field)[:_LONGEST], fields=", ".join(sorted(_FIELDS))
                )
            )
    metric = _text(table, "metric")
    if not metric:
        raise BadInput(_("It does not say which metric it watches."))
    enabled = table.get("enabled", True)
    if not isinstance(enabled, bool):
        raise BadInput(_("“enabled” must be true or false."))
    texts = {field: _text(table, field) for field in _TEXTS}
    return Rule(id_, metric, _thresholds(table), _scope(table), enabled=enabled, **texts)


def _text(table: Mapping[str, object], field: str) -> str:
    said = table.get(field, "")
    if not isinstance(said, str) or len(said) > LARGEST // 16:
        raise BadInput(_("“{field}” must be a text in quotes.").format(field=field))
    return said


def _thresholds(table: Mapping[str, object]) -> dict[str, tuple[Threshold, ...]]:
    found: dict[str, tuple[Threshold, ...]] = {}
    for severity in Severity:
        said = table.get(severity.value, {})
        by_role = {_OTHERWISE: said} if isinstance(said, str) else said
        if not isinstance(by_role, Mapping):
            raise BadInput(
                _("“{field}” must be a threshold, or a table of them by role.").format(
                    field=severity.value
                )
            )
        for role, text in by_role.items():
            if not isinstance(text, str):
                raise BadInput(
                    _("“{field}” must be a threshold, or a table of them by role.").format(
                        field=severity.value
                    )
                )
            name = "" if role == _OTHERWISE else role
            found[name] = (*found.get(name, ()), *thresholds(text, severity))
    return found


def _scope(table: Mapping[str, object]) -> Scope:
    said = table.get("scope", {})
    if not isinstance(said, Mapping):
        raise BadInput(_("“scope” must be a table."))
    found: dict[str, frozenset[str]] = {}
    for field, names in said.items():
        if field not in _SCOPES or not isinstance(names, list):
            raise BadInput(
                _("“scope” has lists of names: {fields}.").format(fields=", ".join(_SCOPES))
            )
        found[field] = frozenset(str(name) for name in names)
    return Scope(**found)


def _table(rule: Rule) -> str:
    return "\n".join((f"[{_quoted(rule.id)}]", *_lines(rule))) + "\n"


def _lines(rule: Rule) -> Iterator[str]:
    yield f"metric = {_quoted(rule.metric)}"
    if not rule.enabled:
        yield "enabled = false"
    for field in _TEXTS:
        if said := getattr(rule, field):
            yield f"{field} = {_quoted(said)}"
    for severity in Severity:
        by_role = {
            role or _OTHERWISE: " or ".join(
                written(each) for each in limits if each.severity is severity
            )
            for role, limits in rule.thresholds.items()
        }
        if by_role.keys() == {_OTHERWISE} and by_role[_OTHERWISE]:
            yield f"{severity.value} = {_quoted(by_role[_OTHERWISE])}"
        elif by_role.keys() != {_OTHERWISE} and by_role:
            yield f"{severity.value} = {_inline(by_role)}"
    scope = {field: sorted(getattr(rule.scope, field)) for field in _SCOPES}
    if any(scope.values()):
        said = (f"{field} = {_list(names)}" for field, names in scope.items() if names)
        yield f"scope = {{ {', '.join(said)} }}"


def _inline(by_role: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_quoted(r)} = {_quoted(said)}" for r, said in by_role.items()) + " }"


def _list(names: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(name) for name in names) + "]"


def _quoted(text: Any) -> str:
    """A TOML string: JSON's escapes are its own, but for what JSON lets stand."""
    clean = str(text).encode("utf-8", "replace").decode("utf-8")
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")
