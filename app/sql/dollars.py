"""Code of another language between dollars, as MySQL 9 takes it: `AS $js$ … $js$`.

The signs are a quote behind AS only; elsewhere `$$` is a name.
"""

import re

from app.sql.possessive import compile_pattern

_TAG = compile_pattern(r"(?<![\w$`.])\$(?:[^\W\d]\w*+)?+\$")
_BEHIND_AS = compile_pattern(r"(?<![\w$])AS[\s\x00]*\Z", re.I)
_NEAR = 64  # code points before the tag in which AS is looked for


def opening_tag(text: str, begin: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The tag that begins code between `begin` and `end` of `text`, if one does."""
    for found in _TAG.finditer(text, begin, len(text) if end is None else end):
        at = found.start()
        if _BEHIND_AS.search(text[max(begin, at - _NEAR) : at]):
            return found
    return None


def code_span(text: str) -> tuple[int, int] | None:
    """Where the code of a statement begins and ends, its tags included; None without any."""
    opening = opening_tag(text)
    closing = text.find(opening[0], opening.end()) if opening else -1
    return (opening.start(), closing + len(opening[0])) if opening and closing >= 0 else None
