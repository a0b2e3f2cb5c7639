"""A judge over the catalogue as it is, a clock that is moved by hand, and samples by the value."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from app.domain.errors import ConsoleError
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.rule import Rule, Subject
from app.domain.monitoring.sample import Health, Sample
from app.monitor.alerts import Judge
from app.monitor.alerts.trend import Past
from app.monitor.catalogue import Catalogue, load
from app.monitor.catalogue.thresholds import thresholds

SHOP = Subject("shop", "shop-1", "mysql", "master", "Production", True, frozenset({"core"}))
KEY = "mysql.threads_connected"
"""A metric that is made without thresholds."""
BEGIN = 1_760_000_000.0


@cache
def catalogue() -> Catalogue:
    return load()


def rule(warning: str = "", critical: str = "", **said: object) -> Rule:
    limits = (
        *thresholds(warning, Severity.WARNING),
        *thresholds(critical, Severity.CRITICAL),
    )
    made = Rule("of the test", KEY, {"": limits})
    return replace(made, **said)  # type: ignore[arg-type]


class Court:
    """A judge, and the time it is."""

    def __init__(
        self, folder: Path, *rules: Rule, subject: Subject | None = SHOP, past: Past | None = None
    ) -> None:
        self.now = BEGIN
        self.subject = subject or SHOP
        self.failures: list[ConsoleError] = []
        self.mended: list[str] = []
        self.judge = Judge(
            folder, catalogue(), clock=lambda: self.now, past=past, failed=self.failures.append,
            mended=self.mended.append,
        )  # fmt: skip
        if subject is not None:  # else nobody read the inventory yet
            self.judge.know([subject])
        for each in rules:
            self.judge.set_rule(each)

    def see(
        self,
        value: float | None = None,
        after: float = 10.0,
        health: Health = Health.UP,
        values: Mapping[str, float] | None = None,
        key: str = KEY,
        tier: Tier = Tier.LIVE,
        role: str = "",
    ) -> tuple[Alert, ...]:
        """Ten seconds later, this is sampled."""
        self.now += after
        found = dict(values or {})
        if value is not None:
            found[key] = value
        trouble = "" if health is Health.UP else "Nobody is there."
        sample = Sample(
            self.subject.instance, tier, self.now, health, found, trouble=trouble, role=role
        )
        return self.judge.take([sample])

    def killed(self) -> None:
        """The process is gone, and with it its lock; nothing more is written."""
        del self.judge
