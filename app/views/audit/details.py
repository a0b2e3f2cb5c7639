"""The source and the rule of the chosen finding, side by side."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QSplitter, QWidget

from app.models.desk import Input, Script
from app.views.audit.rule_panel import RulePanel
from app.views.audit.session import AuditSession
from app.views.audit.source_panel import Shown, SourcePanel
from app.views.theme import GAP, Theme

_WAIT = 40  # milliseconds without another key before a finding is shown


class Details(QSplitter):
    """Shows what is chosen; `number` and `line` tell which finding and which row of files that is.

    A finding is shown a moment after it was chosen: while a key is held down, only the last one.
    """

    def __init__(
        self,
        session: AuditSession,
        number: Callable[[], int | None],
        line: Callable[[], Input | Script | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._session, self._number, self._line = session, number, line
        self.source, self.rule = SourcePanel(), RulePanel()
        for place, (part, stretch) in enumerate(((self.source, 3), (self.rule, 2))):
            self.addWidget(part)
            self.setCollapsible(place, False)
            self.setStretchFactor(place, stretch)
        self.setHandleWidth(2 * GAP)
        self._soon = QTimer(self, singleShot=True, interval=_WAIT)
        self._soon.timeout.connect(self.show_finding)
        session.watch.changed.connect(self.source.reload)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.source.retranslate()
        self.rule.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.source.apply_theme(theme)
        self.rule.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for SQL."""
        self.source.set_code_font(font)
        self.rule.set_code_font(font)

    def shut(self) -> None:
        """End what is being read; the window closes."""
        self._soon.stop()
        self.source.close_lane()

    @Slot()
    def show_soon(self) -> None:
        """Show the chosen finding, unless the next is chosen at once."""
        self._soon.start()

    @Slot()
    def show_again(self) -> None:
        """Show it from the file as it is now: it changed by our own hand."""
        self.source.reload()
        self.show_finding()

    @Slot()
    def show_finding(self) -> None:
        """Show the chosen finding; where there is none, the chosen file."""
        number, store = self._number(), self._session.findings.store
        self.rule.show_finding(None if number is None else store.finding(number))
        if number is None:
            self.show_file()
        else:
            self._show_script(store.path(number), number)

    def show_file(self) -> None:
        """Show the chosen script from its top, or why there is none."""
        line = self._line()
        if not isinstance(line, Script):
            self.source.clear()
        elif line.failure and not line.report:
            self.source.show_failure(line.path, line.failure)
        else:
            self._show_script(line.path)

    def _show_script(self, path: str, number: int | None = None) -> None:
        store, script = self._session.findings.store, self._session.files.desk.scripts[path]
        report = script.report
        self.source.show_script(
            Shown(
                path,
                report.encoding if report else None,
                report.dialect if report else None,
                script.failure,
                store.marks(path),
                None if number is None else store.finding(number),
            )
        )
