"""All metrics of this console, ready to be asked for, derived and drawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.errors import ConsoleError
from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Family, Metric, Tier
from app.domain.monitoring.sample import Ask
from app.monitor.catalogue.sources import EVERYWHERE
from app.monitor.formula import Formula


@dataclass(frozen=True, slots=True)
class Chart:
    """Metrics that are drawn together."""

    group: str
    """English, as `title`: translated where shown."""
    title: str
    metrics: tuple[Metric, ...]
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A metric and its formulas, compiled."""

    metric: Metric
    formulas: Mapping[str, Formula]
    """By part; "" where it has none."""
    shown_if: Formula | None = None

    @property
    def all_formulas(self) -> tuple[Formula, ...]:
        """What is evaluated for it."""
        return (*self.formulas.values(), *([self.shown_if] if self.shown_if else []))


class Catalogue:
    """Which metrics there are, and what must be asked of a server for them."""

    def __init__(
        self,
        entries: Iterable[Entry],
        troubles: Sequence[ConsoleError] = (),
        elsewhere: Mapping[Family, Mapping[str, str]] | None = None,
    ) -> None:
        self._entries = {entry.metric.name: entry for entry in entries}
        self.metrics: Mapping[str, Metric] = {
            name: entry.metric for name, entry in self._entries.items()
        }
        self.troubles = tuple(troubles)
        """Files of the user's that could not be taken; the rest works all the same."""
        self.elsewhere: Mapping[Family, Mapping[str, str]] = elsewhere or {}
        """What is no series here, and where the console shows it instead."""
        self._of: dict[Family, tuple[Entry, ...]] = {
            family: tuple(self._chosen(family)) for family in Family
        }
        self._asks: dict[tuple[Family, Tier], Ask] = {}

    def _chosen(self, family: Family) -> Iterable[Entry]:
        """MariaDB's take the place of MySQL's of the same name, or say that it has no such thing;
        what we cost is asked of all.
        """
        own = [entry for entry in self._entries.values() if entry.metric.family is family]
        if family is Family.MARIADB:
            replaced = {_last(entry.metric.name) for entry in own}
            replaced |= self.elsewhere.get(family, {}).keys()
            own = [
                entry
                for entry in self._entries.values()
                if entry.metric.family is Family.MARIADB
                or (
                    entry.metric.family is Family.MYSQL and _last(entry.metric.name) not in replaced
                )
            ]
        yield from own
        if family in (Family.HOST, Family.CONSOLE):
            return
        for entry in self._entries.values():
            used = {r.source for formula in entry.all_formulas for r in formula.references}
            if entry.metric.family is Family.CONSOLE and used <= EVERYWHERE:
                yield entry

    def entries(self, kind: DatabaseType | Family) -> tuple[Entry, ...]:
        """The metrics of a kind of server with their formulas, for whoever derives."""
        return self._of[Family(kind)]

    def of(self, kind: DatabaseType | Family) -> tuple[Metric, ...]:
        """The metrics of a kind of server (or of hosts), in the order they are declared in."""
        return tuple(entry.metric for entry in self.entries(kind))

    def ask(self, kind: DatabaseType | Family, tier: Tier) -> Ask:
        """What one look at such a server must bring for the metrics of `tier`."""
        family = Family(kind)
        if (family, tier) not in self._asks:
            self._asks[family, tier] = _asked(
                [entry for entry in self._of[family] if entry.metric.tier is tier]
            )
        return self._asks[family, tier]

    def charts(self, kind: DatabaseType | Family) -> tuple[Chart, ...]:
        """What is drawn of such a server, the most telling first."""
        drawn: dict[str, dict[str, list[Metric]]] = {}
        for metric in self.of(kind):
            if metric.chart:
                drawn.setdefault(metric.group, {}).setdefault(metric.chart, []).append(metric)
        return tuple(
            Chart(group, title, tuple(metrics), any(metric.stacked for metric in metrics))
            for group, charts in drawn.items()
            for title, metrics in charts.items()
        )


def _last(name: str) -> str:
    return name.partition(".")[2]


def _asked(entries: Sequence[Entry]) -> Ask:
    wanted: dict[str, set[str]] = {}
    rows: dict[str, set[str]] = {}
    whole: set[str] = set()
    for entry in entries:
        for formula in entry.all_formulas:
            for reference in formula.references:
                wanted.setdefault(reference.source, set()).add(reference.name)
                if reference.row is None:
                    whole.add(reference.source)
                else:
                    rows.setdefault(reference.source, set()).add(reference.row)
    return Ask(
        {source: frozenset(names) for source, names in wanted.items()},
        {_last(e.metric.name): e.metric.query for e in entries if e.metric.query},
        {table: frozenset(names) for table, names in rows.items() if table not in whole},
    )
