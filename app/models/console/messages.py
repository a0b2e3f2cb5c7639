"""What was said while statements ran: by the server, and by the console of them."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.console.result import Level
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State


@dataclass(frozen=True, slots=True)
class Message:
    """A line. `place` is a part of the editor's text it speaks of: start and length."""

    number: int
    at: datetime
    level: Level | None
    """None: the console tells how a statement went."""
    text: str
    code: str = ""
    statement: int = 0
    """Which of those that ran together, from 1 on."""
    place: tuple[int, int] | None = None
    seconds: float | None = None
    rows: int | None = None


_STATES = {
    Level.ERROR: State.ERROR, Level.WARNING: State.WARNING, Level.NOTE: State.NOTICE,
    Level.OUTPUT: State.NONE, None: State.GOOD,
}  # fmt: skip
_WORDS = {
    Level.ERROR: N_("error"), Level.WARNING: N_("warning"), Level.NOTE: N_("notice"),
    Level.OUTPUT: N_("output"), None: N_("done"),
}  # fmt: skip

MESSAGES: tuple[Field[Message], ...] = (
    Field("at", N_("When"), lambda said: said.at, lambda at: at.strftime("%H:%M:%S"), width=76),
    Field("level", N_("Kind"), lambda said: _(_WORDS[said.level]), width=86,
          state=lambda said: _STATES[said.level]),
    Field("statement", N_("No."), lambda said: said.statement or None, formats.count,
          align=Align.RIGHT, width=46),
    Field("code", N_("Code"), lambda said: said.code or None, width=88),
    Field("text", N_("Message"), lambda said: said.text, stretch=True, width=260),
    Field("rows", N_("Rows"), lambda said: said.rows, formats.count, align=Align.RIGHT, width=80),
    Field("seconds", N_("Time"), lambda said: said.seconds, formats.duration, align=Align.RIGHT,
          width=80),
)  # fmt: skip
