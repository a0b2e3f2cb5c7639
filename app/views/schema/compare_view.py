"""Two schemas beside each other: where they differ, both texts, and the script between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError
from app.domain.finding import Finding
from app.domain.stop import Stop
from app.flows.schemas.script import Migration, migration
from app.flows.schemas.sides import Connect, Side, read_sides
from app.i18n import N_, _
from app.models.records import RecordTable
from app.models.schema.differences import DIFFERENCES, FINDINGS, difference_key
from app.models.source_colours import Colours, colour
from app.sql.compare import Comparison, Difference, compare
from app.views.schema.ddl_view import DdlView, Script
from app.views.schema.side_chooser import SideChooser
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.errand import Errand

_COLOURED = 200_000  # code points
_NOT_HERE = Empty(N_("Nothing of it on this side"), icon="compare")


@dataclass(frozen=True, slots=True)
class Answer:
    """A comparison with its script, written both ways."""

    comparison: Comparison
    kept: Migration
    """What destroys is commented out."""
    wished: Migration


def answer_of(
    sides: tuple[Side, Side], connect: Connect, stop: Stop, tell: Callable[[float], object]
) -> Answer:
    """Read, compare, write, audit: all that must not be done in the window's thread."""
    compared = compare(*read_sides(sides, connect, stop, tell))
    stop.check()
    return Answer(compared, migration(compared), migration(compared, destructive=True))


class CompareView(QWidget):
    """Compares when told to.

    Signals:
        open_wanted: the script, to be opened in an editor.
        left: the user wants the objects back.
    """

    open_wanted = Signal(str)
    left = Signal()

    def __init__(self, connect: Connect, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._connect = connect
        self._errand: Errand | None = None
        self._answer: Answer | None = None
        self._theme = LIGHT
        self.here, self.there = SideChooser(), SideChooser()
        self.back, self.go = QPushButton(), QPushButton()
        self.go.setDefault(True)
        self.destructive = QCheckBox()
        self.table: RecordTable[Difference] = RecordTable(DIFFERENCES, difference_key)
        self.panel: TablePanel[Difference] = TablePanel(
            self.table,
            N_("Differences"),
            Empty(
                N_("No comparison yet"),
                N_("Choose what is to change on the left, and what it is to become on the right."),
                icon="compare",
            ),
        )
        self.texts = DdlView(_NOT_HERE), DdlView(_NOT_HERE)
        self.script = DdlView()
        self.findings: RecordTable[Finding] = RecordTable(FINDINGS, lambda each: each)
        self.found: TablePanel[Finding] = TablePanel(
            self.findings,
            N_("Findings"),
            Empty(N_("No finding"), N_("The rules have nothing to say about the script.")),
        )
        self.tabs = QTabWidget(documentMode=True)
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(3 * GAP)
        for part, stretch in ((self.back, 0), (self.here, 1), (self.there, 1), (self.go, 0)):
            across.addWidget(part, stretch)
        both = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        for text in self.texts:
            both.addWidget(text)
        written = QWidget()
        inside = QVBoxLayout(written)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(2 * GAP)
        inside.addWidget(self.destructive)
        beside = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        beside.addWidget(self.script)
        beside.addWidget(self.found)
        beside.setSizes([700, 420])
        inside.addWidget(beside, 1)
        self.tabs.addTab(both, "")
        self.tabs.addTab(written, "")
        down = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        down.addWidget(self.panel)
        down.addWidget(self.tabs)
        down.setSizes([340, 320])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GAP)
        column.addLayout(across)
        column.addWidget(down, 1)

    def _wire(self) -> None:
        self.back.clicked.connect(self.left)
        self.go.clicked.connect(self.begin)
        for chooser in (self.here, self.there):
            chooser.changed.connect(self._show_ready)
        self.panel.cancel_wanted.connect(self.stop)
        self.panel.retry_wanted.connect(self.begin)
        self.panel.current_changed.connect(self._show_sides)
        self.destructive.toggled.connect(self._show_script)
        self.script.open_wanted.connect(self.open_wanted)
        for text in self.texts:
            text.open_wanted.connect(self.open_wanted)
        self._show_ready()

    def offer(
        self, here: Endpoint, others: Sequence[Endpoint], schemas: Sequence[str], chosen: str
    ) -> None:
        """Offer this instance on the left, and it, the others, and files on the right."""
        self.here.offer([here, *others])
        self.there.offer([here, *others])
        self.here.offer_schemas(schemas, chosen)
        self.there.offer_schemas(schemas)

    # ------------------------------------------------------------------ comparing

    @Slot()
    def begin(self) -> None:
        """Read both sides and compare them, each with a login of its own."""
        left, right = self.here.side, self.there.side
        if left is None or right is None or self._errand is not None:
            return
        sides, connect = (left, right), self._connect
        self.panel.wait(_("Comparing…"), 0.0)
        errand = Errand("schemas", lambda stop, tell: answer_of(sides, connect, stop, tell))
        self._errand = errand
        errand.told.connect(self._tell)
        errand.succeeded.connect(self._take)
        errand.failed.connect(self._fail)
        errand.finished.connect(self._end)
        self._show_ready()

    @Slot()
    def stop(self) -> None:
        """Give the comparison up; the servers are told."""
        if self._errand is not None:
            self._errand.cancel()
            self.panel.settle()

    @Slot(object)
    def _tell(self, share: float) -> None:
        if self._errand is not None:
            self.panel.wait(_("Comparing…"), share)

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        self._answer = answer
        if not answer.comparison.differences:
            self.panel.show_empty(
                Empty(
                    N_("No difference"), N_("Both sides are the same to the server."), icon="good"
                )
            )
        self.panel.show_records(answer.comparison.differences)
        self._show_script()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.panel.fail(error)

    @Slot()
    def _end(self) -> None:
        self._errand = None
        self._show_ready()

    @Slot()
    def _show_ready(self) -> None:
        sides = self.here.side, self.there.side
        self.go.setEnabled(None not in sides and self._errand is None)

    # ------------------------------------------------------------------ showing

    @Slot(object)
    def _show_sides(self, each: Difference | None) -> None:
        for view, text in zip(
            self.texts, ("", "") if each is None else (each.left, each.right), strict=True
        ):
            view.show_script(Script(text, self._colours(text)))

    @Slot()
    def _show_script(self) -> None:
        answer = self._answer
        if answer is None:
            return
        made = answer.wished if self.destructive.isChecked() else answer.kept
        self.script.show_script(Script(made.text, self._colours(made.text)))
        self.found.show_records(each for each in made.findings if each.suppressed is None)
        self.destructive.setEnabled(bool(answer.kept.destroying))

    def _colours(self, text: str) -> Colours:
        short = len(text) <= _COLOURED and self._answer is not None
        dialect = self._answer.comparison.left.dialect if self._answer is not None else None
        return colour(text, dialect) if short and dialect is not None else Colours()

    # ------------------------------------------------------------------ words and colours

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.here.retranslate(_("Left"))
        self.there.retranslate(_("Right"))
        self.back.setText(_("Objects"))
        self.go.setText(_("Compare"))
        self.destructive.setText(_("Write out what destroys, instead of as comments"))
        self.tabs.setTabText(0, _("Both sides"))
        self.tabs.setTabText(1, _("Migration script"))
        for part in (self.panel, self.found, self.script, *self.texts):
            part.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        for part in (self.panel, self.found, self.script, *self.texts):
            part.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for SQL."""
        for part in (self.panel, self.found, self.script, *self.texts):
            part.set_code_font(font)
