"""What is selected in a grid on its way to the clipboard, made in a lane."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError
from app.domain.stop import Stop
from app.i18n import _, ngettext
from app.models.formats import count
from app.results.copying import FORMS, copied
from app.results.copying.picked import Picked
from app.results.selection import Selection
from app.views.widgets.strip import Strip
from app.workers.lane import Job, Lane

_FORMS = {form.key: form for form in FORMS}


class ResultCopying(QObject):
    """One copy at a time; another begins anew. `strip` belongs above the rows."""

    def __init__(self, owner: QWidget, lane: Lane, dialect: Dialect = Dialect.MYSQL) -> None:
        super().__init__(owner)
        self.dialect = dialect
        """The one that statements are written in."""
        self._lane = lane
        self._job: Job[str] | None = None
        self._rows = 0
        self.strip = Strip()
        self.strip.cancel_wanted.connect(self.cancel)

    @Slot(str, object)
    def copy(self, key: str, selection: Selection) -> None:
        """Copy in the form of that key."""
        self.cancel()
        form, dialect = _FORMS[key], self.dialect
        self._rows = selection.count

        def make(stop: Stop) -> str:
            picked = Picked(selection.reader.columns, selection.rows(), selection.columns, dialect)
            return copied(form, picked, stop)

        self._job = self._lane.submit(make)
        self._job.succeeded.connect(self._take)
        self._job.failed.connect(self._fail)
        self.strip.show_busy(_("Copying…"))

    @Slot()
    def cancel(self) -> None:
        """Copy nothing after all."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.strip.rest()

    @Slot(object)
    def _take(self, text: str) -> None:
        self._job = None
        QGuiApplication.clipboard().setText(text)
        told = ngettext("{count} row was copied.", "{count} rows were copied.", self._rows)
        self.strip.show_done(told.format(count=count(self._rows)))

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._job = None
        self.strip.show_failed(error)
        self.strip.retry.hide()
