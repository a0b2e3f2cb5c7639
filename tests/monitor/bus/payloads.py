"""One of each kind of what the bus carries, and any of them at all for hypothesis."""

from hypothesis import strategies as st

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Payload
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.sample import Capture, CaptureKind, Health, Mark, MarkKind, Sample

BY = "tower"
"""A collector."""

ALERT = Alert(
    "busy:one:mysql.threads_running", "busy", "one", "mysql.threads_running", Severity.CRITICAL,
    AlertState.FIRING, 1764338136.5, 91.0, 64.0, "线程太多：91 个。", fired=1764338196.5, by=BY,
)  # fmt: skip
MARK = Mark("one", MarkKind.RESTART, 1764338136.5, "It began anew.", until=None, reference="x")
CAPTURE = Capture(
    "one", CaptureKind.SESSIONS, 1764338136.5, ("id", "user", "seconds", "statement"),
    ((7, "app", 0.25, "SELECT 1"), (8, None, 12, "UPDATE t SET a = '猫'")),
)  # fmt: skip


def sample(number: int = 1, instance: str = "one", *, restarted: bool = False) -> Sample:
    """As the tier of ten seconds of a MySQL server has it, with values that depend on `number`."""
    return Sample(
        instance, Tier.STATUS, 1764338136.0 + number, Health.UP,
        {
            "mysql.threads_running": float(number), "mysql.questions": number / 7,
            "mysql.statement_mix/select": number / 3, "host.cpu_busy": 12.5,
        },
        restarted=restarted, role="master", by=BY,
    )  # fmt: skip


def every() -> tuple[Payload, ...]:
    """One of each."""
    return (sample(), ALERT, MARK, CAPTURE)


_names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
_moments = st.floats(0, 9e10)
_numbers = st.floats(allow_nan=False, allow_infinity=False)
_words = st.text(st.characters(codec="utf-8"), max_size=30)

samples = st.builds(
    Sample, _names, st.sampled_from(Tier), _moments, st.sampled_from(Health),
    st.dictionaries(st.one_of(_names, _names.map("mysql.{}".format)), _numbers, max_size=8),
    st.dictionaries(_names, _words, max_size=3), _words, st.booleans(), _words, st.just(BY),
)  # fmt: skip
alerts = st.builds(
    Alert, _names, _names, _names, _words, st.sampled_from(Severity), st.sampled_from(AlertState),
    _moments, _numbers, _numbers, _words, st.none() | _moments, st.none() | _moments,
    st.none() | _moments, _words, st.booleans(), st.none() | _moments, st.just(BY),
)  # fmt: skip
marks = st.builds(
    Mark,
    _words,
    st.sampled_from(MarkKind),
    _moments,
    _words,
    st.none() | _moments,
    _words,
    st.none() | st.sampled_from(Severity),
)
_cells = st.none() | _words | st.integers(-(2**63), 2**64 - 1) | _numbers
captures = st.integers(0, 4).flatmap(
    lambda width: st.builds(
        Capture, _names, st.sampled_from(CaptureKind), _moments,
        st.lists(_words, min_size=width, max_size=width).map(tuple),
        st.lists(st.lists(_cells, min_size=width, max_size=width).map(tuple), max_size=5).map(
            tuple
        ),
    )
)  # fmt: skip
payloads = st.one_of(samples, alerts, marks, captures)
