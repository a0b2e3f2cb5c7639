"""What a key holds, a page at a time."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.domain.operating.keyspace import KeyFacts, ValuePage
from app.domain.operating.server import ResultSet
from app.engines.abilities import BrowsesKeys
from app.i18n import N_, _, ngettext
from app.models import formats
from app.models.operating.keyspace import VALUES, ValueRow, life, readable
from app.models.records import RecordTable
from app.views.operate.room import Room
from app.views.theme import GAP, Theme, code_font
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel


class KeyValue(QWidget):
    """Facts of a key above, its value below; more is read when it is asked for.

    Signals:
        failed: a ConsoleError.
    """

    failed = Signal(object)

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self._key: bytes | None = None
        self._database = 0
        self._page: ValuePage | None = None
        self._facts: KeyFacts | None = None
        self.said, self.more = QLabel(wordWrap=True), QPushButton()
        self.table: RecordTable[ValueRow] = RecordTable(VALUES, lambda row: row.number)
        self.panel: TablePanel[ValueRow] = TablePanel(
            self.table, N_("Value"),
            Empty(N_("No key is chosen"), N_("Its type, size, life and value are shown here."),
                  icon="keys"),
        )  # fmt: skip
        self.more.clicked.connect(self._read_on)
        bar = QHBoxLayout()
        bar.addWidget(self.said, 1)
        bar.addWidget(self.more)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        down.addLayout(bar)
        down.addWidget(self.panel, 1)
        self.retranslate()

    def show_key(self, key: bytes | None, database: int = 0) -> None:
        """Read the first page of a key of a database; None for nothing."""
        if (key, database) == (self._key, self._database):
            return
        self._key, self._page, self._facts = key, None, None
        self._database = database
        self.table.clear()
        self.panel.settle()
        self._say()
        if key is None:
            return
        wanted = key
        job = self._room.links.watch.ask(lambda session: _look(session, wanted, database))
        job.succeeded.connect(lambda found: self._show(wanted, *found))
        job.failed.connect(self._fail)

    def show_answer(self, result: ResultSet) -> None:
        """Show the reply to a command instead of a value."""
        self._key = self._page = self._facts = None
        self.table.replace(
            ValueRow(number, str(place).encode(), str(value).encode())
            for number, (place, value) in enumerate(result.rows, start=1)
        )
        self.panel.settle()
        self._say()

    def _show(self, key: bytes, facts: KeyFacts | None, page: ValuePage | None) -> None:
        if key != self._key:
            return  # another was chosen meanwhile
        self._facts = facts
        if page is not None:
            self._append(page)
        else:
            self._say()

    def _append(self, page: ValuePage) -> None:
        self._page = page
        first = self.table.total + 1
        self.table.append(
            ValueRow(number, row[0], row[1] if len(row) > 1 else b"")
            for number, row in enumerate(page.rows, start=first)
        )
        self.panel.settle()
        self._say()

    @Slot()
    def _read_on(self) -> None:
        key, page, database = self._key, self._page, self._database
        if key is None or page is None:
            return

        def read(session: BrowsesKeys) -> ValuePage:
            session.use_database(database)
            return session.value(key, page.cursor)

        job = self._room.links.watch.ask(read)
        job.succeeded.connect(lambda found: self._append(found) if key == self._key else None)
        job.failed.connect(self._fail)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.failed.emit(error)

    def _say(self) -> None:
        parts: list[Any] = []
        if self._key is not None:
            parts.append(readable(self._key))
        if (facts := self._facts) is not None:
            parts += [facts.trouble] if facts.trouble else [
                facts.type, facts.encoding, life(facts.ttl),
            ]  # fmt: skip
            if facts.bytes is not None:
                parts.append(formats.size(facts.bytes))
            if facts.node:
                parts.append(facts.node)
        if self._page is not None:
            parts.append(_("length {length}").format(length=f"{self._page.length:,}"))
            if cut := self._page.cut:
                parts.append(
                    ngettext(
                        "one part is longer than what is shown of it",
                        "{count} parts are longer than what is shown of them",
                        cut,
                    ).format(count=cut)
                )
        self.said.setText(" · ".join(filter(None, parts)))
        self.more.setVisible(self._page is not None and bool(self._page.cursor))

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.more.setText(_("Read on"))
        self.panel.retranslate()
        self._say()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        now = self._room.preferences.now
        self.panel.set_code_font(code_font(now.code_font, now.code_size))
        self.panel.apply_theme(theme)


def _look(
    session: BrowsesKeys, key: bytes, database: int
) -> tuple[KeyFacts | None, ValuePage | None]:
    """A key that may not be read has facts that say so, and no value."""
    session.use_database(database)
    facts = next(iter(session.key_facts([key])), None)
    return facts, None if facts is not None and facts.trouble else session.value(key)
