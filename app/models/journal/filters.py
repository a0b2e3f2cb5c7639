"""What is chosen over the journal, and which entries are read for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from app.domain.act import Ending
from app.i18n import N_
from app.store.journal import Wanted


class Period(Enum):
    """Of what time."""

    ALL = "all"
    HOUR = "hour"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    CHOSEN = "chosen"


PERIOD_NAMES = {
    Period.ALL: N_("Any time"), Period.HOUR: N_("Last hour"), Period.TODAY: N_("Today"),
    Period.WEEK: N_("Last 7 days"), Period.MONTH: N_("Last 30 days"),
    Period.CHOSEN: N_("From … to …"),
}  # fmt: skip
_LENGTHS = {
    Period.HOUR: timedelta(hours=1), Period.WEEK: timedelta(days=7),
    Period.MONTH: timedelta(days=30),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """As it stands over the table. What is empty does not count."""

    text: str = ""
    period: Period = Period.ALL
    begin: datetime | None = None
    """With its time zone, as `end`; both count only where the period is `CHOSEN`."""
    end: datetime | None = None
    kinds: frozenset[str] = frozenset()
    ending: Ending | None = None
    who: str = ""
    place: str = ""

    def wanted(self, now: datetime) -> Wanted:
        """What is read of the journal; `now` has the time zone in which days begin."""
        begin = self._begin(now)
        return Wanted(
            since=begin,
            until=self.end if self.period is Period.CHOSEN else None,
            place=self.place.strip(),
            text=self.text.strip(),
            who=self.who.strip(),
            kinds=self.kinds,
            endings=frozenset(() if self.ending is None else (self.ending,)),
        )

    def _begin(self, now: datetime) -> datetime | None:
        match self.period:
            case Period.ALL:
                return None
            case Period.CHOSEN:
                return self.begin
            case Period.TODAY:
                return now.replace(hour=0, minute=0, second=0, microsecond=0)
        return now - _LENGTHS[self.period]
