"""Spatial values as the MySQL family keeps them: four bytes of SRID, then well-known binary.

Read by hand: a library for it (shapely) brings all of GEOS for these hundred lines.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import TypeVar

POINT, LINE, POLYGON, MULTIPOINT, MULTILINE, MULTIPOLYGON, COLLECTION = range(1, 8)
NAMES = {
    POINT: "POINT", LINE: "LINESTRING", POLYGON: "POLYGON", MULTIPOINT: "MULTIPOINT",
    MULTILINE: "MULTILINESTRING", MULTIPOLYGON: "MULTIPOLYGON", COLLECTION: "GEOMETRYCOLLECTION",
}  # fmt: skip
_DEEPEST = 32  # collections in collections; what lies deeper is no geometry but an attack

T = TypeVar("T")
Point = tuple[float, float]


class NotGeometry(ValueError):
    """These bytes are no spatial value of the MySQL family."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """One figure: its rings or lines as points, or, of a collection, its parts."""

    kind: int
    lines: tuple[tuple[Point, ...], ...] = ()
    parts: "tuple[Geometry, ...]" = ()

    def points(self) -> list[Point]:
        """All its points, in order."""
        own = [point for line in self.lines for point in line]
        return own + [point for part in self.parts for point in part.points()]


def split_srid(value: bytes) -> tuple[int, bytes]:
    """The id of its reference system, and its well-known binary."""
    if len(value) < 9:
        raise NotGeometry
    return int.from_bytes(value[:4], "little"), value[4:]


def read_geometry(value: bytes) -> tuple[int, Geometry]:
    """The id of its reference system (0 for none) and its figure.

    Raises:
        NotGeometry: the bytes say something else.
    """
    srid, binary = split_srid(value)
    reader = _Reader(binary)
    geometry = reader.geometry(0)
    if reader.place != len(binary):
        raise NotGeometry
    return srid, geometry


def as_wkt(value: bytes) -> str:
    """Well-known text, led by `SRID=4326;` where it has a reference system.

    Coordinates stand as they are stored: X (of a geographic system the longitude), then Y.

    Raises:
        NotGeometry: the bytes say something else.
    """
    srid, geometry = read_geometry(value)
    return (f"SRID={srid};" if srid else "") + wkt_of(geometry)


def wkt_of(geometry: Geometry) -> str:
    """Well-known text of a figure."""
    return f"{NAMES[geometry.kind]}{_inner(geometry)}"


def _inner(geometry: Geometry) -> str:
    match geometry.kind:
        case _ if not geometry.lines and not geometry.parts:
            return " EMPTY"
        case 1 | 2:
            return f"({_points(geometry.lines[0])})"
        case 3:
            return f"({','.join(f'({_points(ring)})' for ring in geometry.lines)})"
        case 7:
            return f"({','.join(map(wkt_of, geometry.parts))})"
    return f"({','.join(map(_inner, geometry.parts))})"


def _points(points: tuple[Point, ...]) -> str:
    return ",".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _number(value: float) -> str:
    whole = isfinite(value) and value.is_integer() and abs(value) < 1e15
    return str(int(value)) if whole else repr(value)


class _Reader:
    """Walks through well-known binary; whatever is not there is no geometry."""

    def __init__(self, binary: bytes) -> None:
        self._binary, self.place = binary, 0
        self._order = "<"

    def geometry(self, depth: int) -> Geometry:
        if depth > _DEEPEST:
            raise NotGeometry
        (order,) = self._take("B")
        if order not in (0, 1):
            raise NotGeometry
        self._order = "<" if order else ">"
        kind = self._count(bound=False)
        if kind == POINT:
            return Geometry(kind, (self._some_points(1),))
        if kind == LINE:
            return Geometry(kind, (self._line(),))
        if kind == POLYGON:
            return Geometry(kind, tuple(self._many(self._line)))
        if kind in NAMES:
            return Geometry(kind, parts=tuple(self._many(lambda: self.geometry(depth + 1))))
        raise NotGeometry

    def _many(self, read: Callable[[], T]) -> list[T]:
        return [read() for _n in range(self._count())]

    def _line(self) -> tuple[Point, ...]:
        return self._some_points(self._count())

    def _some_points(self, number: int) -> tuple[Point, ...]:
        flat = self._take(f"{number * 2}d")
        return tuple(zip(flat[::2], flat[1::2], strict=True))

    def _count(self, *, bound: bool = True) -> int:
        (number,) = self._take("I")
        if bound and number > len(self._binary):  # a count that cannot be true takes no memory
            raise NotGeometry
        return int(number)

    def _take(self, form: str) -> tuple[float, ...]:
        try:
            found = struct.unpack_from(self._order + form, self._binary, self.place)
        except struct.error as error:
            raise NotGeometry from error
        self.place += struct.calcsize(self._order + form)
        return found
