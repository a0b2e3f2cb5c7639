"""Colours of a theme by what they are for."""

from app.domain.finding import Severity
from app.models.findings_store import SUPPRESSED, Kind
from app.models.source_colours import Ink
from app.views.theme import Theme


def colour_of(kind: Kind, theme: Theme) -> str:
    """The colour of a severity."""
    return {
        Severity.ERROR: theme.error,
        Severity.WARNING: theme.warning,
        Severity.NOTICE: theme.notice,
        SUPPRESSED: theme.muted,
    }[kind]


def ink_of(ink: Ink, theme: Theme) -> str:
    """The colour of a stretch of SQL."""
    return {
        Ink.KEYWORD: theme.keyword,
        Ink.STRING: theme.string,
        Ink.NUMBER: theme.number,
        Ink.FUNCTION: theme.function,
        Ink.VARIABLE: theme.variable,
        Ink.COMMENT: theme.comment,
    }[ink]
