"""Profiles: which rules are on, how severe they are, with which parameters, and where.

Two are built in: `default`, quiet enough for a good migration, and `strict`, every rule there is.
A TOML file changes either of them; docs/profiles.md shows one. A profile holds names and values
only, so it crosses processes; the rules themselves are looked up where they are needed.
"""

import difflib
import fnmatch
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, TypeAlias

from app.audit.registry import Rule, catalogue
from app.audit.scope import Parameter
from app.domain.dialect import Dialect
from app.domain.errors import BadProfile
from app.domain.finding import Severity
from app.i18n import _

FILE_NAME = "mohist.toml"
BUILT_IN = ("default", "strict")
_SEVERITIES = {severity.word: severity for severity in Severity}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a profile says of one rule; None leaves it as it was."""

    on: bool | None = None
    severity: Severity | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PathRules:
    """Settings for the files whose path matches a pattern."""

    match: str
    rules: Mapping[str, Setting]


@dataclass(frozen=True, slots=True)
class Active:
    """A rule that is on, as severe as the profile has it, with its parameters."""

    rule: Rule
    severity: Severity
    parameters: Mapping[str, Parameter]


ActiveRules: TypeAlias = tuple[Active, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A base, what is changed in it, and what is changed again for some paths.

    `folder` is where the file stands; the patterns of `paths` are matched below it.
    """

    name: str
    base: str = "default"
    rules: Mapping[str, Setting] = field(default_factory=dict)
    paths: tuple[PathRules, ...] = ()
    folder: str = ""

    def active(self, path: str, dialect: Dialect) -> ActiveRules:
        """The rules that are on for the file at `path`, by id."""
        layers = [
            self.rules,
            *(p.rules for p in self.paths if _matches(p.match, path, self.folder)),
        ]
        found = (
            self._active(rule, [layer[rule.id] for layer in layers if rule.id in layer])
            for rule in catalogue().values()
            if dialect in rule.dialects
        )
        return tuple(active for active in found if active is not None)

    def _active(self, rule: Rule, settings: Iterable[Setting]) -> Active | None:
        on = rule.in_default or self.base == "strict"
        severity, parameters = rule.severity, dict(rule.parameters)
        for setting in settings:
            on = on if setting.on is None else setting.on
            severity = setting.severity or severity
            parameters.update(setting.parameters)
        return Active(rule, severity, parameters) if on else None


def _matches(pattern: str, path: str, folder: str) -> bool:
    """Whether a path below `folder` matches; `*` goes across folders, as does `**`."""
    where = os.path.relpath(path, folder) if folder and path != "-" else path
    text = PurePath(where).as_posix()
    return fnmatch.fnmatchcase(text, pattern.replace("**", "*"))


def built_in(name: str) -> Profile:
    """`default` or `strict`."""
    if name not in BUILT_IN:
        raise BadProfile(
            _("There is no built-in profile {name}.").format(name=name),
            hint=_("Say default, strict, or the path of a TOML file."),
        )
    return Profile(name, base=name)


def nearest(folder: Path) -> Path | None:
    """The `mohist.toml` in `folder` or the nearest folder above it."""
    here = folder.absolute()
    for place in (here, *here.parents):
        file = place / FILE_NAME
        try:
            if file.is_file():
                return file
        except OSError:
            continue
    return None


def load(path: Path) -> Profile:
    """The profile in a TOML file.

    Raises:
        BadProfile: it cannot be read, or says something that makes no sense; the message names
            the file and the key.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadProfile(
            _("The profile {file} cannot be read: {reason}.").format(
                file=path, reason=error.strerror or error
            ),
            hint=_("Check the path and its permissions."),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadProfile(
            _("The profile {file} is not TOML: {reason}.").format(file=path, reason=error),
            hint=_("docs/profiles.md shows how one looks."),
        ) from error
    return _Reader(path).profile(table)


class _Reader:
    """Turns a parsed TOML file into a profile, and complains by key."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def profile(self, table: Mapping[str, Any]) -> Profile:
        self._only(table, "", {"extends", "rules", "paths"})
        base = table.get("extends", "default")
        if base not in BUILT_IN:
            raise self._bad("extends", _("It must be default or strict."))
        paths = table.get("paths", [])
        if not isinstance(paths, list):
            raise self._bad("paths", _("Write each as a table [[paths]]."))
        return Profile(
            str(self._path),
            base,
            self._rules(table.get("rules", {}), "rules"),
            tuple(self._path_rules(entry, f"paths[{n}]") for n, entry in enumerate(paths)),
            str(self._path.absolute().parent),
        )

    def _path_rules(self, entry: Any, key: str) -> PathRules:
        table = self._table(entry, key)
        self._only(table, key, {"match", "rules"})
        match = table.get("match")
        if not isinstance(match, str) or not match:
            raise self._bad(f"{key}.match", _('It must be a pattern such as "legacy/**".'))
        return PathRules(match, self._rules(table.get("rules", {}), f"{key}.rules"))

    def _rules(self, entry: Any, key: str) -> dict[str, Setting]:
        table = self._table(entry, key)
        self._only(table, key, set(catalogue()))
        return {
            name: self._setting(catalogue()[name], value, f"{key}.{name}")
            for name, value in table.items()
        }

    def _setting(self, rule: Rule, value: Any, key: str) -> Setting:
        if isinstance(value, str):
            return self._severity(value, key, {})
        table = self._table(value, key)
        self._only(table, key, {"severity", *rule.parameters})
        parameters = {
            name: self._parameter(rule.parameters[name], given, f"{key}.{name}")
            for name, given in table.items()
            if name != "severity"
        }
        if "severity" not in table:
            return Setting(True, None, parameters)
        return self._severity(table["severity"], f"{key}.severity", parameters)

    def _severity(self, word: Any, key: str, parameters: dict[str, Parameter]) -> Setting:
        if word == "off":
            return Setting(False, None, parameters)
        if word == "on":
            return Setting(True, None, parameters)
        if not isinstance(word, str) or word not in _SEVERITIES:
            raise self._bad(key, _("It must be error, warning, notice, on or off."))
        return Setting(True, _SEVERITIES[word], parameters)

    def _parameter(self, declared: Parameter, given: Any, key: str) -> Parameter:
        if isinstance(declared, int):
            if type(given) is int and given >= 0:
                return given
            raise self._bad(key, _("It must be a whole number from 0 on."))
        if isinstance(declared, str):
            if isinstance(given, str):
                return given
            raise self._bad(key, _("It must be a text."))
        if isinstance(given, list) and all(isinstance(word, str) for word in given):
            return tuple(given)
        raise self._bad(key, _("It must be a list of texts."))

    def _table(self, entry: Any, key: str) -> Mapping[str, Any]:
        if isinstance(entry, dict):
            return entry
        raise self._bad(key, _("It must be a table."))

    def _only(self, table: Mapping[str, Any], key: str, allowed: set[str]) -> None:
        for name in table:
            if name in allowed:
                continue
            where = f"{key}.{name}" if key else name
            near = difflib.get_close_matches(name, sorted(allowed), 1)
            hint = _("Did you mean {near}?").format(near=near[0]) if near else ""
            raise self._bad(where, _("Nothing of that name is known here."), hint)

    def _bad(self, key: str, why: str, hint: str = "") -> BadProfile:
        return BadProfile(
            _("The profile {file} is wrong at {key}. {why}").format(
                file=self._path, key=key, why=why
            ),
            hint=hint,
        )
