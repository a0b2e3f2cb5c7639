"""Texts that a spreadsheet must not run: a name or a statement may come from anybody.

OWASP, CSV Injection: an apostrophe before whatever could begin a formula.
"""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "|", "%")
"""What makes spreadsheets take a cell for a formula, or ours for the guard."""


def guarded(text: str) -> str:
    """A text no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """What was guarded."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
