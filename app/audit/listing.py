"""Which findings of a statement are listed: of one rule a thousand, for nobody reads more.

A CREATE TABLE of 50,000 columns has a quarter of a million. The others are counted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.audit.prepared import Spot
from app.audit.profile import Active
from app.audit.registry import Hit
from app.audit.saying import of_seen
from app.audit.scope import Seen
from app.audit.suppress import Suppression, reason_of
from app.domain.finding import LISTED, Finding, Unlisted


class Listing:
    """Counts what is not listed, for one file.

    The first ones are listed, as the rules come to them; of those that are suppressed as many,
    apart from the others, and their rest is not counted.
    """

    def __init__(self) -> None:
        self._left_out: dict[str, Unlisted] = {}
        self._last: dict[str, int] = {}  # the statement of which something was last left out

    @property
    def left_out(self) -> tuple[Unlisted, ...]:
        """What was left out until now, rule by rule."""
        return tuple(self._left_out.values())

    def listed(
        self, spots: list[Spot], line: int, number: int, suppressions: Sequence[Suppression]
    ) -> list[Spot]:
        """Those of `spots` that are listed; they are of statement `number`, which begins at `line`.

        More of the statement may be asked about, with what was listed before among them.
        """
        if len(spots) <= LISTED:
            return spots
        counts: Counter[tuple[str, bool]] = Counter()
        listed: list[Spot] = []
        more: dict[str, tuple[Active, int]] = {}
        for spot in spots:
            active, _hit, start, _end = spot
            rule = active.rule.id
            quiet = bool(suppressions) and reason_of(suppressions, rule, start) is not None
            counts[rule, quiet] += 1
            if counts[rule, quiet] <= LISTED:
                listed.append(spot)
            elif not quiet:
                more[rule] = active, counts[rule, quiet] - LISTED
        for active, count in more.values():
            self._leave_out(active, line, number, count)
        return listed

    def of_seen(self, hits: Iterable[tuple[Active, Hit, Seen]]) -> list[Finding]:
        """The findings of `hits` that are listed; each is at a statement that was judged before."""
        counts: Counter[tuple[str, int, bool]] = Counter()
        listed: list[Finding] = []
        for active, hit, seen in hits:
            finding = of_seen(active, hit, seen)
            kind = finding.rule, seen.statement, finding.suppressed is not None
            counts[kind] += 1
            if counts[kind] <= LISTED:
                listed.append(finding)
            elif finding.suppressed is None:
                self._leave_out(active, seen.start.line, seen.statement, 1)
        return listed

    def _leave_out(self, active: Active, line: int, number: int, count: int) -> None:
        rule = active.rule.id
        known = self._left_out.get(rule) or Unlisted(rule, active.severity, line, 0, 0)
        fresh = self._last.get(rule) != number
        self._last[rule] = number
        self._left_out[rule] = known._replace(
            statements=known.statements + fresh, findings=known.findings + count
        )
