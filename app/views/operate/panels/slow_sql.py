"""Slow SQL: statements by shape, the heaviest first, and what each did since it was opened."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.domain.dialect import Dialect
from app.domain.operating.statements import DigestReport, StatementDetails
from app.engines.abilities import CountsDigests, DetailsStatements, ExplainsPlans
from app.flows.slow_log import read_file
from app.flows.whole_statements import whole_statements
from app.i18n import N_, _
from app.models.operating.statements import DIGESTS, DigestRow, rows_of
from app.models.operating.trends import Trends
from app.models.plan import shown
from app.models.record_order import Order
from app.views.actions import Command
from app.views.operate.answers import AnswerPanel
from app.views.operate.room import Room
from app.views.operate.trend_view import TrendView
from app.views.theme import Theme
from app.views.widgets.states import Empty
from app.workers.lane import Lane

_PATIENCE = 3
"""Intervals without an answer behind which the curves have a gap."""


class SlowSqlPanel(AnswerPanel):
    """Refreshed every ten seconds; what came since the page was opened stands beside the whole."""

    key = "slow"
    title = N_("Slow SQL")
    icon = "slow"
    needs = (CountsDigests,)
    fields = DIGESTS
    record_key = staticmethod(lambda row: (row.digest.schema, row.digest.id))
    order = Order("share", descending=True)
    interval = 10
    heavy = True
    empty = Empty(
        N_("No statement was counted"),
        N_("The server counts none, or has counted none yet: see what is said above."),
        N_("Refresh"),
        icon="slow",
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        self.source = QLabel(wordWrap=True)
        self.source.setProperty("role", "muted")
        self._lane: Lane | None = None
        self.trends, self.trend = Trends(), TrendView()
        self._patience, self._of_file = 0.0, False
        super().__init__(room, parent)
        self.column.insertWidget(0, self.source)
        self.down.insertWidget(1, self.trend)
        self.records.current_changed.connect(self._show_trend)
        self.poller.began.connect(self._begin_asking)

    def question(self, session: CountsDigests) -> DigestReport:
        """What was counted, noted as near to the server as can be."""
        report = session.digests()
        self.trends.note(report.digests, time.monotonic(), self._patience)
        return report

    def shown(self, answer: DigestReport) -> Iterable[DigestRow]:
        """Beside each other, and against what was there before."""
        self._say(answer)
        return rows_of(answer.digests, None if self._of_file else self.trends)

    @Slot()
    def _begin_asking(self) -> None:
        """Note for the lane what it cannot ask of the window."""
        self._of_file = False
        interval = self.refreshing.interval
        self._patience = float(_PATIENCE * interval + _PATIENCE if interval else 0)

    def _say(self, report: DigestReport) -> None:
        self.source.setText("  ".join(filter(None, (report.source, report.hint))))

    @Slot(object)
    def _show_trend(self, row: DigestRow | None) -> None:
        self.trend.show_trend(row.trend if row is not None else None)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        super().apply_theme(theme)
        self.trend.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        super().retranslate()
        self.trend.retranslate()

    def commands(self) -> tuple[Command, ...]:
        """Explain and audit."""
        found = []
        if isinstance(self.session, DetailsStatements):
            found.append(
                Command("digest-details", N_("&Whole statement and plans"), self._detail,
                        ("Ctrl+E",), "", "explain", self.has_selection)
            )  # fmt: skip
        elif isinstance(self.session, ExplainsPlans):
            found.append(
                Command("digest-explain", N_("&Explain a sample"), self._explain, ("Ctrl+E",), "",
                        "explain", lambda: any(row.digest.sample for row in self.selected))
            )  # fmt: skip
        if self._dialect() in (Dialect.MYSQL, Dialect.MARIADB):
            found.append(
                Command("slow-log-open", N_("Open a slow &log file…"), self._choose_file, (), "",
                        "file")
            )  # fmt: skip
        found += [
            Command("digest-audit", N_("A&udit"), self._audit, (), "", "audit", self.has_selection),
            Command("digest-console", N_("Open in the SQL &console"), self._open, (), "",
                    "console", self.has_selection),
        ]  # fmt: skip
        return tuple(found)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("Slow log"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_file)
        dialog.open()

    @Slot(str)
    def open_file(self, name: str) -> None:
        """Show the digests of a log file instead of the server's, until it is asked again."""
        if self._lane is None:
            self._lane = Lane("slow log", self)
        dialect = self._dialect() or Dialect.MYSQL
        self.poller.cancel()
        self.refreshing.set_interval(0)
        self.records.wait(_("Reading {file}…").format(file=name))
        job = self._lane.submit(lambda stop: read_file(Path(name), stop, dialect))
        self.records.cancel_wanted.connect(job.cancel)
        job.succeeded.connect(self._take_file)
        job.failed.connect(self.failed)
        job.finished.connect(self.records.settle)

    @Slot(object)
    def _take_file(self, report: DigestReport) -> None:
        self._of_file = True
        self._take(report)

    def shut(self) -> None:
        """End what runs."""
        super().shut()
        if self._lane is not None:
            self._lane.leave()

    def _explain(self) -> None:
        digest = next(row.digest for row in self.selected if row.digest.sample)
        self.show_text(_("Asking for the plan…"))
        self.ask_beside(
            lambda session: shown(session.explain_plan(digest.sample, digest.schema)),
            self.show_plan,
        )

    def _detail(self) -> None:
        digest = self.selected[0].digest
        self.show_text(_("Asking for the statement…"))
        self.ask_beside(
            lambda session: session.statement_details(digest.statement_id),
            lambda details: self.show_text(details_text(details)),
        )

    def _audit(self) -> None:
        digests = [row.digest for row in self.selected]
        if isinstance(self.session, DetailsStatements):  # a sample may be cut off there
            self.ask_beside(
                lambda session: whole_statements(
                    session, [(each.statement_id, each.sample) for each in digests]
                ),
                self._audit_texts,
            )
        else:
            self._audit_texts([digest.sample or digest.text for digest in digests])

    def _open(self) -> None:
        """Each in a tab of the console, with names of its schema."""
        for row in self.selected:
            digest = row.digest
            text = digest.sample or digest.text
            self.room.console(self.room.endpoint, f"{text};\n", digest.schema)

    def _audit_texts(self, texts: Sequence[str]) -> None:
        self.room.audit(";\n".join(texts) + ";\n", f"{self.room.endpoint.name}-slow.sql")


def details_text(details: StatementDetails) -> str:
    """What is known of a statement, as a text."""
    parts = [details.text]
    if details.cut:
        parts.append(
            _("It goes on; only its first {count} characters were read.").format(
                count=f"{len(details.text):,}"
            )
        )
    if details.objects:
        parts.append(_("Reads: {objects}").format(objects=", ".join(details.objects)))
    return "\n\n".join((*parts, *details.plans))
