"""Our own acts as marks on the time axis: what we did stands beside what came of it."""

import time
from collections.abc import Callable, Sequence

from app.domain.act import Act, Consent, Outcome
from app.domain.endpoint import Endpoint
from app.domain.monitoring.sample import Mark, MarkKind
from app.flows.operate import Keeps


class Marking:
    """A journal that marks as well; what it was given notes everything."""

    def __init__(self, journal: Keeps, mark: Callable[[Mark], object]) -> None:
        self._journal, self._mark = journal, mark

    def intend(self, act: Act, consent: Consent, endpoint: Endpoint) -> str:
        """Note it, and mark it where the instance is in the inventory."""
        noted = self._journal.intend(act, consent, endpoint)
        if endpoint.id:
            self._mark(Mark(endpoint.id, MarkKind.ACT, time.time(), act.title, reference=noted))
        return noted

    def conclude(self, intent: str, outcomes: Sequence[Outcome]) -> None:
        """Note what came of it."""
        self._journal.conclude(intent, outcomes)
