"""SQL as coloured rich text."""

from html import escape

from app.domain.dialect import Dialect
from app.models.source_colours import colour
from app.views.inks import ink_of
from app.views.theme import Theme


def sql_html(sql: str, dialect: Dialect, theme: Theme) -> str:
    """`sql` in the colours of a theme, to stand in a <pre>."""
    parts, at = [], 0
    for start, end, ink in colour(sql, dialect).within(0, len(sql)):
        parts.append(escape(sql[at:start]))
        parts.append(f'<span style="color:{ink_of(ink, theme)}">{escape(sql[start:end])}</span>')
        at = end
    return "".join((*parts, escape(sql[at:])))
