"""The field in which an option of the settings is chosen."""

from collections.abc import Mapping
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QShowEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from app.i18n import N_, _
from app.store.settings import Option

WIDTH = 240


class _Calm(QObject):
    """Keeps the wheel from changing a field that is only scrolled past."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow the wheel where there is no focus."""
        field = self.parent()
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(field, QWidget)
            and not field.hasFocus()
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _calm(field: QWidget) -> None:
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.installEventFilter(_Calm(field))
    field.setFixedWidth(WIDTH)


class ChoiceField(QComboBox):
    """One of several texts.

    Signals:
        chosen: the value the user took.
    """

    chosen = Signal(object)

    def __init__(self, choices: Mapping[str, str]) -> None:
        super().__init__()
        self._names: dict[str, str] = {}
        _calm(self)
        self.offer(choices)
        self.activated.connect(self._take)

    def offer(self, choices: Mapping[str, str]) -> None:
        """Offer these values by their names, which N_() declared."""
        held = self.currentData()
        self._names = dict(choices)
        self.clear()
        for value, name in self._names.items():
            self.addItem(_(name), value)
        self.show_value(held)

    def show_value(self, value: object) -> None:
        """Show what is chosen, without telling anybody."""
        self.setCurrentIndex(max(0, self.findData(value)))

    def retranslate(self) -> None:
        """Say the names in the language spoken now."""
        for number, name in enumerate(self._names.values()):
            self.setItemText(number, _(name))

    @Slot()
    def _take(self) -> None:
        self.chosen.emit(self.currentData())


class FontField(ChoiceField):
    """One of the fonts in which all letters are equally wide, or the best there is."""

    def __init__(self) -> None:
        super().__init__({"": N_("The best there is")})
        self._complete = False

    def show_value(self, value: object) -> None:
        """Show a font, also one that is not here (any more)."""
        if isinstance(value, str) and value and self.findData(value) < 0:
            self.addItem(value, value)
        super().show_value(value)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for fonts the first time somebody looks."""
        super().showEvent(event)
        if not self._complete:
            self._complete = True
            here = {name: name for name in QFontDatabase.families() if _is_fixed(name)}
            held = self.currentData()
            self.offer({**self._names, **here})
            self.show_value(held)


def _is_fixed(family: str) -> bool:
    return QFontDatabase.isFixedPitch(family) and not QFontDatabase.isPrivateFamily(family)


class NumberField(QSpinBox):
    """A whole number within the limits of an option.

    Signals:
        chosen: the number the user took.
    """

    chosen = Signal(object)

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option = option
        _calm(self)
        self.setRange(option.least, option.most)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(4, 0, 0, 0)
        self.retranslate()
        self.valueChanged.connect(self._take)

    def show_value(self, value: object) -> None:
        """Show what is chosen."""
        assert isinstance(value, int)
        self.setValue(value)

    def retranslate(self) -> None:
        """Say unit and special value in the language spoken now."""
        self.setSuffix(f" {_(self._option.unit)}" if self._option.unit else "")
        self.setSpecialValueText(_(self._option.instead))

    @Slot(int)
    def _take(self, value: int) -> None:
        self.chosen.emit(value)


Field: TypeAlias = ChoiceField | NumberField


def field_for(option: Option, value: object) -> Field:
    """The field for an option that has this value now."""
    made: Field
    if option.choices:
        made = ChoiceField(option.choices)
    elif isinstance(value, int):
        made = NumberField(option)
    else:
        made = FontField()
    made.show_value(value)
    return made
