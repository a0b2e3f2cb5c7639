"""Who was at work at a moment, and what took most: the recorder's tables and its steps."""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConsoleError
from app.domain.monitoring.sample import Capture, CaptureKind
from app.flows.inventory_rows import InstanceRow
from app.i18n import N_, _
from app.models.formats import duration
from app.models.monitoring.scale import clock
from app.views.live.capture_view import TITLES, CaptureView
from app.views.theme import GAP, Theme
from app.views.widgets.handing import Handing

STEPS = {
    "capture-before": (N_("◂ Capture"), "["), "capture": (N_("Capture ▸"), "]"),
    "mark-before": (N_("◂ Event"), "Ctrl+["), "mark": (N_("Event ▸"), "Ctrl+]"),
}  # fmt: skip
"""What can be stepped to, and the keys for it."""


class Seen(NamedTuple):
    """What was captured of an instance by a moment."""

    instance: str
    moment: float
    captures: tuple[Capture | None, ...] = ()
    """Of each kind, in the order of `CaptureKind`."""


class MomentView(Handing):
    """Shows what it is given; whoever owns it reads the history.

    Signals:
        whose_changed: another instance is looked at.
        step_wanted: what to go to ("capture", "mark"), and whether forward.
    """

    whose_changed = Signal()
    step_wanted = Signal(str, bool)

    def __init__(self, keys_in: QWidget, parent: QWidget | None = None) -> None:
        """The keys for steps work everywhere within `keys_in`."""
        super().__init__(parent)
        self._seen, self._pinned = Seen("", 0.0), False
        self.when, self.whose = QLabel(), QComboBox()
        self.when.setProperty("role", "heading")
        self.whose.currentIndexChanged.connect(self.whose_changed)
        self.tables = tuple(CaptureView(kind) for kind in CaptureKind)
        self.steps = {name: QToolButton() for name in STEPS}
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self.when)
        line.addWidget(self.whose)
        line.addStretch(1)
        for name, button in self.steps.items():
            what, _dash, before = name.partition("-")
            step = partial(self.step_wanted.emit, what, not before)
            button.clicked.connect(step)
            QShortcut(
                QKeySequence(STEPS[name][1]), keys_in, step,
                context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
            )  # fmt: skip
            line.addWidget(button)
        self.tabs = QTabWidget()
        for table in self.tables:
            self.tabs.addTab(table, "")
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addLayout(line)
        down.addWidget(self.tabs, 1)
        self.hand_focus_to(self.tabs)

    @property
    def instance(self) -> str:
        """The id of the instance that is looked at; "" is none."""
        return self.whose.currentData() or ""

    def set_instances(self, rows: Iterable[InstanceRow]) -> None:
        """Take who can be looked at; who is stays, if it is among them."""
        held = self.whose.currentData()
        self.whose.blockSignals(True)
        self.whose.clear()
        for row in rows:
            self.whose.addItem(row.instance.name, row.instance.id)
        self.whose.setCurrentIndex(max(0, self.whose.findData(held)))
        self.whose.blockSignals(False)
        self.whose.setVisible(self.whose.count() > 1)

    def show_seen(self, seen: Seen, *, pinned: bool) -> None:
        """Show what was captured by a moment; not `pinned`, that moment is now."""
        if seen.instance != self.instance:
            return
        self._seen, self._pinned = seen, pinned
        for table, capture in zip(self.tables, seen.captures, strict=True):
            table.show_capture(capture)
        self._say()

    @Slot(object)
    def show_failed(self, error: ConsoleError) -> None:
        """Say why captures cannot be read."""
        for table in self.tables:
            table.show_failed(error)

    def _say(self) -> None:
        """Which moment that is, and how long before it what is shown was captured."""
        seen = self._seen
        said = clock(seen.moment, 0.0) if self._pinned else _("now")
        self.when.setText(_("Looked at: {moment}").format(moment=said))
        for number, table in enumerate(self.tables):
            title = _(TITLES[table.kind])
            if table.capture is not None:
                before = duration(max(0.0, round(seen.moment - table.capture.at)))
                title = _("{title}, {time} before").format(title=title, time=before)
            self.tabs.setTabText(number, title)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        for table in self.tables:
            table.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.whose.setAccessibleName(_("Whose sessions and statements"))
        for name, button in self.steps.items():
            text, keys = STEPS[name]
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            button.setText(_(text))
            button.setToolTip(f"{_(text)} ({shown})")
        for table in self.tables:
            table.retranslate()
        self._say()
