"""From samples to alerts: every rule on every series, and what is told of it, once."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from math import isfinite
from pathlib import Path

from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.metric import Family
from app.domain.monitoring.rule import AGE, HEALTH, Rule, Silence, Subject
from app.domain.monitoring.sample import Health, Sample
from app.i18n import _
from app.monitor.alerts.case import Case
from app.monitor.alerts.cases import Cases, Changed
from app.monitor.alerts.keeping import Keeping
from app.monitor.alerts.quiet import is_over
from app.monitor.alerts.rulebook import Rulebook
from app.monitor.alerts.rules_file import KeptRules
from app.monitor.alerts.seat import Seat, looking_on, nothing_changed
from app.monitor.alerts.states import Stamp, States, stamp
from app.monitor.alerts.trend import Past, full_at, is_due
from app.monitor.alerts.watched import Watched, period_of, should_bring
from app.monitor.catalogue import Catalogue

RULES = "rules.toml"
"""The file of the user's rules in the folder of a judge."""
_TICK = 1.0
"""Seconds between two looks at what only time changes: ages, silences."""
_FRESH = 5.0
"""Seconds for which nothing is old, whatever a rule says."""
_ASLEEP = 30.0
"""Seconds without a call: the computer slept, and what is old is so for that reason."""
_AHEAD_AT_ONCE = 4
"""Series looked ahead of between two ticks."""
_BELOW = frozenset({Family.HOST})
"""Read beside the instance, also while it does not answer."""


class Judge:
    """One thread at a time uses it. Files in `folder`: `rules.toml`, the user's, and `states.json`.

    Of several programs on one folder the first that is told what to do judges; the others show
    what that one finds, change nothing (StoreTrouble), and one takes its place when it is gone.

    What is returned by the methods are the alerts that changed. `past` reads the history, for
    rules that look ahead; without it they rest. `failed` hears when something cannot be kept any
    more, and now and then while that lasts, `mended` a sentence once it can: it is judged and told
    all the same.
    """

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        by: str = "",
        clock: Callable[[], float] = time.time,
        past: Past | None = None,
        failed: Callable[[ConsoleError], object] | None = None,
        mended: Callable[[str], object] | None = None,
        *,
        is_trial: bool = False,
    ) -> None:
        """In a trial nothing is kept of what it comes to."""
        self._by, self._clock, self._past = by, clock, past
        self._failed = failed
        self._folder, self._seat = folder, Seat(folder)
        self._states = States(folder / "states.json")
        self._keeping = Keeping(self._states, clock, failed, mended)
        self._book = Rulebook(catalogue)
        self._watched: dict[str, Watched] = {}
        self.troubles: tuple[ConsoleError, ...] = ()
        """What could not be read when it began."""
        self._read(ours=True)
        self._looks_on = False
        self._is_trial = is_trial
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
        now, changed = self._clock(), Changed()
        before, self._watched = self._watched, {}
        for subject in subjects:
            known = before.get(subject.instance) or Watched(subject, now)
            known.subject = subject
            self._watched[subject.instance] = known
        if not self._judges(now, changed):
            return tuple(changed.values())
        for instance in self._cases.instances:
            if instance not in self._watched:
                self._cases.end_all(instance, now, _("It is not watched any more."), changed)
        self._refit(self._watched.values(), now, changed)
        self._see_silences(now, changed)
        return self._told(changed)

    def take(self, samples: Iterable[Sample] = ()) -> tuple[Alert, ...]:
        """Judge what was sampled; without samples, what time alone changes."""
        now, changed = self._clock(), Changed()
        if not self._seat.held and not self._judges(now, changed):
            return tuple(changed.values())
        if now - self._called > _ASLEEP:
            self._wake(now, changed)
        self._called = now
        for sample in samples:
            watched = self._watched.get(sample.instance)
            if watched is not None and watched.see(sample, now):
                self._judge(sample, watched, now, changed)
        ticked = not 0 <= now - self._ticked < _TICK
        if ticked:
            self._tick(now, changed)
        if ticked or changed:
            self._see_silences(now, changed)
        return self._told(changed)

    # ------------------------------------------------------------------------- what users do

    def acknowledge(self, id_: str, by: str, at: float | None = None) -> tuple[Alert, ...]:
        """Somebody sees to it; until it clears, or gets worse."""
        self._must_judge()
        when = self._clock() if at is None else at
        return self._told(
            self._cases.change(id_, lambda a: replace(a, acknowledged=when, acknowledged_by=by))
        )

    def unacknowledge(self, id_: str) -> tuple[Alert, ...]:
        """Nobody does, after all."""
        self._must_judge()
        return self._told(
            self._cases.change(id_, lambda a: replace(a, acknowledged=None, acknowledged_by=""))
        )

    def silence(self, silence: Silence) -> tuple[Alert, ...]:
        """Keep quiet of what fits; one of the same id takes its place."""
        self._must_judge()
        self._silences[silence.id] = silence
        return self._told(self._see_silences(self._clock(), Changed()), always=True)

    def unsilence(self, id_: str) -> tuple[Alert, ...]:
        """Speak of it again."""
        self._must_judge()
        if self._silences.pop(id_, None) is None:
            return ()
        return self._told(self._see_silences(self._clock(), Changed()), always=True)

    def set_rule(self, rule: Rule) -> tuple[Alert, ...]:
        """It holds from now on. StoreTrouble where it cannot be kept: then nothing changed."""
        self._must_judge()
        before = self._book.own
        self._book.set(rule)
        return self._rules_changed(before)

    def drop_rule(self, id_: str) -> tuple[Alert, ...]:
        """What is made in holds again, or none. StoreTrouble as above."""
        self._must_judge()
        before = self._book.own
        self._book.drop(id_)
        return self._rules_changed(before)

    def close(self) -> None:
        """Keep what is to be kept, and let another judge."""
        if self._seat.held:
            self._told(Changed(), always=True)
        self._seat.leave()

    # -------------------------------------------------------------------------- who judges

    def _judges(self, now: float, changed: Changed) -> bool:
        """Whether it is we; else what the one finds who does has changed. Where that one is gone,
        what it left goes on with us.
        """
        if self._is_trial or self._seat.held:
            return True
        ours = self._seat.take()
        if self._stamps != self._stamps_now():
            before = {alert.id: alert for alert in self.alerts}
            self._read(ours=ours)
            changed.update({a.id: a for a in self.alerts if before.get(a.id) != a})
        if ours and self._looks_on:
            self._refit(self._watched.values(), now, changed)
            self._wake(now, changed)
            self._called = now
        elif not ours and not self._looks_on and self._failed is not None:
            self._failed(looking_on())
        self._looks_on = not ours
        return ours

    def _must_judge(self) -> None:
        """Have whoever changes something be the one who judges."""
        if self._is_trial or self._seat.held:
            return
        if self._looks_on or not self._seat.take(at_once=True):
            raise nothing_changed()
        if self._stamps != self._stamps_now():
            self._read(ours=True)
            self._refit(self._watched.values(), self._clock(), Changed())

    def _stamps_now(self) -> tuple[Stamp, Stamp]:
        return self._states.stamp, stamp(self._folder / RULES)

    def _read(self, *, ours: bool) -> None:
        """What is kept, by us or by another: told of as ours, for whoever judges here next."""
        stamps = self._stamps_now()
        self._rules = KeptRules(self._folder / RULES)
        alerts, silences, trouble = self._states.read(ours=ours)
        self._stamps = stamps
        self.troubles = (*self._rules.troubles, *((trouble,) if trouble is not None else ()))
        self._book.own = self._rules.rules
        self._silences = {silence.id: silence for silence in silences}
        self._cases = Cases(replace(alert, by=self._by) for alert in alerts)

    # -------------------------------------------------------------------------------- judging

    def _judge(self, sample: Sample, watched: Watched, now: float, changed: Changed) -> None:
        instance, at = sample.instance, sample.at
        if watched.change_role(sample.role):
            self._refit([watched], now, changed)
        if sample.health is not Health.UP:
            self._hold(watched, at, changed)
        self._see_health(watched, at, changed)
        on = watched.held(self._book).on
        cases = self._cases.of(instance)
        for key, value in sample.values.items():
            for holding in on(key):
                case = cases.get((holding.rule.id, key))
                if case is None:
                    if not holding.could_matter(value):
                        continue
                    if isfinite(value):
                        case = self._cases.made(holding, instance, key)
                if case is not None and isfinite(value):
                    self._see(case, value, at, changed)
        if cases:
            self._see_missing(sample, cases.values(), changed)
            self._cases.drop_idle(instance)

    def _see(self, case: Case, value: float, at: float, changed: Changed) -> None:
        if case.holding.looks_ahead and self._past is not None and self._ahead > 0:
            limits = case.holding.thresholds
            grew = value > case.looked_ahead_of or case.full_at is not None
            if is_due(limits, value, case.looked_ahead_at, at, grew=grew):
                self._ahead -= 1
                case.looked_ahead_at, case.looked_ahead_of = at, value
                case.full_at = full_at(limits, self._past, case.instance, case.key, at)
        if case.take(value, at, period_of(case.holding.metric), self._by):
            self._cases.tell(case, changed)

    def _see_health(self, watched: Watched, at: float, changed: Changed) -> None:
        """Whether it answers: as when somebody looked last, however long ago that is."""
        answers = watched.answers
        if answers is not None:
            self._see_own(watched, HEALTH, answers, at, changed, watched.trouble)

    def _see_own(
        self, watched: Watched, key: str, value: float, at: float, changed: Changed,
        trouble: str = "",
    ) -> None:  # fmt: skip
        instance = watched.subject.instance
        for holding in watched.held(self._book).on(key):
            there = (holding.rule.id, key) in self._cases.of(instance)
            if not there and not holding.could_matter(value):
                continue
            case = self._cases.made(holding, instance, key)
            if case.take(value, at, period_of(None), self._by, trouble):
                self._cases.tell(case, changed)

    def _hold(self, watched: Watched, at: float, changed: Changed) -> None:
        """It does not answer: nothing else of it begins or ends meanwhile."""
        for case in self._cases.of(watched.subject.instance).values():
            metric = case.holding.metric
            beside = metric is not None and metric.family in _BELOW
            health = case.key == HEALTH and watched.answers is not None
            if not beside and not health and case.hold(at):
                self._cases.tell(case, changed)

    def _see_missing(self, sample: Sample, cases: Iterable[Case], changed: Changed) -> None:
        for case in cases:
            metric = case.holding.metric
            if metric is None or not should_bring(sample, metric):
                continue
            if isfinite(sample.values.get(case.key, float("nan"))):
                continue
            if case.miss(sample.at, period_of(metric)):
                self._cases.tell(case, changed)

    def _wake(self, now: float, changed: Changed) -> None:
        """Nobody was looked at, and the network may not be there yet: nothing counts so far."""
        for instance, watched in self._watched.items():
            watched.health, watched.seen_at = Health.UNKNOWN, now
            for case in self._cases.of(instance).values():
                if case.hold(now):
                    self._cases.tell(case, changed)

    def _tick(self, now: float, changed: Changed) -> None:
        self._ticked, self._ahead = now, _AHEAD_AT_ONCE
        for instance, watched in self._watched.items():
            if watched.answers == 0:
                self._see_health(watched, now, changed)
            age, own = watched.age(now), self._cases.of(instance)
            if own or age > _FRESH:
                self._see_own(watched, AGE, age, now, changed)
                self._cases.drop_idle(instance)
        over = [id_ for id_, each in self._silences.items() if is_over(each, now)]
        for id_ in over:
            del self._silences[id_]
        self._cases.forget_old(now)

    def _see_silences(self, now: float, changed: Changed) -> Changed:
        subjects = {id_: each.subject for id_, each in self._watched.items()}
        self._cases.see_silences(self._silences.values(), subjects, now, changed)
        return changed

    # ------------------------------------------------------------------------------- keeping

    def _refit(self, those: Iterable[Watched], now: float, changed: Changed) -> None:
        for watched in those:
            watched.forget_rules()
            held = watched.held(self._book)
            self._cases.refit(watched.subject.instance, held, now, changed)
            self._cases.take_up(watched.subject.instance, held, now, changed)

    def _rules_changed(self, before: tuple[Rule, ...]) -> tuple[Alert, ...]:
        try:
            self._rules.write(self._book.own)
        except ConsoleError:
            self._book.own = before
            raise
        now, changed = self._clock(), Changed()
        self._refit(self._watched.values(), now, changed)
        self._see_silences(now, changed)
        return self._told(changed)

    def _told(self, changed: Changed, *, always: bool = False) -> tuple[Alert, ...]:
        """Keep it, then have it told."""
        if not self._is_trial:
            silences = self._silences.values()
            self._keeping.keep(changed, lambda: self._cases.lasting, silences, always=always)
        return tuple(changed.values())
