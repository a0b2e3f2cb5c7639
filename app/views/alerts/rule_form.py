"""The form of a rule, beside the table of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Self

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from app.domain.errors import BadInput
from app.domain.monitoring.metric import Metric
from app.domain.monitoring.rule import Rule, Subject
from app.i18n import _
from app.models.alerts.rule_draft import RuleDraft
from app.models.alerts.rules import family_of, metric_title, unit_of, unit_words
from app.views.alerts.limits_editor import LimitsEditor
from app.views.alerts.metric_line import MetricLine
from app.views.alerts.scope_editor import ScopeEditor
from app.views.theme import GAP
from app.views.widgets.edit_form import EditForm


class RuleForm(EditForm):
    """Edits one rule; nothing is kept before “Save”.

    Signals:
        save_wanted: the Rule, which makes sense.
        dry_run_wanted: the Rule as it is typed: what would it have said?
        made_in_wanted: the id of the rule that shall be what it was made as.
    """

    save_wanted = Signal(object)
    dry_run_wanted = Signal(object)
    made_in_wanted = Signal(object)

    def __init__(
        self, draft: RuleDraft, metrics: Mapping[str, Metric], subjects: Iterable[Subject],
        made: Rule | None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._metrics, self._first, self._made = metrics, draft, made
        self._subjects = known = tuple(subjects)
        self.enabled = QCheckBox(_("The rule is on"))
        self.enabled.setChecked(draft.enabled)
        self.watched = MetricLine(draft.metric, metrics)
        self.watched.setReadOnly(made is not None)
        self.title, self.parts = QLineEdit(draft.title), QLineEdit(draft.parts)
        tags = {tag for subject in known for tag in subject.tags}
        self.limits = LimitsEditor(draft.limits, tags)
        self.scope = ScopeEditor(draft.scope, known, self)
        self.note, self.unit = QPlainTextEdit(draft.note), QLabel(wordWrap=True)
        self.dry_run, self.back = QPushButton(_("Dry run…")), QPushButton()
        self._dress()
        self._lay_out()
        self._connect()
        self._before = self.draft
        self.look()

    def _dress(self) -> None:
        self.unit.setProperty("role", "muted")
        self.dry_run.setToolTip(_("When it would have fired, by the history"))
        self.back.setText(_("Back to what is made in"))
        self.back.setVisible(self._made is not None and self._made != self._first.base)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(16 * GAP)
        self.note.setPlaceholderText(_("What to do when it fires, told with the alert"))
        self.parts.setPlaceholderText(_("all; a pattern like app_* names some"))
        self.title.setPlaceholderText(_("in your words; empty is the title of the metric"))

    def _lay_out(self) -> None:
        self.form.addRow(self.enabled)
        self.add_field(_("Metric"), self.watched, "metric")
        self.add_field(_("Title"), self.title, "title")
        self.add_section(_("From when on"))
        self.form.addRow(self.unit)
        self.form.addRow(self.limits)
        self.add_section(_("For whom"))
        self.scope.add_to(self)
        self.add_field(_("Parts"), self.parts, "parts")
        self.add_field(_("What to do"), self.note, "note")
        self.add_button(self.dry_run)
        self.add_button(self.back)

    def _connect(self) -> None:
        for signal in (
            self.enabled.toggled, self.watched.changed, self.title.textChanged,
            self.parts.textChanged, self.note.textChanged, self.limits.changed,
            self.scope.changed,
        ):  # fmt: skip
            signal.connect(self.look)
        self.dry_run.clicked.connect(self._try_dry_run)
        self.back.clicked.connect(self._go_back)

    @property
    def draft(self) -> RuleDraft:
        """What stands in the form."""
        return replace(
            self._first, metric=self.watched.named, title=self.title.text(),
            note=self.note.toPlainText(), parts=self.parts.text(),
            enabled=self.enabled.isChecked(), scope=self.scope.scope, limits=self.limits.limits,
        )  # fmt: skip

    @property
    def key(self) -> str:
        """The id of the rule."""
        return self._first.id

    @property
    def dirty(self) -> bool:
        """Whether something in it is not kept; what was copied from another rule is not either."""
        first = self._first
        fresh = first.base is not None and first.base.id != first.id
        return fresh or self.draft != self._before

    @Slot()
    def look(self) -> None:
        """Say what is meant by what is typed."""
        draft = self.draft
        title = draft.title or metric_title(draft.metric, self._metrics)
        self.heading.setText(title or _("New rule"))
        unit = unit_words(unit_of(draft.metric, self._metrics))
        whose = family_of(draft.metric, self._metrics)
        said = [f"{whose} · {draft.metric}" if whose else draft.metric]
        said.append(_("Limits are in {unit}.").format(unit=unit) if unit else "")
        said.append(_("Written like “> 80 for 5m clear 70”, “< 20”, “full within 4h”."))
        self.unit.setText("\n".join(filter(None, said)))
        super().look()

    def begin(self) -> None:
        """A new one begins with what it watches, another with its limits."""
        first = self.watched if not self.watched.isReadOnly() else self.limits.first
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def again(self) -> Self:
        """See `EditForm`."""
        form = type(self)(self.draft, self._metrics, self._subjects, self._made)
        form._before = self._before
        form.look()
        return form

    def field(self, name: str) -> QWidget | None:
        """See `RuleDraft.rule`."""
        own: dict[str, QWidget] = {"metric": self.watched, "title": self.title}
        return self.limits.editor(name) or own.get(name)

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
        self.made_in_wanted.emit(self.key)
