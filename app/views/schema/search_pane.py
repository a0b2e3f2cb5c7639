"""What a search through the objects found, as it comes."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.domain.schema.objects import Hit, Hits, Search
from app.i18n import N_, _
from app.models.records import RecordTable
from app.models.schema.hits import HITS, hit_key
from app.views.theme import Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.link import Link
from app.workers.schema_search import SchemaSearch

_TYPING = 250
"""Milliseconds without a key before the server is asked: it looks through all its objects."""
_LEAST = 2
"""Characters from which a search is worth it; one letter is in every name."""


class SearchPane(QWidget):
    """A list of hits.

    Signals:
        chosen: the Hit the keyboard is on, or None.
        opened: the ObjectName somebody pressed Enter on.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = ""
        self._said: list[str] = []
        self.search = SchemaSearch(link, self)
        self.table: RecordTable[Hit] = RecordTable(HITS, hit_key)
        self.panel: TablePanel[Hit] = TablePanel(
            self.table,
            N_("Hits"),
            Empty(
                N_("Nothing was found"),
                N_("Names, columns, comments and code were looked through; two letters at least."),
            ),
        )
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.panel)
        self._typed = QTimer(self, singleShot=True, interval=_TYPING)
        self._typed.timeout.connect(self._begin)
        self.search.found.connect(self._take)
        self.search.failed.connect(self._fail)
        self.search.finished.connect(self._end)
        self.panel.current_changed.connect(self.chosen)
        self.panel.activated.connect(self._open)
        self.panel.cancel_wanted.connect(self.search.stop)
        self.panel.retry_wanted.connect(self._begin)

    def look_for(self, word: str) -> None:
        """Look for another word once nobody types; nothing ends the search."""
        if word == self._word:
            return
        self._word = word
        self.search.stop()
        self.table.clear()
        if len(word) < _LEAST:
            self._typed.stop()
            self.panel.settle()
            return
        self.panel.wait(_("Searching…"))
        self._typed.start()

    @Slot()
    def _begin(self) -> None:
        self.table.clear()
        self.panel.wait(_("Searching…"))
        self.search.begin(Search(self._word))

    @Slot(object)
    def _take(self, hits: Hits) -> None:
        if hits.hits:
            self.table.append(hits.hits)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.panel.fail(error)

    @Slot()
    def _end(self) -> None:
        if not self._typed.isActive() and self.panel.states.now != "failed":
            self.panel.settle()

    @Slot(object)
    def _open(self, hit: Hit) -> None:
        self.opened.emit(hit.id)

    def shut(self) -> None:
        """End what runs."""
        self._typed.stop()
        self.search.stop()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.panel.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.panel.apply_theme(theme)
