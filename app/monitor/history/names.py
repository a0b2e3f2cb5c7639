"""Numbers for the names in one file: of instances, and of the keys a sample has (its layout).

What an instance is laid out by only grows in a day: keys that come and go (wait classes,
tablespaces) would else make a layout of every combination.
"""

import json
import sqlite3
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan

Keys = tuple[str, ...]


@dataclass(slots=True)
class Names:
    """What one file calls things; grown by its only writer, and written with the samples."""

    instances: dict[str, int] = field(default_factory=dict)
    layouts: list[Keys] = field(default_factory=list)
    """A layout's number is its place here plus one."""
    _numbers: dict[Keys, int] = field(default_factory=dict)
    _used: dict[tuple[int, int], int] = field(default_factory=dict)
    _new: list[tuple[str, tuple[int, object]]] = field(default_factory=list)

    def instance(self, name: str) -> int:
        """Its number, a new one where it has none."""
        number = self.instances.get(name)
        if number is None:
            number = self.instances[name] = len(self.instances) + 1
            self._new.append(("INSERT INTO instance VALUES (?, ?)", (number, name)))
        return number

    def layout(self, keys: Keys) -> int:
        """Its number, a new one where it has none."""
        number = self._numbers.get(keys)
        if number is None:
            self.layouts.append(keys)
            number = self._numbers[keys] = len(self.layouts)
            packed = _pack(keys)
            self._new.append(("INSERT INTO layout VALUES (?, ?)", (number, packed)))
        return number

    def laid_out(
        self, instance: int, tier: int, values: Mapping[str, float]
    ) -> "tuple[int, array[float]]":
        """The layout and the values in its order; NaN where there is none."""
        number = self._used.get((instance, tier))
        if number is not None:
            keys = self.layouts[number - 1]
            if len(keys) == len(values):
                try:
                    return number, array("f", map(values.__getitem__, keys))
                except KeyError:
                    pass
            elif values.keys() <= set(keys):
                return number, array("f", [values.get(key, nan) for key in keys])
            wanted = values.keys() | set(keys)
        else:
            wanted = set(values)
        keys = tuple(sorted(wanted))
        number = self._used[instance, tier] = self.layout(keys)
        return number, array("f", [values.get(key, nan) for key in keys])

    def save(self, connection: sqlite3.Connection) -> None:
        """Write what is new, inside the transaction that needs it."""
        for statement, row in self._new:
            connection.execute(statement, row)
        self._new.clear()


def load(connection: sqlite3.Connection) -> Names:
    """What a file calls things.

    Raises:
        ValueError: it is damaged.
    """
    names = Names(dict(connection.execute("SELECT id, no FROM instance")))
    for number, packed in connection.execute("SELECT no, keys FROM layout ORDER BY no"):
        keys = unpack_keys(packed)
        if number != len(names.layouts) + 1:
            raise ValueError("a layout is missing")
        names.layouts.append(keys)
        names._numbers[keys] = len(names.layouts)
    return names


def layout_of(connection: sqlite3.Connection, number: int) -> Keys:
    """The keys of one layout; none where it is not known, or damaged."""
    found = connection.execute("SELECT keys FROM layout WHERE no = ?", (number,)).fetchone()
    try:
        return unpack_keys(found[0]) if found else ()
    except ValueError:
        return ()


def _pack(keys: Keys) -> bytes:
    return zlib.compress(json.dumps(keys, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def unpack_keys(packed: bytes) -> Keys:
    """The keys of a layout as it was written.

    Raises:
        ValueError: these bytes are none.
    """
    try:
        text = zlib.decompress(packed).decode("utf-8", "surrogatepass")
        return tuple(map(str, json.loads(text)))
    except (zlib.error, TypeError) as error:
        raise ValueError("no layout") from error
