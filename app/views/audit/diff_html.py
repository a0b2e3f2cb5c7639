"""A diff as HTML, lines that go and come in their colours."""

from collections.abc import Sequence
from html import escape

from app.i18n import ngettext
from app.models.formats import count
from app.models.source_text import visible
from app.views.theme import Theme

_MOST = 2_000
"""Lines that are shown; laying out more would hold the window up."""


def diff_html(lines: Sequence[str], theme: Theme) -> str:
    """The lines of a diff as `diff -u` gives them; where there are too many, how many are left."""
    inks = {"+": theme.good, "-": theme.error, "@": theme.muted}
    shown = [
        f'<span style="color:{inks.get(line[:1], theme.text)}">{escape(visible(line))}</span>'
        for line in lines[:_MOST]
    ]
    more = len(lines) - _MOST
    if more > 0:
        said = ngettext("… and {count} more line", "… and {count} more lines", more)
        said = escape(said.format(count=count(more)))
        shown.append(f'<span style="color:{theme.muted}">{said}</span>')
    return f'<pre style="margin:0">{chr(10).join(shown)}\n</pre>'
