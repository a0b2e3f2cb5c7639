"""A line in which a metric is found by any word of its name."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from app.domain.monitoring.metric import Metric
from app.i18n import _
from app.models.alerts.rule_draft import watchable
from app.models.alerts.rules import family_of, metric_title

_OFFERED = 14


class MetricLine(QLineEdit):
    """Offers what can be watched as “title  (name)”; either part, or any word of it, finds it.

    Signals:
        changed: another metric is meant.
    """

    changed = Signal()

    def __init__(
        self, name: str, metrics: Mapping[str, Metric], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._names: dict[str, str] = {}
        for each in watchable(metrics):
            whose = family_of(each, metrics)
            self._names[f"{whose} · {metric_title(each, metrics)}  ({each})"] = each
        texts = {each: text for text, each in self._names.items()}
        self.setText(texts.get(name, name))
        self.setPlaceholderText(_("a word of the metric's title"))
        completer = QCompleter(sorted(self._names), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(_OFFERED)
        self.setCompleter(completer)
        self.textChanged.connect(self._look)

    @property
    def named(self) -> str:
        """The name of the metric that is meant; what is typed, where it is none."""
        typed = self.text().strip()
        return self._names.get(typed, typed)

    @Slot()
    def _look(self) -> None:
        self.changed.emit()
