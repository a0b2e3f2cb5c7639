"""Slow SQL: statements by shape, the heaviest first."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.domain.dialect import Dialect
from app.domain.operating.statements import Digest, DigestReport
from app.engines.abilities import CountsDigests, Explains
from app.flows.slow_log import read_file
from app.i18n import N_, _
from app.models.operating.statements import DIGESTS, DigestRow, rows_of
from app.models.record_order import Order
from app.views.actions import Command
from app.views.operate.answers import AnswerPanel, as_text
from app.views.operate.room import Room
from app.views.widgets.states import Empty
from app.workers.lane import Lane


class SlowSqlPanel(AnswerPanel):
    """Refreshed when asked; what came since the page was opened stands beside the whole."""

    key = "slow"
    title = N_("Slow SQL")
    icon = "slow"
    needs = (CountsDigests,)
    fields = DIGESTS
    record_key = staticmethod(lambda row: (row.digest.schema, row.digest.id))
    order = Order("share", descending=True)
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
        self._first: dict[tuple[str, str], Digest] = {}
        super().__init__(room, parent)
        self.column.insertWidget(0, self.source)

    def question(self, session: CountsDigests) -> DigestReport:
        """What was counted."""
        return session.digests()

    def shown(self, answer: DigestReport) -> Iterable[DigestRow]:
        """Beside each other, and against what was there at first."""
        self.source.setText("  ".join(filter(None, (answer.source, answer.hint))))
        rows = rows_of(answer.digests, self._first)
        if not self._first:
            self._first = {(each.schema, each.id): each for each in answer.digests}
        return rows

    def commands(self) -> tuple[Command, ...]:
        """Explain and audit."""
        found = []
        if isinstance(self.session, Explains):
            found.append(
                Command("digest-explain", N_("&Explain a sample"), self._explain, ("Ctrl+E",), "",
                        "explain", lambda: any(row.digest.sample for row in self.selected))
            )  # fmt: skip
        if self._dialect() in (Dialect.MYSQL, Dialect.MARIADB):
            found.append(
                Command("slow-log-open", N_("Open a slow &log file…"), self._choose_file, (), "",
                        "file")
            )  # fmt: skip
        found.append(
            Command("digest-audit", N_("A&udit"), self._audit, (), "", "audit", self.has_selection)
        )
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
        self.records.wait(_("Reading {file}…").format(file=name))
        job = self._lane.submit(lambda stop: read_file(Path(name), stop, dialect))
        self.records.cancel_wanted.connect(job.cancel)
        job.succeeded.connect(self._take)
        job.failed.connect(self.failed)
        job.finished.connect(self.records.settle)

    def shut(self) -> None:
        """End what runs."""
        super().shut()
        if self._lane is not None:
            self._lane.leave()

    def _explain(self) -> None:
        digest = next(row.digest for row in self.selected if row.digest.sample)
        self.show_text(_("Asking for the plan…"))
        self.ask_beside(
            lambda session: session.explain(digest.sample, digest.schema),
            lambda result: self.show_text(as_text(result)),
        )

    def _audit(self) -> None:
        texts = [row.digest.sample or row.digest.text for row in self.selected]
        self.room.audit(";\n".join(texts) + ";\n", f"{self.room.endpoint.name}-slow.sql")
