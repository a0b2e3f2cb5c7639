"""Seeing to alerts: acknowledged, taken back, silenced, at whoever judges them."""

import time
from collections.abc import Callable, Iterable
from itertools import chain

from PySide6.QtCore import QObject, Signal

from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Request
from app.flows.watch.requests import acknowledging, silencing, taking_back
from app.i18n import _
from app.models.alerts.quieting import silences
from app.models.alerts.rows import AlertRow
from app.views.alerts.keeper import AlertKeeper, Judge
from app.views.alerts.silence_form import Quiet


class Seeing(QObject):
    """Does it here, and asks the collectors that judge as well.

    Signals:
        failed: a ConsoleError that is to be shown to the user.
    """

    failed = Signal(object)

    def __init__(
        self, keeper: AlertKeeper, who: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._keeper, self._who = keeper, who

    def acknowledge(self, rows: Iterable[AlertRow]) -> None:
        """Somebody saw these."""
        chosen, who, now = list(rows), self._who(), time.time()
        ids = [row.id for row in chosen if "" in row.judges]
        self._here(ids, lambda judge, id_: judge.acknowledge(id_, who, now))
        for row in chosen:
            self._there(row.judges, acknowledging(row.alert, who, now))

    def take_back(self, rows: Iterable[AlertRow]) -> None:
        """Nobody saw these after all."""
        chosen, who, now = list(rows), self._who(), time.time()
        ids = [row.id for row in chosen if "" in row.judges]
        self._here(ids, lambda judge, id_: judge.unacknowledge(id_))
        for row in chosen:
            self._there(row.judges, taking_back(row.alert, who, now))

    def silence(self, rows: Iterable[AlertRow], quiet: Quiet) -> None:
        """Keep quiet of these."""
        chosen, now = list(rows), time.time()
        made = silences(chosen, quiet.breadth, quiet.until, quiet.reason, self._who(), now)
        judges = {judge for row in chosen for judge in row.judges}
        if "" in judges:
            job = self._keeper.judge_do(
                lambda judge: tuple(chain.from_iterable(map(judge.silence, made)))
            )
            job.failed.connect(self.failed)
        for silence in made:
            self._there(judges, silencing(silence, now))

    def _here(self, ids: list[str], call: Callable[[Judge, str], tuple[Alert, ...]]) -> None:
        if not ids:
            return

        def all_of_them(judge: Judge) -> tuple[Alert, ...]:
            return tuple(chain.from_iterable(call(judge, id_) for id_ in ids))

        self._keeper.judge_do(all_of_them).failed.connect(self.failed)

    def _there(self, judges: Iterable[str], request: Request) -> None:
        for collector in filter(None, judges):
            if self._keeper.following is None:
                self.failed.emit(
                    ConsoleError(
                        _("The collector {name} is not heard now.").format(name=collector),
                        hint=_("Choose the team's feed on the Live page, then do it again."),
                    )
                )
                return
            self._keeper.request(collector, request).failed.connect(self.failed)
