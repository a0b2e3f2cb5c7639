"""A profile: layers of settings, each for some paths, over one that is built in.

It holds names and values only, so it crosses processes and is a key of the rules it comes to; the
rules themselves are looked up where they are needed.
"""

import fnmatch
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from app.audit.profile.active import Active, ActiveRules
from app.audit.registry import Rule, catalogue
from app.audit.scope import Parameter
from app.domain.dialect import Dialect
from app.domain.errors import BadProfile
from app.domain.finding import Severity
from app.domain.input_kind import InputKind
from app.i18n import _
from app.sql.versions import Release

BUILT_IN = ("default", "strict")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a layer says of one rule; no severity leaves that as it was."""

    rule: str
    on: bool = True
    severity: Severity | None = None
    parameters: tuple[tuple[str, Parameter], ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """Settings for the files below `folder` whose path, or a folder on it, matches `match`.

    An empty pattern matches all files, wherever they are.
    """

    settings: tuple[Setting, ...] = ()
    match: str = ""
    folder: str = ""
    dialect: Dialect | None = None
    encoding: str = ""
    input: InputKind | None = None
    release: Release | None = None

    def holds_for(self, path: str) -> bool:
        """Whether the file at `path` is one of them; `-`, standard input, is in every folder."""
        if not self.match:
            return True
        parts = (path,) if path == "-" else _below(path, self.folder)
        pattern = self.match.rstrip("/")
        patterns = pattern.strip("/").split("/") if "/" in pattern else ["**", pattern]
        return any(_matches(parts[:n], patterns) for n in range(1, len(parts) + 1))


@dataclass(frozen=True, slots=True)
class Profile:
    """A built-in profile and the layers over it; the last one that speaks of a file wins.

    `name` is that of the built-in profile, or the path of the file; `baseline` the path of the
    file with what was found before, empty where there is none.
    """

    name: str
    base: str = "default"
    layers: tuple[Layer, ...] = ()
    baseline: str = ""

    def active(self, path: str, dialect: Dialect) -> ActiveRules:
        """The rules that are on for the file at `path`, by id."""
        return _active(self.base, tuple(self._layers(path)), dialect)

    def dialect(self, path: str) -> Dialect | None:
        """The dialect the profile gives the file at `path`; None where it is to be found out."""
        return next((said.dialect for said in self._layers(path)[::-1] if said.dialect), None)

    def encoding(self, path: str) -> str | None:
        """The encoding the profile gives that file; None where it is to be found out."""
        return next((said.encoding for said in self._layers(path)[::-1] if said.encoding), None)

    def input(self, path: str) -> InputKind | None:
        """What the profile says the file at `path` is; None where it is to be found out."""
        return next((said.input for said in self._layers(path)[::-1] if said.input), None)

    def release(self, path: str) -> Release | None:
        """The release of the server that file is for; None where nothing says so."""
        return next((said.release for said in self._layers(path)[::-1] if said.release), None)

    def _layers(self, path: str) -> list[Layer]:
        return [layer for layer in self.layers if layer.holds_for(path)]


def built_in(name: str) -> Profile:
    """`default` or `strict`."""
    if name not in BUILT_IN:
        raise BadProfile(
            _("There is no built-in profile {name}.").format(name=name),
            hint=_("Say default, strict, or the path of a TOML file."),
        )
    return Profile(name, base=name)


@lru_cache(maxsize=64)
def _active(base: str, layers: tuple[Layer, ...], dialect: Dialect) -> ActiveRules:
    said: dict[str, list[Setting]] = {}
    for layer in layers:
        for setting in layer.settings:
            said.setdefault(setting.rule, []).append(setting)
    rules = (rule for rule in catalogue().values() if dialect in rule.dialects)
    found = (
        _one(rule, rule.in_default or base == "strict", said.get(rule.id, [])) for rule in rules
    )
    return ActiveRules(active for active in found if active is not None)


def _one(rule: Rule, on: bool, settings: Sequence[Setting]) -> Active | None:
    severity, parameters = rule.severity, dict(rule.parameters)
    for setting in settings:
        on = setting.on
        severity = setting.severity or severity
        parameters.update(setting.parameters)
    return Active(rule, severity, parameters) if on else None


def _below(path: str, folder: str) -> tuple[str, ...]:
    """The parts of `path` as seen from `folder`; none where it is not below it."""
    try:
        parts = PurePath(os.path.relpath(path, folder)).parts
    except ValueError:  # another drive
        return ()
    return () if os.pardir in parts[:1] else parts


def _matches(parts: Sequence[str], patterns: Sequence[str]) -> bool:
    """Whether the parts of a path match those of a pattern; `**` stands for any folders."""
    if not patterns:
        return not parts
    if patterns[0] == "**":
        rest = patterns[1:]
        return not rest or any(_matches(parts[n:], rest) for n in range(len(parts)))
    here = bool(parts) and fnmatch.fnmatchcase(parts[0], patterns[0])
    return here and _matches(parts[1:], patterns[1:])
