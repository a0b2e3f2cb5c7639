"""Alerts, rules and forecasts as lists: for people, and for programs as JSON.

Times in JSON are seconds since 1970; what is not known is null.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TextIO

from app.domain.display import padded, visible, width
from app.domain.figures import duration, with_unit
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.forecast import Forecast
from app.domain.monitoring.metric import Severity, split_key
from app.domain.monitoring.rule import Rule
from app.flows.list_metrics import said_thresholds
from app.flows.watch.dry_run import Replay
from app.i18n import N_, _, ngettext
from app.monitor.alerts.sentences import title_of
from app.monitor.catalogue import Catalogue
from app.monitor.catalogue.reading import OTHERWISE
from app.monitor.catalogue.thresholds import written

_STATES = {
    AlertState.PENDING: N_("pending"),
    AlertState.FIRING: N_("firing"),
    AlertState.CLEARED: N_("cleared"),
}
_SOON = 3 * 86_400.0
"""Seconds; what is to happen sooner is said to the minute."""
_SEVERITIES = {Severity.WARNING: N_("warning"), Severity.CRITICAL: N_("critical")}


def show_alerts(alerts: Iterable[Alert], names: Mapping[str, str], form: str, out: TextIO) -> None:
    """Firing first, the worst of them first; then the newest."""
    order = (AlertState.FIRING, AlertState.PENDING, AlertState.CLEARED)
    found = sorted(
        alerts,
        key=lambda each: (
            order.index(each.state), each.severity is not Severity.CRITICAL, -_began(each)
        ),
    )  # fmt: skip
    if form == "json":
        _write_json("alerts", [_alert(each, names) for each in found], out)
        return
    if not found:
        out.write(_("There are no alerts.") + "\n")
    _write_rows(
        [
            (
                _(_STATES[each.state]),
                _(_SEVERITIES[each.severity]),
                _stamp(_began(each)),
                names.get(each.instance, each.instance),
                each.text,
                _seen_to(each),
            )
            for each in found
        ],
        out,
    )


def show_rules(
    rules: Iterable[Rule], changed: frozenset[str], catalogue: Catalogue, form: str, out: TextIO
) -> None:
    """A line each; a star before what the user changed or added."""
    if form == "json":
        _write_json("rules", [_rule(each, each.id in changed) for each in rules], out)
        return
    _write_rows(
        [
            (
                "*" if each.id in changed else "",
                each.id,
                said_thresholds(each.thresholds, Severity.WARNING) or "-",
                said_thresholds(each.thresholds, Severity.CRITICAL) or "-",
                title_of(each, catalogue.metrics.get(each.metric)),
                "" if each.enabled else _("(off)"),
            )
            for each in rules
        ],
        out,
    )


def show_replay(
    replay: Replay, names: Mapping[str, str], span: tuple[float, float], form: str, out: TextIO
) -> None:
    """Each time, how often each rule, and how much of the time was known."""
    if form == "json":
        document = {
            "version": 1,
            "begin": span[0],
            "end": span[1],
            "alerts": [_alert(each, names) for each in replay.alerts],
            "counts": dict(replay.counts),
            "covered": dict(replay.covered),
            "unseen": list(replay.unseen),
            "step": replay.step,
        }
        json.dump(document, out, ensure_ascii=False, indent=2)
        out.write("\n")
        return
    _write_rows(
        [
            (
                _stamp(_began(each)),
                duration((each.cleared or span[1]) - _began(each)),
                _("ended") if each.cleared is not None else _("goes on"),
                _(_SEVERITIES[each.severity]),
                names.get(each.instance, each.instance),
                each.text,
            )
            for each in replay.alerts
        ],
        out,
    )
    often = sorted(replay.counts.items(), key=lambda item: (-item[1], item[0]))
    for rule, count in often:
        if count:
            said = ngettext(
                "{rule}: would have fired once.", "{rule}: would have fired {count} times.", count
            )
            out.write(visible(said.format(rule=rule, count=count)) + "\n")
    for line in _on(replay):
        out.write(visible(line) + "\n")


def show_forecasts(
    found: Sequence[Forecast],
    names: Mapping[str, str],
    catalogue: Catalogue,
    form: str,
    out: TextIO,
) -> None:
    """Soonest first, as they come."""
    if form == "json":
        rows = [{**asdict(each), "name": names.get(each.instance, each.instance)} for each in found]
        _write_json("forecasts", rows, out)
        return
    if not found:
        out.write(_("Nothing is known yet of what fills up.") + "\n")
    _write_rows([_forecast(each, names, catalogue) for each in found], out)


def _forecast(found: Forecast, names: Mapping[str, str], catalogue: Catalogue) -> tuple[str, ...]:
    metric, part = split_key(found.key)
    known = catalogue.metrics.get(metric)
    title, unit = (_(known.title), known.unit) if known is not None else (metric, "")
    if found.full_at is None:
        when, between = _("not in sight"), ""
    else:
        when = _("full now") if found.full_at <= found.at else _stamp(found.full_at)
        between = _between(found)
    return (
        when,
        between,
        names.get(found.instance, found.instance),
        f"{title} ({part})" if part else title,
        with_unit(found.value, unit),
        _("{amount} a day").format(amount=with_unit(found.per_day, unit)),
    )


def _between(found: Forecast) -> str:
    if found.earliest is None or found.full_at is None or found.full_at <= found.at:
        return ""
    said = _stamp if found.full_at - found.at < _SOON else _day
    if found.latest is None:
        return _("from {day} on").format(day=said(found.earliest))
    return f"{said(found.earliest)} – {said(found.latest)}"


def _on(replay: Replay) -> Iterable[str]:
    """Sentences on what was known."""
    if not replay.alerts:
        yield _("None of the rules would have fired.")
    if replay.covered:
        share = sum(replay.covered.values()) / len(replay.covered)
        yield _("{percent} % of the time was known of what the rules watch.").format(
            percent=int(100 * share)
        )
    else:
        yield _("The rules are about no instance of which anything is known.")
    if replay.step:
        yield _(
            "Older than three days there are means of {step}: what was shorter is not seen."
        ).format(step=duration(replay.step))
    if replay.unseen:
        yield _("Not in the history, and not tried: {rules}.").format(
            rules=", ".join(replay.unseen)
        )


def _alert(alert: Alert, names: Mapping[str, str]) -> dict[str, object]:
    return {**asdict(alert), "name": names.get(alert.instance, alert.instance)}


def _rule(rule: Rule, changed: bool) -> dict[str, object]:
    return {
        "id": rule.id,
        "metric": rule.metric,
        "changed": changed,
        "enabled": rule.enabled,
        "title": rule.title,
        "note": rule.note,
        "parts": rule.parts,
        "scope": {
            "instances": sorted(rule.scope.instances),
            "types": sorted(rule.scope.types),
            "environments": sorted(rule.scope.environments),
            "tags": sorted(rule.scope.tags),
        },
        "thresholds": {
            role or OTHERWISE: {
                severity.value: [written(each) for each in limits if each.severity is severity]
                for severity in Severity
            }
            for role, limits in rule.thresholds.items()
        },
    }


def _seen_to(alert: Alert) -> str:
    said = []
    if alert.acknowledged is not None:
        said.append(_("(acknowledged by {name})").format(name=alert.acknowledged_by))
    if alert.silenced:
        said.append(_("(silenced)"))
    return " ".join(said)


def _began(alert: Alert) -> float:
    return alert.since if alert.fired is None else alert.fired


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().isoformat(" ", "minutes")


def _day(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().date().isoformat()


def _write_json(name: str, rows: list[dict[str, object]], out: TextIO) -> None:
    json.dump({"version": 1, name: rows}, out, ensure_ascii=False, indent=2)
    out.write("\n")


def _write_rows(rows: Sequence[Sequence[str]], out: TextIO) -> None:
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = [padded(cell, columns) for cell, columns in zip(row, widths, strict=True)]
        out.write("  ".join(cells).rstrip() + "\n")
