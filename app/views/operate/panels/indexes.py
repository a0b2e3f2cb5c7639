"""Indexes that nobody uses, tables that lack one, and what is fragmented."""

from app.domain.operating.space import IndexIssue
from app.engines.abilities import FindsIndexIssues
from app.i18n import N_
from app.models.operating.space import INDEX_ISSUES
from app.models.record_order import Order
from app.views.actions import Command
from app.views.operate.answers import AnswerPanel
from app.views.widgets.states import Empty


class IndexesPanel(AnswerPanel):
    """Refreshed when asked. The remedies are texts to look at: nothing is run from here."""

    key = "indexes"
    title = N_("Indexes")
    icon = "indexes"
    needs = (FindsIndexIssues,)
    fields = INDEX_ISSUES
    record_key = staticmethod(
        lambda issue: (issue.fault, issue.schema, issue.table, issue.index, issue.columns)
    )
    order = Order("used", descending=True)
    heavy = True
    empty = Empty(
        N_("Nothing is wrong with the indexes"),
        N_("Unused and duplicate ones, and tables without a primary key, are shown here."),
        N_("Refresh"),
        icon="indexes",
    )

    def question(self, session: FindsIndexIssues) -> tuple[IndexIssue, ...]:
        """All of them."""
        return session.index_issues()

    def commands(self) -> tuple[Command, ...]:
        """The remedies as a script, in the audit."""
        return (
            Command("index-audit", N_("A&udit the remedies"), self._audit, (), "", "audit",
                    lambda: any(issue.remedy for issue in self.selected)),
        )  # fmt: skip

    def _audit(self) -> None:
        texts = [issue.remedy.rstrip(";") for issue in self.selected if issue.remedy]
        self.room.audit(";\n".join(texts) + ";\n", f"{self.room.endpoint.name}-indexes.sql")
