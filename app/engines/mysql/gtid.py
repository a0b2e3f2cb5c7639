"""GTID sets of MySQL and lists of MariaDB: read, subtracted, written.

MySQL: `uuid:1-5:7, uuid:tag:1-3` (tags since 8.3): intervals of numbers per source. MariaDB:
`domain-server-number, …`: the last of each domain, all before included, in the domain's order.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")
_INTERVAL = re.compile(r"(\d+)(?:-(\d+))?")
_TAG = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,31}")
_LIST_ITEM = re.compile(r"(\d+)-(\d+)-(\d+)")

Intervals = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class GtidSet:
    """A set of MySQL's; intervals include both ends, are sorted and do not touch."""

    sources: Mapping[str, Intervals]
    """`uuid` or `uuid:tag` to intervals, none of them empty."""

    def __bool__(self) -> bool:
        return bool(self.sources)

    def __sub__(self, other: "GtidSet") -> "GtidSet":
        left = {
            source: _without(intervals, other.sources.get(source, ()))
            for source, intervals in self.sources.items()
        }
        return GtidSet({source: rest for source, rest in left.items() if rest})

    def __or__(self, other: "GtidSet") -> "GtidSet":
        both = {
            source: _joined((*self.sources.get(source, ()), *other.sources.get(source, ())))
            for source in self.sources.keys() | other.sources.keys()
        }
        return GtidSet(both)

    def __len__(self) -> int:
        """How many transactions."""
        return sum(
            last - first + 1 for intervals in self.sources.values() for first, last in intervals
        )

    def __str__(self) -> str:
        return ",".join(
            ":".join((source, *(f"{a}-{b}" if a < b else str(a) for a, b in intervals)))
            for source, intervals in sorted(self.sources.items())
        )

    def of(self, uuids: Iterable[str]) -> "GtidSet":
        """Only what these sources made."""
        wanted = {uuid.lower() for uuid in uuids}
        kept = {
            name: intervals
            for name, intervals in self.sources.items()
            if name.partition(":")[0] in wanted
        }
        return GtidSet(kept)

    def first(self) -> str:
        """One GTID of it, the first by source and number; "" of an empty set."""
        for source, intervals in sorted(self.sources.items()):
            return f"{source}:{intervals[0][0]}"
        return ""


def parse_set(text: str) -> GtidSet:
    """Read MySQL's form; ValueError where it is not one."""
    found: dict[str, list[tuple[int, int]]] = {}
    for part in (piece.strip() for piece in text.replace("\n", "").split(",")):
        if not part:
            continue
        uuid, *rest = (piece.strip() for piece in part.split(":"))
        if not _UUID.fullmatch(uuid) or not rest:
            raise ValueError(f"{part!r} is no part of a GTID set")
        source = uuid.lower()
        for piece in rest:
            if interval := _INTERVAL.fullmatch(piece):
                first, last = int(interval[1]), int(interval[2] or interval[1])
                if first < 1:
                    raise ValueError(f"{piece!r} is no interval of a GTID set")
                if first <= last:
                    found.setdefault(source, []).append((first, last))
            elif _TAG.fullmatch(piece):
                source = f"{uuid.lower()}:{piece.lower()}"
            else:
                raise ValueError(f"{piece!r} is no interval of a GTID set")
    return GtidSet({source: _joined(intervals) for source, intervals in found.items()})


def _joined(intervals: Iterable[tuple[int, int]]) -> Intervals:
    """Sorted, with those that overlap or touch made one."""
    made: list[tuple[int, int]] = []
    for first, last in sorted(intervals):
        if made and first <= made[-1][1] + 1:
            made[-1] = made[-1][0], max(made[-1][1], last)
        else:
            made.append((first, last))
    return tuple(made)


def _without(intervals: Intervals, taken: Intervals) -> Intervals:
    """What is left of `intervals`; both sorted."""
    left: list[tuple[int, int]] = []
    for first, last in intervals:
        for low, high in taken:
            if high < first or low > last:
                continue
            if low > first:
                left.append((first, low - 1))
            first = high + 1
            if first > last:
                break
        if first <= last:
            left.append((first, last))
    return tuple(left)


@dataclass(frozen=True, slots=True)
class GtidList:
    """MariaDB's: domain to the server and number of its last transaction."""

    domains: Mapping[int, tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.domains)

    def behind(self, other: "GtidList") -> dict[int, int]:
        """Domain to how many transactions `other` is ahead of this in it."""
        ahead = {}
        for domain, (_server, number) in other.domains.items():
            mine = self.domains.get(domain, (0, 0))[1]
            if number > mine:
                ahead[domain] = number - mine
        return ahead

    def __str__(self) -> str:
        return ",".join(f"{d}-{s}-{n}" for d, (s, n) in sorted(self.domains.items()))


def parse_list(text: str) -> GtidList:
    """Read MariaDB's form; of a domain named twice the higher counts. ValueError for no list."""
    found: dict[int, tuple[int, int]] = {}
    for part in (piece.strip() for piece in text.split(",")):
        if not part:
            continue
        item = _LIST_ITEM.fullmatch(part)
        if item is None:
            raise ValueError(f"{part!r} is no GTID of MariaDB")
        domain, server, number = (int(piece) for piece in item.groups())
        if number >= found.get(domain, (0, -1))[1]:
            found[domain] = server, number
    return GtidList(found)


def parse_state(text: str) -> dict[tuple[int, int], int]:
    """MariaDB's gtid_binlog_state: domain and server to the last number it wrote there."""
    found: dict[tuple[int, int], int] = {}
    for part in (piece.strip() for piece in text.split(",")):
        if not part:
            continue
        item = _LIST_ITEM.fullmatch(part)
        if item is None:
            raise ValueError(f"{part!r} is no GTID of MariaDB")
        domain, server, number = (int(piece) for piece in item.groups())
        found[domain, server] = max(number, found.get((domain, server), 0))
    return found


def own_transactions(variables: Mapping[str, str]) -> str:
    """What a server wrote itself, out of its variables; "" for nothing, or for no GTIDs.

    MariaDB tells only the last of each domain.
    """
    try:
        if "gtid_binlog_state" in variables:
            me = variables.get("server_id")
            state = parse_state(variables["gtid_binlog_state"])
            return ",".join(f"{d}-{s}-{n}" for (d, s), n in sorted(state.items()) if str(s) == me)
        executed = parse_set(variables.get("gtid_executed", ""))
        return str(executed.of([variables.get("server_uuid", "")]))
    except ValueError:
        return ""


def errant(wrote: str, known: str) -> str:
    """Of what a replica wrote itself, what its source does not have.

    `known` is MySQL's gtid_executed or MariaDB's gtid_binlog_state of the source. Both must be of
    the same flavour; "" where they cannot be compared. A source that is ahead makes no difference,
    so the two need not be read at the same moment.
    """
    try:
        return str(parse_set(wrote) - parse_set(known))
    except ValueError:
        pass
    try:
        there = parse_state(known)
        mine = parse_state(wrote)
    except ValueError:
        return ""
    lacking = {key: number for key, number in mine.items() if number > there.get(key, 0)}
    return ",".join(f"{d}-{s}-{n}" for (d, s), n in sorted(lacking.items()))
