"""From samples to alerts: every rule on every series, and what is told of it, once."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from math import isfinite
from pathlib import Path

from app import files
from app.domain.errors import BadInput, ConsoleError, StoreTrouble
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.metric import PERIODS, Tier, split_key
from app.domain.monitoring.rule import AGE, HEALTH, Rule, Silence, Subject
from app.domain.monitoring.sample import Health, Sample
from app.i18n import _
from app.monitor.alerts.case import Case
from app.monitor.alerts.cases import Cases, Changed, Held, tell
from app.monitor.alerts.quiet import is_over
from app.monitor.alerts.rulebook import Holding, Rulebook
from app.monitor.alerts.rules_file import read_rules, write_rules
from app.monitor.alerts.states import States
from app.monitor.alerts.trend import Past, full_at, is_due
from app.monitor.catalogue import Catalogue

RULES = "rules.toml"
"""The file of the user's rules in the folder of a judge."""
GONE = 10
"""Looks without a value after which there is no such thing any more."""
_TICK = 1.0
"""Seconds between two looks at what only time changes: ages, silences."""
_ASLEEP = 30.0
"""Seconds without a call: the computer slept, and what is old is so for that reason."""
_AHEAD_AT_ONCE = 4
"""Series looked ahead of in one call."""
_ANSWERS = {Health.UP: 1.0, Health.STALLED: 0.0, Health.DOWN: 0.0, Health.REFUSED: 0.0}
"""An instance whose password nobody unlocked is not judged: nobody looked."""


class Judge:
    """One thread at a time uses it. Files in `folder`: `rules.toml`, the user's, and `states.json`.

    What is returned by the methods are the alerts that changed. `past` reads the history, for
    rules that look ahead; without it they rest.
    """

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        by: str = "",
        clock: Callable[[], float] = time.time,
        past: Past | None = None,
    ) -> None:
        self._by, self._clock, self._past = by, clock, past
        self._rules_path = folder / RULES
        self._states = States(folder / "states.json")
        own, self.troubles = _own_rules(self._rules_path)
        """What could not be read when it began, and what could not be kept since."""
        self._unread = bool(self.troubles)
        self._book = Rulebook(catalogue, own)
        self._subjects: dict[str, Subject] = {}
        self._roles: dict[str, str] = {}
        self._newest: dict[str, float] = {}
        self._last: dict[tuple[str, Tier], float] = {}
        alerts, silences, trouble = self._states.read()
        self.troubles += [trouble] if trouble is not None else []
        self._silences = {silence.id: silence for silence in silences}
        self._cases = Cases(alerts)
        self._ahead = _AHEAD_AT_ONCE
        self._called = self._ticked = clock()

    # -------------------------------------------------------------------------- what there is

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Pending, firing, and those that were over within the last seven days."""
        return self._cases.alerts

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All there are: made in, changed, own."""
        return self._book.rules

    @property
    def own_rules(self) -> tuple[Rule, ...]:
        """What the user changed or added: what an export holds."""
        return self._book.own

    @property
    def made_in(self) -> Mapping[str, Rule]:
        """What the catalogue makes, by id."""
        return self._book.made_in

    @property
    def silences(self) -> tuple[Silence, ...]:
        """All that are not over."""
        return tuple(self._silences.values())

    # ---------------------------------------------------------------------------- what comes

    def know(self, subjects: Iterable[Subject]) -> tuple[Alert, ...]:
        """These are watched, and no others: what stood of others ends."""
        self._subjects = {subject.instance: subject for subject in subjects}
        self._book.forget()
        now = self._clock()
        changed: Changed = {}
        for instance in self._cases.instances:
            if instance not in self._subjects:
                self._cases.end_all(instance, now, _("It is not watched any more."), changed)
        for known in (self._newest, self._roles):
            for instance in known.keys() - self._subjects.keys():
                del known[instance]
        for instance in self._subjects:
            self._cases.take_up(instance, self._held(instance), now, changed)
        self._refit_all(changed)
        return self._told(changed)

    def take(self, samples: Iterable[Sample] = ()) -> tuple[Alert, ...]:
        """Judge what was sampled; without samples, what time alone changes."""
        now = self._clock()
        changed: Changed = {}
        for sample in samples:
            subject = self._subjects.get(sample.instance)
            if subject is not None:
                self._judge(sample, subject, changed)
        if now - self._called > _ASLEEP:
            self._newest = dict.fromkeys(self._newest, now)
        self._called = now
        if not 0 <= now - self._ticked < _TICK:
            self._ticked = now
            self._see_ages(now, changed)
            self._silences = {
                i: each for i, each in self._silences.items() if not is_over(each, now)
            }
            self._cases.forget_old(now)
        self._see_silences(now, changed)
        return self._told(changed)

    # ------------------------------------------------------------------------- what users do

    def acknowledge(self, id_: str, by: str, at: float | None = None) -> tuple[Alert, ...]:
        """Somebody sees to it; until it clears, or gets worse."""
        when = self._clock() if at is None else at
        return self._told(
            self._cases.change(id_, lambda a: replace(a, acknowledged=when, acknowledged_by=by))
        )

    def unacknowledge(self, id_: str) -> tuple[Alert, ...]:
        """Nobody does, after all."""
        return self._told(
            self._cases.change(id_, lambda a: replace(a, acknowledged=None, acknowledged_by=""))
        )

    def silence(self, silence: Silence) -> tuple[Alert, ...]:
        """Keep quiet of what fits; one of the same id takes its place."""
        self._silences[silence.id] = silence
        return self._told(self._see_silences(self._clock(), {}), always=True)

    def unsilence(self, id_: str) -> tuple[Alert, ...]:
        """Speak of it again."""
        if self._silences.pop(id_, None) is None:
            return ()
        return self._told(self._see_silences(self._clock(), {}), always=True)

    def set_rule(self, rule: Rule) -> tuple[Alert, ...]:
        """It holds from now on. StoreTrouble where it cannot be kept: then nothing changed."""
        before = self._book.own
        self._book.set(rule)
        return self._rules_changed(before)

    def drop_rule(self, id_: str) -> tuple[Alert, ...]:
        """What is made in holds again, or none."""
        before = self._book.own
        self._book.drop(id_)
        return self._rules_changed(before)

    def close(self) -> None:
        """Keep what is to be kept; nothing is held open."""
        self._told({}, always=True)

    # -------------------------------------------------------------------------------- judging

    def _judge(self, sample: Sample, subject: Subject, changed: Changed) -> None:
        instance, at = sample.instance, sample.at
        if at <= self._last.get((instance, sample.tier), float("-inf")):
            return  # it came late; what is newer was judged already
        self._last[instance, sample.tier] = at
        self._newest[instance] = max(at, self._newest.get(instance, at))
        role = sample.role or self._roles.get(instance) or subject.role
        if self._roles.get(instance) != role:
            self._roles[instance] = role
            self._cases.refit(instance, self._held(instance), self._clock(), changed)
        held = self._held(instance)
        cases = self._cases.of(instance)
        period = PERIODS[sample.tier]
        if (answers := _ANSWERS.get(sample.health)) is not None:
            for holding in held.get(HEALTH, ()):
                self._see(holding, instance, HEALTH, answers, at, period, changed, sample.trouble)
        if sample.health is not Health.UP:
            for case in cases.values():
                if case.holding.rule.metric not in (HEALTH, AGE) and case.forget_pending(at):
                    tell(case, changed)
            return
        for key, value in sample.values.items():
            holdings = held.get(split_key(key)[0])
            if holdings is not None and isfinite(value):
                for holding in holdings:
                    self._see(holding, instance, key, value, at, period, changed)
        self._see_missing(sample, cases, changed)

    def _see(
        self, holding: Holding, instance: str, key: str, value: float, at: float, period: float,
        changed: Changed, trouble: str = "",
    ) -> None:  # fmt: skip
        if not holding.watches(key):
            return
        cases = self._cases.of(instance)
        case = cases.get((holding.rule.id, key))
        if case is None:
            if not _is_worth_it(holding, value):
                return
            case = cases[holding.rule.id, key] = Case(holding, instance, key)
        if case.take(value, at, period, self._by, trouble):
            tell(case, changed)
        if case.has_trends and self._past is not None:
            self._look_ahead(case, value, at, self._past)

    def _look_ahead(self, case: Case, value: float, at: float, past: Past) -> None:
        limits = case.holding.thresholds
        if self._ahead > 0 and is_due(limits, value, case.looked_ahead_at, at):
            self._ahead -= 1
            case.looked_ahead_at = at
            case.full_at = full_at(limits, past, case.instance, case.key, at)

    def _see_missing(
        self, sample: Sample, cases: Mapping[tuple[str, str], Case], changed: Changed
    ) -> None:
        families = {key.partition(".")[0] for key in sample.values}
        for case in cases.values():
            metric = case.holding.metric
            if metric is None or metric.tier is not sample.tier or case.key in sample.values:
                continue
            if metric.family in families:
                case.missed += 1
            if case.missed == GONE and case.end(sample.at, _("There is no such value any more.")):
                tell(case, changed)

    def _see_ages(self, now: float, changed: Changed) -> None:
        self._ahead = _AHEAD_AT_ONCE
        for instance, newest in self._newest.items():
            for holding in self._held(instance).get(AGE, ()):
                self._see(holding, instance, AGE, max(0.0, now - newest), now, _TICK, changed)

    def _see_silences(self, now: float, changed: Changed) -> Changed:
        self._cases.see_silences(self._silences.values(), self._subjects, now, changed)
        return changed

    def _held(self, instance: str) -> Held:
        subject = self._subjects.get(instance)
        if subject is None:
            return {}
        return self._book.holding(subject, self._roles.get(instance) or subject.role)

    def _refit_all(self, changed: Changed) -> None:
        for instance in self._cases.instances:
            self._cases.refit(instance, self._held(instance), self._clock(), changed)

    # ------------------------------------------------------------------------------- keeping

    def _rules_changed(self, before: tuple[Rule, ...]) -> tuple[Alert, ...]:
        try:
            if self._unread:  # what could not be read stays for whoever mends it
                self._rules_path.replace(self._rules_path.with_suffix(".damaged"))
                self._unread = False
            files.write(self._rules_path, write_rules(self._book.own).encode())
        except OSError as error:
            for rule in self._book.own:
                self._book.drop(rule.id)
            for rule in before:
                self._book.set(rule)
            raise StoreTrouble(
                _("The rules cannot be kept: {reason}").format(reason=error.strerror),
                hint=_("Nothing was changed."),
            ) from error
        changed: Changed = {}
        self._refit_all(changed)
        return self._told(changed)

    def _told(self, changed: Changed, *, always: bool = False) -> tuple[Alert, ...]:
        """Keep it, then have it told: the other way round it would be told twice after a kill."""
        self._cases.note(changed)
        if always or any(alert.fired is not None for alert in changed.values()):
            self._states.write(self._cases.lasting, self._silences.values())
        return tuple(changed.values())


def _is_worth_it(holding: Holding, value: float) -> bool:
    """Whether anything could come of it: most values are as they should be and leave no trace."""
    return any(
        each.within is not None or (value < each.limit if each.below else value > each.limit)
        for each in holding.thresholds
    )


def _own_rules(path: Path) -> tuple[tuple[Rule, ...], list[ConsoleError]]:
    """The user's rules, and what is wrong with those that could not be taken."""
    try:
        rules, troubles = read_rules(path.read_text("utf-8"))
    except FileNotFoundError:
        return (), []
    except (OSError, UnicodeDecodeError) as error:
        return (), [StoreTrouble(_("The rules cannot be read: {reason}").format(reason=error))]
    except BadInput as error:
        return (), [error]
    return rules, list(troubles)
