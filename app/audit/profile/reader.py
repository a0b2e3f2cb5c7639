"""Reads a profile from a TOML file, and says by file and key what makes no sense."""

import codecs
import difflib
import os
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from app.audit.profile.profile import BUILT_IN, Layer, Profile, Setting
from app.audit.registry import catalogue
from app.audit.scope import Parameter, Pattern
from app.domain.dialect import Dialect
from app.domain.errors import BadProfile
from app.domain.finding import Severity
from app.domain.input_kind import InputKind
from app.i18n import _
from app.sql.versions import Release, release_of

FILE_NAME = "mohist.toml"
_WORDS: dict[str, tuple[bool, Severity | None]] = {
    "off": (False, None),
    "on": (True, None),
    **{severity.word: (True, severity) for severity in Severity},
}
_OF_A_LAYER = ("rules", "dialect", "encoding", "input", "server")
_FEW = 12  # names that a hint may list


def nearest(folder: Path) -> Path | None:
    """The `mohist.toml` in `folder` or the nearest folder above it."""
    here = folder.absolute()
    for place in (here, *here.parents):
        if os.path.isfile(place / FILE_NAME):  # noqa: PTH113  (Path.is_file may raise)
            return place / FILE_NAME
    return None


def load(path: Path) -> Profile:
    """The profile in a TOML file.

    Raises:
        BadProfile: it cannot be read, or says something that makes no sense; the message names
            the file and the key.
    """
    return _load(path, ())


def _load(path: Path, below: tuple[Path, ...]) -> Profile:
    """`below` are the files that extend this one."""
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
    return _Reader(path, below).profile(table)


class _Reader:
    """Turns a parsed TOML file into a profile, and complains by key."""

    def __init__(self, path: Path, below: tuple[Path, ...]) -> None:
        self._path = path
        self._below = below
        self._rules = catalogue()

    def profile(self, table: Mapping[str, Any]) -> Profile:
        self._only(table, "", {"extends", "paths", "baseline", *_OF_A_LAYER})
        base = self._base(table.get("extends", "default"))
        paths = table.get("paths", [])
        if not isinstance(paths, list):
            raise self._bad("paths", _("Write each as a table [[paths]]."))
        return Profile(
            str(self._path),
            base.base,
            (
                *base.layers,
                self._layer(table, "", ""),
                *(self._path_layer(entry, f"paths[{n}].") for n, entry in enumerate(paths)),
            ),
            self._baseline(table.get("baseline")) or base.baseline,
        )

    def _baseline(self, name: Any) -> str:
        """The path of the baseline, which is named as seen from this file."""
        if name is None:
            return ""
        if not isinstance(name, str) or not name:
            raise self._bad("baseline", _("It must be the path of a file."))
        return str(self._path.absolute().parent / name)

    def _base(self, name: Any) -> Profile:
        """What is extended: a built-in profile or another file, as seen from this one."""
        if name in BUILT_IN:
            return Profile(name, name)
        if not isinstance(name, str) or not name.endswith(".toml"):
            raise self._bad("extends", _("It must be default, strict, or the path of a TOML file."))
        file = self._path.absolute().parent / name
        chain = (*self._below, self._path)
        if any(os.path.realpath(file) == os.path.realpath(known) for known in chain):
            raise self._bad("extends", _("The files extend each other in a circle."))
        return _load(file, chain)

    def _path_layer(self, entry: Any, key: str) -> Layer:
        table = self._table(entry, key[:-1])
        self._only(table, key, {"match", *_OF_A_LAYER})
        match = table.get("match")
        if not isinstance(match, str) or not match.strip("/"):
            raise self._bad(f"{key}match", _('It must be a pattern such as "legacy/**".'))
        return self._layer(table, key, match)

    def _layer(self, table: Mapping[str, Any], key: str, match: str) -> Layer:
        rules = self._table(table.get("rules", {}), f"{key}rules")
        self._only(rules, f"{key}rules.", self._rules)
        return Layer(
            tuple(self._setting(name, said, f"{key}rules.{name}") for name, said in rules.items()),
            match,
            str(self._path.absolute().parent),
            self._dialect(table.get("dialect"), f"{key}dialect"),
            self._encoding(table.get("encoding"), f"{key}encoding"),
            self._input(table.get("input"), f"{key}input"),
            self._release(table.get("server"), f"{key}server"),
        )

    def _dialect(self, name: Any, key: str) -> Dialect | None:
        if name is not None and name not in list(Dialect):
            raise self._bad(key, _("It must be mysql, mariadb, oracle or redis."))
        return Dialect(name) if name else None

    def _input(self, name: Any, key: str) -> InputKind | None:
        if name is not None and name not in list(InputKind):
            kinds = ", ".join(InputKind)
            raise self._bad(key, _("It must be one of {kinds}.").format(kinds=kinds))
        return InputKind(name) if name else None

    def _release(self, name: Any, key: str) -> Release | None:
        found = release_of(name) if isinstance(name, str) else None
        if name is not None and found is None:
            raise self._bad(
                key, _("It must be a server such as mysql 8.0, mariadb 10.11 or oracle 19c.")
            )
        return found

    def _encoding(self, name: Any, key: str) -> str:
        if name is None:
            return ""
        try:
            codecs.lookup(name)
        except (LookupError, TypeError, ValueError) as error:
            why = _("It must be an encoding such as utf-8, gb18030, big5 or latin-1.")
            raise self._bad(key, why) from error
        return str(name)

    def _setting(self, name: str, said: Any, key: str) -> Setting:
        if isinstance(said, str):
            return Setting(name, *self._severity(said, key))
        table = self._table(said, key)
        declared = self._rules[name].parameters
        self._only(table, f"{key}.", ["severity", *declared])
        on, severity = self._severity(table.get("severity", "on"), f"{key}.severity")
        given = (
            (parameter, self._parameter(declared[parameter], value, f"{key}.{parameter}"))
            for parameter, value in table.items()
            if parameter != "severity"
        )
        return Setting(name, on, severity, tuple(given))

    def _severity(self, word: Any, key: str) -> tuple[bool, Severity | None]:
        if not isinstance(word, str) or word not in _WORDS:
            raise self._bad(key, _("It must be error, warning, notice, on or off."))
        return _WORDS[word]

    def _parameter(self, declared: Parameter, given: Any, key: str) -> Parameter:
        if isinstance(declared, int):
            if type(given) is int and given >= 0:
                return given
            raise self._bad(key, _("It must be a whole number from 0 on."))
        if isinstance(declared, str):
            if isinstance(given, str):
                return self._pattern(given, key) if isinstance(declared, Pattern) else given
            raise self._bad(key, _("It must be a text."))
        if isinstance(given, list) and all(isinstance(word, str) for word in given):
            return tuple(given)
        raise self._bad(key, _("It must be a list of texts."))

    def _pattern(self, given: str, key: str) -> Pattern:
        try:
            re.compile(given)
        except re.error as error:
            why = _("It is not a regular expression: {reason}.").format(reason=error)
            raise self._bad(key, why) from error
        return Pattern(given)

    def _table(self, entry: Any, key: str) -> Mapping[str, Any]:
        if isinstance(entry, dict):
            return entry
        raise self._bad(key, _("It must be a table."))

    def _only(self, table: Mapping[str, Any], key: str, allowed: Collection[str]) -> None:
        for name in table:
            if name in allowed:
                continue
            why = _("Nothing of that name is known here.")
            raise self._bad(f"{key}{name}", why, _near(name, allowed))

    def _bad(self, key: str, why: str, hint: str = "") -> BadProfile:
        return BadProfile(
            _("The profile {file} is wrong at {key}. {why}").format(
                file=self._path, key=key, why=why
            ),
            hint=hint,
        )


def _near(name: str, allowed: Collection[str]) -> str:
    """What may have been meant by `name`."""
    if near := difflib.get_close_matches(name, sorted(allowed), 1):
        return _("Did you mean {near}?").format(near=near[0])
    if len(allowed) <= _FEW:
        return _("What is known: {names}.").format(names=", ".join(sorted(allowed)))
    return _("`mohist rules` lists them.")
