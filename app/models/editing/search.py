"""Finding in the text of an editor, and what to put in the place of what was found.

Patterns are those of Qt (PCRE), for two reasons: they count as Qt's texts count, and they give up
where a pattern would look for ever. Python's would hold up the window, thread or no thread.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression

from app.i18n import _

_PATIENCE = "(*LIMIT_MATCH=2000000)"  # steps at one place: some hundredths of a second
_REFERENCE = re.compile(r"[$\\](\d\d?)|\$\{(\d\d?)\}|\\([nt\\$])|\$\$")
_ESCAPED = {"n": "\n", "t": "\t", "\\": "\\", "$": "$"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to find; `word` is only where no letter stands beside it."""

    text: str
    case: bool = False
    word: bool = False
    regex: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in UTF-16 units, and what the pattern and its groups stand for."""

    start: int
    end: int
    groups: tuple[str, ...]


class Pattern:
    """What to find, understood."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        text = wanted.text if wanted.regex else QRegularExpression.escape(wanted.text)
        if wanted.word:
            text = rf"(?<!\w)(?:{text})(?!\w)"
        option = QRegularExpression.PatternOption
        options = option.UseUnicodePropertiesOption | option.MultilineOption
        if not wanted.case:
            options |= option.CaseInsensitiveOption
        self._compiled = QRegularExpression(_PATIENCE + text, options)

    @property
    def error(self) -> str:
        """What is wrong with the pattern, a sentence; "" where nothing is."""
        if self._compiled.isValid():
            return ""
        # asked of the pattern as it was typed: what stands in front would move the place
        typed = QRegularExpression(self.wanted.text)
        return _("Not a pattern: {reason} (at character {place}).").format(
            reason=typed.errorString() if not typed.isValid() else self._compiled.errorString(),
            place=max(typed.patternErrorOffset(), 0) + 1,
        )

    def hits(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit | None]:
        """All hits between two places, in their order; None once where it gave up looking.

        Empty hits are none.
        """
        if not self.wanted.text or self.error:
            return
        found = self._compiled.globalMatch(text, start)
        while found.hasNext():
            match = found.next()
            if end is not None and match.capturedEnd() > end:
                return
            if match.capturedLength():
                groups = tuple(match.capturedTexts()) if self.wanted.regex else ()
                yield Hit(match.capturedStart(), match.capturedEnd(), groups)
        if not found.isValid():
            yield None


def replacement(template: str, hit: Hit, wanted: Wanted) -> str:
    r"""What takes the place of a hit: in a pattern `$1`, `\1`, `${1}`, `$0`, `\n`, `\t`, `$$`."""
    if not wanted.regex:
        return template

    def put(found: re.Match[str]) -> str:
        if found[3]:
            return _ESCAPED[found[3]]
        if found[0] == "$$":
            return "$"
        number = int(found[1] or found[2])
        return hit.groups[number] if number < len(hit.groups) else ""

    return _REFERENCE.sub(put, template)
