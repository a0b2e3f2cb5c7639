"""How what was done ended: in a word, and how that stands."""

from app.domain.act import Ending
from app.i18n import N_
from app.models.fields import State

ENDING_NAMES = {
    Ending.DONE: N_("done"), Ending.FAILED: N_("failed"), Ending.REFUSED: N_("refused"),
    Ending.CANCELLED: N_("cancelled"), Ending.UNKNOWN: N_("not known"),
}  # fmt: skip
ENDING_STATES = {
    Ending.DONE: State.GOOD, Ending.FAILED: State.ERROR, Ending.REFUSED: State.NOTICE,
    Ending.CANCELLED: State.NOTICE, Ending.UNKNOWN: State.WARNING,
}  # fmt: skip
