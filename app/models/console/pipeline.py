"""What is in a file of commands, and what went wrong with its lines: columns."""

from app.domain.console.pipeline import Kind, LineTrouble, Weight
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State

_WEIGHTS = {
    Weight.READ: N_("only reads"), Weight.WRITE: N_("may change something"),
    Weight.DANGEROUS: N_("may change or delete far more than one key"),
}  # fmt: skip
_STATES = {
    Weight.READ: State.NONE, Weight.WRITE: State.NOTICE, Weight.DANGEROUS: State.ERROR,
}  # fmt: skip

KINDS: tuple[Field[Kind], ...] = (
    Field("name", N_("Command"), lambda it: it.name, code=True, width=120),
    Field("count", N_("Count"), lambda it: it.count, formats.count, align=Align.RIGHT, width=90),
    Field("weight", N_("What it may do"), lambda it: _(_WEIGHTS[it.weight]), stretch=True,
          width=180, state=lambda it: _STATES[it.weight]),
    Field("first", N_("First line"), lambda it: it.first, formats.count, align=Align.RIGHT,
          width=120),
)  # fmt: skip

TROUBLES: tuple[Field[LineTrouble], ...] = (
    Field("line", N_("Line"), lambda it: it.line, formats.count, align=Align.RIGHT, width=90),
    Field("code", N_("Code"), lambda it: it.code or None, width=96),
    Field("text", N_("Message"), lambda it: it.text, stretch=True, width=240),
)  # fmt: skip
