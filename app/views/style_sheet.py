"""The style sheet: `resources/style/style.qss` with the colours of a theme in it."""

import re
from functools import cache

from PySide6.QtCore import QDir

from app.paths import resource
from app.views.theme import Theme

_FOLDER = "style"


@cache
def style_sheet(theme: Theme) -> str:
    """The rules of the sheet; every @word is a colour of `theme`, or its name."""
    QDir.setSearchPaths(_FOLDER, [str(resource(_FOLDER))])
    rules = resource(f"{_FOLDER}/style.qss").read_text("utf-8")
    return re.sub(r"@(\w+)", lambda found: str(getattr(theme, found[1])), rules)
