"""Understands what one instance answers, sample after sample."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Family, Kind, Tier, key_of
from app.domain.monitoring.sample import Raw, Row, Scalar
from app.monitor.catalogue.catalogue import Catalogue, Entry
from app.monitor.derive.counters import Course, course, steps_of, table_steps
from app.monitor.formula import Scene
from app.monitor.formula.compiled import Evaluate
from app.monitor.formula.values import as_number


@dataclass(frozen=True, slots=True)
class Derived:
    """What a sample says. Nothing is in `values` that could not be had or makes no sense."""

    values: Mapping[str, float] = field(default_factory=dict)
    """By key (`metric.key_of`)."""
    texts: Mapping[str, str] = field(default_factory=dict)
    restarted: bool = False
    """The server began anew since the last sample of this tier."""
    reset: frozenset[str] = frozenset()
    """Sources whose counters were set back while the server went on (FLUSH STATUS)."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One formula that is evaluated: its key, and what must hold."""

    key: str
    value: Evaluate
    shown_if: Evaluate | None
    each: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """All there is to do for a tier."""

    lines: tuple[_Line, ...]
    counters: Mapping[str, tuple[str, ...]]
    """Fields by source (`status` -> `status.Queries`, …), of what is no table."""
    columns: Mapping[str, tuple[str, ...]]
    """Columns by table."""


class Deriver:
    """Of one instance; keeps the last raw sample of every tier, for the rates."""

    def __init__(self, catalogue: Catalogue, kind: DatabaseType | Family) -> None:
        self._plans = _plans(catalogue, Family(kind))
        self._last: dict[Tier, Raw] = {}

    def derive(self, tier: Tier, raw: Raw) -> Derived:
        """The values of the metrics of `tier`; rates from the second sample on."""
        plan = self._plans[tier]
        before = self._last.get(tier)
        self._last[tier] = raw
        steps: dict[str, float] = {}
        of_tables: dict[str, dict[str, dict[str, float]]] = {}
        how = Course.UNKNOWN if before is None else course(before, raw)
        reset: list[str] = []
        if before is not None and how is Course.CONTINUED:
            for source, names in plan.counters.items():
                risen = steps_of(before.fields, raw.fields, names)
                if risen is None:
                    reset.append(source)
                else:
                    steps |= risen
            for table, columns in plan.columns.items():
                of_tables[table] = table_steps(
                    before.tables.get(table, {}), raw.tables.get(table, {}), columns
                )
        passed = 1.0 if before is None else raw.at - before.at
        scene = Scene(raw.fields, raw.tables, steps, of_tables, passed)
        values: dict[str, float] = {}
        texts: dict[str, str] = {}
        for line in plan.lines:
            if not line.each:
                if line.shown_if is None or line.shown_if(scene):
                    _put(line, line.key, line.value(scene), values, texts)
                continue
            for row in raw.tables.get(line.each, _NO_ROWS):
                scene.stand_at(line.each, row)
                if line.shown_if is None or line.shown_if(scene):
                    _put(line, key_of(line.key, row), line.value(scene), values, texts)
        return Derived(values, texts, how is Course.RESTARTED, frozenset(reset))


_NO_ROWS: Mapping[str, Row] = {}


def _put(
    line: _Line, key: str, value: Scalar, values: dict[str, float], texts: dict[str, str]
) -> None:
    if value is None:
        return
    if line.is_text:
        texts[key] = str(value)
    elif (number := as_number(value)) is not None:
        values[key] = float(number)


_MADE: "WeakKeyDictionary[Catalogue, dict[Family, Mapping[Tier, _Plan]]]" = WeakKeyDictionary()
"""A thousand instances of a kind have one plan."""


def _plans(catalogue: Catalogue, family: Family) -> Mapping[Tier, _Plan]:
    made = _MADE.setdefault(catalogue, {})
    if family not in made:
        made[family] = {tier: _planned(catalogue.entries(family), tier) for tier in Tier}
    return made[family]


def _planned(entries: tuple[Entry, ...], tier: Tier) -> _Plan:
    lines: list[_Line] = []
    counters: dict[str, list[str]] = {}
    columns: dict[str, list[str]] = {}
    for entry in entries:
        metric = entry.metric
        if metric.tier is not tier:
            continue
        shown_if = entry.shown_if.value if entry.shown_if else None
        for part, formula in entry.formulas.items():
            lines.append(
                _Line(
                    key_of(metric.name, part),
                    formula.value,
                    shown_if,
                    metric.each,
                    metric.kind is Kind.TEXT,
                )
            )
        for formula in entry.all_formulas:
            for counter in formula.counters:
                if counter.source in formula.tables:
                    columns.setdefault(counter.source, []).append(counter.name)
                else:
                    counters.setdefault(counter.source, []).append(counter.field)
    return _Plan(
        tuple(lines),
        {source: tuple(dict.fromkeys(names)) for source, names in counters.items()},
        {table: tuple(dict.fromkeys(names)) for table, names in columns.items()},
    )
