"""What an alert says: one sentence with numbers and units, without the name of the instance."""

from datetime import datetime

from app.domain.figures import duration, with_unit
from app.domain.monitoring.metric import Metric, Threshold, split_key
from app.domain.monitoring.rule import AGE, HEALTH, Rule
from app.i18n import N_, _

_HEALTH = N_("Answers")
_AGE = N_("Age of the data")


def title_of(rule: Rule, metric: Metric | None) -> str:
    """What it is about, in the user's words or ours."""
    if rule.title:
        return rule.title
    if metric is not None:
        return _(metric.title)
    return _(_HEALTH) if rule.metric == HEALTH else _(_AGE) if rule.metric == AGE else rule.metric


def sentence(
    rule: Rule,
    metric: Metric | None,
    key: str,
    value: float,
    threshold: Threshold,
    trouble: str = "",
    full_at: float | None = None,
) -> str:
    """What is wrong."""
    if rule.metric == HEALTH:
        return trouble or _("It does not answer.")
    if rule.metric == AGE:
        return _("Nothing was heard of it for {time}.").format(time=duration(value))
    unit = metric.unit if metric is not None else ""
    part = split_key(key)[1]
    said = {
        "title": f"{title_of(rule, metric)} ({part})" if part else title_of(rule, metric),
        "value": with_unit(value, unit),
        "limit": with_unit(threshold.limit, unit),
    }
    if threshold.within is not None and full_at is not None:
        when = f"{datetime.fromtimestamp(full_at):%Y-%m-%d %H:%M}"
        return _("{title}: {value} now, and {limit} by {when} if it goes on like this.").format(
            **said, when=when
        )
    if threshold.seconds:
        said["time"] = duration(threshold.seconds)
        if threshold.below:
            return _("{title}: {value}, below {limit} for {time} at least.").format(**said)
        return _("{title}: {value}, above {limit} for {time} at least.").format(**said)
    if threshold.below:
        return _("{title}: {value}, below {limit}.").format(**said)
    return _("{title}: {value}, above {limit}.").format(**said)


def coming_and_going(text: str, times: int) -> str:
    """The same of one that fires again and again."""
    return _("{text} It comes and goes: {times} times until now.").format(text=text, times=times)


def stale(text: str, seen_at: float) -> str:
    """The same of one whose value is not seen any more."""
    when = f"{datetime.fromtimestamp(seen_at):%H:%M:%S}"
    return _("{text} No value has come since {time}.").format(text=text, time=when)


def gone() -> str:
    """Of one that ends because there is nothing to be judged any more."""
    return _("There is no such value any more.")
