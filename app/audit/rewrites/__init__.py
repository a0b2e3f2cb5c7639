"""Rewrites: another way to write what a rule found, with the same result on any rows.

They are offered like fixes and made only where somebody asks for those of their rule. What makes
two ways equal is checked in the tree and in the schema of the script: a rewriter that cannot know
offers nothing. Each has its examples in `equal`; a test runs both ways of each on real servers,
over tables full of NULLs, duplicates and values at the borders, and compares the rows. No Oracle
is there to prove anything: of its dialect those are offered that hold by the text alone.
"""

from app.audit.rewrites import (
    calendars,
    computed,
    conditions,
    filters,
    joins,
    lists,
    pages,
    subqueries,
)
from app.audit.rewrites.registry import REWRITERS, Rewriter
from app.audit.rewrites.script import Rewrites

__all__ = [
    "REWRITERS",
    "Rewriter",
    "Rewrites",
    "calendars",
    "computed",
    "conditions",
    "filters",
    "joins",
    "lists",
    "pages",
    "subqueries",
]
