"""The audit of a text that is being typed: what is wrong where, and what would mend it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.audit.judge import Judge
from app.audit.mending import Mending
from app.audit.profile import Profile, built_in
from app.audit.registry import catalogue
from app.domain.dialect import Dialect
from app.domain.finding import Finding
from app.domain.fix import Fix
from app.sql.split import split

WHOLE = 300_000
"""Code points up to which all of a text is judged; of a longer one what is near the cursor."""
_NEAR = 60_000  # code points before and behind the cursor
_MOST = 1_000  # findings; nobody reads more


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding on a text, what its rule is about and why, and the fixes there are."""

    finding: Finding
    title: str
    why: str
    fixes: tuple[Fix, ...]


def judge_text(
    text: str,
    near: int,
    dialect: Dialect,
    stopped: Callable[[], bool],
    profile: Profile | None = None,
) -> list[Judged]:
    """What the audit finds, in the order of the text; suppressed findings are left out.

    Statement by statement, so that it can be stopped; then what was found until then.
    """
    active = (profile or built_in("default")).active("-", dialect)
    judge = Judge(active, dialect)
    mending = Mending(text, dialect)
    found: list[Judged] = []
    for piece in split([text], dialect):
        start = piece.start.offset
        if stopped() or len(found) >= _MOST:
            break
        if len(text) > WHOLE and not start - _NEAR <= near <= start + len(piece.text) + _NEAR:
            continue
        found += _told(judge.judge(piece), mending)
    else:
        found += _told(judge.finish(), mending)
    return found


def _told(findings: Iterable[Finding], mending: Mending) -> Iterator[Judged]:
    """Those that are not suppressed, with what their rules say and how they are mended."""
    rules = catalogue()
    for finding in findings:
        rule = rules.get(finding.rule)
        if finding.suppressed is None and rule is not None:
            yield Judged(finding, rule.title, rule.why, mending.of(finding))
