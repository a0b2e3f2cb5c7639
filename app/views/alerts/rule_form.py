"""The form of a rule, beside the table of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import BadInput, ConsoleError
from app.domain.monitoring.metric import Metric
from app.domain.monitoring.rule import Rule, Subject
from app.domain.validation import BadField
from app.i18n import _
from app.models.alerts.rule_draft import RuleDraft
from app.models.alerts.rules import family_of, metric_title, unit_of
from app.models.fields import State
from app.views.alerts.limits_editor import LimitsEditor
from app.views.alerts.metric_line import MetricLine
from app.views.alerts.scope_editor import ScopeEditor
from app.views.theme import GAP


class RuleForm(QWidget):
    """Edits one rule; nothing is kept before “Save”.

    Signals:
        save_wanted: the Rule, which makes sense.
        dry_run_wanted: the Rule as it is typed: what would it have said?
        made_in_wanted: the id of the rule that shall be what it was made as.
        left: it is to be closed, and holds nothing that is not kept.
        leave_wanted: it is to be closed, and something in it is not kept.
    """

    save_wanted = Signal(object)
    dry_run_wanted = Signal(object)
    made_in_wanted = Signal(object)
    left = Signal()
    leave_wanted = Signal()

    def __init__(
        self, draft: RuleDraft, metrics: Mapping[str, Metric], subjects: Iterable[Subject],
        made: Rule | None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._metrics, self._first, self._made = metrics, draft, made
        known = tuple(subjects)
        own = made is None
        self.enabled = QCheckBox(_("The rule is on"))
        self.enabled.setChecked(draft.enabled)
        self.metric = MetricLine(draft.metric, metrics)
        self.metric.setReadOnly(not own)
        self.title, self.parts = QLineEdit(draft.title), QLineEdit(draft.parts)
        tags = {tag for subject in known for tag in subject.tags}
        self.limits = LimitsEditor(draft.limits, tags)
        self.scope = ScopeEditor(draft.scope, known)
        self.note = QPlainTextEdit(draft.note)
        self.unit, self.said = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.save, self.leave = QPushButton(_("Save")), QPushButton(_("Close"))
        self.dry_run, self.back = QPushButton(_("Dry run…")), QPushButton()
        self._heading = QLabel(wordWrap=True)
        self._dress()
        self._lay_out()
        self._connect()
        self._look()

    def _dress(self) -> None:
        self._heading.setProperty("role", "title")
        self.unit.setProperty("role", "muted")
        self.said.setProperty("role", "error")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.hide()
        self.save.setProperty("primary", True)
        self.dry_run.setToolTip(_("When it would have fired, by the history"))
        self.back.setText(_("Back to what is made in"))
        self.back.setVisible(self._made is not None)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(16 * GAP)
        self.note.setPlaceholderText(_("What to do when it fires, told with the alert"))
        self.parts.setPlaceholderText(_("all; a pattern like app_* names some"))
        self.title.setPlaceholderText(_("in your words; empty is the title of the metric"))

    def _lay_out(self) -> None:
        inside = QWidget()
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 2 * GAP, 0)
        form.setVerticalSpacing(2 * GAP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.enabled)
        for label, editor in (
            (_("Metric"), self.metric), (_("Title"), self.title),
        ):  # fmt: skip
            self._add(form, label, editor)
        form.addRow(self._section(_("From when on")))
        form.addRow(self.unit)
        form.addRow(self.limits)
        form.addRow(self._section(_("For whom")))
        form.addRow(self.scope)
        self._add(form, _("Parts"), self.parts)
        self._add(form, _("What to do"), self.note)
        room = QScrollArea(widgetResizable=True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GAP)
        for button in (self.save, self.dry_run, self.back):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        down.addWidget(self._heading)
        down.addWidget(room, 1)
        down.addWidget(self.said)
        down.addLayout(buttons)

    @staticmethod
    def _add(form: QFormLayout, label: str, editor: QWidget) -> None:
        editor.setAccessibleName(label)
        form.addRow(QLabel(label), editor)

    @staticmethod
    def _section(text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("role", "heading")
        return label

    def _connect(self) -> None:
        self.enabled.toggled.connect(self._look)
        for signal in (
            self.metric.changed, self.title.textChanged, self.parts.textChanged,
            self.note.textChanged, self.limits.changed, self.scope.changed,
        ):  # fmt: skip
            signal.connect(self._look)
        self.save.clicked.connect(self.try_save)
        self.dry_run.clicked.connect(self._try_dry_run)
        self.back.clicked.connect(self._go_back)
        self.leave.clicked.connect(self.try_leave)

    @property
    def draft(self) -> RuleDraft:
        """What stands in the form."""
        return replace(
            self._first, metric=self.metric.metric, title=self.title.text(),
            note=self.note.toPlainText(), parts=self.parts.text(),
            enabled=self.enabled.isChecked(), scope=self.scope.scope, limits=self.limits.limits,
        )  # fmt: skip

    @property
    def dirty(self) -> bool:
        """Whether something in it is not kept."""
        return self.draft != self._first

    @property
    def rule_id(self) -> str:
        """Whose form it is."""
        return self._first.id

    @Slot()
    def _look(self) -> None:
        draft = self.draft
        title = draft.title or metric_title(draft.metric, self._metrics)
        self._heading.setText(title or _("New rule"))
        unit = unit_of(draft.metric, self._metrics)
        whose = family_of(draft.metric, self._metrics)
        said = [f"{whose} · {draft.metric}" if whose else draft.metric]
        said.append(_("Limits are in {unit}.").format(unit=unit) if unit else "")
        said.append(_("Written like “> 80 for 5m clear 70”, “< 20”, “full within 4h”."))
        self.unit.setText("\n".join(filter(None, said)))
        self.save.setEnabled(self.dirty)
        self.leave.setText(_("Discard") if self.dirty else _("Close"))

    def _made_of_it(self) -> Rule | None:
        """The rule that is typed; where it makes no sense, that is said and it is None."""
        try:
            rule = self.draft.rule(self._metrics)
        except BadInput as error:
            self.refuse(error)
            return None
        self.said.hide()
        return rule

    @Slot()
    def try_save(self) -> None:
        """Keep it, if it makes sense."""
        if (rule := self._made_of_it()) is not None:
            self.save_wanted.emit(rule)

    @Slot()
    def _try_dry_run(self) -> None:
        if (rule := self._made_of_it()) is not None:
            self.dry_run_wanted.emit(rule)

    @Slot()
    def _go_back(self) -> None:
        self.made_in_wanted.emit(self.rule_id)

    @Slot()
    def try_leave(self) -> None:
        """Close it, after asking where something would be lost."""
        (self.leave_wanted if self.dirty else self.left).emit()

    def refuse(self, error: ConsoleError) -> None:
        """Say why it was not kept; nothing that was typed is lost."""
        self.said.setText(f"{State.ERROR.shape} {error} {error.hint}".strip())
        self.said.show()
        if isinstance(error, BadField) and not self.limits.mark(error.field):
            (self.metric if error.field == "metric" else self.title).setFocus()

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
