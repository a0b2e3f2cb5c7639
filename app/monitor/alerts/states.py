"""What must survive the end of the program, also a kill: alerts that stand, and silences.

A file of JSON, written anew and replaced before anybody is told of what changed, so nobody is told
of the same thing twice. What was on its way to become an alert is not in it: time in which nobody
looked is no duration.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app import files
from app.domain.errors import ConsoleError, StoreTrouble
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Scope, Silence, Weekly
from app.i18n import _

VERSION = 1
_NONSENSE = ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError


class States:
    """The file in its folder; one writer."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[tuple[Alert, ...], tuple[Silence, ...], ConsoleError | None]:
        """What was kept. What makes no sense is put aside, and said."""
        try:
            said = json.loads(self._path.read_bytes())
            if said["version"] != VERSION:
                raise ValueError
            alerts = tuple(_alert(each) for each in said["alerts"])
            silences = tuple(_silence(each) for each in said["silences"])
        except FileNotFoundError:
            return (), (), None
        except OSError as error:
            return (
                (),
                (),
                StoreTrouble(
                    _("The states of alerts cannot be read: {reason}").format(reason=error.strerror)
                ),
            )
        except _NONSENSE:
            return (), (), self._set_aside()
        return alerts, silences, None

    def write(self, alerts: Iterable[Alert], silences: Iterable[Silence]) -> None:
        """Keep them. Raises StoreTrouble where that cannot be."""
        document = {
            "version": VERSION,
            "alerts": [asdict(alert) for alert in alerts],
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
        try:
            self._path.replace(aside)
        except OSError:
            aside = self._path
        return StoreTrouble(
            _("The states of alerts make no sense, and begin anew."),
            hint=_("What was there is kept as {file}.").format(file=aside),
        )


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
