"""A silence or a maintenance window while it is being made. No Qt."""

from dataclasses import dataclass, field, replace

from app.domain.monitoring.rule import Scope, Silence, Weekly
from app.domain.validation import BadField
from app.i18n import _

_DAY = 1440
"""Minutes."""


@dataclass(frozen=True, slots=True)
class SilenceDraft:
    """What stands in the form. Times are seconds since 1970, or minutes since midnight."""

    id: str
    scope: Scope = field(default_factory=Scope)
    rules: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    reason: str = ""
    by: str = ""
    begin: float = 0.0
    until: float | None = None
    """None is until it is taken back."""
    weekly: bool = False
    days: frozenset[int] = frozenset()
    opens: int = 120
    closes: int = 240
    base: Weekly | None = field(default=None, compare=False)
    """What it was made of: one longer than a day stays so while nobody touches it."""

    def silence(self) -> Silence:
        """The silence that is meant.

        Raises:
            BadField: `until`, `days` or `closes` makes no sense.
        """
        if self.until is not None and self.until <= self.begin:
            raise BadField(
                _("It would be over before it began."), field="until",
                hint=_("Choose an end that lies behind the beginning."),
            )  # fmt: skip
        return Silence(
            self.id, self.begin, self.until, self.scope, self.rules, self.keys,
            self._window() if self.weekly else None, self.reason.strip(), self.by,
        )  # fmt: skip

    def _window(self) -> Weekly:
        if not self.days:
            raise BadField(
                _("Say on which days the window opens."), field="days",
                hint=_("Tick at least one."),
            )  # fmt: skip
        minutes = (self.closes - self.opens) % _DAY or _DAY
        base = self.base
        if base is not None and (base.begin, base.minutes % _DAY) == (self.opens, minutes % _DAY):
            minutes = base.minutes
        return Weekly(self.days, self.opens, minutes)


def draft_of(silence: Silence) -> SilenceDraft:
    """What stands in the form when one is opened that is there already."""
    draft = SilenceDraft(
        id=silence.id, scope=silence.scope, rules=silence.rules, keys=silence.keys,
        reason=silence.reason, by=silence.by, begin=silence.begin, until=silence.until,
    )  # fmt: skip
    weekly = silence.weekly
    if weekly is None:
        return draft
    closes = (weekly.begin + weekly.minutes) % _DAY
    return replace(
        draft, weekly=True, days=weekly.days, opens=weekly.begin, closes=closes, base=weekly
    )
