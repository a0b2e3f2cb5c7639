"""How a severity is shown: always a shape and a word, for a colour alone says nothing to some."""

from app.domain.finding import Severity
from app.i18n import N_, _
from app.models.findings_store import SUPPRESSED, Kind

SHAPES: dict[Kind, str] = {
    Severity.ERROR: "▲",
    Severity.WARNING: "●",
    Severity.NOTICE: "◦",
    SUPPRESSED: "⊘",
}
_WORDS: dict[Kind, str] = {
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.NOTICE: N_("notice"),
    SUPPRESSED: N_("suppressed"),
}
GOOD = "✓"
"""The shape of what has nothing wrong with it."""
STALE = "↻"
"""The shape of a file that changed since it was audited."""
STOPPED = "■"
"""The shape of a file whose audit was ended in its middle, and of an audit that was."""
FAILED = "✕"
"""The shape of a file that could not be audited."""
WORST_FIRST: tuple[Kind, ...] = (
    Severity.ERROR,
    Severity.WARNING,
    Severity.NOTICE,
    SUPPRESSED,
)


def word(kind: Kind) -> str:
    """The word for a severity, in the language spoken now."""
    return _(_WORDS[kind])


def shown(kind: Kind) -> str:
    """Shape and word."""
    return f"{SHAPES[kind]} {word(kind)}"
