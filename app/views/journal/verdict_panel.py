"""What a check of the journal came to: how far it is, what is wrong and where, what to know."""

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.journal import Verdict
from app.i18n import _, ngettext
from app.models.fields import State
from app.models.formats import count, percent
from app.models.source_text import visible
from app.views.theme import GAP

_ROWS = 5  # remarks seen at once
_SHARES = 1000


class Place(NamedTuple):
    """Where something is, and what was said of it."""

    sequence: int
    """The entry's number."""
    text: str
    state: State


class VerdictPanel(QFrame):
    """Stands over the rows once a check was asked for.

    Signals:
        jump_wanted: a `Place` whose entry shall be shown.
        cancel_wanted: the check shall be given up.
    """

    jump_wanted = Signal(object)
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._verdict: Verdict | None = None
        self._against = 0
        self.said, self.more = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.more.setTextFormat(Qt.TextFormat.PlainText)
        self.more.setProperty("role", "muted")
        for label in (self.said, self.more):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar, self.remarks = QProgressBar(), QListWidget()
        self.bar.setRange(0, _SHARES)
        self.bar.setTextVisible(False)
        self.jump, self.cancel, self.close_it = QPushButton(), QPushButton(), QPushButton()
        self.jump.clicked.connect(self._jump_to_fault)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.close_it.clicked.connect(self.hide)
        self.remarks.itemActivated.connect(self._jump_to)
        self.remarks.itemClicked.connect(self._jump_to)
        self._lay_out()
        self.retranslate()
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GAP)
        head.addWidget(self.said, 1)
        for button in (self.jump, self.cancel, self.close_it):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        down = QVBoxLayout(self)
        down.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        down.setSpacing(GAP)
        down.addLayout(head)
        down.addWidget(self.bar)
        down.addWidget(self.more)
        down.addWidget(self.remarks)

    # what is said

    def begin(self) -> None:
        """A check begins."""
        self._verdict = None
        self.show_share(0.0)
        self._show()
        self.show()

    def show_share(self, share: float) -> None:
        """How far it is."""
        self.bar.setValue(round(share * _SHARES))
        if self._verdict is None:
            self.said.setText(_("Checking every entry… {share}").format(share=percent(share)))

    def show_verdict(self, verdict: Verdict, against: int = 0) -> None:
        """What it came to; `against` so many anchors it was held."""
        self._verdict, self._against = verdict, against
        self._show()
        self.show()
        self.setAccessibleName(self.said.text())
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    @property
    def places(self) -> list[Place]:
        """All that something is said of: the fault first, then what must be known."""
        verdict = self._verdict
        if verdict is None:
            return []
        found = [
            Place(remark.sequence, remark.text, State.WARNING if remark.grave else State.NOTICE)
            for remark in verdict.remarks
        ]
        if verdict.fault is not None:
            found.insert(0, Place(verdict.fault.sequence + 1, verdict.fault.text, State.ERROR))
        return found

    def _show(self) -> None:
        verdict, waits = self._verdict, self._verdict is None
        self.bar.setVisible(waits)
        self.cancel.setVisible(waits)
        self.close_it.setVisible(not waits)
        fault = verdict.fault if verdict is not None else None
        self.jump.setVisible(fault is not None and verdict is not None and verdict.entries > 0)
        if verdict is not None:
            self.said.setText(_headline(verdict))
            self.more.setText(_beneath(verdict, self._against))
        self.more.setVisible(verdict is not None)
        role = "" if waits else "good" if fault is None else "error"
        self.said.setProperty("role", role)
        self.said.style().polish(self.said)
        self.remarks.clear()
        for place in self.places:
            if place.state is not State.ERROR:
                item = QListWidgetItem(f"{place.state.shape} {visible(place.text)}")
                item.setData(Qt.ItemDataRole.UserRole, place)
                item.setToolTip(_("Show the entry"))
                self.remarks.addItem(item)
        self.remarks.setVisible(self.remarks.count() > 0)
        rows = min(_ROWS, self.remarks.count())
        height = self.remarks.sizeHintForRow(0) if rows else 0
        self.remarks.setFixedHeight(rows * height + 2 * self.remarks.frameWidth() + 2)

    # where it is

    @Slot()
    def _jump_to_fault(self) -> None:
        self.jump_wanted.emit(self.places[0])

    @Slot(QListWidgetItem)
    def _jump_to(self, item: QListWidgetItem) -> None:
        place: Place = item.data(Qt.ItemDataRole.UserRole)
        if place.sequence:
            self.jump_wanted.emit(place)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.jump.setText(_("Show where"))
        self.jump.setToolTip(_("Show the entries around it"))
        self.cancel.setText(_("Cancel"))
        self.close_it.setText(_("Close"))
        self.bar.setAccessibleName(_("How far the check is"))
        self.remarks.setAccessibleName(_("What must be known of the journal"))
        self._show()


def _headline(verdict: Verdict) -> str:
    """Whether it is whole; where not, what is wrong first, and where."""
    fault = verdict.fault
    if fault is None:
        said = ngettext(
            "{count} entry, the chain is whole.", "{count} entries, the chain is whole.",
            verdict.entries,
        )  # fmt: skip
        return f"{State.GOOD.shape} {said.format(count=count(verdict.entries))}"
    if fault.line:
        said = _("The journal is not as it was written: {file}, line {line}: {text}")
    else:
        said = _("The journal is not as it was written: {file}: {text}")
    said = said.format(file=fault.file, line=count(fault.line), text=fault.text)
    return f"{State.ERROR.shape} {visible(said)}"


def _beneath(verdict: Verdict, against: int) -> str:
    """What else is known of it, and what to do where it is not whole."""
    parts = []
    if verdict.fault is not None:
        parts.append(
            _(
                "The entries up to no. {number} are as they were written. Copy the folder of the"
                " journal before anything else, and compare it with an anchor or a backup."
            ).format(number=count(verdict.fault.sequence))
        )
    elif verdict.entries:
        parts.append(_signed(verdict))
        if against:
            said = ngettext(
                "It also agrees with the anchor.", "It also agrees with the {count} anchors.",
                against,
            )  # fmt: skip
            parts.append(said.format(count=count(against)))
    return " ".join(filter(None, parts))


def _signed(verdict: Verdict) -> str:
    if not verdict.signed:
        return _("None of them is signed: an anchor kept elsewhere is all that vouches for them.")
    if verdict.signed == verdict.entries:
        said = _("All of them are signed; the key of now begins with {key}.")
    else:
        said = _("{signed} of them are signed; the key of now begins with {key}.")
    return said.format(signed=count(verdict.signed), key=verdict.key[:16])
