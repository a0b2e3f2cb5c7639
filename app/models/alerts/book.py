"""All alerts the window was told of, its own judge's and those of collectors. No Qt.

Two judges who watch the same instance tell of the same alert, under the same id: it is one row,
of the one who sees it worse, and names both.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.metric import Metric, Severity, split_key
from app.domain.monitoring.rule import Rule, Subject
from app.flows.inventory_rows import InstanceRow
from app.models.alerts.rows import RANKS, WANTED, AlertRow, Show, stand_of


class Unseen(NamedTuple):
    """How many alerts fire that nobody saw to, and how many of them are critical."""

    alerts: int = 0
    critical: int = 0


class AlertBook:
    """Takes alerts, gives rows."""

    def __init__(self, metrics: Mapping[str, Metric]) -> None:
        self._metrics = metrics
        self._instances: dict[str, InstanceRow] = {}
        self._owners: dict[str, str] = {}
        self._rules: Mapping[str, Rule] = {}
        self._held: dict[str, dict[str, Alert]] = {}
        self._rows: dict[str, AlertRow] = {}

    # what it is told

    def set_instances(self, rows: Iterable[InstanceRow], subjects: Iterable[Subject] = ()) -> None:
        """Names are those of the inventory, and so is whom to call."""
        self._instances = {row.instance.id: row for row in rows}
        self._owners = {subject.instance: subject.owner for subject in subjects}
        self._rows.clear()

    def set_rules(self, rules: Iterable[Rule]) -> None:
        """Titles, thresholds and notes are those of these rules."""
        self._rules = {rule.id: rule for rule in rules}
        self._rows.clear()

    def take(self, alerts: Iterable[Alert]) -> bool:
        """Take alerts as they are now; whether any is another."""
        changed = False
        for alert in alerts:
            held = self._held.setdefault(alert.id, {})
            if held.get(alert.by) != alert:
                held[alert.by] = alert
                self._rows.pop(alert.id, None)
                changed = True
        return changed

    def replace(self, alerts: Iterable[Alert], by: str = "") -> None:
        """These are all that `by` knows of; what else it told is forgotten."""
        self._forget(lambda who: who == by)
        self.take(alerts)

    def forget_others(self) -> None:
        """No collector is heard any more: nobody can say how theirs stand."""
        self._forget(bool)

    def _forget(self, gone: Callable[[str], bool]) -> None:
        for id_, held in tuple(self._held.items()):
            for who in [who for who in held if gone(who)]:
                del held[who]
                self._rows.pop(id_, None)
            if not held:
                del self._held[id_]

    # what it tells

    def rows(self, show: Show = Show.ALL) -> list[AlertRow]:
        """Those that are wanted, in no order."""
        found = (self.row(id_) for id_ in self._held)
        return [row for row in found if row is not None and row.wanted(show)]

    def row(self, id_: str) -> AlertRow | None:
        """The alert of that id; None where nobody told of it."""
        held = self._held.get(id_)
        if not held:
            return None
        if id_ not in self._rows:
            self._rows[id_] = self._made(held)
        return self._rows[id_]

    def _made(self, held: Mapping[str, Alert]) -> AlertRow:
        worst = max(held.values(), key=lambda alert: (RANKS[stand_of(alert)], not alert.by))
        return AlertRow(
            worst, self._instances.get(worst.instance),
            self._metrics.get(split_key(worst.key)[0]), self._rules.get(worst.rule),
            self._owners.get(worst.instance, ""),
            tuple(sorted(who for who, alert in held.items() if alert.state is worst.state)),
        )  # fmt: skip

    def counts(self) -> Mapping[Show, int]:
        """How many there are of each choice."""
        stands = Counter(row.stand for row in self.rows())
        return {show: sum(stands[each] for each in WANTED[show]) for show in Show}

    def unseen(self) -> Unseen:
        """What nobody saw to yet."""
        rows = self.rows(Show.UNSEEN)
        critical = sum(row.alert.severity is Severity.CRITICAL for row in rows)
        return Unseen(len(rows), critical)
