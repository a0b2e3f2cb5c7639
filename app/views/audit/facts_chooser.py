"""The choice of facts in the bar: none, a snapshot file, an instance."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from app.i18n import _
from app.views.audit.facts_choice import COUNT_WITHIN, NO_FACTS, FactsChoice

_NONE, _CHOSEN, _FILE, _INSTANCE = "none", "chosen", "file", "instance"
_COUNTED = "counted"
_LETTERS = 16


class FactsChooser(QComboBox):
    """Shows what is chosen; files and instances are asked for by the page.

    Signals:
        nothing_wanted: the audit shall go by the text alone.
        file_wanted, instance_wanted: the user wants to name one.
        counting_wanted: whether the instance shall count the rows of statements.
    """

    nothing_wanted = Signal()
    file_wanted = Signal()
    instance_wanted = Signal()
    counting_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice, self._with_instances = NO_FACTS, False
        self.setSizeAdjustPolicy(  # a long name shall not push the others out
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumContentsLength(_LETTERS)
        self.activated.connect(self._take)
        self.retranslate()

    def show_choice(self, choice: FactsChoice, *, with_instances: bool) -> None:
        """Show what is chosen, and offer what there is."""
        if (choice, with_instances) != (self._choice, self._with_instances):
            self._choice, self._with_instances = choice, with_instances
            self.retranslate()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.setAccessibleName(_("Facts about the server"))
        self.clear()
        self.addItem(_("Facts: no server"), _NONE)
        if self._choice.file:
            self.addItem(_("Facts: {name}").format(name=self._choice.file.name), _CHOSEN)
            self.setItemData(1, str(self._choice.file), Qt.ItemDataRole.ToolTipRole)
        elif self._choice.instance:
            name = self._choice.name
            self.addItem(_("Facts: {name}").format(name=name), _CHOSEN)
            self.addItem(_("Facts: {name}, rows counted").format(name=name), _COUNTED)
            tip = _("Rows of UPDATE and DELETE are counted, each within {seconds} s.")
            tip = tip.format(seconds=f"{COUNT_WITHIN:g}")
            self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.addItem(_("Facts: snapshot file…"), _FILE)
        if self._with_instances:
            self.addItem(_("Facts: an instance…"), _INSTANCE)
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = _COUNTED if self._choice.count_rows else _CHOSEN
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.setToolTip(
            self.currentText()
            + "\n"
            + _("An instance tells its tables and their sizes, and explains the statements.")
            + " "
            + _("None of them is run.")
        )

    @Slot(int)
    def _take(self, row: int) -> None:
        wanted = self.itemData(row)
        self._show_chosen()  # another one is shown when it is chosen
        if wanted == _NONE:
            self.nothing_wanted.emit()
        elif wanted in (_CHOSEN, _COUNTED):
            self.counting_wanted.emit(wanted == _COUNTED)
        elif wanted == _FILE:
            self.file_wanted.emit()
        elif wanted == _INSTANCE:
            self.instance_wanted.emit()
