"""A table of records on a page.

table = RecordTable(SESSIONS, key=attrgetter("id"), order=Order("seconds", descending=True))
panel = TablePanel(table, N_("Sessions"), Empty(N_("No sessions"), N_("Nobody is connected.")))
panel.offer(Command("kill", N_("&Kill session"), self.kill, ("Del",)))
panel.stale_after = 10
panel.activated.connect(self.open_session)
panel.current_changed.connect(details.show_record)
panel.retry_wanted.connect(self.refresh)
panel.wait(_("Reading sessions…"))             # when it begins
panel.show_records(sessions, datetime.now(UTC))  # when it succeeded
panel.fail(error)                              # when it failed
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.models.records import RecordTable
from app.views.widgets.record_panel import RecordPanel
from app.views.widgets.record_view import RecordView
from app.views.widgets.states import Empty

T = TypeVar("T")


class TablePanel(RecordPanel[T]):
    """Shows a `RecordTable`; `title` says what is in it, for those who cannot see (N_())."""

    view: RecordView[T]

    def __init__(
        self, table: RecordTable[T], title: str, empty: Empty, parent: QWidget | None = None
    ) -> None:
        super().__init__(RecordView(table), title, empty, parent)
        self.table = table

    def show_records(self, records: Iterable[T], sampled: datetime | None = None) -> None:
        """Show these records, which were so at `sampled`; what stays does not move."""
        self.table.replace(records)
        self.settle(sampled)
