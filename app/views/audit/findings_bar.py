"""The strip over the findings: filter, grouping, severities with their counts."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from app.domain.finding import Severity
from app.i18n import N_, _
from app.models.findings_order import Choice, Grouping, words_of
from app.models.findings_store import SUPPRESSED, FindingStore, Kind
from app.models.severities import SHAPES, WORST_FIRST, word
from app.store.settings import Settings
from app.views.inks import colour_of
from app.views.theme import GAP, LIGHT, Theme

_TYPING = 80  # milliseconds without a key before it is filtered
_GROUPINGS = {
    Grouping.NONE: N_("Not grouped"),
    Grouping.FILE: N_("Group by file"),
    Grouping.RULE: N_("Group by rule"),
}
_SHOWN: dict[Kind, str] = {
    Severity.ERROR: N_("Show errors"),
    Severity.WARNING: N_("Show warnings"),
    Severity.NOTICE: N_("Show notices"),
    SUPPRESSED: N_("Show suppressed findings"),
}


class FindingsBar(QWidget):
    """What the user wants to see of the findings.

    Signals:
        chosen: words, severities or suppressed were chosen; see `choice`.
        grouped: a Grouping was chosen.
    """

    chosen = Signal()
    grouped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(180)
        self._typed = QTimer(self, singleShot=True, interval=_TYPING)
        self._typed.timeout.connect(self.chosen)
        self.filter.textChanged.connect(self._type)
        self.grouping = QComboBox()
        for grouping in Grouping:
            self.grouping.addItem(grouping.value)
        self.grouping.activated.connect(self._group)
        self.toggles: dict[Kind, QToolButton] = {}
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.filter, 1)
        layout.addWidget(self.grouping)
        for kind in WORST_FIRST:
            toggle = QToolButton()
            toggle.setCheckable(True)
            toggle.setChecked(kind is not SUPPRESSED)
            toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            toggle.toggled.connect(self.chosen)
            self.toggles[kind] = toggle
            layout.addWidget(toggle)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.filter.setPlaceholderText(_("Filter by words"))
        self.filter.setAccessibleName(_("Filter findings"))
        self.filter.setToolTip(_("Every word must be in the rule, message, object or file (/)"))
        self.grouping.setAccessibleName(_("Grouping"))
        for n, grouping in enumerate(Grouping):
            self.grouping.setItemText(n, _(_GROUPINGS[grouping]))
        for kind, toggle in self.toggles.items():
            toggle.setToolTip(_(_SHOWN[kind]))
            toggle.setAccessibleName(_(_SHOWN[kind]))

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for kind, toggle in self.toggles.items():
            ink = colour_of(kind, theme)
            toggle.setStyleSheet(
                f"QToolButton {{ color: {theme.muted}; padding: 3px 8px; }}"
                f"QToolButton:checked {{ color: {ink}; background: {theme.surface};"
                f" border: 1px solid {theme.border}; }}"
                f"QToolButton:focus {{ border: 1px solid {theme.accent}; }}"
            )

    def show_counts(self, store: FindingStore) -> None:
        """Say how many there are of each severity."""
        for kind, toggle in self.toggles.items():
            count = store.totals[kind]
            toggle.setText(f"{SHAPES[kind]} {count:,}")
            toggle.setAccessibleDescription(f"{word(kind)}: {count:,}")

    # what is wanted

    def choice(self, files: frozenset[str] | None) -> Choice:
        """What is wanted of the findings in `files`."""
        return Choice(
            words=words_of(self.filter.text()),
            severities=frozenset(s for s in Severity if self.toggles[s].isChecked()),
            suppressed=self.toggles[SUPPRESSED].isChecked(),
            files=files,
        )

    def clear(self) -> None:
        """Want every severity and any words again; the suppressed stay as they were."""
        self.filter.clear()
        for severity in Severity:
            self.toggles[severity].setChecked(True)

    def recall(self, settings: Settings) -> None:
        """Take over what is remembered; an unknown grouping is none."""
        known = [grouping.value for grouping in Grouping]
        self.grouping.setCurrentIndex(known.index(settings.group) if settings.group in known else 0)
        self.toggles[SUPPRESSED].setChecked(settings.show_suppressed)

    @property
    def grouping_now(self) -> Grouping:
        """The grouping that is chosen."""
        return list(Grouping)[self.grouping.currentIndex()]

    def choose_grouping(self, grouping: Grouping) -> None:
        """Group in another way."""
        self.grouping.setCurrentIndex(list(Grouping).index(grouping))
        self.grouped.emit(grouping)

    @Slot(str)
    def _type(self, _text: str) -> None:
        self._typed.start()

    @Slot(int)
    def _group(self, _row: int) -> None:
        self.grouped.emit(self.grouping_now)
