"""The values given last for the binds of statements, by instance and name. Never secrets.

A JSON file, written whole; worth little, so what makes no sense in it is left out.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from app.domain.console.bind import BindType, BindValue, is_secret
from app.store.writer import Writer

MOST = 500
"""Values that are remembered; those given longest ago go."""
_LONGEST = 4096  # characters of a value


class RememberedBinds:
    """Lives in one thread; only `read` waits for the disk."""

    def __init__(self, path: Path, writer: Writer) -> None:
        self._path, self._writer = path, writer
        self._values: dict[tuple[str, str], BindValue] = {}

    def read(self) -> None:
        """Take what stands in the file."""
        self._values = _sound(self._path)

    def of(self, instance: str, name: str) -> BindValue | None:
        """What was given last on that instance; else on any other."""
        name = name.upper()
        if (given := self._values.get((instance, name))) is not None:
            return given
        return next(
            (value for key, value in reversed(self._values.items()) if key[1] == name), None
        )

    def remember(self, instance: str, values: Mapping[str, BindValue]) -> None:
        """Keep these for the next time; what sounds like a secret is not kept."""
        for name, value in values.items():
            key = instance, name.upper()
            self._values.pop(key, None)
            if not is_secret(name) and len(value.text) <= _LONGEST:
                self._values[key] = value
        while len(self._values) > MOST:
            del self._values[next(iter(self._values))]
        stored = [
            [instance, name, value.type.value, value.text]
            for (instance, name), value in self._values.items()
        ]
        self._writer.write(self._path, json.dumps({"binds": stored}).encode())


def _sound(path: Path) -> dict[tuple[str, str], BindValue]:
    try:
        return {
            (str(instance), str(name)): BindValue(BindType(type_), str(text))
            for instance, name, type_, text in json.loads(path.read_bytes())["binds"]
        }
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
