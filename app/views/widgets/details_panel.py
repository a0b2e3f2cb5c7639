"""All of one record beside the list: a line for each field, statements in colour, to copy."""

from collections.abc import Sequence
from html import escape
from typing import Generic, TypeVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from app.domain.dialect import Dialect
from app.i18n import _
from app.models.fields import Field, State
from app.models.formats import DASH
from app.models.source_text import visible
from app.views.sql_html import sql_html
from app.views.theme import GAP, LIGHT, Theme

T = TypeVar("T")
_COLOURED = 20_000  # code points up to which a statement is coloured
_LONGEST = 200_000  # code points shown of a value


class DetailsPanel(QWidget, Generic[T]):
    """Shows one record of a list.

    `dialect` is that of its statements, where it has some. `sparse` leaves out the fields that
    say nothing of the record.
    """

    def __init__(
        self,
        fields: Sequence[Field[T]],
        dialect: Dialect | None = None,
        parent: QWidget | None = None,
        *,
        sparse: bool = False,
    ) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self._dialect, self._sparse = dialect, sparse
        self._theme, self._font = LIGHT, QFont()
        self._record: T | None = None
        self._shown = ""
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setProperty("pane", True)
        self.text.document().setDocumentMargin(2 * GAP)
        self.copy = QPushButton()
        self.copy.clicked.connect(self.copy_record)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(2 * GAP)
        self.bar.addWidget(self.copy)
        self.bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.text, 1)
        layout.addLayout(self.bar)
        self.retranslate()

    def add_button(self, button: QWidget) -> None:
        """Put what can be done with the record beside copying it."""
        self.bar.insertWidget(self.bar.count() - 1, button)

    @property
    def record(self) -> T | None:
        """What is shown."""
        return self._record

    @Slot(object)
    def show_record(self, record: T | None) -> None:
        """Show a record, or nothing; a refreshed one leaves the text where it was scrolled to."""
        self._record = record
        self._fill()

    def set_dialect(self, dialect: Dialect | None) -> None:
        """Statements are of another kind now."""
        self._dialect = dialect
        self._fill()

    def set_code_font(self, font: QFont) -> None:
        """Use another font for statements."""
        self._font = font
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._fill()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.copy.setText(_("Copy"))
        self.copy.setToolTip(_("Copy all of it as text"))
        self.text.setAccessibleName(_("Details"))
        self.text.setPlaceholderText(_("What is chosen in the list is shown here in full."))
        self._fill()

    @Slot()
    def copy_record(self) -> None:
        """Copy every field with its title, a line each."""
        if self._record is not None:
            record = self._record
            lines = (f"{field.heading}: {field.full(record)}" for field in self.fields)
            QGuiApplication.clipboard().setText("\n".join(lines))

    def _fill(self) -> None:
        record = self._record
        self.copy.setEnabled(record is not None)
        html = "" if record is None else self._html(record)
        if html != self._shown:
            self._shown = html
            place = self.text.verticalScrollBar().value()
            self.text.setHtml(html)
            self.text.verticalScrollBar().setValue(place)

    def _html(self, record: T) -> str:
        rows, statements = [], []
        for field in self.fields:
            if field.code:
                statements.append(self._statement(field, record))
            elif not self._sparse or field.full(record):
                rows.append(self._row(field, record))
        table = f'<table cellspacing="0" cellpadding="3">{"".join(rows)}</table>'
        return table + "".join(statements)

    def _row(self, field: Field[T], record: T) -> str:
        theme = self._theme
        state = field.state_of(record)
        text = field.full(record)[:_LONGEST]
        ink = theme.text if text else theme.muted
        if state is not State.NONE:
            ink = getattr(theme, state.value)
            text = f"{state.shape} {text}"
        shown = escape(visible(text or DASH)).replace("\n", "<br>")
        return (
            f'<tr><td style="color:{theme.muted}; padding-right:12px">{escape(field.heading)}</td>'
            f'<td style="color:{ink}">{shown}</td></tr>'
        )

    def _statement(self, field: Field[T], record: T) -> str:
        sql = visible(field.full(record)[:_LONGEST])
        if not sql:
            return ""
        family = escape(self._font.family() or "monospace")
        return (
            f'<p style="color:{self._theme.muted}; margin:12px 3px 4px">'
            f"{escape(field.heading)}</p>"
            f"<pre style=\"font-family:'{family}'; white-space:pre-wrap; margin:0 3px\">"
            f"{self._coloured(sql)}</pre>"
        )

    def _coloured(self, sql: str) -> str:
        if self._dialect is None or len(sql) > _COLOURED:
            return escape(sql)
        return sql_html(sql, self._dialect, self._theme)
