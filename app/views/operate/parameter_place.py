"""Where a changed parameter is to hold: on which instance, and for how long."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.domain.operating.settings import Parameter, Reach
from app.i18n import N_, _
from app.views.theme import GAP

_REACHES = (
    (Reach.KEPT, N_("Now and after a restart"), "SCOPE = BOTH"),
    (Reach.NOW, N_("Now, until the restart"), "SCOPE = MEMORY"),
    (Reach.START, N_("From the next start on"), "SCOPE = SPFILE"),
)


class ParameterPlace(QWidget):
    """Two choices; what the parameter at hand cannot do is greyed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reaches, self.places = QComboBox(), QComboBox()
        for reach, _title, scope in _REACHES:
            self.reaches.addItem(scope, reach)
        self.places.addItem("", "*")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self.reaches)
        line.addWidget(self.places)
        self.retranslate()

    def set_places(self, places: Sequence[str]) -> None:
        """Offer these instances; nothing where there is one alone."""
        now = self.places.currentData()
        while self.places.count() > 1:
            self.places.removeItem(1)
        for place in places:
            if place != "*":
                self.places.addItem(place, place)
        self.places.setCurrentIndex(max(self.places.findData(now), 0))
        self.places.setVisible(self.places.count() > 1)

    @property
    def offered(self) -> tuple[str, ...]:
        """The places there are."""
        return tuple(str(self.places.itemData(row)) for row in range(self.places.count()))

    @Slot(object)
    def offer(self, parameter: Parameter | None) -> None:
        """Grey what this parameter cannot do."""
        for row, (reach, _title, _scope) in enumerate(_REACHES):
            _enable(self.reaches, row, parameter is None or reach in parameter.reaches)
        for row in range(1, self.places.count()):
            _enable(self.places, row, parameter is None or parameter.single)

    def reach_for(self, parameter: Parameter) -> Reach:
        """What was chosen; else the best this parameter can, which is shown before it is done."""
        chosen = Reach(self.reaches.currentData())
        if chosen in parameter.reaches or not parameter.reaches:
            return chosen
        return parameter.reaches[0]

    def place_for(self, parameter: Parameter) -> str:
        """The instance that was chosen; all where this parameter must be the same on them."""
        return str(self.places.currentData()) if parameter.single else "*"

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        for row, (_reach, title, scope) in enumerate(_REACHES):
            self.reaches.setItemText(row, scope)
            self.reaches.setItemData(row, _(title), Qt.ItemDataRole.ToolTipRole)
        self.reaches.setToolTip(
            "\n".join((_("How long a change holds"),
                       *(f"{scope}: {_(title)}" for _reach, title, scope in _REACHES)))
        )  # fmt: skip
        self.places.setItemText(0, _("All instances"))
        self.places.setToolTip(_("On which instance a change holds"))


def _enable(box: QComboBox, row: int, on: bool) -> None:
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    model.item(row).setEnabled(on)
