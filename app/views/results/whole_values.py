"""Fetches values that were cut, one at a time, and has their results know them from then on."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.console.result import Clipped
from app.domain.dialect import Dialect
from app.domain.errors import BadInput, ConsoleError
from app.i18n import _
from app.results.store import ResultReader
from app.results.whole import whole_statement
from app.views.theme import Theme
from app.views.widgets.strip import Strip
from app.workers.errand import Errand
from app.workers.lane import Job

KeyOf = Callable[[str, str], Job[tuple[str, ...]]]
"""The columns of a table's whole primary key, by schema and table."""


class WholeValues(QObject):
    """`strip` says what is fetched, and what came of it; it belongs above the rows.

    Signals:
        learned: a result knows a value whole: its reader, the row's number, the column.
    """

    learned = Signal(object, object, object)

    def __init__(
        self, dialect: Dialect, key_of: KeyOf, fetch: Callable[[str], Errand], parent: QObject
    ) -> None:
        """`fetch` has the one value of a statement read, on a login of its own."""
        super().__init__(parent)
        self._dialect, self._key_of, self._fetch = dialect, key_of, fetch
        self._asking: Job[tuple[str, ...]] | None = None
        self._errand: Errand | None = None
        self._reader: ResultReader | None = None
        self._place = (-1, -1)
        self.strip = Strip()
        self.strip.cancel_wanted.connect(self.cancel)
        self.strip.retry_wanted.connect(self._again)

    @property
    def busy(self) -> bool:
        """Whether a value is on its way."""
        return self._asking is not None or self._errand is not None

    def fetch(self, reader: ResultReader, number: int, column: int) -> None:
        """Read this value in full, unless another is being read."""
        if self.busy:
            return
        self._reader, self._place = reader, (number, column)
        origin = reader.columns[column]
        self.strip.show_busy(_("Asking for the primary key…"), cancel=False)
        self._asking = self._key_of(origin.schema, origin.table)
        self._asking.succeeded.connect(self._begin)
        self._asking.failed.connect(self._fail)
        self._asking.finished.connect(self._asked)

    @Slot()
    def _again(self) -> None:
        if self._reader is not None:
            self.fetch(self._reader, *self._place)

    @Slot()
    def _asked(self) -> None:
        self._asking = None
        if self._errand is None and self.strip.waiting:
            self.strip.rest()

    @Slot(object)
    def _begin(self, key: Sequence[str]) -> None:
        reader, (number, column) = self._reader, self._place
        if reader is None or reader.closed:
            return
        try:
            [row] = reader.rows(number, number + 1)
            statement = whole_statement(reader.columns, key, row, column, self._dialect)
        except BadInput as error:
            self._fail(error)
            return
        name, cut = reader.columns[column].name, row[column]
        known = cut.size if isinstance(cut, Clipped) else 0
        self.strip.show_busy(_("Fetching all of {column}…").format(column=name))
        self._errand = errand = self._fetch(statement)
        errand.succeeded.connect(partial(self._take, known))
        errand.failed.connect(self._fail)
        errand.finished.connect(self._ended)

    def _take(self, known: int, value: object) -> None:
        reader, (number, column) = self._reader, self._place
        self.strip.rest()
        if reader is None or reader.closed:
            return
        reader.learn(number, column, value)
        self.learned.emit(reader, number, column)
        length = len(value) if isinstance(value, str | bytes) else 0
        if known and length != known:
            self.strip.show_done(
                _("The value is not as long as when the rows were read: it was changed since.")
            )

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.strip.show_failed(error)

    @Slot()
    def _ended(self) -> None:
        self._errand = None
        if self.strip.waiting:  # it was cancelled
            self.strip.rest()

    @Slot()
    def cancel(self) -> None:
        """Have the server leave it."""
        if self._errand is not None:
            self._errand.cancel()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.strip.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.strip.apply_theme(theme)
