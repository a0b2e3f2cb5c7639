"""A simple chart of a result, beside its grid: one column over another.

chart = ResultChart(lane)
chart.show_result(reader, arrangement)      # what is drawn is chosen here, and can be changed
"""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConsoleError, Unwritable
from app.domain.stop import Stop
from app.i18n import N_, _, ngettext
from app.models.formats import count
from app.results.arranging import Arrangement
from app.results.charting import MOST, ChartData, chart_of, first_choice, measures
from app.results.store import ResultReader
from app.views.results.result_plot import KINDS, Kind, ResultPlot
from app.views.theme import GAP, Theme
from app.views.widgets.segments import Segments
from app.views.widgets.states import Empty, States
from app.workers.lane import Job, Lane


class ResultChart(QWidget):
    """Reads the points in the lane, and draws them. The result is not its own."""

    def __init__(self, lane: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._job: Job[ChartData] | None = None
        self._saving: Job[None] | None = None
        self._reader: ResultReader | None = None
        self._arrangement: Arrangement | None = None
        self.data: ChartData | None = None
        self.across, self.up = QComboBox(), QComboBox()
        self._across, self._up = QLabel(), QLabel()
        self.kinds: Segments[Kind] = Segments(KINDS)
        self.copy, self.save = QPushButton(), QPushButton()
        self.plot, self.note = ResultPlot(), QLabel()
        self.states = States(
            Empty(N_("Nothing to draw"), N_("A chart wants a column of numbers with values in it."))
        )
        self._stack = QStackedWidget()
        self._lay_out()
        self.across.activated.connect(self._draw)
        self.up.activated.connect(self._draw)
        self.kinds.chosen.connect(self._redraw)
        self.copy.clicked.connect(self.copy_picture)
        self.save.clicked.connect(self.ask_where)
        self.states.cancel_wanted.connect(self.close_chart)
        self.states.retry_wanted.connect(self._draw)
        self.retranslate()
        self._show_nothing()

    def _lay_out(self) -> None:
        for label, choice in ((self._across, self.across), (self._up, self.up)):
            label.setBuddy(choice)
            choice.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            choice.setMinimumContentsLength(8)
        choices = QGridLayout()
        choices.setSpacing(GAP)
        choices.addWidget(self._up, 0, 0)
        choices.addWidget(self.up, 0, 1)
        choices.addWidget(self._across, 1, 0)
        choices.addWidget(self.across, 1, 1)
        choices.setColumnStretch(1, 1)
        bar = QHBoxLayout()
        bar.setSpacing(GAP)
        bar.addWidget(self.kinds)
        bar.addStretch(1)
        bar.addWidget(self.copy)
        bar.addWidget(self.save)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self._stack.addWidget(self.plot)
        self._stack.addWidget(self.states)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, GAP, 0, 0)
        down.setSpacing(GAP)
        down.addLayout(choices)
        down.addLayout(bar)
        down.addWidget(self._stack, 1)
        down.addWidget(self.note)

    # what is drawn

    def show_result(self, reader: ResultReader, arrangement: Arrangement | None = None) -> None:
        """Draw these rows; the columns that were chosen stay as long as it is the same result."""
        self.close_chart()
        other, self._reader, self._arrangement = reader is not self._reader, reader, arrangement
        if other:
            self._offer(reader)
        self._draw()

    def _offer(self, reader: ResultReader) -> None:
        x, y = first_choice(reader.columns)
        self.across.clear()
        self.across.addItem(_("Number of the row"), None)
        for place, column in enumerate(reader.columns):
            self.across.addItem(column.name, place)
        self.across.setCurrentIndex(self.across.findData(x) if x is not None else 0)
        self.up.clear()
        for place in measures(reader.columns):
            self.up.addItem(reader.columns[place].name, place)
        self.up.setCurrentIndex(self.up.findData(y) if y is not None else -1)
        named = x is not None and not reader.columns[x].kind.numeric
        moments = named and reader.columns[x or 0].kind.value.startswith(("date", "zoned"))
        self.kinds.blockSignals(True)  # nobody chose it
        self.kinds.choose(Kind.BAR if named and not moments else Kind.LINE)
        self.kinds.blockSignals(False)

    @Slot()
    def _draw(self) -> None:
        """Read the columns that are chosen."""
        self.close_chart()
        reader, arrangement = self._reader, self._arrangement
        x, y = self.across.currentData(), self.up.currentData()
        if reader is None or y is None:
            self._show_nothing()
            return
        self.states.show_busy(_("Reading the rows…"))
        if self.data is None:
            self._stack.setCurrentWidget(self.states)

        def read(stop: Stop) -> ChartData:
            return chart_of(reader, x, y, arrangement, stop)

        self._job = self._lane.submit(read)
        self._job.succeeded.connect(self._show)
        self._job.failed.connect(self._fail)

    @Slot(object)
    def _show(self, data: ChartData) -> None:
        self._job, self.data = None, data
        self.states.rest()
        self._redraw()

    @Slot()
    def _redraw(self) -> None:
        data = self.data
        if data is None or data.empty:
            self._show_nothing()
        else:
            self.plot.show_data(data, self.kinds.now)
            self._stack.setCurrentWidget(self.plot)
            for button in (self.copy, self.save):
                button.setEnabled(True)
        self._say()

    def _show_nothing(self) -> None:
        self.plot.show_data(None, self.kinds.now)
        self.states.show_empty()
        self._stack.setCurrentWidget(self.states)
        for button in (self.copy, self.save):
            button.setEnabled(False)

    def _say(self) -> None:
        """What of the rows is not in the picture, and how to read it."""
        said, data = [], self.data
        if data is not None and data.rows > MOST:
            said.append(
                _("The first {shown} of {count} rows are drawn.").format(
                    shown=count(MOST), count=count(data.rows)
                )
            )
        if data is not None and data.left_out:
            text = ngettext(
                "{count} row has no place along the foot and is left out.",
                "{count} rows have no place along the foot and are left out.",
                data.left_out,
            )
            said.append(text.format(count=count(data.left_out)))
        self.note.setText(" ".join(said))
        self.note.setVisible(bool(said))

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._job, self.data = None, None
        self.states.show_failed(error)
        self._stack.setCurrentWidget(self.states)

    @Slot()
    def close_chart(self) -> None:
        """Let go of what is read."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.states.rest()

    # the picture elsewhere

    @Slot()
    def copy_picture(self) -> None:
        """Put the picture into the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.plot.grab())

    @Slot()
    def ask_where(self) -> None:
        """Ask where to write it."""
        dialog = QFileDialog(self, _("Save the picture"), "", _("Pictures (*.png)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.open()

    def write(self, path: Path) -> None:
        """Write the picture as PNG; what comes of it is told below it."""
        image = self.plot.grab().toImage()

        def write(_stop: Stop) -> None:
            if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
                raise Unwritable(_("{file} could not be written.").format(file=path))

        self._saving = self._lane.submit(write)
        self._saving.succeeded.connect(
            lambda _none: self._tell(_("Written to {file}.").format(file=path))
        )
        self._saving.failed.connect(lambda error: self._tell(str(error)))

    def _tell(self, text: str) -> None:
        self.note.setText(text)
        self.note.show()

    # words and colours

    def retranslate(self) -> None:
        """Speak the language of now."""
        self._across.setText(_("Across"))
        self._up.setText(_("Up"))
        self.copy.setText(_("Copy picture"))
        self.save.setText(_("Save…"))
        self.plot.setAccessibleName(_("Chart of the result"))
        if self.across.count():
            self.across.setItemText(0, _("Number of the row"))
        self.kinds.retranslate()
        self.states.retranslate()
        self._say()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.plot.apply_theme(theme)
        self.states.apply_theme(theme)
