"""The columns of the history of the console."""

from datetime import datetime

from app.domain.console.ran import Ran, RanEnding
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State

ENDING_NAMES = {
    RanEnding.DONE: N_("done"), RanEnding.FAILED: N_("failed"),
    RanEnding.CANCELLED: N_("cancelled"), RanEnding.REFUSED: N_("refused"),
    RanEnding.LOST: N_("connection lost"), RanEnding.RUNNING: N_("running"),
    RanEnding.UNKNOWN: N_("unknown: the program ended"),
}  # fmt: skip
_STATES = {
    RanEnding.DONE: State.GOOD, RanEnding.FAILED: State.ERROR,
    RanEnding.CANCELLED: State.NOTICE, RanEnding.REFUSED: State.NOTICE,
    RanEnding.LOST: State.WARNING, RanEnding.RUNNING: State.NONE,
    RanEnding.UNKNOWN: State.WARNING,
}  # fmt: skip


def _at(ran: Ran) -> datetime:
    return datetime.fromtimestamp(ran.running.at).astimezone()


RAN: tuple[Field[Ran], ...] = (
    Field("at", N_("When"), _at, lambda at: at.strftime("%m-%d %H:%M:%S"), width=112),
    Field("ending", N_("How it ended"), lambda ran: _(ENDING_NAMES[ran.ended.ending]), width=96,
          state=lambda ran: _STATES[ran.ended.ending]),
    Field("statement", N_("Statement"), lambda ran: ran.running.statement, stretch=True, code=True,
          width=220),
    Field("rows", N_("Rows"), lambda ran: ran.ended.rows, formats.count, align=Align.RIGHT,
          width=70),
    Field("seconds", N_("Time"),
          lambda ran: None if ran.ended.ending is RanEnding.RUNNING else ran.ended.seconds,
          formats.duration, align=Align.RIGHT, width=76),
    Field("instance", N_("Instance"), lambda ran: ran.running.instance_name, width=110),
    Field("schema", N_("Schema"), lambda ran: ran.running.schema or None, width=90, hidden=True),
    Field("account", N_("Account"), lambda ran: ran.running.account or None, hidden=True),
    Field("error", N_("Error"), lambda ran: ran.ended.error or None, hidden=True, width=220),
)  # fmt: skip
