"""Alerts as notifications of the desktop, for whoever has another window in front."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.metric import Severity
from app.i18n import _, ngettext
from app.models.alerts.news import Burst, News
from app.models.alerts.rows import SEVERITY_NAMES
from app.models.formats import count
from app.models.preferences import Preferences
from app.views.alerts.shouts import Shouts

_NAMED = 3
"""Alerts that are named where several are told as one."""


class Makes(Protocol):
    """Makes the way this desktop takes notifications; None where it takes none."""

    def __call__(self, parent: QObject, /) -> Shouts | None:
        """Made when the first is to be shown."""
        ...


class Desktop(QObject):
    """Tells each alert once, if the settings want it: several within seconds are told as one.

    Signals:
        opened: the id of the alert of a notification that was clicked, or "" of one of several.
        failed: a ConsoleError: what was tried by hand cannot be shown.
    """

    opened = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        preferences: Preferences,
        make: Makes,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._preferences, self._make, self._clock = preferences, make, clock
        self._shouts: Shouts | None = None
        self._names: Mapping[str, str] = {}
        self._news, self._burst = News(), Burst()
        self._early: list[Alert] | None = []
        self._trying = False
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._tell_gathered)

    # ------------------------------------------------------------------ what it is told

    def set_names(self, names: Mapping[str, str]) -> None:
        """What instances are called, by id."""
        self._names = names

    def know(self, alerts: Iterable[Alert]) -> None:
        """These were there before; until this is said nothing is told."""
        self._news.know(alerts)
        early, self._early = self._early, None
        if early:
            self.take(early)

    def take(self, alerts: Iterable[Alert]) -> None:
        """Alerts as they are now."""
        if self._early is not None:
            self._early += alerts
            return
        now = self._clock()
        for alert in self._burst.put(filter(self._wanted, self._news.take(alerts)), now):
            self._shout(_headline(alert), f"{self._name(alert)}: {alert.text}", alert.id,
                        alert.severity is Severity.CRITICAL)  # fmt: skip
        wait = self._burst.wait(now)
        if wait is not None and not self._due.isActive():
            self._due.start(int(wait * 1000) + 1)

    def _wanted(self, alert: Alert) -> bool:
        match self._preferences.now.desktop_alerts:
            case "all":
                return True
            case "critical":
                return alert.severity is Severity.CRITICAL
        return False

    # ------------------------------------------------------------------ what it tells

    @Slot()
    def _tell_gathered(self) -> None:
        alerts = self._burst.due(self._clock())
        if len(alerts) == 1:
            alert = alerts[0]
            self._shout(_headline(alert), f"{self._name(alert)}: {alert.text}", alert.id,
                        alert.severity is Severity.CRITICAL)  # fmt: skip
        elif alerts:
            critical = any(alert.severity is Severity.CRITICAL for alert in alerts)
            self._shout(_headlines(alerts), self._listed(alerts), "", critical)

    def _listed(self, alerts: Sequence[Alert]) -> str:
        worst = sorted(alerts, key=lambda each: each.severity is not Severity.CRITICAL)
        lines = [f"{self._name(each)}: {each.text}" for each in worst[:_NAMED]]
        more = len(worst) - len(lines)
        if more:
            lines.append(
                ngettext("and {count} more", "and {count} more", more).format(count=count(more))
            )
        return "\n".join(lines)

    def _name(self, alert: Alert) -> str:
        return self._names.get(alert.instance, alert.instance)

    @Slot()
    def test(self) -> None:
        """Show one now, whatever the settings say; say so where this desktop shows none."""
        self._trying = True
        title = _("Alerts of Mohist look like this")
        text = _("A click on one opens the alert. The settings say which are shown.")
        if not self._shout(title, text, "", False):
            self._refuse()

    @Slot()
    def _refuse(self) -> None:
        """This desktop shows none: said to whoever tried, not at every alert."""
        if not self._trying:
            return
        self._trying = False
        self.failed.emit(
            ConsoleError(
                _("This desktop shows no notifications."),
                hint=_("There is no tray and no service for them. The rail and the channels tell"
                       " of alerts all the same."),
            )
        )  # fmt: skip

    def _shout(self, title: str, text: str, id_: str, critical: bool) -> bool:
        if self._shouts is None:
            self._shouts = self._make(self)
            if self._shouts is None:
                return False
            self._shouts.clicked.connect(self.opened)
            self._shouts.refused.connect(self._refuse)
        self._shouts.show(title, text, id_, critical=critical)
        return True

    def shut(self) -> None:
        """Tell nothing more."""
        self._due.stop()
        if self._shouts is not None:
            self._shouts.close()
            self._shouts = None


def _headline(alert: Alert) -> str:
    mark = "▲" if alert.severity is Severity.CRITICAL else "●"
    return f"{mark} {_(SEVERITY_NAMES[alert.severity])}"


def _headlines(alerts: Sequence[Alert]) -> str:
    critical = sum(alert.severity is Severity.CRITICAL for alert in alerts)
    said = ngettext("{count} alert", "{count} alerts", len(alerts)).format(count=count(len(alerts)))
    if not critical:
        return f"● {said}"
    return "▲ " + _("{alerts}, {critical} of them critical").format(
        alerts=said, critical=count(critical)
    )
