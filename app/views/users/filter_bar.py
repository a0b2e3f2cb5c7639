"""What is chosen over the users: names, role, status, order, and which page of them."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.domain.people import (
    ROLE_NAMES,
    STATUS_NAMES,
    Role,
    Status,
    UserFilter,
    UserOrder,
)
from app.i18n import N_, _
from app.models.formats import count
from app.views.theme import GAP, Theme
from app.views.widgets.filter_line import FilterLine

_ORDERS = {
    (UserOrder.ID, False): N_("as they came"),
    (UserOrder.ID, True): N_("the newest first"),
    (UserOrder.USERNAME, False): N_("by username, A to Z"),
    (UserOrder.USERNAME, True): N_("by username, Z to A"),
}
SIZES = (50, 100, 500)
"""Users on a page."""


class FilterBar(QWidget):
    """Says which users are wanted.

    Signals:
        changed: `wanted` is another.
        left: the rows shall have the focus.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.role, self.status = FilterLine(), QComboBox(), QComboBox()
        self.order, self.limit = QComboBox(), QComboBox()
        self.back, self.on, self.place = QToolButton(), QToolButton(), QLabel()
        self.back.setText("◀")
        self.on.setText("▶")
        self.place.setProperty("role", "muted")
        self._start = 0  # of the page that is wanted; the others are of the one that is shown
        self._first = self._total = self._shown = 0
        for box, values in (
            (self.role, (None, *Role)), (self.status, (None, *Status)),
            (self.order, tuple(_ORDERS)), (self.limit, SIZES),
        ):  # fmt: skip
            for value in values:
                box.addItem("", value)
        self.limit.setCurrentIndex(1)
        top, below = QHBoxLayout(), QHBoxLayout()
        for row, parts in (
            (top, (self.text, self.role, self.status, self.order)),
            (below, (self.back, self.place, self.on, self.limit)),
        ):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(2 * GAP)
            for part in parts:
                row.addWidget(part, int(part is self.text))
        self.pager = QWidget()
        self.pager.setLayout(below)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addLayout(top)
        self._told = self.wanted
        self.text.wanted.connect(self._filter)
        self.text.left.connect(self.left)
        for box in (self.role, self.status, self.order, self.limit):
            box.currentIndexChanged.connect(self._filter)
        self.back.clicked.connect(lambda: self._turn(-1))
        self.on.clicked.connect(lambda: self._turn(1))
        self.retranslate()

    @property
    def wanted(self) -> UserFilter:
        """Which users, in which order, from which on."""
        order_by, descending = self.order.currentData()
        role, status = self.role.currentData(), self.status.currentData()
        return UserFilter(
            self.text.text().strip(), None if status is None else Status(status),
            None if role is None else Role(role), UserOrder(order_by), descending, self._start,
            self.limit.currentData(),
        )  # fmt: skip

    @property
    def chosen(self) -> bool:
        """Whether anybody is left out."""
        wanted = self.wanted
        return bool(wanted.username) or wanted.role is not None or wanted.status is not None

    def show_place(self, start: int, shown: int, total: int) -> None:
        """So many are shown from `start` on, of so many that are wanted."""
        self._start = self._first = start
        self._shown, self._total = shown, total
        self._say()

    @Slot()
    def reset(self) -> None:
        """Want everybody."""
        self.text.clear()
        self.role.setCurrentIndex(0)
        self.status.setCurrentIndex(0)
        self._filter()

    @Slot()
    def _filter(self) -> None:
        if replace(self.wanted, start=0) != replace(self._told, start=0):
            self._start = 0
            self._tell()

    def _turn(self, pages: int) -> None:
        limit = self.wanted.limit
        last = max(self._total - 1, 0) // limit * limit
        self._start = min(max(self._start + pages * limit, 0), last)
        self._tell()

    def _tell(self) -> None:
        self._told = self.wanted
        self.changed.emit()

    def _say(self) -> None:
        self.back.setEnabled(self._first > 0)
        self.on.setEnabled(self._first + self._shown < self._total)
        if self._shown:
            text = _("{first}–{last} of {total}").format(
                first=count(self._first + 1), last=count(self._first + self._shown),
                total=count(self._total),
            )  # fmt: skip
        else:
            text = _("none of {total}").format(total=count(self._total))
        self.place.setText(text)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.text.retranslate()
        self.text.setPlaceholderText(_("Search usernames, names and e-mail addresses"))
        self.text.setAccessibleName(_("Search users"))
        self.text.setToolTip("")
        for number, role in enumerate(Role, start=1):
            self.role.setItemText(number, _(ROLE_NAMES[role]))
        for number, status in enumerate(Status, start=1):
            self.status.setItemText(number, _(STATUS_NAMES[status]))
        self.role.setItemText(0, _("any role"))
        self.status.setItemText(0, _("any status"))
        for number, said in enumerate(_ORDERS.values()):
            self.order.setItemText(number, _(said))
        for number, size in enumerate(SIZES):
            self.limit.setItemText(number, _("{count} a page").format(count=count(size)))
        for part, name in (
            (self.role, _("Role")), (self.status, _("Status")), (self.order, _("Order")),
            (self.limit, _("Users on a page")), (self.back, _("The page before")),
            (self.on, _("The next page")),
        ):  # fmt: skip
            part.setAccessibleName(name)
            part.setToolTip(name)
        self._say()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.text.apply_theme(theme)
