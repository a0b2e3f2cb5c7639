"""A form beside a list: nothing of it is kept before “Save”, and nothing is lost without a word."""

from typing import Self

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConsoleError
from app.domain.validation import BadField
from app.i18n import _
from app.models.fields import State
from app.views.theme import GAP, Theme


class EditForm(QWidget):
    """The part that forms beside a list share; each says what stands in it.

    Signals:
        left: it is to be closed, and holds nothing that is not kept.
        leave_wanted: it is to be closed, and something in it is not kept.
    """

    left = Signal()
    leave_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading, self.said = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setProperty("role", "title")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setProperty("role", "error")
        self.said.hide()
        self.save, self.leave = QPushButton(_("Save")), QPushButton(_("Close"))
        self.save.setProperty("primary", True)
        self.save.clicked.connect(self.try_save)
        self.leave.clicked.connect(self.try_leave)
        inside = QWidget()
        self.form = QFormLayout(inside)
        self.form.setContentsMargins(0, 0, 2 * GAP, 0)
        self.form.setVerticalSpacing(2 * GAP)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.room = QScrollArea(widgetResizable=True)
        self.room.setFrameShape(QFrame.Shape.NoFrame)
        self.room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.room.setWidget(inside)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(2 * GAP)
        self.buttons.addWidget(self.save)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.leave)
        self.down = QVBoxLayout(self)
        self.down.setContentsMargins(0, 0, 0, 0)
        self.down.setSpacing(2 * GAP)
        self.down.addWidget(self.heading)
        self.down.addWidget(self.room, 1)
        self.down.addWidget(self.said)
        self.down.addLayout(self.buttons)

    # what a form says

    @property
    def key(self) -> str:
        """The id of what is edited."""
        raise NotImplementedError

    @property
    def dirty(self) -> bool:
        """Whether something in it is not kept."""
        raise NotImplementedError

    def try_save(self) -> None:
        """Have it kept, if it makes sense."""
        raise NotImplementedError

    def begin(self) -> None:
        """It was opened: the keys go into its first line."""
        raise NotImplementedError

    def again(self) -> Self:
        """The same form with all that is typed, made in the language spoken now."""
        raise NotImplementedError

    def field(self, name: str) -> QWidget | None:
        """The editor of what a `BadField` names."""
        raise NotImplementedError

    def shut(self) -> None:
        """It goes: what it began is not waited for."""

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours that the style sheet does not bring."""

    # what they share

    def add_field(self, label: str, editor: QWidget, name: str) -> None:
        """A line with what it is called before it."""
        editor.setAccessibleName(label)
        editor.setObjectName(name)
        self.form.addRow(QLabel(label), editor)

    def add_section(self, text: str) -> None:
        """A heading between the lines."""
        label = QLabel(text)
        label.setProperty("role", "heading")
        self.form.addRow(label)

    def add_button(self, button: QPushButton) -> None:
        """What else can be done, beside “Save”."""
        self.buttons.insertWidget(self.buttons.count() - 2, button)

    def look(self) -> None:
        """Something else stands in it."""
        dirty = self.dirty
        self.save.setEnabled(dirty)
        self.leave.setText(_("Discard") if dirty else _("Close"))

    def wait(self) -> None:
        """It is being kept."""
        self.said.hide()
        self.save.setEnabled(False)

    def refuse(self, error: ConsoleError) -> None:
        """Say why it was not kept; nothing that was typed is lost."""
        self.save.setEnabled(True)
        self.said.setText(f"{State.ERROR.shape} {error} {error.hint}".strip())
        self.said.show()
        if isinstance(error, BadField) and (editor := self.field(error.field)) is not None:
            self.room.ensureWidgetVisible(editor)
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def try_leave(self) -> None:
        """Close it, after asking where something would be lost."""
        (self.leave_wanted if self.dirty else self.left).emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, Ctrl+S and Ctrl+Return save."""
        keys = Qt.Key
        if event.key() == keys.Key_Escape:
            self.try_leave()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in (
            keys.Key_S, keys.Key_Return, keys.Key_Enter,
        ):  # fmt: skip
            self.try_save()
        else:
            super().keyPressEvent(event)
