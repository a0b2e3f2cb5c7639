"""What was heard of collectors, on its way to the history and to who shows it."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from app.domain.errors import BadInput
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Payload
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Sample
from app.monitor.bus import wire
from app.monitor.bus.box import Box

Keep = Callable[[Sequence[Payload]], None]

_MOST_TOLD = 65_536
_MOST_STANDING = 10_000
"""Alerts of one collector of which a missed end is noticed."""


class PassingOn:
    """Decodes messages and passes them on; `refuse` hears of what is none."""

    def __init__(
        self, box: Box, keep: Keep | None, refuse: Callable[[str, BadInput], None]
    ) -> None:
        self._box, self._keep, self._refuse = box, keep, refuse
        self._told: dict[tuple[str, str, Tier], float] = {}
        self._standing: defaultdict[str, dict[str, Alert]] = defaultdict(dict)
        """Alerts that are not over, by collector."""

    def deliver(
        self,
        collector: str,
        messages: Iterable[bytes],
        *,
        lately: bool = False,
        known: bool = False,
    ) -> None:
        """Pass them on; with `lately` only what is newer than what was passed on already, and what
        is `known` to the history is only shown.
        """
        payloads = [
            payload
            for payload in self._decoded(collector, messages)
            if not lately or self._is_news(collector, payload)
        ]
        self._pass_on(collector, payloads, known=known)

    def end_missed(self, collector: str, snapshot: Iterable[bytes]) -> None:
        """Of an alert that stood and is not in the snapshot, the end was missed."""
        said = self._decoded(collector, snapshot)
        standing = {payload.id for payload in said if isinstance(payload, Alert)}
        ended = [
            replace(alert, state=AlertState.CLEARED, cleared=time.time())
            for alert in self._standing[collector].values()
            if alert.id not in standing
        ]
        self._pass_on(collector, ended)

    def _decoded(self, collector: str, messages: Iterable[bytes]) -> Iterator[Payload]:
        for message in messages:
            try:
                payload = wire.decode(message, collector)
            except BadInput as error:
                self._refuse(collector, error)
                continue
            if payload is not None:
                yield payload

    def _pass_on(self, collector: str, payloads: Sequence[Payload], *, known: bool = False) -> None:
        for payload in payloads:
            if isinstance(payload, Sample):
                self._told[collector, payload.instance, payload.tier] = payload.at
            elif isinstance(payload, Alert):
                self._note(collector, payload)
        if not payloads:
            return
        if len(self._told) > _MOST_TOLD:
            self._told.clear()
        if self._keep is not None and not known:
            self._keep(payloads)
        self._box.put(payloads)

    def _note(self, collector: str, alert: Alert) -> None:
        standing = self._standing[collector]
        if alert.state is AlertState.CLEARED:
            standing.pop(alert.id, None)
        elif alert.id in standing or len(standing) < _MOST_STANDING:
            standing[alert.id] = alert

    def _is_news(self, collector: str, payload: Payload) -> bool:
        if isinstance(payload, Alert):
            return self._standing[collector].get(payload.id) != payload
        if not isinstance(payload, Sample):
            return True
        return payload.at > self._told.get((collector, payload.instance, payload.tier), 0.0)
