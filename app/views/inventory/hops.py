"""The SSH servers on the way to an instance, in order: added, moved, taken out."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import (
    QFormLayout,
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

from app.domain.endpoint import Hop
from app.domain.errors import BadInput
from app.domain.inventory import new_id
from app.i18n import _
from app.views.theme import GAP
from app.views.widgets.path_line import PathLine


class HopsEditor(QWidget):
    """A card for each hop. Its secret goes along with it, wherever it is moved."""

    def __init__(self, hops: Sequence[Hop], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[HopCard] = []
        self.add = QPushButton(_("Add an SSH hop"))
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add_empty)
        self._none = QLabel(_("None: the server is dialled from here."))
        self._none.setProperty("role", "muted")
        self._down = QVBoxLayout(self)
        self._down.setContentsMargins(0, 0, 0, 0)
        self._down.setSpacing(2 * GAP)
        self._down.addWidget(self._none)
        below = QHBoxLayout()
        below.addWidget(self.add)
        below.addStretch(1)
        self._down.addLayout(below)
        for place, hop in enumerate(hops):
            self._insert(replace(hop, secret=hop.secret_at(place)))
        self._number()

    def value(self) -> tuple[Hop, ...]:
        """The hops as they were typed.

        Raises:
            BadInput: one makes no sense; the focus is where.
        """
        found = [card.value() for card in self.cards]
        for card, before, hop in zip(self.cards[1:], found, found[1:], strict=False):
            if (before.host, before.port) == (hop.host, hop.port):
                card.place.setFocus()
                raise BadInput(
                    _("{host} stands twice, one behind the other.").format(host=hop.host),
                    hint=_("Take one of them out: a hop leads to another server."),
                )
        return tuple(
            replace(hop, secret="") if hop.secret == Hop("").secret_at(place) else hop
            for place, hop in enumerate(found)
        )

    def secrets(self) -> dict[str, str]:
        """What was typed as a secret, by what it is called."""
        return {card.hop.secret: card.secret.text() for card in self.cards if card.secret.text()}

    def _add_empty(self) -> None:
        """A new one has a secret of its own: that of a hop that was taken out is not sent to it."""
        card = self._insert(Hop("", secret=f"ssh-{new_id()[:12]}"))
        self._number()
        card.place.setFocus()

    def _insert(self, hop: Hop) -> "HopCard":
        card = HopCard(hop)
        card.move_wanted.connect(lambda by: self._move(card, by))
        card.removal_wanted.connect(lambda: self._remove(card))
        self.cards.append(card)
        self._down.insertWidget(len(self.cards), card)
        return card

    def _move(self, card: "HopCard", by: int) -> None:
        at = self.cards.index(card)
        to = at + by
        if 0 <= to < len(self.cards):
            focus = card.focusWidget()
            self.cards.insert(to, self.cards.pop(at))
            self._down.removeWidget(card)
            self._down.insertWidget(to + 1, card)
            self._number()
            self._order_tabs()
            if focus is not None and focus.isEnabled():
                focus.setFocus()
            else:
                card.place.setFocus()

    def _remove(self, card: "HopCard") -> None:
        at = self.cards.index(card)
        self.cards.remove(card)
        self._down.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._number()
        (self.cards[min(at, len(self.cards) - 1)].place if self.cards else self.add).setFocus()

    def _number(self) -> None:
        self._none.setVisible(not self.cards)
        for place, card in enumerate(self.cards):
            card.stand(place, len(self.cards))

    def _order_tabs(self) -> None:
        """Tab goes as the eye does."""
        parts = [part for card in self.cards for part in card.parts]
        for before, after in zip(parts, [*parts[1:], self.add], strict=True):
            QWidget.setTabOrder(before, after)


class HopCard(QFrame):
    """One hop. Alt+↑ and Alt+↓ move it.

    Signals:
        move_wanted: by how many places.
        removal_wanted: it shall be taken out.
    """

    move_wanted = Signal(int)
    removal_wanted = Signal()

    def __init__(self, hop: Hop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hop = hop
        user = f"{hop.user}@" if hop.user else ""
        host = f"[{hop.host}]" if ":" in hop.host else hop.host
        self.place = QLineEdit(f"{user}{host}:{hop.port}" if hop.host else "")
        self.place.setPlaceholderText(_("user@host:port"))
        self.key, self.secret = PathLine(hop.key_file), QLineEdit()
        self.key.setPlaceholderText(_("the agent and your own keys"))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText(_("as it is kept"))
        self._number = QLabel()
        self._number.setProperty("role", "heading")
        self.up, self.down, self.out = (
            _button("↑", lambda: self.move_wanted.emit(-1)),
            _button("↓", lambda: self.move_wanted.emit(1)),
            _button("✕", self.removal_wanted.emit),
        )
        self.parts: tuple[QWidget, ...] = (
            self.place, self.key, self.secret, self.up, self.down, self.out,
        )  # fmt: skip
        self._lay_out()

    def _lay_out(self) -> None:
        self._labels = _("SSH hop"), _("Its key file"), _("SSH password or passphrase")
        lines = QFormLayout()
        lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        lines.setVerticalSpacing(GAP + GAP // 2)
        lines.setHorizontalSpacing(2 * GAP)
        for label, line in zip(self._labels, (self.place, self.key, self.secret), strict=True):
            lines.addRow(QLabel(label), line)
        buttons = QVBoxLayout()
        buttons.setSpacing(GAP)
        for button in (self.up, self.down, self.out):
            buttons.addWidget(button)
        buttons.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, GAP, 0, GAP)
        grid.setHorizontalSpacing(2 * GAP)
        grid.addWidget(self._number, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(lines, 0, 1)
        grid.addLayout(buttons, 0, 2)
        grid.setColumnStretch(1, 1)

    def stand(self, place: int, count: int) -> None:
        """It is the hop with that number, from 0 on, of so many."""
        self._number.setText(str(place + 1))
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < count - 1)
        for label, line in zip(self._labels, (self.place, self.key, self.secret), strict=True):
            line.setAccessibleName(_("{what}, hop {number}").format(what=label, number=place + 1))
        for button, said in (
            (self.up, _("Move hop {number} up (Alt+↑)")),
            (self.down, _("Move hop {number} down (Alt+↓)")),
            (self.out, _("Take hop {number} out")),
        ):
            text = said.format(number=place + 1)
            button.setToolTip(text)
            button.setAccessibleName(text)

    def value(self) -> Hop:
        """As it was typed; BadInput with the focus where it makes no sense."""
        user, _at, rest = self.place.text().strip().rpartition("@")
        try:
            host, port = place_of(rest, 22)
            if not host or any(mark.isspace() for mark in host):
                raise BadInput(
                    _("A hop needs a host: {text} has none.").format(
                        text=self.place.text().strip() or '""'
                    ),
                    hint=_("Write user@host:port, or take the hop out."),
                )
        except BadInput:
            self.place.setFocus()
            raise
        return replace(self.hop, host=host, port=port, user=user, key_file=self.key.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+↑ and Alt+↓ move it."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_wanted.emit(step)
        else:
            super().keyPressEvent(event)


def _button(text: str, does: Callable[[], object]) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(lambda: does())
    return button


def place_of(text: str, port: int) -> tuple[str, int]:
    """Host and port of `host:port`, or of a host alone; BadInput where there is no such port."""
    if text.startswith("[") and text.endswith("]"):
        return text[1:-1], port
    host, colon, number = text.rpartition(":")
    if not colon or (":" in host.strip("[]") and not host.endswith("]")):
        return text, port
    if not number.isdigit() or not 1 <= int(number) <= 65_535:
        raise BadInput(_("{text} is no host:port.").format(text=text))
    return host.strip("[]"), int(number)
