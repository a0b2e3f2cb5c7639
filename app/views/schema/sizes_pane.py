"""What all tables of a schema take, asked for by a command: MariaDB opens each of them to tell."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.schema.details import Weight
from app.i18n import N_, _
from app.models.record_order import Order
from app.models.records import RecordTable
from app.models.schema.details import WEIGHTS
from app.views.theme import Theme
from app.views.widgets.elided import Elided
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Job
from app.workers.link import Link


class SizesPane(QWidget):
    """A list of tables with their sizes, the big first.

    Signals:
        show_wanted: the ObjectName of a table somebody pressed Enter on.
    """

    show_wanted = Signal(object)

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._schema = ""
        self._job: Job[tuple[Weight, ...]] | None = None
        self.title = Elided()
        self.title.setProperty("role", "title")
        order = Order("total", descending=True)
        self.table: RecordTable[Weight] = RecordTable(WEIGHTS, lambda each: each.id, order=order)
        self.panel: TablePanel[Weight] = TablePanel(
            self.table,
            N_("Sizes"),
            Empty(N_("No table"), N_("There is none in this schema, or none that is seen.")),
        )
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.title)
        down.addWidget(self.panel, 1)
        self.panel.retry_wanted.connect(self.refresh)
        self.panel.cancel_wanted.connect(self.stop)
        self.panel.activated.connect(self._open)

    def show_schema(self, schema: str) -> None:
        """Ask for the sizes in a schema."""
        self.stop()
        self._schema = schema
        self.table.clear()
        self.title.say(schema)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask anew."""
        if self._job is not None or not self._schema:
            return
        schema = self._schema
        self.panel.wait(_("Asking for the sizes in {schema}…").format(schema=schema))
        job = self._job = self._link.ask(lambda session: session.weights(schema))
        job.succeeded.connect(self.panel.show_records)
        job.failed.connect(self.panel.fail)
        job.finished.connect(self._end)

    @Slot()
    def stop(self) -> None:
        """Give it up; the server is told."""
        if self._job is not None:
            self._job.cancel()
            self._job.finished.disconnect(self._end)
            self._job = None
            self.panel.settle()

    @Slot()
    def _end(self) -> None:
        self._job = None

    @Slot(object)
    def _open(self, each: Weight) -> None:
        self.show_wanted.emit(each.id)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.panel.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.panel.apply_theme(theme)
