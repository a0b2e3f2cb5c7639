"""One question for all tiers that are due at a moment: a look costs by the statement."""

from collections.abc import Mapping, Sequence

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Ask
from app.monitor.catalogue import Catalogue


class Asks:
    """Of a catalogue; made once for each kind of server and set of tiers. Any thread may ask."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._made: dict[tuple[DatabaseType, tuple[Tier, ...]], Ask] = {}

    def of(self, kind: DatabaseType, tiers: Sequence[Tier]) -> Ask:
        """What brings everything that the metrics of these tiers need."""
        key = kind, tuple(tiers)
        if key not in self._made:
            self._made[key] = merged([self._catalogue.ask(kind, tier) for tier in tiers])
        return self._made[key]


def merged(asks: Sequence[Ask]) -> Ask:
    """All of them in one. A table of which any wants every row is asked for whole."""
    wanted: dict[str, frozenset[str]] = {}
    queries: dict[str, str] = {}
    for ask in asks:
        queries |= ask.queries
        for source, names in ask.wanted.items():
            wanted[source] = wanted.get(source, frozenset()) | names
    rows: Mapping[str, frozenset[str]] = {
        table: frozenset().union(*(ask.rows.get(table, ()) for ask in asks))
        for table in wanted
        if all(table in ask.rows for ask in asks if table in ask.wanted)
    }
    return Ask(wanted, queries, rows)
