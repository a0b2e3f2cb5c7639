"""The columns of alerts, and the lines that are shown of one beside the list. No Qt."""

import time
from datetime import datetime
from typing import Any

from app.domain.monitoring.rule import thresholds_for
from app.i18n import N_, _
from app.models.alerts.rows import SEVERITY_NAMES, STAND_NAMES, AlertRow, Stand
from app.models.fields import Align, Field, State
from app.models.formats import duration, stamp
from app.monitor.catalogue.thresholds import written

_STANDS = {Stand.UNSEEN: State.WARNING, Stand.PENDING: State.NOTICE, Stand.CLEARED: State.GOOD}


def moment(at: Any) -> str:
    """A moment as this computer's clock has it; of another day with the day."""
    when = datetime.fromtimestamp(at)
    if datetime.fromtimestamp(time.time()).date() == when.date():
        return f"{when:%H:%M:%S}"
    return f"{when:%m-%d %H:%M}"


def exact(at: float | None) -> str | None:
    """A moment with its day and its time zone."""
    return None if at is None else stamp(datetime.fromtimestamp(at).astimezone())


def judged_by(row: AlertRow) -> str:
    """Who judged it, in words."""
    return ", ".join(who or _("this console") for who in row.judges)


def _seen_by(row: AlertRow) -> str | None:
    alert = row.alert
    if alert.acknowledged is None:
        return None
    return alert.acknowledged_by or _("somebody")


def _value(row: AlertRow) -> float | None:
    return None if row.figure(row.alert.value) is None else row.alert.value


def _limit(row: AlertRow) -> float | None:
    return None if row.figure(row.alert.limit) is None else row.alert.limit


# The first eight go into the 860 pixels that the details leave of a window 1366 wide.
ALERTS: tuple[Field[AlertRow], ...] = (
    Field("severity", N_("Severity"), lambda row: _(SEVERITY_NAMES[row.alert.severity]),
          width=95, state=lambda row: row.state, sort=lambda row: row.pressing),
    Field("instance", N_("Instance"), lambda row: row.name, width=125),
    Field("text", N_("What"), lambda row: row.alert.text, stretch=True, width=220),
    Field("lasted", N_("Lasted"), lambda row: row.lasted, duration, align=Align.RIGHT, width=80,
          help=N_("How long it has been so, or was until it cleared.")),
    Field("stand", N_("State"), lambda row: _(STAND_NAMES[row.stand]), width=85,
          state=lambda row: _STANDS.get(row.stand, State.NONE)),
    Field("since", N_("Since"), lambda row: row.begun, moment, width=85),
    Field("value", N_("Value"), lambda row: row.figure(row.alert.value), align=Align.RIGHT,
          width=85, sort=_value),
    Field("seen", N_("Seen by"), _seen_by, width=80),
    Field("limit", N_("Limit"), lambda row: row.figure(row.alert.limit), align=Align.RIGHT,
          width=85, sort=_limit, hidden=True),
    Field("judged", N_("Judged by"), judged_by, width=110, hidden=True,
          help=N_("This console, or a collector of the team.")),
    Field("title", N_("Metric"), lambda row: row.title, width=150, hidden=True),
    Field("rule", N_("Rule"), lambda row: row.alert.rule, width=150, hidden=True),
    Field("environment", N_("Environment"),
          lambda row: row.of.environment or None if row.of else None, width=110, hidden=True),
    Field("product", N_("Product"),
          lambda row: row.of.product or None if row.of else None, width=110, hidden=True),
    Field("service", N_("Service"),
          lambda row: row.of.service or None if row.of else None, width=110, hidden=True),
    Field("owner", N_("Owner"), lambda row: row.owner or None, width=110, hidden=True),
)  # fmt: skip


def thresholds_of(row: AlertRow) -> str | None:
    """From where on it is one, as rules are written; None where the rule is not known here."""
    if row.rule is None:
        return None
    role = row.of.instance.role.value if row.of else ""
    tags = row.of.instance.tags if row.of else ()
    found = thresholds_for(row.rule.thresholds, role, tags)
    return (
        "\n".join(f"{_(SEVERITY_NAMES[each.severity])}: {written(each)}" for each in found) or None
    )


DETAILS: tuple[Field[AlertRow], ...] = (
    Field("text", N_("What"), lambda row: row.alert.text, state=lambda row: row.state),
    Field("note", N_("What to do"), lambda row: row.rule.note or None if row.rule else None),
    Field("instance", N_("Instance"), lambda row: row.name),
    Field("environment", N_("Environment"),
          lambda row: row.of.environment or None if row.of else None),
    Field("owner", N_("Owner"), lambda row: row.owner or None),
    Field("stand", N_("State"), lambda row: _(STAND_NAMES[row.stand])),
    Field("value", N_("Value"), lambda row: row.figure(row.alert.value)),
    Field("thresholds", N_("Thresholds"), thresholds_of),
    Field("metric", N_("Metric"), lambda row: f"{row.title} ({row.alert.key})"),
    Field("why", N_("Why it counts"),
          lambda row: _(row.metric.why) if row.metric and row.metric.why else None),
    Field("rule", N_("Rule"), lambda row: row.alert.rule),
    Field("full", N_("Full on"), lambda row: exact(row.alert.exhausted_at)),
    Field("judged", N_("Judged by"), judged_by),
)  # fmt: skip
"""Beside the list; what there is nothing to say of is left out there."""
