"""What must survive the end of the program, also a kill: alerts that stand, and silences.

A file of JSON, written anew and replaced before anybody is told of what changed, so nobody is told
of the same thing twice. What was on its way to become an alert is not in it: time in which nobody
looked is no duration.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from app import files
from app.domain.errors import ConsoleError, StoreTrouble
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Scope, Silence, Weekly
from app.i18n import _, ngettext

VERSION = 1
_LEFT = 3600.0  # seconds
T = TypeVar("T")
_FIELDS = tuple(field.name for field in fields(Alert))
Stamp: TypeAlias = tuple[int, int, int]
_NONSENSE = ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError


class States:
    """The file in its folder; one writer."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def stamp(self) -> Stamp:
        """Another one whenever the file was written anew."""
        return stamp(self._path)

    def read(
        self, *, ours: bool = True
    ) -> tuple[tuple[Alert, ...], tuple[Silence, ...], ConsoleError | None]:
        """What was kept. What makes no sense is put aside where the file is `ours`, and said; the
        rest goes on.
        """
        if ours:
            self._sweep()
        alerts: list[Alert] = []
        silences: list[Silence] = []
        try:
            said = json.loads(self._path.read_bytes())
            if said["version"] != VERSION:
                raise ValueError
            lost = _read_each(said["alerts"], _alert, alerts)
            lost |= _read_each(said["silences"], _silence, silences)
        except FileNotFoundError:
            return (), (), None
        except OSError as error:
            text = _("The states of alerts cannot be read: {reason}").format(reason=error.strerror)
            return (), (), StoreTrouble(text)
        except _NONSENSE:
            lost = True
        return tuple(alerts), tuple(silences), self._set_aside() if lost and ours else None

    def write(self, alerts: Iterable[Alert], silences: Iterable[Silence]) -> None:
        """Keep them. Raises StoreTrouble where that cannot be."""
        document = {
            "version": VERSION,
            "alerts": [{name: getattr(alert, name) for name in _FIELDS} for alert in alerts],
            "silences": [_said(silence) for silence in silences],
        }
        try:
            files.write(self._path, json.dumps(document, separators=(",", ":")).encode())
        except OSError as error:
            raise StoreTrouble(
                _("The states of alerts cannot be kept: {reason}").format(reason=error.strerror),
                hint=_("Make room on the disk: after a restart alerts would be told again."),
            ) from error

    def _set_aside(self) -> ConsoleError:
        aside = self._path.with_suffix(".damaged")
        with suppress(OSError):
            self._path.replace(aside)
        return StoreTrouble(
            _("The states of alerts make no sense; what does goes on, the rest begins anew."),
            hint=_("What was there is kept as {file}.").format(file=aside),
        )

    def _sweep(self) -> None:
        """What a kill left behind while it was written; nobody writes for an hour."""
        for left in self._path.parent.glob(f".{self._path.name}.*.new"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _LEFT:
                    left.unlink()


def still_unkept(error: ConsoleError, since: float, now: float) -> StoreTrouble:
    """What `write` raised, after it went on for a while."""
    minutes = max(round((now - since) / 60), 0)
    said = ngettext("For {count} minute: {error}", "For {count} minutes: {error}", minutes)
    return StoreTrouble(said.format(count=minutes, error=error), hint=error.hint)


def stamp(path: Path) -> Stamp:
    """Another one whenever the file was written anew; the same while there is none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read_each(said: Iterable[Any], read: Callable[[Any], T], into: list[T]) -> bool:
    """Whether any of them made no sense."""
    lost = False
    for each in said:
        try:
            into.append(read(each))
        except _NONSENSE:
            lost = True
    return lost


def _alert(said: Mapping[str, Any]) -> Alert:
    alert = Alert(
        **{**said, "severity": Severity(said["severity"]), "state": AlertState(said["state"])}
    )
    for field in ("since", "value", "limit"):
        float(getattr(alert, field))
    for field in ("id", "rule", "instance", "key", "text"):
        if not isinstance(getattr(alert, field), str):
            raise TypeError
    return alert


def _said(silence: Silence) -> dict[str, Any]:
    return {
        **asdict(silence),
        "scope": {name: sorted(names) for name, names in asdict(silence.scope).items()},
        "rules": sorted(silence.rules),
        "keys": sorted(silence.keys),
        "weekly": silence.weekly
        and {
            "days": sorted(silence.weekly.days),
            "begin": silence.weekly.begin,
            "minutes": silence.weekly.minutes,
        },
    }


def _silence(said: Mapping[str, Any]) -> Silence:
    weekly = said["weekly"]
    return Silence(
        **{
            **said,
            "begin": float(said["begin"]),
            "until": None if said["until"] is None else float(said["until"]),
            "scope": Scope(**{name: frozenset(names) for name, names in said["scope"].items()}),
            "rules": frozenset(said["rules"]),
            "keys": frozenset(said["keys"]),
            "weekly": weekly
            and Weekly(frozenset(weekly["days"]), int(weekly["begin"]), int(weekly["minutes"])),
        }
    )
