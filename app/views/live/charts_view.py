"""What every view of charts has: one axis, its bar, a board, and the history being read for it."""

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.sample import Mark
from app.domain.monitoring.series import Series
from app.i18n import _
from app.models.monitoring.book import Book
from app.models.monitoring.marks import with_marks
from app.models.monitoring.time_axis import RANGES, TimeAxis
from app.views.live.board import Board
from app.views.live.keeper import Keeper
from app.views.live.loading import Loading
from app.views.live.time_bar import TimeBar
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.chart import Redraw
from app.views.widgets.handing import Handing


class Part(Protocol):
    """What is told of another language and of other colours."""

    def apply_theme(self, theme: Theme, /) -> None:
        """Take its colours."""
        ...

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        ...


class ChartsView(Handing):
    """Charts of the instances that are `looked_at`; who extends it says what is drawn of them.

    It lays its parts out in `down`, and adds to `parts` what is told of languages and colours.

    Signals:
        back_wanted: the fleet again.
        failed: a ConsoleError that is to be shown to the user.
    """

    back_wanted = Signal()
    failed = Signal(object)

    def __init__(
        self,
        keeper: Keeper,
        redraw: Redraw,
        axis: TimeAxis | None = None,
        parent: QWidget | None = None,
        *,
        span: float = RANGES[1],
        columns: int = 2,
    ) -> None:
        """Without an axis it has one of its own, which shows `span` seconds at first."""
        super().__init__(parent)
        self._keeper, self._theme = keeper, LIGHT
        self.axis = axis if axis is not None else TimeAxis(span, parent=self)
        self.book = Book(keeper.catalogue.metrics)
        self._marks: tuple[Mark, ...] = ()
        self.loading = Loading(keeper, self.axis, self)
        self.home, self.bar = QToolButton(), TimeBar(self.axis)
        self.board = Board(self.axis, redraw, columns)
        self.parts: list[Part] = [self.bar, self.board]
        self.down = QVBoxLayout(self)
        self.down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        self.down.setSpacing(2 * GAP)
        keeper.delivered.connect(self.take)
        self.home.clicked.connect(self.back_wanted)
        self.loading.loaded.connect(self.load)
        self.loading.marked.connect(self._mark)
        self.loading.told.connect(self.bar.show_share)
        self.loading.failed.connect(self.failed)
        self.bar.cancel_wanted.connect(self.loading.cancel)

    # ------------------------------------------------------------------ what is drawn of whom

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The ids of the instances whose charts are shown."""
        raise NotImplementedError

    def take(self, delivery: Delivery) -> None:
        """Take what was delivered of those that are shown."""
        raise NotImplementedError

    def touch(self, changed: Iterable[tuple[str, str]]) -> None:
        """These metrics of these instances have something new: whatever draws them is redrawn."""
        raise NotImplementedError

    # ------------------------------------------------------------------ what comes

    @Slot(object)
    def load(self, series: Series) -> None:
        """Take what the history knows of a key."""
        change = self.book.load(series)
        if change is not None:
            self.touch([change])

    @Slot(object)
    def _mark(self, marks: tuple[Mark, ...]) -> None:
        self._marks = marks
        self.board.touch(self.board.charts)

    def _take_marks(self, marks: tuple[Mark, ...]) -> None:
        """Draw these too."""
        if marks:
            self._mark(with_marks(self._marks, marks))

    # ------------------------------------------------------------------ the widget

    def _look(self) -> None:
        """Who is on the screen is asked more often."""
        if self.isVisible():
            self._keeper.look_at(self.looked_at)

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self._look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nothing within needs goes back, where there is a way back."""
        if event.key() == Qt.Key.Key_Escape and not self.home.isHidden():
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        self._keeper.look_at(())

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        for part in self.parts:
            part.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.home.setText(_("← Fleet"))
        self.home.setToolTip(_("Every instance (Esc)"))
        for part in self.parts:
            part.retranslate()
