"""The columns of digests, slow commands and latency."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from app.domain.operating.statements import Digest, Latency, SlowEntry
from app.i18n import N_
from app.models import formats
from app.models.fields import Align, Field, State

_HEAVY = 0.2
"""The share of all time from which a digest is worth a look (heuristic)."""


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest beside the others: its share of all time, and what came since it was opened."""

    digest: Digest
    share: float
    recent_seconds: float | None = None
    recent_count: int | None = None


def rows_of(digests: tuple[Digest, ...], first: dict[tuple[str, str], Digest]) -> list[DigestRow]:
    """Shares, and the change against what was there when the page was opened.

    A digest whose numbers fell was counted anew by the server: what it has now is all recent.
    """
    whole = sum(digest.seconds for digest in digests) or 1.0
    rows = []
    for digest in digests:
        before = first.get((digest.schema, digest.id))
        seconds, count = digest.seconds, digest.count
        if before is not None and before.count <= digest.count:
            seconds, count = digest.seconds - before.seconds, digest.count - before.count
        fresh = bool(first)
        rows.append(
            DigestRow(
                digest, digest.seconds / whole, seconds if fresh else None, count if fresh else None
            )
        )
    return rows


def _d(name: str) -> Callable[[DigestRow], Any]:
    return attrgetter(f"digest.{name}")


DIGESTS: tuple[Field[DigestRow], ...] = (
    Field("share", N_("Load"), attrgetter("share"), formats.percent, align=Align.RIGHT, width=80,
          state=lambda row: State.WARNING if row.share >= _HEAVY else State.NONE,
          help=N_("Its share of the time of all statements.")),
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
