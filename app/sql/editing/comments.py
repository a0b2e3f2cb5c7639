"""Commenting lines out, and in again."""

import re
from collections.abc import Sequence

from app.domain.dialect import Dialect, Language

_SQL = re.compile(r"(\s*)-- ?(.*)", re.S)
_SHARP = re.compile(r"(\s*)(?:-- ?|# ?)(.*)", re.S)
_REDIS = re.compile(r"(\s*)# ?(.*)", re.S)


def comment_toggle(lines: Sequence[str], language: Language) -> list[str]:
    """The lines without their `--` where all of them have one, else all with one.

    Empty lines stay as they are. The marks are put at the least indented column, so that what is
    commented out keeps its shape.
    """
    marked = _marked(language)
    if all(marked.match(line) for line in lines if line.strip()):
        return [_bare(line, marked) for line in lines]
    mark = "-- " if isinstance(language, Dialect) else "# "
    column = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[:column] + mark + line[column:] if line.strip() else line for line in lines]


def _marked(language: Language) -> re.Pattern[str]:
    if not isinstance(language, Dialect):
        return _REDIS
    return _SQL if language is Dialect.ORACLE else _SHARP


def _bare(line: str, marked: re.Pattern[str]) -> str:
    found = marked.match(line)
    return found[1] + found[2] if found else line
