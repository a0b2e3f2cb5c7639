"""One side of a comparison: an instance with a schema, or a file of DDL."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.domain.endpoint import Endpoint
from app.flows.schemas.sides import DdlFile, LiveSide, Side
from app.i18n import _
from app.views.theme import GAP

_FILE = "file"


class SideChooser(QWidget):
    """Chooses a side. The schema is typed, with those that are known offered.

    Signals:
        changed: another side may be chosen now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._endpoints: list[Endpoint] = []
        self._file: Path | None = None
        self.label, self.place = QLabel(), QComboBox()
        self.schema, self.path = QComboBox(editable=True), QLineEdit(readOnly=True)
        self.place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.schema.setMinimumWidth(140)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GAP)
        for part, stretch in ((self.label, 0), (self.place, 0), (self.schema, 1), (self.path, 1)):
            across.addWidget(part, stretch)
        self.place.activated.connect(self._choose)
        self.schema.currentTextChanged.connect(self.changed)
        self._show()

    def offer(self, endpoints: Sequence[Endpoint], *, files: bool = True) -> None:
        """Offer these instances, the first chosen, and a file."""
        self._endpoints = list(endpoints)
        self.place.clear()
        for endpoint in endpoints:
            self.place.addItem(endpoint.name, endpoint.id)
        if files:
            self.place.addItem(_("A file of DDL…"), _FILE)
        self._show()

    def offer_schemas(self, schemas: Sequence[str], chosen: str = "") -> None:
        """Offer these schemas; what was typed stays."""
        text = chosen or self.schema.currentText()
        self.schema.clear()
        self.schema.addItems(list(schemas))
        self.schema.setCurrentText(text)

    @property
    def side(self) -> Side | None:
        """What is chosen; None while something is missing."""
        if self.place.currentData() == _FILE:
            return None if self._file is None else DdlFile(self._file)
        schema = self.schema.currentText().strip()
        endpoint = next(
            (each for each in self._endpoints if each.id == self.place.currentData()), None
        )
        return LiveSide(endpoint, schema) if endpoint is not None and schema else None

    def use_file(self, path: Path) -> None:
        """Compare with this file."""
        self._file = path
        self.place.setCurrentIndex(max(0, self.place.findData(_FILE)))
        self._show()

    @Slot()
    def _choose(self) -> None:
        if self.place.currentData() == _FILE:
            name, _filter = QFileDialog.getOpenFileName(
                self, _("Choose a file of DDL"), "", _("SQL (*.sql);;All files (*)")
            )
            if name:
                self._file = Path(name)
            elif self._file is None:
                self.place.setCurrentIndex(0)
        self._show()

    def _show(self) -> None:
        file = self.place.currentData() == _FILE
        self.schema.setVisible(not file)
        self.path.setVisible(file)
        self.path.setText("" if self._file is None else str(self._file))
        self.changed.emit()

    def retranslate(self, title: str) -> None:
        """Speak the language of now; `title` says which side it is."""
        self.label.setText(title)
        self.place.setAccessibleName(_("{side}: where it is").format(side=title))
        self.schema.setAccessibleName(_("{side}: schema").format(side=title))
        at = self.place.findData(_FILE)
        if at >= 0:
            self.place.setItemText(at, _("A file of DDL…"))
