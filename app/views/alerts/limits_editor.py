"""From when on it is too much: a line of limits for everybody, and one for each role or tag."""

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.inventory import ROLE_NAMES, TopologyRole
from app.domain.monitoring.metric import Severity
from app.i18n import N_, _
from app.models.alerts.rule_draft import Limits, limit_field, role_field, trouble_of
from app.models.fields import State
from app.views.theme import GAP

SEVERITY_NAMES = {Severity.WARNING: N_("Warning"), Severity.CRITICAL: N_("Critical")}
_EXAMPLES = {Severity.WARNING: "> 80 for 5m clear 70", Severity.CRITICAL: "> 95 for 1m"}


class LimitsEditor(QWidget):
    """Shows limits as they are written, and says while they are typed what is wrong with one.

    Signals:
        changed: something else is typed.
    """

    changed = Signal()

    def __init__(
        self, limits: Iterable[tuple[str, Limits]], tags: Iterable[str],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._tags = sorted(tags)
        self.cards: list[LimitCard] = []
        self.add = QPushButton(_("Other limits for a role or a tag"))
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add_empty)
        self._down = QVBoxLayout(self)
        self._down.setContentsMargins(0, 0, 0, 0)
        self._down.setSpacing(2 * GAP)
        below = QHBoxLayout()
        below.addWidget(self.add)
        below.addStretch(1)
        self._down.addLayout(below)
        for role, each in limits:
            self._insert(role, each)

    @property
    def limits(self) -> tuple[tuple[str, Limits], ...]:
        """What is typed, by role."""
        return tuple((card.role, card.limits) for card in self.cards)

    @property
    def first(self) -> QWidget:
        """The line with which one begins."""
        return self.cards[0].lines[Severity.WARNING]

    def editor(self, field: str) -> QWidget | None:
        """The line that a `BadField` names, where it is one of these."""
        found = (card.editor(field) for card in self.cards)
        return next((each for each in found if each is not None), None)

    def _insert(self, role: str, limits: Limits) -> "LimitCard":
        taken = {card.role for card in self.cards}
        offered = [] if not self.cards else [*self._roles(), *self._tags]
        card = LimitCard(role, limits, [each for each in offered if each not in taken])
        card.changed.connect(self.changed)
        card.remove.clicked.connect(lambda: self._remove(card))
        self.cards.append(card)
        self._name_first()
        self._down.insertWidget(self._down.count() - 1, card)
        return card

    def _name_first(self) -> None:
        alone = len(self.cards) == 1
        self.cards[0].head.setText(_("For everybody") if alone else _("For everybody else"))

    @staticmethod
    def _roles() -> list[str]:
        return [role.value for role in TopologyRole if role is not TopologyRole.UNKNOWN]

    @Slot()
    def _add_empty(self) -> None:
        card = self._insert("", {})
        card.who.setCurrentIndex(-1)
        card.who.setFocus()
        self.changed.emit()

    def _remove(self, card: "LimitCard") -> None:
        self.cards.remove(card)
        self._name_first()
        card.hide()
        card.deleteLater()
        self.add.setFocus()
        self.changed.emit()


class LimitCard(QFrame):
    """The limits of a role, a tag, or of everybody else (`offered` is empty then).

    Signals:
        changed: something else is typed.
    """

    changed = Signal()

    def __init__(self, role: str, limits: Limits, offered: list[str]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.who, self.remove, self.head = QComboBox(), QToolButton(), QLabel()
        self.lines: dict[Severity, QLineEdit] = {}
        self.troubles: dict[Severity, QLabel] = {}
        self._everybody = not offered
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        self._add_head(grid, role, offered)
        for severity in Severity:
            self._add_line(grid, severity, limits.get(severity, ""))

    def _add_head(self, grid: QGridLayout, role: str, offered: list[str]) -> None:
        if self._everybody:
            self.head.setProperty("role", "heading")
            grid.addWidget(self.head, 0, 0, 1, 3)
            return
        self.who.setEditable(True)
        self.who.setAccessibleName(_("Role or tag"))
        if (line := self.who.lineEdit()) is not None:
            line.setPlaceholderText(_("a role, or a tag"))
        for each in dict.fromkeys((role, *offered) if role else offered):
            self.who.addItem(role_name(each), each)
        self.who.setCurrentIndex(self.who.findData(role))
        self.who.currentTextChanged.connect(self.changed)
        self.remove.setText("✕")
        self.remove.setToolTip(_("Take these limits away"))
        self.remove.setAccessibleName(_("Take these limits away"))
        grid.addWidget(QLabel(_("For")), 0, 0)
        grid.addWidget(self.who, 0, 1)
        grid.addWidget(self.remove, 0, 2)

    def _add_line(self, grid: QGridLayout, severity: Severity, text: str) -> None:
        line, trouble = QLineEdit(text), QLabel(wordWrap=True)
        line.setAccessibleName(_(SEVERITY_NAMES[severity]))
        line.setPlaceholderText(_EXAMPLES[severity])
        line.textChanged.connect(self._look)
        trouble.setProperty("role", "error")
        row = grid.rowCount()
        grid.addWidget(QLabel(_(SEVERITY_NAMES[severity])), row, 0)
        grid.addWidget(line, row, 1, 1, 2)
        grid.addWidget(trouble, row + 1, 1, 1, 2)
        self.lines[severity], self.troubles[severity] = line, trouble
        self._say(severity)

    @property
    def role(self) -> str:
        """Whose limits these are: a `TopologyRole`, a tag, or ""."""
        if self._everybody:
            return ""
        typed = self.who.currentText().strip()
        place = self.who.findText(typed)
        return str(self.who.itemData(place)) if place >= 0 else typed

    @property
    def limits(self) -> Limits:
        """What is typed."""
        return {severity: line.text() for severity, line in self.lines.items()}

    def editor(self, field: str) -> QWidget | None:
        """The line that a `BadField` names."""
        for severity, line in self.lines.items():
            if field == limit_field(self.role, severity):
                return line
        return self.who if field == role_field(self.role) and not self._everybody else None

    @Slot()
    def _look(self) -> None:
        for severity in self.lines:
            self._say(severity)
        self.changed.emit()

    def _say(self, severity: Severity) -> None:
        trouble = trouble_of(self.lines[severity].text(), severity)
        label = self.troubles[severity]
        label.setText(f"{State.ERROR.shape} {trouble}" if trouble else "")
        label.setVisible(bool(trouble))


def role_name(role: str) -> str:
    """A role in the language of now; a tag as it stands."""
    return _(ROLE_NAMES[TopologyRole(role)]) if role in set(TopologyRole) else role
