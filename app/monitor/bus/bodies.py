"""The fields of each kind of message: from the console's nouns, and back with every value checked.

What reads raises KeyError, TypeError, ValueError or OverflowError where a field is missing or not
what it should be; `wire` makes one error of them.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.sample import (
    Capture,
    CaptureKind,
    Health,
    Mark,
    MarkKind,
    Sample,
    Scalar,
)
from app.monitor.bus.key_names import MOST_NAME, full_of, shortened_of

MOST_TEXT = 16_384
"""Letters of a sentence, a statement, a cell."""
MOST_VALUES = 10_000
"""Values of one sample."""
MOST_ROWS = 10_000
MOST_COLUMNS = 200
MOST_DETAILS = 100

_WHOLE = 2.0**53
_FAR = 1e11
"""No moment lies behind it, in seconds since 1970 (the year 5138)."""
_TIERS: Mapping[Any, Tier] = {each.value: each for each in Tier}
_HEALTHS: Mapping[Any, Health] = {each.value: each for each in Health}
_NUMBERS = frozenset({int, float})


def of_sample(sample: Sample) -> dict[str, Any]:
    """i instance, t tier, a at, h health, f how keys begin, v values, x texts, m trouble,
    r restarted, o role. `by` is the collector whose channel it is.
    """
    fields: dict[str, Any] = {"i": sample.instance, "t": sample.tier.value, "a": sample.at}
    if sample.health is not Health.UP:
        fields["h"] = sample.health.value
    if sample.values:
        family = next(iter(sample.values)).partition(".")[0] + "."
        fields["f"] = family
        shortened = shortened_of(family)
        fields["v"] = {
            shortened[key]: value if value % 1.0 else _plain(value)
            for key, value in sample.values.items()
            if value - value == 0.0  # neither infinite nor not a number
        }
    if sample.texts:
        fields["x"] = {key: value[:MOST_TEXT] for key, value in sample.texts.items()}
    if sample.trouble:
        fields["m"] = sample.trouble[:MOST_TEXT]
    if sample.restarted:
        fields["r"] = True
    if sample.role:
        fields["o"] = sample.role
    return fields


def _plain(value: float) -> float | int:
    """A whole number takes one byte to five, another one nine."""
    whole = value.is_integer() and -_WHOLE < value < _WHOLE and (value or not _is_minus(value))
    return int(value) if whole else value


def _is_minus(value: float) -> bool:
    return math.copysign(1.0, value) < 0


def sample(fields: Mapping[str, Any], collector: str) -> Sample:
    """See `of_sample`."""
    family = fields.get("f", "")
    if type(family) is not str or len(family) > MOST_NAME:
        raise ValueError
    told = mapping(fields, "v", MOST_VALUES)
    if not _NUMBERS.issuperset(map(type, told.values())):
        raise ValueError
    full = full_of(family)
    values = dict(zip(map(full.__getitem__, told), map(float, told.values()), strict=True))
    total = sum(values.values())
    if total - total != 0.0 and not all(map(math.isfinite, values.values())):
        raise ValueError
    texts = {
        checked_text(key, MOST_NAME): checked_text(value)
        for key, value in (mapping(fields, "x", MOST_VALUES).items() if "x" in fields else ())
    }
    return Sample(
        text(fields, "i", most=MOST_NAME),
        _TIERS[fields["t"]],
        moment(fields, "a"),
        _HEALTHS[fields.get("h", "up")],
        values,
        texts,
        text(fields, "m", ""),
        fields.get("r") is True,
        text(fields, "o", "", MOST_NAME),
        collector,
    )


def of_alert(alert: Alert) -> dict[str, Any]:
    """d id, u rule, i instance, k key, e severity, t state, s since, v value, l limit, m text,
    f fired, c cleared, w acknowledged, p by whom, q silenced, x exhausted.
    """
    fields = {
        "d": alert.id, "u": alert.rule, "i": alert.instance, "k": alert.key,
        "e": alert.severity.value, "t": alert.state.value, "s": alert.since,
        "v": alert.value, "l": alert.limit, "m": alert.text[:MOST_TEXT],
        "f": alert.fired, "c": alert.cleared, "w": alert.acknowledged,
        "p": alert.acknowledged_by, "q": alert.silenced, "x": alert.exhausted_at,
    }  # fmt: skip
    return _without_the_usual(fields)


def _without_the_usual(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in fields.items()
        if value is not None and value is not False and value != ""
    }


def alert(fields: Mapping[str, Any], collector: str) -> Alert:
    """See `of_alert`."""
    return Alert(
        text(fields, "d", most=MOST_NAME),
        text(fields, "u", most=MOST_NAME),
        text(fields, "i", most=MOST_NAME),
        text(fields, "k", "", MOST_NAME),
        Severity(fields["e"]),
        AlertState(fields["t"]),
        moment(fields, "s"),
        checked_number(fields["v"]),
        checked_number(fields["l"]),
        text(fields, "m", ""),
        moment_or_none(fields, "f"),
        moment_or_none(fields, "c"),
        moment_or_none(fields, "w"),
        text(fields, "p", "", MOST_NAME),
        fields.get("q") is True,
        moment_or_none(fields, "x"),
        collector,
    )


def of_mark(mark: Mark) -> dict[str, Any]:
    """i instance, k kind, a at, m text, u until, e reference, s severity."""
    fields = {
        "i": mark.instance, "k": mark.kind.value, "a": mark.at, "m": mark.text[:MOST_TEXT],
        "u": mark.until, "e": mark.reference,
        "s": mark.severity.value if mark.severity is not None else None,
    }  # fmt: skip
    return _without_the_usual(fields)


def mark(fields: Mapping[str, Any]) -> Mark:
    """See `of_mark`."""
    return Mark(
        text(fields, "i", "", MOST_NAME),
        MarkKind(fields["k"]),
        moment(fields, "a"),
        text(fields, "m", ""),
        moment_or_none(fields, "u"),
        text(fields, "e", "", MOST_NAME),
        Severity(fields["s"]) if "s" in fields else None,
    )


def of_capture(capture: Capture, rows: Sequence[Sequence[Scalar]]) -> dict[str, Any]:
    """i instance, k kind, a at, n columns, w rows."""
    return {
        "i": capture.instance, "k": capture.kind.value, "a": capture.at,
        "n": capture.columns[:MOST_COLUMNS],
        "w": [[_cell(value) for value in row[:MOST_COLUMNS]] for row in rows],
    }  # fmt: skip


def _cell(value: Scalar) -> Scalar:
    if type(value) is str:
        return value[:MOST_TEXT]
    if type(value) is int and not -(2**63) <= value < 2**64:
        return str(value)[:MOST_TEXT]  # more than the format can hold
    return value


def capture(fields: Mapping[str, Any]) -> Capture:
    """See `of_capture`."""
    columns = tuple(checked_text(each, MOST_NAME) for each in _listed(fields["n"], MOST_COLUMNS))
    rows = tuple(
        tuple(_checked_cell(value) for value in _listed(row, MOST_COLUMNS))
        for row in _listed(fields["w"], MOST_ROWS)
    )
    if any(len(row) != len(columns) for row in rows):
        raise ValueError
    return Capture(
        text(fields, "i", most=MOST_NAME), CaptureKind(fields["k"]), moment(fields, "a"),
        columns, rows,
    )  # fmt: skip


def _checked_cell(value: Any) -> Scalar:
    if value is None or type(value) in (int, float):
        return value  # type: ignore[no-any-return]
    return checked_text(value)


def _listed(value: Any, most: int) -> list[Any]:
    if type(value) is not list or len(value) > most:
        raise ValueError
    return value


def mapping(fields: Mapping[str, Any], name: str, most: int) -> Mapping[Any, Any]:
    """A map among the fields; empty where it is not there."""
    value = fields.get(name)
    if value is None:
        return {}
    if type(value) is not dict or len(value) > most:
        raise ValueError
    return value


def text(
    fields: Mapping[str, Any], name: str, usual: str | None = None, most: int = MOST_TEXT
) -> str:
    """A text among the fields; without `usual` it must be there, and not be empty."""
    value = checked_text(fields[name] if usual is None else fields.get(name, usual), most)
    if usual is None and not value:
        raise ValueError
    return value


def checked_text(value: Any, most: int = MOST_TEXT) -> str:
    """A text that is not too long."""
    if type(value) is not str or len(value) > most:
        raise ValueError
    return value


def checked_number(value: Any) -> float:
    """A finite number."""
    if type(value) not in (int, float):
        raise TypeError
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def moment(fields: Mapping[str, Any], name: str) -> float:
    """Seconds since 1970."""
    number = checked_number(fields[name])
    if not 0 <= number < _FAR:
        raise ValueError
    return number


def moment_or_none(fields: Mapping[str, Any], name: str) -> float | None:
    """One that may not have come yet."""
    return None if fields.get(name) is None else moment(fields, name)
