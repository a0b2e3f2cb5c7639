"""The columns of channels and of replicas."""

from operator import attrgetter

from app.domain.inventory import ROLE_NAMES
from app.domain.operating.replication import Channel, Replica
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State

LATE = 10.0
"""Seconds a replica may lag before it is said (heuristic)."""
VERY_LATE = 300.0


def _lag(channel: Channel) -> State:
    if channel.lag is None:
        return State.ERROR
    over = channel.lag - channel.delay
    return State.ERROR if over >= VERY_LATE else State.WARNING if over >= LATE else State.NONE


CHANNELS: tuple[Field[Channel], ...] = (
    Field("name", N_("Channel"), lambda channel: channel.name or _("default"), width=120),
    Field("source", N_("Source"), attrgetter("source"), width=170),
    Field(
        "healthy", N_("State"),
        lambda channel: _("runs") if channel.healthy else _("broken or stopped"), width=150,
        state=lambda channel: State.GOOD if channel.healthy else State.ERROR,
    ),
    Field("receiving", N_("Receives"), attrgetter("receiving"), width=100),
    Field("applying", N_("Applies"), attrgetter("applying"), width=100),
    Field(
        "lag", N_("Lag"), attrgetter("lag"), formats.duration, align=Align.RIGHT, width=90,
        state=_lag, none=N_("unknown"), help=N_("Unknown means broken, never zero."),
    ),
    Field("delay", N_("Delay"), lambda channel: channel.delay or None, formats.duration,
          align=Align.RIGHT, hidden=True),
    Field("behind", N_("Not applied yet"), attrgetter("behind"), width=180),
    Field("error", N_("Error"), attrgetter("error"), stretch=True,
          state=lambda channel: State.ERROR if channel.error else State.NONE),
    Field("advice", N_("What to do"), attrgetter("advice"), width=300),
    Field("received", N_("Received"), attrgetter("received"), hidden=True, code=True),
    Field("applied", N_("Applied"), attrgetter("applied"), hidden=True, code=True),
    Field("position", N_("Position"), attrgetter("position"), hidden=True),
    Field("facts", N_("Facts"),
          lambda channel: "\n".join(f"{name}: {value}" for name, value in channel.facts),
          hidden=True, code=True),
)  # fmt: skip

REPLICAS: tuple[Field[Replica], ...] = (
    Field("address", N_("Server"), attrgetter("address"), width=200),
    Field("role", N_("Role"), lambda replica: _(ROLE_NAMES[replica.role]), width=130),
    Field("state", N_("State"), attrgetter("state"), width=230,
          state=lambda replica: State.GOOD if replica.healthy else State.ERROR),
    Field("lag", N_("Lag"), attrgetter("lag"), formats.duration, align=Align.RIGHT, width=90),
    Field("lag-bytes", N_("Behind"), attrgetter("lag_bytes"), formats.size, align=Align.RIGHT,
          width=90),
    Field("slots", N_("Slots"), attrgetter("slots"), width=140),
    Field("id", N_("Server id"), attrgetter("id"), stretch=True),
    Field("facts", N_("Facts"),
          lambda replica: ", ".join(f"{name}: {value}" for name, value in replica.facts),
          hidden=True),
)  # fmt: skip
