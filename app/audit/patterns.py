"""Patterns in names: those of a profile's parameters."""

import re
from functools import lru_cache

from app.domain.errors import BadProfile
from app.i18n import _


@lru_cache(maxsize=16_384)
def is_called(name: str, pattern: str) -> bool:
    """Whether the whole of a name is as `pattern` has it; the same names come again and again."""
    return compiled(pattern).fullmatch(name) is not None


@lru_cache(maxsize=16_384)
def is_found(name: str, pattern: str) -> bool:
    """Whether `pattern` finds something in a name; the same names come again and again."""
    return compiled(pattern).search(name) is not None


@lru_cache(maxsize=1024)
def compiled(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """`pattern`, ready for use; BadProfile where it is none."""
    try:
        return re.compile(pattern, flags)
    except re.error as error:
        raise BadProfile(
            _("The pattern {pattern} is not a regular expression: {reason}.").format(
                pattern=pattern, reason=error
            ),
            hint=_("Correct it in the profile."),
        ) from error
