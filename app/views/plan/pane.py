"""Explaining a statement at an instance: asked for, waited for, cancelled, shown.

pane = PlanPane(keeper)
pane.explain(link, endpoint, "SELECT …", "shop", analyze=False)
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError, Unsupported
from app.engines.abilities import ExplainsPlans
from app.i18n import _
from app.models.plan import ShownPlan, shown
from app.views.plan.view import PlanView
from app.views.widgets.ask import Ask
from app.views.widgets.handing import Handing
from app.workers.lane import Job
from app.workers.link import Link
from app.workers.plan_keeper import PlanKeeper


class PlanPane(Handing):
    """A `PlanView` that asks a server.

    To run a statement for its plan is asked on production: it may take as long as it may.

    Signals:
        explained: the Plan that is shown now.
    """

    explained = Signal(object)

    def __init__(self, keeper: PlanKeeper | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PlanView(keeper=keeper)
        self._job: Job[ShownPlan] | None = None
        self._again: Callable[[], None] | None = None
        self._instance = ""
        self.question: Ask | None = None
        """Whether the statement shall be run, while that is asked."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.hand_focus_to(self.view)
        self.view.cancel_wanted.connect(self.cancel)
        self.view.retry_wanted.connect(self._retry)

    @property
    def busy(self) -> bool:
        """Whether a plan is waited for."""
        return self._job is not None

    def explain(
        self,
        link: Link,
        endpoint: Endpoint,
        statement: str,
        schema: str = "",
        *,
        analyze: bool = False,
    ) -> None:
        """Ask for the plan, after what was asked before has been given up."""

        def begin() -> None:
            self._begin(link, endpoint, statement, schema, analyze)

        self._again = begin
        if analyze and endpoint.production:
            self._ask(endpoint, statement, begin)
        else:
            begin()

    @Slot()
    def cancel(self) -> None:
        """Give up what is waited for; the server is told to end it."""
        if self._job is not None:
            self._job.cancel()

    def _ask(self, endpoint: Endpoint, statement: str, begin: Callable[[], None]) -> None:
        question = Ask(
            _("Run this statement on {name}, for its plan?").format(name=endpoint.name),
            [statement],
            warnings=[
                _("{name} is in production. The statement is run to its end, for {seconds} s at"
                  " most; its rows are thrown away.").format(
                    name=endpoint.name, seconds=f"{endpoint.access.statement_timeout:g}"
                )
            ],
            yes=_("Run it"),
            parent=self,
        )  # fmt: skip
        self.question = question
        question.agreed.connect(begin)
        question.destroyed.connect(self._forget_question)
        question.open()

    @Slot()
    def _forget_question(self) -> None:
        self.question = None

    def _begin(
        self, link: Link, endpoint: Endpoint, statement: str, schema: str, analyze: bool
    ) -> None:
        self.cancel()
        self._instance = endpoint.id
        words = _("Running it on {name} for its plan…") if analyze else _("Asking {name}…")
        self.view.wait(words.format(name=endpoint.name))
        job = link.ask(lambda session: _explained(session, statement, schema, analyze))
        self._job = job
        job.succeeded.connect(self._take)
        job.failed.connect(self._fail)
        job.finished.connect(self._end)

    @Slot(object)
    def _take(self, found: ShownPlan) -> None:
        self._job = None
        self.view.show_plan(found, self._instance)
        self.explained.emit(found.plan)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._job = None
        self.view.fail(error)

    @Slot()
    def _end(self) -> None:
        if self._job is not None and self._job.stop():
            self._job = None
            self.view.settle()

    @Slot()
    def _retry(self) -> None:
        if self._again is not None:
            self._again()


def _explained(session: Any, statement: str, schema: str, analyze: bool) -> ShownPlan:
    if not isinstance(session, ExplainsPlans):
        raise Unsupported(_("This server has no plans to show."))
    return shown(session.explain_plan(statement, schema, analyze=analyze))
