"""The judge as people tell it what to do: asked for, and in the journal."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from app.domain.journal import Deed
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.rule import Rule, Silence, Subject
from app.domain.rights import Ability
from app.flows.ours import changing, listed
from app.flows.rights import Warden
from app.i18n import _
from app.monitor.alerts import Judge
from app.monitor.catalogue import Catalogue


class AskedJudge(Judge):
    """A `Judge` that does what it is told by those who have the right to it.

    Raises, beside what the judge does:
        Refused: whoever sits in front may not.
        Unwritable: the journal could not be written; nothing was changed.
    """

    def __init__(self, folder: Path, catalogue: Catalogue, warden: Warden, **options: Any) -> None:
        """`options` are those of the judge."""
        super().__init__(folder, catalogue, **options)
        self.warden = warden
        self._names: dict[str, str] = {}

    def know(self, subjects: Iterable[Subject]) -> tuple[Alert, ...]:
        """As the judge; what they are called stands in the journal."""
        known = tuple(subjects)
        self._names = {each.instance: each.name for each in known}
        return super().know(known)

    def acknowledge(self, id_: str, by: str, at: float | None = None) -> tuple[Alert, ...]:
        """As the judge."""
        with self._seeing(_("{user} acknowledges an alert of {instance}: {alert}"), id_):
            return super().acknowledge(id_, by, at)

    def unacknowledge(self, id_: str) -> tuple[Alert, ...]:
        """As the judge."""
        text = _("{user} takes the acknowledgement of an alert of {instance} back: {alert}")
        with self._seeing(text, id_):
            return super().unacknowledge(id_)

    def silence(self, silence: Silence) -> tuple[Alert, ...]:
        """As the judge."""
        text = _("{user} silences alerts of {whom}: {reason}")
        with self._quieting(text, silence):
            return super().silence(silence)

    def unsilence(self, id_: str) -> tuple[Alert, ...]:
        """As the judge."""
        held = next((each for each in self.silences if each.id == id_), None)
        if held is None:
            return super().unsilence(id_)
        with self._quieting(_("{user} ends the silence of alerts of {whom}."), held):
            return super().unsilence(id_)

    def set_rule(self, rule: Rule) -> tuple[Alert, ...]:
        """As the judge."""
        known = {each.id: each for each in self.rules}
        before = known.get(rule.id)
        with self._ruling(_("{user} sets the alert rule {rule}."), rule.id, _others(rule, before)):
            return super().set_rule(rule)

    def drop_rule(self, id_: str) -> tuple[Alert, ...]:
        """As the judge."""
        with self._ruling(_("{user} drops the alert rule {rule}, or what was changed of it."), id_):
            return super().drop_rule(id_)

    def _seeing(self, text: str, id_: str) -> AbstractContextManager[None]:
        alert = next((each for each in self.alerts if each.id == id_), None)
        instance = alert.instance if alert is not None else ""
        return changing(
            self.warden, Ability.SEE_TO_ALERTS, Deed.ALERT_SEEN_TO, text,
            facts=[("alert", id_), ("instance", instance)],
            instance=self._names.get(instance, instance), alert=alert.text if alert else id_,
        )  # fmt: skip

    def _quieting(self, text: str, silence: Silence) -> AbstractContextManager[None]:
        scope = silence.scope
        instances = (self._names.get(each, each) for each in scope.instances)
        whom = listed(sorted((*instances, *scope.types, *scope.environments, *scope.tags)))
        until = "" if silence.until is None else f"{silence.until:.0f}"
        return changing(
            self.warden, Ability.SEE_TO_ALERTS, Deed.ALERT_SEEN_TO, text,
            facts=[
                ("silence", silence.id), ("instances", listed(sorted(scope.instances))),
                ("rules", listed(sorted(silence.rules))), ("until", until),
            ],
            whom=whom or _("everybody"), reason=silence.reason or "—",
        )  # fmt: skip

    def _ruling(self, text: str, id_: str, changed: str = "") -> AbstractContextManager[None]:
        return changing(
            self.warden, Ability.CHANGE_RULES, Deed.RULES_CHANGED, text,
            facts=[("rule", id_), ("changed", changed)], rule=id_,
        )  # fmt: skip


def _others(rule: Rule, before: Rule | None) -> str:
    """Which parts of a rule are others."""
    if before is None:
        return "new"
    names = ("metric", "thresholds", "scope", "parts", "enabled", "title", "note")
    return " ".join(name for name in names if getattr(rule, name) != getattr(before, name))
