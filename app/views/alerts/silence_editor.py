"""The form of a silence or of a weekly maintenance window."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Self

from PySide6.QtCore import QDateTime, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QLabel,
    QLineEdit,
    QWidget,
)

from app.domain.errors import BadInput
from app.domain.monitoring.rule import Subject
from app.i18n import N_, _
from app.models.alerts.silence_draft import SilenceDraft
from app.views.alerts.scope_editor import ScopeEditor
from app.views.alerts.week_hours import WeekHours
from app.views.theme import GAP
from app.views.widgets.edit_form import EditForm
from app.views.widgets.many_of import ManyOf

_HOUR = 3600
CHOSEN, OPEN = "chosen", "open"
LENGTHS: dict[object, str] = {
    _HOUR // 2: N_("30 minutes"), _HOUR: N_("1 hour"), 4 * _HOUR: N_("4 hours"),
    24 * _HOUR: N_("24 hours"), 7 * 24 * _HOUR: N_("7 days"), CHOSEN: N_("until…"),
    OPEN: N_("until it is taken back"),
}  # fmt: skip
_FORMAT = "yyyy-MM-dd HH:mm"


class SilenceEditor(EditForm):
    """Edits one; nothing holds before “Save”.

    Signals:
        save_wanted: the Silence, which makes sense.
    """

    save_wanted = Signal(object)

    def __init__(
        self, draft: SilenceDraft, rules: Mapping[str, str], subjects: Iterable[Subject],
        known: bool, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`rules` are titles by id; `known` is whether it is there already."""
        super().__init__(parent)
        self._first, self._known = draft, known
        self._rules, self._subjects = rules, tuple(subjects)
        self.kind, self.start, self.length = QComboBox(), QDateTimeEdit(), QComboBox()
        self.until, self.reason = QDateTimeEdit(), QLineEdit(draft.reason)
        self.week = WeekHours(draft.days, draft.opens, draft.closes)
        self.scope, self.rules = (
            ScopeEditor(draft.scope, self._subjects, self),
            ManyOf(_("every rule")),
        )
        self.keys = QLabel(wordWrap=True)
        self._fill(draft)
        self.rules.offer(rules)
        self.rules.choose(draft.rules)
        self._lay_out()
        self._connect()
        self._before = self._typed()
        self.look()

    def _fill(self, draft: SilenceDraft) -> None:
        self.kind.addItem(_("Silence"), False)
        self.kind.addItem(_("Weekly maintenance window"), True)
        self.kind.setCurrentIndex(int(draft.weekly))
        for value, text in LENGTHS.items():
            self.length.addItem(_(text), value)
        begin = draft.begin or time.time()
        until = draft.until if draft.until is not None else begin + 24 * _HOUR
        for editor, at in ((self.start, begin), (self.until, until)):
            editor.setDisplayFormat(_FORMAT)
            editor.setCalendarPopup(True)
            editor.lineEdit().setTextMargins(GAP, 0, 0, 0)
            editor.setDateTime(QDateTime.fromSecsSinceEpoch(int(at)))
        chosen: object = _HOUR
        if self._known or draft.weekly:
            chosen = OPEN if draft.until is None else CHOSEN
        self.length.setCurrentIndex(list(LENGTHS).index(chosen))
        self.keys.setText(_("Only {keys}").format(keys=", ".join(sorted(draft.keys))))
        self.keys.setVisible(bool(draft.keys))
        self.reason.setPlaceholderText(_("Planned work, a known fault…"))

    def _lay_out(self) -> None:
        self.add_field(_("Kind"), self.kind, "weekly")
        self.add_field(_("From"), self.start, "begin")
        self.add_field(_("How long"), self.length, "length")
        self.add_field(_("Until"), self.until, "until")
        self.add_field(_("Open on"), self.week, "days")
        self.add_section(_("For whom"))
        self.scope.add_to(self)
        self.add_field(_("Which rules"), self.rules, "rules")
        self.form.addRow(self.keys)
        self.add_field(_("Reason"), self.reason, "reason")

    def _connect(self) -> None:
        for signal in (
            self.kind.currentIndexChanged, self.length.currentIndexChanged,
            self.start.dateTimeChanged, self.until.dateTimeChanged,
            self.week.changed, self.reason.textChanged, self.scope.changed, self.rules.chosen,
        ):  # fmt: skip
            signal.connect(self.look)

    @property
    def _weekly(self) -> bool:
        return bool(self.kind.currentData())

    def _typed(self) -> tuple[object, ...]:
        """All that stands in it; times as they are shown, for one to the second is not typed."""
        return (
            self._weekly, self.start.text(), self.length.currentIndex(), self.until.text(),
            self.week.days, self.week.hours,
            self.scope.scope, self.rules.ids, self.reason.text(),
        )  # fmt: skip

    @property
    def draft(self) -> SilenceDraft:
        """What is meant; a beginning that nobody changed is as exact as it was."""
        begin = float(self.start.dateTime().toSecsSinceEpoch())
        if abs(begin - self._first.begin) < 60:
            begin = self._first.begin
        length, until = list(LENGTHS)[self.length.currentIndex()], None
        if length == CHOSEN:
            until = float(self.until.dateTime().toSecsSinceEpoch())
        elif isinstance(length, int):
            until = begin + length
        opens, closes = self.week.hours
        return replace(
            self._first, scope=self.scope.scope, rules=self.rules.ids, reason=self.reason.text(),
            begin=begin, until=until, weekly=self._weekly,
            days=self.week.days, opens=opens, closes=closes,
        )  # fmt: skip

    @property
    def key(self) -> str:
        """The id of the silence."""
        return self._first.id

    @property
    def dirty(self) -> bool:
        """Whether something that was typed is not kept."""
        return self._typed() != self._before

    @Slot()
    def look(self) -> None:
        """Show what belongs to the kind that is chosen."""
        weekly = self._weekly
        heading = _("Maintenance window") if weekly else _("Silence")
        self.heading.setText(heading)
        self.form.setRowVisible(self.week, weekly)
        chosen = list(LENGTHS)[self.length.currentIndex()] == CHOSEN
        self.form.setRowVisible(self.until, chosen)
        super().look()
        self.save.setEnabled(self.dirty or not self._known)

    def begin(self) -> None:
        """A new one begins with how long."""
        (self.kind if self._known else self.length).setFocus(Qt.FocusReason.OtherFocusReason)

    def again(self) -> Self:
        """See `EditForm`."""
        form = type(self)(self.draft, self._rules, self._subjects, self._known)
        form.length.setCurrentIndex(self.length.currentIndex())
        form.until.setDateTime(self.until.dateTime())
        form._before = self._before
        form.look()
        return form

    def field(self, name: str) -> QWidget | None:
        """See `SilenceDraft.silence`."""
        return {"until": self.until, "days": self.week}.get(name)

    @Slot()
    def try_save(self) -> None:
        """Have it hold, if it makes sense."""
        try:
            silence = self.draft.silence()
        except BadInput as error:
            self.refuse(error)
            return
        self.save_wanted.emit(silence)
