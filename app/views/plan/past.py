"""The plans a statement had before: told when it is another one now, and chosen from a list."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu, QToolButton

from app.domain.console.kept_plan import KeptPlan
from app.domain.plan import Plan
from app.i18n import _, ngettext
from app.models import formats
from app.plans.comparing import compare
from app.workers.plan_keeper import PlanKeeper, Recalled

_MOST = 30  # plans in the list


class Past(QObject):
    """Keeps what is shown, and brings what was.

    Signals:
        changed_plan: words that say that the plan is another now.
        wanted: a plan to be put beside the one that is shown, and what the two are called.
        failed: a ConsoleError.
    """

    changed_plan = Signal(object)
    wanted = Signal(object, object)
    failed = Signal(object)

    def __init__(self, keeper: PlanKeeper, parent: QObject) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._shown: Plan | None = None
        self._kept: tuple[KeptPlan, ...] = ()
        self._now: KeptPlan | None = None
        self._chosen: KeptPlan | None = None
        self.button = QToolButton()
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.hide()
        keeper.recalled.connect(self._take)
        keeper.failed.connect(self.failed)

    def keep(self, plan: Plan, instance: str) -> None:
        """This is shown now; it is kept, and what is known of it told."""
        self._shown = plan
        self._kept, self._now = (), None
        self.button.hide()
        self._keeper.keep(plan, instance)

    @Slot(object)
    def _take(self, found: Recalled) -> None:
        if found.plan is not self._shown:
            return  # of another view, or too late
        self._kept, self._now = found.all, found.remembered.now
        self.retranslate()
        if found.before is not None and found.remembered.before is not None:
            old = found.remembered.before
            said = compare(found.before, found.plan).sentences
            words = _("This plan is another than until {time}.").format(time=_moment(old.last))
            self.changed_plan.emit(" ".join((words, *said[:3])))
            self.wanted.emit(found.before, self._names(old))

    def retranslate(self) -> None:
        """Speak the language of now."""
        others = [kept for kept in self._kept if kept.number != self._number]
        self.button.setVisible(bool(others))
        text = ngettext("{count} earlier plan", "{count} earlier plans", len(others))
        self.button.setText(text.format(count=len(others)))
        self.button.setToolTip(_("Put one of them beside this one"))
        menu = QMenu(self.button)
        for kept in others[:_MOST]:
            menu.addAction(_words(kept), partial(self._choose, kept))
        if (old := self.button.menu()) is not None:
            old.deleteLater()
        self.button.setMenu(menu)

    @property
    def _number(self) -> int:
        return -1 if self._now is None else self._now.number

    def _choose(self, kept: KeptPlan) -> None:
        self._chosen = kept
        job = self._keeper.read(kept)
        job.succeeded.connect(self._bring)
        job.failed.connect(self.failed)

    @Slot(object)
    def _bring(self, plan: Plan) -> None:
        chosen, shown = self._chosen, self._shown
        if chosen is not None and shown is not None and plan.digest == shown.digest:
            self.wanted.emit(plan, self._names(chosen))

    def _names(self, before: KeptPlan) -> tuple[str, str]:
        return _words(before), _("now")


def _moment(at: float) -> str:
    return formats.stamp(datetime.fromtimestamp(at).astimezone())


def _words(kept: KeptPlan) -> str:
    """From when until when, and how often it was seen."""
    seen = ngettext("seen once", "seen {count} times", kept.times).format(count=kept.times)
    if kept.times == 1:
        return f"{_moment(kept.first)}, {seen}, {kept.version}"
    return f"{_moment(kept.first)} – {_moment(kept.last)}, {seen}, {kept.version}"
