"""Placeholders in names: of templates, mappers, and SQL*Plus."""

import re

_VARIABLE = re.compile(r"(?:^|(?<=_))&\w|&\w+\.$")
"""A variable of SQL*Plus as all of a name, behind a part of it, or closed: not that of "R&D"."""


def is_template(name: str) -> bool:
    """Whether a placeholder such as {$NAMESPACE} or &owner. is in it, so that nobody knows it."""
    return "{" in name or "}" in name or ("&" in name and _VARIABLE.search(name) is not None)
