"""The stages of a connection, one under the other, as they come."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.domain.connecting import STAGE_NAMES, Stage, StageReport, StageState
from app.i18n import N_, _
from app.views.style import style
from app.views.theme import LIGHT, Theme

_SHAPES = {
    StageState.RUNNING: ("…", N_("running")),
    StageState.PASSED: ("✓", N_("passed")),
    StageState.WARNED: ("●", N_("passed, with a warning")),
    StageState.SKIPPED: ("–", N_("not needed")),
    StageState.FAILED: ("▲", N_("failed")),
}


class _Row:
    """The labels of one stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.report: StageReport | None = None
        self.shape, self.name, self.time = QLabel(), QLabel(), QLabel()
        self.words = QLabel(wordWrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        for label in (self.shape, self.name, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    def show_in(self, theme: Theme) -> None:
        """Say what is known of the stage."""
        self.name.setText(_(STAGE_NAMES[self.stage]))
        report = self.report
        if report is None:
            self.shape.setText("◦")
            self.shape.setAccessibleName(_("not begun"))
            self.words.setText("")
            self.time.setText("")
        else:
            shape, spoken = _SHAPES[report.state]
            self.shape.setText(shape)
            self.shape.setAccessibleName(_(spoken))
            self.words.setText("\n".join(filter(None, (report.text, report.hint))))
            timed = report.state not in (StageState.RUNNING, StageState.SKIPPED)
            self.time.setText(_("{ms} ms").format(ms=round(report.seconds * 1000)) if timed else "")
        colours = {
            StageState.FAILED: theme.error,
            StageState.WARNED: theme.warning,
            StageState.PASSED: theme.good,
        }
        colour = colours.get(report.state, theme.muted) if report else theme.faint
        style(self.shape, f"color: {colour};")
        style(self.name, "" if report else f"color: {theme.faint};")


class StageList(QWidget):
    """Every stage has its line from the beginning, so that nothing jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._rows = {stage: _Row(stage) for stage in Stage}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(6)
        layout.setColumnStretch(2, 1)
        for number, row in enumerate(self._rows.values()):
            for column, label in enumerate((row.shape, row.name, row.words, row.time)):
                layout.addWidget(label, number, column)
        self.retranslate()

    @property
    def texts(self) -> list[str]:
        """What is said, a line a stage that has begun."""
        return [
            f"{row.shape.text()} {row.name.text()} {row.words.text()}".strip()
            for row in self._rows.values()
            if row.report
        ]

    def clear(self) -> None:
        """Begin anew."""
        for row in self._rows.values():
            row.report = None
        self.retranslate()

    @Slot(object)
    def report(self, report: StageReport) -> None:
        """Show how far a stage is."""
        row = self._rows[report.stage]
        row.report = report
        row.show_in(self._theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        for row in self._rows.values():
            row.show_in(self._theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.retranslate()
