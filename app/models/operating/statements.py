"""The columns of digests, slow commands and latency."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from app.domain.operating.statements import Digest, Latency, SlowEntry
from app.i18n import N_
from app.models import formats
from app.models.fields import Align, Field, State
from app.models.operating.trends import Trend, Trends

_HEAVY = 0.2
"""The share of all time from which a digest is worth a look (heuristic)."""


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest beside the others: its share of all time, and what it did since it was opened."""

    digest: Digest
    share: float
    trend: Trend | None = None
    """None of a file, which nobody watches."""

    @property
    def recent_count(self) -> int | None:
        """Calls since the page was opened."""
        since = self.trend.since if self.trend else None
        return None if since is None else since[0]

    @property
    def recent_seconds(self) -> float | None:
        """The time they took."""
        since = self.trend.since if self.trend else None
        return None if since is None else since[1]


def rows_of(digests: tuple[Digest, ...], trends: Trends | None = None) -> list[DigestRow]:
    """With their shares of the whole, and their trends where they are watched."""
    whole = sum(digest.seconds for digest in digests) or 1.0
    return [
        DigestRow(digest, digest.seconds / whole, trends.of(digest) if trends else None)
        for digest in digests
    ]


def _d(name: str) -> Callable[[DigestRow], Any]:
    return attrgetter(f"digest.{name}")


DIGESTS: tuple[Field[DigestRow], ...] = (
    Field("share", N_("Load"), attrgetter("share"), formats.percent, align=Align.RIGHT, width=80,
          state=lambda row: State.WARNING if row.share >= _HEAVY else State.NONE,
          help=N_("Its share of the time of all statements.")),
    Field("trend", N_("Trend"), lambda row: row.trend.sentence if row.trend else None, width=120,
          sort=lambda row: row.trend.now if row.trend else None,
          spark=lambda row: row.trend.points if row.trend else (),
          help=N_("Its load since this page was opened; sorted by what it is now. Every line has"
                  " a scale of its own.")),
    Field("statement", N_("Statement"), _d("text"), stretch=True, code=True, width=360),
    Field("count", N_("Calls"), _d("count"), formats.count, align=Align.RIGHT, width=90),
    Field("seconds", N_("Time"), _d("seconds"), formats.duration, align=Align.RIGHT, width=90),
    Field("average", N_("Average"), _d("average"), formats.duration, align=Align.RIGHT, width=90),
    Field("slowest", N_("Slowest"), _d("slowest"), formats.duration, align=Align.RIGHT, width=90),
    Field("recent", N_("Time since opened"), attrgetter("recent_seconds"), formats.duration,
          align=Align.RIGHT, width=130, hidden=True,
          help=N_("What was added since this page was opened.")),
    Field("recent-count", N_("Calls since opened"), attrgetter("recent_count"), formats.count,
          align=Align.RIGHT, hidden=True, width=130),
    Field("read", N_("Rows read"), _d("rows_read"), formats.count, align=Align.RIGHT, width=100),
    Field("sent", N_("Rows sent"), _d("rows_sent"), formats.count, align=Align.RIGHT, width=100),
    Field("reads", N_("Buffers read"), _d("reads"), formats.count, align=Align.RIGHT, width=110,
          hidden=True, help=N_("Blocks read from the buffer cache, those fetched from disk among"
                               " them.")),
    Field("cpu", N_("CPU time"), _d("cpu_seconds"), formats.duration, align=Align.RIGHT, width=90,
          hidden=True),
    Field("no-index", N_("Without index"), lambda row: row.digest.without_index or None,
          formats.count, align=Align.RIGHT, width=110,
          state=lambda row: State.WARNING if row.digest.without_index else State.NONE),
    Field("errors", N_("Errors"), lambda row: row.digest.errors or None, formats.count,
          align=Align.RIGHT, hidden=True),
    Field("locks", N_("Waited for locks"), _d("lock_seconds"), formats.duration,
          align=Align.RIGHT, hidden=True),
    Field("disk", N_("Tables on disk"), lambda row: row.digest.disk_tables or None, formats.count,
          align=Align.RIGHT, hidden=True),
    Field("schema", N_("Database"), _d("schema"), width=110),
    Field("tables", N_("Tables"), lambda row: ", ".join(row.digest.tables), hidden=True),
    Field("first", N_("First seen"), _d("first_seen"), formats.stamp, hidden=True, width=180),
    Field("last", N_("Last seen"), _d("last_seen"), formats.stamp, hidden=True, width=180),
    Field("sample", N_("Sample"), _d("sample"), hidden=True, code=True),
    Field("plan", N_("Plan"), _d("plan_id"), hidden=True),
    Field("statement-id", N_("Statement id"), _d("statement_id"), hidden=True),
    Field("id", N_("Digest"), _d("id"), hidden=True),
)  # fmt: skip

SLOW: tuple[Field[SlowEntry], ...] = (
    Field("at", N_("When"), attrgetter("at"), formats.stamp, width=180),
    Field("seconds", N_("Time"), attrgetter("seconds"), formats.duration, align=Align.RIGHT,
          width=90, state=lambda entry: State.WARNING if entry.seconds >= 0.1 else State.NONE),
    Field("text", N_("Command"), attrgetter("text"), stretch=True, code=True),
    Field("client", N_("Client"), attrgetter("client"), width=160),
    Field("client-name", N_("Program"), attrgetter("client_name"), width=120),
    Field("node", N_("Node"), attrgetter("node"), hidden=True),
    Field("id", N_("Id"), attrgetter("id"), hidden=True),
)  # fmt: skip

LATENCIES: tuple[Field[Latency], ...] = (
    Field("event", N_("Event"), attrgetter("event"), width=200),
    Field("last", N_("Last"), attrgetter("last"), formats.duration, align=Align.RIGHT, width=100),
    Field("worst", N_("Worst"), attrgetter("worst"), formats.duration, align=Align.RIGHT,
          width=100, state=lambda each: State.WARNING if each.worst >= 0.1 else State.NONE),
    Field("at", N_("When"), attrgetter("at"), formats.stamp, width=180),
    Field("history", N_("History"), lambda each: len(each.history), formats.count,
          align=Align.RIGHT, width=90),
    Field("node", N_("Node"), attrgetter("node"), stretch=True),
)  # fmt: skip
