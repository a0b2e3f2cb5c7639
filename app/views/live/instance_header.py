"""Who it is whose charts are shown: how it stands, its role, how old that is, what it costs."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.figures import duration, with_unit
from app.domain.inventory import ROLE_NAMES, TYPE_NAMES, TopologyRole
from app.domain.monitoring.metric import PERIODS
from app.domain.monitoring.sample import HEALTH_NAMES, Health, Sample
from app.flows.inventory_rows import InstanceRow
from app.i18n import _
from app.models.fields import State
from app.views.live.scenes import MISSING
from app.views.style import style
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.age import Age
from app.views.widgets.elided import Elided

_COST = "console.busy_ms_per_sec"
_UPTIME = ".uptime"
"""What the metric is called last, whatever the engine."""
_STATES = {
    Health.UP: State.GOOD, Health.LOCKED: State.WARNING, Health.UNKNOWN: State.NONE,
}  # fmt: skip
"""All others are errors."""


class InstanceHeader(QWidget):
    """A line over the charts; the trouble there is gets a line of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._row: InstanceRow | None = None
        self._sample: Sample | None = None
        self._cost: float | None = None
        self._uptime: float | None = None
        self.name, self.health, self.trouble = QLabel(), QLabel(), QLabel()
        self.facts = Elided()
        self.name.setProperty("role", "title")
        self.facts.setProperty("role", "muted")
        self.age = Age()
        self.line = QHBoxLayout()
        self.line.setSpacing(3 * GAP)
        for label in (self.name, self.health, self.facts, self.age):
            self.line.addWidget(label)
        self.line.addStretch(1)
        self.trouble.setWordWrap(True)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(GAP)
        down.addLayout(self.line)
        down.addWidget(self.trouble)

    @property
    def role(self) -> str:
        """The role it shows, else what the inventory says."""
        if self._sample is not None and self._sample.role:
            return self._sample.role
        return self._row.instance.role.value if self._row is not None else ""

    @property
    def is_up(self) -> bool:
        """Whether it answered when it was last looked at."""
        return self._sample is not None and self._sample.health is Health.UP

    @property
    def is_away(self) -> bool:
        """Whether it was asked and did not answer as it should."""
        return self._sample is not None and self._sample.health is not Health.UP

    def show_instance(self, row: InstanceRow) -> None:
        """Show another one, of which nothing is known yet."""
        self._row, self._sample = row, None
        self._cost = self._uptime = None
        self._fill()

    def take(self, sample: Sample) -> None:
        """Take the newest of its samples."""
        if self._sample is None or sample.at >= self._sample.at:
            self._sample = sample
        self._cost = sample.values.get(_COST, self._cost)
        if sample.health is not Health.UP or sample.restarted:
            self._uptime = None
        told = (value for key, value in sample.values.items() if key.endswith(_UPTIME))
        self._uptime = next(told, self._uptime)
        self.age.stale_after = MISSING * PERIODS[self._sample.tier]
        self._fill()

    def _fill(self) -> None:
        row, sample = self._row, self._sample
        if row is None:
            return
        health = sample.health if sample is not None else Health.UNKNOWN
        state = _STATES.get(health, State.ERROR)
        role = self.role
        said = _(ROLE_NAMES[TopologyRole(role)]) if role in set(TopologyRole) else role
        if role == TopologyRole.UNKNOWN:
            said = ""
        cost = ""
        if self._cost is not None:
            cost = _("watching takes {cost} of it").format(cost=with_unit(self._cost, "ms/s"))
        uptime = ""
        if self._uptime is not None:
            uptime = _("up for {time}").format(time=duration(int(self._uptime)))
        at = f"{row.instance.address}:{row.instance.port}"
        facts = (TYPE_NAMES[row.instance.type], at, said, row.environment, uptime, cost)
        self.name.setText(row.instance.name)
        self.health.setText(f"{state.shape} {_(HEALTH_NAMES[health])}".strip())
        style(self.health, f"QLabel {{ color: {_ink(state, self._theme)}; }}")
        self.facts.say(" · ".join(filter(None, facts)))
        self.trouble.setText(sample.trouble if sample is not None else "")
        self.trouble.setVisible(bool(self.trouble.text()))
        self.age.show_sampled(
            datetime.fromtimestamp(sample.at, UTC) if sample is not None else None
        )

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.age.retranslate()
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self._fill()


def _ink(state: State, theme: Theme) -> str:
    return {
        State.GOOD: theme.good, State.WARNING: theme.warning, State.ERROR: theme.error,
    }.get(state, theme.muted)  # fmt: skip
