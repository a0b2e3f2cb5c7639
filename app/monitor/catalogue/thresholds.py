"""Thresholds as they are written: `> 80 for 5m`, `< 20 for 10m clear 25`, `full within 4h`.

> 30 for 1m rising        only while it gets worse
> 95 within 1d            also when the trend gets there in a day
full within 4h            the trend of a percentage reaches 100
> 80 for 5m or full within 7d
"""

import re

from app.domain.errors import BadInput
from app.domain.monitoring.metric import Severity, Threshold
from app.i18n import _

_SPANS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_NUMBER = r"-?\d+(?:\.\d+)?"
_SPAN = r"\d+(?:\.\d+)?[smhd]"
_WRITTEN = re.compile(
    rf"""(?:(?P<full>full)|(?P<side>[<>])\s*(?P<limit>{_NUMBER}))
    (?:\s+within\s+(?P<within>{_SPAN}))?
    (?:\s+for\s+(?P<long>{_SPAN}))?
    (?:\s+clear\s+(?P<clear>{_NUMBER}))?
    (?P<rising>\s+rising)?""",
    re.VERBOSE,
)


def thresholds(written: str, severity: Severity) -> tuple[Threshold, ...]:
    """What `written` means; "" is none. BadInput where it means nothing."""
    if not written.strip():
        return ()
    return tuple(_one(part.strip(), severity) for part in re.split(r"\s+or\s+", written.strip()))


def _one(written: str, severity: Severity) -> Threshold:
    found = _WRITTEN.fullmatch(written)
    if found is None or (found["full"] and not found["within"]):
        raise BadInput(
            _("“{text}” is no threshold.").format(text=written),
            hint=_("Write one like “> 80 for 5m”, “< 20 for 10m clear 25” or “full within 4h”."),
        )
    below, limit = found["side"] == "<", float(found["limit"] or 100)
    clear = None if found["clear"] is None else float(found["clear"])
    if clear is not None and (clear <= limit if below else clear >= limit):
        raise BadInput(
            _("“{text}” would be over before it began: “clear” lies beyond the limit.").format(
                text=written
            ),
            hint=_("Write one like “> 80 for 5m clear 70” or “< 20 for 10m clear 25”."),
        )
    return Threshold(
        severity,
        limit,
        below=below,
        seconds=_span(found["long"]) or 0.0,
        clear=clear,
        rising=found["rising"] is not None,
        within=_span(found["within"]),
    )


def written(threshold: Threshold) -> str:
    """As `thresholds` would read it again."""
    said = [f"{'<' if threshold.below else '>'} {threshold.limit:.15g}"]
    if threshold.within is not None:
        if threshold.limit == 100 and not threshold.below:
            said = ["full"]
        said.append(f"within {_spoken(threshold.within)}")
    if threshold.seconds:
        said.append(f"for {_spoken(threshold.seconds)}")
    if threshold.clear is not None:
        said.append(f"clear {threshold.clear:.15g}")
    if threshold.rising:
        said.append("rising")
    return " ".join(said)


def _span(text: str | None) -> float | None:
    return None if text is None else float(text[:-1]) * _SPANS[text[-1]]


def _spoken(seconds: float) -> str:
    """In the largest unit of which it is a whole number."""
    for unit, size in reversed(_SPANS.items()):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.15g}{unit}"
    return f"{seconds:.15g}s"
