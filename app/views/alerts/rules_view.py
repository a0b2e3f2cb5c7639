"""The rules: which there are, edited beside the table, tried on the past, taken along in files."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.rule import Rule, Subject
from app.flows.watch.dry_run import replay
from app.i18n import N_, _, ngettext
from app.models.alerts.rule_changes import RuleChange, changes
from app.models.alerts.rule_draft import RuleDraft, draft_of, new_draft, watchable
from app.models.alerts.rules import CHANGED, MADE_IN, OWN, RULES, RuleRow, rule_rows
from app.models.formats import count
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.actions import Command
from app.views.alerts.dry_run_panel import DryRun, DryRunPanel
from app.views.alerts.judged_list import JudgedList
from app.views.alerts.judging import JudgeKeeper, Judging
from app.views.alerts.needed import NEEDED
from app.views.alerts.rule_form import RuleForm
from app.views.alerts.rules_exchange import RulesExchange
from app.views.by_right import by_right
from app.views.theme import LIGHT, Theme
from app.views.widgets.ask import Ask
from app.views.widgets.states import Empty
from app.workers.standing import Standing

T = TypeVar("T")
_LOOK_AGAIN = 1000
"""Milliseconds that alerts which changed may wait until they are counted."""
_EMPTY = Empty(
    N_("No rules"),
    N_("A rule says from when on a metric is an alert. The catalogue brings one for each metric "
       "that has limits; rules of your own come beside them."),
    N_("New rule"), icon="alerts",
)  # fmt: skip
_NOT_JUDGED = Empty(
    N_("Alerts are not judged here"),
    N_("The rules of this console hold where it watches servers itself."), icon="alerts",
)  # fmt: skip


class Known(NamedTuple):
    """What the judge says of its rules."""

    rules: tuple[Rule, ...]
    made_in: dict[str, Rule]
    alerts: tuple[Alert, ...]


def _known(judge: Judging) -> Known:
    return Known(tuple(judge.rules), dict(judge.made_in), tuple(judge.alerts))


def _each(do: Callable[[T], tuple[Alert, ...]], them: Iterable[T]) -> list[Alert]:
    return [alert for each in them for alert in do(each)]


class RulesView(JudgedList[RuleRow, Known]):
    """All rules that hold.

    Signals:
        open_wanted: an Alert of the past, made by a dry run: its charts at that time.
    """

    open_wanted = Signal(object)

    def __init__(
        self, keeper: JudgeKeeper, standing: Standing, dry_run: DryRun = replay,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        table: RecordTable[RuleRow] = RecordTable(
            RULES, lambda row: row.rule.id, order=Order("title")
        )
        empty = _EMPTY if keeper.judges else _NOT_JUDGED
        super().__init__(keeper, _known, "rules", table, N_("Rules"), empty, parent)
        self._theme = LIGHT
        self._next = ""
        """The rule that is to be chosen once it is shown."""
        self._subjects: tuple[Subject, ...] = ()
        self._known = Known((), {}, ())
        self.dry_run = DryRunPanel(keeper, dry_run)
        self.exchange = RulesExchange(self)
        self._soon = QTimer(self, singleShot=True, interval=_LOOK_AGAIN)
        self._soon.timeout.connect(self.refresh)
        self._connect()
        self.panel.offer(*by_right(self._commands(), NEEDED, standing))
        self.panel.begin_as("add-rule")
        standing.changed.connect(self.panel.refresh_actions)

    def _connect(self) -> None:
        self.split.form_changed.connect(self.panel.refresh_actions)
        self.dry_run.left.connect(self.split.show_again)
        self.dry_run.open_wanted.connect(self.open_wanted)
        self.exchange.failed.connect(self._fail)
        self.exchange.done.connect(self.panel.strip.show_done)
        self.exchange.wanted.connect(self._take_over)
        self._keeper.delivered.connect(self._take)

    def _commands(self) -> tuple[Command, ...]:
        return (
            Command("edit-rule", N_("&Edit…"), self.edit, ("F2",), icon="edit",
                    enabled=lambda: self.panel.view.current is not None),
            Command("add-rule", N_("&New rule…"), self.add, ("Ins",), icon="add",
                    enabled=lambda: self._keeper.judges),
            Command("switch-rule", N_("On or &off"), self.switch, icon="pause",
                    enabled=lambda: bool(self.panel.view.selected_records)),
            Command("dry-run", N_("&Dry run…"), self.try_current, ("Ctrl+D",), icon="run",
                    enabled=lambda: self.panel.view.current is not None),
            Command("import-rules", N_("&Import…"), self.read_in, icon="import",
                    enabled=lambda: self._keeper.judges),
            Command("export-rules", N_("E&xport…"), self.write_out, icon="export",
                    enabled=lambda: self.table.total > 0),
            Command("made-in-rule", N_("&Back as made in"), self.back, icon="reset",
                    enabled=lambda: bool(self._of_kind(CHANGED))),
            Command("remove-rule", N_("&Remove…"), self.remove, ("Del",), icon="close",
                    enabled=lambda: bool(self._of_kind(OWN))),
            Command("copy-rule", N_("New rule &like this…"), self.add_like_this,
                    enabled=lambda: self.panel.view.current is not None),
        )  # fmt: skip

    # what there is

    def set_subjects(self, subjects: Iterable[Subject]) -> None:
        """Who is watched: names for the scopes, and whom a dry run is about."""
        self._subjects = tuple(subjects)
        self.dry_run.set_subjects(self._subjects)
        self._show()

    @property
    def _names(self) -> dict[str, str]:
        return {subject.instance: subject.name for subject in self._subjects}

    def _waiting(self) -> str:
        return _("Reading the rules…")

    def _fill(self, known: Known) -> None:
        self._known = known
        self._show()
        if self._next and self.panel.view.select(self._next):
            self._next = ""

    def _show(self) -> None:
        metrics = self._keeper.catalogue.metrics
        known = self._known
        rows = rule_rows(known.rules, known.made_in, known.alerts, metrics, self._names)
        if self._keeper.judges:
            self.panel.show_records(rows)
        self.changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """What was not looked at is not counted: it is behind."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._soon.stop()

    @Slot(object)
    def _take(self, delivery: Delivery) -> None:
        if delivery.alerts and self.isVisible() and not self._soon.isActive():
            self._soon.start()

    # what can be done

    @Slot()
    def edit(self) -> None:
        """Open the form of the rule the keyboard is on."""
        if (row := self.panel.view.current) is not None:
            form = self.split.form
            if form is not None and form.key == row.rule.id:
                self.split.show_again()
                form.setFocus()
                return
            self._open(draft_of(row.rule), row.made)

    @Slot()
    def add(self) -> None:
        """A new rule of the user's own."""
        self._open(new_draft(), None)

    @Slot()
    def add_like_this(self) -> None:
        """A new one with all that stands in the current one."""
        if (row := self.panel.view.current) is not None:
            self._open(new_draft(row.rule), None)

    def _open(self, draft: RuleDraft, made: Rule | None) -> None:
        metrics = self._keeper.catalogue.metrics
        self.split.open(lambda: RuleForm(draft, metrics, self._subjects, made), self._wire)

    def _wire(self, form: RuleForm) -> None:
        form.save_wanted.connect(self._save)
        form.dry_run_wanted.connect(self._try)
        form.made_in_wanted.connect(self._ask_back_from_form)

    @Slot(object)
    def _save(self, rule: Rule) -> None:
        form = self.split.form
        assert form is not None
        form.wait()
        self._next = rule.id
        job = self._do(lambda judge: judge.set_rule(rule))
        job.succeeded.connect(lambda: self._kept(form, rule))
        job.failed.connect(form.refuse)

    def _kept(self, form: Any, rule: Rule) -> None:
        if self.split.form is form:
            self.split.close_form()
        self.panel.strip.show_done(_("The rule is kept, and holds from now on."))

    @Slot()
    def switch(self) -> None:
        """Switch those that are selected off; where all of them are, on."""
        rules = [row.rule for row in self.panel.view.selected_records]
        on = not any(rule.enabled for rule in rules)
        job = self._do(lambda judge: _each(judge.set_rule, (replace(r, enabled=on) for r in rules)))
        job.failed.connect(self._fail)

    def _of_kind(self, kind: str) -> list[RuleRow]:
        return [row for row in self.panel.view.selected_records if row.kind == kind]

    @Slot()
    def back(self) -> None:
        """Have those that were changed be as they are made in, after asking."""
        self._ask_drop(_("Back to what is made in?"), self._of_kind(CHANGED), _("Back"))

    @Slot()
    def remove(self) -> None:
        """Have those of the user's own no more, after asking."""
        self._ask_drop(_("Remove these rules?"), self._of_kind(OWN), _("Remove"))

    @Slot(object)
    def _ask_back_from_form(self, id_: str) -> None:
        row = self.table.records.get(id_)
        if row is not None and row.kind != MADE_IN:
            self._ask_drop(_("Back to what is made in?"), [row], _("Back"))

    def _ask_drop(self, title: str, rows: list[RuleRow], yes: str) -> None:
        if not rows:
            return
        ids = [row.rule.id for row in rows]
        ask = Ask(title, [], hits=[row.title for row in rows], yes=yes, parent=self)
        ask.agreed.connect(lambda: self._drop(ids))
        ask.open()

    def _drop(self, ids: list[str]) -> None:
        form = self.split.form
        job = self._do(lambda judge: _each(judge.drop_rule, ids))
        job.failed.connect(self._fail)
        if form is not None and form.key in ids:
            job.succeeded.connect(self.split.close_form)

    @Slot()
    def try_current(self) -> None:
        """When the current rule would have fired; as it is typed where its form is open."""
        row, form = self.panel.view.current, self.split.form
        if row is None:
            return
        if isinstance(form, RuleForm) and form.key == row.rule.id:
            form.dry_run.click()
        else:
            self._try(row.rule)

    @Slot(object)
    def _try(self, rule: Rule) -> None:
        self.split.show_beside(self.dry_run)
        self.dry_run.begin(rule)

    @Slot()
    def read_in(self) -> None:
        """Rules of a file: shown before they are taken."""
        self.exchange.ask_import(self.held, self._theme)

    def held(self, read: Sequence[Rule]) -> tuple[RuleChange, ...]:
        """What rules of a file would change; called in a thread."""
        metrics = self._keeper.catalogue.metrics
        return changes(read, self._known.rules, metrics, self._names, watchable(metrics))

    @Slot(object)
    def _take_over(self, rules: Sequence[Rule]) -> None:
        job = self._do(lambda judge: _each(judge.set_rule, rules))
        job.failed.connect(self._fail)
        said = ngettext(
            "{count} rule was taken over.", "{count} rules were taken over.", len(rules)
        ).format(count=count(len(rules)))
        job.succeeded.connect(lambda: self.panel.strip.show_done(said))

    @Slot()
    def write_out(self) -> None:
        """What was changed and what is one's own into a file."""
        self.exchange.ask_export(self._known.rules, self._known.made_in)

    def commands(self) -> tuple[Command, ...]:
        """What can be done here; the same as over the table."""
        return self._commands()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        super().retranslate()
        self.dry_run.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        super().apply_theme(theme)
        self.dry_run.apply_theme(theme)

    def shut(self) -> None:
        """End what runs."""
        self.dry_run.cancel()
