"""One value in full, beside the grid: text, JSON, coordinates, a picture, or its bytes."""

from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.console.result import Clipped, ResultColumn
from app.domain.errors import Cancelled
from app.i18n import _
from app.models.formats import NULL, count, size
from app.results.store import ResultReader
from app.results.viewing import NAMES, Viewed, Way, view
from app.results.written import written
from app.views.theme import GAP, Theme
from app.views.widgets.segments import Segments
from app.workers.lane import Job, Lane

_LINE_MOST = 20_000
"""Characters of a line that is wrapped: Qt takes minutes over a million without a blank."""


def _cell(reader: ResultReader, number: int, column: int) -> object:
    try:
        return reader.cell(number, column)
    except IndexError:  # the result was let go of meanwhile
        raise Cancelled("") from None


class ValueViewer(QWidget):
    """Shows a value; what it takes to make it ready is done in the lane.

    Signals:
        whole_wanted: of a value that was not fetched whole: the number of its row, its column.
    """

    whole_wanted = Signal(object, object)

    def __init__(self, lane: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._job: Job[tuple[Any, Viewed, QImage]] | None = None
        self._place = (-1, -1)
        self._value: Any = None
        self._column = ResultColumn("")
        self._viewed: Viewed | None = None
        self._picture = QImage()
        self._wished: Way | None = None
        self.head, self.notes, self.missing = QLabel(), QLabel(), QLabel()
        self.ways: Segments[Way] = Segments(NAMES)
        self.wrap, self.copy, self.whole = QCheckBox(), QPushButton(), QPushButton()
        self.text, self.image = QPlainTextEdit(), QLabel()
        self._stack = QStackedWidget()
        self._lay_out()
        self.ways.chosen.connect(self._choose)
        self.wrap.setChecked(True)
        self.wrap.toggled.connect(self._take_wrap)
        self.copy.clicked.connect(self.copy_value)
        self.whole.clicked.connect(self._want_whole)
        self.fetches = True
        """Whether somebody answers `whole_wanted`; without one nothing is offered."""
        self.retranslate()
        self.show_nothing()

    def _lay_out(self) -> None:
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setProperty("role", "heading")
        for label in (self.notes, self.missing):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.notes.setProperty("role", "muted")
        self.missing.setProperty("role", "warning")
        self.text.setReadOnly(True)
        self.text.document().setDocumentMargin(2 * GAP)
        self.image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.image.setMinimumSize(QSize(1, 1))
        self._stack.addWidget(self.text)
        self._stack.addWidget(self.image)
        bar, more = QHBoxLayout(), QHBoxLayout()
        rows = (bar, (self.ways, self.wrap, self.copy)), (more, (self.missing, self.whole))
        for row, parts in rows:
            row.setSpacing(2 * GAP)
            for part in parts:
                row.addWidget(part)
        bar.insertStretch(1, 1)
        more.setStretch(0, 1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(GAP)
        for part in (self.head, self.notes):
            down.addWidget(part)
        down.addLayout(more)
        down.addWidget(self._stack, 1)
        down.addLayout(bar)

    # what is shown

    def show_value(self, reader: ResultReader, number: int, column: int) -> None:
        """Show the value of a cell, by the number its row came with; -1 for none."""
        if self._job is not None:
            self._job.cancel()
        self._place = number, column
        if number < 0 or column < 0:
            self.show_nothing()
            return
        self._read(partial(_cell, reader, number, column), reader.columns[column])

    def _read(self, get: Any, column: ResultColumn) -> None:
        self._column = column

        def ready(_stop: object) -> tuple[Any, Viewed, QImage]:
            value = get()
            viewed = view(value, column)
            return value, viewed, QImage.fromData(viewed.image) if viewed.image else QImage()

        self._job = self._lane.submit(ready)
        self._job.succeeded.connect(self._show)

    def show_nothing(self) -> None:
        """No cell is looked at."""
        self._viewed, self._value = None, None
        self.head.setText("")
        self.text.setPlaceholderText(_("The value of the current cell is shown here in full."))
        self.text.setPlainText("")
        for part in (self.notes, self.missing, self.whole, self.ways, self.wrap):
            part.hide()
        self.copy.setEnabled(False)
        self._stack.setCurrentWidget(self.text)

    @Slot(object)
    def _show(self, ready: tuple[Any, Viewed, QImage]) -> None:
        self._value, self._viewed, self._picture = ready
        viewed = self._viewed
        self.copy.setEnabled(not viewed.null)
        self.ways.setVisible(len(viewed.ways) > 1)
        self._say(viewed)
        ways = viewed.ways
        if not ways:
            self.text.setPlainText("")
            self.text.setPlaceholderText(NULL)
            self._stack.setCurrentWidget(self.text)
            self.wrap.hide()
            return
        best = Way.IMAGE if viewed.image and not self._picture.isNull() else ways[0]
        wished = self._wished
        way = wished if wished is not None and wished in ways else best
        self.ways.blockSignals(True)  # nobody chose it
        self.ways.offer(ways)
        self.ways.choose(way)
        self.ways.blockSignals(False)
        self._show_way(way)

    def _say(self, viewed: Viewed) -> None:
        column = viewed.column
        text = _is_text(self._value)
        unit = _characters if text else size
        parts = [column.name, column.type_name]
        parts += [NULL] if viewed.null else []
        parts += [unit(viewed.size)] if viewed.size else []
        if not self._picture.isNull():
            parts.append(f"{self._picture.width()} × {self._picture.height()}")
        self.head.setText("  ".join(part for part in parts if part))
        self.notes.setText("\n".join(viewed.notes))
        self.notes.setVisible(bool(viewed.notes))
        self.missing.setText(
            _("Not all of it was fetched: {missing} of {whole} are missing.").format(
                missing=unit(viewed.missing), whole=unit(viewed.size)
            )
        )
        self.missing.setVisible(viewed.missing > 0)
        self.whole.setVisible(viewed.missing > 0 and self.fetches)

    @Slot(object)
    def _choose(self, way: Way) -> None:
        self._wished = way
        self._show_way(way)

    def _show_way(self, way: Way) -> None:
        viewed = self._viewed
        if viewed is None:
            return
        self.wrap.setVisible(way is not Way.IMAGE)
        if way is Way.IMAGE:
            self._stack.setCurrentWidget(self.image)
            self._fit()
            return
        self._stack.setCurrentWidget(self.text)
        self.text.setPlaceholderText("")
        text = viewed.texts.get(way, "")
        short = max(map(len, text.split("\n"))) <= _LINE_MOST
        self.wrap.setEnabled(short)
        self._take_wrap(short and self.wrap.isChecked())
        self.text.setPlainText(text)

    def _fit(self) -> None:
        """The picture as large as there is room, and never larger than it is."""
        if self._picture.isNull():
            return
        room = self._stack.size().boundedTo(self._picture.size())
        shown = self._picture.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self.image.setPixmap(QPixmap.fromImage(shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture."""
        super().resizeEvent(event)
        if self._stack.currentWidget() is self.image:
            self._fit()

    # what is done

    @Slot()
    def copy_value(self) -> None:
        """Copy all of it as text; a picture as one."""
        if self._stack.currentWidget() is self.image and not self._picture.isNull():
            QGuiApplication.clipboard().setImage(self._picture)
        elif self._value is not None:
            QGuiApplication.clipboard().setText(written(self._value, self._column))

    @Slot()
    def _want_whole(self) -> None:
        self.whole_wanted.emit(*self._place)

    @Slot(bool)
    def _take_wrap(self, on: bool) -> None:
        mode = QPlainTextEdit.LineWrapMode
        self.text.setLineWrapMode(mode.WidgetWidth if on else mode.NoWrap)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.wrap.setText(_("Wrap lines"))
        self.copy.setText(_("Copy"))
        self.whole.setText(_("Fetch the whole value"))
        self.text.setAccessibleName(_("Value"))
        self.image.setAccessibleName(_("Picture"))
        self.ways.retranslate()
        if self._viewed is not None:
            self._say(self._viewed)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours: all are those of the style sheet."""

    def set_code_font(self, font: QFont) -> None:
        """Use another font for values."""
        self.text.setFont(font)

    def close_value(self) -> None:
        """Let go of what is read."""
        if self._job is not None:
            self._job.cancel()


def _is_text(value: object) -> bool:
    return isinstance(value.head if isinstance(value, Clipped) else value, str)


def _characters(number: int) -> str:
    return _("{count} characters").format(count=count(number))
